"""The rover's drives, as recorded or planned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import takewhile

from relaysim.path.route import Route
from relaysim.rover.drives import Drive
from relaysim.simulation.docking import dock
from relaysim.simulation.mission import Mission, Process


def drives(mission: Mission) -> Process:
    """Follow the drives one after another; one that had begun before the scenario is joined midway."""
    drives = mission.world.rover.drives
    for n, drive in enumerate(drives):
        if drive.route.end_utc_s <= mission.now:
            continue
        yield mission.until(drive.route.start_utc_s)
        subject = f"drive {drive.drive}"
        mission.recorder.event(
            mission.now, "rover", "drive started", subject, f"{drive.route.length_m:.1f} m"
        )
        mission.link.foresee(_routes_ahead(mission, drives[n:]))
        mission.link.move(rover=drive.route)
        dock(mission)
        yield mission.until(drive.route.end_utc_s)
        dock(mission)
        mission.recorder.event(mission.now, "rover", "drive ended", subject)


def _routes_ahead(mission: Mission, coming: Sequence[Drive]) -> list[Route]:
    """A drive that begins, and those of the coming, in time, that begin before the next flight is due: the helicopter
    stays for all of them."""
    done = {row.flight for row in mission.recorder.flights}
    due = (plan.takeoff_utc_s for plan in mission.world.flights if plan.flight not in done)
    until = min(due, default=math.inf)
    first, *later = coming
    return [first.route, *(one.route for one in takewhile(lambda one: one.route.start_utc_s < until, later))]
