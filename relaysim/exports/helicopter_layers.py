"""Where the helicopter stood, and the ways it flew in pieces of one state of the link."""

from __future__ import annotations

import numpy as np

from relaysim.exports.feature import Feature, Layer, state_colour
from relaysim.exports.rover_layers import PIECE, STAY, length_m, way_between
from relaysim.exports.scene import Scene, Stay
from relaysim.report.geometry_file import Flight


def helicopter_layers(scene: Scene) -> list[Layer]:
    """Sites and flights; none without either."""
    if scene.ground is None or not (scene.stays or scene.geometry.flights):
        return []
    sites = tuple(_site(scene, stay) for stay in scene.stays)
    pieces = tuple(piece for flight in scene.geometry.flights for piece in _flight(scene, flight))
    return [
        Layer("helicopter_sites", "where the helicopter stood, and since when", "Point",
              {**STAY, "flight": "text"}, sites),
        Layer("helicopter_flights", "the flights in pieces of one link state", "LineString",
              {**PIECE, "flight": "text", "length_m": "real", "most_height_m": "real"}, pieces),
    ]  # fmt: skip


def _site(scene: Scene, stay: Stay) -> Feature:
    name, flight, span = scene.geometry.helicopter, stay.site.flight, (stay.start_utc_s, stay.end_utc_s)
    values = scene.states.during(*span)
    title = f"{name} after flight {flight}" if flight else f"{name} at the start"
    return scene.feature(
        title, span, np.array([stay.site.x_m]), np.array([stay.site.y_m]),
        {"vehicle": name, **values, "flight": flight or None}, colour=state_colour(str(values["radio_at_start"])),
    )  # fmt: skip


def _flight(scene: Scene, flight: Flight) -> list[Feature]:
    name, found = scene.geometry.helicopter, []
    if len(flight.track) < 2:
        return []
    for span in scene.states.pieces(float(flight.track[0, 3]), float(flight.track[-1, 3])):
        way, values = way_between(flight.track, 3, *span), scene.states.piece(*span)
        radio = str(values["radio"] or "unknown")
        found.append(
            scene.feature(
                f"{name}, flight {flight.name}: link {radio}", span, way[:, 0], way[:, 1],
                {"vehicle": name, **values, "flight": flight.name, "length_m": length_m(way),
                 "most_height_m": round(float(way[:, 2].max()), 1)},
                utc_s=way[:, 3], height_m=way[:, 2], colour=state_colour(radio),
            )
        )  # fmt: skip
    return found
