"""The gate in whole runs: whatever the scenario, nothing takes off through a closed window, and waiting ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relaysim.helicopter.gate import POLICIES
from relaysim.links.state import LinkState
from relaysim.links.track import evaluate_at
from relaysim.path.route import Route
from relaysim.rover.drives import Drive
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.world import World
from relaysim.simulation.simulate import Outcome, simulate

# In free space with so little to spare the link closes beyond some 300 m: quick, and no ground is looked at.
OVERRIDES = [
    "link.propagation=free-space",
    "link.budget.transmit power.value=-7 dBm",
    "flights.2.takeoff=day 10 15:00 local",
]
NEAR_M, FAR_M = 20.0, 2000.0
HOUR_S = 3600.0


@pytest.fixture(scope="module")
def world(quarry) -> World:
    """The drone and its truck, with a link that depends on distance alone."""
    return build_world(load_scenario(quarry / "quarry.yaml", OVERRIDES))


def driving(world: World, hours: Sequence[float], far_first: bool) -> World:
    """The truck drives away, comes back, and so on, beginning at these hours after the start, ten minutes each."""
    drives, away = [], far_first
    at_m = 0.0
    for number, hour in enumerate(sorted(hours)):
        to_m = FAR_M if away else NEAR_M
        start = world.start_utc_s + hour * HOUR_S
        path = Route(np.array([start, start + 600.0]), np.array([at_m, to_m]), np.zeros(2), np.zeros(2))
        drives.append(Drive(number + 1, 10, path))
        at_m, away = to_m, not away
    return dataclasses.replace(world, rover=dataclasses.replace(world.rover, drives=tuple(drives)))


def took_off_open(world: World, outcome: Outcome) -> None:
    """Every take-off: its attempt passed every check, and the link, asked anew, closes at that instant."""
    rover_at = {start: rover for start, rover, _ in outcome.routes}
    for row in outcome.recorder.flights:
        if row.takeoff_utc is None:
            continue
        assert row.link_at_takeoff == LinkState.OPEN.value
        attempt = [c for c in outcome.recorder.gate if (c.flight, c.attempt) == (row.flight, row.attempts)]
        assert attempt and all(check.passed for check in attempt)
        stand = next(helicopter for flight, helicopter in outcome.flown if flight == row.flight)
        found = evaluate_at(world.link, rover_at[row.takeoff_utc], stand, np.array([row.takeoff_utc]))
        assert found.total_loss_db[0] <= world.threshold_db


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(0, 47 * 4).map(lambda quarter: quarter / 4), max_size=8, unique=True),
    far_first=st.booleans(),
    policy=st.sampled_from(POLICIES),
    mode=st.sampled_from(["hold", "replay"]),
    tries=st.integers(1, 4),
    seed=st.integers(0, 2**32),
)
def test_no_flight_starts_while_the_window_is_closed(
    world: World, hours: list[float], far_first: bool, policy: str, mode: str, tries: int, seed: int
) -> None:
    """Whenever the truck drives, whatever the policy, the mode, the number of tries and the seed."""
    gate = dataclasses.replace(world.gate, policy=policy, mode=mode, tries_per_day=tries)
    found = driving(dataclasses.replace(world, gate=gate, seed=seed), hours, far_first)
    took_off_open(found, simulate(found))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_flight_that_a_closed_window_holds_flies_when_it_opens(world: World, policy: str) -> None:
    """Away at the hour of take-off, back before the second try: held at the first, flown at the second."""
    gate = dataclasses.replace(world.gate, policy=policy)
    near = dataclasses.replace(
        world.flights[0], waypoints=world.flights[1].waypoints, route=world.flights[1].route
    )
    found = dataclasses.replace(world, gate=gate, flights=(near,))
    # Commands come with the alarm of 07:00; away from 08:00 on, on its way back at 09:00, there at 09:04.
    found = driving(found, [2.0, 2.9], far_first=True)
    outcome = simulate(found)
    [row] = outcome.recorder.flights
    first = [check for check in outcome.recorder.gate if check.attempt == 1]
    assert {check.check for check in first if not check.passed} >= {"link"}
    assert row.outcome == "completed" and row.attempts == 2
    assert row.takeoff_utc == near.takeoff_utc_s + world.gate.retry_every_s
    took_off_open(found, outcome)
