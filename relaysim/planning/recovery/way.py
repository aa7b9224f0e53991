"""The rover's way ahead: where along it the rover may leave it, when it is there, and how fast it drives."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats
from relaysim.planning.route_stands import route_stands
from relaysim.rover.drives import Drive
from relaysim.scenario.world import World

# The longest way that is looked at, in points of it.
MOST_POINTS = 20_000


@dataclass(frozen=True, eq=False)
class Way:
    """A way as points in order, each at most a step from the next; arrays (n,).

    Attributes:
        utc_s: when the rover comes there; along_m: driven since the first point.
        rests: True where the rover stops.
        attitude: as a run takes it; nan where not known.
        pace_m_per_day: how far it comes on a local day on which it drives; pace_source: in words.
        source: whose route it is, in words.
    """

    x_m: Floats
    y_m: Floats
    utc_s: Floats
    along_m: Floats
    rests: NDArray[np.bool_]
    attitude: Attitude
    pace_m_per_day: float
    pace_source: str
    source: str

    @property
    def line(self) -> shapely.Geometry:
        """Its track in the local frame; a point where it leads nowhere."""
        places = np.column_stack([self.x_m, self.y_m])
        return shapely.LineString(places) if self.along_m[-1] > 0.0 else shapely.Point(places[0])

    def rows(self, which: Sequence[int]) -> Attitude:
        """How the rover stands at some of its points."""
        return Attitude(*(
            angle[list(which)]
            for angle in (self.attitude.heading_deg, self.attitude.pitch_deg, self.attitude.roll_deg)
        ))  # fmt: skip


def planned_way(world: World, at_utc_s: float, step_m: float, pace_m_per_day: float | None = None) -> Way:
    """The scenario's planned drives from an instant to its end.

    pace_m_per_day: takes the place of the drives' own mean.

    Raises: InputError if there is no drive to take a pace from and none is given.
    """
    stands = route_stands(world, at_utc_s, world.end_utc_s, step_m=step_m)
    pace, source = (pace_m_per_day, "as stated") if pace_m_per_day is not None else _pace(world, at_utc_s)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(stands.x_m), np.diff(stands.y_m)))])
    # Of a piece of a drive the place is that of its middle.
    when = np.where(stands.moving, (stands.start_utc_s + stands.end_utc_s) / 2, stands.start_utc_s)
    way = Way(
        stands.x_m, stands.y_m, when, along, ~stands.moving, stands.attitude, pace, source,
        "the scenario's planned drives",
    )  # fmt: skip
    return _checked(way)


def drawn_way(
    world: World,
    line: shapely.LineString,
    at_utc_s: float,
    step_m: float,
    pace_m_per_day: float | None,
    source: str,
) -> Way:
    """A line that the rover follows from an instant on, at the pace; first straight from where it stands to its begin.

    It never rests on it, and its headings are not known.

    Raises: InputError as `planned_way`, or for a line of too many steps.
    """
    here = world.rover.stands_at(at_utc_s)
    joined = shapely.LineString([here, *line.coords]) if math.dist(here, line.coords[0]) > 0.0 else line
    if joined.length / step_m > MOST_POINTS:
        raise InputError(f"{source}: {joined.length:,.0f} m is a longer route than can be looked at: cut it")
    pace, words = (pace_m_per_day, "as stated") if pace_m_per_day is not None else _pace(world, at_utc_s)
    places = shapely.get_coordinates(shapely.segmentize(joined, step_m))
    x, y = places.T
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    when = at_utc_s + along / pace * world.clock.day_length_s
    rests = np.arange(len(x)) == 0
    return _checked(Way(x, y, when, along, rests, Attitude.unknown(len(x)), pace, words, source))


def _checked(way: Way) -> Way:
    if len(way.x_m) > MOST_POINTS:
        keep = np.unique(np.concatenate([
            np.flatnonzero(way.rests), np.linspace(0, len(way.x_m) - 1, MOST_POINTS).astype(np.intp),
        ]))  # fmt: skip
        return dataclasses.replace(
            way, x_m=way.x_m[keep], y_m=way.y_m[keep], utc_s=way.utc_s[keep], along_m=way.along_m[keep],
            rests=way.rests[keep], attitude=way.rows(keep.tolist()),
        )  # fmt: skip
    return way


def _pace(world: World, at_utc_s: float) -> tuple[float, str]:
    """The drives' mean way on a local day with a drive; those after the instant, all if there are none."""
    day = world.clock.day_name
    every = [drive for drive in world.rover.drives if drive.route.length_m > 0.0]
    ahead = [d for d in every if at_utc_s <= d.route.start_utc_s < world.end_utc_s]
    for drives, words in (
        (ahead, "planned drives after --at"),
        (every, "all drives of the scenario's table"),
    ):
        if drives:
            days = driven_days(world, drives)
            return (
                math.fsum(drive.route.length_m for drive in drives) / days,
                f"mean of the {words}: {len(drives)} drive{'s' * (len(drives) != 1)} on {days} {day}{'s' * (days != 1)}",
            )
    raise InputError(
        "the scenario has no drives to take a pace from: give --pace METRES, how far the rover comes on a local day"
    )


def driven_days(world: World, drives: Sequence[Drive]) -> int:
    """On how many local days drives begin."""
    return len({world.clock.day(drive.route.start_utc_s) for drive in drives})
