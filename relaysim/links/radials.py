"""Losses all round one antenna: by marches of the wave along radials, each of which answers every range on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, pi

import numpy as np
from numpy.typing import NDArray

from relaysim.links.model import PROFILE_STEP_M, RadioSettings
from relaysim.links.radial_marches import RadialMarches
from relaysim.path.route import Floats
from relaysim.radio.profile import Profile
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.profile import profiles
from relaysim.terrain.grid import Terrain

Counts = NDArray[np.int64]

# At the edge two neighbours are this many cells apart, so that no cell is farther than one from a radial.
CELLS_APART = 2.0
# Nearer to the antenna fewer radials do: every second one within half the radius, and so on, this often.
_HALVINGS = 4
_FEWEST = 8  # radials that are left then
# Samples of ground held at a time: what a map takes of memory does not grow with the number of radials.
_SAMPLES = 400_000


@dataclass(frozen=True, eq=False)
class Cells:
    """Places around the antenna, each of shape (n,).

    east, south: from the antenna, in metres as the cells' sides measure them; distance_m: over the ground.
    """

    east: Floats
    south: Floats
    distance_m: Floats


def radial_count(radius_m: float, cell_m: float) -> int:
    """How many radials a map takes."""
    least = 1 << _HALVINGS
    return least * max(ceil(2 * pi * radius_m / (CELLS_APART * cell_m) / least), _FEWEST)


def radial_losses_db(
    terrain: Terrain,
    outlook: Outlook,
    cells: Cells,
    antennas_m: tuple[float, float],
    radio: RadioSettings,
    *,
    radius_m: float,
    threads: int,
    progress: Callable[[int, int], None],
) -> Floats:
    """Basic path loss by the parabolic equation from the outlook to cells around it, dB, shape (n,).

    A cell takes the losses at its own range on the two radials beside it, and what lies between them in decibels; of
    one radial alone where unknown ground cuts the other; nan where it cuts both.

    antennas_m: heights above the ground, the observer's and the target's.

    Raises InputError where a march cannot be made (see `parabolic_equation_losses_db`).
    """
    count = radial_count(radius_m, terrain.cell_size_m)
    left, right, share = _neighbours(cells, count, radius_m)
    which = np.concatenate((left, right))
    range_m = np.tile(cells.distance_m, 2)
    order = np.lexsort((range_m, which))
    which, range_m = which[order], range_m[order]
    found = np.full(which.size, np.nan)
    marches = RadialMarches(*antennas_m, radio, threads)
    done = 0
    for first, last in _batches(which, range_m, count):
        here = slice(*np.searchsorted(which, (first, last)))
        if here.stop > here.start:
            ground = _profiles(terrain, outlook, which[here], range_m[here], count, antennas_m)
            found[here] = marches.losses_db(ground, which[here], range_m[here])
        done = last
        progress(done, count)
    losses = np.empty_like(found)
    losses[order] = found
    return _between(losses[: left.size], losses[left.size :], share)


def _neighbours(cells: Cells, count: int, radius_m: float) -> tuple[Counts, Counts, Floats]:
    """The radials on both sides of each cell, and how far it is from the one to the other."""
    halvings = np.floor(np.log2(radius_m / np.maximum(cells.distance_m, 1e-3 * radius_m)))
    stride = 1 << np.clip(halvings, 0, _HALVINGS).astype(np.int64)
    turn = np.mod(np.arctan2(cells.south, cells.east) / (2 * pi), 1.0) * count / stride
    left = np.floor(turn).astype(np.int64)
    return left * stride % count, (left + 1) * stride % count, turn - left


def _batches(which: Counts, range_m: Floats, count: int) -> Iterator[tuple[int, int]]:
    """Runs of radials whose ground together is not too much."""
    length = np.zeros(count)
    np.maximum.at(length, which, range_m)
    behind = np.floor(np.cumsum(length / PROFILE_STEP_M) / _SAMPLES)
    cuts = np.flatnonzero(np.diff(behind)) + 1
    yield from zip([0, *cuts.tolist()], [*cuts.tolist(), count], strict=True)


def _profiles(
    terrain: Terrain,
    outlook: Outlook,
    which: Counts,
    range_m: Floats,
    count: int,
    antennas_m: tuple[float, float],
) -> dict[int, Profile]:
    """The ground along radials, each as far as its last place."""
    radials, starts = np.unique(which, return_index=True)
    length = np.maximum.reduceat(range_m, starts)
    turn = 2 * pi * radials / count
    east_m, south_m = terrain.cell_extent_m
    column, row = outlook.column, outlook.row
    across, down = np.cos(turn) / east_m, np.sin(turn) / south_m
    here, there = (
        terrain.geographic(outlook.first_column + column + far * across, outlook.first_row + row + far * down)
        for far in (0.0, length)
    )
    # A map's metres are not always those of the ground.
    far = length * length / np.asarray(terrain.body.distance_m(*here, *there))
    ground = profiles(
        outlook.heights_m, np.full(far.shape, column), np.full(far.shape, row), column + far * across,
        row + far * down, length, terrain.ray_radius_m, PROFILE_STEP_M,
    )  # fmt: skip
    return {
        int(radial): Profile(np.arange(len(heights)) * step, heights, *antennas_m)
        for radial, heights, step in zip(radials, ground, ground.step_m.tolist(), strict=True)
    }


def _between(left: Floats, right: Floats, share: Floats) -> Floats:
    """What lies between two neighbours' losses; the one that is known where only one is."""
    both = left + share * (right - left)
    return np.where(np.isnan(left), right, np.where(np.isnan(right), left, both))
