"""Whether a contact plan fits its scenario: every node is known, and the legs are ones that the network has.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from relaysim.clock.utc import format_utc
from relaysim.earth.network import EARTH, HELICOPTER, ROVER
from relaysim.plans.plan import ContactPlan
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema import ScenarioModel

PLACE = ("earth", "contacts")
SHOWN = 10


def check_plan(model: ScenarioModel, plan: ContactPlan | None, faults: FaultList) -> None:
    """Adds the faults of a plan that was read, None if none was."""
    kinds = node_kinds(model)
    if model.earth is None or model.earth.contacts is None or kinds is None:
        return
    for key, name in (model.earth.contacts.names or {}).items():
        if name not in kinds:
            hint = nearest(name, list(kinds)) or ";"
            message = (
                f"'{name}' (the plan's {key}) is no node of the scenario{hint} there are: {', '.join(kinds)}"
            )
            faults.add((*PLACE, "names", key), message)
    if plan is None:
        return
    _check_times(model, plan, faults)
    used = {end for contact in plan.contacts for end in (contact.source, contact.destination)}
    for name in sorted(used - set(kinds))[:SHOWN]:
        message = f"the plan's node '{name}' is nowhere in the scenario: add it to 'names', or describe it in 'nodes'"
        faults.add((*PLACE, "file"), message)
    legs = sorted({(contact.source, contact.destination) for contact in plan.contacts})
    for source, destination in legs:
        if source in kinds and destination in kinds and (why := _no_leg(source, destination, kinds)):
            faults.add((*PLACE, "file"), f"the plan has contacts from {source} to {destination}, but {why}")


def _check_times(model: ScenarioModel, plan: ContactPlan, faults: FaultList) -> None:
    """Whether any contact lies within the scenario: a wrong epoch moves them all."""
    start, end = model.start_utc_s, model.end_utc_s
    if start is None or end is None or not plan.contacts:
        return
    if any(contact.start_utc_s < end and contact.end_utc_s > start for contact in plan.contacts):
        return
    first = format_utc(min(contact.start_utc_s for contact in plan.contacts))
    last = format_utc(max(contact.end_utc_s for contact in plan.contacts))
    message = (
        f"no contact of the plan lies within the scenario ({format_utc(start)} to {format_utc(end)}): they are from "
        f"{first} to {last}; mend the scenario's times, or say in 'epoch' what the plan's times count from"
    )
    faults.add((*PLACE, "file"), message)


def node_kinds(model: ScenarioModel) -> dict[str, str] | None:
    """What each node of a scenario with a plan is, by name; None while a name is faulty."""
    plan = model.earth.contacts if model.earth is not None else None
    nodes, landers = plan.nodes if plan is not None else None, model.landers
    if nodes is None or landers is None:
        return None
    if any(node is None or node.name is None or node.type is None for node in nodes):
        return None
    if any(lander is None or lander.name is None for lander in landers):
        return None
    ground = {ROVER: "ground", **{lander.name: "ground" for lander in landers}}
    return {EARTH: EARTH, **ground, HELICOPTER: HELICOPTER, **{node.name: node.type for node in nodes}}


def _no_leg(source: str, destination: str, kinds: dict[str, str]) -> str:
    """Why there is no link between two nodes, "" if there may be one."""
    if HELICOPTER in (source, destination):
        if ROVER in (source, destination):
            return ""
        return "the helicopter talks to the rover alone: leave these contacts out"
    if kinds[source] == kinds[destination]:
        what = "nodes on the ground" if kinds[source] == "ground" else f"{kinds[source]}s"
        return f"two {what} are never joined: leave these contacts out"
    return ""
