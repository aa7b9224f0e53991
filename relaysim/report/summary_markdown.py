"""summary.md: the facts of the page as plain Markdown, for a mail, an issue or a reader of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relaysim.report.answer_cards import Card
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE

# Whatever Markdown or HTML would take for a sign of its own; a backslash before it makes it text.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
_LIST_STARTS = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")
# Controls, and marks that turn the direction of what follows: they would reach beyond the name they stand in.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+")


def markdown_summary(view: Mapping[str, Any]) -> str:
    """The page's facts in its order, from the values that the page is made from; ends in a newline.

    The same values give the same text. What users and files wrote stands there as text: no markup of it is any.
    """
    blocks = [*_head(view), *_link(view), *_network(view), *_basis(view)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    line = " ".join(_INVISIBLE.sub(" ", text).split())
    line = _SIGNS.sub(r"\\\1", line)
    return _LIST_STARTS.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", line)


def markdown_table(table: Table) -> str:
    """The caption and the table, numbers to the right; "" of a table without rows."""
    if not table.rows:
        return ""
    names = [heading.removesuffix("#").removesuffix("@") for heading in table.headings]
    rules = ["--:" if heading.endswith("#") else "---" for heading in table.headings]
    lines = [[plain(name) for name in names], rules, *([_cell(cell) for cell in row] for row in table.rows)]
    return f"{plain(table.caption)}:\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Cell) -> str:
    badge = cell.badge.removeprefix("warn ").removeprefix("fine ")
    first = " ".join(part for part in (cell.text, badge) if part)
    return ", ".join(plain(part) for part in (first, cell.second, cell.third) if part) or NONE


def _head(view: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {plain(view['title'])}"
    as_of = f", as of {view['as_of']}" if view["as_of"] else ""
    yield plain(f"{view['kind']}{as_of}, terrain {view['terrain']}, scenario {view['scenario']}")
    if view["missing"]:
        yield "**This summary is not complete:**\n\n" + _list(view["missing"])
    yield from (plain(view[key]) for key in ("silence", "obstacle", "nothing", "share"))
    if view["cards"]:
        yield "## Answers"
        yield markdown_table(_answers(view["cards"]))
        yield markdown_table(view["record_table"])


def _answers(cards: Sequence[Card]) -> Table:
    rows = []
    for card in cards:
        start, end = ((card.ends[n][1], card.ends[n][2]) if card.ends else (NONE, "") for n in (0, 1))
        lengths = ", ".join(f"{value} {name}" for name, value in card.figures[:-1])
        notes = " ".join(part for part in (card.bound, card.note) if part)
        rows.append(
            (
                Cell(card.title, card.what),
                Cell(*start),
                Cell(*end),
                Cell(lengths or NONE),
                Cell(notes or NONE),
            )
        )
    headings = ("Level", "From, UTC@", "To, UTC@", "Length", "Remark")
    return Table("The longest silence at each level, and what is on record", headings, tuple(rows))


def _link(view: Mapping[str, Any]) -> Iterator[str]:
    yield "## Blackouts"
    found = [view["blackout_table"], *(table for _, table in view["other_blackouts"]), view["cause_table"]]
    yield from _tables(view, "blackouts.csv", "No blackout at any level.", found)
    yield markdown_table(view["obstruction_table"])
    yield markdown_table(view["sweep_table"])


def _network(view: Mapping[str, Any]) -> Iterator[str]:
    yield "## Flights and the gate"
    yield from _tables(view, "flights.csv", "No flight was planned.", [view["flight_table"]])
    yield plain(view["replay_words"])
    yield markdown_table(view["replay_table"])
    if view["gate_tables"]:
        yield "What the gate asked:\n\n" + _list([heading for heading, _ in view["gate_tables"]])
    yield "## Data"
    names = ("product_table", "dropped_table", "flight_data_table", "decision_table", "latency_table")
    if view["product_table"].rows:
        part = "Of the products that can be read: " if "products.csv" in view["lost"] else ""
        yield f"{part}{plain(view['identity'])}. {plain(view['relayed'])} {plain(view['waterfall_words'])}"
    yield from _tables(view, "products.csv", "No product was created.", [view[name] for name in names])
    yield markdown_table(view["leg_table"])
    yield plain(view["power_words"])
    yield plain(view["picture_words"])


def _basis(view: Mapping[str, Any]) -> Iterator[str]:
    yield "## Link budget"
    unlisted = "The run does not list its link budget."
    yield from _tables(view, "geometry.json", unlisted, [view["budget_table"], view["mode_table"]])
    yield "## Assumptions and limits"
    yield _list(view["limits"])
    yield markdown_table(view["assumption_table"])
    yield "## Provenance"
    yield _list([f"{name}: {value}" for name, value in view["provenance"]])
    yield "Files: " + ", ".join(f"`{name}`" for name, _ in view["files"])


def _tables(view: Mapping[str, Any], file: str, otherwise: str, found: Sequence[Table]) -> Iterator[str]:
    """The tables that have rows; where none has, that there is nothing, or that its file cannot be read."""
    shown = [markdown_table(table) for table in found if table.rows]
    yield from shown
    if not shown:
        yield f"Not known: {file} is missing or broken." if file in view["lost"] else otherwise


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)
