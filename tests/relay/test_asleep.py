"""Windows that nothing waits for, and pieces that nobody waits behind: less work, the same story."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import simpy

sys.path.insert(0, str(Path(__file__).parent))
from plain import contact, product, run, whole

from relaysim.plans.contact import Contact
from relaysim.relay.replay import Replay, replay
from relaysim.relay.timer import Timer, has_come


def steps(contacts: list[Contact], count: int, at: float = 0.0) -> int:
    """SimPy's events of a plan alone, for so many products created at once."""
    env = simpy.Environment()
    replay(contacts, [product(at, "a", "b") for _ in range(count)], env=env)
    return next(env._eid)


def carried(found: Replay) -> list[tuple[float, int]]:
    return [(one.start_utc_s, bits) for one, bits in found.carried_bits]


def test_windows_that_nothing_waits_for_cost_nothing() -> None:
    """A thousand of them are no event more than one."""
    used = contact("a", "b", 0, 50, delay=1.0)
    rest = [contact("a", "b", 100.0 * n, 100.0 * n + 50.0) for n in range(1, 1000)]
    assert steps([used, *rest], 1) == steps([used], 1)


def test_a_piece_behind_which_nobody_waits_is_one_event() -> None:
    """It is created, its window closes, it lands; a second one lands, and that is all: what nobody else can take needs no
    event to begin. Where two channels share what waits, the leaving of the one before is an event too."""
    link = [contact("a", "b", 0, 50, delay=1.0)]
    assert (steps(link, 1), steps(link, 2)) == (3, 4)
    ways = [contact("a", "x", 0, 50, delay=1.0), contact("a", "y", 0, 50, delay=1.0), contact("x", "b", 90, 99, delay=1.0),
            contact("y", "b", 90, 99, delay=1.0)]  # fmt: skip
    assert steps(ways, 3) - steps(ways, 2) == 3  # it leaves a behind another, lands at x, lands at b


def test_what_is_created_while_nothing_else_happens_is_one_event() -> None:
    """A thousand creations before a window are no event more than one, and each still has its own instant; one that comes
    after something else happens is one of its own."""
    rows, counts = [product(0.1 * n, "a", "b", 1) for n in range(1000)], []
    for count in (1, 1000):
        env = simpy.Environment()
        found = replay([contact("a", "b", 200, 300)], rows[:count], env=env, until_utc_s=150.0)
        assert [event[0] for event in found.events] == [0.1 * n for n in range(count)]
        counts.append(next(env._eid))
    assert counts[0] == counts[1]
    link = contact("a", "b", 0, 100, delay=1.0)
    env = simpy.Environment()
    replay([link], [product(0, "a", "b"), product(12, "a", "b")], env=env)
    assert next(env._eid) == 5  # two creations, two landings, the end of the window


def test_every_window_that_has_begun_is_told_once_in_the_order_of_the_ends() -> None:
    """Whether it was opened or not; those that the end of the run cuts come last, those after it not at all."""
    plan = [contact("a", "b", 0, 10), contact("a", "b", 20, 40), contact("b", "a", 5, 15), contact("a", "b", 70, 80),
            contact("b", "a", 30, 90)]  # fmt: skip
    found = replay(plan, [product(20, "a", "b", 1500)], until_utc_s=60.0)
    assert carried(found) == [(0, 0), (5, 0), (20, 1500), (30, 0)]
    assert carried(replay(plan, [product(70, "a", "b", 1500)])) == [
        (0, 0),
        (5, 0),
        (20, 0),
        (70, 1000),
        (30, 0),
    ]


@pytest.mark.parametrize(("at", "expected"), [(2.0, 7.0), (5.0, 11.875), (7.0, 13.125), (12.0, 17.0)])
def test_a_window_joined_late_has_the_rate_of_the_moment(at: float, expected: float) -> None:
    """100 bit/s, from 5 s on 50, from 10 s on 80: 400 bits, whenever in the window they come."""
    stepped = Contact("a", "b", 0.0, 100.0, ((0.0, 100.0), (5.0, 50.0), (10.0, 80.0)))
    [one] = replay([stepped], [product(at, "a", "b", 400)]).products
    assert one.delivered_utc_s == pytest.approx(expected, abs=1e-9)
    assert whole(run([stepped], [product(at, "a", "b", 400)]), "b") == [pytest.approx(expected, abs=1e-9)]


def test_a_window_joined_late_carries_no_more_than_is_left_of_it() -> None:
    """Nothing waited for six of its ten seconds: 400 bits of 1,000 get through, the next window sends the rest."""
    plan = [contact("a", "b", 0, 10, delay=2.0), contact("a", "b", 50, 90, delay=2.0)]
    found = replay(plan, [product(6, "a", "b")])
    assert carried(found) == [(0, 400), (50, 600)]
    assert found.products[0].delivered_utc_s == 58.0


def test_what_is_cut_does_not_land_twice() -> None:
    """Its landing was known as it began; the rate changed since, and then the window ended."""
    slows = Contact("a", "b", 0.0, 8.0, ((0.0, 100.0), (4.0, 50.0)), one_way_light_time_s=30.0)
    made = run([slows, contact("a", "b", 100, 200, delay=30.0)], [product(0, "a", "b")])
    assert whole(made, "b") == [134.0]
    assert [bits for _, [bits] in made.carried] == [600, 400]


@pytest.mark.parametrize("bits", [0, 1])
def test_what_takes_no_time_holds_up_nobody(bits: int) -> None:
    """Instants of our days are a quarter of a microsecond apart: a bit at 1e8 bit/s has left as it begins, and so has an
    empty product; those behind it follow at once."""
    day = 1_613_681_700.0
    made = run(
        [contact("a", "b", day, day + 50, 1e8, delay=1.0)],
        [product(day - 5, "a", "b", bits) for _ in range(3)],
    )
    assert whole(made, "b") == [day + 1.0] * 3


def test_two_windows_open_since_different_instants_keep_their_order() -> None:
    """Of two in which nothing has waited yet, the one that has been open longest takes what comes, though neither was
    opened before."""
    ways = [contact("a", "x", 10, 100, delay=1), contact("a", "y", 5, 100, delay=1), contact("x", "b", 0, 100), contact("y", "b", 0, 100)]  # fmt: skip
    [one] = replay(ways, [product(20, "a", "b")]).products
    assert list(one.whole_utc_s) == ["a", "y", "b"]


def test_the_clock_moves_without_an_event_only_where_none_is_due() -> None:
    """Neither past one nor to its very instant."""
    env = simpy.Environment(initial_time=1.0)
    Timer(env, 3.0, lambda _: None)
    assert has_come(env, 0.5) and env.now == 1.0
    assert has_come(env, 2.0) and env.now == 2.0
    assert not has_come(env, 3.0) and not has_come(env, 4.0) and env.now == 2.0
    env.run()
    assert env.now == 3.0
    assert has_come(env, 4.0) and env.now == 4.0


def test_a_timer_happens_at_its_very_instant_and_not_if_it_is_cancelled() -> None:
    """Instants, not delays: now + (instant - now) would often be another."""
    env, seen = simpy.Environment(initial_time=0.1), list[float]()
    for instant in (0.3, 0.7, 1.1):
        Timer(env, instant, lambda _: seen.append(env.now))
    Timer(env, 0.5, lambda _: seen.append(env.now)).cancel()
    env.run()
    assert seen == [0.3, 0.7, 1.1]
