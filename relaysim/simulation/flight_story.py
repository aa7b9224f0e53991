"""What the log tells of a flight, each at its own time: its phases, and what does not go as planned."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.helicopter.phases import Phase
from relaysim.simulation.flight_course import Course


@dataclass(frozen=True)
class FlightStory:
    """A flight as it will be told.

    Attributes:
        before: of the take-off, in words: "after spin-up of 12 s"; empty where nothing comes before it.
        aloft: (s from take-off, event, detail), in time, from take-off to just before touchdown; an early landing told on
            the ground is among them.
        after: names of the phases that begin with touchdown.
    """

    before: str
    aloft: tuple[tuple[float, str, str], ...]
    after: tuple[str, ...]

    @classmethod
    def of(cls, found: Course, phases: tuple[Phase, ...]) -> FlightStory:
        """The story of a course whose route has these phases."""
        lands_s = found.route.end_utc_s - found.route.start_utc_s
        told = [(phase.start_s, "phase", phase.name) for phase in phases]
        told += [(note.elapsed_s, "noted", note.words) for note in found.notes]
        told += [(found.swings_from_s, "swinging", found.swings)] if found.swings else []
        aloft = [one for one in told if 0.0 <= one[0] < lands_s]
        aloft += [(found.ending.elapsed_s, "land now", found.ending.reason)] if found.ending else []
        return cls(
            ", ".join(f"after {one.name} of {-one.start_s:g} s" for one in phases if one.start_s < 0.0),
            tuple(sorted(aloft)),
            tuple(phase.name for phase in phases if phase.start_s >= lands_s),
        )
