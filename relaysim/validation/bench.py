"""The bench that documented events are held against, from a scenario and a terrain."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relaysim.errors import InputError
from relaysim.links.model import LinkModel
from relaysim.radio.body_loss import BodySector
from relaysim.scenario.build_link import radio_settings
from relaysim.scenario.link_events import LinkEvent
from relaysim.scenario.scenario import Scenario
from relaysim.sightline.ground_around import lay_around
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.look import body_of_terrain
from relaysim.validation.calibration import Bench
from relaysim.validation.stands import rover_stands

AROUND_M = 200.0


def bench_for(
    scenario: Scenario,
    events: tuple[LinkEvent, ...],
    terrains: Sequence[str | Path],
    fixed_term: str,
) -> Bench:
    """Terrain around all drives and events, the scenario's radio without its fixed loss and without its body loss.

    Args:
        terrains: names or files, as known on all days; the first that has a height wins.
        fixed_term: name of the budget term that stands for the fixed loss.

    Raises: InputError if the budget has no such term; TerrainError as the terrain's.
    """
    radio = radio_settings(scenario)
    if all(term.name != fixed_term for term in radio.budget.terms):
        named = ", ".join(f"'{term.name}'" for term in radio.budget.terms)
        raise InputError(
            f"link budget: no term is called '{fixed_term}' that could be fitted; there are {named}"
        )
    terms = tuple(
        dataclasses.replace(term, value=0.0, low=None, high=None) if term.name == fixed_term else term
        for term in radio.budget.terms
    )
    budget = dataclasses.replace(radio.budget, terms=terms)
    body = body_of_terrain(terrains[0])
    places = [(e.latitude_deg, e.longitude_deg) for e in events if e.has_place]
    if not places:
        raise InputError("the table of events: none of its events says where the helicopter was")
    frame = LocalFrame(body, *(float(np.mean(column)) for column in zip(*places, strict=True)))
    stands = rover_stands(scenario, frame)
    lat = [*(s.latitude_deg for s in stands), *(e.latitude_deg for e in events if e.has_place)]
    lon = [*(s.longitude_deg for s in stands), *(e.longitude_deg for e in events if e.has_place)]
    ground = lay_around(terrains, lat, lon, AROUND_M).terrain
    ground = dataclasses.replace(ground, k_factor=scenario.model.link.k_factor)
    radios = scenario.model.radios
    model = LinkModel(
        ground,
        frame,
        dataclasses.replace(radio, budget=budget),
        radios.rover.antenna_height_m,
        radios.helicopter.antenna_height_m,
    )
    return Bench(
        model=model,
        clock=scenario.clock,
        stands=stands,
        threshold_db={mode.rate_bps: budget.threshold_loss_db(mode) for mode in budget.modes},
        body=tuple(BodySector(s.from_deg, s.to_deg, 0.0) for s in radios.rover.body_loss),
        cruise_m={flight.sol: flight.max_altitude_m for flight in scenario.tables.flights.values()},
    )
