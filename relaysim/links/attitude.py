"""Which way a vehicle faces, and how it leans: as recorded where it stands, along its way where it moves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class Attitude:
    """Angles of a vehicle at n instants, each (n,); nan where an angle is not known.

    Attributes:
        heading_deg: clockwise from north (yaw).
        pitch_deg: how far forward points above the horizon.
        roll_deg: how far the right side hangs below it.

    Yaw, then pitch, then roll: the usual order for vehicles.
    """

    heading_deg: Floats
    pitch_deg: Floats
    roll_deg: Floats

    @staticmethod
    def unknown(count: int) -> Attitude:
        """A vehicle of which nothing is recorded."""
        nothing = np.full(count, np.nan)
        return Attitude(nothing, nothing, nothing)


@dataclass(frozen=True)
class AttitudeLog:
    """The attitude of a vehicle at each of its stands.

    Attributes:
        utc_s: (k,) when each stand begins, rising; it holds until the next. Before the first nothing is known.
        stands: the attitudes, (k,) each; nan where none was recorded.
    """

    utc_s: Floats = field(default_factory=lambda: np.empty(0))
    stands: Attitude = field(default_factory=lambda: Attitude.unknown(0))

    def at(self, utc_s: Floats) -> Attitude:
        """The attitude of the stands in force at given instants."""
        index = np.searchsorted(self.utc_s, utc_s, side="right") - 1
        return Attitude(
            *(
                np.append(angle, np.nan)[np.where(index < 0, len(angle), index)]
                for angle in (self.stands.heading_deg, self.stands.pitch_deg, self.stands.roll_deg)
            )
        )

    def along(self, route: Route, utc_s: Floats) -> Attitude:
        """The attitude along a route: while it moves it faces the way it goes, and how it leans is not known.

        A vehicle that drives backwards is so taken to face the wrong way.
        """
        standing = self.at(utc_s)
        moving = (utc_s >= route.start_utc_s) & (utc_s < route.end_utc_s)
        if not moving.any():
            return standing
        heading = np.where(moving, heading_of_motion(route, utc_s), standing.heading_deg)
        return Attitude(
            heading,
            np.where(moving, np.nan, standing.pitch_deg),
            np.where(moving, np.nan, standing.roll_deg),
        )


def heading_of_motion(route: Route, utc_s: Floats) -> Floats:
    """Direction of a route's leg at given instants, degrees clockwise from north; nan on a leg of no length."""
    leg = np.clip(np.searchsorted(route.utc_s, utc_s, side="right") - 1, 0, max(len(route.utc_s) - 2, 0))
    if len(route.utc_s) < 2:
        return np.full(np.shape(utc_s), np.nan)
    east, north = np.diff(route.x_m)[leg], np.diff(route.y_m)[leg]
    heading = np.degrees(np.arctan2(east, north))
    return np.where(np.hypot(east, north) > 0.0, heading, np.nan)
