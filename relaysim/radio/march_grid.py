"""The grid a line is marched over, chosen from the wavelength and the relief."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.radio.free_space import wavelength_m

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]

LOWEST_FREQUENCY_HZ = 100e6
HIGHEST_FREQUENCY_HZ = 6e9
LARGEST_GRID_CELLS = 300_000_000  # about two seconds a line
MOST_ROWS = 200_000  # 100 MB for a group of lines

# The grid in wavelengths, as measured at 0.33 m: step 1 m, spacing 0.1 m, source 0.12 m, absorbing layer 5 m.
_STEP = 3.05
_SPACING = 0.305
_HALF_WIDTH = 0.366
_LAYER = 15.2
_HEADROOM_M = 3.5
_HEADROOM = 10.0
# How far the reflected ray may turn in a step against the direct one, radians.
_TURN = 0.3
# Terrain changes within a few metres however long the wave is.
LONGEST_STEP_M = 2.0
_FEWEST_STEPS = 40
# Waves go up and down steep ground steeply, and are followed by shorter steps: from which slope on, and down to what
# share; for the steepest place, and for the slopes' root mean square.
_STEEPEST, _STEEPEST_SHARE = 0.2, 2 / 3
_USUAL, _USUAL_SHARE = 0.15, 1 / 3


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
    def top_m(self) -> float:
        """Height over the straight line between the antennas up to which the field counts: the layer begins there."""
        return (self.rows_above - self.layer_rows) * self.spacing_m

    @property
    def cells(self) -> int:
        """Points of the whole grid: the time of a march goes with it."""
        return self.columns * self.rows


@dataclass(frozen=True, eq=False)
class Span:
    """What a grid must hold, for each of m lines: all rows of shape (m,), metres, in the line frame.

    transmitter_m: its height above ground; slant_m: from antenna to antenna; highest_m, lowest_m: ground or place,
    across the line; farthest_m: the last place along it.
    """

    transmitter_m: Reals
    slant_m: Reals
    highest_m: Reals
    lowest_m: Reals
    farthest_m: Reals


def steps_m(
    length_m: Reals,
    slant_m: Reals,
    transmitter_m: Reals,
    receiver_m: Reals,
    slopes: tuple[Reals, Reals],
    wavelength: float,
    refine: int = 1,
) -> Reals:
    """The step of each line that ends at its receiver: shorter where the reflected ray is far off the line, or the
    ground steep (slopes: the greatest, and their root mean square, metres a metre)."""
    direct = np.sqrt(length_m**2 + (receiver_m - transmitter_m) ** 2)
    reflected = np.sqrt(length_m**2 + (receiver_m + transmitter_m) ** 2)
    cosine = (length_m**2 - np.abs(receiver_m**2 - transmitter_m**2)) / (direct * reflected)
    # The approximant loses a tenth of a ray that turns by a radian a step.
    turn = _TURN * wavelength / (2 * pi * np.maximum(1 - cosine, 1e-9))
    share = np.clip(_STEEPEST / np.maximum(slopes[0], _STEEPEST), _STEEPEST_SHARE, 1.0)
    share *= np.clip(_USUAL / np.maximum(slopes[1], _USUAL), _USUAL_SHARE, 1.0)
    step = np.minimum(min(_STEP * wavelength, LONGEST_STEP_M) * share, turn)
    return np.asarray(slant_m / np.maximum(np.ceil(slant_m / step), _FEWEST_STEPS) / refine)


@dataclass(frozen=True, eq=False)
class MarchGrids:
    """Grids of m lines; fields as those of MarchGrid, of shape (m,)."""

    step_m: Reals
    spacing_m: Reals
    columns: Counts
    rows_above: Counts
    rows: Counts
    layer_rows: Counts
    source_half_width_m: Reals

    def __getitem__(self, i: int) -> MarchGrid:
        return MarchGrid(
            float(self.step_m[i]),
            float(self.spacing_m[i]),
            int(self.columns[i]),
            int(self.rows_above[i]),
            int(self.rows[i]),
            int(self.layer_rows[i]),
            float(self.source_half_width_m[i]),
        )


def lay_grids(span: Span, step_m: Reals, wavelength: float, refine: int = 1) -> MarchGrids:
    """The grids over turned ground; a source is narrower where it would sink into the ground.

    Raises InputError, naming the grid, where one is larger than LARGEST_GRID_CELLS or MOST_ROWS.
    """
    half_width = np.maximum(0.15 * wavelength, np.minimum(_HALF_WIDTH * wavelength, span.transmitter_m / 2.5))
    spacing = np.minimum(_SPACING * wavelength, half_width / 1.2) / refine
    layer_rows = np.ceil(_LAYER * wavelength / spacing)
    top = np.maximum(0.0, span.highest_m) + max(_HEADROOM_M, _HEADROOM * wavelength)
    rows_above = np.ceil(top / spacing) + layer_rows
    rows = rows_above + np.ceil(np.maximum(0.0, -span.lowest_m) / spacing) + 4
    columns = np.ceil(span.farthest_m / step_m - 1e-6) + 1
    _check_size(columns, rows, span.slant_m, step_m, spacing)
    return MarchGrids(
        step_m,
        np.asarray(spacing),
        columns.astype(np.int64),
        rows_above.astype(np.int64),
        rows.astype(np.int64),
        layer_rows.astype(np.int64),
        np.asarray(half_width),
    )


def _check_size(columns: Reals, rows: Reals, slant_m: Reals, step_m: Reals, spacing_m: Reals) -> None:
    too_large = np.flatnonzero((columns * rows > LARGEST_GRID_CELLS) | (rows > MOST_ROWS))
    if too_large.size:
        i = too_large[0]
        raise InputError(
            f"a profile of {slant_m[i]:.0f} m at this frequency takes a grid of {columns[i]:.0f} columns"
            f" of {rows[i]:.0f} rows ({step_m[i]:.3g} m by {spacing_m[i]:.3g} m): more than {LARGEST_GRID_CELLS}"
            f" points, or than {MOST_ROWS} rows. Use a shorter profile, a lower frequency, or propagation"
            " two-ray or free-space"
        )


def check_frequency(frequency_hz: float) -> None:
    """Raise InputError for a frequency the method does not serve."""
    if not LOWEST_FREQUENCY_HZ <= frequency_hz <= HIGHEST_FREQUENCY_HZ:
        wavelength = wavelength_m(frequency_hz)
        raise InputError(
            f"frequency {frequency_hz / 1e6:g} MHz: the parabolic equation serves 100 MHz to 6000 MHz;"
            f" its grid would be {_STEP * wavelength:.3g} m by {_SPACING * wavelength:.3g} m."
            " Use propagation two-ray or free-space"
        )
