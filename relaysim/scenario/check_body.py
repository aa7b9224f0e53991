"""Faults of the body's figure."""

from __future__ import annotations

from relaysim.scenario.places import FaultList
from relaysim.scenario.schema_place import Body

# No planet or moon that is round at all is flatter or longer; a unit that is wrong is, by a thousand.
LEAST_RATIO, GREATEST_RATIO = 0.5, 1.5


def check_body(body: Body | None, faults: FaultList) -> None:
    """Adds a fault if the two radii are not those of one body; any value may be None (see `partial`)."""
    if body is None or body.radius_m is None or body.polar_radius_m is None:
        return
    ratio = body.polar_radius_m / body.radius_m
    if not LEAST_RATIO <= ratio <= GREATEST_RATIO:
        message = (
            f"the poles are {ratio:.3g} times as far from the centre as the equator: are both of one unit?"
        )
        faults.add(("body", "polar_radius"), message)
