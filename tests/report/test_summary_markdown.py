"""summary.md: the page's facts as Markdown, and nothing of what users write read as a sign."""

from __future__ import annotations

import re

import pytest

from relaysim.report import build_report
from relaysim.report.summary_markdown import markdown_table, plain
from relaysim.report.tables import Cell, Table


def summary_of(run_dir):
    """Build it and read it."""
    build_report(run_dir)
    return (run_dir / "summary.md").read_text(encoding="utf-8")


def test_summary_has_the_facts_of_the_page(files, write_run):
    """Answer, answers, blackouts with causes, flights, gate, data, budget, assumptions and provenance, in this order, twice the same."""
    run_dir = write_run(files)
    text = summary_of(run_dir)
    found = [
        "# Flight 52: silent behind a hill for 63 days",
        "Perseverance could not hear Ingenuity from 2023-04-27 04:12:14 UTC (sol 776 15:22:46 LMST) to",
        "What stood in the way: ground 7.5 m above",
        "## Answers", "| Radio | 2023-04-27 04:12:14, sol 776 15:22:46 LMST |",
        "## Blackouts", "| radio | 2023-04-27 04:12:14, sol 776 15:22:46 LMST |", " 62 | terrain | 7.5 m, at 132 m |",
        "## Flights and the gate", r"| land now, navigation images lost step with the IMU |", "- Flight 51: 1 attempt, 3 checks, 1 failed",
        "## Data", "60 created = 50 delivered + 3 queued + 3 expired + 4 dropped.", "| image | 40 |",
        "## Link budget", "| transmit power | 28.75 dBm | 1.0 dB | given | AT86RF212 data sheet |",
        "## Assumptions and limits", "- Terrain known after the fact.", "## Provenance", "- Seed: 52",
    ]  # fmt: skip
    places = [text.find(words) for words in found]
    assert -1 not in places, found[places.index(-1)]
    assert places == sorted(places)
    assert summary_of(run_dir) == text


def test_tables_are_tables(files, write_run):
    """Every row of a table has as many cells as its heading, also where a name holds a bar or a new line."""
    files["flights.csv"][0] |= {"purpose": "a | b\n| c\\| d", "reason": "`x` | y"}
    text = summary_of(write_run(files))
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in block.splitlines()}
        assert len(counts) == 1, block


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[here](javascript:x) *b* _i_ `c`", r"\[here\](javascript:x) \*b\* \_i\_ \`c\`"),
        ("# a heading", r"\# a heading"),
        ("- a list\n1. more", r"\- a list 1. more"),
        ("2. of a list", r"2\. of a list"),
        ("&amp; | \\", r"\&amp; \| \\"),
        ("left\u202eright\u2066!", r"left right \!"),
        ("مروحية", "مروحية"),
    ],
)
def test_names_are_text(name, shown):
    """Signs of Markdown and HTML, line ends and marks of direction say nothing; letters of any script stay."""
    assert plain(name) == shown


def test_ends_of_a_table():
    """Numbers stand to the right; badges and second lines follow the text; a table without rows is nothing."""
    table = Table("Things", ("Name", "Size#"), ((Cell("a", "b", badge="warn no"), Cell("")),))
    assert markdown_table(table) == "Things:\n\n| Name | Size |\n| --- | --: |\n| a no, b | – |"
    assert markdown_table(Table("Things", ("Name",), ())) == ""
