"""What the sections look at: the mission's world, the tables of the record, the motion of each recorded flight."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from relaysim.helicopter.contingencies.watch import watch_times
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.rotor import Rotor
from relaysim.helicopter.steadied import replayed_states
from relaysim.scenario.build_power import rotor_of
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.tables import FlightRecord
from relaysim.scenario.world import PlannedFlight, World

SCENARIO = "ingenuity-mission"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Record:
    """The mission of a scenario.

    Attributes:
        scenario: as read.
        world: as built: its flights are the recorded routes.
        motions: speeds, heights and tilt of each flight as replayed, by number, every 0.1 s.
    """

    scenario: Scenario
    world: World
    motions: dict[int, FlightStates]

    @property
    def rows(self) -> dict[int, FlightRecord]:
        """The table of flights by number."""
        return dict(self.scenario.tables.flights)

    @property
    def power(self) -> PowerModel:
        """The battery and panel of the scenario."""
        power = self.world.helicopter.power
        assert power is not None
        return power

    @property
    def rotor(self) -> Rotor:
        """The rotor of the scenario."""
        rotor = rotor_of(self.scenario.model.helicopter.power)
        assert rotor is not None
        return rotor


@cache
def recorded() -> Record:
    """The mission that ships."""
    scenario = load_scenario(SCENARIO)
    world = build_world(scenario)
    return Record(scenario, world, {plan.flight: _motion(world, plan) for plan in world.flights})


def from_tests(*folders: str) -> None:
    """Let modules of these folders of `tests` be imported: what a test checks is what the page shows."""
    for folder in folders:
        path = str(ROOT / "tests" / folder)
        if path not in sys.path:
            sys.path.append(path)


def _motion(world: World, plan: PlannedFlight) -> FlightStates:
    elapsed = watch_times(plan.route.end_utc_s - plan.route.start_utc_s)
    return replayed_states(plan.route, elapsed, world.gravity_mps2, plan.recorded_speed_mps)
