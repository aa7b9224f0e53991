"""A blackout of either side: a row of a run's blackouts.csv, or of a table of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.report.blackouts import LEVELS, Blackout

Span = tuple[float, float]


@dataclass(frozen=True)
class Silence:
    """One stretch without contact at one level.

    Attributes:
        level: "sightline", "radio", "session" or "earth".
        open_start, open_end: it is cut there: it began by then, or lasted at least so long.
        cause: what stood in the way, as the run says; of a record what it says, in words.
        start_90, end_90: the 5 and 95 % quantiles of its edges (utc_s), None where the run has none.
    """

    level: str
    start_utc_s: float
    end_utc_s: float
    open_start: bool = False
    open_end: bool = False
    cause: str = ""
    start_90: Span | None = None
    end_90: Span | None = None

    @property
    def duration_s(self) -> float:
        """From start to end; a lower bound where either is open."""
        return self.end_utc_s - self.start_utc_s

    def edge(self, edge: str) -> float:
        """The instant of its "start" or "end"."""
        return self.start_utc_s if edge == "start" else self.end_utc_s

    def is_open(self, edge: str) -> bool:
        """Whether it is cut at its "start" or "end"."""
        return self.open_start if edge == "start" else self.open_end

    def overlap_s(self, other: Silence) -> float:
        """How long both go on together; negative by the gap between them."""
        return min(self.end_utc_s, other.end_utc_s) - max(self.start_utc_s, other.start_utc_s)


def silences_of(blackouts: Sequence[Blackout]) -> tuple[Silence, ...]:
    """The blackouts of a run, by level, then time.

    Raises:
        InputError: a value of a row is not what it should be.
    """
    found = [
        Silence(
            one.level,
            one.start_utc_s,
            one.end_utc_s,
            one.open_start,
            one.open_end,
            one.row.text("cause"),
            _span(one, "start"),
            _span(one, "end"),
        )
        for one in blackouts
    ]
    return in_order(found)


def in_order(silences: Sequence[Silence]) -> tuple[Silence, ...]:
    """By level in the order of the way of the data, others behind, then in time."""
    ranks = {level: rank for rank, level in enumerate(LEVELS)}
    return tuple(
        sorted(silences, key=lambda one: (ranks.get(one.level, len(ranks)), one.level, one.start_utc_s))
    )


def _span(blackout: Blackout, edge: str) -> Span | None:
    low, high = (blackout.row.when(f"{edge}_utc_{quantile}") for quantile in ("p05", "p95"))
    return None if low is None or high is None else (low, high)
