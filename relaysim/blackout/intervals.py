"""Intervals from the changes of a state, and from gaps between contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

State = TypeVar("State")


@dataclass(frozen=True)
class Interval:
    """A stretch of time.

    Attributes:
        open_start, open_end: it is cut there, by the edge of the scenario or by the edge of what is known:
            its length is a lower bound.
    """

    start_utc_s: float
    end_utc_s: float
    open_start: bool = False
    open_end: bool = False

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_utc_s - self.start_utc_s

    def overlap_s(self, other: Interval) -> float:
        """How long both go on together, 0 when they do not."""
        return max(0.0, min(self.end_utc_s, other.end_utc_s) - max(self.start_utc_s, other.start_utc_s))


def stretches(changes: Sequence[tuple[float, State]], end_utc_s: float) -> list[tuple[State, float, float]]:
    """(state, from, to) of each stretch; a change repeated, or undone at the same instant, is none."""
    found: list[tuple[State, float, float]] = []
    for (start, state), (end, _) in zip(changes, [*changes[1:], (end_utc_s, changes[-1][1])], strict=True):
        if end <= start:
            continue
        if found and found[-1][0] == state:
            found[-1] = (state, found[-1][1], end)
        else:
            found.append((state, start, end))
    return found


def intervals_of(
    changes: Sequence[tuple[float, State]], state: State, unknown: State, start_utc_s: float, end_utc_s: float
) -> list[Interval]:
    """The stretches of one state. Next to an unknown stretch, or at the scenario's edge, its end is open."""
    if not changes:
        return []
    every = stretches(changes, end_utc_s)
    found = []
    for n, (here, start, end) in enumerate(every):
        if here != state:
            continue
        after_unknown = n > 0 and every[n - 1][0] == unknown
        before_unknown = n + 1 < len(every) and every[n + 1][0] == unknown
        found.append(
            Interval(start, end, start <= start_utc_s or after_unknown, end >= end_utc_s or before_unknown)
        )
    return found


def session_gaps(
    sessions: Sequence[tuple[float, str, tuple[float, float] | None]], start_utc_s: float, end_utc_s: float
) -> list[Interval]:
    """From the end of each successful session to the start of the next, where one between them failed.

    A session over unknown ground is neither: it ends a gap, open, and another may begin after it.

    Args:
        sessions: (start, outcome, first and last instant of contact), in time.
    """
    gaps: list[Interval] = []
    last, last_is_open, failed = start_utc_s, True, False
    for start, outcome, contact in sessions:
        if outcome == "failed":
            failed = True
            continue
        if failed:
            gaps.append(Interval(last, contact[0] if contact else start, last_is_open, contact is None))
        last, last_is_open = (contact[1], False) if contact else (start, True)
        failed = False
    if failed:
        gaps.append(Interval(last, end_utc_s, last_is_open, True))
    return gaps


def arrival_gaps(
    arrivals_utc_s: Sequence[float],
    unknown_utc_s: Sequence[float],
    longest_normal_s: float,
    start_utc_s: float,
    end_utc_s: float,
) -> list[Interval]:
    """Stretches without an arrival at Earth that are longer than the scenario's normal gap.

    An instant of a session over unknown ground ends a gap, open: what it would have brought nobody knows.
    """
    marks = [(t, False) for t in arrivals_utc_s] + [(t, True) for t in unknown_utc_s]
    edges = [(start_utc_s, True), *sorted(marks), (end_utc_s, True)]
    return [
        Interval(a, b, a_open, b_open)
        for (a, a_open), (b, b_open) in pairwise(edges)
        if b - a > longest_normal_s
    ]


def longest(intervals: Sequence[Interval]) -> Interval | None:
    """The longest interval, the earliest of equals; None without any."""
    return max(intervals, key=lambda interval: (interval.duration_s, -interval.start_utc_s), default=None)


def most_overlapping(intervals: Sequence[Interval], reference: Interval) -> Interval | None:
    """The interval that goes on longest together with another, the first of equals; None if none does."""
    best = max(intervals, key=reference.overlap_s, default=None)
    return best if best is not None and best.overlap_s(reference) > 0.0 else None
