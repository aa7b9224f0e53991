"""A vehicle's motion as a polyline in time: horizontal position and height above ground.

A `Route` is one stretch of motion (a drive, a flight) or a stand; outside its times the vehicle stands at
its first or last point. Positions are metres in the scenario's local frame (x east, y north).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Route:
    """Time-stamped vertices; linear in between.

    Attributes:
        utc_s: (n,) s since 1970, not falling.
        x_m, y_m: (n,) local east and north.
        above_ground_m: (n,) height of the vehicle's feet or wheels above the ground, 0 when it stands.
    """

    utc_s: Floats
    x_m: Floats
    y_m: Floats
    above_ground_m: Floats

    @staticmethod
    def standing(x_m: float, y_m: float, utc_s: float) -> Route:
        """A vehicle that does not move."""
        return Route(np.array([utc_s]), np.array([x_m]), np.array([y_m]), np.zeros(1))

    @property
    def start_utc_s(self) -> float:
        """When the motion begins."""
        return float(self.utc_s[0])

    @property
    def end_utc_s(self) -> float:
        """When the motion ends; the vehicle then stands at the last vertex."""
        return float(self.utc_s[-1])

    @cached_property
    def line(self) -> shapely.LineString:
        """The ground track in the local frame (two equal points for a stand)."""
        x, y = (self.x_m, self.y_m) if len(self.x_m) > 1 else (np.repeat(self.x_m, 2), np.repeat(self.y_m, 2))
        return shapely.LineString(np.column_stack([x, y]))

    @property
    def length_m(self) -> float:
        """Length of the ground track."""
        return float(self.line.length)

    def position(self, utc_s: Floats) -> tuple[Floats, Floats, Floats]:
        """x_m, y_m and height above ground at the given instants, each (k,)."""
        return (
            np.interp(utc_s, self.utc_s, self.x_m),
            np.interp(utc_s, self.utc_s, self.y_m),
            np.interp(utc_s, self.utc_s, self.above_ground_m),
        )

    def cut(self, end_utc_s: float) -> Route:
        """The same motion, ended at `end_utc_s` wherever the vehicle then is."""
        x, y, height = self.position(np.array([end_utc_s]))
        # The last vertex at that instant is the end itself; one before it, at a jump, is still on the way.
        keep = max(int(np.searchsorted(self.utc_s, end_utc_s, side="right")), 1)
        keep -= bool(self.utc_s[keep - 1] >= end_utc_s)
        return Route(
            np.append(self.utc_s[:keep], end_utc_s),
            np.append(self.x_m[:keep], x),
            np.append(self.y_m[:keep], y),
            np.append(self.above_ground_m[:keep], height),
        )

    def shifted(self, seconds: float) -> Route:
        """The same motion, `seconds` later."""
        return Route(self.utc_s + seconds, self.x_m, self.y_m, self.above_ground_m)

    def moved(self, dx_m: float, dy_m: float) -> Route:
        """The same motion, begun elsewhere."""
        return Route(self.utc_s, self.x_m + dx_m, self.y_m + dy_m, self.above_ground_m)

    def sample_times(self, step_m: float, step_height_m: float) -> Floats:
        """Instants at which the vehicle has moved at most `step_m` along the ground and `step_height_m` up
        or down since the one before; the vertices are among them. What happens between two of them and
        undoes itself can be missed: that is the resolution of every search along this route.
        """
        ground = np.hypot(np.diff(self.x_m), np.diff(self.y_m))
        height = np.abs(np.diff(self.above_ground_m))
        pieces = np.maximum(np.ceil(np.maximum(ground / step_m, height / step_height_m)), 1).astype(int)
        number = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        times = number * np.repeat(np.diff(self.utc_s) / pieces, pieces) + np.repeat(self.utc_s[:-1], pieces)
        return np.concatenate([times, self.utc_s[-1:]])
