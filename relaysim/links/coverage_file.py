"""A map of margins as a file: its band, tags and colours, and what it says in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relaysim.links.coverage import Coverage
from relaysim.sightline.seen import Farthest, area_km2
from relaysim.terrain.colours import margin_classes
from relaysim.terrain.grid import Terrain
from relaysim.terrain.map_file import MapBand, write_map
from relaysim.terrain.qgis_style import style_text

PLAIN = "between isotropic antennas, without the vehicles' bodies; in the vertical plane, without waves round a hill"
_MARGIN = (
    "decibels above the sensitivity and the required margin at the lowest rate, of a link with a target above the ground at "
    "the cell's centre; 0 and more closes; no-data: unknown ground there or on the way, or beyond the radius"
)


@dataclass(frozen=True)
class Covered:
    """A map of margins in numbers.

    ground_m: height of the ground below the observer. cells: of the window; of them known, with an answer, and covered,
    where the link closes, with their area. farthest: None if no cell is covered.
    """

    ground_m: float
    cells: int
    cells_known: int
    cells_covered: int
    covered_km2: float
    farthest: Farthest | None

    @property
    def covered_share(self) -> float:
        """Covered cells of those with an answer, 0 to 1; 0 if none has one."""
        return self.cells_covered / self.cells_known if self.cells_known else 0.0


def covered(terrain: Terrain, found: Coverage) -> Covered:
    """The numbers of a map over `terrain`, the one it was made of."""
    observer, closes = found.observer, found.covered
    row, column = np.nonzero(closes)
    farthest = None
    if row.size:
        lat, lon = terrain.geographic(found.column + column, found.row + row)
        distance = terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, lat, lon)
        most = int(np.argmax(distance))
        farthest = Farthest(float(lat[most]), float(lon[most]), float(distance[most]))
    return Covered(
        ground_m=float(terrain.height_m(observer.latitude_deg, observer.longitude_deg)),
        cells=closes.size,
        cells_known=int(np.count_nonzero(~np.isnan(found.margin_db))),
        cells_covered=row.size,
        covered_km2=area_km2(terrain, closes, found.column, found.row),
        farthest=farthest,
    )


def write_coverage(terrain: Terrain, found: Coverage, path: Path, *, replace: bool = False) -> None:
    """A map over `terrain`, the one it was made of, as GeoTIFF with one band `margin`, and its QGIS style;
    or as NetCDF under a name that ends in .nc.

    Raises: OutputError as `write_map`.
    """
    observer = found.observer
    tags = {
        "QUANTITY": "margin",
        "DEFINITION": f"{_MARGIN}; {PLAIN}",
        "OBSERVER_LATITUDE_DEG": repr(observer.latitude_deg),
        "OBSERVER_LONGITUDE_DEG": repr(observer.longitude_deg),
        "OBSERVER_ANTENNA_M": f"{observer.antenna_m:g}",
        "TARGET_HEIGHT_M": f"{found.target_m:g}",
        "RADIUS_M": f"{found.radius_m:g}",
        "PROPAGATION": found.propagation,
        "FREQUENCY_HZ": f"{found.frequency_hz:.10g}",
        "MODE": found.mode,
        "RATE_BPS": f"{found.rate_bps:g}",
    }
    classes = margin_classes()
    style = style_text(classes, min(-100.0, classes[0].most))
    band = MapBand("margin", found.margin_db, "dB", "margin of the link at the lowest rate")
    write_map(
        terrain, [band], path, column=found.column, row=found.row, tags=tags, style=style, replace=replace
    )
