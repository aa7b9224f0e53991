"""From the scenario's gate to its plan."""

from __future__ import annotations

from relaysim.helicopter.gate import GateLimits
from relaysim.helicopter.gate_plan import GatePlan, Wind
from relaysim.scenario import schema_gate


def gate_plan(gate: schema_gate.Gate) -> GatePlan:
    """How flights are gated and held."""
    return GatePlan(
        policy=gate.policy,
        retry_every_s=gate.retry_every_s,
        tries_per_day=gate.tries_per_day,
        give_up_after_days=gate.give_up_after_days,
        mode=gate.mode,
        limits=_limits(gate.limits),
        wind=_wind(gate.wind),
    )


def _limits(limits: schema_gate.GateLimits | None) -> GateLimits:
    if limits is None:
        return GateLimits()
    return GateLimits(
        least_charge=limits.least_charge,
        least_charge_after=limits.least_charge_after,
        least_actuator_c=limits.least_actuator_c,
        hours=(limits.hours.from_s, limits.hours.to_s) if limits.hours else None,
        most_wind_mps=limits.most_wind_mps,
        keep_out_m=limits.keep_out_m,
    )


def _wind(wind: schema_gate.Wind | None) -> Wind | None:
    if wind is None:
        return None
    rows = sorted((row.at_s, row.mean_mps) for row in wind.day)
    return Wind(tuple(at for at, _ in rows), tuple(mean for _, mean in rows), wind.spread)
