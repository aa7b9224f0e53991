"""What the timeline shows: lanes of spans, each lane for one thing that had to work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.blackouts import Blackout
from relaysim.report.geometry_file import Geometry, Span
from relaysim.report.node import Node
from relaysim.report.times import Times
from relaysim.report.undelivered import HELICOPTER, ROVER

MOST_PASS_LANES = 5
_STATE_MARKS = {"open": "up", "clear": "up", "closed": "down", "blocked": "down"}
_SESSION_MARKS = {"contact": "contact", "failed": "failed"}


@dataclass(frozen=True)
class Lane:
    """A named row of spans: (start_utc_s, end_utc_s) by the kind of mark that they are drawn with."""

    name: str
    level: str
    spans: Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True)
class TimelineData:
    """What the timeline is made from; `contacts`, `causes` and `gate` are rows of contacts.csv, blackout_causes.csv and gate.csv."""

    geometry: Geometry
    blackouts: tuple[Blackout, ...]
    flights: Sequence[Node]
    delivered_bits: Mapping[int, float]
    times: Times
    contacts: Sequence[Node] = ()
    causes: Sequence[Node] = ()
    gate: Sequence[Node] = ()
    far_end: FarEnd = FAR_END

    def has_anything(self) -> bool:
        """Whether at least one lane has something in it."""
        geometry = self.geometry
        link = (geometry.radio, geometry.sightline, geometry.sessions, self.blackouts, self.contacts)
        return any((*link, geometry.answers, self.flights, self.delivered_bits, geometry.drives()))

    @cached_property
    def lanes(self) -> list[Lane]:
        """The lanes, from the vehicles at the top to Earth."""
        return _timeline_lanes(self)

    def takeoffs(self) -> list[tuple[float, str]]:
        """Instants and names of the flights that took off, in time."""
        rows = ((flight.when("takeoff_utc"), flight.text("flight")) for flight in self.flights)
        return sorted((takeoff, name) for takeoff, name in rows if takeoff is not None)

    def refusals(self) -> list[tuple[float, float]]:
        """The instants, each as a span, at which the gate kept a flight on the ground."""
        instants = {check.when("utc") for check in self.gate if not check.flag("passed")}
        return sorted(
            (at, at) for at in instants - {takeoff for takeoff, _ in self.takeoffs()} if at is not None
        )

    def happened(self) -> list[tuple[float, float, str]]:
        """What is on record: start, end and words."""
        rows = (one for one in self.geometry.answers if one.text("level") == "happened")
        spans = (
            (row.when("start_utc"), row.when("end_utc"), row.text("what", "what happened")) for row in rows
        )
        return [(start, end, what) for start, end, what in spans if start is not None and end is not None]


def _timeline_lanes(data: TimelineData) -> list[Lane]:
    """From the vehicles at the top to Earth; passes and conjunction only where the run has any."""
    geometry = data.geometry
    sessions = _by_kind(geometry.sessions, _SESSION_MARKS)
    lanes = [
        Lane("Drives", "", {"drive": geometry.drives()}),
        Lane("Flights", "", {"refused": data.refusals()}),
        Lane("Sightline", "sightline", _by_kind(geometry.sightline, _STATE_MARKS)),
        Lane("Radio", "radio", _by_kind(geometry.radio, _STATE_MARKS)),
        Lane("Session", "session", {"silence": _silences(data, "session")} | sessions),
        *_passes(data.contacts),
        Lane(data.far_end.title, "earth", {"silence": _silences(data, "earth")}),
    ]
    parts = [
        one for one in data.causes if one.text("cause") == "conjunction" and one.text("level") == "earth"
    ]
    if parts:
        lanes.append(Lane("Conjunction", "", {"conjunction": _ends(parts)}))
    if data.happened():
        lanes.append(Lane("Happened", "", {"history": [(start, end) for start, end, _ in data.happened()]}))
    return lanes


def _by_kind(spans: Iterable[Span], marks: Mapping[str, str]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for span in spans:
        found.setdefault(marks.get(span.state, "unknown"), []).append((span.start_utc_s, span.end_utc_s))
    return found


def _silences(data: TimelineData, level: str) -> list[tuple[float, float]]:
    return [(one.start_utc_s, one.end_utc_s) for one in data.blackouts if one.level == level]


def _passes(contacts: Sequence[Node]) -> list[Lane]:
    """Windows of the rover towards Earth, a lane for each that receives: those that carried data, and those that did not."""
    by_name: dict[str, list[Node]] = {}
    for contact in contacts:
        if contact.text("source") == ROVER and contact.text("destination") != HELICOPTER:
            by_name.setdefault(contact.text("destination"), []).append(contact)
    ranked = sorted(by_name, key=lambda name: (-len(by_name[name]), name))
    groups = {name: by_name[name] for name in sorted(ranked[:MOST_PASS_LANES])}
    if rest := [contact for name in ranked[MOST_PASS_LANES:] for contact in by_name[name]]:
        groups["other passes"] = rest
    lanes = []
    for name, some in groups.items():
        carried = [one for one in some if (one.number("carried_bits") or 0.0) > 0.0]
        idle = [one for one in some if not (one.number("carried_bits") or 0.0) > 0.0]
        called = "Passes" if name == "earth" else name
        lanes.append(Lane(called, "", {"idle-pass": _ends(idle), "pass": _ends(carried)}))
    return lanes


def _ends(rows: Iterable[Node]) -> list[tuple[float, float]]:
    spans = ((row.when("start_utc"), row.when("end_utc")) for row in rows)
    return [(start, end) for start, end in spans if start is not None and end is not None]
