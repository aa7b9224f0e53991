"""What the page knows from the start: names, days, the route, sliders and colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from relaysim.clock.utc import format_utc
from relaysim.explore.margin_map import BEYOND, HIDDEN, NO_MARGIN, NOBODY_KNOWS, RADIUS_M, SEEN
from relaysim.explore.relief import Relief
from relaysim.explore.stage import Stage
from relaysim.explore.wish import HIGHEST_ANTENNA_M
from relaysim.terrain.colours import margin_classes

# How far the sliders go.
_TALL_M, _TALLER = 5.0, 3.0
_WEAKER_DB, _STRONGER_DB = 20.0, 10.0
# Points of a track that is drawn.
_MOST_POINTS = 4000


def scene(stage: Stage, relief: Relief) -> dict[str, Any]:
    """The facts of a session, for the page; all of them plain numbers and texts."""
    world, model = stage.world, stage.model
    clock, budget, power = world.clock, model.radio.budget, stage.power
    return {
        "name": world.name,
        "title": world.title,
        "rover": world.rover.name,
        "helicopter": world.helicopter.name,
        "terrain": model.terrain.name,
        "as_of": None if model.terrain.as_of is None else str(model.terrain.as_of),
        "cell_m": model.terrain.cell_size_m,
        "propagation": model.radio.propagation,
        "frequency_hz": model.radio.frequency_hz,
        "mode": budget.lowest_mode.name,
        "rate_bps": budget.lowest_mode.rate_bps,
        "has_chance": world.doubt is not None,
        "day_name": clock.day_name,
        "time_name": clock.time_name,
        "origin": {"latitude_deg": model.frame.latitude_deg, "longitude_deg": model.frame.longitude_deg,
                   "radius_m": model.frame.body.radius_m},
        "box_m": stage.box_m,
        "relief_corners_m": relief.corners_m,
        "days": [
            {"number": day.number, "local": clock.format(day.utc_s), "utc": format_utc(day.utc_s), "what": day.what,
             "rover": day.rover, "helicopter": day.helicopter}
            for day in stage.days
        ],
        "opening": stage.opening,
        "tracks": _tracks(stage),
        "sliders": {
            "rover_antenna_m": _height_slider(model.rover_antenna_m),
            "helicopter_antenna_m": _height_slider(model.helicopter_antenna_m),
            "power_dbm": {"value": power.value, "min": power.value - _WEAKER_DB, "max": power.value + _STRONGER_DB,
                          "step": 0.25, "name": power.name},
        },
        "assumed": [
            f"{term.name}: {term.value:g} {term.unit} ({term.kind})" for term in budget.terms if term.kind != "given"
        ],
        "limits": list(world.limits),
        "radius_m": RADIUS_M,
        "margin_classes": [
            {"most": cl.most if np.isfinite(cl.most) else None, "colour": cl.colour, "label": cl.label}
            for cl in margin_classes()
        ],
        "codes": {"no_margin": NO_MARGIN, "hidden": HIDDEN, "seen": SEEN, "unknown": NOBODY_KNOWS, "beyond": BEYOND},
    }  # fmt: skip


def _height_slider(value_m: float) -> dict[str, float]:
    most = min(max(_TALL_M, _TALLER * value_m), HIGHEST_ANTENNA_M)
    return {"value": value_m, "min": min(0.1, value_m), "max": most, "step": 0.05}


def _tracks(stage: Stage) -> list[list[list[float]]]:
    """The rover's drives within the scenario, as lines in the local frame."""
    world = stage.world
    drives = [
        drive.route for drive in world.rover.drives
        if drive.route.end_utc_s > world.start_utc_s and drive.route.start_utc_s < world.end_utc_s
    ]  # fmt: skip
    stride = max(sum(len(route.x_m) for route in drives) // _MOST_POINTS, 1)
    return [
        np.round(np.column_stack([_some(route.x_m, stride), _some(route.y_m, stride)]), 1).tolist()
        for route in drives
    ]


def _some(values: Any, stride: int) -> Any:
    """Every stride-th value, and the last."""
    return np.append(values[:-1:stride], values[-1])
