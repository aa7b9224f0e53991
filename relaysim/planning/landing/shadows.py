"""A landing map as polygons of radio shadow, GeoJSON in latitude and longitude of the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.silence_classes import counted_days

Flags = NDArray[np.bool_]

# No simplified polygon loses, or gains, more than this share of its cells' area.
MOST_CHANGED_SHARE = 0.02
DECIMALS_DEG = 7  # a centimetre on a body of Mars' size


def shadow_collection(found: LandingMap) -> dict[str, Any]:
    """One feature a class: silent for longer than N local days (surely, perhaps), closed now, unknown now."""
    body, cells = found.ground.terrain.body, found.cells
    features = [_feature(found, flags, properties) for flags, properties in _classes(found)]
    return {
        "type": "FeatureCollection",
        "name": f"{found.world.name} landing map",
        "coordinate_system": f"longitude and latitude in degrees, east positive, on {body.name}, "
        f"{_figure(body.equatorial_radius_m, body.polar_radius_m)}; not WGS 84, whatever a reader of GeoJSON takes it for",
        "made_of_cells_m": [round(size, 3) for size in cells.cell_m],
        "most_changed_share": MOST_CHANGED_SHARE,
        "features": [one for one in features if one is not None],
    }


def _classes(found: LandingMap) -> Iterator[tuple[Flags, dict[str, Any]]]:
    """(cells, what they are), n each, the wider classes first: later ones lie on top."""
    n, day = found.cells.cells, found.world.clock.day_name
    least, most, margin = found.at_least_days[:n], found.at_most_days[:n], found.margin_now_db[:n]
    for days in counted_days(found.whole_days):
        words = {"class": "silent", "longer_than_days": days, "day": day}
        yield (
            most > days,
            {**words, "sure": False, "label": f"perhaps silent for longer than {days:g} {day}s"},
        )
        yield least > days, {**words, "sure": True, "label": f"silent for longer than {days:g} {day}s"}
    yield margin < 0.0, {"class": "closed now", "label": "closed as the time begins"}
    yield np.isnan(margin), {"class": "unknown now", "label": "unknown ground on the way as the time begins"}


def _feature(found: LandingMap, flags: Flags, properties: dict[str, Any]) -> dict[str, Any] | None:
    """The polygons of some cells; None for no cell."""
    import shapely

    if not flags.any():
        return None
    east_m, north_m = found.cells.cell_m
    whole = _polygons(found, flags)
    shape, changed = _simplified(whole)
    area_m2 = float(np.count_nonzero(flags)) * east_m * north_m
    placed = shapely.transform(shape, lambda corners: _degrees(found, corners))
    return {
        "type": "Feature",
        "properties": {
            **properties,
            "area_km2": round(area_m2 / 1e6, 6),
            "share_of_known_ground": round(float(np.count_nonzero(flags)) / found.cells.cells, 6),
            "changed_share": round(changed, 6),
        },
        "geometry": shapely.geometry.mapping(placed),
    }


def _polygons(found: LandingMap, flags: Flags) -> Any:
    """The outlines of some cells as one geometry, in columns and rows of the window's corners."""
    import shapely
    from rasterio.features import shapes

    mask = np.zeros(found.cells.shape, dtype=np.uint8)
    mask.flat[found.cells.flat[flags]] = 1
    parts = [shapely.geometry.shape(one) for one, value in shapes(mask, mask=mask.astype(bool)) if value]
    return shapely.multipolygons(parts)


def _simplified(whole: Any) -> tuple[Any, float]:
    """(the simplest of a few versions that differs little enough, by what share of the area)."""
    import shapely

    for tolerance in (2.0, 1.5, 1.0, 0.75):
        # Corners are kept in common between neighbours, so that no part runs into another.
        shape = shapely.make_valid(shapely.simplify(whole, tolerance, preserve_topology=True))
        shape = _only_polygons(shape)
        changed = shapely.area(shapely.symmetric_difference(whole, shape)) / shapely.area(whole)
        if changed <= MOST_CHANGED_SHARE:
            return shape, float(changed)
    return whole, 0.0


def _only_polygons(shape: Any) -> Any:
    """A valid geometry without the lines and points that mending may leave."""
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.multipolygons([one for part in parts for one in shapely.get_parts(part)])


def _degrees(found: LandingMap, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """(longitude, latitude) of corners (column, row) of the window."""
    t, frame = found.cells.transform, found.ground.terrain
    x, y = t.c + corners[:, 0] * t.a, t.f + corners[:, 1] * t.e
    column, row = (
        (x - frame.transform.c) / frame.transform.a - 0.5,
        (y - frame.transform.f) / frame.transform.e - 0.5,
    )
    lat, lon = frame.geographic(column, row)
    return np.asarray(np.round(np.column_stack([lon, lat]), DECIMALS_DEG), dtype=np.float64)


def _figure(equatorial_m: float, polar_m: float) -> str:
    if equatorial_m == polar_m:
        return f"planetocentric, on its sphere of {equatorial_m:,.0f} m".replace(",", " ")
    return f"planetographic, on its ellipsoid of {equatorial_m:.0f} and {polar_m:.0f} m"
