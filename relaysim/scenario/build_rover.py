"""The rover of a scenario: where it starts, all its drives, how it stood."""

from __future__ import annotations

from relaysim.links.attitude import AttitudeLog
from relaysim.rover.attitudes import attitude_log, standing_attitude
from relaysim.rover.drives import Drive, drive_route
from relaysim.scenario.build_traffic import daily_products
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.start_place import start_place
from relaysim.scenario.world import RoverPlan
from relaysim.terrain.frame import LocalFrame


def rover_plan(scenario: Scenario, frame: LocalFrame) -> RoverPlan:
    """The rover of a scenario: where it starts, all its drives, how it stood."""
    rover = scenario.model.rover
    files = (rover.drives, rover.drive_paths, rover.route, rover.attitudes)
    key = (*files, rover.heading_deg, frame, scenario.clock)
    drives, attitudes = scenario.shelf.keep_last("drives", key, lambda: _drives(scenario, frame))
    if drives:
        first = drives[0].route
        x_m, y_m = float(first.x_m[0]), float(first.y_m[0])
    else:
        x_m, y_m = start_place(frame, rover.latitude_deg, rover.longitude_deg)
    return RoverPlan(
        name=rover.name,
        x_m=x_m,
        y_m=y_m,
        storage_bits=rover.storage_bits,
        drives=drives,
        attitudes=attitudes,
        daily_products=daily_products(rover.daily_products),
        when_full=rover.when_full,
    )


def _drives(scenario: Scenario, frame: LocalFrame) -> tuple[tuple[Drive, ...], AttitudeLog]:
    """All drives of the tables, and how the rover stood between them."""
    tables, drives = scenario.tables, []
    for row in tables.drives:
        path = tables.drive_paths[row.drive]
        x, y = frame.to_local(path.latitude_deg, path.longitude_deg)
        drives.append(
            Drive(row.drive, row.sol, drive_route(row.start_utc_s, row.end_utc_s, x, y, path.fraction))
        )
    if not drives:
        return (), standing_attitude(scenario.model.rover.heading_deg)
    return tuple(drives), attitude_log(drives, tables.attitudes)
