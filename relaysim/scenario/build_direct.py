"""From a checked scenario to the rover's own link with the stations: its windows, by sky, terrain and work day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from relaysim.clock.daily import daily_windows
from relaysim.clock.sky import Sky
from relaysim.clock.windows import Window, intersect, merge
from relaysim.earth.direct import Direct, DirectRate, Horizon, earth_windows
from relaysim.earth.network import ROVER
from relaysim.earth.stations import Station
from relaysim.plans.contact import Contact
from relaysim.scenario import schema_earth
from relaysim.scenario.ground_site import rover_stands
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.terrain_horizon import terrain_horizon
from relaysim.sightline.ends import End
from relaysim.terrain.grid import Terrain

# Earth stands 0.02 deg higher or lower a kilometre farther on; a skyline may change in a few steps.
ANGLE_APART_M, TERRAIN_APART_M = 1000.0, 10.0


def direct_contacts(
    scenario: Scenario,
    section: schema_earth.Direct,
    sky: Sky,
    terrain: Terrain,
    conjunctions: Sequence[Window],
) -> list[Contact]:
    """Commands and returns of the link without an orbiter, through the whole run."""
    model = scenario.model
    span = model.start_utc_s, model.end_utc_s
    stations = {s.name: s for s in model.earth.stations}
    rates = [
        DirectRate(_station(stations[r.station]), r.commands_bps or 0.0, r.returns_bps or 0.0)
        for r in section.rates
    ]
    conjunction = model.earth.conjunction
    direct = Direct(
        sky=sky,
        rover=ROVER,
        rates=rates,
        at_rover=rover_windows(scenario, section, sky, terrain),
        conjunctions=conjunctions,
        returns_factor=conjunction.returns_factor if conjunction else 0.0,
        reference_distance_m=section.reference_distance_m,
    )
    return [*direct.commands(*span), *direct.returns(*span)]


def _station(station: schema_earth.Station) -> Station:
    return Station(station.name, station.latitude_deg, station.longitude_deg, station.mask_deg)


def rover_windows(
    scenario: Scenario, section: schema_earth.Direct, sky: Sky, terrain: Terrain
) -> list[Window]:
    """When the rover can point at Earth, in its own time: within its working hours, Earth above its horizon.

    A signal from Earth that arrives a little after the end of the run was sent within it: the windows reach on.
    """
    start, end = scenario.model.start_utc_s, scenario.model.end_utc_s
    later = end + float(sky.uplink_sent_s([end])[0]) + 1.0
    by_terrain = isinstance(section.horizon_deg, str)
    stands = rover_stands(scenario, TERRAIN_APART_M if by_terrain else ANGLE_APART_M)
    edges = [start, *(stand[0] for stand in stands[1:]), later]
    found: list[Window] = []
    for (_, latitude, longitude), (since, until) in zip(stands, pairwise(edges), strict=True):
        horizon = _horizon(scenario, section, terrain, latitude, longitude)
        found += earth_windows(sky, latitude, longitude, horizon, since, until)
    work = daily_windows(scenario.clock, [(w.at_s, w.duration_s) for w in section.windows], start, later)
    return intersect(merge(found), work)


def _horizon(
    scenario: Scenario, section: schema_earth.Direct, terrain: Terrain, latitude: float, longitude: float
) -> Horizon:
    if not isinstance(section.horizon_deg, str):
        return section.horizon_deg
    antenna_m = scenario.model.radios.rover.antenna_height_m
    return terrain_horizon(terrain, End(latitude, longitude, antenna_m))
