"""What a sightline asks of the terrain below it; `relaysim.terrain.Terrain` is one such surface."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.terrain.ceilings import Ceilings
from relaysim.terrain.floors import Floors

Floats = NDArray[np.float64]
Heights = NDArray[np.float32] | NDArray[np.float64]


class Body(Protocol):
    """The figure of the planet or moon: distances on it."""

    def distance_m(self, lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Floats:
        """Ground distance between places in degrees, metres."""
        ...

    def midpoint_deg(
        self, lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Latitude and longitude halfway along the shortest way between places in degrees."""
        ...


class Surface(Protocol):
    """A raster of heights on a body; nan is unknown ground."""

    @property
    def heights_m(self) -> Heights:
        """Heights, shape (rows, columns), metres; C-contiguous float32 and float64 are used without a copy."""
        ...

    @property
    def ceilings(self) -> Ceilings:
        """The highest ground in blocks of cells; `relaysim.terrain.ceilings.ceilings_of` makes them."""
        ...

    @property
    def floors(self) -> Floors:
        """The lowest ground in blocks of cells; `relaysim.terrain.floors.floors_of` makes them."""
        ...

    @property
    def body(self) -> Body:
        """The body that the raster lies on."""
        ...

    @property
    def ray_radius_m(self) -> float:
        """Radius by which the ground falls away below a ray, metres: the body's own where no air bends rays; infinity is
        a flat plane."""
        ...

    def grid_coordinates(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[Floats, Floats]:
        """Column and row of a place, counted in cells between cell centres."""
        ...

    def geographic(self, col: ArrayLike, row: ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude of grid coordinates, degrees."""
        ...

    def most_bend_cells(self, lat_deg: float, columns: float, rows: float) -> float:
        """How far, in cells, the middle of any great circle lies at most from the middle of the straight way between its
        ends, for ends within `lat_deg` of the equator, at most `columns` and `rows` apart; infinity where no bound is known."""
        ...

    def height_m(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats:
        """Bilinear height at a place, metres; nan where it is unknown."""
        ...
