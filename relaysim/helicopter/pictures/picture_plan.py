"""What pictures a flight takes: with which cameras, when, and how the vehicle may then have stood."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.in_frame import Body
from relaysim.links.attitude import Attitude, heading_of_motion
from relaysim.path.route import Floats, Route

HeadingRule = Literal["ends", "recorded", "along-track", "unknown"]
HEADING_RULES: tuple[HeadingRule, ...] = ("ends", "recorded", "along-track", "unknown")

# At or above this share of its greatest height a flight cruises (or hovers, if it goes nowhere).
CRUISE_SHARE = 0.95
# A hop stays within this of where it took off; in one whose headings before and after agree it has not turned.
HOP_M, AGREES_DEG = 10.0, 5.0
# Slower than this over the ground, a second before and after, it hovers: upright.
HOVER_MPS = 0.3
LEVEL_DEG = 0.5
# What is not known is tried out: so many headings, so many directions in which it may lean.
_HEADINGS, _LEANS = 72, 8


@dataclass(frozen=True)
class PictureCamera:
    """A camera and the product its pictures are.

    Attributes:
        product: name of the flight product; each of them is a picture.
        most: of how many of them, evenly chosen, the ground and the rover are worked out.
    """

    camera: Camera
    product: str
    most: int


@dataclass(frozen=True)
class PicturePlan:
    """Everything that is said of pictures.

    Attributes:
        rover: the vehicle that is looked for in them.
        headings_deg: the recorded heading after each flight's landing, clockwise from north.
        rule: the heading in flight. `ends`: that of the landing before up to the top of the climb, that of its own landing
            from the top of the descent; between them not known, but for a hop that has not turned. `recorded`: that of its
            own landing throughout. `along-track`: the way it moves. `unknown`: never known.
        most_tilt_deg: how far it may lean while it moves and its tilt is not modelled.
        reach_m: how far footprints and skylines go.
    """

    cameras: tuple[PictureCamera, ...]
    rover: Body
    headings_deg: Mapping[int, float]
    rule: HeadingRule
    most_tilt_deg: float
    reach_m: float


@dataclass(frozen=True)
class Standing:
    """How the vehicle stood as a picture was taken.

    Attributes:
        heading_deg: clockwise from north; nan: not known.
        tilt_deg: how far it leans at most, in a direction that is not known; 0: upright.
    """

    heading_deg: float
    tilt_deg: float

    @property
    def is_known(self) -> bool:
        """Whether it can have stood in one way only."""
        return not math.isnan(self.heading_deg) and self.tilt_deg < LEVEL_DEG

    def attitudes(self) -> Attitude:
        """Every way in which it may have stood, on a grid: 5 deg apart in heading, upright and leaning in 8 directions."""
        unknown = math.isnan(self.heading_deg)
        headings = np.arange(_HEADINGS) * 360.0 / _HEADINGS if unknown else np.array([self.heading_deg])
        leans = [(0.0, 0.0)]
        if self.tilt_deg >= LEVEL_DEG:
            around = np.arange(_LEANS) * 2.0 * np.pi / _LEANS
            leans += [(self.tilt_deg * math.cos(a), self.tilt_deg * math.sin(a)) for a in around.tolist()]
        pitch, roll = np.array(leans).T
        return Attitude(
            np.repeat(headings, len(leans)), np.tile(pitch, len(headings)), np.tile(roll, len(headings))
        )


def cruise_of(route: Route) -> tuple[float, float]:
    """From when to when a flight is at its height: top of the climb, top of the descent."""
    high = np.flatnonzero(route.above_ground_m >= CRUISE_SHARE * np.max(route.above_ground_m))
    return float(route.utc_s[high[0]]), float(route.utc_s[high[-1]])


def picture_times(route: Route, count: int) -> Floats:
    """When the `count` pictures of a flight are taken: evenly over its cruise, both ends included; one: midway."""
    start, end = cruise_of(route)
    return np.linspace(start, end, count) if count > 1 else np.array([(start + end) / 2.0])


def chosen(count: int, most: int) -> list[int]:
    """Which of `count` pictures are worked out, from 0: all, or `most` of them, evenly, first and last included."""
    if count <= most:
        return list(range(count))
    return [count // 2] if most == 1 else np.linspace(0, count - 1, most).round().astype(int).tolist()


def standing_at(
    plan: PicturePlan, flight: int, route: Route, utc_s: float, states: FlightStates | None = None
) -> Standing:
    """How the vehicle stood at an instant of a flight: upright where it hovers.

    Args:
        states: the flight's motion from take-off, which says how far it leans while it moves; None where that is not
            modelled: then it leans by at most `plan.most_tilt_deg`.
    """
    tilt = 0.0
    if _speed_mps(route, utc_s) >= HOVER_MPS:
        tilt = plan.most_tilt_deg
        if states is not None:
            tilt = float(np.interp(utc_s - route.start_utc_s, states.elapsed_s, states.tilt_deg))
    return Standing(_heading_deg(plan, flight, route, utc_s), tilt)


def _speed_mps(route: Route, utc_s: float) -> float:
    times = np.clip([utc_s - 1.0, utc_s + 1.0], route.start_utc_s, route.end_utc_s)
    x, y, _ = route.position(times)
    return float(np.hypot(x[1] - x[0], y[1] - y[0]) / max(times[1] - times[0], 1e-9))


def _heading_deg(plan: PicturePlan, flight: int, route: Route, utc_s: float) -> float:
    if plan.rule == "unknown":
        return math.nan
    if plan.rule == "along-track":
        return float(heading_of_motion(route, np.array([utc_s]))[0])
    landing = plan.headings_deg.get(flight, math.nan)
    if plan.rule == "recorded":
        return landing
    takeoff = plan.headings_deg.get(flight - 1, math.nan)
    top, down = cruise_of(route)
    if utc_s >= down - 1e-3:
        return landing
    if utc_s <= top + 1e-3:
        return takeoff
    away = np.max(np.hypot(route.x_m - route.x_m[0], route.y_m - route.y_m[0]))
    turn = abs((landing - takeoff + 180.0) % 360.0 - 180.0)
    return landing if away <= HOP_M and turn <= AGREES_DEG else math.nan
