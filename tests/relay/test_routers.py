"""Routers by name: what they say is completed and looked at; ours never say anything that cannot be."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run, check
from random_networks import SEEDS, Draws, mission

from relaysim.plans.contact import Contact
from relaysim.relay.node import Node
from relaysim.relay.route_check import completed, route_fault
from relaysim.relay.routers import BY_RANK, ROUTERS, routed
from relaysim.relay.topology import (
    BaseLink,
    EarthLeg,
    EarthSide,
    Rank,
    RelayMap,
    Scout,
    Surface,
    rank_routes,
    relay_map,
)

ROVER = Surface("rover")
CENTRE, STATION, MRO = (
    EarthSide("centre", Rank.CENTRE),
    EarthSide("station", Rank.STATION),
    EarthSide("mro", Rank.ORBITER),
)
CHAIN = relay_map(
    [leg for one, other in itertools.pairwise((CENTRE, STATION, MRO, ROVER)) for leg in (EarthLeg(one, other), EarthLeg(other, one))]
    + [BaseLink(Scout("scout", ROVER))]
)  # fmt: skip


def _network(seed: int, orbiters: int, rovers: int) -> tuple[RelayMap, list[Contact]]:
    """A random mission's links, and windows of those that are not a helicopter's."""
    draws = Draws(seed)
    earth = [CENTRE, STATION, *(EarthSide(f"orbiter-{n}", Rank.ORBITER) for n in range(orbiters))]
    bases = [Surface(f"rover-{n}") for n in range(rovers)]
    pairs = [
        (one, other)
        for one, other in itertools.permutations([*earth, *bases], 2)
        if one.rank != other.rank and draws.random.random() < 0.6
    ]
    scouts = [BaseLink(Scout(f"scout-{n}", base)) for n, base in enumerate(bases)]
    relay = relay_map([*(EarthLeg(one, other) for one, other in pairs), *scouts], [CENTRE])
    return relay, [window for one, other in pairs for window in draws.windows(one.name, other.name, 3)]


@given(SEEDS, st.integers(0, 4), st.integers(1, 3), st.sampled_from(sorted(ROUTERS)))
def test_ours_never_route_what_cannot_be(seed, orbiters, rovers, name):
    """Over links that exist, without loops, with a way on; and to and from a helicopter by way of its base alone."""
    relay, contacts = _network(seed, orbiters, rovers)
    found = routed(name, relay, contacts)
    assert route_fault(relay, found) is None
    for (node, end), hops in found.items():
        for scout, base in relay.bases.items():
            assert node != scout or hops == {base}
            assert scout not in hops or (node == base and end == scout)


@given(SEEDS, st.integers(0, 4), st.integers(1, 3), st.sampled_from(sorted(ROUTERS)))
def test_ours_never_send_anything_back(seed, orbiters, rovers, name):
    """A command that has reached an orbiter is not sent back to a station, however few passes that orbiter has."""
    relay, contacts = _network(seed, orbiters, rovers)
    ranks = relay.ranks
    for (node, end), hops in routed(name, relay, contacts).items():
        for hop in hops:
            assert ranks[node] < ranks[hop] <= ranks[end] or ranks[node] > ranks[hop] >= ranks[end]


@given(SEEDS, st.integers(0, 4), st.integers(1, 3))
def test_by_rank_says_it_all_itself(seed, orbiters, rovers):
    """Nothing is added to the routes by rank, and their order stays: what was simulated before is simulated still."""
    relay, contacts = _network(seed, orbiters, rovers)
    assert list(routed(BY_RANK, relay, contacts).items()) == list(rank_routes(relay).items())


@given(SEEDS, st.integers(1, 4), st.integers(1, 3))
def test_a_loop_is_always_found(seed, orbiters, rovers):
    """Turn one hop of sound routes back to where it came from: that goes round, and is told."""
    relay, contacts = _network(seed, orbiters, rovers)
    found = routed(BY_RANK, relay, contacts)
    back = [
        (node, hop, end)
        for (node, end), hops in found.items()
        for hop in hops
        if hop != end and (hop, node) in relay.links and (hop, end) in found
    ]
    if not back:
        return
    node, hop, end = Random(seed).choice(back)
    found[hop, end] = frozenset({node})
    fault = route_fault(relay, found)
    assert fault is not None
    assert fault.startswith(f"what is for {end} goes round: ")
    assert {node, hop} <= set(fault.removeprefix(f"what is for {end} goes round: ").split(" to "))


def _map_of(run: Run) -> RelayMap:
    """Who can send to whom in a random mission."""
    ranks = {"centre": 0, "station": 1, "orbiter": 2, "rover": 3, "scout": 4}
    pairs = {(contact.source, contact.destination) for contact in run.contacts}
    names = sorted({name for pair in pairs for name in pair} | {"centre"})
    back = {(end, source) for source, end in run.shared}
    return RelayMap({name: Rank(ranks[name.partition("-")[0]]) for name in names}, frozenset(pairs | back))


@settings(max_examples=60)
@given(SEEDS, st.integers(1, 3), st.integers(1, 2), st.integers(1, 12))
def test_nothing_is_lost_on_the_way_by_least_delay(seed, orbiters, rovers, products):
    """The books of a mission are right after every step, whoever says who comes next."""
    made = mission(seed, orbiters, rovers, 4, products)
    relay = _map_of(made)
    planned = [
        contact for contact in made.contacts if (contact.source, contact.destination) not in made.shared
    ]
    hops = routed("least-delay", relay, planned)
    stores = [Node(one.name, one.capacity_bits, one.when_full, one.latency_s) for one in made.nodes]
    run = Run(made.contacts, made.traffic, hops, stores, made.shared, made.lossy, seed)
    for _ in run.steps():
        check(run)


@pytest.mark.parametrize(
    ("pair", "hop", "told"),
    [
        (("rover", "centre"), "centre", "hands what is for centre from rover to centre: there is no such link"),
        (("mro", "scout"), "scout", "from mro to scout: a helicopter has a link with its base alone"),
        (("scout", "centre"), "mro", "from scout to mro: a helicopter has a link with its base alone"),
        (("rover", "centre"), "moon", "a route by way of moon, and there is no such node"),
        (("rover", "rover"), "mro", "sends on from rover what has arrived there"),
        (("station", "scout"), "centre", "what is for scout goes round: "),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(pair, hop, told):
    """A link that does not exist, a way past the rover, a stranger, a loop: one sentence each."""
    found = routed(BY_RANK, CHAIN, [])
    found[pair] = frozenset({hop})
    assert told in (route_fault(CHAIN, found) or "")


def test_a_node_without_a_way_on_is_told():
    """What is handed to a node that has no hop for it would lie there for ever."""
    found = completed(CHAIN, {("rover", "centre"): ["mro"]})
    assert (route_fault(CHAIN, found) or "").endswith(
        "hands what is for centre from rover to mro, which has no way on"
    )


def test_the_helicopters_hops_are_no_routers_to_choose():
    """What a router leaves out of the helicopter is filled in: in through the rover, out through the rover."""
    found = completed(CHAIN, {("mro", "rover"): ["rover"]})
    assert found["mro", "scout"] == {"rover"}
    assert found["rover", "scout"] == {"scout"}
    assert {end: found["scout", end] for end in ("centre", "station", "mro", "rover")} == dict.fromkeys(
        ("centre", "station", "mro", "rover"), frozenset({"rover"})
    )
