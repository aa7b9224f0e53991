"""From intervals to the rows of blackouts.csv: cause, obstruction, worst margin."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from relaysim.blackout.edges import Edges, edges_of
from relaysim.blackout.intervals import Interval
from relaysim.blackout.members import Members
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import calendar_days
from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.model import LinkModel, Position
from relaysim.links.samples import LinkSamples
from relaysim.links.track import LinkTrack, evaluate_at, losses_between
from relaysim.path.route import Route
from relaysim.records.rows import BlackoutRow

NO_EDGES = Edges(None, None, None, None, math.nan)


@dataclass(frozen=True)
class Obstruction:
    """What stands in the way at an instant, seen from the rover.

    Attributes:
        above_sightline_m: how far the ground stands above the straight line; negative when it is clear.
        along_m: ground distance from the rover to the worst point.
    """

    latitude_deg: float
    longitude_deg: float
    x_m: float
    y_m: float
    height_m: float
    above_sightline_m: float
    along_m: float
    distance_m: float


@dataclass(frozen=True)
class Scene:
    """What the rows are computed against.

    Attributes:
        tracks: the link along every stretch of motion.
        routes: (instant from which, rover's route, helicopter's route): who moved how, in time.
        doubt: what is not known of the ground; None takes everything as exact.
    """

    clock: LocalClock
    time_zone: str
    model: LinkModel
    threshold_db: float
    tracks: Sequence[LinkTrack]
    routes: Sequence[tuple[float, Route, Route]]
    doubt: LinkUncertainty | None = None

    @cached_property
    def members(self) -> Members | None:
        """The link through all tracks over an ensemble of grounds and budgets; None without anything uncertain."""
        if self.doubt is None:
            return None
        return Members(self.model, self.tracks, self.routes, self.threshold_db, self.doubt)

    def edges(self, level: str, interval: Interval) -> Edges:
        """When a blackout of the sightline or the radio may begin and end; nothing for the levels above them."""
        members = self.members
        if members is None or level not in ("sightline", "radio"):
            return NO_EDGES
        return edges_of(interval, *members.around("radio" if level == "radio" else "sightline", interval))

    def positions(self, utc_s: float) -> tuple[Position, Position]:
        """Where rover and helicopter are at an instant."""
        rover, helicopter = self.routes_at(utc_s)
        instant = np.array([utc_s])
        return rover.position(instant), helicopter.position(instant)

    def routes_at(self, utc_s: float) -> tuple[Route, Route]:
        """The routes that rover and helicopter follow, or have followed, at an instant."""
        last = bisect_right(self.routes, utc_s, key=lambda routes: routes[0]) - 1
        _, rover, helicopter = self.routes[max(last, 0)]
        return rover, helicopter

    def samples_at(self, utc_s: float) -> LinkSamples:
        """The link at an instant, asked anew: (1,) in every array."""
        return evaluate_at(self.model, *self.routes_at(utc_s), np.array([utc_s]))

    def obstruction(self, utc_s: float) -> Obstruction | None:
        """The worst point of the straight line at an instant, whether or not it is blocked; None over
        unknown ground."""
        rover, helicopter = self.positions(utc_s)
        found = self.model.obstructions(rover, helicopter)
        if math.isnan(found.clearance_m[0]):
            return None
        lat, lon = self.model.terrain.geographic(found.column, found.row)
        x, y = self.model.frame.to_local(lat, lon)
        return Obstruction(
            latitude_deg=float(lat[0]),
            longitude_deg=float(lon[0]),
            x_m=float(x[0]),
            y_m=float(y[0]),
            height_m=float(found.ground_m[0]),
            above_sightline_m=-float(found.clearance_m[0]),
            along_m=float(found.distance_m[0] * found.fraction[0]),
            distance_m=float(found.distance_m[0]),
        )

    def worst_margin(self, interval: Interval) -> tuple[float, float] | None:
        """(instant, margin) where the margin at the lowest rate is least; None where it is never known."""
        losses = losses_between(self.tracks, interval.start_utc_s, interval.end_utc_s)
        known = [(loss, -instant) for instant, loss in losses if not math.isnan(loss)]
        if not known:
            return None
        loss, negative = max(known)
        return -negative, self.threshold_db - loss

    def cause(self, interval: Interval) -> str:
        """Why an interval was silent at the level of the radio, by what would have sufficed: no terrain, else
        isotropic antennas with no body in the way, else nothing but less distance (range).

        Asked at its worst instant. Without terrain the antennas stay as they were.
        """
        worst = self.worst_margin(interval)
        if worst is None:
            return "terrain"
        rover, helicopter = self.positions(worst[0])
        flat = float(self.model.loss_without_terrain_db(rover, helicopter)[0])
        if self.model.has_plain_antennas:
            return "terrain" if flat <= self.threshold_db else "range"
        samples = self.samples_at(worst[0])
        if flat - float(samples.antenna_db[0]) <= self.threshold_db:
            return "terrain"
        return "antenna" if float(samples.loss_db[0]) <= self.threshold_db else "range"


def blackout_row(
    scene: Scene, number: int, level: str, interval: Interval, cause: str, edges: Edges | None = None
) -> BlackoutRow:
    """The row of one blackout.

    Args:
        edges: when it may begin and end, by the scene if not given. The _p05 and _p95 columns are empty at an edge that
            is cut, and where nothing is said to be uncertain.
    """
    edges = edges or scene.edges(level, interval)
    obstruction = scene.obstruction(interval.start_utc_s)
    worst = scene.worst_margin(interval)
    blocked = obstruction is not None and obstruction.above_sightline_m > 0.0
    return BlackoutRow(
        blackout_id=number,
        level=level,
        start_utc=interval.start_utc_s,
        end_utc=interval.end_utc_s,
        start_sol=scene.clock.day(interval.start_utc_s),
        end_sol=scene.clock.day(interval.end_utc_s),
        duration_s=interval.duration_s,
        duration_days=interval.duration_s / 86400.0,
        duration_sols=scene.clock.days(interval.duration_s),
        calendar_days=calendar_days(interval.start_utc_s, interval.end_utc_s, scene.time_zone),
        cause=cause,
        obstruction_lat_deg=obstruction.latitude_deg if obstruction and blocked else None,
        obstruction_lon_deg=obstruction.longitude_deg if obstruction and blocked else None,
        obstruction_above_sightline_m=obstruction.above_sightline_m if obstruction and blocked else None,
        obstruction_distance_m=obstruction.along_m if obstruction and blocked else None,
        distance_m=obstruction.distance_m if obstruction else None,
        worst_margin_db=worst[1] if worst else None,
        worst_margin_utc=worst[0] if worst else None,
        start_utc_p05=edges.start_p05_utc_s,
        start_utc_p95=edges.start_p95_utc_s,
        end_utc_p05=edges.end_p05_utc_s,
        end_utc_p95=edges.end_p95_utc_s,
        open_start=interval.open_start,
        open_end=interval.open_end,
    )
