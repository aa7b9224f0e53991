"""Straight lines of sight over a raster: how high they pass, and where they are blocked.

Importing this package costs nothing: the compiled kernels are loaded with the first question.
"""

from __future__ import annotations

from relaysim.sightline.clearance import (
    Clearances,
    End,
    Ends,
    Obstruction,
    Sightline,
    clearances,
    clearances_between,
    sightline,
)
from relaysim.sightline.fresnel import fresnel_radius_m
from relaysim.sightline.profile import Profiles, profiles
from relaysim.sightline.surface import Surface

__all__ = [
    "Clearances",
    "End",
    "Ends",
    "Obstruction",
    "Profiles",
    "Sightline",
    "Surface",
    "clearances",
    "clearances_between",
    "fresnel_radius_m",
    "profiles",
    "sightline",
]
