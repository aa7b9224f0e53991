"""geometry.json: what a page about a run needs beyond the tables, so that it can be rebuilt from files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from relaysim.blackout.answers import Answer
from relaysim.blackout.intervals import Interval, stretches
from relaysim.blackout.stands import Stand, stands_during
from relaysim.blackout.sweep import sweep, sweep_values
from relaysim.blackout.table import Scene
from relaysim.clock.utc import calendar_days
from relaysim.path.route import Floats
from relaysim.records.csv_table import utc_text
from relaysim.scenario.world import World
from relaysim.simulation.ground_view import ground_view
from relaysim.simulation.link_basis import link_basis
from relaysim.simulation.pictures import picture_views
from relaysim.simulation.simulate import Outcome
from relaysim.simulation.views import map_view, profile_views, rounded


def geometry(
    outcome: Outcome, scene: Scene, main: Interval | None, found: Sequence[Answer]
) -> dict[str, Any]:
    """The whole file as JSON values."""
    world = outcome.world
    stands = stands_during(scene, world.rover.drives, main) if main else []
    overview = map_view(world, _everywhere(outcome))
    ground = ground_view(world, overview)
    return {
        "schema": 1,
        "site": {
            "latitude_deg": world.link.frame.latitude_deg,
            "longitude_deg": world.link.frame.longitude_deg,
        },
        "map": overview,
        **({"ground": ground} if ground else {}),
        "sight": _sight(world),
        "rover": {"name": world.rover.name, "track": _rover_track(outcome), "stands": _stands(world, stands)},
        "helicopter": _helicopter(outcome),
        "link": _link(outcome),
        "threshold_db": round(world.threshold_db, 3),
        "states": _states(outcome),
        "sessions": _sessions(outcome),
        "obstructions": [_obstruction(world, stand) for stand in stands if stand.obstruction],
        "profiles": profile_views(world, scene, main, stands),
        "sweep": _sweep(outcome, main),
        "answers": [answer_json(world, answer) for answer in found],
        **link_basis(world),
        "reporting_time_zone": world.time_zone,
        **({"pictures": picture_views(outcome.recorder.pictures)} if outcome.recorder.pictures else {}),
    }


def _sight(world: World) -> dict[str, Any]:
    """What a page needs to work out what is in sight."""
    return {
        "rover_antenna_m": world.link.rover_antenna_m,
        "helicopter_antenna_m": world.link.helicopter_antenna_m,
        "frequency_hz": world.link.radio.frequency_hz,
        "body_radius_m": world.link.terrain.ray_radius_m,
    }


def _sessions(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "start_utc": utc_text(s.start_utc_s),
            "end_utc": utc_text(s.end_utc_s),
            "kind": s.kind,
            "outcome": s.outcome,
        }
        for s in outcome.recorder.sessions
    ]


def answer_json(world: World, answer: Answer) -> dict[str, Any]:
    """One of the answers: each length named for what it counts."""
    keys = ("level", "documents", "what", "source")
    row: dict[str, Any] = {key: getattr(answer, key) for key in keys}
    interval = answer.interval
    if interval is None:
        return (
            row
            | dict.fromkeys(
                (
                    "start_utc",
                    "end_utc",
                    "start_sol",
                    "end_sol",
                    "duration_days",
                    "duration_sols",
                    "calendar_days",
                )
            )
            | {"open_start": False, "open_end": False}
        )
    return row | {
        **span_json(world, interval),
        "calendar_days": calendar_days(interval.start_utc_s, interval.end_utc_s, world.time_zone),
        "open_start": interval.open_start,
        "open_end": interval.open_end,
    }


def span_json(world: World, interval: Interval) -> dict[str, Any]:
    """Start, end and length of an interval."""
    return {
        "start_utc": utc_text(interval.start_utc_s),
        "end_utc": utc_text(interval.end_utc_s),
        "start_sol": world.clock.day(interval.start_utc_s),
        "end_sol": world.clock.day(interval.end_utc_s),
        "duration_days": round(interval.duration_s / 86400.0, 4),
        "duration_sols": round(world.clock.days(interval.duration_s), 4),
    }


def _everywhere(outcome: Outcome) -> tuple[Floats, Floats]:
    """Every vertex of both vehicles' routes within the run."""
    x = np.concatenate([axis for _, rover, scout in outcome.routes for axis in (rover.x_m, scout.x_m)])
    y = np.concatenate([axis for _, rover, scout in outcome.routes for axis in (rover.y_m, scout.y_m)])
    return x, y


def _rover_track(outcome: Outcome) -> list[list[float]]:
    rows: list[list[float]] = []
    for _, rover, _ in outcome.routes:
        for x, y, t in zip(rover.x_m.tolist(), rover.y_m.tolist(), rover.utc_s.tolist(), strict=True):
            row = [round(x, 1), round(y, 1), round(t, 1)]
            if not rows or row[2] > rows[-1][2]:
                rows.append(row)
    return rows


def _stands(world: World, stands: Sequence[Stand]) -> list[dict[str, Any]]:
    return [
        {
            "from_utc": utc_text(s.start_utc_s), "to_utc": utc_text(s.end_utc_s),
            "from_sol": world.clock.day(s.start_utc_s), "to_sol": world.clock.day(s.end_utc_s),
            "x_m": round(s.x_m, 1), "y_m": round(s.y_m, 1),
        }
        for s in stands
    ]  # fmt: skip


def _helicopter(outcome: Outcome) -> dict[str, Any]:
    world, sites = outcome.world, outcome.recorder.helicopter_sites
    ends = [site[0] for site in sites[1:]] + [world.end_utc_s]
    tracks = []
    for number, route in outcome.flown:
        columns = (route.x_m, route.y_m, route.above_ground_m, route.utc_s)
        rows = [[round(v, 1) for v in row] for row in zip(*(c.tolist() for c in columns), strict=True)]
        tracks.append({"flight": number, "track": rows})
    return {
        "name": world.helicopter.name,
        "sites": [
            {
                "x_m": round(x, 1), "y_m": round(y, 1), "flight": flight,
                "from_utc": utc_text(start), "to_utc": utc_text(end),
            }
            for (start, x, y, flight), end in zip(sites, ends, strict=True)
        ],
        "flights": tracks,
    }  # fmt: skip


def _link(outcome: Outcome) -> dict[str, Any]:
    times = np.concatenate([track.utc_s for track in outcome.tracks])
    loss = np.concatenate([track.samples.loss_db for track in outcome.tracks])
    total = np.concatenate([track.samples.total_loss_db for track in outcome.tracks])
    clearance = np.concatenate([track.samples.clearance_m for track in outcome.tracks])
    fraction = np.concatenate([track.samples.obstruction_fraction for track in outcome.tracks])
    sizes = [track.utc_s.size for track in outcome.tracks]
    return {
        "utc_s": rounded(times, 1),
        "loss_db": rounded(loss, 2),
        "clearance_m": rounded(clearance, 2),
        "lowest_at": rounded(fraction, 3),
        "starts": np.cumsum([0, *sizes[:-1]]).tolist(),
        "margin_db": rounded(outcome.world.threshold_db - total, 2),
    }


def _states(outcome: Outcome) -> dict[str, Any]:
    end = outcome.world.end_utc_s
    radio = stretches(outcome.recorder.radio_changes, end)
    sight = stretches(outcome.recorder.sight_changes, end)
    return {
        "radio": [[state.value, utc_text(a), utc_text(b)] for state, a, b in radio],
        "sightline": [[state.value, utc_text(a), utc_text(b)] for state, a, b in sight],
    }


def _obstruction(world: World, stand: Stand) -> dict[str, Any]:
    found = stand.obstruction
    if found is None:
        raise ValueError("a stand without a known obstruction has no row")
    later = stand.nearest_later_drive_m
    return {
        "from_sol": world.clock.day(stand.start_utc_s), "to_sol": world.clock.day(stand.end_utc_s),
        "rover_x_m": round(stand.x_m, 1), "rover_y_m": round(stand.y_m, 1),
        "x_m": round(found.x_m, 1), "y_m": round(found.y_m, 1),
        "latitude_deg": round(found.latitude_deg, 7), "longitude_deg": round(found.longitude_deg, 7),
        "height_m": round(found.height_m, 2), "above_sightline_m": round(found.above_sightline_m, 2),
        "distance_m": round(found.along_m, 1),
        "nearest_later_drive_m": None if later is None else round(later, 1),
        "nearest_later_drive_sol": stand.nearest_later_drive_sol,
    }  # fmt: skip


def _sweep(outcome: Outcome, main: Interval | None) -> dict[str, Any] | None:
    """The range of the swept term; None without one, without its range, or without a blackout."""
    world = outcome.world
    term = next((t for t in world.link.radio.budget.terms if t.name == world.sweep_term), None)
    if term is None or term.low is None or term.high is None or main is None:
        return None
    values = sweep_values(term.low, term.high, term.value)
    found = sweep(
        outcome.tracks, values, term.value, world.threshold_db, main, world.start_utc_s, world.end_utc_s
    )
    rows = []
    for row in found:
        span = (
            span_json(world, row.blackout)
            if row.blackout
            else dict.fromkeys(
                ("start_utc", "end_utc", "start_sol", "end_sol", "duration_days", "duration_sols")
            )
        )
        alarm = (
            world.next_awake(row.blackout.end_utc_s, outcome.recorder.wakes)
            if row.blackout and not row.blackout.open_end
            else None
        )
        rows.append({
            "value": row.value, **span,
            "first_alarm_after_utc": None if alarm is None else utc_text(alarm),
            "first_alarm_sol": None if alarm is None else world.clock.day(alarm),
        })  # fmt: skip
    return {"term": term.name, "unit": term.unit, "kind": term.kind, "nominal": term.value, "rows": rows}
