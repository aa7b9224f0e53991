"""Windows: their ends, their volume, what a cut leaves where, and what goes on elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import simpy

sys.path.insert(0, str(Path(__file__).parent))
from ledger import PACKET_BITS, Run, check
from plain import contact, fates, product, run, story, whole

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.relay.node import Node
from relaysim.relay.product import Status, Template
from relaysim.relay.replay import Traffic, replay
from relaysim.relay.timetable import Lossy

DAY = 1_613_681_700.0  # instants since 1970: floats there are a quarter of a microsecond apart


def test_what_ends_with_the_window_counts() -> None:
    """The last bit that leaves as the window ends is through: the volume is used to the last bit, and no more."""
    made = run([contact("a", "b", 10, 30)], [product(0, "a", "b"), product(0, "a", "b")])
    assert whole(made, "b") == [20.0, 30.0]
    [(_, carried)] = made.carried
    assert carried == [2000]
    short = run([contact("a", "b", 10, 30)], [product(0, "a", "b"), product(0, "a", "b", 1001)])
    assert whole(short, "b") == [20.0, None]
    assert short.products[1].waiting_bits == {"a": 1}


@pytest.mark.parametrize("share", [1 / 3, 0.1, 0.7, 1e-3])
def test_a_volume_is_used_to_the_last_bit_at_any_date(share: float) -> None:
    """Instants of our days are rounded; what fills a window exactly still gets through, whatever it is made of."""
    rate, count = 12345.0, 30
    sizes = [round(rate * share)] * count
    end = DAY + sum(sizes) / rate
    made = run([contact("a", "b", DAY, end, rate)], [product(DAY, "a", "b", size) for size in sizes])
    # The window itself is rounded: it may be a bit short, never long.
    arrived = sum(one.arrived_bits.get("b", 0) for one in made.products)
    assert sum(sizes) - 1 - rate * 3e-7 <= arrived <= sum(sizes)


def test_the_start_belongs_to_a_window_and_its_end_does_not() -> None:
    """What is created as it opens goes at once, what is created as it closes waits for the next."""
    made = run(
        [contact("a", "b", 10, 30), contact("a", "b", 50, 70)], [product(10, "a", "b"), product(30, "a", "b")]
    )
    assert whole(made, "b") == [20.0, 60.0]


def test_a_cut_transfer_goes_on_where_it_was() -> None:
    """Four seconds' worth got through before the window ended: the next window sends the other six."""
    made = run(
        [contact("a", "b", 0, 4), contact("a", "b", 100, 200)], [product(0, "a", "b"), product(1, "a", "b")]
    )
    assert whole(made, "b") == [106.0, 116.0]
    assert [bits for _, [bits] in made.carried] == [400, 1600]
    assert made.network.sent_bits == {("a", 1): 1000, ("a", 2): 1000}


def test_windows_that_touch_are_one() -> None:
    """One ends as the next begins: the transfer goes on without a pause, nothing twice."""
    made = run([contact("a", "b", 0, 4), contact("a", "b", 4, 20, 50.0)], [product(0, "a", "b")])
    assert whole(made, "b") == [16.0]


def test_a_product_goes_on_over_another_orbiter() -> None:
    """One part is at the first orbiter when its pass ends; the rest goes over the next, and both parts make it whole."""
    ways = [contact("rover", "mro", 0, 4), contact("rover", "tgo", 50, 100),
            contact("mro", "earth", 200, 300), contact("tgo", "earth", 60, 400)]  # fmt: skip
    made = run(ways, [product(0, "rover", "earth")])
    [one] = made.products
    assert one.arrived_bits == {"rover": 1000, "mro": 400, "tgo": 600, "earth": 1000}
    assert one.whole_utc_s == {"rover": 0.0, "earth": 204.0}
    assert made.network.sent_bits == {("rover", 1): 1000, ("mro", 1): 400, ("tgo", 1): 600}


def test_what_a_window_leaves_is_taken_up_by_a_channel_that_is_idle() -> None:
    """Another pass is open and has nothing to do: the rest goes over it at once."""
    ways = [contact("rover", "mro", 0, 4), contact("rover", "tgo", 1, 100),
            contact("mro", "earth", 0, 300), contact("tgo", "earth", 0, 300)]  # fmt: skip
    made = run(ways, [product(0, "rover", "earth")])
    assert made.products[0].arrived_bits == {"rover": 1000, "mro": 400, "earth": 1000, "tgo": 600}
    assert whole(made, "earth") == [16.0]


def test_steps_of_the_rate_add_up() -> None:
    """500 bits at 100 bit/s, 100 at 10 bit/s, the rest at 200 bit/s."""
    stepped = Contact("a", "b", 0.0, 100.0, ((0.0, 100.0), (5.0, 10.0), (15.0, 200.0)))
    assert whole(run([stepped], [product(0, "a", "b")]), "b") == [17.0]


def test_no_step_lends_bits_to_another() -> None:
    """A transfer within a rounding of its end when a fast rate steps down has not got through: its last bits go slowly.

    At 1e8 bit/s two microseconds are 200 bits, and the slow step has room for ten.
    """
    stepped = Contact("a", "b", 0.0, 20.0, ((0.0, 1e8), (10.0, 1.0)))
    made = run([stepped], [product(0, "a", "b", 1_000_000_100)])
    [(_, carried)] = made.carried
    assert carried[0] == 1_000_000_010
    assert made.products[0].waiting_bits == {"a": 90}


def test_a_step_of_zero_sends_nothing() -> None:
    """The window is open all the same, and goes on after it; another channel takes what it leaves."""
    gap = Contact("a", "x", 0.0, 100.0, ((0.0, 100.0), (5.0, 0.0), (50.0, 100.0)))
    alone = run([gap, contact("x", "b", 0, 200)], [product(0, "a", "b")])
    assert whole(alone, "x") == [55.0]
    beside = run(
        [gap, contact("a", "y", 1, 100), contact("x", "b", 0, 200), contact("y", "b", 0, 200)],
        [product(0, "a", "b")],
    )
    assert beside.products[0].arrived_bits["y"] == 500
    assert whole(beside, "b") == [15.0]


def test_a_window_that_has_begun_is_joined() -> None:
    """A run that starts within a window has what is left of it, at the step of the rate that holds then."""
    stepped = Contact("a", "b", 0.0, 20.0, ((0.0, 1.0), (5.0, 100.0), (15.0, 50.0)))
    over = contact("a", "b", -50, -10)
    found = replay(
        [over, stepped],
        [Traffic(10.0, "a", "b", Template("image", "an image", 900, 1))],
        env=simpy.Environment(initial_time=10.0),
    )
    assert [bits for _, bits in found.carried_bits] == [750]
    assert found.products[0].arrived_bits == {"a": 900, "b": 750}


def test_light_time_and_latency_delay_the_arrival_not_the_sending() -> None:
    """The next product leaves while the one before is on its way; the window's instants are the sender's."""
    one = Contact("a", "b", 0.0, 20.0, ((0.0, 100.0),), one_way_light_time_s=680.0, latency_s=40.0)
    made = run([one], [product(0, "a", "b"), product(0, "a", "b")])
    assert whole(made, "b") == [730.0, 740.0]


def test_what_comes_after_the_next_window_waits_for_the_one_after() -> None:
    """A node passes on only what has arrived."""
    made = run(
        [contact("a", "m", 0, 10, delay=100), contact("m", "b", 50, 105), contact("m", "b", 300, 400)],
        [product(0, "a", "b")],
    )
    assert whole(made, "b") == [310.0]


def test_a_node_between_sends_what_has_come_of_a_product() -> None:
    """It does not wait for the rest: pieces travel by themselves and meet at the end."""
    made = run(
        [contact("a", "m", 0, 4), contact("a", "m", 50, 56), contact("m", "b", 0, 100)],
        [product(0, "a", "b")],
    )
    assert story(made)[1:] == [(56.0, "m", "arrived", "P000001"), (62.0, "b", "delivered", "P000001")]
    assert made.network.sent_bits["m", 1] == 1000


def test_no_window_delivers_nothing_and_says_so() -> None:
    """Everything is still queued where it was made, nothing was carried, every product is accounted for."""
    contacts = [contact("m", "b", 0, 100)]
    made = run(contacts, [product(5, "a", "b"), product(5, "a", "m", parts=2)])
    assert fates(made) == [("queued", "")] * 3
    assert [one.waiting_bits for one in made.products] == [{"a": 1000}, {"a": 500}, {"a": 500}]
    assert [bits for _, bits in made.carried] == [[0]]
    with pytest.raises(InputError, match="no contact reaches"):
        replay(contacts, [product(5, "a", "b")])


def test_what_never_could_go_on_is_told_at_the_end() -> None:
    """Where no way leads on, or every neighbour's store is smaller than what waits; what only had no time is told nothing."""
    contacts = [contact("a", "m", 0, 20), contact("m", "b", 0, 100), contact("b", "a", 0, 1)]
    sizes = (500, 1500, 2500)
    found = replay(contacts, [product(0, "a", "b", size) for size in sizes], nodes=[Node("m", 1000)])
    assert [one.reason for one in found.products] == ["", *["larger than the storage of m"] * 2]
    nowhere = replay([contact("m", "b", 0, 100), contact("m", "a", 0, 1)], [product(5, "a", "b")])
    assert [one.reason for one in nowhere.products] == ["no way on from a"]
    late = replay([contact("a", "b", 0, 5)], [product(0, "a", "b")])
    assert [(one.status, one.reason) for one in late.products] == [(Status.QUEUED, "")]


def test_the_end_of_the_run_ends_its_windows() -> None:
    """What got through by then is through, what each open window carried is told, the rest is queued."""
    found = replay(
        [contact("a", "b", 0, 100), contact("b", "a", 0, 100)], [product(0, "a", "b")], until_utc_s=4.0
    )
    assert [(one.source, bits) for one, bits in found.carried_bits] == [("a", 400), ("b", 0)]
    assert [one.status for one in found.products] == [Status.QUEUED]
    assert found.products[0].arrived_bits["b"] == 400


def test_traffic_needs_a_node_to_go_to() -> None:
    """A product for the node where it is made would wait forever: it is refused."""
    with pytest.raises(InputError, match="to itself"):
        replay([contact("a", "b", 0, 100)], [product(0, "a", "a")])


def test_losses_only_slow_a_window_down() -> None:
    """Whole packets get through, each sent until it is; a hundred windows of success p carry about p of their volume."""
    success, count = 0.8, 200
    contacts = [
        Contact("a", "b", 100.0 * n, 100.0 * n + 64.0, ((100.0 * n, 100.0),), success=success)
        for n in range(count)
    ]
    routes = {("a", "b"): frozenset("b")}
    made = Run(contacts, [product(0, "a", "b", 10_000_000)], routes, lossy=True)
    for _ in made.steps():
        check(made)
    bits = np.array([bits for _, [bits] in made.carried])
    assert (bits % PACKET_BITS == 0).all()
    # 100 packets a window; what is through of them at the window's end is what a draw for all that waits says.
    mean = success * 6400
    assert abs(bits.mean() - mean) < 4 * bits.std() / np.sqrt(count) + PACKET_BITS
    assert bits.max() <= 6400


def test_a_pace_that_hardly_ever_gets_through_never_ends() -> None:
    """Success of next to nothing: no packet is through by the window's end, and nothing breaks."""
    pace = Lossy(100.0, 50.0, 1e-300, PACKET_BITS, np.random.default_rng(1))
    duration_s, latest = pace.attempt(1000, "a", 0.0)
    assert duration_s == np.inf and latest == 50.0 and pace.through(1000, 0.0) == 0
    hopeless = Contact("a", "b", 0.0, 50.0, ((0.0, 100.0),), success=0.0)
    for lossy in (False, True):
        made = Run([hopeless], [product(0, "a", "b")], {("a", "b"): frozenset("b")}, lossy=lossy).run()
        assert fates(made) == [("queued", "")] and made.carried == [(hopeless, [0])]


def test_an_empty_product_is_delivered() -> None:
    """Nothing to carry still takes a window, even one that is just closing, and is in no two places."""
    made = run([contact("a", "b", 10, 20)], [product(0, "a", "b", 0), product(20, "a", "b", 0)])
    assert fates(made)[0] == ("delivered", "")
    assert [one.in_transit_bits for one in made.products] == [0, 0]
    parts = run([contact("a", "b", 10, 20)], [product(0, "a", "b", 2, parts=3)])
    assert fates(parts) == [("delivered", "")] * 3
