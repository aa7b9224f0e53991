"""An event as evidence: the interval in which the losses that nobody knows must lie for it to happen.

x = F + w B + e is what comes on top of the basic loss over the terrain: the fixed loss F, the body's loss B where the
body stands in the way (w = 1), and the event's own error e. See docs/decisions/0009-likelihood.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.stands import RoverStand

Reals = NDArray[np.float64]

MARGINAL_DB = 3.0  # a few packets come through within this of the threshold
DESCENT_M = 1.0  # "about 3 m" is taken as this much more or less
CRUISE_M = 10.0  # assumed where a flight's height is not recorded
SURE = {"high": 1.0, "medium": 0.9, "low": 0.7}  # assumed: how often such a record is right


@dataclass(frozen=True)
class Bound:
    """x lies below (or, as a floor, above) a room for loss that shrinks with the body's share: room - w B.

    Attributes:
        room_db: T(mode) - L, (n,) at each stand that counts; the greatest room of all decides.
        body_share: w, (n,).
    """

    room_db: Reals
    body_share: Reals

    def at(self, body_loss_db: Reals) -> Reals:
        """The bound of F + e for body losses of any shape."""
        every = self.room_db - np.multiply.outer(body_loss_db, self.body_share)
        return np.asarray(every.max(axis=-1), dtype=np.float64)


@dataclass(frozen=True)
class Evidence:
    """Rows that share one error, and what they say together.

    Attributes:
        events: the rows.
        ceilings, floors: bounds of F + e from above and below; empty for none.
    """

    events: tuple[LinkEvent, ...]
    ceilings: tuple[Bound, ...]
    floors: tuple[Bound, ...]

    @property
    def name(self) -> str:
        """The names of its rows."""
        return " + ".join(event.event for event in self.events)

    @property
    def sure(self) -> float:
        """How often such a record is right."""
        return min(SURE[event.confidence] for event in self.events)

    def interval(self, body_loss_db: Reals) -> tuple[Reals, Reals]:
        """(low, high] of F + e, for body losses of any shape; empty where low >= high."""
        loss = np.asarray(body_loss_db, dtype=np.float64)
        low, high = np.full(loss.shape, -np.inf), np.full(loss.shape, np.inf)
        for bound in self.ceilings:
            high = np.minimum(high, bound.at(loss))
        for bound in self.floors:
            low = np.maximum(low, bound.at(loss))
        return low, high


@dataclass(frozen=True)
class Question:
    """A loss that is needed: from a stand of the rover to a place, with an antenna so high above it."""

    stand: RoverStand
    latitude_deg: float
    longitude_deg: float
    antenna_m: float


def questions_of(
    event: LinkEvent, stands: Sequence[RoverStand], ground_antenna_m: float, cruise_m: float
) -> list[Question]:
    """The losses an event needs, in a fixed order: all stands at one height, or one stand at two heights."""
    place = event.latitude_deg, event.longitude_deg
    if event.state == "lost_in_descent":
        heights = (
            (cruise_m + ground_antenna_m, ground_antenna_m)
            if math.isnan(event.antenna_m)
            else (event.antenna_m + DESCENT_M, max(event.antenna_m - DESCENT_M, ground_antenna_m))
        )
        return [Question(stand, *place, height) for stand in stands[:1] for height in heights]
    height = ground_antenna_m if math.isnan(event.antenna_m) else event.antenna_m
    return [Question(stand, *place, height) for stand in stands]


def evidence_of(event: LinkEvent, room_db: Reals, body_share: Reals) -> Evidence:
    """What one event says, from the room T(mode) - L of each of its questions and the body's share in it."""
    everywhere = Bound(room_db, body_share)
    if event.state == "up":
        return Evidence((event,), (everywhere,), ())
    if event.state == "down":
        return Evidence((event,), (), (everywhere,))
    if event.state == "marginal":
        above, below = Bound(room_db + MARGINAL_DB, body_share), Bound(room_db - MARGINAL_DB, body_share)
        return Evidence((event,), (above,), (below,))
    high, low = Bound(room_db[:1], body_share[:1]), Bound(room_db[1:2], body_share[1:2])
    return Evidence((event,), (high,), (low,))


def joined(pieces: Sequence[Evidence]) -> list[Evidence]:
    """Pieces of one landing (the same place and local day, no take-off) made one: the same error meets them all."""
    groups: dict[tuple[object, ...], list[Evidence]] = {}
    for number, piece in enumerate(pieces):
        event = piece.events[0]
        of_a_landing = event.state in ("marginal", "lost_in_descent")
        key = (event.first_day, event.latitude_deg, event.longitude_deg) if of_a_landing else (number,)
        groups.setdefault(key, []).append(piece)
    return [_together(group) for group in groups.values()]


def _together(pieces: Sequence[Evidence]) -> Evidence:
    return Evidence(
        tuple(event for piece in pieces for event in piece.events),
        tuple(bound for piece in pieces for bound in piece.ceilings),
        tuple(bound for piece in pieces for bound in piece.floors),
    )


def thresholds_by_rate(threshold_db: Mapping[float, float], rate_bps: float) -> float | None:
    """T of the mode with this rate; None if the radio has none."""
    return next((t for rate, t in threshold_db.items() if math.isclose(rate, rate_bps)), None)
