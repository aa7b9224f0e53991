"""The day on which a silence ends, as a probability for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.scenario.link_events import LinkEvent
from relaysim.streams import Streams
from relaysim.validation.calibration import Bench, losses_db, shares_of
from relaysim.validation.evidence import Question, thresholds_by_rate
from relaysim.validation.likelihood import SCATTER_DB, Posterior
from relaysim.validation.stands import RoverStand

Reals = NDArray[np.float64]

DRAWS = 20_000
# Assumed: the distance of the rover's way over which the near ground, and with it the error, changes.
CORRELATION_M = 100.0
DAYS_AFTER = 40


@dataclass(frozen=True)
class Ending:
    """When a silence that began with an event ends.

    Attributes:
        days: (n,) local days, rising: mornings of new places of the rover.
        probability: (n,) that the first contact is on that day.
        never_silent: that the first morning has contact already.
        still_silent: that no day up to the last one has.
        unknown_stands: places of the rover from which the ground is not known; counted as without contact.
    """

    days: NDArray[np.int64]
    probability: Reals
    never_silent: float
    still_silent: float
    unknown_stands: int

    def of(self, first_day: int, last_day: int) -> float:
        """Probability that it ends on one of these days."""
        return float(self.probability[(self.days >= first_day) & (self.days <= last_day)].sum())


def ending(
    bench: Bench, event: LinkEvent, found: Posterior, seed: int, correlation_m: float = CORRELATION_M
) -> Ending:
    """When the silence of a `down` event ends, given the rover's drives as they were made.

    On the first morning of each new place the link is asked at the event's rate: it closes if F + w B + e is no more
    than the room there. F and B are drawn from the posterior, e is normal (SCATTER_DB) and correlated along the
    rover's way as exp(-way / correlation_m): infinite for one error in all, 0 for a new one at every place. Where the
    heading is not recorded, w is drawn too.
    """
    mornings = _mornings(bench, event)
    place = event.latitude_deg, event.longitude_deg, bench.model.helicopter_antenna_m
    questions = [Question(stand, *place) for _, stand in mornings]
    threshold = thresholds_by_rate(bench.threshold_db, event.mode_bps)
    assert threshold is not None, "answer() has refused such an event"
    room = threshold - losses_db(bench.model, questions)
    draw = Streams(seed).named(f"ending/{event.event}")
    fixed, body = _draw_losses(found, draw)
    share = shares_of(bench, questions)
    unsure = np.array([math.isnan(stand.heading_deg) for _, stand in mornings])
    weight = np.where(unsure, draw.random((DRAWS, len(mornings))) < share, share)
    error = _errors(np.array([stand.along_m for _, stand in mornings]), correlation_m, draw)
    with np.errstate(invalid="ignore"):
        contact = fixed[:, None] + weight * body[:, None] + error <= room
    first = np.where(contact.any(axis=1), contact.argmax(axis=1), len(mornings))
    counts = np.bincount(first, minlength=len(mornings) + 1) / DRAWS
    return Ending(
        days=np.array([day for day, _ in mornings[1:]], dtype=np.int64),
        probability=counts[1:-1],
        never_silent=float(counts[0]),
        still_silent=float(counts[-1]),
        unknown_stands=int(np.isnan(room).sum()),
    )


def _mornings(bench: Bench, event: LinkEvent) -> list[tuple[int, RoverStand]]:
    """(first local day that begins there, stand), from the event's first day to some days after its last."""
    found: list[tuple[int, RoverStand]] = []
    for day in range(event.first_day, event.last_day + DAYS_AFTER):
        utc_s = bench.clock.utc_s(day)
        stand = next((s for s in bench.stands if s.start_utc_s <= utc_s < s.end_utc_s), None)
        if stand is not None and (not found or found[-1][1] is not stand):
            found.append((day, stand))
    return found


def _draw_losses(found: Posterior, draw: np.random.Generator) -> tuple[Reals, Reals]:
    cells = draw.choice(found.weight.size, size=DRAWS, p=found.weight.ravel())
    row, column = np.unravel_index(cells, found.weight.shape)
    return found.fixed_loss_db[row], found.body_loss_db[column]


def _errors(along_m: Reals, correlation_m: float, draw: np.random.Generator) -> Reals:
    """(DRAWS, n) errors along the way: each place remembers the one before it."""
    fresh = draw.normal(0.0, SCATTER_DB, (DRAWS, along_m.size))
    found = fresh.copy()
    for n in range(1, along_m.size):
        way = along_m[n] - along_m[n - 1]
        memory = 0.0 if correlation_m == 0.0 else math.exp(-way / correlation_m)
        found[:, n] = memory * found[:, n - 1] + math.sqrt(1.0 - memory**2) * fresh[:, n]
    return found


def likely_days(found: Ending, share: float = 0.5) -> Sequence[int]:
    """The fewest days that together hold at least this share of all endings, the likeliest first."""
    order = np.argsort(-found.probability, kind="stable")
    summed = np.cumsum(found.probability[order])
    count = int(np.searchsorted(summed, share)) + 1
    return [int(day) for day in found.days[order[:count]]]
