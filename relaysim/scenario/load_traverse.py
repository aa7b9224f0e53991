"""The traverse layers of NASA's MMGIS as drives of the rover."""

from __future__ import annotations

import math

from relaysim.clock.local_clock import LocalClock
from relaysim.errors import Fault
from relaysim.path.files.mmgis import LayerDrive, traverse
from relaysim.path.files.route_points import NoRouteError
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.schema_route import DriveRoute
from relaysim.scenario.traverse_legs import SolLeg, legs_by_count, legs_by_sol, sol_paths
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame

ROUTE = ("rover", "route")


def traverse_drives(
    route: DriveRoute, data: bytes, body: Body, clock: LocalClock, reader: TableReader
) -> tuple[list[SolLeg], LocalFrame]:
    """The drives of a layer with their sols, in metres of a local frame; none if they have faults, which are noted.

    They take place at the layer's times where the scenario knows the spacecraft's clock, at `speed` from the first of
    `hours` on their sols where it gives these.
    """
    file = str(reader.shown / route.file)
    nowhere = LocalFrame(body, 0.0, 0.0)
    try:
        drives = traverse(data)
        frame = LocalFrame(body, float(drives[0].latitude_deg[0]), float(drives[0].longitude_deg[0]))
        if not _is_timed(route, drives, reader):
            return [], nowhere
        paths = sol_paths(drives, frame)
        if route.speed_mps is not None and route.hours is not None:
            return legs_by_sol(paths, clock, route.hours.from_s, route.speed_mps), frame
        assert reader.counts is not None  # it was looked for
        return legs_by_count(paths, reader.counts), frame
    except NoRouteError as error:
        reader.faults.extend([Fault(file, error.line, 1 if error.line else 0, "", error.message)])
        return [], nowhere


def _is_timed(route: DriveRoute, drives: tuple[LayerDrive, ...], reader: TableReader) -> bool:
    """Whether it can be told when the drives take place; a fault is noted if not."""
    if reader.faults.given(*ROUTE, "start"):
        message = "the layer gives the sol of every drive: remove 'start'"
        reader.faults.add((*ROUTE, "start"), message, at_key=True)
        return False
    if reader.faults.given(*ROUTE, "speed") or reader.faults.given(*ROUTE, "hours"):
        if not reader.faults.given(*ROUTE, "hours"):
            message = "the layer gives the sols of its drives: say with 'hours', too, when they begin"
            reader.faults.add((*ROUTE, "speed"), message, at_key=True)
        return route.speed_mps is not None and route.hours is not None and route.hours.from_s is not None
    if any(math.isnan(drive.start_count) for drive in drives):
        message = "the layer gives sols and no times: say with 'speed' and 'hours' when the rover drives"
        reader.faults.add(ROUTE, message, at_key=True)
        return False
    if reader.counts is None:
        message = (
            "the layer gives times as counts of a spacecraft's clock: say in 'clock.spacecraft_clock' when it showed what,"
            " or give 'speed' and 'hours'"
        )
        reader.faults.add(ROUTE, message, at_key=True)
        return False
    return True
