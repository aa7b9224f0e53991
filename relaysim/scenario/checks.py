"""Everything that is looked at in a scenario once its files are read: one check a subject, all faults at once."""

from __future__ import annotations

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.scenario.airfields import check_airfields
from relaysim.scenario.check_body import check_body
from relaysim.scenario.check_earth import check_earth
from relaysim.scenario.check_faults import check_faults
from relaysim.scenario.check_flights import FlightChecks, check_flights
from relaysim.scenario.check_gate import check_gate
from relaysim.scenario.check_legs import check_legs
from relaysim.scenario.check_link import check_link
from relaysim.scenario.check_plan import check_plan
from relaysim.scenario.check_power import check_power
from relaysim.scenario.check_sections import check_sections
from relaysim.scenario.check_traffic import check_traffic
from relaysim.scenario.check_uncertainty import check_uncertainty
from relaysim.scenario.check_vehicle import check_vehicle
from relaysim.scenario.load_earth import EarthSources
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.tables import Tables


def check_all(
    model: ScenarioModel, tables: Tables, sources: EarthSources, clock: LocalClock | None, faults: FaultList
) -> None:
    """Adds the faults of every subject of a (maybe partial) model; clock: None while it is faulty."""
    if model.link is not None:
        check_link(model.link, faults)
    check_uncertainty(model.uncertainty, faults)
    check_body(model.body, faults)
    check_sections(model, faults)
    vehicle = check_vehicle(model, faults)
    check_earth(model, faults)
    check_plan(model, sources.plan, faults)
    check_traffic(model, faults)
    check_gate(model, faults)
    check_airfields(model, faults)
    check_legs(model, faults)
    check_power(model, model.helicopter.power if model.helicopter is not None else None, faults, vehicle)
    flights = [one.flight for one in model.flights or () if one is not None and one.flight is not None]
    check_faults(model.faults or (), flights, tables.contingencies, faults)
    check_flights(_of_flights(model, tables, vehicle, clock, faults), faults)


def _of_flights(
    model: ScenarioModel,
    tables: Tables,
    vehicle: type[Vehicle] | None,
    clock: LocalClock | None,
    faults: FaultList,
) -> FlightChecks:
    """What the checks of the flights look at."""
    no_table = model.helicopter is not None and not faults.given("helicopter", "flights")
    records_known = no_table or bool(tables.flights)
    if vehicle is None:
        return FlightChecks(model, tables, records_known, clock, flies_level=None)
    return FlightChecks(
        model, tables, records_known, clock, model.helicopter.vehicle, flies_level=vehicle.flies_level
    )
