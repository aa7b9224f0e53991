"""The answers side by side: what the straight line, the radio and the sessions say, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.blackout.intervals import Interval, longest, most_overlapping

LEVELS = ("sightline", "radio", "session", "earth")
EXPLANATIONS = {
    "sightline": "the straight line between the antennas meets ground",
    "radio": "the margin at the lowest rate is below 0",
    "session": "from the last successful two-way session to the next",
    "earth": "from one arrival of its data at {far_end} to the next",
}


@dataclass(frozen=True)
class Answer:
    """One answer; `interval` is None where that level saw no blackout.

    Attributes:
        documents: of what happened, the level at which it was silent.
    """

    level: str
    what: str
    interval: Interval | None
    source: str = ""
    documents: str = ""


def main_blackout(by_level: Mapping[str, Sequence[Interval]]) -> Interval | None:
    """The blackout a page is about: the longest at the level of the radio, else of the sessions.

    A blocked sightline alone is none: the link may well be open.
    """
    return longest(by_level.get("radio", ())) or longest(by_level.get("session", ()))


def explanation(level: str, far_end: FarEnd = FAR_END) -> str:
    """What a blackout of a level is."""
    return EXPLANATIONS[level].format(far_end=far_end.name)


def answers(
    by_level: Mapping[str, Sequence[Interval]], history: Sequence[Answer], far_end: FarEnd = FAR_END
) -> list[Answer]:
    """For each level the blackout that overlaps the main one most, then what happened.

    Where neither radio nor sessions saw one, each level is asked about the time of what happened.
    """
    happened = next((answer.interval for answer in history if answer.interval), None)
    widest = longest(by_level.get("sightline", ())) or longest(by_level.get("earth", ()))
    main = main_blackout(by_level) or happened or widest
    found = [
        Answer(
            level,
            explanation(level, far_end),
            most_overlapping(by_level.get(level, ()), main) if main else None,
        )
        for level in LEVELS
    ]
    return [*found, *history]
