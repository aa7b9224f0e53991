"""How the vehicle at one end of a single link stands, and where it sees the other end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.errors import InputError
from relaysim.links.attitude import Attitude

LARGEST_HEADING_DEG, LARGEST_PITCH_DEG, LARGEST_ROLL_DEG = 360.0, 90.0, 180.0


@dataclass(frozen=True)
class Orientation:
    """The attitude of one vehicle, degrees.

    Attributes:
        heading_deg: clockwise from north; nan: not known, every heading is as likely.
        pitch_deg: forward above the horizon; roll_deg: right side below it. Both or neither; nan: not known, so that it
            leans with the ground where its mount does, else stands upright.

    Raises InputError for angles that are none.
    """

    heading_deg: float
    pitch_deg: float = math.nan
    roll_deg: float = math.nan

    def __post_init__(self) -> None:
        for name, most in (
            ("heading", LARGEST_HEADING_DEG),
            ("pitch", LARGEST_PITCH_DEG),
            ("roll", LARGEST_ROLL_DEG),
        ):
            value = getattr(self, f"{name}_deg")
            if abs(value) > most:
                raise InputError(f"{name} {value:g} deg: it must be {-most:g} to {most:g} degrees")
        if math.isnan(self.pitch_deg) != math.isnan(self.roll_deg):
            raise InputError("pitch and roll go together: give both, or neither")
        if math.isnan(self.heading_deg) and not math.isnan(self.pitch_deg):
            raise InputError("pitch and roll are counted from a heading: give one with them")

    @property
    def attitude(self) -> Attitude:
        """The same as arrays of one."""
        return Attitude(*(np.array([v]) for v in (self.heading_deg, self.pitch_deg, self.roll_deg)))


def stated_orientation(
    heading_deg: float | None, pitch_deg: float | None, roll_deg: float | None
) -> Orientation | None:
    """The orientation that is stated, None if none is.

    Raises: InputError as Orientation, or where there is a pitch or roll without a heading.
    """
    if heading_deg is None:
        if pitch_deg is not None or roll_deg is not None:
            raise InputError("pitch and roll are counted from a heading: give one with them")
        return None
    pitch, roll = (math.nan if angle is None else angle for angle in (pitch_deg, roll_deg))
    return Orientation(heading_deg, pitch, roll)


@dataclass(frozen=True)
class Pointing:
    """Where a vehicle that stands so sees the other end of its link, degrees.

    Attributes:
        azimuth_deg: clockwise from the heading, 0 to 360; nan where the heading is not known.
        elevation_deg: above the plane of its deck.
    """

    orientation: Orientation
    azimuth_deg: float
    elevation_deg: float
