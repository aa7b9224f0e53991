"""What a scenario assumes of the way to Earth and of what is sent on it, for the report."""

from __future__ import annotations

from collections.abc import Iterator

from relaysim.blackout.far_end import FarEnd
from relaysim.earth.elements import node_local_time_s
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.scenario.build_orbiters import mean_orbit, unknown_angles
from relaysim.scenario.build_traffic import KINDS, LEAD_S, NEAR_M
from relaysim.scenario.ground_site import rover_stands
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_orbiters import Orbiter
from relaysim.scenario.world import Assumption
from relaysim.units import format_duration, format_volume

DRAWN_WORDS = {
    "node_lon_deg": "node",
    "periapsis_deg": "argument of periapsis",
    "mean_anomaly_deg": "mean anomaly",
}


def earth_assumptions(scenario: Scenario) -> Iterator[Assumption]:
    """Every figure that the section earth marks with a kind and a source, and what is assumed where it is silent."""
    earth, day = scenario.model.earth, scenario.clock.day_name
    parts = [
        f"uplinks: {len(earth.uplinks)} a {day}; orbiter passes: {len(earth.passes)}"
        if earth.uplinks or earth.passes or not (earth.orbiters or earth.direct or earth.contacts)
        else "",
        f"{len(earth.stations)} stations" if earth.stations else "",
        f"{len(earth.orbiters)} orbiters" if earth.orbiters else "",
        f"at most {earth.most_passes} passes a {day}" if earth.most_passes else "",
        _turns(scenario) if earth.orbiters else "",
        f"contact plan {earth.contacts.file}" if earth.contacts else "",
    ]
    far_end = FarEnd.called(earth.name)
    yield Assumption(far_end.title, "; ".join(filter(None, parts)), earth.kind, earth.source)
    for orbiter in earth.orbiters:
        yield Assumption(f"orbiter {orbiter.name}", _orbiter(orbiter, far_end), orbiter.kind, orbiter.source)
        if orbiter.orbit is not None:
            orbit = mean_orbit(scenario, orbiter.name, orbiter.orbit)
            unknown = [DRAWN_WORDS[name] for name in unknown_angles(orbiter.orbit)]
            source = f"drawn from the seed: {', '.join(unknown)}" if unknown else orbiter.source
            kind = "assumed" if unknown else orbiter.kind
            yield Assumption(f"orbit of {orbiter.name}", _orbit(scenario, orbit), kind, source)
        elif orbiter.kernel is not None:
            kernels = f"body {orbiter.id} of SPICE kernel {', '.join(orbiter.kernel)}"
            yield Assumption(f"orbit of {orbiter.name}", kernels, orbiter.kind, orbiter.source)
    yield from _direct(scenario)
    for remark in scenario.sources.plan.remarks if scenario.sources.plan else ():
        yield Assumption("contact plan", remark, "given", earth.contacts.file if earth.contacts else "")
    yield from _decisions(scenario)


def _turns(scenario: Scenario) -> str:
    """Who of several on the ground an orbiter talks with."""
    landers = [lander.name for lander in scenario.model.landers]
    return f"an orbiter hears one at a time, in turn: rover, {', '.join(landers)}" if landers else ""


def _orbiter(orbiter: Orbiter, far_end: FarEnd) -> str:
    rates = "by its table of passes"
    if orbiter.rates_bps:
        rates = f"up to {format_volume(orbiter.rates_bps[-1])}/s above {orbiter.mask_deg:g} deg"
        if orbiter.reference_range_m is not None:
            rates += f" out to {orbiter.reference_range_m / 1000.0:g} km"
    forward = f", commands at {format_volume(orbiter.forward.rate_bps)}/s" if orbiter.forward else ""
    link = orbiter.to_earth
    kept = f"kept {format_duration(link.latency_s)}, then {format_volume(link.rate_bps)}/s to {far_end.name}"
    return f"{rates}{forward}; stores {format_volume(orbiter.storage_bits)}, {kept}"


def _orbit(scenario: Scenario, orbit: MeanOrbit) -> str:
    """Its elements as they are used, those drawn among them."""
    clock, longitude = scenario.clock, rover_stands(scenario, 1000.0)[0][2]
    local = node_local_time_s(orbit, clock, longitude, orbit.epoch_utc_s)
    node = f"{int(local // 3600):02d}:{int(local // 60) % 60:02d} {clock.time_name}"
    a, e, radius = orbit.semi_major_axis_km, orbit.eccentricity, orbit.body.reference_radius_km
    return (
        f"{a * (1 - e) - radius:.0f} x {a * (1 + e) - radius:.0f} km, inclination {orbit.inclination_deg:.2f} deg, "
        f"node at {node}, argument of periapsis {orbit.periapsis_deg:.1f} deg, "
        f"mean anomaly {orbit.mean_anomaly_deg:.1f} deg"
    )


def _direct(scenario: Scenario) -> Iterator[Assumption]:
    earth = scenario.model.earth
    if earth.direct is not None:
        direct = earth.direct
        rates = [
            f"{rate.station} {_rate(rate.commands_bps)} up, {_rate(rate.returns_bps)} down"
            for rate in direct.rates
        ]
        at = (
            f" at {direct.reference_distance_m / 1000.0:g} km"
            if direct.reference_distance_m is not None
            else ""
        )
        yield Assumption("direct link", f"{'; '.join(rates)}{at}", direct.kind, direct.source)
    if earth.conjunction is not None:
        near = earth.conjunction
        value = f"below {near.below_deg:g} deg: no commands, returns at {near.returns_factor:g} of their rate"
        yield Assumption("conjunction", value, near.kind, near.source)


def _rate(bps: float | None) -> str:
    return f"{format_volume(bps)}/s" if bps is not None else "nothing"


def _decisions(scenario: Scenario) -> Iterator[Assumption]:
    section = scenario.model.decisions
    if not scenario.tables.drives or (section is not None and not section.products):
        return
    lead_s, near_m, kinds = (
        (section.lead_s, section.near_m, section.products) if section else (LEAD_S, NEAR_M, KINDS)
    )
    value = (
        f"{', '.join(kinds)} of a flight {FarEnd.called(scenario.model.earth.name).there} {format_duration(lead_s)} before the next drive within "
        f"{near_m:g} m of its track"
    )
    kind = section.kind if section else "assumed"
    yield Assumption("decisions", value, kind, section.source if section else "nothing is said of them")
