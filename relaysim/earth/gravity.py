"""Gravity and rotation of the bodies that orbiters go round, by name."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.errors import InputError


@dataclass(frozen=True)
class CentralBody:
    """What the mean motion of an orbiter takes from its body.

    Attributes:
        name: as scenarios write it.
        gm_km3_s2: gravitational parameter.
        j2: oblateness, unnormalised: -C20 sqrt(5), relative to the reference radius.
        reference_radius_km: of the gravity field; altitudes of orbits count from it.
        rotation_deg_day: sidereal, degrees in 86,400 s, eastward.
        source: of these numbers.
    """

    name: str
    gm_km3_s2: float
    j2: float
    reference_radius_km: float
    rotation_deg_day: float
    source: str

    @property
    def rotation_rad_s(self) -> float:
        """Sidereal rotation, eastward."""
        return math.radians(self.rotation_deg_day) / 86400.0


# Rotation: IAU WGCCRE 2009 (Archinal et al. 2011, Celest. Mech. Dyn. Astr. 109, 101-135), the linear term of W.
_BODIES = (
    CentralBody(
        "Mars",
        42828.375815756,
        8.750220924537e-4 * math.sqrt(5.0),
        3396.0,
        350.89198226,
        "MRO120D: Konopliv, Park & Folkner 2016, Icarus 274, 253-260; rotation IAU WGCCRE 2009",
    ),
    CentralBody(
        "Moon",
        4902.8003055554,
        9.088083466222e-5 * math.sqrt(5.0),
        1738.0,
        13.17635815,
        "GL0660B: Konopliv et al. 2013, JGR Planets 118, 1415-1434; rotation IAU WGCCRE 2009",
    ),
    CentralBody(
        "Earth",
        398600.4415,
        4.84165143790815e-4 * math.sqrt(5.0),
        6378.1363,
        360.9856235,
        "EGM2008: Pavlis et al. 2012, JGR 117, B04406; rotation IAU WGCCRE 2009",
    ),
)


def surface_gravity_mps2(name: str, radius_m: float) -> float | None:
    """GM of the named body over the square of a radius; None for a body that is not known here."""
    body = next((one for one in _BODIES if one.name.lower() == name.strip().lower()), None)
    return None if body is None else body.gm_km3_s2 * 1e9 / radius_m**2


def central_body(name: str) -> CentralBody:
    """The body of this name, whatever its capitals.

    Raises: InputError that lists the bodies there are.
    """
    for body in _BODIES:
        if body.name.lower() == name.strip().lower():
            return body
    known = ", ".join(body.name for body in _BODIES)
    raise InputError(
        f"no gravity is known for body {name!r}: orbits from mean elements or SPICE kernels need one of {known}; "
        "give a table of passes instead"
    )
