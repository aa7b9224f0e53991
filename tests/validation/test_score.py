"""Telling contact from silence."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.prediction import Prediction
from relaysim.validation.score import score

MakeEvent = Callable[..., LinkEvent]


def seen(event: LinkEvent, margin_db: float) -> Prediction:
    return Prediction(event, 100.0, margin_db, 0.0, 0.5, "")


def test_the_area_is_how_often_contact_has_more_margin(make_event: MakeEvent) -> None:
    """Three take-offs and two outages: five of six pairs the right way round."""
    ups = [seen(make_event(event=f"{n}-takeoff"), m) for n, m in enumerate((10.0, 6.0, 1.0))]
    outs = [
        seen(make_event(event=f"out {n}", state="down", latitude_deg=float(n)), m)
        for n, m in enumerate((-4.0, 3.0))
    ]
    found = score([*ups, *outs])
    assert found.area == pytest.approx(5 / 6)
    assert (found.takeoffs, found.outages) == (3, 2)
    assert found.low < found.area < found.high
    assert found.curve[0].tolist() == [0.0, 0.0]
    assert found.curve[-1].tolist() == [1.0, 1.0]


def test_two_outages_prove_little_however_well_they_are_told_apart(make_event: MakeEvent) -> None:
    """A share of 1 in two trials: Clopper and Pearson's interval begins at the square root of 0.025."""
    ups = [seen(make_event(event=f"{n}-takeoff"), 20.0) for n in range(50)]
    outs = [seen(make_event(event=f"out {n}", state="down", latitude_deg=float(n)), -9.0) for n in range(2)]
    found = score([*ups, *outs])
    assert (found.area, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(math.sqrt(0.025), abs=1e-3)


def test_the_descent_and_the_silence_after_it_are_one_outage(make_event: MakeEvent) -> None:
    """At one place they are counted once, by the silence."""
    rows = [
        seen(make_event(event="1-takeoff"), 5.0),
        seen(make_event(event="lost", state="lost_in_descent"), 9.0),
        seen(make_event(event="silent", state="down"), -9.0),
    ]
    assert (score(rows).outages, score(rows).area) == (1, 1.0)


def test_without_outages_there_is_no_score(make_event: MakeEvent) -> None:
    """nan, and no curve."""
    found = score([seen(make_event(), 5.0)])
    assert math.isnan(found.area)
    assert found.curve.shape == (0, 2)
