"""From a checked scenario to its orbiters: orbits, rates, and the contacts they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from relaysim.clock.rotation import body_axes
from relaysim.clock.sky import Sky
from relaysim.clock.windows import Window
from relaysim.earth.earth_leg import EarthRadio, station_contacts
from relaysim.earth.elements import (
    ANGLES,
    drawn,
    node_lon_of_local_time,
    node_lon_of_right_ascension,
    semi_major_axis_km,
    sun_synchronous_inclination_deg,
)
from relaysim.earth.gravity import central_body
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.earth.network import EARTH, always_open, pieces
from relaysim.earth.occultation import FarDirection
from relaysim.earth.orbit import Floats, Orbit
from relaysim.earth.orbiter import EarthSide, GroundRadio, Orbiter, orbiter_contacts
from relaysim.earth.pass_rates import RateStep, RateTable
from relaysim.earth.pass_table import pass_contacts
from relaysim.earth.radio_turns import RadioRule, in_turn
from relaysim.earth.stations import Station
from relaysim.plans.contact import Contact
from relaysim.scenario import schema_orbiters
from relaysim.scenario.ground_site import rover_stands, site_of
from relaysim.scenario.inclination import SUN_SYNCHRONOUS
from relaysim.scenario.scenario import Scenario
from relaysim.streams import Streams

SITE_STEP_M = 1000.0
StationWindows = Mapping[str, Sequence[Window]]


def unknown_angles(orbit: schema_orbiters.Orbit) -> list[str]:
    """The angles of an orbit that are drawn from the seed, named as MeanOrbit does."""
    given = (orbit.node, orbit.argument_deg, orbit.anomaly_deg)
    return [name for name, value in zip(ANGLES, given, strict=True) if value is None]


def mean_orbit(scenario: Scenario, name: str, orbit: schema_orbiters.Orbit) -> MeanOrbit:
    """An orbit by its elements; those that the scenario leaves out are drawn from its seed, for each name by itself."""
    model = scenario.model
    body = central_body(model.body.name)
    a_km, eccentricity = semi_major_axis_km(body, orbit.periapsis_m / 1000.0, orbit.apoapsis_m / 1000.0)
    inclination = orbit.inclination
    if isinstance(inclination, str):
        assert inclination == SUN_SYNCHRONOUS  # no other word is read
        inclination = sun_synchronous_inclination_deg(body, a_km, eccentricity, scenario.clock.day_length_s)
    epoch = model.start_utc_s if orbit.epoch_utc_s is None else orbit.epoch_utc_s
    angles = (_node_lon_deg(scenario, orbit, epoch), orbit.argument_deg or 0.0, orbit.anomaly_deg or 0.0)
    mean = MeanOrbit(body, a_km, eccentricity, inclination, *angles, epoch)
    return drawn(mean, unknown_angles(orbit), Streams(model.seed).named(f"orbit of {name}"))


def _node_lon_deg(scenario: Scenario, orbit: schema_orbiters.Orbit, epoch_utc_s: float) -> float:
    if orbit.node is None:
        return 0.0
    if orbit.node.seconds_of_day is not None:
        longitude = rover_stands(scenario, SITE_STEP_M)[0][2]
        return node_lon_of_local_time(scenario.clock, longitude, orbit.node.seconds_of_day, epoch_utc_s)
    axes = body_axes(central_body(scenario.model.body.name).name, epoch_utc_s)
    return node_lon_of_right_ascension(orbit.node.right_ascension_deg or 0.0, axes)


def computed_contacts(scenario: Scenario, sky: Sky | None, stations: StationWindows) -> list[Contact]:
    """Every contact of orbiters whose orbits are known: with the rover, the landers, and Earth.

    An orbiter talks with one of them at a time. Passes that overlap go to them in turn, the rover first; what is left beside
    these goes to the rover, then to each lander in the order of the file.
    """
    model, stands = scenario.model, rover_stands(scenario, SITE_STEP_M)
    rule = RadioRule(shortest_s=model.earth.shortest_pass_s, most_per_day=model.earth.most_passes)
    grounds = [GroundRadio("rover", site_of(scenario, stands), scenario.clock, rule)]
    for lander in model.landers:
        site = site_of(scenario, [(0.0, lander.latitude_deg, lander.longitude_deg)])
        grounds.append(GroundRadio(lander.name, site, scenario.clock, rule))
    orbiters = [_orbiter(scenario, one) for one in model.earth.orbiters]
    earth = _earth_side(scenario, sky, stations) if sky is not None and stations else None
    span = model.start_utc_s, model.end_utc_s
    found: list[Contact] = []
    turns = _turns(orbiters, grounds, span) if model.landers else [{}]
    for n, ground in enumerate(grounds):
        engaged = {
            o.name: [one for turn in (*turns[:n], *turns[n + 1 :]) for one in turn[o.name]] for o in orbiters
        }
        # The legs to Earth are the same whoever is heard: once is enough.
        found += orbiter_contacts(orbiters, ground, *span, earth if n == 0 else None, engaged)
        turns[n] = _used(found, ground, orbiters)
    return found if earth is not None else [*found, *legs_without_stations(scenario)]


def _turns(
    orbiters: Sequence[Orbiter], grounds: Sequence[GroundRadio], span: Window
) -> list[dict[str, list[Window]]]:
    """When each orbiter is promised to each on the ground, of all that these would use."""
    wanted = [_used(orbiter_contacts(orbiters, ground, *span), ground, orbiters) for ground in grounds]
    given = {o.name: in_turn([own[o.name] for own in wanted]) for o in orbiters}
    return [{name: turns[n] for name, turns in given.items()} for n in range(len(grounds))]


def _used(
    contacts: Sequence[Contact], ground: GroundRadio, orbiters: Sequence[Orbiter]
) -> dict[str, list[Window]]:
    """When each orbiter hears one on the ground."""
    used: dict[str, list[Window]] = {orbiter.name: [] for orbiter in orbiters}
    for contact in contacts:
        if contact.source == ground.name:
            used[contact.destination].append((contact.start_utc_s, contact.end_utc_s))
    return used


def _orbiter(scenario: Scenario, orbiter: schema_orbiters.Orbiter) -> Orbiter:
    link, forward = orbiter.to_earth, orbiter.forward
    return Orbiter(
        orbiter.name,
        _orbit(scenario, orbiter),
        orbiter.mask_deg,
        _rates(orbiter),
        RateTable((RateStep(forward.rate_bps),)) if forward else None,
        EarthRadio(link.rate_bps, forward.from_earth_bps if forward else 0.0, link.latency_s),
    )


def _orbit(scenario: Scenario, orbiter: schema_orbiters.Orbiter) -> Orbit:
    if orbiter.orbit is not None:
        return mean_orbit(scenario, orbiter.name, orbiter.orbit)
    return scenario.sources.orbits[orbiter.name]


def _rates(orbiter: schema_orbiters.Orbiter) -> RateTable:
    if orbiter.reference_range_m is None:
        return RateTable((RateStep(orbiter.rates_bps[-1]),))
    reference_km = orbiter.reference_range_m / 1000.0
    return RateTable.inverse_square(orbiter.rates_bps, orbiter.rates_bps[-1], reference_km)


def _earth_side(scenario: Scenario, sky: Sky, stations: StationWindows) -> EarthSide:
    model = scenario.model
    direction = FarDirection.sampled(sky.earth_direction, sky.body_axes, model.start_utc_s, model.end_utc_s)
    light = _light_time(scenario)
    return EarthSide(direction.at, light, model.body.figure.radius_m / 1000.0, {"": stations})


def _light_time(scenario: Scenario) -> Callable[[Floats], Floats]:
    table = scenario.tables.light_time
    return lambda utc_s: np.interp(utc_s, table.utc_s, table.one_way_s)


def tabled_contacts(scenario: Scenario, stations: StationWindows) -> list[Contact]:
    """Every contact of orbiters whose passes over the rover are a table; nothing ever hides Earth from them."""
    model, light = scenario.model, _light_time(scenario)
    span = model.start_utc_s, model.end_utc_s
    rule = RadioRule(shortest_s=model.earth.shortest_pass_s)
    rows = [row for orbiter in model.earth.orbiters for row in scenario.sources.passes[orbiter.name]]
    found = pass_contacts(rows, "rover", EARTH, light, *span, rule)
    forward = {orbiter.name: orbiter.forward for orbiter in model.earth.orbiters if orbiter.forward}
    found += [
        Contact.steady(c.destination, "rover", c.start_utc_s, c.end_utc_s, forward[c.destination].rate_bps)
        for c in list(found)
        if c.destination in forward
    ]
    if not stations:
        return [*found, *legs_without_stations(scenario)]
    for orbiter in model.earth.orbiters:
        link, up = orbiter.to_earth, orbiter.forward
        radio = EarthRadio(link.rate_bps, up.from_earth_bps if up else 0.0, link.latency_s)
        legs = station_contacts(orbiter.name, radio, [span], stations, light)
        # What reaches an orbiter as the run begins was sent before that.
        found += [piece for leg in legs for piece in pieces(leg, [span])]
    return found


def legs_without_stations(scenario: Scenario) -> list[Contact]:
    """Between orbiters and Earth at all times, where the scenario names no stations."""
    model, light = scenario.model, scenario.tables.light_time
    found = []
    for orbiter in model.earth.orbiters:
        span = model.start_utc_s, model.end_utc_s
        link, up = orbiter.to_earth, orbiter.forward
        found += always_open(orbiter.name, EARTH, *span, link.rate_bps, light, link.latency_s)
        if up is not None:
            found += always_open(EARTH, orbiter.name, *span, up.from_earth_bps, light)
    return found


def station_windows(scenario: Scenario, sky: Sky) -> StationWindows:
    """When each station sees the body, in the time of the orbiters: light that leaves them then is heard."""
    model, found = scenario.model, {}
    for one in model.earth.stations:
        station = Station(one.name, one.latitude_deg, one.longitude_deg, one.mask_deg)
        last = float(sky.downlink_s([model.end_utc_s])[0])
        seen = np.array(station.sees(sky, model.start_utc_s, model.end_utc_s + last)).reshape(-1, 2)
        left = seen - sky.downlink_received_s(seen)
        found[one.name] = [(start, end) for start, end in left.tolist()]
    return found
