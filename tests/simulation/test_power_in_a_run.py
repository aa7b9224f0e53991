"""Battery and clock in whole runs: energy adds up, nobody is heard asleep, and what has fallen stays where it is."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest

from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.simulate import Outcome, simulate

POWER = (
    "helicopter.power={battery: {capacity: 40 Wh, reserve: 4 Wh, initial: %s, kind: assumed, source: x},"
    " panel: {area: 0.05 m2, efficiency: 26 %%, kind: assumed, source: x},"
    " rotor: {mass: 1.8 kg, diameter: 1.2 m, efficiency: 40 %%, electronics: 10 W, spin: 100 W, kind: assumed, source: x},"
    " heater: {set_point: %s, power: 20 W, kind: assumed, source: x},"
    " thermal: {capacity: 600 J/K, conductance: 0.03 W/K, kind: assumed, source: x},"
    " loads: {asleep: 0.2 W, awake: 4 W, kind: assumed, source: x},"
    " air: {density: 1.2 kg/m3, optical_depth: 0.3, night: 2 C, day: 12 C, kind: assumed, source: x},"
    " sun: {declination: -5 deg, distance: 149600000 km, kind: assumed, source: x},"
    " brown_out: {boots_at: 10 %%, awake: 30 min, kind: assumed, source: x}}"
)
# Nothing here is about the ground: the wave's way over it would take most of the time.
PLAIN_LINK = "link.propagation=free-space"
SPIN = "helicopter.envelope={spin_up: 10 s, spin_down: 5 s, kind: assumed, source: x}"
NEAR = ["flights.1.waypoints.0.longitude=15.0008 deg", "flights.2.waypoints.0.longitude=15.0012 deg"]
# Hardly any sunlight, hardly any load: what was in the battery at the start is there at take-off.
STILL = [
    "helicopter.power.panel.area=0.01 cm2",
    "helicopter.power.loads.asleep=0.0001 W",
    "helicopter.power.loads.awake=0.0001 W",
]
SEARCH = "sessions.search={after: 1.5, windows: [{at: 06:30 local, duration: 12 h}]}"


def simulated(quarry, initial: str, set_point: str = "5 C", *more: str) -> Outcome:
    """The quarry's drone with a battery."""
    overrides = [POWER % (initial, set_point), SPIN, PLAIN_LINK, *NEAR, *more]
    return simulate(build_world(load_scenario(quarry / "quarry.yaml", overrides)))


def test_where_it_lands_it_has_the_light_of_that_place(quarry):
    """With the terrain's horizon no day is brighter than in the open, and from its landing on another than before."""
    more = "5 C", "end=day 15 06:00 local"
    open_, shaded = (
        [row.solar_wh for row in simulated(quarry, "60 %", *more, *shade).recorder.power]
        for shade in ((), ("helicopter.power.panel.horizon=terrain",))
    )
    assert all(0.9 * light < dimmed < light for light, dimmed in zip(open_[:5], shaded[:5], strict=True))
    assert open_[0] == pytest.approx(open_[4])
    assert shaded[0] - shaded[4] > 0.5


def test_energy_adds_up_on_every_day(quarry):
    """Charge before and sunlight are uses, losses and charge after; days follow on each other; none is empty."""
    rows = simulated(quarry, "100 %", "25 C", "end=day 15 06:00 local").recorder.power
    for row in rows:
        used = (
            row.spilled_wh
            + row.charging_wh
            + row.heater_wh
            + row.electronics_wh
            + row.rotor_wh
            + row.scripted_wh
        )
        assert row.charge_start_wh + row.solar_wh == pytest.approx(row.charge_end_wh + used, abs=1e-6)
    assert all(a.sol + 1 == b.sol and a.charge_end_wh == b.charge_start_wh for a, b in pairwise(rows))
    assert [row.sol for row in rows] == list(range(10, 16))


def test_a_run_that_ends_at_midnight_has_no_row_of_the_day_after(quarry):
    """The end itself is outside."""
    assert [row.sol for row in simulated(quarry, "100 %", "5 C", "end=day 12").recorder.power] == [10, 11]


def test_flights_take_their_energy_from_the_battery(quarry):
    """What a flight used lies between the charges before and after it, as far as the Sun did not fill it meanwhile."""
    for row in simulated(quarry, "100 %").recorder.flights:
        assert row.outcome == "completed" and row.energy_wh > 0.5
        assert row.charge_at_landing_wh == pytest.approx(row.charge_at_takeoff_wh - row.energy_wh, abs=0.5)


def test_a_battery_that_cannot_turn_the_rotors_makes_no_flight(quarry):
    """The charge gives out as they spin up: held, and nothing has moved."""
    outcome = simulated(quarry, "0.5 %", "-40 C", *STILL)
    first = outcome.recorder.flights[0]
    assert first.outcome == "held" and "spun up" in first.reason
    assert not outcome.flown


def test_a_charge_that_gives_out_in_the_air_loses_the_helicopter(quarry):
    """It falls where it is, uses no more than there was, and from then on there is no flight, contact or product of it."""
    outcome = simulated(quarry, "2.5 %", "-40 C", *STILL)
    first, second = outcome.recorder.flights
    assert first.outcome == "lost" and first.duration_s < first.planned_duration_s
    assert first.energy_wh <= first.charge_at_takeoff_wh + 0.5
    assert second.outcome == "held" and "lost" in second.reason
    ours = [row for row in outcome.recorder.contacts if "helicopter" in (row.source, row.destination)]
    assert ours and all(row.end_utc <= first.landing_utc for row in ours)
    assert all(p.created_utc <= first.landing_utc for p in outcome.products if p.source == "helicopter")


def test_a_lost_clock_is_sought_and_set_again(quarry):
    """Nights of too much heating: after each brown-out no alarm is answered; a search hears it, and goes on next day."""
    cold = "helicopter.power.thermal.conductance=0.1 W/K"
    outcome = simulated(quarry, "60 %", "60 C", "end=day 18 06:00 local", SEARCH, cold)
    out = outcome.recorder.outages
    assert out and sum(row.brown_outs for row in outcome.recorder.power) >= len(out)
    sessions = outcome.recorder.sessions
    heard = [s.contact[0] for s in sessions if s.contact is not None]
    for start, end in out:
        assert not any(start < instant < end - 60.0 for instant in heard)
    assert any(s.kind == "search" and s.outcome == "contact" for s in sessions)


def test_a_helicopter_that_is_asleep_is_not_heard(quarry):
    """Every contact lies within the alarm, a session it was told of, or the time after a boot."""
    outcome = simulated(quarry, "100 %")
    for session in outcome.recorder.sessions:
        if session.contact is not None:
            assert session.start_utc_s <= session.contact[0] < session.contact[1] <= session.end_utc_s


@pytest.mark.parametrize("mode", ["hold", "replay", "observe"])
def test_a_run_with_power_is_the_same_twice(quarry, mode: str) -> None:
    """The same inputs give the same flights, sessions and energies in every mode of the gate."""
    overrides = [POWER % ("100 %", "25 C"), SPIN, PLAIN_LINK, *NEAR]
    world = build_world(load_scenario(quarry / "quarry.yaml", overrides))
    world = dataclasses.replace(world, gate=dataclasses.replace(world.gate, mode=mode))
    one, other = simulate(world).recorder, simulate(world).recorder
    assert (one.flights, one.sessions, one.power) == (other.flights, other.sessions, other.power)


DRONE = (
    "helicopter.power={battery: {capacity: 40 Wh, reserve: 4 Wh, initial: 50 %, kind: assumed, source: x,"
    " charger: {power: 60 W, within: 40 m, kind: assumed, source: x}},"
    " rotor: {mass: 1.8 kg, diameter: 1.2 m, efficiency: 40 %, electronics: 10 W, spin: 100 W, kind: assumed, source: x},"
    " loads: {asleep: 0.2 W, awake: 4 W, kind: assumed, source: x},"
    " air: {density: 1.2 kg/m3, kind: assumed, source: x},"
    " brown_out: {boots_at: 10 %, awake: 30 min, kind: assumed, source: x}}"
)


def test_the_rover_charges_a_helicopter_that_stands_near_it(quarry):
    """A battery without a panel: full at the first take-off, not charged away from the truck, charged when it is back."""
    overrides = [DRONE, SPIN, PLAIN_LINK, NEAR[0]]
    scenario = load_scenario(quarry / "quarry.yaml", overrides)
    recorder = simulate(build_world(scenario)).recorder
    away, back = recorder.flights
    assert away.charge_at_takeoff_wh == pytest.approx(40.0)
    assert back.charge_at_takeoff_wh < away.charge_at_landing_wh < 40.0
    told = [(row.t_utc, row.event) for row in recorder.events.rows() if row.event.startswith("charger")]
    assert told == [
        (scenario.model.start_utc_s, "charger on"),
        (away.takeoff_utc, "charger off"),
        (back.landing_utc, "charger on"),
    ]
    rows = recorder.power
    assert rows[-1].charge_end_wh == pytest.approx(40.0) and sum(row.solar_wh for row in rows) == 0.0
    gone = sum(row.charging_wh + row.electronics_wh + row.rotor_wh for row in rows)
    assert sum(row.charger_wh for row in rows) == pytest.approx(20.0 + gone)
