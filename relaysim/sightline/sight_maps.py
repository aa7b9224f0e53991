"""Viewsheds and blackout maps as files: bands, tags and colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from relaysim.sightline.blackout_map import BlackoutMap
from relaysim.sightline.stands_file import StandsTable
from relaysim.sightline.viewshed import Viewshed
from relaysim.terrain.colours import ColourClass, height_classes, time_classes
from relaysim.terrain.grid import Terrain
from relaysim.terrain.map_file import MapBand, write_map
from relaysim.terrain.qgis_style import style_text

STRAIGHT = "straight lines of sight; radio bends over low ridges and reaches farther"
_HEIGHT = (
    "how far the target (cell centre, ground + target height) stands above the lowest point seen there; "
    "0 and more is visible; no-data: unknown ground there or on the way, or beyond the radius"
)
# What a planner asks first is band 1: programs that know no style show that one.
_TIMES = {
    "longest_without_at_most": "longest unbroken time without sight, unknown ground taken as no sight",
    "longest_without_at_least": "the same, unknown ground taken as sight",
    "first_visible": "begin of the first stand that sees the cell; no-data: never seen",
    "last_visible": "end of the last stand that sees the cell; no-data: never seen",
}
_NO_TIMES = "no-data in all bands: unknown ground, or beyond the radius of every stand"


def write_viewshed(terrain: Terrain, found: Viewshed, path: Path, *, replace: bool = False) -> None:
    """A viewshed over `terrain`, the one it was made of, as GeoTIFF with one band `height`, and its QGIS style;
    or as NetCDF under a name that ends in .nc.

    Raises: OutputError as `write_map`.
    """
    observer = found.observer
    tags = {
        "QUANTITY": "height",
        "DEFINITION": f"{_HEIGHT}; {STRAIGHT}",
        "OBSERVER_LATITUDE_DEG": repr(observer.latitude_deg),
        "OBSERVER_LONGITUDE_DEG": repr(observer.longitude_deg),
        "OBSERVER_ANTENNA_M": f"{observer.antenna_m:g}",
        "TARGET_HEIGHT_M": f"{found.target_m:g}",
        "RADIUS_M": "" if found.radius_m is None else f"{found.radius_m:g}",
    }
    style = style_text(height_colours(found), _lowest(found))
    bands = [
        MapBand("height", found.height_m, "m", "height of the target's top above the lowest visible point")
    ]
    write_map(
        terrain, bands, path, column=found.column, row=found.row, tags=tags, style=style, replace=replace
    )


def height_colours(found: Viewshed) -> list[ColourClass]:
    """The classes in which a viewshed is shown."""
    return height_classes(found.target_m, -_lowest(found))


def time_colours(table: StandsTable) -> list[ColourClass]:
    """The classes in which a blackout map is shown."""
    return time_classes(float(table.stands.until - table.stands.time[0]), table.unit)


def _lowest(found: Viewshed) -> float:
    """The lowest height of the map, at most 0."""
    lowest = float(np.fmin.reduce(found.height_m, axis=None))
    return 0.0 if np.isnan(lowest) else min(lowest, 0.0)


def write_blackout_map(
    terrain: Terrain,
    table: StandsTable,
    found: BlackoutMap,
    path: Path,
    *,
    target_m: float,
    radius_m: float | None = None,
    replace: bool = False,
) -> None:
    """A blackout map over the whole of `terrain` as GeoTIFF with four bands of times, and its QGIS style;
    or as NetCDF under a name that ends in .nc.

    Bands: longest_without_at_most, longest_without_at_least, first_visible, last_visible; the style shows
    the first.

    Raises: OutputError as `write_map`.
    """
    stands = table.stands
    tags = {
        "QUANTITY": ", ".join(_TIMES),
        "DEFINITION": "; ".join([*(f"{name}: {what}" for name, what in _TIMES.items()), _NO_TIMES, STRAIGHT]),
        "TIME_UNIT": table.unit,
        "TIME_ORIGIN": table.origin,
        "TIME_BEGIN": f"{stands.time[0]:.10g}",
        "TIME_END": f"{stands.until:.10g}",
        "STANDS": str(len(stands.time)),
        "TARGET_HEIGHT_M": f"{target_m:g}",
        "RADIUS_M": "" if radius_m is None else f"{radius_m:g}",
    }
    bands = [MapBand(name, getattr(found, name), table.unit, title) for name, title in _TIMES.items()]
    style = style_text(time_colours(table), 0.0)
    write_map(terrain, bands, path, tags=tags, style=style, replace=replace)
