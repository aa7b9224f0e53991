"""LAND_NOW: how near the recorded flights come to each condition, and how long a landing takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from markdown_parts import numbers, table

from flight_record.record import Record, recorded
from relaysim.helicopter.contingencies.contingency import Condition, motions, triggers
from relaysim.helicopter.contingencies.instruments import Instruments, Plan, Supply
from relaysim.helicopter.contingencies.signals import signals
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.landing_early import land_now
from relaysim.helicopter.power.rotor import rotor_power_w
from relaysim.path.route import Floats
from relaysim.scenario.build_contingencies import instruments
from relaysim.scenario.contingency_table import is_modelled
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.world import PlannedFlight

# Its instruments are those of the mission and a battery voltage, all assumed.
INSTRUMENTS_OF = "flight-53-land-now"
ENDED_EARLY = 53
BRAKING = Envelope(acceleration_mps2=0.7)  # as in the generated flights
HIGHEST = 3


@dataclass(frozen=True)
class Nearest:
    """The nearest that recorded flights come to a condition while it is armed; nan where its signal never is."""

    value: float
    flight: int


@dataclass(frozen=True)
class Seen:
    """The recorded flights under the table of conditions, without faults.

    Attributes:
        met: names of the conditions that each flight met.
        nearest: by the condition's name, over all flights but the one that was ended early.
    """

    met: dict[int, list[str]]
    nearest: dict[str, Nearest]


@cache
def seen() -> Seen:
    """Every flight from a full battery, in the air of its season."""
    found, carried = recorded(), _instruments()
    conditions = found.world.helicopter.conditions
    met: dict[int, list[str]] = {}
    nearest = {row.name: Nearest(float("nan"), 0) for row in conditions}
    for plan in found.world.flights:
        states = found.motions[plan.flight]
        route = plan.route.shifted(-plan.route.start_utc_s)
        read = signals(states, Plan(route, plan.limits.descent_mps), carried, _supply(found, plan, states))
        met[plan.flight] = [one.condition.name for one in triggers(conditions, states, read)]
        if plan.flight == ENDED_EARLY:
            continue
        for row in filter(is_modelled, conditions):
            value = _nearest(row, states, read[row.signal])
            known = nearest[row.name].value
            if np.isnan(known) or (value > known if row.sense == "above" else value < known):
                nearest[row.name] = Nearest(value, plan.flight)
    return Seen(met, nearest)


def section() -> str:
    """Text and tables."""
    conditions = recorded().world.helicopter.conditions
    modelled = [row for row in conditions if is_modelled(row)]
    met = {flight: names for flight, names in seen().met.items() if names}
    others = [flight for flight in seen().met if flight != ENDED_EARLY]
    return "\n\n".join(
        [
            "## 5. LAND_NOW",
            "NASA says that the helicopter put itself on the ground when any of a few dozen off-nominal conditions was met, and used it first on flight "
            f"{ENDED_EARLY} (7 August 2023). Which conditions those were is published for that one only; all others are assumed. Of the thresholds, "
            f"only that of *{_listed(conditions)}* is a documented figure ([LAND_NOW](explanation/land-now.md)).",
            table(
                ("conditions", "number"),
                [
                    ("in the table", str(len(conditions))),
                    ("modelled: their signal comes from the simulated state", str(len(modelled))),
                    ("injected only: only a fault brings their signal", str(len(conditions) - len(modelled))),
                    ("documented as a condition", str(sum(row.kind == "given" for row in conditions))),
                    ("with a documented threshold", str(sum(row.threshold_kind == "given" for row in conditions))),
                    (f"modelled conditions met in the {len(others)} other flights, without faults", str(sum(len(met.get(flight, [])) for flight in others))),
                ],
            ),
            f"Met by: {numbers(met)}. That none is met shows that the thresholds lie beyond what was flown, as they were set to; it does not show that the real "
            f"thresholds lie there. Flight {ENDED_EARLY} is ended by the images that it loses, a fault that the scenario injects: how many it lost is assumed.",
            "The nearest that these flights come while the condition is armed, even for a moment; from a full battery, its cells at the heater's set-point, "
            "actuators as cold as the air:",
            _margins(modelled),
            "*Always 0*: nothing is lost without a fault, and a replay does not differ from its own plan; these signals say nothing here.",
            "Time from the trigger to touchdown, at the instant of each flight's greatest height (descent at 1 m/s, braking at "
            f"{BRAKING.acceleration_mps2:g} m/s2, assumed): the longer of height over descent rate and speed over braking.",
            _touchdowns(),
        ]
    )  # fmt: skip


def _listed(conditions: tuple[Condition, ...]) -> str:
    return ", ".join(row.name for row in conditions if row.threshold_kind == "given")


def _instruments() -> Instruments:
    section = load_scenario(INSTRUMENTS_OF).model.helicopter
    return instruments(section.images, section.altimeter, section.battery_voltage)


def _supply(found: Record, plan: PlannedFlight, states: FlightStates) -> Supply:
    power = found.power
    battery, rotor = power.plan.battery, found.rotor
    density = power.density_kg_m3(plan.takeoff_utc_s)
    taken_w = rotor_power_w(states, rotor, density, found.world.gravity_mps2) + rotor.electronics_w
    steps = np.diff(states.elapsed_s) * 0.5 * (taken_w[1:] + taken_w[:-1]) / 3600.0
    used_wh = np.concatenate([[0.0], np.cumsum(steps)])
    set_c = [level for since, level in power.plan.warmth.set_points if since <= plan.takeoff_utc_s]
    warm_c = set_c[-1] if set_c else power.plan.warmth.set_points[0][1]
    return Supply(
        charge_wh=np.maximum(battery.capacity_wh - used_wh, 0.0),
        capacity_wh=battery.capacity_wh,
        reserve_wh=battery.reserve_wh,
        power_w=taken_w,
        battery_c=np.full_like(taken_w, warm_c),
        actuator_c=np.full_like(taken_w, power.actuators_c(plan.takeoff_utc_s)),
    )


def _nearest(row: Condition, states: FlightStates, values: Floats) -> float:
    armed = (
        np.isin(motions(states), row.motions)
        & (states.height_m >= row.armed_above_m)
        & (states.elapsed_s >= row.armed_after_s)
        & np.isfinite(values)
    )
    if not armed.any():
        return float("nan")
    return float(values[armed].max() if row.sense == "above" else values[armed].min())


def _margins(modelled: list[Condition]) -> str:
    rows = []
    for row in modelled:
        near = seen().nearest[row.name]
        shown, limit = near.value / row.scale, row.threshold / row.scale
        share = ""
        if row.sense == "above" and limit > 0.0 and shown > 0.0:
            share = f"{100 * shown / limit:.0f} %"
        nothing = abs(shown) < 5e-4 and limit > 0.0
        rows.append(
            (
                row.name,
                f"{row.sense} {limit:g} {row.unit}",
                "always 0" if nothing else f"{shown:.3g} {row.unit}",
                "" if nothing else str(near.flight),
                "" if nothing else share,
            )
        )
    return table(("condition", "threshold", "nearest", "flight", "of the threshold"), rows)


def _touchdowns() -> str:
    found = []
    for plan in recorded().world.flights:
        states = recorded().motions[plan.flight]
        top = states.height_m >= states.height_m.max() - 1e-6
        at_s = states.elapsed_s[top]
        fastest = float(at_s[np.argmax(states.ground_speed_mps[top])])
        landed = land_now(plan.route, fastest, plan.limits, BRAKING)
        left_s = landed.end_utc_s - plan.route.start_utc_s - fastest
        found.append((left_s, float(states.height_m.max()), plan.flight))
    found.sort(key=lambda one: (-one[0], one[2]))
    middle = found[len(found) // 2]
    shown = [*found[:HIGHEST], middle, found[-1]]
    names = [*(["longest", *[""] * (HIGHEST - 1)]), "median", "shortest"]
    return table(
        ("", "flight", "height, m", "trigger to touchdown, s"),
        [
            (name, str(flight), f"{height_m:.1f}", f"{left_s:.1f}")
            for name, (left_s, height_m, flight) in zip(names, shown, strict=True)
        ],
    )
