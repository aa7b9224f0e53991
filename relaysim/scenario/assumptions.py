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
    radios = model.radios
    heights = (
        f"rover {radios.rover.antenna_height_m:g} m, helicopter {radios.helicopter.antenna_height_m:g} m"
    )
    return (
        *_way_of_waves(scenario),
        *_doubt(scenario),
        _packet_errors(scenario),
        _wake(scenario),
        _sessions(scenario),
        *earth_assumptions(scenario),
        *_vehicle(scenario),
        *(power_assumptions(model.helicopter.power, scenario.clock) if model.helicopter.power else ()),
        *flight_assumptions(scenario),
        Assumption("antenna heights", heights, "assumed", "fixed, not fitted"),
        *_antenna("rover", scenario, radios.rover),
        *_antenna("helicopter", scenario, radios.helicopter),
    )


def _way_of_waves(scenario: Scenario) -> Iterator[Assumption]:
    """What the ground is made of, and how far the air bends rays."""
    link = scenario.model.link
    if (ground := link.ground) is not None:
        value = (
            f"relative permittivity {ground.relative_permittivity:g}, loss tangent {ground.loss_tangent:g}"
        )
        yield Assumption("ground", value, ground.kind, ground.source)
    if (air := link.refraction) is not None:
        yield Assumption("refraction", f"rays bend with k = {air.k_factor:g}", air.kind, air.source)


def _doubt(scenario: Scenario) -> Iterator[Assumption]:
    """How uncertain heights and ground are."""
    if (doubt := scenario.model.uncertainty) is None:
        return
    sigma_m = doubt.height_sigma_m
    heights = "the terrain's own band" if sigma_m is None else f"sigma {sigma_m:g} m"
    value = (
        f"heights: {heights}, correlated over {doubt.correlation_length_m:g} m; permittivity: sigma "
        f"{doubt.permittivity_sigma:g}; {doubt.grounds} grounds drawn"
    )
    yield Assumption("uncertainty", value, doubt.kind, doubt.source)


def _packet_errors(scenario: Scenario) -> Assumption:
    success = scenario.model.link.packet.success
    value = f"IEEE 802.15.4, {success:g} of packets of 20 byte arrive at the sensitivity"
    source = "IEEE 802.15.4-2006 annex E, anchored at the sensitivity"
    return Assumption("packet errors", value, "assumed", source)


def _wake(scenario: Scenario) -> Assumption:
    clock, wake = scenario.clock, scenario.model.helicopter.wake
    alarm = clock.format_time(clock.utc_s(0, wake.alarm_s))[:5]
    value = f"alarm {alarm} {clock.time_name}, awake {wake.awake_s / 60:g} min"
    return Assumption("wake-up", value, wake.kind, wake.source)


def _sessions(scenario: Scenario) -> Assumption:
    """How often both ends talk after a contact, and how often the rover listens after a silence."""
    sessions, day = scenario.model.sessions, scenario.clock.day_name
    further, minutes = len(sessions.after_contact_s), sessions.duration_s / 60
    value = f"{further} further sessions of {minutes:g} min after a morning contact"
    if (search := sessions.search) is not None:
        value += (
            f"; after {search.after_days:g} {day}s of silence it listens {len(search.windows)} times a {day}"
        )
    return Assumption("sessions", value, sessions.kind, sessions.source)


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
