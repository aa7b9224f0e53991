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
_INSTEAD = "propagation p526, or two-ray or free-space, which ignore the terrain"

# The grid in wavelengths, as measured at 0.33 m: step 1 m, spacing 0.1 m, source 0.12 m, absorbing layer 5 m.
_STEP = 3.05
_SPACING = 0.305
_HALF_WIDTH = 0.366
_LAYER = 15.2
_HEADROOM_M = 3.5
_HEADROOM = 10.0
# An antenna lower than this is on the ground, and feels each step of it: the longest step. A source there has its image
# in the ground (wave_march), and rows so close that they hold both.
_LOW = 0.375
_LOW_STEP = 1.0
_LOW_HALF_WIDTH, _LOW_SPACING = 0.25, 0.04
# How far the reflected ray may turn in a step against the direct one, radians.
_TURN = 0.3
# Terrain changes within a few metres however long the wave is.
LONGEST_STEP_M = 2.0
_FEWEST_STEPS = 40
# Waves go up and down steep ground steeply, and are followed by shorter steps: from which slope on, and down to what
# share; for the steepest place, and for the slopes' root mean square.
_STEEPEST, _STEEPEST_SHARE = 0.2, 2 / 3
_USUAL, _USUAL_SHARE = 0.15, 1 / 3
# Lines whose faces (Slopes.uneven) exceed this, metres a metre, are steep: a conducting wedge of 8 degrees is 1 dB off
# on the usual grid. Their rows lie so many to a usual one: a number, and another a metre's rise a metre. Their step is so many
# wavelengths over the 1.5th power of the faces; and so short that ground that rises before the source takes so many
# steps to its height. Found on conducting wedges of 8 to 25 degrees: 0.8 dB at most from the theory.
STEEP = 0.14
_STEEP_ROWS = 1.9, 3.6
_STEEP_STEP = 0.14
_STEEP_START = 12
# The steepest wave followed, against the steepest face. What a line's steps may stray on the way, and how much they do,
# a wavelength of it, at a sine of 1 and a step of one wavelength.
_SPARE = 1.1
_MAY_STRAY_DB = 0.15
_STRAYS_DB = 0.4


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
    steepest_sine: float  # of the angle with the line up to which waves are followed; 0 but for steep lines

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


@dataclass(frozen=True, eq=False)
class Slopes:
    """How steep the ground of m lines is; all rows of shape (m,).

    greatest, usual: the greatest slope anywhere and the slopes' root mean square, metres a metre.
    uneven: how steep the faces are that stand out from the line's mean slope, metres a metre (eighth root of the mean
    eighth power: what a march loses of a wave along a face goes with that power).
    face_sine: of the greatest angle between a face and the line; 0 for lines that are not steep.
    """

    greatest: Reals
    usual: Reals
    uneven: Reals
    face_sine: Reals


def steps_m(
    length_m: Reals,
    slant_m: Reals,
    transmitter_m: Reals,
    receiver_m: Reals,
    slopes: Slopes,
    wavelength: float,
    refine: int = 1,
) -> Reals:
    """The step of each line that ends at its receiver: shorter where the reflected ray is far off the line, or the
    ground steep."""
    direct = np.sqrt(length_m**2 + (receiver_m - transmitter_m) ** 2)
    reflected = np.sqrt(length_m**2 + (receiver_m + transmitter_m) ** 2)
    cosine = (length_m**2 - np.abs(receiver_m**2 - transmitter_m**2)) / (direct * reflected)
    # The approximant loses a tenth of a ray that turns by a radian a step.
    turn = _TURN * wavelength / (2 * pi * np.maximum(1 - cosine, 1e-9))
    share = np.clip(_STEEPEST / np.maximum(slopes.greatest, _STEEPEST), _STEEPEST_SHARE, 1.0)
    share *= np.clip(_USUAL / np.maximum(slopes.usual, _USUAL), _USUAL_SHARE, 1.0)
    step = np.minimum(min(_STEP * wavelength, LONGEST_STEP_M) * share, turn)
    # Few lines are steep or low: the others need not wait for what is made of these.
    if slopes.face_sine.any():
        face = np.maximum(slopes.uneven, STEEP)
        start = np.maximum(transmitter_m, wavelength) / (_STEEP_START * face)
        short = np.minimum(_STEEP_STEP * wavelength / face**1.5, start)
        step = np.where(slopes.face_sine > 0, np.minimum(step, short), step)
    low = np.minimum(transmitter_m, receiver_m) < _LOW * wavelength
    if low.any():
        step = np.where(low, np.minimum(step, _LOW_STEP * wavelength), step)
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
    steepest_sine: Reals

    @property
    def too_large(self) -> NDArray[np.bool_]:
        """Which grids have more points than LARGEST_GRID_CELLS, or more rows than MOST_ROWS."""
        # In floating point: the points of a wall of 1000 km are more than an integer holds.
        cells = self.columns.astype(np.float64) * self.rows
        return np.asarray((cells > LARGEST_GRID_CELLS) | (self.rows > MOST_ROWS))

    def __getitem__(self, i: int) -> MarchGrid:
        return MarchGrid(
            float(self.step_m[i]),
            float(self.spacing_m[i]),
            int(self.columns[i]),
            int(self.rows_above[i]),
            int(self.rows[i]),
            int(self.layer_rows[i]),
            float(self.source_half_width_m[i]),
            float(self.steepest_sine[i]),
        )


def lay_grids(span: Span, step_m: Reals, slopes: Slopes, wavelength: float, refine: int = 1) -> MarchGrids:
    """The grids over turned ground; a source is narrower where it would reach the ground, as long as it does not lie on it."""
    low = span.transmitter_m < _LOW * wavelength
    half_width = np.minimum(_HALF_WIDTH * wavelength, span.transmitter_m / 2.5)
    half_width[low] = _LOW_HALF_WIDTH * wavelength
    spacing = np.minimum(_SPACING * wavelength, half_width / 1.2) / refine
    if slopes.face_sine.any():
        # In halves, so that lines of like steepness have like absorbing layers, and march side by side.
        closer = np.ceil(2 * (_STEEP_ROWS[0] + _STEEP_ROWS[1] * slopes.uneven)) / 2
        spacing = np.where(slopes.face_sine > 0, spacing / closer, spacing)
    if low.any():
        spacing = np.where(low, np.minimum(_LOW_SPACING * wavelength / refine, spacing), spacing)
    layer_rows = np.ceil(_LAYER * wavelength / spacing)
    top = np.maximum(0.0, span.highest_m) + max(_HEADROOM_M, _HEADROOM * wavelength)
    rows_above = np.ceil(top / spacing) + layer_rows
    rows = rows_above + np.ceil(np.maximum(0.0, -span.lowest_m) / spacing) + 4
    columns = np.ceil(span.farthest_m / step_m - 1e-6) + 1
    return MarchGrids(
        step_m,
        np.asarray(spacing),
        columns.astype(np.int64),
        rows_above.astype(np.int64),
        rows.astype(np.int64),
        layer_rows.astype(np.int64),
        np.asarray(half_width),
        _steepest_sine(slopes, span.slant_m / wavelength, step_m / wavelength),
    )


def _steepest_sine(slopes: Slopes, waves: Reals, step: Reals) -> Reals:
    """The greatest sine that the steps of steep lines are made for; waves, step: the line's length and step in wavelengths.

    Waves along a face spread somewhat to both sides of it. But the further a step reaches, the more it strays
    in between (steep_step): with the sine's ninth power, and nearly the step's third."""
    if not slopes.face_sine.any():
        return slopes.face_sine
    strays_db = _STRAYS_DB * waves * step**2.7
    return np.minimum(_SPARE * slopes.face_sine, (_MAY_STRAY_DB / strays_db) ** (1 / 9))


def check_size(grids: MarchGrids, slant_m: Reals) -> None:
    """Raise InputError, naming the grid, where one is larger than LARGEST_GRID_CELLS or MOST_ROWS."""
    for i in np.flatnonzero(grids.too_large).tolist():
        grid = grids[i]
        raise InputError(
            f"a profile of {slant_m[i]:.0f} m at this frequency takes a grid of {grid.columns} columns"
            f" of {grid.rows} rows ({grid.step_m:.3g} m by {grid.spacing_m:.3g} m): more than {LARGEST_GRID_CELLS}"
            f" points, or than {MOST_ROWS} rows. Use a shorter profile, a lower frequency, or {_INSTEAD}"
        )


def check_frequency(frequency_hz: float) -> None:
    """Raise InputError for a frequency the method does not serve."""
    if not LOWEST_FREQUENCY_HZ <= frequency_hz <= HIGHEST_FREQUENCY_HZ:
        wavelength = wavelength_m(frequency_hz)
        raise InputError(
            f"frequency {frequency_hz / 1e6:g} MHz: the parabolic equation serves 100 MHz to 6000 MHz;"
            f" its grid would be {_STEP * wavelength:.3g} m by {_SPACING * wavelength:.3g} m."
            f" Use {_INSTEAD}"
        )
