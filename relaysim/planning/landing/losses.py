"""Path losses from one place of the rover to many places where the helicopter may land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.links.cell_links import CellLinks
from relaysim.links.model import LEAST_DISTANCE_M, RadioSettings
from relaysim.links.radials import Cells, radial_count, radial_losses_db
from relaysim.path.route import Floats
from relaysim.planning.landing.cells import LandingCells
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.propagation import propagation_model
from relaysim.sightline import End
from relaysim.sightline.outlook import Outlook, look_out
from relaysim.terrain.grid import Terrain

Indices = NDArray[np.intp]

# Cells so near, in metres and in wavelengths, or so steep have links of their own: as in links.coverage.
NEAR_M, NEAR_WAVELENGTHS, STEEP = 5.0, 5.0, 0.9


@dataclass(frozen=True, eq=False)
class StandLosses:
    """Basic path losses between isotropic antennas, from any place of the rover to the cells.

    Attributes:
        antennas_m: heights above the ground, the rover's and the helicopter's.
        radius_m: of the map: neighbouring radials are two cells apart that far out.
        gaps: whether any of the terrain's ground is unknown.
    """

    terrain: Terrain
    cells: LandingCells
    radio: RadioSettings
    antennas_m: tuple[float, float]
    radius_m: float
    gaps: bool
    threads: int = 1

    def losses_db(self, latitude_deg: float, longitude_deg: float, wanted: Indices, apart: int = 1) -> Floats:
        """Losses to some of the cells, dB, in their order; nan where unknown ground lies on the way.

        apart: by the parabolic equation, how many times farther apart than usual the radials are: quicker, and rougher.

        Raises: NoResult where the place itself has no known ground; InputError as `coverage`.
        """
        outlook = look_out(self.terrain, End(latitude_deg, longitude_deg, self.antennas_m[0]), None)
        cells, radio = self.cells, self.radio
        distance = self.terrain.body.distance_m(
            latitude_deg, longitude_deg, cells.latitude_deg[wanted], cells.longitude_deg[wanted]
        )
        away = np.maximum(distance, LEAST_DISTANCE_M)
        rise = cells.ground_m[wanted] + self.antennas_m[1] - outlook.height_m
        model = propagation_model(radio.propagation)
        if model.over_places is not None:
            return model.over_places.losses_to_places_db(away, rise, self.antennas_m, radio.wave)
        links = CellLinks(self.terrain, outlook, self.antennas_m, radio, self.threads)
        column: Any = cells.column[wanted]
        row: Any = cells.row[wanted]
        if not model.is_marched:
            return links.losses_db(column, row, away, _silent)
        return self._marched_db(links, outlook, column, row, (away, rise), apart)

    def _marched_db(
        self,
        links: CellLinks,
        outlook: Outlook,
        column: Any,
        row: Any,
        line: tuple[Floats, Floats],
        apart: int,
    ) -> Floats:
        """By radials; what is too near or too steep for them, or lies beside unknown ground, by links of its own."""
        away, rise = line
        near = away < max(NEAR_M, NEAR_WAVELENGTHS * wavelength_m(self.radio.frequency_hz))
        near |= np.abs(rise) > STEEP * away
        losses = np.full(away.shape, np.nan)
        east_m, south_m = self.terrain.cell_extent_m
        far = np.flatnonzero(~near)
        places = Cells((column[far] - outlook.column) * east_m, (row[far] - outlook.row) * south_m, away[far])
        # Radials are counted for the raster's cells; those of the map may be larger.
        coarser = apart * min(self.cells.cell_m) / self.terrain.cell_size_m
        coarse_m = self.radius_m / coarser
        if far.size > radial_count(coarse_m, self.terrain.cell_size_m):
            losses[far] = radial_losses_db(
                self.terrain, outlook, places, self.antennas_m, self.radio,
                radius_m=coarse_m, threads=self.threads, progress=_silent,
            )  # fmt: skip
        near |= np.isnan(losses)  # few cells, too, have links of their own: that is less work, and exact
        if self.gaps:
            unknown = links.cross_unknown_ground(column, row, away)
            losses[unknown], near = np.nan, near & ~unknown
        own = np.flatnonzero(near)
        losses[own] = links.losses_db(column[own], row[own], away[own], _silent)
        return losses


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""
