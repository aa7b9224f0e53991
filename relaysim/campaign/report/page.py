"""report.html of a campaign: one self-contained page, in the order a reader asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from relaysim.campaign.folder import write_aside
from relaysim.campaign.report.basis_tables import drawn_table, failure_table
from relaysim.campaign.report.cards import cards
from relaysim.campaign.report.measure import Measure, days_word, measure_of, short_number
from relaysim.campaign.report.outcome_parts import Parts, outcome_parts
from relaysim.campaign.report.plain import Json
from relaysim.campaign.report.sentences import answer_sentences
from relaysim.campaign.report.single_runs import single_runs
from relaysim.campaign.report.summary import SCHEMA
from relaysim.errors import InputError
from relaysim.report.page_templates import page_environment

_TEMPLATES = Path(__file__).parent / "templates"
_MEND = "make it anew with `relaysim campaign STUDY --out DIR --resume`, which does no finished run again"


def build_campaign_report(folder: Path) -> None:
    """Write report.html into a campaign's folder from its summary.json and manifest.json; whole or not at all.

    Raises:
        InputError: one of the two is missing or is not what a campaign writes; the message says which.
        OutputError: the page cannot be written there.
    """
    told, manifest = read_summary(folder), _read(folder / "manifest.json")
    try:
        page = render_page(
            told, manifest, lambda number: (folder / "runs" / str(number) / "report.html").is_file()
        )
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise InputError(
            f"{folder / 'summary.json'}: is not what a campaign writes ({error!r}); {_MEND}"
        ) from error
    write_aside(folder / "report.html", page.encode("utf-8"))


def read_summary(folder: Path) -> Json:
    """summary.json of a campaign's folder.

    Raises:
        InputError: it is missing, is not JSON, or is not a campaign's of this version.
    """
    told = _read(folder / "summary.json")
    if told.get("relaysim_campaign_summary") != SCHEMA:
        raise InputError(
            f"{folder / 'summary.json'}: is not the summary of a campaign of this version; {_MEND}"
        )
    return told


def _read(path: Path) -> Json:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: missing, so {path.parent} is no finished campaign; {_MEND}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); {_MEND}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path}: should be an object with named values; {_MEND}")
    return found


def render_page(told: Json, manifest: Json, has_page: Callable[[int], bool]) -> str:
    """The page as text: the same inputs give the same bytes.

    Args:
        told: summary.json; manifest: manifest.json.
        has_page: whether a run has a page of its own beside this one.
    """
    return _environment().get_template("campaign.html.j2").render(_view(told, manifest, has_page))


@cache
def _environment() -> Environment:
    """The templates, compiled once: that takes longer than to fill them."""
    environment = page_environment(_TEMPLATES)
    environment.globals["num"] = short_number
    return environment


def _view(told: Json, manifest: Json, has_page: Callable[[int], bool]) -> dict[str, Any]:
    parts = [outcome_parts(told, outcome) for outcome in told["outcomes"]]
    first = told["outcomes"][0] if told["outcomes"] else None
    measure = Measure("") if first is None else measure_of(first, told["day_name"])
    return {
        "told": told,
        "days": days_word(told["day_name"]),
        "title": told["title"] or told["name"],
        "sentences": answer_sentences(told),
        "cards": [] if first is None else cards(told, first, measure),
        "first": parts[0] if parts else None,
        "others": parts[1:],
        "warnings": _warnings(told),
        "drawn_table": drawn_table(told),
        "failure_table": failure_table(told),
        "single_runs": [] if first is None else single_runs(told, first, measure, has_page),
        "provenance": _provenance(told, manifest),
        "nav": _nav(parts[0] if parts else None, told),
    }


def _nav(first: Parts | None, told: Json) -> list[tuple[str, str]]:
    """Anchors of the sections that are there."""
    found = [] if first is None else [(f"{first.anchor}-{key}", word) for key, word in first.sections()]
    if len(told["outcomes"]) > 1:
        found.append(("others", "Other outcomes"))
    found += [("drawn", "What was drawn")] + ([("failed", "Failed runs")] if told["failures"] else [])
    return [("answers", "Answers"), *found, ("single", "Single runs"), ("provenance", "Provenance")]


def _warnings(told: Json) -> list[str]:
    """What makes the figures less than they should be."""
    runs, found = told["runs"], []
    if runs["missing"]:
        found.append(
            f"{runs['missing']:,} of {runs['total']:,} runs have not been done: the figures are of the others."
        )
    if runs["failed"]:
        found.append(
            f"{runs['failed']:,} of {runs['total']:,} runs failed and are in no figure: if they failed for what makes"
            " blackouts long or short, the figures are off. Their errors are below."
        )
    if told["draws"] > told["replications"] > 1:
        found.append(
            f"Each sample was run {told['replications']:,} times with another seed. The intervals take all runs for"
            " independent, but those of one sample share what was drawn: the intervals are too narrow."
        )
    return found


def _provenance(told: Json, manifest: Json) -> list[tuple[str, str]]:
    variants, draws = len(told["variants"]), told["draws"]
    again = f", each repeated {told['replications']:,} times" if told["replications"] > 1 else ""
    rows = [
        ("Study", told["name"]),
        ("Scenario", told["scenario"]),
        ("Runs", f"{told['runs']['total']:,}: {variants:,} variants, {draws:,} draws{again}"),
        ("Sampling", told["sampling"]),
        ("Seed", str(told["seed"])),
        ("relaysim version", str(manifest.get("version", ""))),
        ("Digest of study, scenario and terrain", str(manifest.get("digest", ""))),
    ]
    for one in manifest.get("terrain", ()):
        as_of = f", as of {one['as_of']}" if one.get("as_of") else ""
        rows.append(("Terrain", f"{one['name']}{as_of}, SHA-256 {one['sha256']}"))
    return [(name, value) for name, value in rows if value]
