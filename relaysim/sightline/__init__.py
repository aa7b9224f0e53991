"""Straight lines of sight over a raster: how high they pass, and where they are blocked.

Importing this package costs nothing: the compiled kernels are loaded with the first question.
"""

from __future__ import annotations

from relaysim.sightline.clearance import (
    Clearances,
    Obstruction,
    Sightline,
    clearances,
    clearances_between,
    sightline,
    visible,
    visible_between,
)
from relaysim.sightline.ends import End, Ends
from relaysim.sightline.fresnel import FresnelClearances, fresnel_clearances, fresnel_radius_m
from relaysim.sightline.profile import Profiles, profiles
from relaysim.sightline.ridges import Ridge, ridges
from relaysim.sightline.surface import Surface

__all__ = [
    "Clearances",
    "End",
    "Ends",
    "FresnelClearances",
    "Obstruction",
    "Profiles",
    "Ridge",
    "Sightline",
    "Surface",
    "clearances",
    "clearances_between",
    "fresnel_clearances",
    "fresnel_radius_m",
    "profiles",
    "ridges",
    "sightline",
    "visible",
    "visible_between",
]
