"""What a flight would leave of the charge, asked at every attempt at the gate."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from relaysim.path.route import Route
from relaysim.simulation import gating
from relaysim.simulation.flight_progress import FlightProgress


def test_the_motion_is_worked_out_once_a_place_and_the_air_at_every_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A held flight is tried for days from one place: only its energy is asked anew; moved away, the motion is too."""
    moved: list[float] = []
    asked: list[tuple[float, float]] = []

    def motion(_mission: Any, _plan: Any, route: Route) -> float:
        moved.append(float(route.x_m[0]))
        return moved[-1]

    def energy_of(_world: Any, _power: Any, route: Route, states: float) -> float:
        asked.append((states, route.start_utc_s))
        return route.start_utc_s

    monkeypatch.setattr(gating, "motion", motion)
    monkeypatch.setattr(gating, "energy_of", energy_of)
    limits = SimpleNamespace(least_charge_after=0.3)
    world = SimpleNamespace(gate=SimpleNamespace(limits=limits))
    mission: Any = SimpleNamespace(
        world=world, power=SimpleNamespace(charge_after=lambda found: found / 100.0)
    )
    plan: Any = None
    flight = Route(np.array([0.0, 60.0]), np.array([5.0, 50.0]), np.zeros(2), np.array([10.0, 10.0]))
    progress = FlightProgress()
    attempts = [flight, flight.shifted(10.0), flight.shifted(20.0).moved(3.0, 0.0)]
    left = [gating._charge_after(mission, plan, route, progress) for route in attempts]
    assert moved == [5.0, 8.0]
    assert asked == [(5.0, 0.0), (5.0, 10.0), (8.0, 20.0)]
    assert left == [0.0, 0.1, 0.2]
