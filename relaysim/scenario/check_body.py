"""Faults of the body's figure."""

from __future__ import annotations

from relaysim.clock.bodies import BODIES
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema_place import Body

# No planet or moon that is round at all is flatter or longer; a unit that is wrong is, by a thousand.
LEAST_RATIO, GREATEST_RATIO = 0.5, 1.5
# Maps of one body stand on spheres and ellipsoids that differ by less, of any two bodies by more.
LARGEST_DIFFERENCE = 0.01


def check_body(body: Body | None, faults: FaultList) -> None:
    """Adds a fault if the radii are not those of one body, or of the one named; any value may be None (see `partial`)."""
    if body is None or body.radius_m is None:
        return
    _check_name(body.name, body.radius_m, faults)
    if body.polar_radius_m is None:
        return
    ratio = body.polar_radius_m / body.radius_m
    if not LEAST_RATIO <= ratio <= GREATEST_RATIO:
        message = (
            f"the poles are {ratio:.3g} times as far from the centre as the equator: are both of one unit?"
        )
        faults.add(("body", "polar_radius"), message)


def _check_name(name: str | None, radius_m: float, faults: FaultList) -> None:
    """Sun, season and orbits go by the name, the ground by the radius: of a known name they must be one body."""
    known = None if name is None else BODIES.get(name)
    if known is None:
        return
    least_m, most_m = sorted((known.figure.polar_km * 1e3, known.figure.equatorial_km * 1e3))
    if not least_m * (1.0 - LARGEST_DIFFERENCE) <= radius_m <= most_m * (1.0 + LARGEST_DIFFERENCE):
        message = (
            f"{radius_m / 1e3:.10g} km is not what a body called {name} has ({known.figure.equatorial_km:.10g} km): "
            "correct the radius or the name"
        )
        faults.add(("body", "radius"), message)
