"""What ground a picture covers: rays through its edge followed to the terrain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.viewpoint import Eye, Ground, vehicle_axes
from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats

Area = shapely.Polygon | shapely.MultiPolygon

RAYS_A_SIDE = 24
LONGEST_STEP_M = 2.0
MET, BEYOND, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class Footprint:
    """The ground within a picture's edge.

    Attributes:
        outline: in the local frame, around ground that is known to be covered; empty where there is none.
        centre_x_m, centre_y_m: where the boresight meets the ground; nan where it does not, or unknown ground comes first.
        ground_sample_m: the width of ground that the pixel at the centre sees, across the line of sight; along it the
            pixel reaches farther by 1 / sin of the angle at which the line meets the ground. nan with the centre.
        is_cut: part of the edge sees the sky, or ground farther than the greatest distance: the outline ends there.
        is_partly_unknown: part of the edge lies over unknown ground: the outline ends before it.
    """

    outline: Area
    centre_x_m: float
    centre_y_m: float
    ground_sample_m: float
    is_cut: bool
    is_partly_unknown: bool

    @property
    def area_m2(self) -> float:
        """Area within the outline: a lower bound where the edge is cut or partly unknown."""
        return float(self.outline.area)


def footprint(camera: Camera, eye: Eye, attitude: Attitude, ground: Ground, reach_m: float) -> Footprint:
    """The ground within a picture.

    The outline joins the places where rays through the edge first meet the ground, out to `reach_m` along the ground;
    what a rise hides within the picture is not taken out of it. Ground between samples is straight; the samples
    are half a cell apart, 2 m at most: a rise narrower than that can be missed.

    Args:
        attitude: of length 1; a heading that is not known (nan) gives an empty footprint.
    """
    u, v = camera.border(RAYS_A_SIDE)
    pixels = np.append(u, camera.columns / 2.0), np.append(v, camera.rows / 2.0)
    rays = camera.rays(*pixels) @ vehicle_axes(attitude)[0]
    if not np.isfinite(rays).all():
        return Footprint(shapely.Polygon(), np.nan, np.nan, np.nan, False, False)
    distance, fate = follow(rays, eye, ground, reach_m)
    bearing = _bearing(rays)
    x, y = eye.x_m + distance * bearing[:, 0], eye.y_m + distance * bearing[:, 1]
    edge = fate[:-1]
    met = fate[-1] == MET
    slant = float(distance[-1] / max(np.hypot(rays[-1, 0], rays[-1, 1]), 1e-12)) if met else np.nan
    if met and distance[-1] < 1e-6:
        slant = eye.height_m - float(ground.height_m(eye.x_m, eye.y_m))
    return Footprint(
        outline=_outline(x[:-1], y[:-1]) if (fate == MET).any() else shapely.Polygon(),
        centre_x_m=float(x[-1]) if met else np.nan,
        centre_y_m=float(y[-1]) if met else np.nan,
        ground_sample_m=slant * camera.pixel_rad[0],
        is_cut=bool((edge == BEYOND).any()),
        is_partly_unknown=bool((edge == UNKNOWN).any()),
    )


def follow(rays: Floats, eye: Eye, ground: Ground, reach_m: float) -> tuple[Floats, NDArray[np.int8]]:
    """How far along the ground n rays (n, 3: east, north, up) go, and what ends each: MET, BEYOND or UNKNOWN.

    UNKNOWN: the distance is that of the last known ground; BEYOND: it is `reach_m`.
    """
    bearing = _bearing(rays)
    slope = rays[:, 2] / np.maximum(np.hypot(rays[:, 0], rays[:, 1]), 1e-12)
    step_m = min(ground.terrain.cell_size_m / 2.0, LONGEST_STEP_M)
    along, heights = ground.along(eye, bearing, reach_m, step_m)
    room = eye.height_m + slope[:, None] * along - heights
    ended = ~(room > 0.0)  # below the ground, or over unknown ground
    first = np.argmax(ended, axis=1)
    rows = np.arange(len(rays))
    before = np.maximum(first - 1, 0)
    over, under = room[rows, before], room[rows, first]
    unknown = np.isnan(under) | (first == 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(unknown, 0.0, over / (over - under))
    distance = along[before] + share * (along[first] - along[before])
    ends = ended.any(axis=1)
    fate = np.where(ends, np.where(unknown, UNKNOWN, MET), BEYOND).astype(np.int8)
    return np.where(ends, distance, reach_m), fate


def _bearing(rays: Floats) -> Floats:
    """Unit vectors (n, 2: east, north) of rays; north for one that is plumb."""
    flat = np.hypot(rays[:, 0], rays[:, 1])[:, None]
    return np.where(flat > 1e-12, rays[:, :2] / np.maximum(flat, 1e-12), np.array([0.0, 1.0]))


def _outline(x_m: Floats, y_m: Floats) -> Area:
    """The polygon through the places; a line that crosses itself becomes the ground on either side of the crossing."""
    polygon = shapely.Polygon(np.column_stack([x_m, y_m]))
    if polygon.is_valid:
        return polygon
    parts = [part for part in shapely.get_parts(shapely.make_valid(polygon)) if part.area > 0.0]
    united = shapely.union_all(parts)
    return united if isinstance(united, Area) else shapely.Polygon()
