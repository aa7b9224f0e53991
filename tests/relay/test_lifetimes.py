"""A product's life as the observer is told of it: deadlines, parts, the order of events."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from ledger import Run
from plain import contact, fates, product, run, story, whole

from relaysim.plans.contact import Contact
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Template


def test_the_life_of_a_product() -> None:
    """Created at the helicopter, whole at the rover, at the orbiter, delivered on Earth: each told once, in time."""
    ways = [contact("heli", "rover", 10, 30), contact("rover", "mro", 50, 70), contact("mro", "earth", 0, 500, 1000, 600)]  # fmt: skip
    made = run(ways, [product(0, "heli", "earth")])
    assert story(made) == [
        (0.0, "heli", "created", "P000001"),
        (20.0, "rover", "arrived", "P000001"),
        (60.0, "mro", "arrived", "P000001"),
        (661.0, "earth", "delivered", "P000001"),
    ]
    assert [line[4] for line in made.log.lines] == ["an image"] * 4
    assert made.log.ended_numbers == [1]


def test_every_product_ends_once() -> None:
    """Whoever observes is told of each fate as it is known, and at the end of the run of what is still queued."""
    made = run([contact("a", "b", 0, 15)], [product(0, "a", "b"), product(0, "a", "b", expires=12), product(0, "a", "b")])  # fmt: skip
    made.network.close()
    assert made.log.ended_numbers == [1, 2, 3]
    assert [status for status, _ in fates(made)] == ["delivered", "expired", "queued"]


def test_a_deadline_passes_where_the_product_waits() -> None:
    """It expires there, with that reason, at that instant, whether anybody looks or not."""
    made = run([contact("a", "m", 0, 20), contact("m", "b", 500, 600)], [product(0, "a", "b", expires=50)])
    assert story(made)[-1] == (50.0, "m", "expired", "P000001")
    assert fates(made) == [("expired", "deadline passed")]
    assert made.products[0].gone_utc_s == 50.0 and not made.products[0].waiting_bits


@pytest.mark.parametrize("end", [10.0, 20.0], ids=["window ends then", "window goes on"])
@pytest.mark.parametrize("created", [0.0, 2.0], ids=["as it opens", "within"])
def test_from_its_deadline_on_a_product_is_worthless(end: float, created: float) -> None:
    """What would be whole at the very instant of its deadline has expired; a moment before, it is delivered."""
    bits = round(100 * (10 - created))
    late = run([contact("a", "b", 0, end)], [product(created, "a", "b", bits, expires=10 - created)])
    assert fates(late) == [("expired", "deadline passed on the way")]
    assert late.products[0].delivered_utc_s is None
    early = run([contact("a", "b", 0, end)], [product(created, "a", "b", bits, expires=10.001 - created)])
    assert fates(early) == [("delivered", "")]


@pytest.mark.parametrize("delay", [0.0, 50.0])
@pytest.mark.parametrize("shared", [(), (("a", "b"),)], ids=["one-way", "two-way"])
def test_what_has_its_turn_at_its_deadline_is_not_sent(
    shared: Sequence[tuple[str, str]], delay: float
) -> None:
    """The second would begin at the very instant at which it expires: whatever the channel, the third has its turn then."""
    rows = [product(0, "a", "b"), product(0, "a", "b", expires=10), product(0, "a", "b")]
    made = run([contact("a", "b", 0, 100, delay=delay)], rows, shared=shared)
    assert whole(made, "b") == [10.0 + delay, None, 20.0 + delay]
    assert fates(made)[1] == ("expired", "deadline passed")


def test_what_expires_while_it_is_sent_is_sent_to_its_end() -> None:
    """Nobody at the radio looks: the next product waits for it, and what arrives is thrown away."""
    made = run(
        [contact("a", "m", 0, 100), contact("m", "b", 0, 100)],
        [product(0, "a", "b", expires=5), product(1, "a", "b")],
        [Node("a", 2000), Node("m", 2000)],
    )
    assert whole(made, "m") == [None, 20.0]
    assert fates(made) == [("expired", "deadline passed on the way"), ("delivered", "")]
    assert story(made)[2] == (5.0, "a", "expired", "P000001")
    [first, _] = made.carried
    assert first[1] == [2000]


def test_what_expires_on_its_way_counts_where_it_left() -> None:
    """All of it is between two nodes: the event names the last one it has reached."""
    made = run([contact("a", "b", 0, 20, delay=600)], [product(0, "a", "b", expires=300)])
    assert story(made)[-1] == (300.0, "a", "expired", "P000001")


def test_a_cut_transfer_of_an_expired_product_does_not_go_on() -> None:
    """What the next window could send is gone; the window is free for others."""
    made = run(
        [contact("a", "b", 0, 4), contact("a", "b", 10, 30)],
        [product(0, "a", "b", expires=3), product(0, "a", "b")],
        [Node("a", 2000)],
    )
    assert whole(made, "b") == [None, 20.0]
    assert made.network.nodes["a"].used_bits == 0


def test_a_product_without_a_deadline_never_expires() -> None:
    """A window a century later delivers it."""
    made = run([contact("a", "b", 3e9, 3e9 + 100)], [product(0, "a", "b")])
    assert whole(made, "b") == [3e9 + 10]


def test_parts_are_products_of_their_own() -> None:
    """They hold all the bits, differ by one at most, and travel and wait one by one."""
    made = run(
        [contact("a", "b", 0, 7), contact("a", "b", 100, 200)], [product(0, "a", "b", 1000, 1, parts=3)]
    )
    assert [one.size_bits for one in made.products] == [334, 333, 333]
    assert [one.name for one in made.products] == ["an image"] * 3
    assert whole(made, "b") == pytest.approx([3.34, 6.67, 103.0])


def test_create_answers_with_every_part() -> None:
    """Also with those that a full store drops at once: a command one of whose parts is lost is not complete."""
    made = Run([], [], {}, [Node("a", 700)])
    parts: list[Product] = made.network.create(Template("command", "fly", 1000, 1, parts=3), "a", "b", 52)
    assert [(one.number, one.flight, one.status.value) for one in parts] == [
        (1, 52, "queued"),
        (2, 52, "queued"),
        (3, 52, "dropped"),
    ]


def test_arrived_is_told_when_all_of_it_is_there() -> None:
    """Pieces are no events; the last one makes the product whole, on the way and at the end."""
    pieces = [Contact.steady("a", "b", 10.0 * n, 10.0 * n + 1, 100.0) for n in range(10)]
    made = run(pieces, [product(0, "a", "b")])
    assert story(made) == [(0.0, "a", "created", "P000001"), (91.0, "b", "delivered", "P000001")]
