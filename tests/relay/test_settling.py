"""Channels that nothing else takes from look at their queue late: what has had its turn by then is the same as if they had
looked at once."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given, settings

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run, check
from plain import contact, fates, product, story, whole
from random_networks import SEEDS, mission, plan

from relaysim.plans.contact import Contact
from relaysim.relay.node import Node, WhenFull
from relaysim.relay.replay import Traffic


def late(
    contacts: list[Contact], traffic: list[Traffic], node: Node | None = None, until: float | None = None
) -> Run:
    """A run from a to b in which nobody looks before somebody must."""
    made = Run(contacts, traffic, {("a", "b"): frozenset("b")}, [node] if node else [])
    made.env.run(until)
    return made


@settings(max_examples=100)
@given(SEEDS)
def test_whoever_looks_at_every_instant_sees_the_same_story(seed: int) -> None:
    """Every event, deadline, drop and window of a run is the same whether all channels are settled after each step or only
    when they must be."""
    for make in (lambda: mission(seed, 2, 1, 4, 30), lambda: plan(seed, 4, 4, 20)):
        looked, unseen = make(), make().run()
        for _ in looked.steps():
            check(looked)
        assert unseen.log.lines == looked.log.lines
        assert unseen.carried == looked.carried


def test_each_begins_as_the_one_before_has_left() -> None:
    """Three wait; nothing happens between the opening of the window and the first landing, half a minute later."""
    made = late([contact("a", "b", 0, 100, delay=35)], [product(0, "a", "b") for _ in range(3)])
    assert whole(made, "b") == [45.0, 55.0, 65.0]


def test_what_comes_late_takes_its_turn_among_those_that_still_wait() -> None:
    """Something urgent comes at 12 s: the second product left the queue at 10 s, though no event told so; the third waits."""
    urgent = product(12, "a", "b", priority=1)
    made = late([contact("a", "b", 0, 100, delay=50)], [*(product(0, "a", "b") for _ in range(3)), urgent])
    assert whole(made, "b") == [60.0, 70.0, 90.0, 80.0]


def test_what_had_its_turn_before_its_deadline_is_sent_to_its_end() -> None:
    """It began unseen at 10 s and expires at 15 s: the third product begins at 20 s, not at 10 s."""
    rows = [product(0, "a", "b"), product(0, "a", "b", expires=15), product(0, "a", "b")]
    made = late([contact("a", "b", 0, 100, delay=50)], rows)
    assert whole(made, "b") == [60.0, None, 80.0]
    assert fates(made)[1] == ("expired", "deadline passed on the way")


def test_what_has_begun_is_not_dropped_for_room() -> None:
    """At 12 s the store of the sender is full: the second product is being sent by then, so the third gives way."""
    rule: WhenFull = "drop-oldest"
    rows = [*(product(0, "a", "b") for _ in range(3)), product(12, "a", "b")]
    made = late([contact("a", "b", 0, 100, delay=50)], rows, Node("a", 3000, rule))
    assert [status for status, _ in fates(made)] == ["delivered", "delivered", "dropped", "delivered"]


def test_what_has_begun_is_not_carried_nor_lost() -> None:
    """Of a product that began unseen nothing waits that could cross at once; losing it takes nothing off the channel."""
    made = late([contact("a", "b", 0, 100, delay=50)], [product(0, "a", "b") for _ in range(4)], until=15.0)
    second, third = made.products[1:3]
    made.network.carry(second, "a", "b")
    made.network.carry(third, "a", "b")
    made.env.run(25.0)
    made.network.lose(made.products[3], "a", "lost")
    made.env.run()
    assert whole(made, "b") == [60.0, 70.0, 15.0, None]
    assert story(made)[4] == (15.0, "b", "delivered", "P000003")
    assert [bits for _, [bits] in made.carried] == [3000]
