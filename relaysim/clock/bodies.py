"""The bodies that are known by name: their figures, and whose sky the ephemeris knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from relaysim.clock.horizontal import Figure, Floats
from relaysim.clock.season import mars_solar_longitude_deg


@dataclass(frozen=True)
class KnownBody:
    """What is known of a body.

    Attributes:
        figure: the ellipsoid on which its maps are drawn, and its ground lies.
        in_sky: Earth and Sun can be found in its sky.
        solar_longitude_deg: of UTC s, its season; None where there is none to speak of, or none is known here.
    """

    figure: Figure
    in_sky: bool = False
    solar_longitude_deg: Callable[[ArrayLike], Floats] | None = None


# Archinal et al. 2018, tables 4 and 5; WGS 84.
BODIES: Mapping[str, KnownBody] = {
    "Mars": KnownBody(Figure(3396.19, 3376.20), True, mars_solar_longitude_deg),
    "Moon": KnownBody(Figure(1737.4, 1737.4), True),
    "Earth": KnownBody(Figure(6378.137, 6356.752314, geodetic=True)),
}
WITH_SKY = tuple(name for name, body in BODIES.items() if body.in_sky)
