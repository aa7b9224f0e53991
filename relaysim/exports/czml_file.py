"""Layers as CZML, for Cesium: the vehicles move in time, the link between them changes its colour.

Reference: Analytical Graphics, CZML Structure and CZML Content (analyticalgraphicsinc/czml-writer wiki).
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

import numpy as np

from relaysim.exports.feature import PLAIN_COLOUR, Feature, Layer, Timeline, state_colour
from relaysim.exports.geojson_file import degrees
from relaysim.exports.run_layers import RunLayers
from relaysim.records.csv_table import utc_text

# At this many times the real pace a run of a hundred days passes in minutes.
_SECONDS_SHOWN = 120.0
Packet = dict[str, Any]


def czml(run: RunLayers) -> bytes:
    """The packets, one a line."""
    packets = [_document(run)]
    packets += [_vehicle(run, n, line) for n, line in enumerate(run.timelines)]
    if len(run.timelines) == 2:
        packets.append(_link(run))
    for layer in run.layers:
        packets += [_packet(run, layer, n, feature) for n, feature in enumerate(layer.features)]
    rows = (
        json.dumps(packet, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for packet in packets
    )
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def _document(run: RunLayers) -> Packet:
    pace = max(1.0, round((run.end_utc_s - run.start_utc_s) / _SECONDS_SHOWN))
    words = [f"{run.kind}; {run.globe.words}; {_set_up(run)}", *run.left_out]
    return {
        "id": "document", "version": "1.0", "name": run.title, "description": escape("\n".join(words)),  # taken as HTML
        "clock": {
            "interval": _interval(run.start_utc_s, run.end_utc_s), "currentTime": utc_text(run.start_utc_s),
            "multiplier": pace, "range": "LOOP_STOP", "step": "SYSTEM_CLOCK_MULTIPLIER",
        },
    }  # fmt: skip


def _set_up(run: RunLayers) -> str:
    """What a page has to do first: Cesium's own globe is the Earth."""
    if run.globe.is_earth:
        return "heights are above the ground"
    r, polar = f"{run.globe.radius_m:.10g}", f"{run.globe.body.polar_radius_m:.10g}"
    return f"set Cesium.Ellipsoid.default = new Cesium.Ellipsoid({r}, {r}, {polar}) before the viewer is made; heights are above the ground"


def _vehicle(run: RunLayers, number: int, line: Timeline) -> Packet:
    """A point that moves; times are seconds from the epoch."""
    times = np.round(line.utc_s - run.start_utc_s, 1)
    columns = (
        times,
        np.round(line.longitude_deg, 8),
        np.round(line.latitude_deg, 8),
        np.round(line.height_m, 1),
    )
    later = np.concatenate([np.diff(times) > 0.0, [True]])  # of equal times the last one counts
    samples = (np.stack(columns, axis=1)[later] + 0.0).ravel().tolist()
    return {
        "id": f"vehicle/{number}", "name": line.name,
        "availability": _interval(run.start_utc_s, run.end_utc_s),
        "position": {
            "epoch": utc_text(run.start_utc_s), "cartographicDegrees": samples,
            "interpolationAlgorithm": "LINEAR", "interpolationDegree": 1,
            "forwardExtrapolationType": "HOLD", "backwardExtrapolationType": "HOLD",
        },
        "point": {"pixelSize": 10, "color": _colour(PLAIN_COLOUR), "heightReference": "RELATIVE_TO_GROUND"},
        "label": {"text": line.name, "font": "12pt sans-serif", "pixelOffset": {"cartesian2": [0, -18]},
                  "heightReference": "RELATIVE_TO_GROUND"},
    }  # fmt: skip


def _link(run: RunLayers) -> Packet:
    """A line from one vehicle to the other, in the colour of the radio's state."""
    spans = [(span.start_utc_s, span.end_utc_s, span.state) for span in run.states.radio]
    colours = [
        {"interval": _interval(start, end), **_colour(state_colour(state))} for start, end, state in spans
    ] or [_colour(state_colour("unknown"))]
    return {
        "id": "link", "name": "the link", "availability": _interval(run.start_utc_s, run.end_utc_s),
        "polyline": {
            "positions": {"references": ["vehicle/0#position", "vehicle/1#position"]}, "width": 2, "arcType": "NONE",
            "material": {"solidColor": {"color": colours}},
        },
    }  # fmt: skip


def _packet(run: RunLayers, layer: Layer, number: int, feature: Feature) -> Packet:
    start, end = max(feature.start_utc_s, run.start_utc_s), min(feature.end_utc_s, run.end_utc_s)
    days = {"start_sol": feature.start_day, "end_sol": feature.end_day}
    values = {
        **days,
        "start_utc": utc_text(feature.start_utc_s),
        "end_utc": utc_text(feature.end_utc_s),
        **feature.values,
    }
    packet: Packet = {
        "id": f"{layer.name}/{number}", "name": feature.name, "availability": _interval(start, max(start, end)),
        "properties": {name: value for name, value in values.items() if value is not None},
    }  # fmt: skip
    heights = [0.0] * len(feature.longitude_deg) if feature.height_m is None else feature.height_m.tolist()
    places = [value for place in zip(*degrees(feature), heights, strict=True) for value in place]
    if layer.shape == "Point":
        packet["position"] = {"cartographicDegrees": places}
        packet["point"] = {
            "pixelSize": 7,
            "color": _colour(feature.colour),
            "heightReference": "CLAMP_TO_GROUND",
        }
    else:
        packet["polyline"] = {
            "positions": {"cartographicDegrees": places}, "width": 3, "clampToGround": feature.height_m is None,
            "material": {"solidColor": {"color": _colour(feature.colour)}},
        }  # fmt: skip
    return packet


def _interval(start_utc_s: float, end_utc_s: float) -> str:
    return f"{utc_text(start_utc_s)}/{utc_text(end_utc_s)}"


def _colour(code: str) -> dict[str, Any]:
    return {"rgba": [*(int(code[n : n + 2], 16) for n in (1, 3, 5)), 255]}
