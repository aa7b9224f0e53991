"""comparison.html: one self-contained page, in the order a reader asks."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.edge import EdgeDifference
from relaysim.comparison.lanes_figure import draw_lanes
from relaysim.comparison.margin_figure import draw_margins
from relaysim.comparison.page_tables import (
    event_table,
    figure_tables,
    input_table,
    share_table,
    silence_table,
)
from relaysim.comparison.reason import Reason
from relaysim.comparison.section_figure import draw_section
from relaysim.comparison.sentences import (
    UNKNOWN_INPUTS,
    answer_sentences,
    edge_sentences,
    edges_by_size,
    length_sentences,
    reason_sentences,
)
from relaysim.comparison.side import RunSide, Side
from relaysim.comparison.wording import both_names, side_title
from relaysim.report.page_templates import page_environment
from relaysim.report.svg import WIDE, in_both_layouts
from relaysim.report.tables import NO_TABLE
from relaysim.version import VERSION

_TEMPLATES = Path(__file__).parent / "templates"
# Silences that are told in full; all are in the table.
MOST_TOLD = 10


def comparison_page(found: Comparison) -> str:
    """The page as text: the same comparison gives the same bytes."""
    return _template().render(_view(found))


@cache
def _template() -> Template:
    """The template, which takes longer to compile than to fill."""
    return page_environment(_TEMPLATES).get_template("comparison.html.j2")


def _view(found: Comparison) -> dict[str, Any]:
    apart = sorted(
        (one for one in found.silences if not one.is_same),
        key=lambda one: (one is not found.longest, -one.match.length_s),
    )
    return {
        "title": both_names(found),
        "a": side_title(found.a),
        "b": side_title(found.b),
        "same": found.is_same,
        "has_record": found.has_record,
        "sentences": answer_sentences(found),
        "remarks": found.remarks,
        "inputs": input_table(found),
        "no_inputs": "Nothing differs in what the runs were made from."
        if found.are_inputs_known
        else UNKNOWN_INPUTS,
        "silences": silence_table(found),
        "lanes": in_both_layouts(lambda layout: draw_lanes(found, layout)) if found.silences else "",
        "told": [_told(found, one, number) for number, one in enumerate(apart[:MOST_TOLD])],
        "left": max(len(apart) - MOST_TOLD, 0),
        "figures": figure_tables(found),
        "events": event_table(found),
        "provenance": [*_provenance("A", found.a), *_provenance("B", found.b), ("relaysim version", VERSION)],
    }


def _told(found: Comparison, answer: MatchAnswer, number: int) -> dict[str, Any]:
    """A silence: its lengths, then each edge that differs with its figures and shares."""
    first = (answer.match.a or answer.match.b)[0]
    lengths = length_sentences(answer, found.times)
    edges: list[dict[str, Any]] = []
    if not answer.match.is_matched:
        edges = [
            _edge(reason.edge, reason_sentences(reason, found.times), reason, number * 2)
            for reason in answer.reasons
        ]
    for place, difference in enumerate(edges_by_size(answer)):
        sentences = edge_sentences(answer, difference, found.times)
        edge = _edge(difference.edge, sentences, answer.reason(difference.edge), number * 2 + place)
        edges.append(edge | {"margins": _margins(found, answer, difference, number * 2 + place)})
    heading = f"{answer.match.level.capitalize()} blackout from {found.times.local(first.start_utc_s)}"
    return {"heading": heading, "sentences": lengths, "edges": edges}


def _edge(edge: str, sentences: list[str], reason: Reason | None, number: int) -> dict[str, Any]:
    """What an edge is told by; the margins of both runs around it are drawn only where both have it."""
    section = "" if reason is None else _section(reason, number)
    shares = NO_TABLE if reason is None else share_table(reason)
    return {"edge": edge, "sentences": sentences, "margins": "", "section": section, "shares": shares}


def _margins(found: Comparison, answer: MatchAnswer, difference: EdgeDifference, number: int) -> Markup | str:
    """The margins around an edge of two runs' radio blackout; "" for others."""
    a, b = found.a, found.b
    if (
        answer.match.level != "radio"
        or difference.bound
        or not (isinstance(a, RunSide) and isinstance(b, RunSide))
    ):
        return ""
    draw = partial(draw_margins, a, b, difference, found.times, number)
    return in_both_layouts(draw) if draw(WIDE) else ""


def _section(reason: Reason, number: int) -> Markup | str:
    draw = partial(draw_section, reason, number)
    return in_both_layouts(draw) if draw(WIDE) else ""


def _provenance(name: str, side: Side) -> list[tuple[str, str]]:
    if not isinstance(side, RunSide):
        return [(name, f"{side.name}: a table of what happened")]
    manifest = side.files.manifest
    terrain = manifest.child("terrain")
    digest = "" if terrain is None else f", terrain SHA-256 {terrain.text('sha256')[:16]}…"
    told = f"{side.files.summary.text('scenario')}, relaysim {manifest.text('version', 'unknown')}, seed {manifest.text('seed', 'unknown')}"
    return [(name, f"{side.name}: {told}{digest}")]
