"""Many lines at once: their grids laid, sorted into groups of like size, marched by as many threads as asked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.free_space import wavelength_m
from relaysim.radio.march_grid import LONGEST_STEP_M, MarchGrids, Span, lay_grids, steps_m
from relaysim.radio.pade_step import pade_step
from relaysim.radio.profile import Profile

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]

# How far the coordinate is stretched into the complex plane at the top of the absorbing layer: enough to
# swallow a wave that meets it at one degree, not so much that the rows reflect.
_LAYER_STRENGTH = 12.0
# Columns closed ahead of the march: what they take stays in the processor's first cache.
_AHEAD = 32
# Lines whose numbers of columns lie within this factor are sorted by their rows instead.
_LIKE_LENGTH = 1.25


@dataclass(frozen=True, eq=False)
class Places:
    """Where losses are asked for: k places, each over one of the lines; all rows of shape (k,).

    line: which line, rising; along_m: along the ground from its first point; rise_m: above its transmitter;
    up_m: above the ground there.
    """

    line: Counts
    along_m: Reals
    rise_m: Reals
    up_m: Reals


@dataclass(frozen=True, eq=False)
class Lines:
    """m lines ready to be marched, each aimed at its profile's receiver; the arrays are those of `start_lanes`."""

    along_m: Reals
    across_m: Reals
    point_starts: Counts
    grids: MarchGrids
    clearance_m: Reals
    receivers: Reals
    receiver_starts: Counts
    place: Counts  # of each receiver: they are sorted along their lines, the places are as asked

    def groups(self, lanes: int) -> list[Counts]:
        """The lines in groups of up to `lanes` that share an absorbing layer and, nearly, a size; largest first."""
        grids = self.grids
        length = np.floor(np.log(grids.columns) / np.log(_LIKE_LENGTH))
        order = np.ascontiguousarray(np.lexsort((grids.rows, length, grids.layer_rows))[::-1])
        cuts = np.flatnonzero(np.diff(grids.layer_rows[order])) + 1
        return [
            run[first : first + lanes] for run in np.split(order, cuts) for first in range(0, len(run), lanes)
        ]


def aim_lines(profiles: Sequence[Profile], places: Places, frequency_hz: float, refine: int = 1) -> Lines:
    """Turn each profile to the straight line between its antennas, and lay the grids (see march_grid).

    Raises InputError for a grid that is too large.
    """
    wavelength = wavelength_m(frequency_hz)
    table = [(p.length_m, p.rise_m, p.transmitter_height_m, p.receiver_height_m) for p in profiles]
    length, rise, transmitter, receiver = np.ascontiguousarray(np.array(table).T)
    slant = np.sqrt(length * length + rise * rise)
    run, lift = length / slant, rise / slant
    first_places = np.searchsorted(places.line, np.arange(len(profiles)))
    # Level ground beyond both ends: a turned frame has columns before the one foot or behind the other.
    beyond = np.maximum(transmitter, np.maximum.reduceat(places.up_m, first_places)) + 2 * LONGEST_STEP_M
    along, across, starts, slopes = _turned_ground(profiles, run, lift, beyond)
    step = steps_m(length, slant, transmitter, receiver, slopes, wavelength, refine)
    receivers = _receivers(places, run, lift)
    span = Span(
        transmitter,
        slant,
        *(
            np.maximum(
                np.maximum.reduceat(across, starts[:-1]), np.maximum.reduceat(receivers[:, 1], first_places)
            ),
            np.minimum.reduceat(across, starts[:-1]),
            np.maximum.reduceat(receivers[:, 0], first_places),
        ),
    )
    grids = lay_grids(span, step, wavelength, refine)
    order = np.lexsort((receivers[:, 0], places.line))
    ends = np.append(first_places, len(places.line))
    return Lines(along, across, starts, grids, transmitter * run / 2, receivers[order], ends, order)


def _turned_ground(
    profiles: Sequence[Profile], run: Reals, lift: Reals, beyond: Reals
) -> tuple[Reals, Reals, Counts, tuple[Reals, Reals]]:
    """The ground of all lines, one after the other, in their own frames: s, t, where each line starts; and its
    greatest slope and the slopes' root mean square, in the profile's own frame."""
    sizes = np.array([p.distance_m.size + 2 for p in profiles])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    first, last = starts[:-1], starts[1:] - 1
    ground = np.ones(starts[-1], dtype=bool)
    ground[first] = ground[last] = False
    distance, height = np.zeros(starts[-1]), np.zeros(starts[-1])
    distance[ground] = np.concatenate([p.distance_m for p in profiles])
    height[ground] = np.concatenate([p.height_m for p in profiles])
    antennas = height[first + 1] + np.array([p.transmitter_height_m for p in profiles])
    distance -= np.repeat(distance[first + 1], sizes)
    height -= np.repeat(antennas, sizes)
    distance[first], distance[last] = -beyond, distance[last - 1] + beyond
    height[first], height[last] = height[first + 1], height[last - 1]
    ahead = np.diff(distance, append=0.0)
    slope = np.abs(np.diff(height, append=0.0)) / ahead
    slope[starts[1:] - 1] = 0.0  # from one line's end to the next one's start
    squares = np.add.reduceat(slope * slope * ahead, starts[:-1])
    slopes = np.maximum.reduceat(slope, starts[:-1]), np.sqrt(squares / (beyond + distance[starts[1:] - 1]))
    run, lift = np.repeat(run, sizes), np.repeat(lift, sizes)
    turned = distance * run + height * lift, height * run - distance * lift
    return *turned, starts, slopes


def _receivers(places: Places, run: Reals, lift: Reals) -> Reals:
    """The places in their lines' frames: s, t, and the clearance that each keeps, shape (k, 3)."""
    run, lift = run[places.line], lift[places.line]
    along = places.along_m * run + places.rise_m * lift
    across = places.rise_m * run - places.along_m * lift
    return np.column_stack((along, across, places.up_m * run / 2))


def march_lines(
    lines: Lines, wavenumber: float, impedance: tuple[complex, complex], threads: int
) -> NDArray[np.complex128]:
    """The field at all receivers of all lines, shape (k,); groups are shared out among the threads."""
    # Here, not at the top: this import compiles the kernels.
    from relaysim.radio.wave_lanes import LANES

    received = np.zeros(len(lines.receivers), dtype=np.complex128)
    g = lines.grids
    tables = (
        np.column_stack((g.columns, g.rows_above, g.rows)),
        np.column_stack((g.step_m, g.spacing_m, g.source_half_width_m, lines.clearance_m)),
    )

    def run(members: Counts) -> None:
        _march_group(lines, tables, members, wavenumber, impedance, received)

    groups = lines.groups(LANES)
    if threads <= 1 or len(groups) == 1:
        for members in groups:
            run(members)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, groups))
    at_places = np.empty_like(received)
    at_places[lines.place] = received
    return at_places


def _march_group(
    lines: Lines,
    tables: tuple[Counts, Reals],
    members: Counts,
    wavenumber: float,
    impedance: tuple[complex, complex],
    received: NDArray[np.complex128],
) -> None:
    """March a group of lines side by side; what their receivers hear goes to `received`.

    tables: shapes and sizes of all lines, rows as `start_lanes` takes them.
    """
    from relaysim.radio.wave_columns import CLOSING
    from relaysim.radio.wave_lanes import LANES, ROW
    from relaysim.radio.wave_march import march_lanes, start_lanes

    shapes, sizes = tables[0][members], tables[1][members]
    fractions = np.array([pade_step(wavenumber * step) for step in sizes[:, 0].tolist()])
    state = np.zeros((shapes[:, 2].max() + 2) * ROW, dtype=np.float32)
    layer = _layer_stretch(int(lines.grids.layer_rows[members[0]])), np.empty((LANES, shapes[:, 0].max()))
    start_lanes(
        state, *layer, shapes, sizes, fractions, members, lines.along_m, lines.across_m, lines.point_starts,
        lines.receivers, lines.receiver_starts, wavenumber,
    )  # fmt: skip
    closings = np.zeros((_AHEAD, CLOSING, LANES), dtype=np.float32)
    lasts = np.zeros((_AHEAD, 2, LANES), dtype=np.int64)
    waiting = np.column_stack((lines.receiver_starts[members], lines.receiver_starts[members + 1]))
    march_lanes(
        state, *layer, shapes, sizes, closings, lasts, wavenumber, *impedance,
        lines.receivers, waiting, received,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _layer_stretch(layer_rows: int) -> NDArray[np.float32]:
    """Stretch of the height above each row of the absorbing layer, real and imaginary, from the top down to its
    foot, where there is none."""
    depth = np.arange(layer_rows, -1, -1) / layer_rows
    bend = _LAYER_STRENGTH * depth * depth * depth
    return np.column_stack((1 + bend, bend)).astype(np.float32)


def empty_field(lines: Lines, slant_m: Reals, wavenumber: float) -> Reals:
    """What the source of each receiver's line sends along its axis into empty space, shape (k,)."""
    half_width = np.repeat(lines.grids.source_half_width_m, np.diff(lines.receiver_starts))
    # From the Gaussian's own transform.
    return np.asarray(half_width * np.sqrt(wavenumber / (2 * slant_m)))
