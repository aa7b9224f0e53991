"""Intervals: from changes of a state, from sessions, from arrivals; which ends are open."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from relaysim.blackout.answers import LEVELS, Answer, answers, explanation, main_blackout
from relaysim.blackout.intervals import (
    Interval,
    arrival_gaps,
    intervals_of,
    longest,
    session_gaps,
    stretches,
)
from relaysim.links.state import LinkState

OPEN, CLOSED, UNKNOWN = LinkState.OPEN, LinkState.CLOSED, LinkState.UNKNOWN

changes = st.lists(st.tuples(st.integers(0, 100).map(float), st.sampled_from(LinkState)), max_size=12).map(
    lambda found: sorted(found, key=lambda change: change[0])
)


def closed(*found: tuple[float, LinkState]) -> list[Interval]:
    """The blackouts of changes within 0 to 100 s."""
    return intervals_of(found, CLOSED, UNKNOWN, 0.0, 100.0)


def test_stretches_join_what_repeats_and_drop_what_is_undone_at_once() -> None:
    """A track that begins in the state the last one ended in is no change, nor is a state of no length."""
    found = stretches(
        [
            (0.0, OPEN),
            (10.0, OPEN),
            (20.0, CLOSED),
            (20.0, OPEN),
            (30.0, CLOSED),
            (40.0, UNKNOWN),
            (40.0, CLOSED),
        ],
        50.0,
    )
    assert found == [(OPEN, 0.0, 30.0), (CLOSED, 30.0, 50.0)]


@given(changes)
def test_stretches_cover_the_time_once_with_neighbours_that_differ(
    found: list[tuple[float, LinkState]],
) -> None:
    """From the first change to the end without a gap, each instant in the state of the last change by then."""
    every = stretches([(0.0, OPEN), *found], 100.0)
    assert [every[0][1], *(end for _, _, end in every)] == [*(start for _, start, _ in every), 100.0]
    assert all(a[0] is not b[0] for a, b in pairwise(every))
    for instant in range(100):
        last = [state for t, state in [(0.0, OPEN), *found] if t <= instant][-1]
        assert [state for state, start, end in every if start <= instant < end] == [last]


def test_a_blackout_between_two_contacts_is_closed_at_both_ends() -> None:
    """What was open before and is open after is known for what it is."""
    assert closed((0.0, OPEN), (10.0, CLOSED), (60.0, OPEN)) == [Interval(10.0, 60.0)]


def test_at_the_edges_of_the_scenario_a_blackout_is_open() -> None:
    """Cut by the start or the end it is a lower bound."""
    assert closed((0.0, CLOSED), (60.0, OPEN)) == [Interval(0.0, 60.0, open_start=True)]
    assert closed((0.0, OPEN), (60.0, CLOSED)) == [Interval(60.0, 100.0, open_end=True)]
    assert closed((0.0, CLOSED)) == [Interval(0.0, 100.0, open_start=True, open_end=True)]


def test_beside_unknown_ground_a_blackout_is_open() -> None:
    """Where the unknown begins or ends nobody knows how much longer it was dark; the unknown itself is none."""
    assert closed((0.0, OPEN), (10.0, CLOSED), (20.0, UNKNOWN), (30.0, CLOSED), (40.0, OPEN)) == [
        Interval(10.0, 20.0, open_end=True),
        Interval(30.0, 40.0, open_start=True),
    ]
    assert closed((0.0, UNKNOWN), (50.0, CLOSED), (60.0, UNKNOWN)) == [
        Interval(50.0, 60.0, open_start=True, open_end=True)
    ]


def test_without_changes_or_without_the_state_there_is_none() -> None:
    """No answer is not a blackout."""
    assert closed() == closed((0.0, OPEN)) == closed((0.0, UNKNOWN)) == []


def test_overlap_and_length() -> None:
    """Shared time is the same from either side, and 0 where they only touch or lie apart."""
    one, other, after = Interval(0.0, 10.0), Interval(4.0, 20.0), Interval(20.0, 30.0)
    assert (one.overlap_s(other), other.overlap_s(one), other.overlap_s(after), one.overlap_s(after)) == (
        6,
        6,
        0,
        0,
    )
    assert other.duration_s == 16.0


def test_the_longest_is_the_earliest_of_equals() -> None:
    """None among none."""
    assert longest([Interval(50, 60), Interval(0, 10), Interval(20, 25)]) == Interval(0, 10)
    assert longest([]) is None


def gaps(*sessions: tuple[float, str, tuple[float, float] | None]) -> list[Interval]:
    return session_gaps(sessions, 0.0, 100.0)


def test_a_gap_needs_a_session_that_failed() -> None:
    """From the end of one contact to the start of the next, if one between them failed; the night is no blackout."""
    assert gaps((10, "contact", (11, 15)), (30, "contact", (30, 35)), (50, "contact", (50, 55))) == []
    assert gaps(
        (10, "contact", (11, 15)), (20, "failed", None), (30, "failed", None), (40, "contact", (42, 45))
    ) == [Interval(15, 42)]


def test_gaps_at_the_edges_are_open() -> None:
    """Before the first contact and after the last one of the scenario."""
    assert gaps((10, "failed", None), (20, "contact", (21, 25)), (30, "failed", None)) == [
        Interval(0.0, 21, open_start=True),
        Interval(25, 100.0, open_end=True),
    ]
    assert gaps((10, "failed", None)) == [Interval(0.0, 100.0, open_start=True, open_end=True)]
    assert gaps() == []


def test_an_unknown_session_ends_a_gap_and_another_may_begin() -> None:
    """Nobody knows whether it would have been a contact: both gaps are open towards it."""
    assert gaps(
        (10, "contact", (10, 15)),
        (20, "failed", None),
        (30, "unknown", None),
        (40, "failed", None),
        (50, "contact", (51, 55)),
    ) == [Interval(15, 30, open_end=True), Interval(30, 51, open_start=True)]
    assert gaps((10, "contact", (10, 15)), (30, "unknown", None), (50, "contact", (51, 55))) == []


def test_arrivals_further_apart_than_normal() -> None:
    """A gap of just the normal length is normal; the edges of the scenario leave it open."""
    found = arrival_gaps([30.0, 50.0, 80.5], [], 20.0, 0.0, 100.0)
    assert found == [Interval(0.0, 30.0, open_start=True), Interval(50.0, 80.5)]
    assert arrival_gaps([], [], 20.0, 0.0, 100.0) == [Interval(0.0, 100.0, open_start=True, open_end=True)]
    assert arrival_gaps([], [], 100.0, 0.0, 100.0) == []


def test_an_unknown_session_cuts_a_gap_of_arrivals() -> None:
    """What it would have brought nobody knows, so neither part is closed there."""
    assert arrival_gaps([10.0, 90.0], [40.0], 20.0, 0.0, 100.0) == [
        Interval(10.0, 40.0, open_end=True),
        Interval(40.0, 90.0, open_start=True),
    ]


RADIO, SIGHT = [Interval(10, 70), Interval(80, 85)], [Interval(0, 5), Interval(8, 90)]


def test_the_main_blackout_is_the_longest_of_the_radio_then_of_the_session() -> None:
    """Sessions are asked only where the radio has none; a blocked sightline, or a gap at Earth, is none."""
    session, earth = [Interval(12, 99)], [Interval(0, 100)]
    assert main_blackout(
        {"radio": RADIO, "session": session, "sightline": SIGHT, "earth": earth}
    ) == Interval(10, 70)
    assert main_blackout({"radio": [], "session": session, "sightline": SIGHT, "earth": earth}) == Interval(
        12, 99
    )
    assert main_blackout({"sightline": SIGHT, "earth": earth}) is None
    assert main_blackout({}) is None


def test_the_answers_side_by_side() -> None:
    """Each level's blackout that shares most time with the main one, None where none does, then what happened."""
    happened = Answer("radio", "as it was", Interval(11, 71), "a newspaper")
    found = answers(
        {"radio": RADIO, "sightline": SIGHT, "session": [Interval(75, 79)], "earth": []}, [happened]
    )
    assert [(answer.level, answer.interval) for answer in found] == [
        ("sightline", Interval(8, 90)),
        ("radio", Interval(10, 70)),
        ("session", None),
        ("earth", None),
        ("radio", Interval(11, 71)),
    ]
    assert [answer.what for answer in found[:4]] == [explanation(level) for level in LEVELS]
    assert [answer.interval for answer in answers({}, [])] == [None] * 4
