"""The files of `relaysim sites`: sites.csv, sites.geojson, map.png, summary.json."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from relaysim.clock.utc import format_utc
from relaysim.planning.plan_folder import SUMMARY
from relaysim.planning.plan_picture import can_draw
from relaysim.planning.plan_tables import DEGREES, Cell, collection, csv_text, feature, plain
from relaysim.planning.sites.answer import LandingSite, Sites
from relaysim.planning.sites.candidates import Candidate, counted
from relaysim.records.run_folder import write_json
from relaysim.version import VERSION

KIND = "sites"
FILES = frozenset({SUMMARY, "sites.csv", "sites.geojson", "map.png"})
COLUMNS = (
    "rank", "name", "latitude_deg", "longitude_deg", "silence_mean_days", "silence_p05_days", "silence_p95_days",
    "silence_days", "at_least", "at_least_share", "silence_budget_days", "grounds", "pareto", "energy_wh", "distance_m", "duration_s", "slope_deg",
    "refused",
)  # fmt: skip


def write_sites(found: Sites, folder: Path) -> None:
    """All files into a folder that is there and empty; the picture where matplotlib is installed."""
    rows = [site_row(site) for site in found.sites] + [_refused_row(one) for one in found.refused]
    (folder / "sites.csv").write_text(csv_text(rows, COLUMNS), encoding="utf-8")
    write_json(folder / "sites.geojson", collection(list(_features(found)), found.world.link.frame.body.name))
    if can_draw():
        from relaysim.planning.sites.picture import write_sites_picture

        write_sites_picture(found, folder / "map.png")
    write_json(folder / SUMMARY, sites_summary(found))


def site_row(site: LandingSite) -> dict[str, Cell]:
    """A place under COLUMNS; days are local days."""
    return {
        **_refused_row(site.candidate),
        "rank": site.rank,
        "silence_mean_days": round(site.mean_days, 3),
        "silence_p05_days": round(site.low_days, 3),
        "silence_p95_days": round(site.high_days, 3),
        "silence_days": round(site.nominal_days, 3),
        "at_least": site.cut,
        "at_least_share": round(site.cut_share, 3),
        "silence_budget_days": round(site.budget_days, 3),
        "grounds": site.grounds,
        "pareto": site.is_pareto,
        "energy_wh": round(site.flight.energy_wh, 3),
        "distance_m": round(site.flight.distance_m, 1),
        "duration_s": round(site.flight.duration_s, 1),
    }


def _refused_row(one: Candidate) -> dict[str, Cell]:
    known: dict[str, Cell] = dict.fromkeys(COLUMNS)
    return known | {
        "name": one.name,
        "latitude_deg": round(one.place.latitude_deg, DEGREES),
        "longitude_deg": round(one.place.longitude_deg, DEGREES),
        "slope_deg": round(one.slope_deg, 2),
        "refused": one.refused,
    }


def sites_summary(found: Sites) -> dict[str, Any]:
    """The whole answer as one object; the same inputs give the same."""
    world, terrain, clock = found.world, found.world.link.terrain, found.world.clock
    return {
        "made_by": "relaysim",
        "version": VERSION,
        "kind": KIND,
        "scenario": world.name,
        "title": world.title,
        "flight": found.flight.flight,
        "landing_utc": format_utc(found.landing_utc_s),
        "landing_local": clock.format(found.landing_utc_s),
        "next_takeoff_utc": format_utc(found.leave_utc_s) if found.leave_utc_s < world.end_utc_s else None,
        "day_name": clock.day_name,
        "takeoff": {
            "latitude_deg": round(found.takeoff.latitude_deg, DEGREES),
            "longitude_deg": round(found.takeoff.longitude_deg, DEGREES),
        },
        "terrain": terrain.name,
        "terrain_sha256": terrain.sha256,
        "as_of": terrain.as_of,
        "propagation": world.link.radio.propagation,
        "where": found.where,
        "speed_mps": plain(found.speed_mps),
        "slope_limit_deg": plain(found.slope_deg),
        "slope_limit_source": found.slope_source,
        "rover_stops": found.stops,
        "sites": [_plain_row(site) for site in found.sites],
        "planned": None if found.planned is None else _plain_row(found.planned),
        "refused": counted(found.refused),
        "remarks": list(found.remarks),
    }  # fmt: skip


def _plain_row(site: LandingSite) -> dict[str, Any]:
    return {name: plain(value, DEGREES) for name, value in site_row(site).items() if name != "refused"}


def _features(found: Sites) -> Iterator[dict[str, Any]]:
    frame = found.world.link.frame
    yield feature(shapely.Point(found.takeoff.x_m, found.takeoff.y_m), frame, {"what": "take-off"})
    for site in found.sites:
        place = site.candidate.place
        yield feature(
            shapely.Point(place.x_m, place.y_m), frame, {"what": "landing place", **_plain_row(site)}
        )
    for one in found.refused:
        words = {"what": "refused", "name": one.name, "refused": one.refused}
        yield feature(shapely.Point(one.place.x_m, one.place.y_m), frame, words)
