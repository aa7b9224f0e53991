"""Where the horizon lies in a picture, and the outline of the ground against the sky."""

from __future__ import annotations

import numpy as np

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.viewpoint import Eye, Ground, vehicle_axes
from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats

BEARINGS = 61
MARGIN_DEG = 12.0
NEAREST_M = 1.0


def level_line(camera: Camera, attitude: Attitude) -> Floats:
    """(n, 2) u_px and v_px of the level through the camera, from left to right; nan where it has no pixel."""
    bearing = _bearings(camera, attitude)
    return _placed(camera, attitude, bearing, np.zeros(len(bearing)))


def skyline(camera: Camera, eye: Eye, attitude: Attitude, ground: Ground, reach_m: float) -> Floats:
    """(n, 2) u_px and v_px of the highest known ground in each direction, from left to right.

    Ground beyond the first that is unknown, or beyond `reach_m`, is left out: a far hill may rise higher. nan where
    the ground at the camera's feet is unknown.
    """
    bearing = _bearings(camera, attitude)
    flat = np.column_stack([np.sin(np.radians(bearing)), np.cos(np.radians(bearing))])
    along, heights = ground.along(eye, flat, reach_m, ground.terrain.cell_size_m / 2.0)
    far = along >= NEAREST_M
    slope = (heights[:, far] - eye.height_m) / along[far]
    unknown = np.maximum.accumulate(np.isnan(slope), axis=1)
    highest = np.max(np.where(unknown, -np.inf, slope), axis=1)
    elevation = np.where(np.isfinite(highest), np.degrees(np.arctan(highest)), np.nan)
    return _placed(camera, attitude, bearing, elevation)


def _bearings(camera: Camera, attitude: Attitude) -> Floats:
    """Directions that span the picture, degrees clockwise from north."""
    centre = float(attitude.heading_deg[0]) + camera.azimuth_deg
    half = min(camera.width_deg / 2.0 + MARGIN_DEG, 180.0)
    return centre + np.linspace(-half, half, BEARINGS)


def _placed(camera: Camera, attitude: Attitude, bearing_deg: Floats, elevation_deg: Floats) -> Floats:
    bearing, elevation = np.radians(bearing_deg), np.radians(elevation_deg)
    flat = np.cos(elevation)
    rays = np.column_stack([flat * np.sin(bearing), flat * np.cos(bearing), np.sin(elevation)])
    return np.column_stack(camera.pixels(rays @ vehicle_axes(attitude)[0].T))
