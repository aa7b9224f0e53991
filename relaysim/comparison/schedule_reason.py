"""Which session, or which pass to the far end, carries the difference of an edge above the radio."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.comparison.edge import EdgeDifference
from relaysim.comparison.reason import Carrier, LinkThere, Reason
from relaysim.comparison.side import RunSide
from relaysim.comparison.wording import signed_duration
from relaysim.report.geometry_file import Span
from relaysim.report.node import Node

# Files hold tenths of a second, and a session's success is noted some seconds after its start.
NEAR_S = 60.0
NEAR_EDGE_S = 0.1
EARTH = "earth"


def session_reason(
    difference: EdgeDifference, a: RunSide, b: RunSide, links: tuple[LinkThere, LinkThere]
) -> Reason:
    """Why the sessions of one run talked when those of the other did not: none was held then, or it failed.

    Args:
        links: of both runs at the earlier edge, where the earlier end, or the later start's run, still talked.
    """
    # A silence ends earlier where a session succeeds that fails, or is not held, in the other; it starts later likewise.
    hears_a = (difference.difference_s > 0.0) == (difference.edge == "end")
    hearing, other = (a, b) if hears_a else (b, a)
    names = ("A", "B") if hears_a else ("B", "A")
    at = difference.a_utc_s if hears_a else difference.b_utc_s
    talked = _around(hearing.geometry.sessions, at, ("contact",))
    if talked is None:
        return _told(
            difference, at, links, (f"No session of {names[0]} stands at that instant in its geometry.json.",)
        )
    times = hearing.times
    when = f"{times.utc(talked.start_utc_s)} ({times.local(talked.start_utc_s)})"
    held = _overlapping(other.geometry.sessions, talked)
    if held is None:
        later = next((one for one in other.geometry.sessions if one.start_utc_s >= talked.start_utc_s), None)
        words = f"{names[0]} had a session at {when}, {names[1]} had none then"
        words += "." if later is None else f": its next began at {times.utc(later.start_utc_s)}."
        return _told(difference, at, links, (words, "When sessions are held carries the difference."))
    # The instant itself belongs to the time without contact where a silence starts, and to that with it where it ends.
    state = _state(other.geometry.radio, at - NEAR_EDGE_S if difference.edge == "start" else at)
    words = f"Both had a session at {when}; at the {difference.edge} the radio was open in {names[0]} and {state} in {names[1]}"
    if state == "open":
        told = f"{words}, whose session was {held.state}: chance, or who was awake, carries the difference."
        return _told(difference, at, links, (told,))
    if state == "unknown":
        return _told(difference, at, links, (f"{words}: what carries the difference is not known.",))
    return _told(difference, at, links, (f"{words}: the link carries the difference.",), is_link=True)


def earth_reason(
    difference: EdgeDifference,
    session_s: float | None,
    a: RunSide,
    b: RunSide,
    links: tuple[LinkThere, LinkThere],
) -> Reason:
    """How much of a difference at Earth is that of the sessions, and which passes carried the data.

    Args:
        session_s: the difference of the same edge one level below; None where sessions do not match.
    """
    words = []
    whole, below = difference.difference_s, session_s or 0.0
    if session_s is None:
        words.append("No session blackout of the two runs matches it.")
    elif abs(whole - below) <= 0.05 * abs(whole):
        words.append("Sessions differ by as much: they carry the difference.")
    else:
        words.append(
            f"Of the {signed_duration(whole)}, {signed_duration(below)} come with the sessions, "
            f"{signed_duration(whole - below)} with the way on from the rover."
        )
    for name, side, utc_s in (("A", a, difference.a_utc_s), ("B", b, difference.b_utc_s)):
        words.append(f"{name}: {_last_pass(side, utc_s)}.")
    at = min(difference.a_utc_s, difference.b_utc_s)
    carrier: Carrier = "sessions" if session_s is not None and abs(whole - below) < abs(below) else "passes"
    return Reason("earth", difference.edge, at, carrier, "", *links, (), tuple(words))


def _last_pass(side: RunSide, utc_s: float) -> str:
    """Which pass brought data to Earth last, of those that had begun by an instant."""
    best: Node | None = None
    for contact in side.files.contacts:
        start = contact.when("start_utc")
        if (
            contact.text("destination") == EARTH
            and start is not None
            and start <= utc_s
            and contact.number("carried_bits")
        ):
            best = contact
    if best is None:
        return "no pass that had begun by then carried data"
    first, last = (side.times.utc(best.when(edge)) for edge in ("start_utc", "end_utc"))
    whence = best.text("source")
    return f"the last pass with data that had begun by then is that from {whence}, {first} to {last}"


def _told(
    difference: EdgeDifference,
    utc_s: float,
    links: tuple[LinkThere, LinkThere],
    words: tuple[str, ...],
    *,
    is_link: bool = False,
) -> Reason:
    return Reason("session", difference.edge, utc_s, "link" if is_link else "sessions", "", *links, (), words)


def _around(sessions: Sequence[Span], utc_s: float, states: Sequence[str]) -> Span | None:
    """The session of one of these outcomes that holds an instant, or almost."""
    near = [
        one
        for one in sessions
        if one.state in states and one.start_utc_s - NEAR_S <= utc_s <= one.end_utc_s + NEAR_S
    ]
    return min(
        near, key=lambda one: min(abs(one.start_utc_s - utc_s), abs(one.end_utc_s - utc_s)), default=None
    )


def _overlapping(sessions: Sequence[Span], other: Span) -> Span | None:
    shared = [
        one for one in sessions if one.start_utc_s < other.end_utc_s and other.start_utc_s < one.end_utc_s
    ]
    return max(
        shared,
        key=lambda one: min(one.end_utc_s, other.end_utc_s) - max(one.start_utc_s, other.start_utc_s),
        default=None,
    )


def _state(radio: Sequence[Span], utc_s: float) -> str:
    return next((span.state for span in radio if span.start_utc_s <= utc_s < span.end_utc_s), "unknown")
