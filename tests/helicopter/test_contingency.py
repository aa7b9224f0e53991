"""LAND_NOW: every condition of the table is met by what it is made for, and by no flight that went well."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from relaysim.helicopter.contingencies.contingency import Condition, Trigger, motions, triggers
from relaysim.helicopter.contingencies.faults import AltimeterLoss, Fault, ImageGap, LostImages, drawn_faults
from relaysim.helicopter.contingencies.images import Images
from relaysim.helicopter.contingencies.instruments import Altimeter, BatteryCircuit, Instruments, Plan, Supply
from relaysim.helicopter.contingencies.signals import MODELLED, signals
from relaysim.helicopter.contingencies.watch import Watched, watch_times, watched
from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, land_now, replayed_flight
from relaysim.helicopter.flight_states import FlightStates, flight_states
from relaysim.helicopter.power.rotor import Rotor, rotor_power_w
from relaysim.helicopter.steadied import replayed_states
from relaysim.path.route import Route
from relaysim.scenario import tables
from relaysim.scenario.build_contingencies import planned_faults
from relaysim.scenario.contingency_table import COLUMNS, is_modelled, read_contingencies
from relaysim.scenario.csv_table import CsvTable, checked, open_table
from relaysim.scenario.schema_faults import Fault as FaultSection
from relaysim.streams import Streams

JEZERO = Path(__file__).parents[2] / "scenarios" / "jezero"
GRAVITY_MPS2, AIR_KG_M3, CAPACITY_WH, RESERVE_WH = 3.71, 0.017, 35.75, 10.7
IMAGES = Images(
    period_s=1.0 / 30.0,
    tolerance_s=0.0,
    swing_dps=700.0,
    swing_period_s=2.0,
    landing_error_m=5.0,
    least_height_m=1.0,
    features=100.0,
    view_deg=100.0,
)
INSTRUMENTS = Instruments(IMAGES, Altimeter(40.0), BatteryCircuit(25.2, 18.0, 0.15))
# Ideal hover takes 89 W and all of it 350 W: an efficiency near 0.25.
ROTOR = Rotor(mass_kg=1.8, diameter_m=1.21, efficiency=0.25)
LIMITS = FlightLimits(climb_mps=1.0, descent_mps=1.0, max_altitude_m=10.0)
ENVELOPE = Envelope(acceleration_mps2=0.67, pause_s=5.0)


def read(name: str, columns: tuple[str, ...], reader: Callable[[CsvTable], object]) -> object:
    """A table of the Jezero scenarios."""
    table = open_table(JEZERO / name, name)
    assert isinstance(table, CsvTable), table
    records = checked(table, columns, reader)
    assert records is not None, table.faults
    return records


CONDITIONS: tuple[Condition, ...] = read("land_now.csv", COLUMNS, read_contingencies)  # type: ignore[assignment]
NAMES = [condition.name for condition in CONDITIONS]


@dataclass(frozen=True)
class Flown:
    """A flight: its motion, what was planned, what it carries and what goes wrong."""

    route: Route
    plan: Plan
    limits: FlightLimits = LIMITS
    envelope: Envelope = ENVELOPE
    rotor: Rotor = ROTOR
    charge_wh: float = CAPACITY_WH
    battery_c: float = 10.0
    actuator_c: float = -20.0
    faults: tuple[Fault, ...] = ()

    def states(self) -> FlightStates:
        """The motion, ten times a second."""
        return flight_states(self.route, watch_times(self.route.end_utc_s), GRAVITY_MPS2)

    def supply(self, states: FlightStates) -> Supply:
        """The battery as momentum theory drains it."""
        power_w = rotor_power_w(states, self.rotor, AIR_KG_M3, GRAVITY_MPS2)
        drained = np.concatenate([[0.0], np.cumsum(power_w[1:] * np.diff(states.elapsed_s))]) / 3600.0
        return Supply(
            charge_wh=np.maximum(self.charge_wh - drained, 0.0),
            capacity_wh=CAPACITY_WH,
            reserve_wh=RESERVE_WH,
            power_w=power_w,
            battery_c=np.full_like(power_w, self.battery_c),
            actuator_c=np.full_like(power_w, self.actuator_c),
        )

    def met(self, conditions: Sequence[Condition]) -> list[Trigger]:
        """Those of the conditions that it meets."""
        states = self.states()
        return triggers(
            conditions, states, signals(states, self.plan, INSTRUMENTS, self.supply(states), self.faults)
        )


def flight(
    speed_mps: float = 4.0,
    height_m: float = 10.0,
    length_m: float = 200.0,
    climb_mps: float = 1.0,
    descent_mps: float = 1.0,
    envelope: Envelope = ENVELOPE,
    faults: tuple[Fault, ...] = (),
    north_m: float = 0.0,
) -> Flown:
    """Straight east by default, as planned."""
    limits = FlightLimits(climb_mps, descent_mps, height_m)
    way = Waypoints(np.array([length_m]), np.array([north_m]), speed_mps)
    route = way.route_from(0.0, 0.0, limits, envelope)
    return Flown(route, Plan(route, descent_mps), limits, envelope, faults=faults)


def hovering(seconds: float) -> Flown:
    """Ten metres up for so long."""
    times = np.array([0.0, 10.0, 10.0 + seconds, 20.0 + seconds])
    route = Route(times, np.zeros(4), np.zeros(4), np.array([0.0, 10.0, 10.0, 0.0]))
    return Flown(route, Plan(route, 1.0))


def otherwise(flown: Flown, planned: Flown) -> Flown:
    """A flight that is not the planned one."""
    return replace(flown, plan=planned.plan)


# What each modelled condition is made for: a flight whose own state meets it.
MADE_FOR: dict[str, Flown] = {
    "images out of step": flight(faults=(LostImages(30.0, images=6),)),
    "no images": flight(faults=(ImageGap(30.0, 1.0),)),
    "few features": flight(height_m=5.0, faults=(ImageGap(30.0, 5.0),)),
    "altimeter silent": flight(height_m=45.0),
    "altimeter disagrees": flight(speed_mps=4.5, height_m=24.0, envelope=UNBOUNDED),
    "too long in the air": hovering(250.0),
    "overdue": otherwise(hovering(120.0), hovering(60.0)),
    "too high": flight(height_m=32.0),
    "off its height": otherwise(flight(height_m=12.0), flight(height_m=6.0)),
    "off its route": otherwise(flight(north_m=150.0), flight()),
    "too fast": flight(speed_mps=18.0, length_m=900.0),
    "climbs too fast": flight(climb_mps=5.0),
    "sinks too fast": flight(descent_mps=4.0),
    "accelerates too much": flight(speed_mps=9.0, envelope=UNBOUNDED),
    "tilts too far": flight(speed_mps=9.0, envelope=UNBOUNDED),
    "turns over too fast": flight(speed_mps=40.0, envelope=UNBOUNDED),
    "battery low": replace(flight(), charge_wh=0.25 * CAPACITY_WH),
    "battery voltage low": replace(hovering(150.0), charge_wh=0.35 * CAPACITY_WH),
    "battery current high": replace(flight(), rotor=replace(ROTOR, mass_kg=3.0)),
    "power high": replace(flight(), rotor=replace(ROTOR, mass_kg=3.0)),
    "battery hot": replace(flight(), battery_c=70.0),
    "battery cold": replace(flight(), battery_c=-50.0),
    "actuators hot": replace(flight(), actuator_c=100.0),
    "into the reserve": replace(flight(), charge_wh=0.4 * CAPACITY_WH),
}


def made_for(condition: Condition) -> Flown:
    """A flight that meets a condition: by its state where that is modelled, else by a fault."""
    if is_modelled(condition):
        return MADE_FOR[condition.name]
    section = FaultSection.model_validate({"at": "30 s", "condition": condition.name})
    [planned] = planned_faults([section], CONDITIONS)
    return flight(faults=(planned.fault,))


def down_after_s(flown: Flown, trigger: Trigger) -> float:
    """From the trigger to touchdown."""
    landed = land_now(flown.route, trigger.elapsed_s, flown.limits, flown.envelope)
    return landed.end_utc_s - trigger.elapsed_s


@pytest.mark.parametrize("condition", CONDITIONS, ids=NAMES)
def test_every_condition_is_met_by_what_it_is_made_for(condition: Condition) -> None:
    """Modelled: a flight whose state does it. Injected only: a fault. From then it is down as soon as it can be."""
    flown = made_for(condition)
    assert flight().met([condition]) == []
    [trigger] = flown.met([condition])
    sign = 1.0 if condition.sense == "above" else -1.0
    assert sign * trigger.value > sign * condition.threshold
    if condition.does == "note":
        return
    left_s = down_after_s(flown, trigger)
    height_m = float(flown.route.position(np.array([trigger.elapsed_s]))[2][0])
    speed_mps = float(np.interp(trigger.elapsed_s, flown.states().elapsed_s, flown.states().ground_speed_mps))
    braking_s = speed_mps / flown.envelope.acceleration_mps2
    assert left_s == pytest.approx(max(height_m / flown.limits.descent_mps, braking_s), rel=0.02, abs=0.3)


def page_row(condition: Condition) -> str:
    """A condition as docs/explanation/land-now.md shows it, with the time to touchdown of the flight made for it."""
    one, flown = condition, made_for(condition)
    [trigger] = flown.met([condition])
    phases_armed = "always" if len(one.motions) == 4 else ", ".join(one.motions)
    where = [phases_armed] if phases_armed != "always" or not math.isfinite(one.armed_above_m) else []
    where += [f"above {one.armed_above_m:g} m"] if math.isfinite(one.armed_above_m) else []
    where += [f"after {one.armed_after_s:g} s"] if one.armed_after_s else []
    down = f"{down_after_s(flown, trigger):.1f} s" if one.does == "land_now" else "only noted"
    limit = f"{one.sense} {one.threshold / one.scale:g} {one.unit}"
    origin = "modelled" if is_modelled(one) else "injected only"
    cells = (one.name, one.signal, limit, ", ".join(where), f"{one.persists_s:g} s", origin, down)
    return f"| {' | '.join(cells)} |"


def test_the_page_shows_the_table_as_it_is() -> None:
    """Row by row, with the time from trigger to touchdown; `python tests/helicopter/test_contingency.py` prints it."""
    page = (JEZERO.parents[1] / "docs" / "explanation" / "land-now.md").read_text()
    shown = [line for line in page.split("\n") if line.startswith("| ") and line.count("|") == 8]
    assert shown[1:] == [page_row(condition) for condition in CONDITIONS]


def test_the_table_holds_what_the_issue_asks_for() -> None:
    """30 conditions or more, 12 or more of them modelled; none but the documented one is called given."""
    assert len(CONDITIONS) >= 30
    modelled = [row for row in CONDITIONS if is_modelled(row)]
    assert len(modelled) >= 12 and {row.name for row in modelled} == set(MADE_FOR)
    assert [row.name for row in CONDITIONS if row.kind == "given"] == ["images out of step"]
    assert {row.signal for row in modelled} == set(MODELLED)


FLIGHTS: dict[int, tables.FlightRecord] = read("flights.csv", tables.FLIGHT_COLUMNS, tables.read_flights)  # type: ignore[assignment]
TRACKS: dict[int, tables.FlightTrack] = read(  # type: ignore[assignment]
    "flight_tracks.csv", tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks
)


def replayed(number: int) -> Flown:
    """A flight as it was recorded, in metres from its take-off."""
    record, track = FLIGHTS[number], TRACKS[number]
    m_per_deg = math.pi * 3_396_190.0 / 180.0
    y = (track.latitude_deg - track.latitude_deg[0]) * m_per_deg
    x = (track.longitude_deg - track.longitude_deg[0]) * m_per_deg * math.cos(math.radians(18.4663))
    limits = FlightLimits(1.0, 1.0, record.max_altitude_m)
    route = replayed_flight(track.elapsed_s, x, y, record.duration_s, limits)
    return Flown(route, Plan(route, 1.0), limits)


@pytest.mark.parametrize("number", FLIGHTS)
def test_no_recorded_flight_lands_early_by_itself(number: int) -> None:
    """Replayed from a full battery without a fault, no flight meets any condition, those that are only noted included."""
    flown = replayed(number)
    times, fastest_mps = watch_times(flown.route.end_utc_s), np.nan_to_num(FLIGHTS[number].max_speed_mps)
    states = replayed_states(flown.route, times, GRAVITY_MPS2, float(fastest_mps))
    found = triggers(CONDITIONS, states, signals(states, flown.plan, INSTRUMENTS, flown.supply(states)))
    assert [trigger.words for trigger in found] == []


# The plans of flights 6 and 53 in round numbers (NASA, 27 May 2021 and 7 August 2023).
PAUSE_8 = Envelope(acceleration_mps2=0.67, pause_s=8.0)


def flight_53(tolerance_s: float) -> tuple[Flown, Instruments]:
    """203 m at 2.5 m/s, 5 m up; six images are lost at 69.8 s."""
    flown = flight(2.5, 5.0, 203.1, envelope=PAUSE_8, faults=(LostImages(69.8, images=6),))
    return flown, INSTRUMENTS.bearing(tolerance_s)


def flight_6(tolerance_s: float) -> tuple[Flown, Instruments]:
    """150 m south-west at 4 m/s, 15 m south, 57 m north-east, 10 m up; one image is lost at 54 s."""
    way = Waypoints(np.array([-132.2, -132.2, -81.3]), np.array([-71.0, -86.0, -59.6]), 4.0)
    route = way.route_from(0.0, 0.0, LIMITS, PAUSE_8)
    return Flown(route, Plan(route, 1.0), faults=(LostImages(54.0),)), INSTRUMENTS.bearing(tolerance_s)


def met_by(flown: Flown, instruments: Instruments) -> Watched:
    """What becomes of a flight."""
    states = flown.states()
    return watched(CONDITIONS, states, flown.plan, instruments, flown.supply(states), flown.faults)


def test_flight_53_lands_at_once() -> None:
    """More images lost than the patch bears: LAND_NOW at 69.9 s, on the ground at 74.9 s (recorded: 74.85 s),

    within 3 m of the 142.5 m that it was recorded to have gone.
    """
    flown, instruments = flight_53(tolerance_s=0.1)
    found = met_by(flown, instruments)
    assert found.landing is not None
    assert found.landing.words == "images out of step: 200 ms, above 150 ms"
    assert found.landing.elapsed_s == pytest.approx(69.9)
    assert not found.harmed and found.swing_deg == 0.0  # no time for a swing
    landed = land_now(flown.route, found.landing.elapsed_s, flown.limits, flown.envelope)
    assert landed.end_utc_s == pytest.approx(74.9)
    assert landed.length_m == pytest.approx(142.5, abs=3.0)
    assert flown.route.length_m == pytest.approx(203.1)


def test_flight_6_swings_but_does_not_land() -> None:
    """One image lost: every later one a thirtieth of a second late, swings of over 20 deg, no LAND_NOW."""
    found = met_by(*flight_6(tolerance_s=0.0))
    assert found.landing is None and found.harmed
    assert found.swings_from_s == pytest.approx(54.0)
    assert 20.0 < found.swing_deg < 30.0


def test_swings_are_tilt() -> None:
    """Three images lost swing it by 70 deg, which the limits of attitude and its rate see; without them they see nothing."""
    limits = [row for row in CONDITIONS if row.signal in ("tilt", "tilt rate")]
    swinging = flight(faults=(LostImages(30.0, images=3),)).met(limits)
    assert [trigger.condition.signal for trigger in swinging] == ["tilt", "tilt rate"]
    assert all(30.0 < trigger.elapsed_s < 33.0 for trigger in swinging)


def test_the_patch_makes_the_fault_of_flight_6_harmless() -> None:
    """A tolerance of three images: one that is lost does nothing."""
    found = met_by(*flight_6(tolerance_s=0.1))
    assert found.landing is None and not found.harmed and found.swing_deg == 0.0


def test_motions_of_a_flight() -> None:
    """It climbs, hovers, goes along, hovers and comes down."""
    flown = flight()
    found = motions(flown.states())
    turns = [str(after) for before, after in pairwise(["", *found]) if before != after]
    assert turns[:5] == ["climb", "hover", "translate", "hover", "descend"]
    assert turns[5:] in ([], ["hover"])  # touchdown itself


def test_the_altimeter_that_is_lost_is_missed_after_a_second() -> None:
    """The fault `altimeter loss` acts on the altimeter's own signal, from when it is lost to when it is back."""
    silent = [row for row in CONDITIONS if row.name == "altimeter silent"]
    [trigger] = flight(faults=(AltimeterLoss(30.0),)).met(silent)
    assert trigger.elapsed_s == pytest.approx(31.0, abs=0.11)
    assert flight(faults=(AltimeterLoss(30.0, 0.9),)).met(silent) == []


def test_drawn_once_and_for_all() -> None:
    """The same seed gives the same faults, whatever else stands behind them in the list."""
    section = FaultSection.model_validate({"fault": "image gap", "probability": "40 %"})
    other = FaultSection.model_validate({"fault": "altimeter loss", "flight": 7})
    alone, both = planned_faults([section], CONDITIONS), planned_faults([section, other], CONDITIONS)
    draws = [drawn_faults(alone, n, 100.0, Streams(1).named) for n in range(1, 400)]
    again = [drawn_faults(both, n, 100.0, Streams(1).named) for n in range(1, 400)]
    assert [[f for f in found if isinstance(f, ImageGap)] for found in again] == [list(d) for d in draws]
    instants = [found[0].at_s for found in draws if found]
    assert 0.33 < len(instants) / 399 < 0.47
    assert 0.0 <= min(instants) < 5.0 and 95.0 < max(instants) <= 100.0


if __name__ == "__main__":
    print(*map(page_row, CONDITIONS), sep="\n")
