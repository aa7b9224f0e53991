"""The moments of a run that one jumps to: the link opens and closes, drives begin, flights take off and land."""

from __future__ import annotations

from typing import Any

from relaysim.report.geometry_file import Geometry
from relaysim.report.times import Times


def moment_events(geometry: Geometry, times: Times) -> list[list[Any]]:
    """[seconds since the start of the run, kind, name of the flight or ""] in time.

    Kinds: open, closed and unknown (what the link becomes), drive, takeoff, landing. Those outside the run are left out.
    """
    found: list[tuple[float, str, str]] = []
    for before, after in zip(geometry.radio, geometry.radio[1:], strict=False):
        if after.state != before.state:
            found.append((after.start_utc_s, after.state, ""))
    found += [(start, "drive", "") for start, _ in geometry.drives()]
    for flight in geometry.flights:
        if flight.track.shape[0]:
            found.append((float(flight.track[0, 3]), "takeoff", flight.name))
            found.append((float(flight.track[-1, 3]), "landing", flight.name))
    inside = [one for one in found if times.start_utc_s <= one[0] <= times.end_utc_s]
    return [[round(utc_s - times.start_utc_s, 1), kind, name] for utc_s, kind, name in sorted(inside)]
