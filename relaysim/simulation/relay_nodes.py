"""The network of a world: its nodes with their storage, and who can send to whom."""

from __future__ import annotations

from typing import cast

import simpy

from relaysim.earth.network import ORBITER, STATION
from relaysim.relay.network import Network, Observer
from relaysim.relay.node import Node, WhenFull
from relaysim.relay.routers import routed
from relaysim.relay.topology import (
    EARTH,
    HELICOPTER,
    ROVER,
    BaseLink,
    EarthLeg,
    EarthSide,
    Rank,
    Scout,
    Surface,
    relay_map,
)
from relaysim.scenario.world import World

Ends = dict[str, EarthSide | Surface | Scout]


def node_ranks(world: World) -> dict[str, int]:
    """How far from Earth each node is, by name."""
    return {name: int(end.rank) for name, end in _ends(world).items()}


def relay_network(env: simpy.Environment, world: World, observer: Observer) -> Network:
    """Earth, the stations and orbiters of the world, its rover and landers, and the helicopter behind the rover.

    Raises:
        InputError: a router of another package fails, or its routes cannot be.
        TypeError: a contact between Earth's side and the helicopter: the scenario refuses such a plan before.
    """
    nodes = [
        Node(EARTH),  # Earth's own archive does not fill up
        Node(ROVER, world.rover.storage_bits, _rule(world.rover.when_full)),
        Node(HELICOPTER, world.helicopter.storage_bits, _rule(world.helicopter.when_full)),
        *(Node(n.name, n.storage_bits, _rule(n.when_full), n.latency_s) for n in world.earth.nodes),
    ]
    ends = _ends(world)
    pairs = sorted({(contact.source, contact.destination) for contact in world.earth.contacts})
    legs = [EarthLeg(cast(Surface, ends[source]), cast(Surface, ends[end])) for source, end in pairs]
    relay = relay_map([*legs, BaseLink(cast(Scout, ends[HELICOPTER]))], [EarthSide(EARTH, Rank.CENTRE)])
    return Network(
        env,
        nodes,
        routed(world.earth.router, relay, world.earth.contacts),
        observer,
    )


def _ends(world: World) -> Ends:
    rover = Surface(ROVER)
    found: Ends = {
        EARTH: EarthSide(EARTH, Rank.CENTRE),
        ROVER: rover,
        HELICOPTER: Scout(HELICOPTER, rover),
    }
    ranks = {STATION: Rank.STATION, ORBITER: Rank.ORBITER}
    for one in world.earth.nodes:
        found[one.name] = EarthSide(one.name, ranks[one.kind]) if one.kind in ranks else Surface(one.name)
    return found


def _rule(name: str) -> WhenFull:
    return cast(WhenFull, name)
