"""How a blackout moves as one term of the budget goes through its range: nothing is simulated again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.intervals import Interval, intervals_of, most_overlapping
from relaysim.links.state import LinkState
from relaysim.links.track import LinkTrack, changes_at

STEP_DB = 1.0


@dataclass(frozen=True)
class SweepRow:
    """The blackout for one value of the term; None where there is none that overlaps the nominal one."""

    value: float
    blackout: Interval | None


def sweep_values(low: float, high: float, nominal: float) -> list[float]:
    """The range in steps of one decibel, its ends and the nominal value among them, rising."""
    count = int((high - low) / STEP_DB + 1e-9)
    return sorted({round(low + n * STEP_DB, 6) for n in range(count + 1)} | {high, nominal})


def sweep(
    tracks: Sequence[LinkTrack],
    values: Sequence[float],
    nominal: float,
    threshold_db: float,
    reference: Interval,
    start_utc_s: float,
    end_utc_s: float,
) -> list[SweepRow]:
    """The radio blackout that overlaps `reference` most, for each value of the term.

    The vehicles' motion is kept as it was in the run: with another value a flight might have been held.
    """
    rows = []
    for value in values:
        changes = changes_at(tracks, threshold_db + value - nominal)
        found = intervals_of(changes, LinkState.CLOSED, LinkState.UNKNOWN, start_utc_s, end_utc_s)
        rows.append(SweepRow(value, most_overlapping(found, reference)))
    return rows
