"""Shaded relief: light from the north-west over a soft tint of height."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TRANSPARENT = (255, 0, 255)
_TINT = np.array([[150, 142, 132], [186, 172, 152], [214, 199, 175], [236, 226, 208]], dtype=np.float64)


def shade(
    heights_m: NDArray[np.float64], cell_m: float, azimuth_deg: float = 315.0, altitude_deg: float = 40.0
) -> NDArray[np.float64]:
    """The brightness, 0 to 1, of a surface lit from a compass direction; nan where heights are nan.

    Slopes are drawn steeper where the ground is flat, so that a hill of a few metres can be seen.

    Args:
        heights_m: (rows, columns), first row in the north.

    Reference: Horn 1981, Proc. IEEE 69, 14-47 (reflectance of a Lambertian surface).
    """
    if min(heights_m.shape) < 2:
        return np.where(np.isnan(heights_m), np.nan, 0.7)
    south, east = np.gradient(heights_m, cell_m)
    steepness = np.hypot(south, east)
    known = steepness[np.isfinite(steepness)]
    typical = float(np.percentile(known, 90)) if known.size else 0.0
    stretch = min(max(0.45 / typical, 1.0), 8.0) if typical > 1e-9 else 1.0
    azimuth, altitude = np.radians(azimuth_deg), np.radians(altitude_deg)
    light = np.array(
        [np.sin(azimuth) * np.cos(altitude), np.cos(azimuth) * np.cos(altitude), np.sin(altitude)]
    )
    normal_z = 1.0 / np.sqrt(1.0 + (stretch * steepness) ** 2)
    lit = normal_z * (-stretch * east * light[0] + stretch * south * light[1] + light[2])
    # the outermost known cells have no slope: give them the brightness of level ground, not a hole
    return np.where(np.isnan(heights_m), np.nan, np.where(np.isnan(lit), light[2], np.clip(lit, 0.0, 1.0)))


def relief_rgb(heights_m: NDArray[np.float64], cell_m: float) -> NDArray[np.uint8]:
    """(rows, columns, 3) colours of the relief; TRANSPARENT where the ground is unknown."""
    unknown = np.isnan(heights_m)
    rgb = np.empty((*heights_m.shape, 3), dtype=np.uint8)
    rgb[:] = TRANSPARENT
    if unknown.all():
        return rgb
    low, high = np.nanpercentile(heights_m, 2), np.nanpercentile(heights_m, 98)
    place = np.clip((np.where(unknown, low, heights_m) - low) / max(high - low, 1e-6), 0.0, 1.0) * (
        len(_TINT) - 1
    )
    stops = np.arange(len(_TINT))
    tint = np.stack([np.interp(place, stops, _TINT[:, band]) for band in range(3)], axis=-1)
    light = np.where(unknown, 0.0, shade(heights_m, cell_m))[..., None]
    colours = np.clip(tint * (0.42 + 0.86 * light), 0.0, 254.0).astype(np.uint8)
    rgb[~unknown] = colours[~unknown]
    return rgb
