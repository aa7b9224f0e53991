"""What `relaysim compare` prints: the answer, then tables of 100 columns."""

from __future__ import annotations

import textwrap

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.matching import silent_s
from relaysim.comparison.sentences import answer_sentences
from relaysim.comparison.wording import difference_of, difference_text, figure_text, side_title, signed
from relaysim.report.times import NONE, Times
from relaysim.units import format_duration

_WIDTH = 100
_MOST_INPUTS, _MOST_SILENCES, _MOST_FIGURES, _MOST_EVENTS = 12, 12, 24, 8


def comparison_lines(found: Comparison) -> list[str]:
    """The answer first; each table with what is left out of it."""
    return [
        _cut(f"A  {side_title(found.a)}"),
        _cut(f"B  {side_title(found.b)}"),
        "",
        *(
            line
            for sentence in answer_sentences(found)
            for line in textwrap.wrap(sentence, _WIDTH, break_on_hyphens=False)
        ),
        *_inputs(found),
        *_silences(found),
        *_figures(found),
        *_events(found),
        *_remarks(found),
    ]


def _inputs(found: Comparison) -> list[str]:
    if not found.inputs:
        return []
    rows = [(one.path, one.a, one.b) for one in found.inputs]
    lines = ["", _cut(f"Made from {'':<30}{'A':<31}B")]
    for path, a, b in rows[:_MOST_INPUTS]:
        lines.append(_cut(f"  {_short(path, 37):<38}{_short(a, 30):<31}{_short(b, 29)}"))
    return lines + _left(len(rows) - _MOST_INPUTS, "comparison.csv has all")


def _silences(found: Comparison) -> list[str]:
    apart = sorted((one for one in found.silences if not one.is_same), key=lambda one: -one.match.length_s)
    if not apart:
        return []
    lines = [
        "",
        f"{'Blackout':<12}{'from (A, UTC)':<21}{'start B−A':>12}{'end B−A':>14}{'A lasts':>13}{'B lasts':>13}",
    ]
    lines += [_silence(one, found.times) for one in apart[:_MOST_SILENCES]]
    return lines + _left(len(apart) - _MOST_SILENCES, "comparison.csv has all")


def _silence(one: MatchAnswer, times: Times) -> str:
    match = one.match
    first = (match.a or match.b)[0]
    lengths = [format_duration(silent_s(pieces)) if pieces else NONE for pieces in (match.a, match.b)]
    edges = [difference_text(edge) for edge in one.edges] or [f"only {'A' if match.a else 'B'}", ""]
    cells = f"  {match.level:<10}{times.cell_utc(first.start_utc_s):<21}{edges[0]:>12}{edges[1]:>14}"
    return f"{cells}{lengths[0]:>13}{lengths[1]:>13}".rstrip()


def _figures(found: Comparison) -> list[str]:
    apart = [one for one in found.figures if not one.is_same]
    if not apart:
        return []
    lines = ["", f"{'Otherwise':<42}{'A':>20}{'B':>20}{'B−A':>14}"]
    lines += [_figure(one, found.times) for one in apart[:_MOST_FIGURES]]
    return lines + _left(len(apart) - _MOST_FIGURES, "comparison.csv has all")


def _figure(one: Figure, times: Times) -> str:
    name = _short(f"{one.item}, {one.quantity}", 39)
    a, b = (_short(figure_text(value, one, times), 19) for value in (one.a, one.b))
    return f"  {name:<40}{a:>20}{b:>20}{difference_of(one):>14}".rstrip()


def _events(found: Comparison) -> list[str]:
    if not found.events:
        return []
    wrong = [one for one in found.events if one.differs]
    agree, unknown = (
        sum(one.agrees for one in found.events),
        sum(one.found == "unknown" for one in found.events),
    )
    words = f"Events on record: {agree} of {len(found.events)} are as the run has them"
    lines = ["", f"{words}; of {unknown} it knows nothing." if unknown else f"{words}."]
    for one in wrong[:_MOST_EVENTS]:
        margin = "" if one.margin_db is None else f", margin {signed(one.margin_db, 1, 'dB')}"
        lines.append(
            _cut(
                f"  {one.event}: {one.state} on record, {one.found} in the run{margin} ({found.times.utc(one.utc_s)})"
            )
        )
    return lines + _left(len(wrong) - _MOST_EVENTS, "comparison.csv has all")


def _remarks(found: Comparison) -> list[str]:
    lines = [
        line for remark in found.remarks for line in textwrap.wrap(remark, _WIDTH, break_on_hyphens=False)
    ]
    return ["", *lines] if lines else []


def _left(count: int, where: str) -> list[str]:
    return [f"  and {count:,} more: {where}"] if count > 0 else []


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _cut(line: str) -> str:
    return _short_end(line) if len(line) > _WIDTH else line.rstrip()


def _short_end(line: str) -> str:
    return f"{line[: _WIDTH - 1].rstrip()}…"
