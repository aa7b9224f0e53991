"""How a replay of recorded flights went: which took off as recorded, which later, which never; and why."""

from __future__ import annotations

from typing import Any

from relaysim.clock.utc import format_utc
from relaysim.records.rows import FlightRow, GateRow
from relaysim.scenario.world import PlannedFlight, World
from relaysim.simulation.recorder import Recorder

ON_TIME_S, EARLY_S = 1.0, 2.0


def replay_json(world: World, recorder: Recorder) -> dict[str, Any] | None:
    """What summary.json says of a replay, or of a gate that only observes; None for any other run.

    A flight that is held, late, or down early is a miss of the model: the real one did take off. Where the terrain is unknown
    below the link, nothing is known: such a flight is counted apart.
    """
    mode = world.gate.mode
    recorded = {plan.flight: plan for plan in world.flights if plan.is_recorded}
    if mode == "hold" or not recorded:
        return None
    refused = _refusals(recorder.gate)
    rows = [row for row in recorder.flights if row.flight in recorded]
    found: list[dict[str, Any]] = []
    for row in rows:
        late_s = 0.0 if row.takeoff_utc is None else row.takeoff_utc - recorded[row.flight].takeoff_utc_s
        on_time = row.takeoff_utc is not None and late_s <= ON_TIME_S
        checks = refused.get(row.flight, [])
        early = on_time and _ended_early(row, recorded[row.flight])
        if on_time and not checks and not early:
            continue
        found.append(
            {
                "flight": row.flight,
                "recorded_takeoff_utc": format_utc(recorded[row.flight].takeoff_utc_s),
                "outcome": "ended early" if early else _outcome(row, on_time),
                "late_days": None if row.takeoff_utc is None else round(late_s / 86400.0, 3),
                "checks": checks,
                "link": _first_link(recorder.gate, row.flight),
            }
        )
    return {"mode": mode, "flights": len(rows), "as_recorded": len(rows) - len(found), "misses": found}


def _ended_early(row: FlightRow, plan: PlannedFlight) -> bool:
    """Whether it came down before the real one did."""
    recorded_s = plan.route.end_utc_s - plan.route.start_utc_s
    return row.duration_s is not None and row.duration_s < recorded_s - EARLY_S


def _outcome(row: FlightRow, on_time: bool) -> str:
    if row.takeoff_utc is None:
        return "held"
    return "refused, but flown as recorded" if on_time else "late"


def _refusals(gate: list[GateRow]) -> dict[int, list[str]]:
    """The checks that refused the first attempt of each flight, by flight."""
    found: dict[int, list[str]] = {}
    for row in gate:
        if row.attempt == 1 and not row.passed:
            found.setdefault(row.flight, []).append(row.check)
    return found


def _first_link(gate: list[GateRow], flight: int) -> str:
    """The link at the first attempt, for the recorded instant: open, closed or unknown; "" without an attempt."""
    rows = (row for row in gate if row.flight == flight and row.attempt == 1 and row.check == "link")
    return next((row.value for row in rows), "")
