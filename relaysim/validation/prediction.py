"""How probable every documented event is with the calibrated losses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.calibration import Answered
from relaysim.validation.likelihood import SCATTER_DB, Posterior, probability

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Prediction:
    """One event beside what the model says of it.

    Attributes:
        loss_db: the least basic loss of those the event asks for; nan over unknown ground.
        margin_db: T(mode) - F - w B - L with the calibrated F and B, where it is greatest; nan likewise.
        residual_db: how large an error e the event needs at least, signed: 0 where it needs none, positive where it
            needs more loss than predicted, negative where it needs less.
        probability: of what the event says, over all F and B that the evidence allows; nan where nothing can be said.
        why_not: in words, where nothing can be said.
    """

    event: LinkEvent
    loss_db: float
    margin_db: float
    residual_db: float
    probability: float
    why_not: str

    @property
    def missed(self) -> bool:
        """Whether contact or silence had less than an even chance, or a height of loss is off by more than the scatter."""
        if self.event.state in ("up", "down"):
            return self.probability < 0.5
        return abs(self.residual_db) > SCATTER_DB


def predict(answers: Sequence[Answered], found: Posterior) -> list[Prediction]:
    """A prediction for every event, in their order."""
    return [_prediction(answered, found) for answered in answers]


def _prediction(answered: Answered, found: Posterior) -> Prediction:
    known = answered.loss_db[np.isfinite(answered.loss_db)]
    loss = float(known.min()) if known.size else math.nan
    piece = answered.evidence
    if piece is None:
        return Prediction(answered.event, loss, math.nan, math.nan, math.nan, answered.why_not)
    fixed, body = found.mean_db
    low, high = (float(edge) for edge in piece.interval(np.array(body)))
    every = probability(piece, found.fixed_loss_db[:, None], found.body_loss_db[None, :])
    return Prediction(
        event=answered.event,
        loss_db=loss,
        margin_db=_margin_db(answered, body) - fixed,
        residual_db=low - fixed if fixed < low else min(high - fixed, 0.0),
        probability=float((every * found.weight).sum()),
        why_not="",
    )


def _margin_db(answered: Answered, body_loss_db: float) -> float:
    """The greatest room over the event's stands, less the body's share; the ground's for a descent."""
    piece = answered.evidence
    assert piece is not None
    if answered.event.state == "lost_in_descent":
        bound = piece.floors[0]
    else:
        bound = (piece.ceilings or piece.floors)[0]
    room = float(bound.at(np.array(body_loss_db)))
    # A few packets: the ceiling stands the width of "marginal" above the threshold itself.
    return (
        (room + float(piece.floors[0].at(np.array(body_loss_db)))) / 2
        if answered.event.state == "marginal"
        else room
    )


def share_above_threshold(predictions: Sequence[Prediction]) -> tuple[int, int]:
    """(how many, of how many) of the take-offs that may calibrate have a margin of 0 or more."""
    mine = [p for p in predictions if p.event.is_takeoff and p.event.calibrate and math.isfinite(p.margin_db)]
    return sum(p.margin_db >= 0 for p in mine), len(mine)
