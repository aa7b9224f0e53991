"""The files of `relaysim recover`: spots.csv, spots.geojson, margin.tif, map.png, summary.json."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc
from relaysim.planning.helicopter_site import Site
from relaysim.planning.plan_folder import SUMMARY
from relaysim.planning.plan_picture import can_draw
from relaysim.planning.plan_tables import DEGREES, Cell, collection, csv_text, feature, plain
from relaysim.planning.recovery.answer import Recovery, RouteContact, Spot, View
from relaysim.records.run_folder import write_json
from relaysim.terrain.colours import margin_classes
from relaysim.terrain.map_file import MapBand, write_map
from relaysim.terrain.qgis_style import style_text
from relaysim.version import VERSION

KIND = "recovery"
FILES = frozenset({
    SUMMARY, "spots.csv", "spots.geojson", "map.png", "margin.tif", "margin.qml", "margin-forecast.tif", "margin-forecast.qml",
})  # fmt: skip
COLUMNS = (
    "knowledge", "spot", "roles", "latitude_deg", "longitude_deg", "reach_utc", "reach_day", "leave_after_m", "leave_utc",
    "leave_latitude_deg", "leave_longitude_deg", "detour_m", "least_detour_m", "least_detour_utc", "margin_db", "chance",
    "distance_m", "clearance_m",
)  # fmt: skip


def write_recovery(found: Recovery, folder: Path) -> None:
    """All files into a folder that is there and empty; the picture where matplotlib is installed."""
    clock = found.views[0].world.clock
    rows = [spot_row(view, spot, clock) for view in found.views for spot in view.spots]
    (folder / "spots.csv").write_text(csv_text(rows, COLUMNS), encoding="utf-8")
    body = found.views[0].world.link.frame.body.name
    write_json(folder / "spots.geojson", collection(list(_features(found, clock)), body))
    for number, view in enumerate(found.views):
        _write_margin(view, folder / ("margin.tif" if number == 0 else "margin-forecast.tif"))
    if can_draw():
        from relaysim.planning.recovery.picture import write_recovery_picture

        write_recovery_picture(found, folder / "map.png")
    write_json(folder / SUMMARY, recovery_summary(found))


def spot_row(view: View, spot: Spot, clock: LocalClock) -> dict[str, Cell]:
    """A spot under COLUMNS."""
    return {
        "knowledge": view.label,
        "spot": spot.number,
        "roles": "; ".join(spot.roles),
        "latitude_deg": round(spot.place.latitude_deg, DEGREES),
        "longitude_deg": round(spot.place.longitude_deg, DEGREES),
        "reach_utc": _utc(spot.reach_utc_s),
        "reach_day": round(clock.days(spot.reach_utc_s - clock.day_zero_utc_s), 3),
        "leave_after_m": round(spot.leave_after_m, 1),
        "leave_utc": _utc(spot.leave_utc_s),
        "leave_latitude_deg": round(spot.leave.latitude_deg, DEGREES),
        "leave_longitude_deg": round(spot.leave.longitude_deg, DEGREES),
        "detour_m": round(spot.detour_m, 1),
        "least_detour_m": round(spot.least_detour_m, 1),
        "least_detour_utc": _utc(spot.least_detour_utc_s),
        "margin_db": round(spot.margin_db, 2),
        "chance": round(spot.chance, 3),
        "distance_m": round(spot.distance_m, 1),
        "clearance_m": round(spot.clearance_m, 2),
    }


def recovery_summary(found: Recovery) -> dict[str, Any]:
    """The whole answer as one object; the same inputs give the same."""
    clock, limits = found.views[0].world.clock, found.limits
    return {
        "made_by": "relaysim",
        "version": VERSION,
        "kind": KIND,
        "scenario": found.name,
        "title": found.title,
        "at_utc": format_utc(found.at_utc_s),
        "at_local": clock.format(found.at_utc_s),
        "day_name": clock.day_name,
        "helicopter": _site(found.helicopter),
        "rover": _site(found.rover),
        "route": {"source": found.way.source, "length_m": plain(float(found.way.along_m[-1]))},
        "pace_m_per_day": plain(found.way.pace_m_per_day),
        "pace_source": found.way.pace_source,
        "corridor": found.corridor_words,
        "limits": {
            "margin_db": limits.margin_db, "chance": limits.chance, "slope_deg": limits.slope_deg, "patch_m": limits.patch_m,
        },
        "views": [_view(view, clock) for view in found.views],
        "differences": list(found.differences),
        "remarks": list(found.remarks),
    }  # fmt: skip


def _view(view: View, clock: LocalClock) -> dict[str, Any]:
    terrain = view.world.link.terrain
    return {
        "knowledge": view.label,
        "terrain": terrain.name,
        "terrain_sha256": terrain.sha256,
        "as_of": terrain.as_of,
        "propagation": view.world.link.radio.propagation,
        "grounds": view.grounds,
        "first_pass": _contact(view.first_pass, clock),
        "first_stop": _contact(view.first_stop, clock),
        "corridor_cells": view.cells,
        "good_cells": view.good_cells,
        "unknown_share": plain(view.unknown_share),
        "no_answer_share": plain(view.no_answer_share),
        "spots": [_plain_row(view, spot, clock) for spot in view.spots],
        "best": None if view.best is None else _plain_row(view, view.best, clock),
    }


def _plain_row(view: View, spot: Spot, clock: LocalClock) -> dict[str, Any]:
    return {name: plain(value, DEGREES) for name, value in spot_row(view, spot, clock).items()}


def _contact(contact: RouteContact | None, clock: LocalClock) -> dict[str, Any] | None:
    if contact is None:
        return None
    return {
        "utc": format_utc(contact.utc_s),
        "local": clock.format(contact.utc_s),
        "along_m": plain(contact.along_m),
        **_site(contact.place),
        "stops_there": contact.rests,
        "margin_db": plain(contact.margin_db),
        "chance": plain(contact.chance),
        "distance_m": plain(contact.distance_m),
    }


def _features(found: Recovery, clock: LocalClock) -> Iterator[dict[str, Any]]:
    frame = found.views[0].world.link.frame
    yield feature(found.way.line, frame, {"what": "route", "source": found.way.source})
    for what, site in (("helicopter", found.helicopter), ("rover", found.rover)):
        yield feature(shapely.Point(site.x_m, site.y_m), frame, {"what": what})
    for view in found.views:
        yield feature(view.corridor.area, frame, {"what": "corridor", "knowledge": view.label})
        if view.first_stop is not None:
            place = view.first_stop.place
            words = {
                "what": "first stop with contact",
                "knowledge": view.label,
                "utc": format_utc(view.first_stop.utc_s),
            }
            yield feature(shapely.Point(place.x_m, place.y_m), frame, words)
        for spot in view.spots:
            row = {"what": "spot", **_plain_row(view, spot, clock)}
            yield feature(shapely.Point(spot.place.x_m, spot.place.y_m), frame, row)


def _write_margin(view: View, path: Path) -> None:
    corridor = view.corridor
    if not view.margin_db.size:
        return  # the terrain of that day does not reach the corridor
    classes = margin_classes()
    tags = {
        "QUANTITY": "margin",
        "DEFINITION": "decibels at the lowest rate of a link between the helicopter's site and a rover at the cell's centre, "
        "its heading not known; 0 and more closes; no-data: outside the corridor, or unknown ground there or on the way",
        "KNOWLEDGE": view.label,
    }
    band = MapBand("margin", view.margin_db.astype(np.float32), "dB")
    style = style_text(classes, min(-100.0, classes[0].most))
    write_map(
        corridor.terrain, [band], path, column=corridor.column, row=corridor.row, tags=tags, style=style
    )


def _site(site: Site) -> dict[str, float]:
    return {
        "latitude_deg": round(site.latitude_deg, DEGREES),
        "longitude_deg": round(site.longitude_deg, DEGREES),
    }


def _utc(utc_s: float) -> str | None:
    return format_utc(utc_s) if np.isfinite(utc_s) else None
