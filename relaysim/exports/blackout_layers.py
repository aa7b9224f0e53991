"""Blackouts as lines between the vehicles as they began, and the ridges that stood in the way."""

from __future__ import annotations

import numpy as np

from relaysim.exports.feature import RIDGE_COLOUR, Feature, Kind, Layer, Value, state_colour
from relaysim.exports.scene import Scene
from relaysim.report.blackouts import Blackout
from relaysim.report.node import Node

_BLACKOUT: dict[str, Kind] = {
    "level": "text", "cause": "text", "duration_s": "real", "duration_days": "real", "duration_sols": "real",
    "distance_m": "real", "worst_margin_db": "real", "open_start": "flag", "open_end": "flag",
}  # fmt: skip
_RIDGE: dict[str, Kind] = {
    "level": "text",
    "above_sightline_m": "real",
    "from_rover_m": "real",
    "height_m": "real",
}


def blackout_layers(scene: Scene, blackouts: tuple[Blackout, ...]) -> list[Layer]:
    """What of both has a place."""
    lines = tuple(line for one in blackouts if (line := _line(scene, one)) is not None)
    ridges = [ridge for one in blackouts if (ridge := _ridge(scene, one)) is not None]
    ridges += [ridge for node in scene.geometry.obstructions if (ridge := _at_stand(scene, node)) is not None]
    found = []
    if lines:
        title = "from rover to helicopter as they stood when it began, at each level"
        found.append(Layer("blackouts", title, "LineString", {**_BLACKOUT}, lines))
    if ridges:
        title = "what rose farthest above the straight line, as one began or at a stop in it"
        found.append(Layer("blocking_ridges", title, "Point", {**_RIDGE}, tuple(ridges)))
    return found


def _line(scene: Scene, one: Blackout) -> Feature | None:
    ends = [scene.at(node, one.start_utc_s) for node in ("rover", "helicopter")]
    if scene.ground is None or None in ends:
        return None
    x_m, y_m = np.array([end for end in ends if end is not None]).T
    row = one.row
    values: dict[str, Value] = {
        key: row.text(key) or None if kind == "text" else row.number(key)
        for key, kind in _BLACKOUT.items() if kind != "flag"
    } | {"open_start": one.open_start, "open_end": one.open_end}  # fmt: skip
    name = f"blackout of the level {one.level}, {scene.times.day} {scene.times.day_number(one.start_utc_s)}"
    span = (one.start_utc_s, one.end_utc_s)
    return scene.feature(name, span, x_m, y_m, values, colour=state_colour("closed"))


def _ridge(scene: Scene, one: Blackout) -> Feature | None:
    row = one.row
    lat, lon = row.number("obstruction_lat_deg"), row.number("obstruction_lon_deg")
    if lat is None or lon is None:
        return None
    values: dict[str, Value] = {
        "level": one.level, "above_sightline_m": row.number("obstruction_above_sightline_m"),
        "from_rover_m": row.number("obstruction_distance_m"), "height_m": None,
    }  # fmt: skip
    day = f"{scene.times.day} {scene.times.day_number(one.start_utc_s)}"
    return _point(
        scene,
        f"in the way as the {one.level} blackout of {day} began",
        (one.start_utc_s, one.end_utc_s),
        (lon, lat),
        values,
    )


def _at_stand(scene: Scene, node: Node) -> Feature | None:
    """The ridge of a stop within the longest blackout: its times are those of the stop."""
    place = (node.number("rover_x_m"), node.number("rover_y_m"))
    lat, lon = node.number("latitude_deg"), node.number("longitude_deg")
    span = next(
        (
            (stand.from_utc_s, stand.to_utc_s)
            for stand in scene.geometry.stands
            if (stand.x_m, stand.y_m) == place
            and scene.times.day_number(stand.from_utc_s) == node.integer("from_sol")
        ),
        None,
    )
    if span is None or lat is None or lon is None:
        return None
    values: dict[str, Value] = {
        "level": "radio", "above_sightline_m": node.number("above_sightline_m"),
        "from_rover_m": node.number("distance_m"), "height_m": node.number("height_m"),
    }  # fmt: skip
    name = f"in the way from the rover's stop of {scene.times.day} {scene.times.day_number(span[0])}"
    return _point(scene, name, span, (lon, lat), values)


def _point(
    scene: Scene, name: str, span: tuple[float, float], place: tuple[float, float], values: dict[str, Value]
) -> Feature:
    lon = place[0] if scene.ground is None else scene.ground.near(place[0])
    days = (scene.times.day_number(span[0]), scene.times.day_number(span[1]))
    return Feature(name, *span, *days, np.array([lon]), np.array([place[1]]), values, colour=RIDGE_COLOUR)
