"""Where the rover stands and drives within a stretch of time, as a table: its stops, and its drives piece by piece."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats, Route
from relaysim.scenario.world import World

BEFORE_THE_FIRST = -1


@dataclass(frozen=True, eq=False)
class RouteStands:
    """The rover's way in rows, in time: every array is (n,), and each row ends where the next one begins.

    Attributes:
        start_utc_s, end_utc_s: s since 1970.
        x_m, y_m: local frame of the scenario; of a piece of a drive, where the rover is when half of its time has passed.
        latitude_deg, longitude_deg: the same place.
        moving: True for a piece of a drive, False for a stop.
        drive: number of the drive that the piece belongs to, or that led to the stop; BEFORE_THE_FIRST for none.
        heading_deg, pitch_deg, roll_deg: as a run takes them (links.attitude): recorded at a stop, the way's direction in a
            drive; nan where not known.
    """

    start_utc_s: Floats
    end_utc_s: Floats
    x_m: Floats
    y_m: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    moving: NDArray[np.bool_]
    drive: NDArray[np.int64]
    heading_deg: Floats
    pitch_deg: Floats
    roll_deg: Floats

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.start_utc_s)

    @property
    def attitude(self) -> Attitude:
        """The angles as the link model takes them."""
        return Attitude(self.heading_deg, self.pitch_deg, self.roll_deg)


def route_stands(world: World, start_utc_s: float, end_utc_s: float, *, step_m: float) -> RouteStands:
    """The rover's planned way from one instant to another: each stop one row, each drive in pieces of at most `step_m`.

    Drives go as in a run: the one that began last holds, and after its end the rover stands where it ended. A stop is a
    row however short it is; what goes on at either end of the time is cut there.

    Raises InputError for a time that does not end after it began, or a step that is not positive.
    """
    if not end_utc_s > start_utc_s:
        raise InputError(
            f"a stretch of time from {start_utc_s:.0f} to {end_utc_s:.0f} s has no length: let it end later"
        )
    if not (step_m > 0 and math.isfinite(step_m)):
        raise InputError(f"a step of {step_m:g} m along the drives: it must be more than 0")
    parts = [_rows(world, leg, step_m) for leg in _legs(world, start_utc_s, end_utc_s)]
    starts, ends, x, y, moving, drive, heading, pitch, roll = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    lat, lon = world.link.frame.to_geographic(x, y)
    return RouteStands(
        starts, ends, x, y, np.asarray(lat), np.asarray(lon), moving.astype(bool), drive.astype(np.int64),
        heading, pitch, roll,
    )  # fmt: skip


@dataclass(frozen=True)
class _Leg:
    """A drive, or the stand behind it, as far as it lasts."""

    route: Route
    start_utc_s: float
    end_utc_s: float
    moving: bool
    drive: int


def _legs(world: World, start_utc_s: float, end_utc_s: float) -> Iterator[_Leg]:
    """Stands and drives that go on within the time, each cut to it."""
    drives = world.rover.drives
    begins = [drive.route.start_utc_s for drive in drives]
    first = Route.standing(*world.rover.stands_at(min([start_utc_s, *begins])), start_utc_s)
    whole = [_Leg(first, -math.inf, min([*begins, math.inf]), False, BEFORE_THE_FIRST)]
    for drive, until in zip(drives, [*begins, math.inf][1:], strict=True):
        ends = min(drive.route.end_utc_s, until)
        whole.append(_Leg(drive.route, drive.route.start_utc_s, ends, True, drive.drive))
        whole.append(_Leg(drive.route, ends, until, False, drive.drive))
    for leg in whole:
        start, end = max(leg.start_utc_s, start_utc_s), min(leg.end_utc_s, end_utc_s)
        if end > start:
            yield _Leg(leg.route, start, end, leg.moving, leg.drive)


def _rows(world: World, leg: _Leg, step_m: float) -> tuple[Floats, ...]:
    """The leg's rows as columns: starts, ends, x, y, moving, drive, heading, pitch, roll."""
    edges = _edges(leg, step_m)
    starts, ends = edges[:-1], edges[1:]
    # A stand is asked for at its begin: an attitude holds from then on, until the next one.
    at = (starts + ends) / 2 if leg.moving else starts
    x, y, _ = leg.route.position(at)
    stands = world.link.rover_attitudes.along(leg.route, at)
    moving, drive = np.full(at.shape, float(leg.moving)), np.full(at.shape, float(leg.drive))
    return starts, ends, x, y, moving, drive, stands.heading_deg, stands.pitch_deg, stands.roll_deg


def _edges(leg: _Leg, step_m: float) -> Floats:
    """Instants that cut a drive into pieces of equal length, none longer than the step; a stand has its two ends."""
    ends = np.array([leg.start_utc_s, leg.end_utc_s])
    if not leg.moving:
        return ends
    route = leg.route
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(route.x_m), np.diff(route.y_m)))])
    first, last = np.interp(ends, route.utc_s, way)
    count = max(math.ceil((last - first) / step_m - 1e-9), 1)
    cuts = np.interp(np.linspace(first, last, count + 1)[1:-1], way, route.utc_s)
    return np.concatenate([ends[:1], cuts, ends[1:]])
