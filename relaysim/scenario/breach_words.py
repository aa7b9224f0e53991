"""What speaks against a planned flight, in words, with the key of the flight where a person would mend it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.route_checks import Breach
from relaysim.scenario.airfields import waypoint_key
from relaysim.scenario.document import Path_
from relaysim.scenario.schema_flights import Flight
from relaysim.scenario.world import PlannedFlight
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


@dataclass(frozen=True)
class BreachWords:
    """Words for the breaches of one planned flight.

    Attributes:
        name: of the vehicle.
    """

    name: str
    flight: Flight
    planned: PlannedFlight
    terrain: Terrain
    frame: LocalFrame

    def say(self, breach: Breach) -> tuple[Path_, str]:
        """The path within the flight, and the message."""
        if breach.words:
            return waypoint_key(self.flight, self._leg(breach)), breach.words.format(self._place(breach))
        say = {
            "ceiling": self._ceiling,
            "cliff": self._cliff,
            "clearance": self._clearance,
            "unknown ground": self._unknown_ground,
            "landing ground": self._landing_ground,
            "landing slope": self._landing_slope,
            "charge": self._charge,
        }
        return say[breach.check](breach)

    def _ceiling(self, breach: Breach) -> tuple[Path_, str]:
        return ("altitude",), (
            f"flight {self.flight.flight} cruises {breach.value:g} m above ground, above the ceiling of {self.name}, "
            f"{breach.limit:g} m: fly it lower"
        )

    def _cliff(self, breach: Breach) -> tuple[Path_, str]:
        leg = self._leg(breach)
        return waypoint_key(self.flight, leg), (
            f"the leg to waypoint {leg + 1} crosses ground that falls faster than {self.name} descends "
            f"({self.planned.limits.descent_mps:g} m/s): {breach.value:.1f} m above it {self._place(breach)}, above the "
            f"ceiling of {breach.limit:g} m: fly lower, slower, or around it"
        )

    def _clearance(self, breach: Breach) -> tuple[Path_, str]:
        limits = self.planned.limits
        if limits.max_altitude_m < breach.limit:
            return ("altitude",), (
                f"flight {self.flight.flight} cruises {limits.max_altitude_m:g} m above ground, nearer than the least "
                f"clearance, {breach.limit:g} m: fly it higher"
            )
        leg = self._leg(breach)
        why = f"the ground rises faster than {self.name} climbs ({limits.climb_mps:g} m/s)"
        if breach.value < 0.0:
            what = f"leads through a hill: {self._place(breach)} {why} and is {-breach.value:.1f} m above it"
        else:
            what = (
                f"comes within {breach.value:.1f} m of a hill, nearer than the least clearance, {breach.limit:g} m: "
                f"{self._place(breach)} {why}"
            )
        enough_m = math.ceil((limits.max_altitude_m + breach.limit - breach.value) * 10.0) / 10.0
        advice = f"fly higher (an altitude of {enough_m:g} m clears it), slower, or around it"
        return waypoint_key(self.flight, leg), f"the leg to waypoint {leg + 1} {what}; {advice}"

    def _unknown_ground(self, breach: Breach) -> tuple[Path_, str]:
        leg = self._leg(breach)
        return waypoint_key(self.flight, leg), (
            f"the leg to waypoint {leg + 1} comes over ground without heights {self._place(breach)} ({breach.value:.0f} m of the "
            f"flight in all; terrain {self.terrain.name}), where the least clearance cannot be checked: fly over known "
            "ground, use a terrain that covers it, or set no least clearance"
        )

    def _landing_ground(self, breach: Breach) -> tuple[Path_, str]:
        return self._landing(breach), (
            f"flight {self.flight.flight} lands {self._place(breach)}, where terrain {self.terrain.name} has no height: land "
            "on known ground, or use a terrain that covers it"
        )

    def _landing_slope(self, breach: Breach) -> tuple[Path_, str]:
        where = f"flight {self.flight.flight} lands {self._place(breach)}"
        if math.isnan(breach.value):
            return self._landing(breach), (
                f"{where}, beside ground without heights (terrain {self.terrain.name}): its slope cannot be told, and "
                f"{self.name} lands on {breach.limit:g} deg at most; land elsewhere"
            )
        return self._landing(breach), (
            f"{where}, on a slope of {breach.value:.1f} deg; {self.name} lands on {breach.limit:g} deg at most: land elsewhere"
        )

    def _charge(self, breach: Breach) -> tuple[Path_, str]:
        route = self.planned.route
        return waypoint_key(self.flight), (
            f"flight {self.flight.flight} ({route.end_utc_s - route.start_utc_s:.0f} s, {route.length_m:.0f} m) needs about "
            f"{breach.value:.1f} Wh; a full battery has {breach.limit:.1f} Wh above its reserve: fly less far, or in two flights"
        )

    def _landing(self, breach: Breach) -> Path_:
        """The waypoint of a landing: the last, or where it touches down on the way."""
        last = len(self.flight.waypoints or ()) - 1
        landed = breach.elapsed_s >= self.planned.route.end_utc_s
        return waypoint_key(self.flight, last if landed else self._leg(breach))

    def _leg(self, breach: Breach) -> int:
        """The waypoint, from 0, that the leg leads to on which it happens."""
        assert self.planned.waypoints is not None
        route, goals = self.planned.route, self.planned.waypoints
        x, y = np.append(route.x_m[:1], goals.x_m), np.append(route.y_m[:1], goals.y_m)
        ends = np.cumsum(np.hypot(np.diff(x), np.diff(y)))
        along = route.cut(breach.elapsed_s).length_m
        return min(int(np.searchsorted(ends, along - 1e-3)), len(ends) - 1)

    def _place(self, breach: Breach) -> str:
        return f"at {place_words(self.frame, breach.x_m, breach.y_m)}"


def place_words(frame: LocalFrame, x_m: float, y_m: float) -> str:
    """A place in words: "latitude 18.48000, longitude 77.36000"."""
    lat, lon = frame.to_geographic(x_m, y_m)
    return f"latitude {float(lat):.5f}, longitude {float(lon):.5f}"
