"""Is the rover in the picture: where in the frame, how large, and how much of it the ground hides."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.viewpoint import Eye, Ground, towards, vehicle_axes
from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats

# The rover's face is looked at in so many places, across and up: each is seen or hidden.
_ACROSS, _UP = 3, 5


@dataclass(frozen=True)
class Body:
    """A vehicle as a box that stands on the ground."""

    length_m: float
    width_m: float
    height_m: float

    def breadth_m(self, from_heading_deg: float) -> float:
        """How broad it looks to somebody who sees it at this bearing from its heading.

        nan for a bearing that is not known gives the mean over all of them, 2 (length + width) / pi.
        """
        if math.isnan(from_heading_deg):
            return 2.0 * (self.length_m + self.width_m) / math.pi
        angle = math.radians(from_heading_deg)
        return self.length_m * abs(math.sin(angle)) + self.width_m * abs(math.cos(angle))


@dataclass(frozen=True)
class Target:
    """The vehicle looked for.

    Attributes:
        x_m, y_m: where it stands in the local frame; feet_m: height of the ground there, nan where that is unknown.
        heading_deg: nan where it is not known.
    """

    x_m: float
    y_m: float
    feet_m: float
    body: Body
    heading_deg: float = math.nan


@dataclass(frozen=True)
class TargetView:
    """What a picture shows of the target.

    Attributes:
        in_frame: True: its centre is within the picture and the ground leaves some of it in sight; False: it is not,
            or the ground hides all of it; None: what is not known (heading, tilt, ground) decides.
        u_px, v_px: its centre, from the upper left corner, also outside the picture; nan where the attitude is not known,
            or it is not in front of the camera.
        width_px, height_px: from side to side, from foot to top, however it lies in the picture; nan with them.
        distance_m: along the ground.
        hidden: share of its face that the ground hides, 0 to 1; nan where that cannot be known, and where its centre
            cannot be in the picture.
    """

    in_frame: bool | None
    u_px: float
    v_px: float
    width_px: float
    height_px: float
    distance_m: float
    hidden: float


def target_view(camera: Camera, eye: Eye, attitudes: Attitude, target: Target, ground: Ground) -> TargetView:
    """What a picture shows of the target.

    Args:
        attitudes: every way in which the vehicle may have stood, (k,): of several, only the verdict is given.
    """
    distance = math.hypot(target.x_m - eye.x_m, target.y_m - eye.y_m)
    if math.isnan(target.feet_m + eye.height_m):
        return _without_pixels(None, distance, math.nan)
    is_known = len(attitudes.heading_deg) == 1
    # Of an attitude that is not known only the centre is asked for: there may be thousands to try.
    x, y, height = (axis if is_known else axis[:1] for axis in _axis_points(eye, target))
    rays = towards(eye, x, y, height, ground.radius_m)
    u, v = camera.pixels((rays @ vehicle_axes(attitudes).transpose(0, 2, 1)).reshape(-1, 3))
    held = camera.holds(u, v)[:1] if is_known else camera.holds(u, v)
    hidden, some_seen = _hidden(eye, target, ground) if held.any() else (math.nan, None)
    verdict = _verdict(held, some_seen)
    if not is_known:
        return _without_pixels(verdict, distance, hidden)
    wide, high = math.hypot(u[2] - u[1], v[2] - v[1]), math.hypot(u[4] - u[3], v[4] - v[3])
    return TargetView(verdict, float(u[0]), float(v[0]), wide, high, distance, hidden)


def _without_pixels(verdict: bool | None, distance_m: float, hidden: float) -> TargetView:
    return TargetView(verdict, math.nan, math.nan, math.nan, math.nan, distance_m, hidden)


def _verdict(held: NDArray[np.bool_], some_seen: bool | None) -> bool | None:
    """In the frame whatever the attitude was, in none of them, or not known; hidden is as good as outside."""
    if not held.any() or some_seen is False:
        return False
    return True if held.all() and some_seen else None


def _axis_points(eye: Eye, target: Target) -> tuple[Floats, Floats, Floats]:
    """Centre, left, right, top and foot of the target's face: x_m, y_m and height_m, (5,) each."""
    across_x, across_y = _across(eye, target)
    half = _breadth(eye, target) / 2.0
    side = np.array([0.0, -half, half, 0.0, 0.0])
    height = target.feet_m + target.body.height_m * np.array([0.5, 0.5, 0.5, 1.0, 0.0])
    return target.x_m + side * across_x, target.y_m + side * across_y, height


def _hidden(eye: Eye, target: Target, ground: Ground) -> tuple[float, bool | None]:
    """The share of the target's face that the ground hides (nan: unknown), and whether some of it is in sight."""
    across_x, across_y = _across(eye, target)
    side = _breadth(eye, target) * ((np.arange(_ACROSS) + 0.5) / _ACROSS - 0.5)
    up = target.body.height_m * (np.arange(_UP) + 0.5) / _UP
    side, up = (grid.ravel() for grid in np.meshgrid(side, up))
    seen = ground.sees(eye, target.x_m + side * across_x, target.y_m + side * across_y, target.feet_m + up)
    hidden = float(np.mean(seen == 0)) if (seen >= 0).all() else math.nan
    if (seen == 1).any():
        return hidden, True
    return hidden, False if (seen == 0).all() else None


def _across(eye: Eye, target: Target) -> tuple[float, float]:
    """Unit vector (east, north) to the right of the line from the eye to the target."""
    east, north = target.x_m - eye.x_m, target.y_m - eye.y_m
    length = math.hypot(east, north) or 1.0
    return north / length, -east / length


def _breadth(eye: Eye, target: Target) -> float:
    bearing = math.degrees(math.atan2(target.x_m - eye.x_m, target.y_m - eye.y_m))
    return target.body.breadth_m(bearing - target.heading_deg)
