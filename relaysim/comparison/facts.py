"""The comparison as plain data: comparison.json, and the rows of comparison.csv."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
from collections.abc import Iterator
from typing import Any

from relaysim.clock.utc import format_utc
from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.edge import duration_difference
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.matching import silent_s
from relaysim.comparison.reason import Reason
from relaysim.comparison.sentences import answer_sentences, match_sentences
from relaysim.comparison.side import RunSide, Side
from relaysim.comparison.silence import Silence
from relaysim.version import VERSION

SCHEMA = 1
COLUMNS = ("part", "item", "quantity", "unit", "a", "b", "difference", "bound", "why")
_DIGITS = 8


def comparison_facts(found: Comparison) -> dict[str, Any]:
    """The whole answer as one object; the same inputs give the same. Differences are B's value less A's."""
    return {
        "made_by": "relaysim",
        "kind": "comparison",
        "version": VERSION,
        "schema": SCHEMA,
        "a": _side(found.a),
        "b": _side(found.b),
        "same": found.is_same,
        "answer": answer_sentences(found),
        "inputs": [dataclasses.asdict(one) for one in found.inputs],
        "blackouts": [_silence(one, found) for one in found.silences],
        "figures": [_figure(one) for one in found.figures],
        "events": [
            dataclasses.asdict(one) | {"utc_s": None, "utc": _utc(one.utc_s), "agrees": one.agrees}
            for one in found.events
        ],
        "remarks": list(found.remarks),
    }


def _side(side: Side) -> dict[str, Any]:
    if not isinstance(side, RunSide):
        counts = {"blackouts": len(side.silences), "flights": len(side.flights), "events": len(side.events)}
        return {"name": side.name, "is": "record", **counts}
    manifest = side.files.manifest.values
    return {
        "name": side.name,
        "is": "run",
        "scenario": side.files.summary.text("scenario"),
        "terrain": side.files.summary.text("terrain"),
        "seed": manifest.get("seed"),
        "relaysim_version": manifest.get("version"),
    }


def _silence(answer: MatchAnswer, found: Comparison) -> dict[str, Any]:
    match = answer.match
    row: dict[str, Any] = {
        "level": match.level,
        "a": [_piece(one) for one in match.a],
        "b": [_piece(one) for one in match.b],
        "same": answer.is_same,
    }
    if match.is_matched:
        seconds, bound = duration_difference(match)
        row["duration_difference_s"], row["duration_bound"] = _rounded(seconds), bound
        row["edges"] = [
            {
                "edge": one.edge,
                "a_utc": _utc(one.a_utc_s),
                "b_utc": _utc(one.b_utc_s),
                "difference_s": _rounded(one.difference_s),
                "difference_days": _rounded(found.times.clock.days(one.difference_s)),
                "bound": one.bound,
            }
            for one in answer.edges
        ]
    row["reasons"] = [_reason(one) for one in answer.reasons]
    row["words"] = [] if answer.is_same else match_sentences(answer, found.times)
    return row


def _piece(one: Silence) -> dict[str, Any]:
    return {
        "start_utc": _utc(one.start_utc_s),
        "end_utc": _utc(one.end_utc_s),
        "open_start": one.open_start,
        "open_end": one.open_end,
        "cause": one.cause,
    }


def _reason(one: Reason) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(dataclasses.asdict(one))
    plain["utc"] = _utc(one.utc_s)
    del plain["utc_s"]
    return plain


def _figure(one: Figure) -> dict[str, Any]:
    values = (
        _utc(value) if one.unit == "utc" and isinstance(value, float) else value for value in (one.a, one.b)
    )
    a, b = (_plain(value) for value in values)
    return {
        "part": one.part,
        "item": one.item,
        "quantity": one.quantity,
        "unit": one.unit,
        "a": a,
        "b": b,
        "difference": _rounded(one.difference),
        "same": one.is_same,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, _DIGITS)


def _utc(utc_s: float) -> str:
    return format_utc(utc_s, 1)


def comparison_csv(found: Comparison) -> str:
    """One row a difference, under COLUMNS; what is the same has no row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(found))
    return text.getvalue()


def _rows(found: Comparison) -> Iterator[tuple[str, ...]]:
    for one in found.inputs:
        yield ("inputs", "", one.path, "", one.a, one.b, "", "", "")
    for answer in found.silences:
        if not answer.is_same:
            yield from _silence_rows(answer)
    for figure in (one for one in found.figures if not one.is_same):
        row = _figure(figure)
        unit = "s" if figure.unit == "utc" else figure.unit
        values = ("" if row[key] is None else str(row[key]) for key in ("a", "b", "difference"))
        yield (figure.part, figure.item, figure.quantity, unit, *values, "", "")
    for event in (one for one in found.events if one.differs):
        margin = "" if event.margin_db is None else f"margin {event.margin_db:.2f} dB"
        yield (
            "events",
            event.event,
            f"radio at {_utc(event.utc_s)}",
            "",
            event.state,
            event.found,
            "",
            "",
            margin,
        )


def _silence_rows(answer: MatchAnswer) -> Iterator[tuple[str, ...]]:
    match = answer.match
    first = (match.a or match.b)[0]
    item = f"{match.level} from {_utc(first.start_utc_s)}"
    if not match.is_matched:
        lasts = [f"{silent_s(pieces):.1f}" if pieces else "" for pieces in (match.a, match.b)]
        told = [f"only in {'A' if match.a else 'B'}", *(_why(reason) for reason in answer.reasons)]
        yield ("blackouts", item, "duration", "s", *lasts, "", "", "; ".join(filter(None, told)))
        return
    for edge in answer.edges:
        if not edge.is_same or edge.bound:
            reason = answer.reason(edge.edge)
            why = "" if reason is None else _why(reason)
            ends = (_utc(edge.a_utc_s), _utc(edge.b_utc_s), f"{edge.difference_s:.1f}")
            yield ("blackouts", item, edge.edge, "s", *ends, edge.bound, why)
    seconds, bound = duration_difference(match)
    lasts = [f"{silent_s(pieces):.1f}" for pieces in (match.a, match.b)]
    yield ("blackouts", item, "duration", "s", *lasts, f"{seconds:.1f}", bound, "")


def _why(reason: Reason) -> str:
    """The shares on one line, or the words."""
    unit = "m" if reason.quantity == "clearance" else "dB"
    told = [f"{share.cause} {share.value:+.2f} {unit}" for share in reason.shares]
    return "; ".join(told) or " ".join(reason.words)
