"""report.html: one self-contained page of a run, in the order a reader asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relaysim.errors import OutputError
from relaysim.report import figures, flight_tables, product_tables, relay_tables, tables
from relaysim.report.answer_cards import answer_cards
from relaysim.report.blackouts import Blackout, longest, obstacle_sentence, read_blackouts, silence_sentence
from relaysim.report.geometry_file import Geometry, read_geometry
from relaysim.report.node import Node
from relaysim.report.pictures_table import pictures_section
from relaysim.report.reading import RunFiles, read_run
from relaysim.report.replay_table import replay_sentence, replay_table
from relaysim.report.times import NONE, Times, read_times
from relaysim.report.undelivered import nothing_sentence
from relaysim.units import format_duration

_TEMPLATES = Path(__file__).parent / "templates"


def build_report(run_dir: Path) -> None:
    """Write report.html into a run directory from the files that are there; it appears whole or not at all.

    Raises:
        InputError: the directory is no complete run; the message names the file and the next thing to do.
        OutputError: the page cannot be written there.
    """
    page = render_page(read_run(run_dir))
    aside = run_dir / ".report.html.new"
    try:
        aside.write_text(page, encoding="utf-8", newline="\n")
        aside.replace(run_dir / "report.html")
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(f"{run_dir / 'report.html'}: cannot be written: {error.strerror}") from None


def render_page(files: RunFiles) -> str:
    """The page as text: the same files give the same bytes."""
    times = read_times(files.summary)
    geometry = read_geometry(files.geometry, times)
    blackouts = read_blackouts(files.blackouts, times)
    main = longest(blackouts, "radio")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    view = _heading(files, geometry, main, times)
    view |= _link_tables(files, geometry, blackouts, times)
    view |= _network_tables(files, times)
    view |= pictures_section(files.pictures, geometry, times)
    view |= _replay(files, times)
    view |= figures.all_figures(files, geometry, blackouts, main, times)
    return environment.get_template("page.html.j2").render(view)


def _heading(files: RunFiles, geometry: Geometry, main: Blackout | None, times: Times) -> dict[str, Any]:
    summary = files.summary
    kind = summary.text("kind", files.manifest.text("kind", "hindcast"))
    as_of = summary.text("as_of")
    return {
        "title": summary.text("title", summary.text("scenario", "A run")),
        "scenario": summary.text("scenario", NONE),
        "kind": kind,
        "as_of": as_of if not as_of.isdigit() else f"{times.day} {as_of}",
        "terrain": summary.text("terrain", NONE),
        "silence": silence_sentence(main, geometry, times),
        "obstacle": obstacle_sentence(main, geometry, times),
        "nothing": nothing_sentence(files.products, files.contacts),
        "times": times,
        "rover": geometry.rover,
        "helicopter": geometry.helicopter,
        "provenance": _provenance(files, times, kind),
        "files": [(name, f"{size:,}") for name, size in files.present],
    }


def _provenance(files: RunFiles, times: Times, kind: str) -> list[tuple[str, str]]:
    summary, manifest = files.summary, files.manifest
    span = f"{times.utc(times.start_utc_s)} to {times.utc(times.end_utc_s)}"
    return [
        ("Scenario", summary.text("scenario", NONE)),
        (
            "Kind",
            f"{kind}: {'all terrain data used' if kind == 'hindcast' else 'terrain as it was known then'}",
        ),
        ("relaysim version", manifest.text("version", NONE)),
        ("Seed", summary.text("seed", manifest.text("seed", NONE))),
        ("Terrain", summary.text("terrain", NONE)),
        ("Terrain SHA-256", summary.text("terrain_sha256", manifest.text("terrain_sha256", NONE))),
        ("Simulated", f"{span} ({times.local(times.start_utc_s)} to {times.local(times.end_utc_s)})"),
        ("Calendar days counted in", times.zone),
    ]


def _link_tables(
    files: RunFiles, geometry: Geometry, blackouts: tuple[Blackout, ...], times: Times
) -> dict[str, Any]:
    node = geometry.node
    main, others = tables.split_blackouts(blackouts, times)
    sweep = node.child("sweep")
    return {
        "cards": answer_cards(geometry.answers or tuple(files.summary.children("answers")), blackouts, times),
        "blackout_table": tables.blackout_table(
            "Blackouts: the longest of each level, and others of a local day or more", main, times
        ),
        "other_blackouts": [_fold(level, some, times) for level, some in others.items()],
        "cause_table": relay_tables.cause_table(_worth_a_row(files.blackout_causes), times),
        "obstruction_table": tables.obstruction_table(geometry.obstructions, times),
        "sweep": sweep,
        "sweep_table": None if sweep is None else tables.sweep_table(sweep, times),
        "budget_table": tables.budget_table(node.children("budget")),
        "mode_table": tables.mode_table(node.children("modes")),
        "assumption_table": tables.assumption_table(node.children("assumptions")),
        "limits": [str(limit) for limit in node.items("limits")],
        "contacts": len(files.contacts),
    }


def _fold(level: str, some: Sequence[Blackout], times: Times) -> tuple[str, tables.Table]:
    """A line that says what is folded away, and the table in the fold."""
    most = format_duration(max(one.duration_s for one in some))
    heading = f"{len(some):,} more {level} blackout{'' if len(some) == 1 else 's'}, the longest of {most}"
    return heading, tables.blackout_table(f"Further {level} blackouts", some, times)


def _network_tables(files: RunFiles, times: Times) -> dict[str, Any]:
    products: tuple[Node, ...] = files.products
    return {
        "flight_table": flight_tables.flight_table(files.flights, times),
        "gate_tables": flight_tables.gate_tables(files.gate, times),
        "product_table": product_tables.product_table(products),
        "latency_table": product_tables.latency_table(products),
        "dropped_table": product_tables.dropped_table(products),
        "flight_data_table": relay_tables.flight_data_table(products, times),
        "first_data_table": relay_tables.first_data_table(files.summary.children("first_data"), times),
        "leg_table": relay_tables.leg_table(files.contacts),
        "idle_legs": relay_tables.idle_legs_sentence(files.contacts),
        "decision_table": relay_tables.decision_table(files.decisions, times),
        "identity": product_tables.identity_sentence(products),
        "relayed": product_tables.relay_sentence(products),
    }


def _replay(files: RunFiles, times: Times) -> dict[str, Any]:
    """How a replay of recorded flights went; nothing to say of other runs."""
    replay = files.summary.child("replay")
    return {"replay_words": replay_sentence(replay), "replay_table": replay_table(replay, times)}


def _worth_a_row(parts: tuple[Node, ...]) -> list[Node]:
    """The parts of blackouts that have more than one; those of one cause stand in the blackouts' own table."""
    counts = Counter(part.text("blackout_id") for part in parts)
    return [part for part in parts if counts[part.text("blackout_id")] > 1]
