"""Faults between the sections of a scenario, apart from its link and its flights.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from relaysim.scenario.check_antennas import check_antennas, check_rover_attitude
from relaysim.scenario.check_cameras import check_cameras
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel

MOST_DAYS = 20_000


def check_sections(model: ScenarioModel, faults: FaultList) -> None:
    """Adds the faults of times, vehicles, their antennas, and history."""
    _check_length(model, faults)
    _check_rover(faults)
    check_rover_attitude(faults)
    check_antennas(model.radios, faults)
    if faults.given("helicopter", "flight_tracks") and not faults.given("helicopter", "flights"):
        faults.add(
            ("helicopter", "flight_tracks"),
            "tracks need the table of their flights: add 'flights'",
            at_key=True,
        )
    if model.helicopter is not None:
        products = [None if one is None else one.name for one in model.helicopter.flight_products or ()]
        check_cameras(model.helicopter.cameras, products, faults.given("rover", "size"), faults)
    for index, entry in enumerate(model.history or ()):
        if entry is None or entry.start_utc_s is None or entry.end_utc_s is None:
            continue
        if entry.end_utc_s <= entry.start_utc_s:
            faults.add(("history", index, "end"), "this blackout ends before it starts")


def _check_length(model: ScenarioModel, faults: FaultList) -> None:
    if model.start_utc_s is None or model.end_utc_s is None:
        return
    if model.end_utc_s <= model.start_utc_s:
        faults.add(("end",), "the scenario ends before it starts")
    elif model.clock is not None and model.clock.day_length_s is not None:
        days = (model.end_utc_s - model.start_utc_s) / model.clock.day_length_s
        if days > MOST_DAYS:
            faults.add(
                ("end",), f"the scenario lasts {days:.0f} local days; at most {MOST_DAYS} can be simulated"
            )


def _check_rover(faults: FaultList) -> None:
    if not faults.given("rover"):
        return
    drives, paths = faults.given("rover", "drives"), faults.given("rover", "drive_paths")
    places = [key for key in ("latitude", "longitude") if faults.given("rover", key)]
    if faults.given("rover", "route"):
        for key in [key for key in ("drives", "drive_paths") if faults.given("rover", key)] + places:
            message = f"'{key}' and 'route' both say where the rover is: remove one of them"
            faults.add(("rover", key), message, at_key=True)
        return
    if drives != paths:
        there, lacking = ("drives", "drive_paths") if drives else ("drive_paths", "drives")
        faults.add(
            ("rover", there), f"'{there}' needs '{lacking}', too: one says when, the other where", at_key=True
        )
    if drives or paths:
        for key in places:
            message = f"'{key}' is for a rover that never drives; this one has drives: remove one of them"
            faults.add(("rover", key), message, at_key=True)
    elif len(places) < 2:
        message = "the rover has no place: give drives and drive_paths, a route, or latitude and longitude"
        faults.add(("rover",), message, at_key=True)
