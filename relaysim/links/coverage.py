"""How well one antenna is heard around it: a map of the margin at the lowest rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.links.cell_links import CellLinks
from relaysim.links.model import LEAST_DISTANCE_M, RadioSettings
from relaysim.links.radials import Cells, radial_losses_db
from relaysim.path.route import Floats
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.propagation import propagation_model
from relaysim.sightline import End
from relaysim.sightline.outlook import Outlook, check_heights, look_out
from relaysim.terrain.grid import Terrain

DEFAULT_RADIUS_M = 1000.0
THREADS = 2
MOST_CELLS = 4_000_000
# Cells so near, in metres and in wavelengths, or so steep have links of their own: there is no march to speak of.
_NEAR_M, _NEAR_WAVELENGTHS, _STEEP = 5.0, 5.0, 0.9


@dataclass(frozen=True, eq=False)
class Coverage:
    """Margins over a window of a terrain's raster.

    margin_db: shape (rows, columns), float32, decibels: of a link at the lowest rate between the observer's antenna and
        one `target_m` above the ground at the cell's centre, both isotropic. 0 and more closes. nan: the ground there is
        unknown, or (for models that look at it) somewhere on the way; or the cell is beyond the radius.
    column, row: the window's first cell in the terrain's raster.
    mode, rate_bps: the mode of the lowest rate; propagation: the model's name.
    """

    margin_db: NDArray[np.float32]
    column: int
    row: int
    observer: End
    target_m: float
    radius_m: float
    propagation: str
    frequency_hz: float
    mode: str
    rate_bps: float

    @property
    def covered(self) -> NDArray[np.bool_]:
        """True where the lowest rate closes; False where it does not and where that is unknown."""
        return np.greater_equal(self.margin_db, 0.0)


def coverage(
    terrain: Terrain,
    observer: End,
    target_m: float,
    radio: RadioSettings,
    *,
    radius_m: float = DEFAULT_RADIUS_M,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> Coverage:
    """The margin at the lowest rate in every cell within a radius of an antenna.

    A loss has no direction: which of the two ends sends does not matter. By the parabolic equation radials answer,
    within 0.3 dB of the links' own answers in 95 of 100 cells about the rover's route, 1 dB on the steepest ground near it
    (benchmarks/bench_coverage.py), more in the deep dips between two rays; by the other models each cell has its own link.
    `threads` does not change a bit of the answer.

    progress: called now and then with how much is done, of how much.

    Raises: InputError for heights or a radius that make no map, more than MOST_CELLS cells, or ground or a frequency that
    the model cannot serve; NoResult if the observer stands outside the raster or on unknown ground.
    """
    check_heights(observer.antenna_m, target_m, radius_m)
    check_map_size(terrain, radius_m)
    outlook = look_out(terrain, observer, radius_m)
    distance = _distances_m(terrain, observer, outlook)
    wanted = np.flatnonzero((distance <= radius_m) & np.isfinite(outlook.heights_m))
    losses = np.full(distance.shape, np.nan)
    asked = _Asked(terrain, observer, target_m, radio, outlook, radius_m, threads)
    losses.flat[wanted] = asked.losses_db(wanted, distance.flat[wanted], progress or _silent)
    mode = radio.budget.lowest_mode
    margin = (radio.budget.threshold_loss_db(mode) - losses).astype(np.float32)
    return Coverage(
        margin, outlook.first_column, outlook.first_row, observer, target_m, radius_m, radio.propagation,
        radio.frequency_hz, mode.name, mode.rate_bps,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Asked:
    """One map's question."""

    terrain: Terrain
    observer: End
    target_m: float
    radio: RadioSettings
    outlook: Outlook
    radius_m: float
    threads: int

    def losses_db(self, wanted: Any, distance_m: Floats, progress: Callable[[int, int], None]) -> Floats:
        """Basic path loss to cells of the window, given by their places in it, dB."""
        row, column = np.divmod(wanted, self.outlook.heights_m.shape[1])
        radio, away = self.radio, np.maximum(distance_m, LEAST_DISTANCE_M)
        rise = self.outlook.heights_m[row, column] + self.target_m - self.outlook.height_m
        antennas_m = self.observer.antenna_m, self.target_m
        model = propagation_model(radio.propagation)
        if model.over_places is not None:
            return model.over_places.losses_to_places_db(away, rise, antennas_m, radio.wave)
        links = CellLinks(self.terrain, self.outlook, antennas_m, radio, self.threads)
        if not model.is_marched:
            return links.losses_db(column, row, away, progress)
        near = away < max(_NEAR_M, _NEAR_WAVELENGTHS * wavelength_m(radio.frequency_hz))
        near |= np.abs(rise) > _STEEP * away
        losses = np.full(away.shape, np.nan)
        losses[~near] = self._radial_losses_db(column[~near], row[~near], away[~near], progress)
        near |= np.isnan(losses)  # both radials beside it meet unknown ground, or leave the raster
        if np.isnan(self.outlook.heights_m).any():
            unknown = links.cross_unknown_ground(column, row, away)
            losses[unknown], near = np.nan, near & ~unknown
        losses[near] = links.losses_db(column[near], row[near], away[near], _silent)
        return losses

    def _radial_losses_db(
        self, column: Any, row: Any, distance_m: Floats, progress: Callable[[int, int], None]
    ) -> Floats:
        east_m, south_m = self.terrain.cell_extent_m
        cells = Cells((column - self.outlook.column) * east_m, (row - self.outlook.row) * south_m, distance_m)
        return radial_losses_db(
            self.terrain, self.outlook, cells, (self.observer.antenna_m, self.target_m), self.radio,
            radius_m=self.radius_m, threads=self.threads, progress=progress,
        )  # fmt: skip


def _distances_m(terrain: Terrain, observer: End, outlook: Outlook) -> Floats:
    """Over the ground from the observer to every cell of the window."""
    rows, columns = outlook.heights_m.shape
    across, distance = np.arange(columns) + outlook.first_column, np.empty((rows, columns))
    for row in range(rows):
        place = terrain.geographic(across, np.full(columns, row + outlook.first_row))
        distance[row] = terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, *place)
    return distance


def check_map_size(terrain: Terrain, radius_m: float) -> None:
    """Refuses a map that would take too much time and memory; of the terrain only the size of its cells counts.

    Raises: InputError.
    """
    east_m, south_m = terrain.cell_extent_m
    cells = np.pi * radius_m**2 / (east_m * south_m)
    if cells <= MOST_CELLS:
        return
    fits = np.sqrt(MOST_CELLS * east_m * south_m / np.pi)
    raise InputError(
        f"a map of margins within {radius_m:g} m has {cells / 1e6:,.1f} million cells of {east_m:.3g} by {south_m:.3g} m,"
        f" and at most {MOST_CELLS / 1e6:g} million are made: take a radius of at most {np.floor(fits):.0f} m, or a"
        " terrain of larger cells"
    )


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""
