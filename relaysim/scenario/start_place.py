"""Where a vehicle of a scenario starts."""

from __future__ import annotations

from relaysim.errors import InputError
from relaysim.terrain.frame import LocalFrame


def start_place(
    frame: LocalFrame, latitude_deg: float | None, longitude_deg: float | None
) -> tuple[float, float]:
    """Local x and y of a start, m.

    Raises:
        InputError: there is none, which only a rover may leave to its drives.
    """
    if latitude_deg is None or longitude_deg is None:
        raise InputError("the rover has neither drives nor a latitude and longitude: give it one of them")
    x, y = frame.to_local(latitude_deg, longitude_deg)
    return float(x), float(y)
