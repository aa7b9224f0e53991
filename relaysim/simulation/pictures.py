"""The pictures of a flight: what ground each covers, and whether the rover is in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.footprint import Area, Footprint, footprint
from relaysim.helicopter.pictures.in_frame import Target, TargetView, target_view
from relaysim.helicopter.pictures.picture_plan import (
    PictureCamera,
    PicturePlan,
    Standing,
    chosen,
    picture_times,
    standing_at,
)
from relaysim.helicopter.pictures.skyline import level_line, skyline
from relaysim.helicopter.pictures.viewpoint import Eye, Ground
from relaysim.links.attitude import AttitudeLog
from relaysim.path.route import Floats, Route
from relaysim.records.picture_rows import PictureRow

OUTLINE_M = 0.3


@dataclass(frozen=True)
class Picture:
    """A picture: its row, the ground it covers (local frame; empty where not known), and what it would show."""

    row: PictureRow
    outline: Area
    frame: dict[str, Any] | None


@dataclass(frozen=True)
class PictureFlight:
    """What the pictures of one flight are worked out from.

    Attributes:
        route: the flight as flown.
        rover: where the rover stands or drives meanwhile; `rover_attitudes`: which way it faces.
        counts: how many products of each name the flight makes.
        states: the flight's motion; None where it is not modelled.
    """

    flight: int
    route: Route
    rover: Route
    counts: Mapping[str, int]
    rover_attitudes: AttitudeLog
    states: FlightStates | None = None


def pictures_of(flown: PictureFlight, plan: PicturePlan, ground: Ground) -> list[Picture]:
    """The pictures of a flight, camera by camera in time.

    A camera that names a product which the flight does not make takes none; none is taken below its lowest height.
    """
    return [
        picture
        for camera in plan.cameras
        if (count := flown.counts.get(camera.product, 0)) > 0
        for picture in _of_camera(flown, plan, ground, camera, count)
    ]


def rover_in_frames(found: Sequence[Picture], product: str, count: int) -> list[bool | None]:
    """For each of `count` products of a name: whether the rover is in it; None where not known or not worked out."""
    known = {p.row.picture: p.row.rover_in_frame for p in found if p.row.product == product}
    return [known.get(n + 1) for n in range(count)]


def picture_views(found: Sequence[Picture]) -> list[dict[str, Any]]:
    """The pictures that cover known ground or show the rover, as values of geometry.json."""
    return [
        {
            "flight": picture.row.flight,
            "picture": picture.row.picture,
            "camera": picture.row.camera,
            "product": picture.row.product,
            "outline": _rings(picture.outline),
            "frame": picture.frame,
        }
        for picture in found
        if picture.frame is not None or not picture.outline.is_empty
    ]


@dataclass(frozen=True)
class _Taken:
    """When and where a picture was taken, and where the rover then was."""

    number: int
    utc_s: float
    above_m: float
    latitude_deg: float
    longitude_deg: float
    eye: Eye
    target: Target


def _of_camera(
    flown: PictureFlight, plan: PicturePlan, ground: Ground, camera: PictureCamera, count: int
) -> Iterator[Picture]:
    numbers = chosen(count, camera.most)
    times = picture_times(flown.route, count)[numbers]
    x, y, above = flown.route.position(times)
    lat, lon = ground.frame.to_geographic(x, y)
    lens = ground.height_m(x, y) + above + camera.camera.above_feet_m
    targets = _targets(flown, plan, ground, times)
    for n, number in enumerate(numbers):
        eye = Eye(float(x[n]), float(y[n]), float(lens[n]))
        place = float(above[n]), float(lat[n]), float(lon[n])
        taken = _Taken(number, float(times[n]), *place, eye, targets[n])
        if taken.above_m >= camera.camera.lowest_m:
            yield _picture(flown, plan, ground, camera, taken)


def _picture(
    flown: PictureFlight, plan: PicturePlan, ground: Ground, camera: PictureCamera, taken: _Taken
) -> Picture:
    standing = standing_at(plan, flown.flight, flown.route, taken.utc_s, flown.states)
    attitudes, lens, eye = standing.attitudes(), camera.camera, taken.eye
    view = target_view(lens, eye, attitudes, taken.target, ground)
    covered = footprint(lens, eye, attitudes, ground, plan.reach_m) if standing.is_known else None
    row = _row(flown.flight, camera, taken, ground, standing, view, covered)
    frame = None
    if standing.is_known and view.in_frame:
        far = skyline(lens, eye, attitudes, ground, plan.reach_m)
        frame = _frame(lens, view, level_line(lens, attitudes), far)
    return Picture(row, shapely.Polygon() if covered is None else covered.outline, frame)


def _targets(flown: PictureFlight, plan: PicturePlan, ground: Ground, times: Floats) -> list[Target]:
    """The rover at some instants."""
    x, y, _ = flown.rover.position(times)
    heading = flown.rover_attitudes.along(flown.rover, times).heading_deg
    columns = (x, y, ground.height_m(x, y), heading)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Target(x, y, feet, plan.rover, heading) for x, y, feet, heading in rows]


def _row(
    flight: int,
    camera: PictureCamera,
    taken: _Taken,
    ground: Ground,
    standing: Standing,
    view: TargetView,
    covered: Footprint | None,
) -> PictureRow:
    has_ground = covered is not None and not covered.outline.is_empty
    centre_lat = centre_lon = math.nan
    if covered is not None:
        centre_lat, centre_lon = map(
            float, ground.frame.to_geographic(covered.centre_x_m, covered.centre_y_m)
        )
    return PictureRow(
        flight=flight,
        picture=taken.number + 1,
        camera=camera.camera.name,
        product=camera.product,
        utc=taken.utc_s,
        camera_lat_deg=taken.latitude_deg,
        camera_lon_deg=taken.longitude_deg,
        height_m=taken.above_m,
        heading_deg=_known(standing.heading_deg % 360.0, 3),
        most_tilt_deg=round(standing.tilt_deg, 2),
        footprint_area_m2=_known(covered.area_m2, 1) if covered and has_ground else None,
        footprint_lat_deg=_known(centre_lat, 8),
        footprint_lon_deg=_known(centre_lon, 8),
        footprint_is_cut=covered.is_cut if covered and has_ground else None,
        footprint_is_partly_unknown=covered.is_partly_unknown if covered and has_ground else None,
        ground_sample_m=_known(covered.ground_sample_m, 5) if covered else None,
        rover_in_frame=view.in_frame,
        rover_u_px=_known(view.u_px, 1),
        rover_v_px=_known(view.v_px, 1),
        rover_width_px=_known(view.width_px, 1),
        rover_height_px=_known(view.height_px, 1),
        rover_distance_m=view.distance_m,
        rover_hidden_share=_known(view.hidden, 3),
    )


def _known(value: float, digits: int) -> float | None:
    return None if math.isnan(value) else round(value, digits)


def _frame(camera: Camera, view: TargetView, level: Floats, ground: Floats) -> dict[str, Any]:
    return {
        "columns": camera.columns,
        "rows": camera.rows,
        "level": _pixels(level),
        "skyline": _pixels(ground),
        "rover": [round(v, 1) for v in (view.u_px, view.v_px, view.width_px, view.height_px)],
    }


def _rings(outline: Area) -> list[list[list[float]]]:
    """Outer rings, thinned to what a map shows."""
    parts = shapely.get_parts(outline.simplify(OUTLINE_M))
    rings = (shapely.get_coordinates(part.exterior) for part in parts if part.area > 0.0)
    return [ring.round(1).tolist() for ring in rings]


def _pixels(line: Floats) -> list[list[int]]:
    """A line in a picture; where it has no pixel it is left out."""
    known: list[list[int]] = line[np.isfinite(line).all(axis=1)].round().astype(int).tolist()
    return known
