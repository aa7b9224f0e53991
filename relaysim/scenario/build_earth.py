"""From a checked scenario to the way to Earth: its nodes, and every contact of the run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relaysim.blackout.far_end import FarEnd
from relaysim.clock.sky import Sky
from relaysim.clock.windows import Window
from relaysim.earth.conjunction import conjunctions
from relaysim.earth.network import (
    EARTH,
    HELICOPTER,
    LANDER,
    ORBITER,
    STATION,
    EarthNode,
    always_open,
    daily_passes,
    daily_uplinks,
    dimmed,
    in_order,
    pieces,
)
from relaysim.earth.schedule import DailyWindow
from relaysim.plans.contact import Contact
from relaysim.scenario.build_direct import direct_contacts
from relaysim.scenario.build_orbiters import computed_contacts, station_windows, tabled_contacts
from relaysim.scenario.command_turns import next_chance_only, through_the_network
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import Decision, EarthPlan
from relaysim.streams import Streams
from relaysim.terrain.grid import Terrain


def earth_plan(scenario: Scenario, terrain: Terrain, decisions: tuple[Decision, ...]) -> EarthPlan:
    """Nodes and contacts of the way to Earth, whichever form the scenario gives them in.

    Raises:
        InputError: a SPICE kernel has a gap within the run.
    """
    earth, sky = scenario.model.earth, scenario.sources.sky
    silences = _conjunctions(scenario, sky)
    return EarthPlan(
        light_time=scenario.tables.light_time,
        nodes=earth_nodes(scenario),
        contacts=in_order(earth_contacts(scenario, terrain, silences)),
        silences=tuple((start, end, "conjunction") for start, end in silences),
        normal_gap_days=earth.normal_gap_days,
        command_lead_days=float(scenario.model.command_lead_days),
        decisions=decisions,
        router=earth.router,
        far_end=FarEnd.called(earth.name),
    )


def earth_nodes(scenario: Scenario) -> tuple[EarthNode, ...]:
    """Stations, orbiters and landers, in the order of the file."""
    earth, plan = scenario.model.earth, scenario.model.earth.contacts
    stations = [EarthNode(station.name, STATION) for station in earth.stations]
    orbiters = [
        EarthNode(orbiter.name, ORBITER, orbiter.storage_bits, 0.0, earth.when_full)
        for orbiter in earth.orbiters
    ]
    listed = [
        EarthNode(node.name, node.type, node.storage_bits, node.latency_s, earth.when_full)
        if node.storage_bits is not None
        else EarthNode(node.name, node.type, latency_s=node.latency_s)
        for node in (plan.nodes if plan else ())
    ]
    landers = [
        EarthNode(lander.name, LANDER, lander.storage_bits, 0.0, lander.when_full)
        for lander in scenario.model.landers
    ]
    return (*stations, *orbiters, *listed, *landers)


def earth_contacts(scenario: Scenario, terrain: Terrain, silences: Sequence[Window]) -> list[Contact]:
    """Every leg but the one between rover and helicopter, from the scenario's start to its end."""
    model, plan = scenario.model, scenario.sources.plan
    span = [(model.start_utc_s, model.end_utc_s)]
    if plan is not None:
        legs = [c for c in plan.contacts if HELICOPTER not in (c.source, c.destination)]
        return [piece for contact in legs for piece in pieces(contact, span)]
    earth, sky = model.earth, scenario.sources.sky
    stations = station_windows(scenario, sky) if sky is not None and earth.orbiters else {}
    found = _daily(scenario)
    if scenario.sources.passes:
        found += tabled_contacts(scenario, stations)
    elif earth.orbiters:
        found += computed_contacts(scenario, sky, stations)
    ends = frozenset({EARTH, *(station.name for station in earth.stations)})
    found = dimmed(found, silences, ends, earth.conjunction.returns_factor if earth.conjunction else 1.0)
    if earth.direct is not None and sky is not None:
        found += direct_contacts(scenario, earth.direct, sky, terrain, silences)
    found = next_chance_only(found, frozenset(orbiter.name for orbiter in earth.orbiters), ends)
    for station in earth.stations:
        network = station.latency_s, station.rate_bps, model.start_utc_s
        found += through_the_network(station.name, found, *network)
        found += always_open(station.name, EARTH, *span[0], station.rate_bps, latency_s=station.latency_s)
    return found


def _conjunctions(scenario: Scenario, sky: Sky | None) -> list[Window]:
    model = scenario.model
    if model.earth.conjunction is None or sky is None:
        return []
    return conjunctions(sky, model.earth.conjunction.below_deg, model.start_utc_s, model.end_utc_s)


def _daily(scenario: Scenario) -> list[Contact]:
    """The contacts of the daily windows; the passes' times are drawn from the seed."""
    model, light_time = scenario.model, scenario.tables.light_time
    uplinks = [DailyWindow(u.at_s, u.duration_s, u.rate_bps) for u in model.earth.uplinks]
    passes = [DailyWindow(p.at_s, p.duration_s, p.rate_bps, p.latency_s) for p in model.earth.passes]
    span = scenario.clock, model.start_utc_s, model.end_utc_s, light_time
    streams = Streams(model.seed)

    def draws(seconds_of_day: float, day: int) -> np.random.Generator:
        return streams.named(f"orbiter pass at {seconds_of_day:g} s of day {day}")

    def made() -> list[Contact]:
        return [
            *daily_uplinks(uplinks, *span),
            *daily_passes(passes, *span, model.earth.pass_time_sigma_s, draws),
        ]

    # Variants of a campaign share the seed, and so the passes: a generator for each is worth to be spared.
    light = light_time.utc_s.tobytes(), light_time.one_way_s.tobytes()
    key = (model.seed, model.earth.pass_time_sigma_s, tuple(uplinks), tuple(passes), *span[:3], light)
    return [*scenario.shelf.keep_last("daily windows", key, made)]
