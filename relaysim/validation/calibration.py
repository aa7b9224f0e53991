"""The fixed loss and the body loss that documented events allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.local_clock import LocalClock
from relaysim.links.model import LinkModel
from relaysim.radio.body_loss import BodySector
from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.evidence import (
    CRUISE_M,
    Evidence,
    Question,
    evidence_of,
    joined,
    questions_of,
    thresholds_by_rate,
)
from relaysim.validation.likelihood import Posterior, posterior
from relaysim.validation.stands import RoverStand, stands_of_event

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Bench:
    """What events are held against.

    Attributes:
        model: terrain and radio. Its budget's fixed loss counts as 0 here: thresholds are without it.
        threshold_db: T by rate (bit/s), dB, without any fixed loss.
        body: where the rover's body is in the way, by bearing from its heading; the sectors' own losses are not used.
        cruise_m: height of flights by local day; CRUISE_M for the rest.
    """

    model: LinkModel
    clock: LocalClock
    stands: tuple[RoverStand, ...]
    threshold_db: dict[float, float]
    body: tuple[BodySector, ...]
    cruise_m: dict[int, float]


@dataclass(frozen=True)
class Answered:
    """An event with the losses it needs.

    Attributes:
        questions: what was asked; empty where the event names no place.
        loss_db: (n,) basic losses, nan over unknown ground.
        evidence: None where nothing can be said: no place, unknown ground, or no mode of that rate.
        why_not: in words, where evidence is None.
    """

    event: LinkEvent
    questions: tuple[Question, ...]
    loss_db: Reals
    evidence: Evidence | None
    why_not: str = ""


@dataclass(frozen=True)
class Calibration:
    """What the events allow.

    Attributes:
        pieces: the evidence used; `left_out`: events to be used that say nothing here.
    """

    posterior: Posterior
    pieces: tuple[Evidence, ...]
    left_out: tuple[Answered, ...]


def answer(bench: Bench, events: Sequence[LinkEvent]) -> list[Answered]:
    """The losses every event needs, in one batch, and what they make of it."""
    asked: list[list[Question]] = []
    for event in events:
        stands = stands_of_event(event, bench.stands, bench.clock) if event.has_place else ()
        cruise = bench.cruise_m.get(event.first_day, CRUISE_M)
        asked.append(questions_of(event, stands, bench.model.helicopter_antenna_m, cruise))
    flat = [question for questions in asked for question in questions]
    losses = iter(losses_db(bench.model, flat))
    shares = iter(shares_of(bench, flat))
    return [
        _answered(bench, event, questions, np.array([next(losses) for _ in questions]),
                  np.array([next(shares) for _ in questions]))
        for event, questions in zip(events, asked, strict=True)
    ]  # fmt: skip


def calibrate(answers: Sequence[Answered]) -> Calibration:
    """Fixed and body loss from the events that may shape them."""
    mine = [a for a in answers if a.event.calibrate]
    pieces = joined([a.evidence for a in mine if a.evidence is not None])
    return Calibration(posterior(pieces), tuple(pieces), tuple(a for a in mine if a.evidence is None))


def losses_db(model: LinkModel, questions: Sequence[Question]) -> Reals:
    """Basic path loss of each question; nan over unknown ground."""
    if not questions:
        return np.empty(0)
    rover = model.frame.to_local(
        [q.stand.latitude_deg for q in questions], [q.stand.longitude_deg for q in questions]
    )
    scout = model.frame.to_local([q.latitude_deg for q in questions], [q.longitude_deg for q in questions])
    feet = np.array([q.antenna_m for q in questions]) - model.helicopter_antenna_m
    return model.evaluate((*rover, np.zeros(len(questions))), (*scout, feet)).loss_db


def shares_of(bench: Bench, questions: Sequence[Question]) -> Reals:
    """(n,) the body's share w in every question: 1 or 0, or the sectors' share of the circle without a heading."""
    frame = bench.model.frame
    ends = np.array(
        [(q.stand.latitude_deg, q.stand.longitude_deg, q.latitude_deg, q.longitude_deg) for q in questions]
    )
    lat1, lon1, lat2, lon2 = ends.reshape(-1, 4).T
    (x1, y1), (x2, y2) = frame.to_local(lat1, lon1), frame.to_local(lat2, lon2)
    heading = np.array([q.stand.heading_deg for q in questions])
    bearing = np.degrees(np.arctan2(x2 - x1, y2 - y1)) - heading
    inside = np.zeros(len(questions), dtype=bool)
    for sector in bench.body:
        inside |= sector.holds(bearing)
    of_circle = sum(sector.width_deg for sector in bench.body) / 360.0
    return np.where(np.isnan(heading), of_circle, inside.astype(np.float64))


def _answered(
    bench: Bench, event: LinkEvent, questions: list[Question], loss_db: Reals, share: Reals
) -> Answered:
    threshold = thresholds_by_rate(bench.threshold_db, event.mode_bps)
    known = np.isfinite(loss_db)
    if not questions:
        return Answered(event, (), loss_db, None, "it names no place")
    if threshold is None:
        return Answered(event, tuple(questions), loss_db, None, f"no mode of {event.mode_bps:g} bit/s")
    # An `up` needs one stand, the others all of theirs: unknown ground at one leaves the rest of an `up`.
    if not (known.any() if event.state == "up" else known.all()):
        return Answered(event, tuple(questions), loss_db, None, "over unknown ground")
    room = threshold - loss_db[known]
    return Answered(event, tuple(questions), loss_db, evidence_of(event, room, share[known]))
