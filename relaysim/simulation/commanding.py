"""What Earth sends to the helicopter, when it is written, and what it changes once it is on board."""

from __future__ import annotations

import dataclasses

from relaysim.relay.topology import EARTH, HELICOPTER
from relaysim.scenario.world import CommandPlan, DailyProduct
from relaysim.simulation.mission import Mission, Process


def flight_commands(mission: Mission) -> Process:
    """Earth writes each flight's commands a stated time before its planned take-off."""
    world = mission.world
    lead_s = world.earth.command_lead_days * world.clock.day_length_s
    for plan in sorted(world.flights, key=lambda plan: plan.takeoff_utc_s):
        yield mission.until(plan.takeoff_utc_s - lead_s)
        mission.network.create(plan.commands, EARTH, HELICOPTER, plan.flight)


def send_commands(mission: Mission) -> None:
    """Set a process going for each of the other commands."""
    for plan in mission.world.commands:
        mission.env.process(_send(mission, plan))
        if plan.sets is not None:
            mission.env.process(_load(mission, plan))


def _send(mission: Mission, plan: CommandPlan) -> Process:
    """Once, or every local day at its time."""
    world = mission.world
    if plan.send_utc_s is not None:
        if plan.send_utc_s >= world.start_utc_s:
            yield mission.until(plan.send_utc_s)
            mission.network.create(plan.template, EARTH, HELICOPTER)
        return
    yield from _daily(
        mission, plan.send_seconds_of_day or 0.0, DailyProduct(plan.template, 1, 0.0), EARTH, HELICOPTER
    )


def _load(mission: Mission, plan: CommandPlan) -> Process:
    """Software changes the vehicle when every part of it is there, and not before."""
    while not mission.boards.has(plan.kind, plan.template.name):
        yield mission.boards.changed
    changes = plan.sets
    if changes is not None:
        given = {name: value for name, value in vars(changes).items() if value is not None}
        mission.image_tolerance_s = given.get("image_tolerance_s", mission.image_tolerance_s)
        alarm = {name: value for name, value in given.items() if name != "image_tolerance_s"}
        mission.wake = dataclasses.replace(mission.wake, **alarm)
        mission.recorder.wakes.append((mission.now, mission.wake))
        mission.recorder.event(
            mission.now, HELICOPTER, "software loaded", plan.name, ", ".join(sorted(given))
        )


def surface_products(mission: Mission) -> None:
    """Set a process going for each daily product of the rover and the landers."""
    world = mission.world
    for node, products in [("rover", world.rover.daily_products)] + [
        (n.name, n.daily_products) for n in world.landers
    ]:
        for product in products:
            mission.env.process(_daily(mission, product.seconds_of_day, product, node, EARTH))


def _daily(
    mission: Mission, seconds_of_day: float, product: DailyProduct, source: str, destination: str
) -> Process:
    clock, world = mission.world.clock, mission.world
    for day in range(clock.day(world.start_utc_s), clock.day(world.end_utc_s) + 1):
        at = clock.utc_s(day, seconds_of_day)
        if at < world.start_utc_s:
            continue
        yield mission.until(at)
        for _ in range(product.count):
            mission.network.create(product.template, source, destination)
