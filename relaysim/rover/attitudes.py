"""How the rover stood at the end of each drive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.rover.drives import Drive


@dataclass(frozen=True)
class StopAttitude:
    """The rover's angles at the last stop of a local day, degrees.

    Attributes:
        yaw_deg: heading, clockwise from north.
        pitch_deg: forward above the horizon; roll_deg: right side below it; nan where not recorded.
    """

    roll_deg: float
    pitch_deg: float
    yaw_deg: float


def attitude_log(drives: Sequence[Drive], stops: Mapping[int, StopAttitude]) -> AttitudeLog:
    """The attitude of every stand between drives, from records by local day (sol).

    A record belongs to the stand that the last drive by that day led to: the first record from that drive's day on
    that comes before the day of the next drive. A stand without one is of unknown attitude, and so is a stop between
    two drives of one day. Before the first drive the last record of an earlier day holds.
    """
    if not drives:
        return AttitudeLog()
    days = sorted(stops)
    before = [day for day in days if day < drives[0].sol]
    begins, found = [-np.inf], [stops[before[-1]] if before else None]
    following = [*(float(drive.sol) for drive in drives[1:]), np.inf]
    for drive, next_day in zip(drives, following, strict=True):
        day = next((day for day in days if drive.sol <= day < next_day), None)
        begins.append(drive.route.end_utc_s)
        found.append(None if day is None else stops[day])
    return AttitudeLog(np.array(begins), _angles(found))


def standing_attitude(heading_deg: float | None) -> AttitudeLog:
    """A rover that never moves; None for a heading that is not known."""
    if heading_deg is None:
        return AttitudeLog()
    nothing = np.full(1, np.nan)
    return AttitudeLog(np.array([-np.inf]), Attitude(np.array([heading_deg]), nothing, nothing))


def _angles(stops: Sequence[StopAttitude | None]) -> Attitude:
    unknown = StopAttitude(np.nan, np.nan, np.nan)
    rows = [stop or unknown for stop in stops]
    return Attitude(
        np.array([row.yaw_deg for row in rows]),
        np.array([row.pitch_deg for row in rows]),
        np.array([row.roll_deg for row in rows]),
    )
