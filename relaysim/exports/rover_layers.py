"""The rover's way in pieces of one state of the link, and its stops."""

from __future__ import annotations

import numpy as np

from relaysim.exports.feature import Feature, Floats, Kind, Layer, state_colour
from relaysim.exports.scene import Scene, stretches_between

MARGINS: dict[str, Kind] = {"least_margin_db": "real", "most_margin_db": "real"}
PIECE: dict[str, Kind] = {"vehicle": "text", "radio": "text", "sightline": "text", **MARGINS}
STAY: dict[str, Kind] = {
    "vehicle": "text", "radio_at_start": "text", "radio_at_end": "text", "sightline_at_start": "text",
    "sightline_at_end": "text", **MARGINS,
}  # fmt: skip


def rover_layers(scene: Scene) -> list[Layer]:
    """Drives and stops; none without a track."""
    if scene.ground is None or not len(scene.rover):
        return []
    drives = scene.geometry.drives()
    moving = [piece for drive in drives for piece in _drive(scene, drive)]
    start, end = float(scene.rover[0, 2]), float(scene.rover[-1, 2])
    stops = [_stop(scene, span) for span in stretches_between(drives, start, end)]
    return [
        Layer("rover_track", "the rover's drives in pieces of one link state", "LineString",
              {**PIECE, "length_m": "real"}, tuple(moving)),
        Layer("rover_stops", "where the rover stood, and since when", "Point", {**STAY}, tuple(stops)),
    ]  # fmt: skip


def way_between(rows: Floats, when: int, start: float, end: float) -> Floats:
    """The vertices of a way from one instant to another, ends interpolated; times are column `when`."""
    times = rows[:, when]
    inside = times[(times > start) & (times < end)]
    at = np.concatenate([[start], inside, [end]])
    columns = [at if n == when else np.interp(at, times, rows[:, n]) for n in range(rows.shape[1])]
    return np.stack(columns, axis=1)


def length_m(way: Floats) -> float:
    """Over the map, of a way whose first columns are x_m and y_m."""
    return round(float(np.hypot(*np.diff(way[:, :2], axis=0).T).sum()), 1)


def _drive(scene: Scene, drive: tuple[float, float]) -> list[Feature]:
    name, found = scene.geometry.rover, []
    for span in scene.states.pieces(*drive):
        way, values = way_between(scene.rover, 2, *span), scene.states.piece(*span)
        radio = str(values["radio"] or "unknown")
        found.append(
            scene.feature(
                f"{name} drives, {scene.times.day} {scene.times.day_number(span[0])}: link {radio}",
                span, way[:, 0], way[:, 1], {"vehicle": name, **values, "length_m": length_m(way)},
                utc_s=way[:, 2], colour=state_colour(radio),
            )
        )  # fmt: skip
    return found


def _stop(scene: Scene, span: tuple[float, float]) -> Feature:
    name, values = scene.geometry.rover, scene.states.during(*span)
    x_m, y_m = (np.array([np.interp(sum(span) / 2.0, scene.rover[:, 2], scene.rover[:, n])]) for n in (0, 1))
    days = [scene.times.day_number(utc_s) for utc_s in span]
    title = f"{name} stands, {scene.times.day} {' to '.join(map(str, dict.fromkeys(days)))}"
    colour = state_colour(str(values["radio_at_start"]))
    return scene.feature(title, span, x_m, y_m, {"vehicle": name, **values}, colour=colour)
