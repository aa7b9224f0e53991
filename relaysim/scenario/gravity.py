"""The gravity of a scenario's body at its surface."""

from __future__ import annotations

from relaysim.earth.gravity import surface_gravity_mps2
from relaysim.scenario.schema_place import Body
from relaysim.scenario.world import STANDARD_GRAVITY_MPS2


def gravity_mps2(body: Body) -> float:
    """As the scenario says; else of the named body, GM over the square of the mean radius; else that of Earth."""
    if body.gravity_mps2 is not None:
        return body.gravity_mps2
    return surface_gravity_mps2(body.name, body.figure.radius_m) or STANDARD_GRAVITY_MPS2
