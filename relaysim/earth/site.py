"""Where a ground station stands on the body, and how high something stands in its sky."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.earth.orbit import Floats
from relaysim.terrain.body import Body


@dataclass(frozen=True)
class Site:
    """A place that stays, or moves from one to the next now and then (a rover between its drives).

    Attributes:
        from_utc_s: (k,) since when each place holds, rising; the first holds before too.
        place_km: (k, 3) body-fixed.
        up: (k, 3) unit vectors normal to the body's figure: elevations count from the plane across them.
    """

    from_utc_s: Floats
    place_km: Floats
    up: Floats

    @staticmethod
    def at(body: Body, lat_deg: float, lon_deg: float, height_m: float = 0.0) -> Site:
        """One place, by latitude and east longitude on the body's figure and height above it."""
        return Site.moving(body, [(0.0, lat_deg, lon_deg, height_m)])

    @staticmethod
    def moving(body: Body, places: Sequence[tuple[float, float, float, float]]) -> Site:
        """Places one after the other: (from UTC s, lat deg, lon deg, height m), rising in time.

        Raises: ValueError for no place, or times that do not rise.
        """
        table = np.array(places, dtype=np.float64).reshape(-1, 4)
        if not len(table) or np.any(np.diff(table[:, 0]) <= 0.0):
            raise ValueError("a site needs at least one place, and their times must rise")
        lat, lon, height_m = np.radians(table[:, 1]), np.radians(table[:, 2]), table[:, 3]
        up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
        a, b = body.equatorial_radius_m, body.polar_radius_m
        # Prime vertical radius of curvature; on a sphere the radius.
        normal_m = a * a / np.hypot(a * np.cos(lat), b * np.sin(lat))
        level_m = np.stack([normal_m, normal_m, normal_m * (b / a) ** 2], axis=-1)
        return Site(table[:, 0], (level_m + height_m[:, None]) * up / 1000.0, up)

    def sight(self, position_km: Floats, utc_s: Floats) -> tuple[Floats, Floats]:
        """(sine of elevation, distance in km) of (n, 3) body-fixed positions at (n,) UTC seconds."""
        if len(self.from_utc_s) == 1:
            place, up = self.place_km[0], self.up[0]
            ahead = position_km - place
            rise = ahead @ up
        else:
            n = np.maximum(np.searchsorted(self.from_utc_s, utc_s, side="right") - 1, 0)
            ahead = position_km - self.place_km[n]
            rise = np.einsum("ij,ij->i", ahead, self.up[n])
        range_km = np.sqrt(np.einsum("ij,ij->i", ahead, ahead))
        return rise / range_km, range_km
