"""What an event says of the losses that nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.evidence import evidence_of, joined, questions_of
from relaysim.validation.stands import RoverStand

MakeEvent = Callable[..., LinkEvent]
HERE = RoverStand(0.0, 2000.0, 0.0, 0.0, 0.0)
ROOM, SHARE = np.array([5.0, 9.0]), np.array([0.0, 1.0])


def test_a_contact_bounds_the_losses_by_its_best_place(make_event: MakeEvent) -> None:
    """The place with the most room counts: the second without a body loss, the first once the body takes over 4 dB."""
    low, high = evidence_of(make_event(), ROOM, SHARE).interval(np.array([0.0, 2.0, 4.0, 10.0]))
    assert high.tolist() == [9.0, 7.0, 5.0, 5.0]
    assert np.isneginf(low).all()


def test_a_silence_is_the_opposite_of_a_contact(make_event: MakeEvent) -> None:
    """It bounds from below exactly where contact would bound from above."""
    low, high = evidence_of(make_event(state="down"), ROOM, SHARE).interval(np.array([0.0, 4.0]))
    assert low.tolist() == [9.0, 5.0]
    assert np.isposinf(high).all()


def test_a_few_packets_are_within_three_decibels(make_event: MakeEvent) -> None:
    """On either side of the threshold."""
    low, high = evidence_of(make_event(state="marginal"), ROOM[:1], SHARE[:1]).interval(np.array(0.0))
    assert (float(low), float(high)) == (2.0, 8.0)


def test_a_loss_in_descent_lies_between_two_heights(make_event: MakeEvent) -> None:
    """Closed a metre higher, lost a metre lower: room for the one, none for the other."""
    lost = make_event(state="lost_in_descent", antenna_m=3.5)
    assert [q.antenna_m for q in questions_of(lost, [HERE], 0.5, 10.0)] == [4.5, 2.5]
    low, high = evidence_of(lost, np.array([9.0, 4.0]), np.zeros(2)).interval(np.array(0.0))
    assert (float(low), float(high)) == (4.0, 9.0)


def test_a_descent_without_a_height_is_from_cruise_to_the_ground(make_event: MakeEvent) -> None:
    """Nobody knows where: anywhere on the way down."""
    lost = make_event(state="lost_in_descent", antenna_m=float("nan"))
    assert [q.antenna_m for q in questions_of(lost, [HERE], 0.5, 12.0)] == [12.5, 0.5]


def test_rows_of_one_landing_share_their_error(make_event: MakeEvent) -> None:
    """The loss in descent and the few packets after it are one piece of evidence: the overlap of their intervals."""
    lost = evidence_of(make_event(event="a", state="lost_in_descent"), np.array([9.0, 4.0]), np.zeros(2))
    few = evidence_of(make_event(event="b", state="marginal"), np.array([5.0]), np.zeros(1))
    takeoff = evidence_of(make_event(event="c-takeoff"), ROOM, SHARE)
    pieces = joined([lost, few, takeoff])
    assert [piece.name for piece in pieces] == ["a + b", "c-takeoff"]
    low, high = pieces[0].interval(np.array(0.0))
    assert (float(low), float(high)) == (4.0, 8.0)


@pytest.mark.parametrize(("confidence", "sure"), [("high", 1.0), ("medium", 0.9), ("low", 0.7)])
def test_confidence_is_how_often_a_record_is_right(
    make_event: MakeEvent, confidence: str, sure: float
) -> None:
    """As the decision on the likelihood has it."""
    assert evidence_of(make_event(confidence=confidence), ROOM, SHARE).sure == sure
