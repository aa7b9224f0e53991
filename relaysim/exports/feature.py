"""Features of a run: something with a place, a span of time and named values; and layers of equal ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = str | float | int | bool | None
Kind = Literal["text", "real", "integer", "flag"]

STATE_COLOURS: Mapping[str, str] = {"open": "#0b7566", "closed": "#b23a16", "unknown": "#8b8f96"}
PLAIN_COLOUR = "#1b54b5"
RIDGE_COLOUR = "#d9480f"


@dataclass(frozen=True, eq=False)
class Feature:
    """A place or a line, and when.

    name            for people
    start_utc_s     s since 1970, like end_utc_s
    start_day       the local day's number, like end_day
    longitude_deg   (n,) east, with latitude_deg; one point or a line's
    values          by the columns of its layer, None where there is none
    utc_s           (n,) when a vehicle was at each point of its way; None where that has no meaning
    height_m        (n,) above the ground; None on it
    colour          #rrggbb
    """

    name: str
    start_utc_s: float
    end_utc_s: float
    start_day: int
    end_day: int
    longitude_deg: Floats
    latitude_deg: Floats
    values: Mapping[str, Value]
    utc_s: Floats | None = None
    height_m: Floats | None = None
    colour: str = PLAIN_COLOUR


@dataclass(frozen=True)
class Layer:
    """Features of one kind.

    name      for programs: lower case, no blanks
    title     for people, one clause
    shape     of all its features
    columns   what each feature's values hold, besides name and times
    """

    name: str
    title: str
    shape: Literal["Point", "LineString"]
    columns: Mapping[str, Kind]
    features: tuple[Feature, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Timeline:
    """Where a vehicle was all through the run: (n,) of utc_s, degrees, and height above the ground."""

    name: str
    utc_s: Floats
    longitude_deg: Floats
    latitude_deg: Floats
    height_m: Floats


def state_colour(state: str) -> str:
    """The colour of a state of the link; that of the unknown for any other word."""
    return STATE_COLOURS.get(state, STATE_COLOURS["unknown"])
