"""Laws that hold at every instant, in any network: nothing is lost silently, nothing is in two places."""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run, check, really_held
from random_networks import MISSIONS, PLANS, SEEDS, mission

from relaysim.relay.node import Node
from relaysim.relay.product import Status
from relaysim.relay.replay import replay

ANY = MISSIONS | PLANS


@settings(max_examples=200)
@given(ANY)
def test_the_books_are_right_after_every_step(run: Run) -> None:
    """Of each product waiting + under way + arrived = its size, unless it is gone; created = delivered + expired + dropped
    + live; a bounded node holds what its books say and no more than it can; no bit leaves a node twice; no channel
    is idle while something waits that it could send; time never runs backward."""
    for _ in run.steps():
        check(run)
    instants = [line[0] for line in run.log.lines]
    assert instants == sorted(instants)


@settings(max_examples=16)  # two whole missions each, every step checked
@given(SEEDS)
def test_tidying_queues_changes_nothing(seed: int) -> None:
    """Whether what is gone leaves its queue at once or never, every event is the same."""
    stories = []
    for few in (0, sys.maxsize):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("relaysim.relay.node.FEW", few)
            run = mission(seed, orbiters=2, rovers=1, windows=4, products=40)
            for _ in run.steps():
                check(run)
            stories.append(run.log.lines)
    assert stories[0] == stories[1]


@settings(max_examples=200)
@given(ANY)
def test_in_the_end_only_what_waits_is_held(run: Run) -> None:
    """When all windows are over and all acknowledgements are back, a node holds what waits there and nothing else; and
    nothing is under way any more."""
    run.run()
    for node in run.network.nodes.values():
        waits = sum(product.waiting_bits.get(node.name, 0) for product in run.products)
        assert node.used_bits == (waits if node.is_bounded else 0)
    assert all(product.under_way_bits == 0 for product in run.products)
    waiting: Counter[str] = Counter()
    for product in run.products:
        waiting.update(product.waiting_bits)
    assert really_held(run) == waiting


@settings(max_examples=200)
@given(ANY)
def test_a_window_never_carries_more_than_its_volume(run: Run) -> None:
    """Both directions of a shared transmitter together, over steps of the rate and losses; and each window closes once."""
    run.run()
    assert len(run.carried) == len(run.contacts)
    for contact, bits in run.carried:
        assert 0 <= sum(bits) <= math.floor(contact.volume_bits + 1e-3)
        assert len(bits) == 1 or (contact.source, contact.destination) in run.shared


@settings(max_examples=100)
@given(PLANS)
def test_a_one_way_contact_carries_one_way(run: Run) -> None:
    """A node without a window of its own sends nothing: what leaves it leaves over contacts that name it as source."""
    run.run()
    sources = {contact.source for contact in run.contacts}
    assert {node for node, _ in run.network.sent_bits} <= sources
    for node in run.network.nodes:
        left = sum(bits for (at, _), bits in run.network.sent_bits.items() if at == node)
        assert left == sum(bits[0] for contact, bits in run.carried if contact.source == node)


@settings(max_examples=100)
@given(MISSIONS)
def test_every_hop_is_later_than_the_one_before(run: Run) -> None:
    """The instants at which a product is whole rise with the ranks it passes, and only what was whole is delivered."""
    run.run()
    order = ["centre", "station", "orbiter", "rover", "scout"]
    for product in run.products:
        rank = {name: order.index(name.partition("-")[0]) for name in product.whole_utc_s}
        along = sorted(product.whole_utc_s, key=lambda name: abs(rank[name] - rank[product.source]))
        assert len({rank[name] for name in along}) == len(along)
        instants = [product.whole_utc_s[name] for name in along]
        assert instants == sorted(instants)
        assert along[0] == product.source and instants[0] == product.created_utc_s


@settings(max_examples=100)
@given(MISSIONS)
def test_between_earth_and_a_helicopter_stands_its_rover(run: Run) -> None:
    """What reaches a helicopter from Earth's side, or Earth's side from a helicopter, has wholly been at its base."""
    run.run()
    bases = {scout: base for base, scout in run.shared}
    for product in run.products:
        for scout, other in ((product.source, product.destination), (product.destination, product.source)):
            if scout.startswith("scout") and not other.startswith(("scout", "rover")):
                there = product.arrived_bits.get(product.destination, 0)
                assert product.arrived_bits.get(bases.get(scout, ""), 0) >= there


@settings(max_examples=100)
@given(PLANS)
def test_a_replay_is_the_same_run(run: Run) -> None:
    """`replay` of the same plan and traffic gives the same fate to every product, where nothing is drawn and nothing is full."""
    run = Run(run.contacts, run.traffic, run.routes).run()
    everyone = [Node(name) for name in run.network.nodes]
    found = replay(run.contacts, run.traffic, routes=run.routes, nodes=everyone)
    assert [(p.status, p.whole_utc_s) for p in found.products] == [
        (p.status, p.whole_utc_s) for p in run.products
    ]
    assert len(found.carried_bits) == len(run.contacts)
    assert sum(p.status is Status.DELIVERED for p in found.products) == run.network.ended[Status.DELIVERED]
