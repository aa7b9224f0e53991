"""Many lines at once: their grids laid, sorted into groups of like size, marched by as many threads as asked."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.free_space import wavelength_m
from relaysim.radio.march_grid import LONGEST_STEP_M, MarchGrids, Slopes, Span, check_size, lay_grids, steps_m
from relaysim.radio.pade_step import pade_step, steep_step
from relaysim.radio.profile_rows import ProfileRows

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]

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

    distance_m: Reals
    height_m: Reals
    points: Counts
    turns: Reals
    grids: MarchGrids
    clearance_m: Reals
    receivers: Reals
    receiver_starts: Counts
    place: Counts  # of each receiver: they are sorted along their lines, the places are as asked

    def groups(self, lanes: int, threads: int) -> tuple[Counts, Counts]:
        """The lines in groups of up to `lanes` that share an absorbing layer and, nearly, a size, the largest of a
        layer first: all lines, group by group, and where among them each group starts and the last one ends.

        The lines of a last round that would not employ all threads are shared out among them in smaller groups.
        """
        grids = self.grids
        length = np.floor(np.log(grids.columns) / np.log(_LIKE_LENGTH))
        order = np.ascontiguousarray(np.lexsort((grids.rows, length, grids.layer_rows))[::-1])
        cuts = np.flatnonzero(np.diff(grids.layer_rows[order])) + 1
        starts: list[int] = []
        for first, end in itertools.pairwise([0, *cuts.tolist(), len(order)]):
            count = -(-(end - first) // lanes)
            odd = count % threads if count > threads else 0
            rest = first + (count - odd) * lanes
            starts += range(first, min(rest, end), lanes)
            if odd:
                starts += [rest + i * (end - rest) // threads for i in range(threads)]
        return order, np.unique([*starts, len(order)])

    def shares(self, lanes: int, threads: int) -> list[tuple[Counts, Counts]]:
        """The groups, in the same way, in ever smaller shares: each is marched by the next thread that is free."""
        order, starts = self.groups(lanes, threads)
        if threads <= 1:
            return [(order, starts)]
        # A thread that comes back waits for the interpreter's lock, so it comes seldom; the last shares are single
        # groups, so that all end together.
        columns, rows = (
            np.maximum.reduceat(size[order], starts[:-1]) for size in (self.grids.columns, self.grids.rows)
        )
        done = np.cumsum(columns * rows)
        shares, first, before = [], 0, 0
        while first < len(done):
            end = int(np.searchsorted(done, before + (done[-1] - before) / (2 * threads))) + 1
            share = starts[first : end + 1]
            shares.append((order[share[0] : share[-1]], share - share[0]))
            first, before = end, int(done[end - 1])
        return shares


def aim_lines(rows: ProfileRows, places: Places, frequency_hz: float, refine: int = 1) -> Lines:
    """Turn each profile to the straight line between its antennas, and lay the grids (see march_grid).

    Raises InputError for a grid that is too large.
    """
    wavelength = wavelength_m(frequency_hz)
    length, rise, transmitter = rows.length_m, rows.rise_m, rows.transmitter_m
    slant = np.sqrt(length * length + rise * rise)
    run, lift = length / slant, rise / slant
    first_places = np.searchsorted(places.line, np.arange(len(length)))
    # Level ground beyond both ends: a turned frame has columns before the one foot or behind the other.
    beyond = np.maximum(transmitter, np.maximum.reduceat(places.up_m, first_places)) + 2 * LONGEST_STEP_M
    points = np.stack((rows.start, rows.size, rows.backwards.astype(np.int64)), axis=1)
    turns = np.stack((run, lift, beyond, transmitter), axis=1)
    slopes, highest, lowest = _relief(rows, points, turns)
    receivers = _receivers(places, run, lift)
    span = Span(
        transmitter,
        slant,
        np.maximum(highest, np.maximum.reduceat(receivers[:, 1], first_places)),
        lowest,
        np.maximum.reduceat(receivers[:, 0], first_places),
    )
    grids = _grids(length, rows.receiver_m, span, slopes, wavelength, refine)
    order = np.lexsort((receivers[:, 0], places.line))
    ends = np.append(first_places, len(places.line))
    clearance = transmitter * run / 2
    return Lines(
        rows.distance_m, rows.height_m, points, turns, grids, clearance, receivers[order], ends, order
    )


def _grids(
    length: Reals, receiver: Reals, span: Span, slopes: Slopes, wavelength: float, refine: int
) -> MarchGrids:
    """The grids; a steep line's that would be too large is laid as a usual one."""

    def lay(slopes: Slopes) -> MarchGrids:
        step = steps_m(length, span.slant_m, span.transmitter_m, receiver, slopes, wavelength, refine)
        return lay_grids(span, step, slopes, wavelength, refine)

    grids = lay(slopes)
    too_large = grids.too_large
    if too_large.any():
        grids = lay(replace(slopes, face_sine=np.where(too_large, 0.0, slopes.face_sine)))
        check_size(grids, span.slant_m)
    return grids


def _relief(rows: ProfileRows, points: Counts, turns: Reals) -> tuple[Slopes, Reals, Reals]:
    """Of each line the ground's slopes, the highest t and the lowest, (m,)."""
    # Here, not at the top: this import compiles the kernel.
    from relaysim.radio.wave_grounds import survey_grounds

    relief = np.empty((6, len(points)))
    survey_grounds(rows.distance_m, rows.height_m, points, turns, relief)
    return Slopes(*relief[:4]), relief[4], relief[5]


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
    shares = lines.shares(LANES, threads)
    left = iter(shares)
    grids = lines.grids
    tables = (
        np.stack((grids.columns, grids.rows_above, grids.rows, grids.layer_rows), axis=1),
        np.stack(
            (
                grids.step_m,
                grids.spacing_m,
                grids.source_half_width_m,
                lines.clearance_m,
                grids.steepest_sine,
            ),
            axis=1,
        ),
    )

    def work() -> None:
        for share in left:
            _march_share(lines, tables, share, wavenumber, impedance, received)

    helpers = min(threads, len(shares)) - 1
    if helpers < 1:
        work()
    else:
        pool = ThreadPoolExecutor(helpers)
        try:
            others = [pool.submit(work) for _ in range(helpers)]
            work()
            for other in others:
                other.result()
        finally:
            pool.shutdown(wait=False)  # to see the threads off takes as long as to fetch them
    at_places = np.empty_like(received)
    at_places[lines.place] = received
    return at_places


def _march_share(
    lines: Lines,
    tables: tuple[Counts, Reals],
    share: tuple[Counts, Counts],
    wavenumber: float,
    impedance: tuple[complex, complex],
    received: NDArray[np.complex128],
) -> None:
    """March a share of the groups; what their receivers hear goes to `received`."""
    from relaysim.radio.wave_groups import march_groups

    members, starts = share
    shapes, sizes = tables[0][members], tables[1][members]
    fractions = [
        steep_step(wavenumber * step, sine) if sine > 0 else pade_step(wavenumber * step)
        for step, sine in sizes[:, ::4].tolist()
    ]
    march_groups(
        members, starts, shapes, sizes, np.array(fractions),
        lines.distance_m, lines.height_m, lines.points, lines.turns, lines.receivers, lines.receiver_starts,
        wavenumber, *impedance, received,
    )  # fmt: skip


def empty_field(lines: Lines, slant_m: Reals, wavenumber: float) -> Reals:
    """What the source of each receiver's line sends along its axis into empty space, shape (k,)."""
    half_width = np.repeat(lines.grids.source_half_width_m, np.diff(lines.receiver_starts))
    # From the Gaussian's own transform.
    return np.asarray(half_width * np.sqrt(wavenumber / (2 * slant_m)))
