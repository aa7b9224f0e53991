"""What the page's movable map needs to show any moment of the run, as compact JSON.

Lists of numbers are whole numbers of a tenth or a hundredth; those that change little from one to the next are
written as differences (`_steps`), the first from 0. Times are seconds since the start of the run.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from markupsafe import Markup

from relaysim.radio.free_space import wavelength_m
from relaysim.report.blackouts import Blackout
from relaysim.report.geometry_file import Floats, Geometry, Span
from relaysim.report.moment_events import moment_events
from relaysim.report.moment_ground import moment_ground
from relaysim.report.moment_link import moment_link
from relaysim.report.node import Node
from relaysim.report.times import Times
from relaysim.units import parse_quantity

NO_MOMENT: dict[str, Any] = {"moment": None, "moment_sight": False}
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def moment_view(geometry: Geometry, manifest: Node, main: Blackout | None, times: Times) -> dict[str, Any]:
    """`moment`: the JSON for the page, None without a map or a place; `moment_sight`: whether lines of sight can be drawn.

    Raises:
        InputError: something in geometry.json is not what it should be.
        ValueError: the finer heights do not make a grid.
    """
    ground = moment_ground(geometry)
    if ground is None or not (geometry.rover_track.shape[0] or geometry.sites):
        return dict(NO_MOMENT)
    sight = _sight(geometry.node, manifest)
    data = {
        "names": {
            "rover": geometry.rover, "helicopter": geometry.helicopter,
            "day": times.clock.day_name, "time": times.clock.time_name,
        },
        "clock": {"day_s": times.clock.day_length_s, "zero_s": times.clock.day_zero_utc_s},
        "start_s": times.start_utc_s,
        "end": round(times.end_utc_s - times.start_utc_s, 1),
        "first": round((times.start_utc_s if main is None else main.start_utc_s) - times.start_utc_s, 1),
        "ground": ground,
        "sight": sight,
        "track": _columns(_known(geometry.rover_track), times),
        "sites": [
            [round(s.x_m, 1), round(s.y_m, 1), round(s.from_utc_s - times.start_utc_s, 1), s.flight] for s in geometry.sites
        ],
        "flights": [{"name": f.name, "track": _columns(_known(f.track), times)} for f in geometry.flights],
        "link": moment_link(geometry, times),
        "radio": _spans(geometry.radio, times),
        "sightline": _spans(geometry.sightline, times),
        "events": moment_events(geometry, times),
    }  # fmt: skip
    text = json.dumps(data, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)
    return {"moment": Markup(text), "moment_sight": sight is not None}


def _known(track: Floats) -> Floats:
    """The rows of which all is known."""
    return track[np.isfinite(track).all(axis=1)]


def _columns(track: Floats, times: Times) -> list[list[int]]:
    """The columns of a track, the last of them times, in steps of a tenth."""
    columns = [*track[:, :-1].T, track[:, -1] - times.start_utc_s]
    return [_steps(column) for column in columns]


def _steps(values: Floats) -> list[int]:
    """Tenths, each less the one before."""
    found: list[int] = np.diff(np.round(values * 10.0).astype(np.int64), prepend=0).tolist()
    return found


def _spans(spans: tuple[Span, ...], times: Times) -> list[list[Any]]:
    start = times.start_utc_s
    return [[s.state, round(s.start_utc_s - start, 1), round(s.end_utc_s - start, 1)] for s in spans]


def _sight(node: Node, manifest: Node) -> dict[str, float] | None:
    """Antennas, wave and body: from geometry.json, else from the scenario of an older run; None where neither says."""
    kept = node.child("sight")
    found = _kept_sight(kept) if kept is not None else _scenario_sight(manifest)
    if found is None or not all(math.isfinite(value) for value in found.values()):
        return None
    return found if found["wave_m"] > 0.0 and found["radius_m"] > 0.0 else None


def _kept_sight(node: Node) -> dict[str, float]:
    return {
        "rover_m": node.need("rover_antenna_m"),
        "helicopter_m": node.need("helicopter_antenna_m"),
        "wave_m": wavelength_m(node.need("frequency_hz")),
        "radius_m": node.need("body_radius_m"),
    }


def _scenario_sight(manifest: Node) -> dict[str, float] | None:
    def quantity(dimension: str, *path: str) -> float:
        value: Any = manifest.values
        for name in path:
            value = value[name]
        return parse_quantity(value, dimension)

    try:
        return {
            "rover_m": quantity("length", "scenario", "radios", "rover", "antenna_height"),
            "helicopter_m": quantity("length", "scenario", "radios", "helicopter", "antenna_height"),
            "wave_m": wavelength_m(quantity("frequency", "scenario", "link", "frequency")),
            "radius_m": quantity("length", "scenario", "body", "radius"),
        }
    except (KeyError, TypeError, ValueError):
        return None
