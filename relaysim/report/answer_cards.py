"""The four answers side by side: the straight line, the radio, the sessions, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.blackouts import Blackout, calendar_days
from relaysim.report.node import Node
from relaysim.report.times import NONE, Times, figure

_LEVELS = {
    "sightline": ("Sightline", "Ground stands in the straight line between the antennas. Information only."),
    "radio": ("Radio", "The margin is below 0 dB at the lowest rate."),
    "session": ("Session", "From the end of the last two-way session to the start of the next."),
    "earth": ("{title}", "From the last arrival of its data at {name} to the next."),
    "happened": ("What happened", "The record, never an input of the simulation."),
}


@dataclass(frozen=True)
class Card:
    """One answer; ends are (words, UTC, local, machine-readable), figures are (name, value), calendar days last."""

    level: str
    title: str
    meaning: str
    what: str
    ends: tuple[tuple[str, str, str, str], ...]
    figures: tuple[tuple[str, str], ...]
    bound: str
    note: str
    left_percent: float
    width_percent: float


def answer_cards(
    answers: Sequence[Node], blackouts: Sequence[Blackout], times: Times, far_end: FarEnd = FAR_END
) -> list[Card]:
    """A card for each of the four levels (an empty one where there is no answer), then any further ones.

    Of what happened the first has one; the others, where their level is told, are rows of the record's table.
    """
    known = {level: [one for one in answers if one.text("level") == level] for level in _LEVELS}
    shown = [level for level in _LEVELS if level != "earth" or known[level]]
    cards = [
        _card(level, known[level][0] if known[level] else None, blackouts, times, far_end) for level in shown
    ]
    further = [one for level in shown for one in known[level][1:] if not one.text("documents", "")]
    further += [one for one in answers if one.text("level") not in _LEVELS]
    return cards + [_card(one.text("level"), one, blackouts, times, far_end) for one in further]


@dataclass(frozen=True)
class _Span:
    """From when to when an answer says it was silent; an open end is that of the scenario."""

    start_utc_s: float
    end_utc_s: float
    open_start: bool
    open_end: bool

    @property
    def bound(self) -> str:
        """What stands before a length that is only known to be this long."""
        return "≥ " if self.open_start or self.open_end else ""


def _card(
    level: str, answer: Node | None, blackouts: Sequence[Blackout], times: Times, far_end: FarEnd
) -> Card:
    title, meaning = _LEVELS.get(level, (level.capitalize(), ""))
    if level in _LEVELS:
        title, meaning = (text.format(title=far_end.title, name=far_end.name) for text in (title, meaning))
    span = None if answer is None else _span(level, answer, blackouts, times)
    what = "" if answer is None else answer.text("what")
    note = "" if answer is None else answer.text("note", answer.text("source"))
    if answer is None or span is None:
        empty = "No record was given." if level == "happened" else "No such blackout was found."
        return Card(level, title, meaning, what, (), (), "", note or empty, 0.0, 0.0)
    ends, figures, cut = _ends(span, times), _figures(answer, span, times), _bound(span)
    return Card(level, title, meaning, what, ends, figures, cut, note, *_place(span, times))


def _span(level: str, answer: Node, blackouts: Sequence[Blackout], times: Times) -> _Span | None:
    """None where the answer has neither start nor end."""
    start, end = answer.when("start_utc"), answer.when("end_utc")
    if start is None and end is None:
        return None
    open_start = answer.flag("open_start") or start is None
    open_end = answer.flag("open_end") or end is None
    first = times.start_utc_s if start is None else start
    last = times.end_utc_s if end is None else end
    if (same := _same(level, first, last, blackouts)) is None:
        return _Span(first, last, open_start, open_end)
    # blackouts.csv holds the same instants to a fraction of a second: one page must not round them twice
    return _Span(same.start_utc_s, same.end_utc_s, open_start or same.open_start, open_end or same.open_end)


def _ends(span: _Span, times: Times) -> tuple[tuple[str, str, str, str], ...]:
    named = (
        ("From before, UTC" if span.open_start else "From, UTC", span.start_utc_s),
        ("To after, UTC" if span.open_end else "To, UTC", span.end_utc_s),
    )
    return tuple((words, times.cell_utc(at), times.local(at), times.iso(at)) for words, at in named)


def _figures(answer: Node, span: _Span, times: Times) -> tuple[tuple[str, str], ...]:
    """How long it was, in each way of counting."""
    duration_s, bound = span.end_utc_s - span.start_utc_s, span.bound
    local = bound + figure(answer.number("duration_sols") or times.clock.days(duration_s), 2)
    calendar = calendar_days(answer, times).replace(" calendar days", "").replace(" calendar day", "")
    return (
        _elapsed(answer.number("duration_days") or duration_s / 86400.0, bound),
        *([(f"elapsed {times.days}", local)] if times.has_own_days else []),
        ("Calendar days", bound + calendar),
    )


def _place(span: _Span, times: Times) -> tuple[float, float]:
    """Left edge and width of its bar, in percent of the scenario's time."""
    whole_s = times.end_utc_s - times.start_utc_s
    left, right = (
        min(max((at - times.start_utc_s) / whole_s, 0.0), 1.0) * 100.0
        for at in (span.start_utc_s, span.end_utc_s)
    )
    return left, max(right - left, 0.5)


def _elapsed(days: float, bound: str) -> tuple[str, str]:
    """In days; below one in hours or minutes, for two decimals of a day would say little."""
    if days < 0.1:
        return "elapsed minutes", bound + figure(days * 1440.0, 1)
    if days < 1.0:
        return "elapsed hours", bound + figure(days * 24.0, 1)
    return "elapsed days", bound + figure(days, 2)


def _same(level: str, start: float, end: float, blackouts: Sequence[Blackout]) -> Blackout | None:
    """The blackout that an answer repeats."""
    near = (one for one in blackouts if one.level == level and abs(one.start_utc_s - start) < 2.0)
    return next((one for one in near if abs(one.end_utc_s - end) < 2.0), None)


def _bound(span: _Span) -> str:
    cuts = (("start", span.open_start), ("end", span.open_end))
    edges = [name for name, is_cut in cuts if is_cut]
    return f"Cut by the {' and '.join(edges)} of the scenario: a lower bound." if edges else ""


def short_row(card: Card) -> tuple[str, str, str, str]:
    """The card as a line of a terminal: title, start, end, lengths."""
    if not card.ends:
        return card.title, card.note, "", ""
    lengths = ", ".join(
        f"{value} {name.removeprefix('elapsed ')}" for name, value in card.figures[:-1] if value != NONE
    )
    return card.title, card.ends[0][1], card.ends[1][1], lengths
