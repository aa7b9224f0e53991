"""Where the rover stood between its drives, since when, and how it was turned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.build_rover import rover_plan
from relaysim.scenario.link_events import LinkEvent
from relaysim.scenario.scenario import Scenario
from relaysim.terrain.frame import LocalFrame

# A take-off shows that some session of the days before it had succeeded (truth protocol: 8 sols).
DAYS_BEFORE_TAKEOFF = 8


@dataclass(frozen=True)
class RoverStand:
    """One place of the rover.

    Attributes:
        start_utc_s, end_utc_s: from the end of one drive to the start of the next; infinite at the ends of the record.
        along_m: length of all drives before it.
        heading_deg: clockwise from north; nan where it is not recorded.
    """

    start_utc_s: float
    end_utc_s: float
    latitude_deg: float
    longitude_deg: float
    along_m: float
    heading_deg: float = math.nan


def rover_stands(scenario: Scenario, frame: LocalFrame) -> tuple[RoverStand, ...]:
    """All stands of the rover a scenario names, in time, the first before its first drive."""
    plan = rover_plan(scenario, frame)
    if not plan.drives:
        only = float(plan.attitudes.at(np.zeros(1)).heading_deg[0])
        place = frame.to_geographic(plan.x_m, plan.y_m)
        return (RoverStand(-math.inf, math.inf, float(place[0]), float(place[1]), 0.0, only),)
    routes = [drive.route for drive in plan.drives]
    begins = np.array([-np.inf, *(route.end_utc_s for route in routes)])
    ends = [*(route.start_utc_s for route in routes), math.inf]
    places = [(routes[0].x_m[0], routes[0].y_m[0]), *((route.x_m[-1], route.y_m[-1]) for route in routes)]
    lat, lon = frame.to_geographic(*np.array(places).T)
    along = np.cumsum([0.0, *(route.length_m for route in routes)])
    heading = plan.attitudes.at(begins).heading_deg
    return tuple(RoverStand(*row) for row in zip(
        *(column.tolist() for column in (begins, np.array(ends), lat, lon, along, heading)), strict=True
    ))  # fmt: skip


def stands_of_event(
    event: LinkEvent, stands: Sequence[RoverStand], clock: LocalClock
) -> tuple[RoverStand, ...]:
    """The stands an event speaks of: all within its time, and for a take-off within the 8 local days before it.

    For `down`: those on which a local day of the event began, for the rover drives after the morning's session.
    For `marginal` and `lost_in_descent`: the one at that instant.
    """
    start = event.start_utc_s if math.isfinite(event.start_utc_s) else clock.utc_s(event.first_day)
    end = event.end_utc_s if math.isfinite(event.end_utc_s) else start
    if event.state == "down":
        mornings = [clock.utc_s(day) for day in range(event.first_day, event.last_day + 1)]
        return tuple(s for s in stands if any(s.start_utc_s <= t < s.end_utc_s for t in mornings))
    if event.is_takeoff:
        start -= DAYS_BEFORE_TAKEOFF * clock.day_length_s
    elif not math.isfinite(event.start_utc_s):
        end = clock.utc_s(event.last_day + 1)
    if event.state in ("marginal", "lost_in_descent"):
        end = start
    within = tuple(s for s in stands if s.start_utc_s <= end and s.end_utc_s > start)
    return within or _under_way(stands, start)


def _under_way(stands: Sequence[RoverStand], utc_s: float) -> tuple[RoverStand, ...]:
    """The stand a drive under way at an instant leads to."""
    return tuple(b for a, b in pairwise(stands) if a.end_utc_s <= utc_s < b.start_utc_s)
