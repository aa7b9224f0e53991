"""comparison.html: one self-contained page, in the order a reader asks."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import relaysim.report
from relaysim.comparison.comparison import Comparison
from relaysim.comparison.lanes_figure import draw_lanes
from relaysim.comparison.page_tables import (
    event_table,
    figure_tables,
    input_table,
    share_table,
    silence_table,
)
from relaysim.comparison.section_figure import draw_section
from relaysim.comparison.sentences import answer_sentences, match_sentences
from relaysim.comparison.side import RunSide, Side
from relaysim.comparison.wording import both_names, side_title
from relaysim.report.svg import in_both_layouts
from relaysim.version import VERSION

_TEMPLATES = [Path(__file__).parent / "templates", Path(relaysim.report.__file__).parent / "templates"]
# Silences that are told in full; all are in the table.
MOST_TOLD = 10


def comparison_page(found: Comparison) -> str:
    """The page as text: the same comparison gives the same bytes."""
    return _template().render(_view(found))


@cache
def _template() -> Template:
    """The template, which takes longer to compile than to fill."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("comparison.html.j2")


def _view(found: Comparison) -> dict[str, Any]:
    apart = sorted((one for one in found.silences if not one.is_same), key=lambda one: -one.match.length_s)
    return {
        "title": both_names(found),
        "a": side_title(found.a),
        "b": side_title(found.b),
        "same": found.is_same,
        "has_record": found.has_record,
        "sentences": answer_sentences(found),
        "remarks": found.remarks,
        "inputs": input_table(found),
        "silences": silence_table(found),
        "lanes": in_both_layouts(lambda layout: draw_lanes(found, layout)) if found.silences else "",
        "told": [_told(found, one, number) for number, one in enumerate(apart[:MOST_TOLD])],
        "left": max(len(apart) - MOST_TOLD, 0),
        "figures": figure_tables(found),
        "events": event_table(found),
        "provenance": [*_provenance("A", found.a), *_provenance("B", found.b), ("relaysim version", VERSION)],
    }


def _told(found: Comparison, answer: Any, number: int) -> dict[str, Any]:
    """A silence in words, with the shares and the ground of each edge that was asked."""
    sentences = match_sentences(answer, found.times)
    edges = []
    for reason in answer.reasons:
        place = number * 2 + (reason.edge == "end")
        figure = in_both_layouts(partial(draw_section, reason, place))
        has_section = reason.a is not None and reason.b is not None and reason.a.section and reason.b.section
        edges.append(
            {"edge": reason.edge, "shares": share_table(reason), "figure": figure if has_section else ""}
        )
    first = (answer.match.a or answer.match.b)[0]
    heading = f"{answer.match.level.capitalize()} blackout from {found.times.local(first.start_utc_s)}"
    return {"heading": heading, "sentences": sentences, "edges": edges}


def _provenance(name: str, side: Side) -> list[tuple[str, str]]:
    if not isinstance(side, RunSide):
        return [(name, f"{side.name}: a table of what happened")]
    manifest = side.files.manifest
    terrain = manifest.child("terrain")
    digest = "" if terrain is None else f", terrain SHA-256 {terrain.text('sha256')[:16]}…"
    told = f"{side.files.summary.text('scenario')}, relaysim {manifest.text('version', 'unknown')}, seed {manifest.text('seed', 'unknown')}"
    return [(name, f"{side.name}: {told}{digest}")]
