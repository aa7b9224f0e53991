"""The network against the same rules written without any of its shortcuts (obvious.py)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run
from obvious import Obvious, Thing
from random_networks import SEEDS, Exact, mission, plan

from relaysim.relay.node import Node
from relaysim.relay.product import Product
from relaysim.relay.replay import replay

Fate = tuple[str, dict[str, float], dict[str, int], dict[str, int]]


def fates(products: Sequence[Product]) -> list[Fate]:
    """What became of each, when it was whole where, what waits of it where, and what has ever been where."""
    return [(one.status.value, one.whole_utc_s, one.waiting_bits, one.arrived_bits) for one in products]


def plain_fates(things: Sequence[Thing]) -> list[Fate]:
    return [(one.status, one.whole, one.waiting, one.arrived) for one in things]


def everyone(run: Run) -> list[Node]:
    """All nodes of a network, as they were before it ran."""
    return [
        Node(node.name, node.capacity_bits, node.when_full, node.latency_s)
        for node in run.network.nodes.values()
    ]


def both(run: Run) -> Obvious:
    """The same network by the obvious rules; the example is passed over where two things happen at one instant."""
    found = Obvious(run.contacts, run.traffic, run.routes, run.nodes, run.shared).run()
    assume(not found.is_tied)
    return found


def loads(found: Obvious) -> dict[tuple[str, str, float], int]:
    """What each window has carried, both directions of a transmitter together."""
    return {
        (*radio.ways[0], start): bits
        for radio in found.radios
        for start, bits in zip(radio.starts, radio.carried, strict=True)
    }


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(SEEDS)
def test_a_mission_is_what_the_rules_say(seed: int) -> None:
    """Stores, deadlines, two-way links, orbiters that share: every product has the same fate, every window the same load."""
    run = mission(seed, 1 + seed % 3, 1 + seed % 2, 4, 12, Exact)
    found = both(run)
    run.run()
    assert fates(run.products) == plain_fates(found.things)
    assert {(c.source, c.destination, c.start_utc_s): sum(bits) for c, bits in run.carried} == loads(found)


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(SEEDS)
def test_a_plan_is_what_the_rules_say(seed: int) -> None:
    """The same of plans of any shape, whose windows are opened as they come or only when something waits."""
    run = plan(seed, 2 + seed % 4, 4, 12, Exact)
    found = both(run)
    again = replay(run.contacts, run.traffic, nodes=everyone(run), routes=run.routes)
    run.run()
    assert fates(run.products) == fates(again.products) == plain_fates(found.things)
    of_replay = {(c.source, c.destination, c.start_utc_s): bits for c, bits in again.carried_bits}
    assert (
        of_replay
        == {(c.source, c.destination, c.start_utc_s): sum(bits) for c, bits in run.carried}
        == loads(found)
    )
