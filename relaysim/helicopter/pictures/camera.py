"""A camera: which direction each pixel looks in, and which pixel sees a direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.path.route import Floats

Projection = Literal["equidistant", "pinhole"]
PROJECTIONS: tuple[Projection, ...] = ("equidistant", "pinhole")

# A direction nearer than this to straight behind the camera has no pixel: every one would be as right.
_BEHIND = 1e-9


@dataclass(frozen=True)
class Camera:
    """A camera and how the vehicle carries it.

    Pixels are counted from the upper left corner of the picture: u to the right, v downward, (0, 0) the corner itself,
    (columns, rows) the opposite one. In the vehicle's axes (forward, right, down) the camera looks at `azimuth_deg`,
    clockwise from forward, and `depression_deg` below the plane of these two; the upper edge of its picture lies
    above. One that looks straight down has its upper edge towards `azimuth_deg`.

    Attributes:
        columns, rows: pixels.
        width_deg, height_deg: field of view through the picture's centre, from edge to edge.
        projection: equidistant: the distance from the centre grows with the angle, as in a fisheye (and as in any lens
            whose pixels all see the same angle); pinhole: with its tangent.
        lowest_m: it is not used below this height of the vehicle above the ground.
        above_feet_m: height of the lens above the vehicle's feet.
    """

    name: str
    columns: int
    rows: int
    width_deg: float
    height_deg: float
    depression_deg: float
    azimuth_deg: float = 0.0
    projection: Projection = "equidistant"
    lowest_m: float = 0.0
    above_feet_m: float = 0.0

    @property
    def pixel_rad(self) -> tuple[float, float]:
        """The angle that a pixel at the picture's centre sees, across and down."""
        sizes = (self.columns, self.width_deg), (self.rows, self.height_deg)
        if self.projection == "equidistant":
            across, down = (math.radians(angle) / pixels for pixels, angle in sizes)
        else:
            across, down = (2.0 * math.tan(math.radians(angle) / 2.0) / pixels for pixels, angle in sizes)
        return across, down

    @property
    def axes(self) -> Floats:
        """Its boresight, the right and the lower side of its picture: rows of (forward, right, down) of the vehicle."""
        a, d = math.radians(self.azimuth_deg), math.radians(self.depression_deg)
        return np.array(
            [
                [math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)],
                [-math.sin(a), math.cos(a), 0.0],
                [-math.sin(d) * math.cos(a), -math.sin(d) * math.sin(a), math.cos(d)],
            ]
        )

    def rays(self, u_px: ArrayLike, v_px: ArrayLike) -> Floats:
        """Unit vectors (n, 3: forward, right, down of the vehicle) in which n pixels look."""
        across_rad, down_rad = self.pixel_rad
        across = (np.atleast_1d(np.asarray(u_px, np.float64)) - self.columns / 2.0) * across_rad
        down = (np.atleast_1d(np.asarray(v_px, np.float64)) - self.rows / 2.0) * down_rad
        if self.projection == "equidistant":
            angle = np.hypot(across, down)
            aside = np.sinc(angle / np.pi)  # sin(angle) / angle, 1 at the centre
            own = np.column_stack([np.cos(angle), aside * across, aside * down])
        else:
            own = np.column_stack([np.ones_like(across), across, down])
            own /= np.linalg.norm(own, axis=1, keepdims=True)
        return np.asarray(own @ self.axes)

    def pixels(self, rays: Floats) -> tuple[Floats, Floats]:
        """u_px and v_px, (n,) each, of directions (n, 3: forward, right, down of the vehicle; unit vectors).

        Outside the picture they lie beyond its edges; nan where a direction is nan, or has no pixel: straight behind
        the camera, and for a pinhole anywhere beside or behind it.
        """
        ahead, right, down = (rays @ self.axes.T).T
        aside = np.hypot(right, down)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.projection == "equidistant":
                grown = np.where(aside > 0.0, np.arctan2(aside, ahead) / aside, 1.0)
                grown = np.where((aside < _BEHIND) & (ahead < 0.0), np.nan, grown)
            else:
                grown = np.where(ahead > _BEHIND, 1.0 / ahead, np.nan)
        across_rad, down_rad = self.pixel_rad
        return (
            self.columns / 2.0 + grown * right / across_rad,
            self.rows / 2.0 + grown * down / down_rad,
        )

    def holds(self, u_px: ArrayLike, v_px: ArrayLike) -> NDArray[np.bool_]:
        """Which places lie within the picture; nan does not."""
        u, v = np.asarray(u_px, np.float64), np.asarray(v_px, np.float64)
        return np.asarray((u >= 0.0) & (u <= self.columns) & (v >= 0.0) & (v <= self.rows))

    def border(self, a_side: int) -> tuple[Floats, Floats]:
        """u_px and v_px of 4 a_side places around the picture's edge, clockwise from the upper left corner."""
        part = np.arange(a_side) / a_side
        none, all_ = np.zeros(a_side), np.ones(a_side)
        u = np.concatenate([part, all_, 1.0 - part, none])
        v = np.concatenate([none, part, all_, 1.0 - part])
        return u * self.columns, v * self.rows
