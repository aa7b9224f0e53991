"""The figures of a scenario that are not documented facts, each with its source, for the report."""

from __future__ import annotations

from collections.abc import Iterator

from relaysim.helicopter.vehicles.shipped import vehicle_class
from relaysim.scenario.earth_assumptions import earth_assumptions
from relaysim.scenario.flight_assumptions import flight_assumptions
from relaysim.scenario.power_assumptions import power_assumptions
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_antenna import Radio
from relaysim.scenario.vehicle_settings import SOURCED, filled_in
from relaysim.scenario.world import Assumption


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Everything the scenario marks with a kind and a source outside the link budget itself."""
    model = scenario.model
    found = []
    ground = model.link.ground
    if ground is not None:
        value = (
            f"relative permittivity {ground.relative_permittivity:g}, loss tangent {ground.loss_tangent:g}"
        )
        found.append(Assumption("ground", value, ground.kind, ground.source))
    if (air := model.link.refraction) is not None:
        value = f"rays bend with k = {air.k_factor:g}"
        found.append(Assumption("refraction", value, air.kind, air.source))
    if (doubt := model.uncertainty) is not None:
        heights = (
            "the terrain's own band" if doubt.height_sigma_m is None else f"sigma {doubt.height_sigma_m:g} m"
        )
        value = (
            f"heights: {heights}, correlated over {doubt.correlation_length_m:g} m; permittivity: sigma "
            f"{doubt.permittivity_sigma:g}; {doubt.grounds} grounds drawn"
        )
        found.append(Assumption("uncertainty", value, doubt.kind, doubt.source))
    value = f"IEEE 802.15.4, {model.link.packet.success:g} of packets of 20 byte arrive at the sensitivity"
    found.append(
        Assumption(
            "packet errors", value, "assumed", "IEEE 802.15.4-2006 annex E, anchored at the sensitivity"
        )
    )
    clock, wake = scenario.clock, model.helicopter.wake
    alarm = clock.format_time(clock.utc_s(0, wake.alarm_s))[:5]
    value = f"alarm {alarm} {clock.time_name}, awake {wake.awake_s / 60:g} min"
    found.append(Assumption("wake-up", value, wake.kind, wake.source))
    sessions = model.sessions
    value = f"{len(sessions.after_contact_s)} further sessions of {sessions.duration_s / 60:g} min after a morning contact"
    if sessions.search is not None:
        after, listens = sessions.search.after_days, len(sessions.search.windows)
        value += (
            f"; after {after:g} {clock.day_name}s of silence it listens {listens} times a {clock.day_name}"
        )
    found.append(Assumption("sessions", value, sessions.kind, sessions.source))
    found += [*earth_assumptions(scenario)]
    found += [*_vehicle(scenario)]
    if model.helicopter.power is not None:
        found += power_assumptions(model.helicopter.power, clock)
    found += flight_assumptions(scenario)
    heights = f"rover {model.radios.rover.antenna_height_m:g} m, helicopter {model.radios.helicopter.antenna_height_m:g} m"
    found.append(Assumption("antenna heights", heights, "assumed", "fixed, not fitted"))
    found += [*_antenna("rover", scenario, model.radios.rover)]
    found += [*_antenna("helicopter", scenario, model.radios.helicopter)]
    return tuple(found)


def _vehicle(scenario: Scenario) -> Iterator[Assumption]:
    """How the vehicle moves: its rates, or its settings."""
    helicopter = scenario.model.helicopter
    if helicopter.climb_rate_mps is not None and helicopter.descent_rate_mps is not None:
        climb = f"climb {helicopter.climb_rate_mps:g} m/s, descent {helicopter.descent_rate_mps:g} m/s"
        yield Assumption("flight heights", climb, "assumed", "recorded tracks carry no heights")
    given = filled_in(vehicle_class(helicopter.vehicle).settings, helicopter.vehicle_settings)
    if given:
        figures = ", ".join(f"{key.replace('_', ' ')} {given[key]}" for key in given if key not in SOURCED)
        yield Assumption(helicopter.vehicle, figures, given["kind"], given["source"])


def _antenna(end: str, scenario: Scenario, radio: Radio) -> Iterator[Assumption]:
    """What one end says of its antenna beyond an isotropic one."""
    if radio.antenna is not None:
        summary = scenario.tables.antennas[end].summary
        value = f"{radio.antenna.pattern}: {summary}" if summary else radio.antenna.pattern
        yield Assumption(f"{end} antenna", value, radio.antenna.kind, radio.antenna.source)
    for sector in radio.body_loss:
        value = f"{sector.loss_db:g} dB (sigma {sector.sigma_db:g} dB) from {sector.from_deg:g} to {sector.to_deg:g} deg of its heading"
        yield Assumption(f"{end} body", value, sector.kind, sector.source)
    if radio.tilts_with_ground:
        yield Assumption(
            f"{end} tilt", "leans as the ground does over 1 m", "assumed", "no record of its own tilt"
        )
