"""Storage: the three rules of a full node, flow between bounded nodes, custody until the acknowledgement."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run, check
from plain import contact, fates, product, run, story, whole

from relaysim.relay.node import Node, WhenFull
from relaysim.relay.product import Status, Template
from relaysim.relay.replay import Traffic

KEPT = ("queued", "")
FULL = ("dropped", "storage of a full")


def made_room(number: int) -> tuple[str, str]:
    return ("dropped", f"storage of a full: made room for P{number:06d}")


def stored(rule: WhenFull, *traffic: Traffic) -> list[tuple[str, str]]:
    """What becomes of products made at a node for 1,000 bits without any window."""
    later = [contact("a", "b", 900, 901, 1.0)]
    made = Run(later, traffic, {("a", "b"): frozenset("b")}, [Node("a", 1000, rule)])
    for now in made.steps():
        check(made)
        if now >= 800:
            break
    return fates(made)


def test_refuse_keeps_what_is_there() -> None:
    """The new product is dropped, however urgent; what fits to the last bit is kept."""
    assert stored(
        "refuse", product(0, "a", "b", 600, 9), product(1, "a", "b", 400, 9), product(2, "a", "b", 1, 1)
    ) == [KEPT, KEPT, FULL]


def test_drop_oldest_makes_room_by_age_alone() -> None:
    """The oldest go, as many as it takes and no more, however urgent they are."""
    found = stored(
        "drop-oldest", product(0, "a", "b", 300, 1), product(1, "a", "b", 300, 9), product(2, "a", "b", 300, 9),
        product(3, "a", "b", 500, 5),
    )  # fmt: skip
    assert found == [made_room(4), made_room(4), KEPT, KEPT]


def test_drop_lowest_priority_drops_what_would_be_sent_last() -> None:
    """Of lower priority than the new product, the least urgent first, and of these the youngest."""
    found = stored(
        "drop-lowest-priority", product(0, "a", "b", 300, 3), product(1, "a", "b", 300, 5), product(2, "a", "b", 300, 5),
        product(3, "a", "b", 300, 4),
    )  # fmt: skip
    assert found == [KEPT, KEPT, made_room(4), KEPT]


def test_drop_lowest_priority_drops_the_new_one_among_its_equals() -> None:
    """What is as urgent came first: nothing is dropped for a product that would be sent after it."""
    found = stored("drop-lowest-priority", product(0, "a", "b", 900, 5), product(1, "a", "b", 200, 5))
    assert found == [KEPT, FULL]
    assert stored("drop-lowest-priority", product(0, "a", "b", 900, 5), product(1, "a", "b", 200, 4)) == [
        made_room(2),
        KEPT,
    ]


@pytest.mark.parametrize("rule", ["refuse", "drop-oldest", "drop-lowest-priority"])
def test_what_can_never_fit_is_dropped_alone(rule: WhenFull) -> None:
    """A product larger than the whole store costs no other its place."""
    assert stored(rule, product(0, "a", "b", 600, 9), product(1, "a", "b", 1001, 1)) == [KEPT, FULL]


def test_nothing_is_dropped_when_that_would_not_make_enough_room() -> None:
    """The rule drops as much as it takes, or else nothing but the new product."""
    found = stored(
        "drop-lowest-priority", product(0, "a", "b", 700, 1), product(1, "a", "b", 300, 9), product(2, "a", "b", 400, 5),
    )  # fmt: skip
    assert found == [KEPT, KEPT, FULL]


@pytest.mark.parametrize(("rule", "expires"), [("drop-oldest", None), ("refuse", 50.0)])
def test_what_is_gone_does_not_stay_in_a_queue(rule: WhenFull, expires: float | None) -> None:
    """Months without a window: the queue holds what waits and little more, though thousands have come and gone."""
    traffic = [product(n, "a", "b", 10, expires=expires) for n in range(3000)]
    made = Run(
        [contact("a", "b", 9e3, 9e3 + 1)], traffic, {("a", "b"): frozenset("b")}, [Node("a", 500, rule)]
    )
    made.env.run(until=8000.0 if expires is None else 2999.5)
    node = made.network.nodes["a"]
    assert len(node.waiting()) == len(made.network.live) == 50
    assert len(node.queues["b"]) < 200


def test_what_is_being_sent_is_not_dropped() -> None:
    """It has left the queue; the new product finds no room."""
    made = run(
        [contact("a", "b", 0, 100)],
        [product(0, "a", "b", 1000, 9), product(5, "a", "b", 1000, 1)],
        [Node("a", 1000, "drop-oldest")],
    )
    assert fates(made) == [("delivered", ""), FULL]


def test_what_gives_way_is_not_sent_meanwhile() -> None:
    """Two products give way at a; the end of the first frees room at m, for which the second has waited: it goes nowhere.

    The books are checked after every step: a would hold more than it can if the second were sent instead.
    """
    ways = [contact("a", "m", 0, 4), contact("a", "m", 20, 100), contact("m", "b", 200, 300)]
    traffic = [product(0, "a", "b", 700, 1), product(5, "a", "b", 350, 1), product(10, "m", "b", 100, 1),
               product(30, "a", "b", 600, 1)]  # fmt: skip
    made = run(ways, traffic, [Node("a", 700, "drop-oldest"), Node("m", 700)])
    assert fates(made) == [made_room(4), made_room(4), ("delivered", ""), ("delivered", "")]
    assert made.network.sent_bits["a", 2] == 0


def test_a_bounded_node_is_never_overfilled_by_its_neighbours() -> None:
    """They wait until there is room, and send as soon as there is: nothing is dropped on the way."""
    made = run(
        [contact("a", "m", 0, 100), contact("m", "b", 50, 200)],
        [product(0, "a", "b") for _ in range(3)],
        [Node("m", 1000)],
    )
    assert whole(made, "m") == [10.0, 70.0, 90.0]
    assert whole(made, "b") == [60.0, 80.0, 100.0]


def test_a_bounded_sender_keeps_until_the_acknowledgement() -> None:
    """It leaves after 10 s, is there after 100 s more, and the word of it back after another 100 s: then there is room."""
    made = run(
        [contact("a", "b", 0, 1000, delay=100.0)],
        [product(0, "a", "b"), product(209, "a", "b"), product(210.5, "a", "b")],
        [Node("a", 1000)],
    )
    assert fates(made) == [("delivered", ""), FULL, ("delivered", "")]
    assert whole(made, "b") == [110.0, None, 320.5]


def test_the_latency_of_a_node_counts_there_and_back() -> None:
    """A node that takes 50 s before it has what it received acknowledges as much later."""
    made = run(
        [contact("a", "m", 0, 500, delay=100.0), contact("m", "b", 0, 1000)],
        [product(0, "a", "b"), product(309, "a", "b"), product(310.5, "a", "b")],
        [Node("a", 1000), Node("m", latency_s=50.0)],
    )
    assert whole(made, "m") == [160.0, None, 470.5]
    assert fates(made)[1] == FULL


def test_custody_lasts_over_a_blackout() -> None:
    """The rover keeps what waits through months without a window, and a cut product's rest as well."""
    month = 30 * 86400.0
    made = run(
        [contact("a", "b", 0, 4), contact("a", "b", 3 * month, 3 * month + 60)],
        [product(0, "a", "b"), product(month, "a", "b", 401), product(2 * month, "a", "b", 400)],
        [Node("a", 1000)],
    )
    assert fates(made) == [("delivered", ""), FULL, ("delivered", "")]
    assert whole(made, "b") == [3 * month + 6, None, 3 * month + 10]


def test_a_hop_at_once_needs_room_too() -> None:
    """What is carried without a channel is dropped where there is no room for it, and its sender lets go of it."""
    made = Run([contact("m", "b", 100, 200)], [], {("a", "b"): frozenset("m"), ("m", "b"): frozenset("b")},
               [Node("a", 2000), Node("m", 1500)])  # fmt: skip
    image = Template("image", "an image", 1000, 3)
    for _ in range(2):
        [one] = made.network.create(image, "a", "b")
        made.network.carry(one, "a", "m")
        made.network.carry(one, "a", "m")
        check(made)
    assert fates(made) == [KEPT, ("dropped", "storage of m full")]
    assert made.network.nodes["a"].used_bits == 0
    made.env.run()
    assert [one.status for one in made.products] == [Status.DELIVERED, Status.DROPPED]
    assert story(made)[:4] == [
        (100.0, "a", "created", "P000001"),
        (100.0, "m", "arrived", "P000001"),
        (100.0, "a", "created", "P000002"),
        (100.0, "m", "dropped", "P000002"),
    ]


def test_what_is_lost_on_the_air_is_dropped_with_its_reason() -> None:
    """Losing it again, or what was refused before, tells nothing."""
    made = Run([contact("a", "b", 100, 200)], [], {("a", "b"): frozenset("b")}, [Node("a", 1000)])
    [sent] = made.network.create(Template("image", "an image", 1000, 3), "a", "b")
    [refused] = made.network.create(Template("image", "an image", 1000, 3), "a", "b")
    for one in (sent, sent, refused):
        made.network.lose(one, "a", "lost on the air")
        check(made)
    assert fates(made) == [("dropped", "lost on the air"), FULL]
    assert [line[2] for line in story(made)] == ["created", "created", "dropped", "dropped"]
