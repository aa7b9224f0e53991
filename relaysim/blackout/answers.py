"""The answers side by side: what the straight line, the radio and the sessions say, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.intervals import Interval, longest

LEVELS = ("sightline", "radio", "session", "earth")
EXPLANATIONS = {
    "sightline": "the straight line between the antennas meets ground",
    "radio": "the margin at the lowest rate is below 0",
    "session": "from the last successful two-way session to the next",
    "earth": "from one arrival of its data at Earth to the next",
}


@dataclass(frozen=True)
class Answer:
    """One answer; `interval` is None where that level saw no blackout."""

    level: str
    what: str
    interval: Interval | None
    source: str = ""


def main_blackout(by_level: dict[str, Sequence[Interval]]) -> Interval | None:
    """The blackout a page is about: the longest at the level of the radio, else of the next level that has one."""
    for level in ("radio", "session", "sightline", "earth"):
        found = longest(by_level.get(level, ()))
        if found is not None:
            return found
    return None


def answers(by_level: dict[str, Sequence[Interval]], history: Sequence[Answer]) -> list[Answer]:
    """For each level the blackout that overlaps the main one most, then what happened."""
    main = main_blackout(by_level)
    found = []
    for level in LEVELS:
        best = max(by_level.get(level, ()), key=main.overlap_s, default=None) if main else None
        if best is not None and main is not None and best.overlap_s(main) == 0.0:
            best = None
        found.append(Answer(level, EXPLANATIONS[level], best))
    return [*found, *history]
