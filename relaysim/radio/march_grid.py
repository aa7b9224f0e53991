"""The grid a line is marched over, chosen from the wavelength and the relief."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, ceil, cos, pi

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.profile import Profile

Reals = NDArray[np.float64]

LOWEST_FREQUENCY_HZ = 100e6
HIGHEST_FREQUENCY_HZ = 6e9
LARGEST_GRID_CELLS = 300_000_000  # about three seconds a line

# The grid in wavelengths, as measured at 0.33 m: step 1 m, spacing 0.1 m, source 0.12 m, absorbing layer 5 m.
_STEP = 3.05
_SPACING = 0.305
_HALF_WIDTH = 0.366
_LAYER = 15.2
_HEADROOM_M = 3.5
_HEADROOM = 10.0
# Terrain changes within a few metres however long the wave is.
_LONGEST_STEP_M = 2.0
_FEWEST_STEPS = 40


@dataclass(frozen=True)
class MarchGrid:
    """The grid one line is marched over: columns of `rows` points, the first `layer_rows` of them
    absorbing."""

    step_m: float
    spacing_m: float
    columns: int
    rows_above: int
    rows: int
    layer_rows: int
    source_half_width_m: float

    @property
    def cells(self) -> int:
        """Points of the whole grid: the time of a march goes with it, some 11 ns each."""
        return self.columns * self.rows


def step_m(profile: Profile, wavelength: float) -> float:
    """The step that ends at the receiver: shorter where the reflected ray is far off the line."""
    low, high = sorted((profile.transmitter_height_m, profile.receiver_height_m))
    apart = atan2(high - low, profile.length_m) + atan2(high + low, profile.length_m)
    # That ray may turn by a radian a step against the direct one; the approximant damps it beyond.
    step = min(_STEP * wavelength, _LONGEST_STEP_M, wavelength / (2 * pi * max(1 - cos(apart), 1e-9)))
    return profile.slant_m / max(ceil(profile.slant_m / step), _FEWEST_STEPS)


def lay_grid(across: Reals, receivers: Reals, profile: Profile, step: float, wavelength: float) -> MarchGrid:
    """The grid over turned ground; the source is narrower where it would sink into the ground."""
    half_width = max(0.15 * wavelength, min(_HALF_WIDTH * wavelength, profile.transmitter_height_m / 2.5))
    spacing = min(_SPACING * wavelength, half_width / 1.2)
    layer_rows = ceil(_LAYER * wavelength / spacing)
    top = max(0.0, across.max(), receivers[:, 1].max()) + max(_HEADROOM_M, _HEADROOM * wavelength)
    rows_above = ceil(top / spacing) + layer_rows
    grid = MarchGrid(
        step_m=step,
        spacing_m=spacing,
        columns=ceil(receivers[:, 0].max() / step - 1e-6) + 1,
        rows_above=rows_above,
        rows=rows_above + ceil(max(0.0, -across.min()) / spacing) + 4,
        layer_rows=layer_rows,
        source_half_width_m=half_width,
    )
    if grid.cells > LARGEST_GRID_CELLS:
        raise InputError(
            f"a profile of {profile.slant_m:.0f} m at this frequency takes a grid of {grid.columns} columns"
            f" of {grid.rows} rows ({step:.3g} m by {spacing:.3g} m): more than {LARGEST_GRID_CELLS} points."
            " Use a shorter profile, a lower frequency, or propagation two-ray or free-space"
        )
    return grid


def check_frequency(frequency_hz: float) -> None:
    """Raise InputError for a frequency the method does not serve."""
    if not LOWEST_FREQUENCY_HZ <= frequency_hz <= HIGHEST_FREQUENCY_HZ:
        wavelength = wavelength_m(frequency_hz)
        raise InputError(
            f"frequency {frequency_hz / 1e6:g} MHz: the parabolic equation serves 100 MHz to 6000 MHz;"
            f" its grid would be {_STEP * wavelength:.3g} m by {_SPACING * wavelength:.3g} m."
            " Use propagation two-ray or free-space"
        )
