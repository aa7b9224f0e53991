"""Who goes first: the order in which products leave, and which channel takes them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from plain import contact, fates, product, run, whole

from relaysim.plans.contact import Contact
from relaysim.relay.node import Node


def test_products_leave_by_priority_then_age_then_number() -> None:
    """Of what waits, the lowest priority number goes first, then the oldest, then the lowest number."""
    made = run(
        [contact("a", "b", 100, 200)],
        [product(5, "a", "b", priority=3), product(20, "a", "b"), product(10, "a", "b"), product(10, "a", "b"),
         product(30, "a", "b", priority=1)],
    )  # fmt: skip
    # Numbers follow the instants: 5 s, 10 s, 10 s, 20 s, 30 s.
    assert whole(made, "b") == [150.0, 120.0, 130.0, 140.0, 110.0]


def test_age_counts_from_creation_not_from_arrival() -> None:
    """At a node between, an old product that came late goes before a younger one made there."""
    made = run(
        [contact("a", "m", 0, 50), contact("m", "b", 100, 200)],
        [product(5, "a", "b"), product(8, "m", "b"), product(2, "m", "b")],
    )
    assert [one.created_utc_s for one in made.products] == [2.0, 5.0, 8.0]
    assert whole(made, "b") == [110.0, 120.0, 130.0]


def test_what_is_being_sent_is_not_interrupted() -> None:
    """A more urgent product waits until the one under way is through."""
    made = run(
        [contact("a", "b", 0, 100)],
        [
            product(0, "a", "b", priority=3),
            product(1, "a", "b", priority=3),
            product(2, "a", "b", priority=1),
        ],
    )
    assert whole(made, "b") == [10.0, 30.0, 20.0]


def test_a_step_of_the_rate_lets_the_more_urgent_go_first() -> None:
    """Where the rate changes the transfer is cut, nothing is lost, and what is next by the order goes on."""
    stepped = Contact("a", "b", 0.0, 100.0, ((0.0, 100.0), (5.0, 200.0)))
    alone = run([stepped], [product(0, "a", "b", priority=3)])
    assert whole(alone, "b") == [7.5]
    beside = run([stepped], [product(0, "a", "b", priority=3), product(2, "a", "b", priority=1)])
    assert whole(beside, "b") == [12.5, 10.0]
    [(_, carried)] = beside.carried
    assert carried == [2000]


def test_of_two_idle_channels_the_one_longer_open_takes_it() -> None:
    """Of those open since the same instant, the first in the plan does."""
    later_first = [contact("a", "x", 10, 100), contact("a", "y", 5, 100)]
    to_b = [contact("x", "b", 0, 100), contact("y", "b", 0, 100)]
    made = run(later_first + to_b, [product(20, "a", "b")])
    assert whole(made, "y") == [30.0] and whole(made, "x") == [None]
    together = [contact("a", "x", 5, 100), contact("a", "y", 5, 100)]
    assert whole(run(together + to_b, [product(20, "a", "b")]), "x") == [30.0]
    assert whole(run(together[::-1] + to_b, [product(20, "a", "b")]), "y") == [30.0]


def test_two_channels_share_what_waits() -> None:
    """Each takes a product at a time, so two windows carry two products side by side."""
    ways = [contact("a", "x", 5, 100), contact("a", "y", 5, 100, 50.0), contact("x", "b", 0, 200), contact("y", "b", 0, 200)]  # fmt: skip
    made = run(ways, [product(0, "a", "b") for _ in range(3)])
    assert whole(made, "x") == [15.0, None, 25.0]
    assert whole(made, "y") == [None, 25.0, None]


def test_a_channel_without_room_ahead_leaves_it_to_another() -> None:
    """The channel longest open has a full neighbour: the other idle one takes the product at once."""
    ways = [contact("a", "x", 0, 100), contact("a", "y", 5, 100), contact("x", "b", 90, 100), contact("y", "b", 0, 100)]  # fmt: skip
    made = run(ways, [product(20, "a", "b")], [Node("x", 999)])
    assert whole(made, "y") == [30.0]


def test_a_larger_product_without_room_lets_a_smaller_pass() -> None:
    """It waits for room, and is next as soon as there is some."""
    ways = [contact("a", "m", 0, 200), contact("m", "b", 100, 200)]
    made = run(
        ways,
        [product(0, "a", "b", 700, 1), product(1, "a", "b", 600, 1), product(2, "a", "b", 300, 3)],
        [Node("m", 1000)],
    )
    assert whole(made, "m") == [7.0, 113.0, 10.0]
    assert whole(made, "b") == [107.0, 119.0, 110.0]


def test_what_arrives_at_its_end_needs_no_room() -> None:
    """A node's store is for what it sends on; what is meant for the node itself is used there."""
    made = run([contact("a", "m", 0, 100)], [product(0, "a", "m", 5000)], [Node("m", 1)])
    assert fates(made) == [("delivered", "")]
    assert made.network.nodes["m"].used_bits == 0


def test_what_is_meant_for_the_node_itself_passes_what_has_no_room_there() -> None:
    """However large it is: what waits for room before it in the queue does not hold it up."""
    made = run(
        [contact("a", "m", 0, 100), contact("m", "b", 90, 100)],
        [product(0, "a", "b", 800, 1), product(1, "a", "b", 700, 1), product(2, "a", "m", 600, 3)],
        [Node("m", 1000)],
    )
    assert whole(made, "m") == [8.0, None, 14.0]


def test_commands_go_before_data_on_a_shared_transmitter() -> None:
    """The two directions of one radio take turns, a product at a time: whatever goes the first way goes first."""
    made = run(
        [contact("rover", "heli", 10, 100)],
        [product(0, "heli", "rover", priority=1), product(1, "heli", "rover", priority=1),
         product(2, "rover", "heli", priority=9), product(25, "rover", "heli", priority=9)],
        shared=[("rover", "heli")],
    )  # fmt: skip
    assert [one.delivered_utc_s for one in made.products] == [30.0, 50.0, 20.0, 40.0]
    [(_, carried)] = made.carried
    assert carried == [2000, 2000]
