"""What a scenario says of its helicopter's flights beyond heights and power, each with its kind and source."""

from __future__ import annotations

from collections.abc import Iterator

from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.build_cameras import camera_assumptions
from relaysim.scenario.contingency_table import is_modelled
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_gate import GateLimits
from relaysim.scenario.world import Assumption


def flight_assumptions(scenario: Scenario) -> Iterator[Assumption]:
    """Limits of flights, instruments, conditions under which it lands at once, limits of the gate, wind."""
    yield from _flight(scenario)
    yield from _instruments(scenario)
    helicopter = scenario.model.helicopter
    for row in camera_assumptions(helicopter.cameras, helicopter.pictures, scenario.model.rover.size):
        yield Assumption(*row)
    gate, clock = scenario.model.gate, scenario.clock
    if gate.limits is not None:
        value = ", ".join(_gate_limits(gate.limits, clock))
        yield Assumption("limits of the gate", value or "none", gate.limits.kind, gate.limits.source)
    if gate.wind is not None:
        rows = [f"{clock.format_time(clock.utc_s(0, r.at_s))[:5]} {r.mean_mps:g} m/s" for r in gate.wind.day]
        value = f"{', '.join(rows)}; day to day {gate.wind.spread:.0%}"
        yield Assumption("wind", value, gate.wind.kind, gate.wind.source)


def _gate_limits(limits: GateLimits, clock: LocalClock) -> Iterator[str]:
    """Each limit that is given, with its unit."""
    if limits.least_charge is not None:
        yield f"charge {limits.least_charge:.0%} at least"
    if limits.least_charge_after is not None:
        yield f"charge after the flight {limits.least_charge_after:.0%} at least"
    if limits.least_actuator_c is not None:
        yield f"actuators {limits.least_actuator_c:g} C at least"
    if limits.hours is not None:
        start, end = (
            clock.format_time(clock.utc_s(0, at))[:5] for at in (limits.hours.from_s, limits.hours.to_s)
        )
        yield f"{start} to {end} of the local day"
    if limits.most_wind_mps is not None:
        yield f"wind {limits.most_wind_mps:g} m/s at most"
    if limits.keep_out_m is not None:
        yield f"{limits.keep_out_m:g} m from the rover"


def _flight(scenario: Scenario) -> Iterator[Assumption]:
    envelope = scenario.model.helicopter.envelope
    if envelope is None:
        return
    given = envelope.model_dump(exclude={"kind", "source"}, exclude_none=True, by_alias=True)
    value = ", ".join(f"{key.replace('_', ' ')} {number:g}" for key, number in given.items())
    yield Assumption("limits of flights (m, s, deg)", value, envelope.kind, envelope.source)


def _instruments(scenario: Scenario) -> Iterator[Assumption]:
    helicopter, conditions = scenario.model.helicopter, scenario.tables.contingencies
    if helicopter.images is not None:
        one = helicopter.images
        value = f"{one.rate_hz:g} a second, {one.tolerance_s * 1e3:g} ms out of step borne; swings {one.swing_dps:g} deg/s"
        yield Assumption("navigation images", value, one.kind, one.source)
    if helicopter.altimeter is not None:
        found = helicopter.altimeter
        yield Assumption("altimeter", f"to {found.range_m:g} m", found.kind, found.source)
    if helicopter.battery_voltage is not None:
        volts = helicopter.battery_voltage
        value = (
            f"{volts.full_v:g} V full, {volts.empty_v:g} V empty, less {volts.drop_v:g} V at {volts.at_a:g} A"
        )
        yield Assumption("battery voltage", value, volts.kind, volts.source)
    if conditions:
        modelled = sum(map(is_modelled, conditions))
        given = sum(row.kind == "given" for row in conditions)
        value = f"{len(conditions)} conditions, {modelled} modelled, {given} documented"
        yield Assumption("landing at once", value, "assumed", "helicopter.contingencies, row by row")
