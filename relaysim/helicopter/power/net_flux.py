"""How much sunlight comes through the dust of Mars, direct and scattered together.

The table is that of the normalized net flux f(zenith angle, optical depth), from Pollack's calculation of multiple
scattering by Martian dust over the whole spectrum, for ground of albedo 0.1. On a horizontal plane the light is the
part f / (1 - albedo) of what would fall on it without any air.

Reference: Appelbaum and Flood 1990, Solar Energy 45:353 (NASA TM-102299, 1989), table III and equation 17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from relaysim.path.route import Floats

ALBEDO = 0.1
_ZENITH_DEG = np.array([0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0])
_DEPTH = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0])  # fmt: skip
# The first row is not of the table: no dust at all, when ground of albedo 0.1 takes in nine tenths.
_NET_FLUX = np.array([
    [0.900, 0.900, 0.900, 0.900, 0.900, 0.900, 0.900, 0.900, 0.900, 0.900],
    [0.885, 0.883, 0.882, 0.880, 0.876, 0.870, 0.857, 0.830, 0.755, 0.635],
    [0.866, 0.865, 0.860, 0.858, 0.851, 0.836, 0.813, 0.758, 0.640, 0.470],
    [0.847, 0.846, 0.841, 0.836, 0.826, 0.806, 0.774, 0.708, 0.562, 0.412],
    [0.828, 0.827, 0.821, 0.815, 0.802, 0.778, 0.740, 0.667, 0.502, 0.373],
    [0.810, 0.810, 0.802, 0.796, 0.778, 0.752, 0.708, 0.628, 0.452, 0.342],
    [0.793, 0.791, 0.785, 0.775, 0.755, 0.725, 0.677, 0.593, 0.414, 0.318],
    [0.776, 0.773, 0.766, 0.755, 0.733, 0.700, 0.646, 0.555, 0.383, 0.298],
    [0.760, 0.756, 0.750, 0.736, 0.710, 0.675, 0.616, 0.520, 0.360, 0.280],
    [0.745, 0.740, 0.733, 0.717, 0.690, 0.650, 0.587, 0.487, 0.336, 0.264],
    [0.732, 0.725, 0.717, 0.700, 0.670, 0.628, 0.560, 0.455, 0.317, 0.252],
    [0.697, 0.692, 0.683, 0.662, 0.632, 0.585, 0.518, 0.413, 0.288, 0.230],
    [0.666, 0.661, 0.650, 0.629, 0.596, 0.546, 0.478, 0.379, 0.262, 0.210],
    [0.637, 0.630, 0.618, 0.597, 0.563, 0.512, 0.441, 0.348, 0.240, 0.195],
    [0.609, 0.600, 0.586, 0.568, 0.531, 0.480, 0.408, 0.318, 0.224, 0.181],
    [0.582, 0.573, 0.558, 0.537, 0.500, 0.448, 0.378, 0.293, 0.208, 0.170],
    [0.518, 0.509, 0.492, 0.469, 0.430, 0.378, 0.316, 0.242, 0.174, 0.145],
    [0.460, 0.450, 0.434, 0.414, 0.376, 0.330, 0.273, 0.206, 0.150, 0.128],
    [0.370, 0.360, 0.347, 0.330, 0.296, 0.258, 0.212, 0.160, 0.118, 0.100],
    [0.294, 0.286, 0.275, 0.258, 0.230, 0.203, 0.166, 0.130, 0.094, 0.080],
    [0.228, 0.223, 0.215, 0.200, 0.178, 0.153, 0.130, 0.103, 0.080, 0.068],
])  # fmt: skip


def share_through(elevation_deg: ArrayLike, optical_depth: ArrayLike) -> Floats:
    """The part of the sunlight that reaches a horizontal plane, 0 to 1, of any shape.

    Bilinear in the table; below 5 deg of elevation as at 5 deg, above a depth of 6 as at 6, below the horizon 0.
    """
    elevation = np.asarray(elevation_deg, dtype=np.float64)
    row, up = _place(np.asarray(optical_depth, dtype=np.float64), _DEPTH)
    column, along = _place(90.0 - elevation, _ZENITH_DEG)
    flux = (1.0 - up) * ((1.0 - along) * _NET_FLUX[row, column] + along * _NET_FLUX[row, column + 1])
    flux = flux + up * ((1.0 - along) * _NET_FLUX[row + 1, column] + along * _NET_FLUX[row + 1, column + 1])
    return np.asarray(np.where(elevation > 0.0, flux / (1.0 - ALBEDO), 0.0))


def _place(values: Floats, nodes: Floats) -> tuple[np.ndarray, Floats]:
    """The node below each value, and how far it is to the next, 0 to 1; held at the ends."""
    held = np.clip(values, nodes[0], nodes[-1])
    below = np.clip(np.searchsorted(nodes, held, side="right") - 1, 0, len(nodes) - 2)
    return below, (held - nodes[below]) / (nodes[below + 1] - nodes[below])
