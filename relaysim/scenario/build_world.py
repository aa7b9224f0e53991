"""From a checked scenario to the world it describes: the one place where both are known."""

from __future__ import annotations

from relaysim.errors import ScenarioError
from relaysim.links.loss_store import LossStore
from relaysim.scenario.assumptions import assumptions
from relaysim.scenario.build_contingencies import planned_faults
from relaysim.scenario.build_earth import earth_plan
from relaysim.scenario.build_flights import planned_flights
from relaysim.scenario.build_gate import gate_plan
from relaysim.scenario.build_helicopter import helicopter_plan
from relaysim.scenario.build_link import link_model, link_uncertainty, packets
from relaysim.scenario.build_rover import rover_plan
from relaysim.scenario.build_sessions import session_plan
from relaysim.scenario.build_traffic import commands, decisions, landers
from relaysim.scenario.check_routes import RouteGround, check_routes
from relaysim.scenario.flight_charge import flight_charge
from relaysim.scenario.gravity import gravity_mps2
from relaysim.scenario.ground_plan import Opener, open_ground, open_wish, site_frame
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import HistoryRow, World
from relaysim.terrain.describe import seam_words


def build_world(
    scenario: Scenario, cache: LossStore | None = None, opener: Opener = open_wish, *, threads: int = 2
) -> World:
    """Everything the simulation needs from a scenario: terrain opened, routes in one local frame.

    Args:
        cache: where losses are kept from run to run; None keeps none.
        opener: what makes the terrain, where it is not to be read from its files.
        threads: how many the solver of path losses may use; it changes no result.

    Raises:
        InputError: terrain that cannot serve, or a vehicle that starts where there is no terrain.
    """
    model = scenario.model
    frame = site_frame(scenario)
    ground = open_ground(scenario, frame, opener)
    rover = rover_plan(scenario, frame)
    helicopter, gravity = helicopter_plan(scenario, frame, ground.terrain), gravity_mps2(model.body)
    below = RouteGround(ground.terrain, frame, gravity)
    flights = planned_flights(scenario, below, helicopter.vehicle)
    charge = flight_charge(helicopter, below.surface)
    if faults := check_routes(scenario, below, flights, helicopter.vehicle, charge):
        raise ScenarioError(faults)
    return World(
        name=model.name,
        title=model.title,
        start_utc_s=model.start_utc_s,
        end_utc_s=model.end_utc_s,
        seed=model.seed,
        time_zone=model.reporting_time_zone,
        clock=scenario.clock,
        link=link_model(scenario, ground.terrain, frame, rover, cache, threads),
        doubt=link_uncertainty(scenario),
        seams=tuple(map(seam_words, ground.seams)),
        packets=packets(scenario),
        sweep_term=model.link.sweep,
        rover=rover,
        helicopter=helicopter,
        flights=flights,
        sessions=session_plan(scenario),
        gate=gate_plan(model.gate),
        earth=earth_plan(scenario, ground.terrain, decisions(scenario, flights, rover.drives)),
        history=tuple(
            HistoryRow(row.level, row.what, row.start_utc_s, row.end_utc_s, row.source)
            for row in model.history
        ),
        assumptions=assumptions(scenario),
        limits=model.limits,
        resolved=scenario.resolved(),
        table_digests=scenario.table_digests,
        landers=landers(scenario),
        commands=commands(scenario),
        faults=planned_faults(model.faults, scenario.tables.contingencies),
        gravity_mps2=gravity,
    )
