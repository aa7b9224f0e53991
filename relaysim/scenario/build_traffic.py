"""From a checked scenario to what is sent: products, commands, and what decisions need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shapely

from relaysim.relay.product import Template
from relaysim.rover.drives import Drive
from relaysim.scenario import schema_traffic, schema_vehicles
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import (
    CommandPlan,
    DailyProduct,
    Decision,
    LanderPlan,
    PlannedFlight,
    SoftwareChange,
)

# Where the scenario says nothing of decisions.
LEAD_S, NEAR_M, KINDS = 12 * 3600.0, 50.0, ("image",)


def template(product: schema_vehicles.Product) -> tuple[Template, int]:
    """One product as it is made, and how many of them at a time."""
    size = round(product.size_bits)
    return Template(product.kind, product.name, size, product.priority, product.expires_s), product.count


def daily_products(products: Iterable[schema_vehicles.TimedProduct]) -> tuple[DailyProduct, ...]:
    """What a node makes every local day, by the time of day; without one, as the day begins."""
    found = [DailyProduct(*template(product), product.at_s or 0.0) for product in products]
    return tuple(sorted(found, key=lambda product: product.seconds_of_day))


def landers(scenario: Scenario) -> tuple[LanderPlan, ...]:
    """The further nodes on the ground."""
    return tuple(
        LanderPlan(
            name=lander.name,
            latitude_deg=lander.latitude_deg,
            longitude_deg=lander.longitude_deg,
            storage_bits=lander.storage_bits,
            daily_products=daily_products(lander.daily_products),
            when_full=lander.when_full,
        )
        for lander in scenario.model.landers
    )


def commands(scenario: Scenario) -> tuple[CommandPlan, ...]:
    """The commands besides those of flights, in the order of the file."""
    return tuple(map(_command, scenario.model.commands))


def _command(command: schema_traffic.Command) -> CommandPlan:
    sets = command.sets
    return CommandPlan(
        name=command.name,
        kind=command.kind,
        template=Template(
            command.kind,
            command.name,
            round(command.size_bits),
            command.priority,
            command.expires_s,
            command.parts,
        ),
        send_utc_s=command.send.utc_s,
        send_seconds_of_day=command.send.seconds_of_day,
        sets=SoftwareChange(sets.alarm_s, sets.awake_s, sets.image_tolerance_s) if sets else None,
    )


def decisions(
    scenario: Scenario, flights: Sequence[PlannedFlight], drives: Sequence[Drive]
) -> tuple[Decision, ...]:
    """What has to be on Earth by when, in time.

    A flight informs the first drive that comes near its planned track and is planned after the planned landing (a
    drive whose deadline was before could not have waited for it). The deadline is `lead` before the drive starts.
    Deadlines after the scenario's end are left out: nobody could tell whether they were met.
    """
    section = scenario.model.decisions
    lead_s, near_m, kinds = (
        (section.lead_s, section.near_m, section.products) if section else (LEAD_S, NEAR_M, KINDS)
    )
    found = []
    for flight in flights if kinds else ():
        landed = flight.takeoff_utc_s + flight.planned_duration_s
        drive = _next_near(flight, [d for d in drives if d.route.start_utc_s - lead_s > landed], near_m)
        if drive is not None and drive.route.start_utc_s - lead_s < scenario.model.end_utc_s:
            found.append(Decision(flight.flight, drive.route.start_utc_s - lead_s, drive.drive, kinds))
    return tuple(sorted(found, key=lambda decision: (decision.deadline_utc_s, decision.flight)))


def _next_near(flight: PlannedFlight, drives: Iterable[Drive], near_m: float) -> Drive | None:
    """The first of the drives (in time) that comes within `near_m` of a flight's track."""
    track = flight.route.line
    return next((drive for drive in drives if shapely.dwithin(drive.route.line, track, near_m)), None)
