"""How the rover stands, as it is typed: --heading DEG, or --attitude ROLL,PITCH,HEADING."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.links.orientation import Orientation

HEADING, ATTITUDE = "DEG", "ROLL,PITCH,HEADING"
UNKNOWN = "unknown"


def read_orientation(heading: str | None, attitude: str | None) -> Orientation | None:
    """The orientation that one of the two options states; None without either.

    Raises: InputError naming the option and how it is written; or both are given.
    """
    from relaysim.links.orientation import Orientation

    if heading is not None and attitude is not None:
        raise InputError("--heading and --attitude: give one of the two; --attitude has the heading in it")
    if attitude is not None:
        roll, pitch, yaw = _angles("--attitude", attitude, ATTITUDE, "1.5,-2,236")
        return _checked("--attitude", attitude, (yaw, pitch, roll))
    if heading is None:
        return None
    if heading.strip().lower() == UNKNOWN:
        return Orientation(math.nan)
    form = f"{HEADING}, clockwise from north, or {UNKNOWN}"
    return _checked("--heading", heading, tuple(_angles("--heading", heading, form, "236")))


def _angles(option: str, text: str, form: str, example: str) -> list[float]:
    """As many finite numbers as the example has."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if len(found) != len(example.split(",")) or not all(map(math.isfinite, found)):
        raise InputError(f"{option} {text}: not in degrees; write {form}, as in {option} {example}")
    return found


def _checked(option: str, text: str, angles: tuple[float, ...]) -> Orientation:
    from relaysim.links.orientation import Orientation

    try:
        return Orientation(*angles)
    except InputError as error:
        raise InputError(f"{option} {text}: {error}") from error
