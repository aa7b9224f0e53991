"""The likelihood of events, and what they leave of the two losses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from relaysim.radio.normal import normal_cdf
from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.evidence import Evidence, evidence_of, joined
from relaysim.validation.likelihood import LARGEST_LOSS_DB, interval_95, posterior, probability

MakeEvent = Callable[..., LinkEvent]


def up(make_event: MakeEvent, room_db: float, share: float = 0.0, **given: str) -> Evidence:
    return evidence_of(make_event(**given), np.array([room_db]), np.array([share]))


def test_the_probability_is_that_of_a_normal_error(make_event: MakeEvent) -> None:
    """8 dB of room and 5 of loss leave half a sigma: Phi(0.5); a silence has the rest."""
    losses = np.array(5.0), np.array(0.0)
    assert probability(up(make_event, 8.0), *losses) == pytest.approx(float(normal_cdf(0.5)))
    contact, silence = (probability(up(make_event, 8.0, state=s), *losses) for s in ("up", "down"))
    assert contact + silence == pytest.approx(1.0)


def test_a_record_that_may_be_wrong_says_less(make_event: MakeEvent) -> None:
    """With confidence c the probability is c p + (1 - c) / 2: impossible becomes improbable."""
    found = probability(up(make_event, -100.0, confidence="low"), np.array(0.0), np.array(0.0))
    assert found == pytest.approx(0.15)


def test_nothing_known_leaves_the_prior() -> None:
    """Uniform from 0 to the largest loss: mean in the middle, 95 % interval without its ends."""
    found = posterior([])
    assert found.mean_db == (pytest.approx(LARGEST_LOSS_DB / 2), pytest.approx(LARGEST_LOSS_DB / 2))
    low, high = interval_95(found.fixed_loss_db, found.fixed_weight)
    assert (low, high) == (pytest.approx(0.5, abs=1e-9), pytest.approx(19.5, abs=1e-9))


def test_contacts_push_the_loss_down_and_silences_up(make_event: MakeEvent) -> None:
    """Each further one more so; the body's loss, which no event concerns, stays at its prior."""
    few, many = (posterior([up(make_event, 6.0)] * n) for n in (1, 8))
    assert many.mean_db[0] < few.mean_db[0] < LARGEST_LOSS_DB / 2
    assert many.mean_db[1] == pytest.approx(LARGEST_LOSS_DB / 2)
    assert posterior([up(make_event, 6.0, state="down")]).mean_db[0] > LARGEST_LOSS_DB / 2


def test_an_event_behind_the_body_bounds_the_sum_of_both(make_event: MakeEvent) -> None:
    """A few packets at 12 dB of room: with little fixed loss the body takes much, and the other way about."""
    piece = evidence_of(make_event(state="marginal"), np.array([12.0]), np.array([1.0]))
    found = posterior([piece] * 40)
    row = found.weight / found.weight.sum(axis=1, keepdims=True)
    body = row @ found.body_loss_db
    assert body[np.searchsorted(found.fixed_loss_db, 2.0)] == pytest.approx(10.0, abs=0.3)
    assert body[np.searchsorted(found.fixed_loss_db, 8.0)] == pytest.approx(4.0, abs=0.3)


def test_profiles_have_their_highest_point_at_zero(make_event: MakeEvent) -> None:
    """A profile is the best over the other loss, relative to the best of all."""
    found = posterior(joined([up(make_event, 6.0, 1.0), up(make_event, 3.0, state="down", event="x")]))
    assert found.fixed_profile.max() == found.body_profile.max() == 0.0
    assert found.log_likelihood.shape == (found.fixed_loss_db.size, found.body_loss_db.size)
    assert found.weight.sum() == pytest.approx(1.0)
