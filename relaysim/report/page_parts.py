"""The words and tables of the page, section by section; what a broken file holds no values for is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from relaysim.blackout.far_end import FarEnd
from relaysim.report import flight_tables, product_tables, relay_tables, tables
from relaysim.report.answer_cards import answer_cards
from relaysim.report.blackouts import Blackout, obstacle_sentence, silence_sentence
from relaysim.report.faults import Faults
from relaysim.report.geometry_file import Geometry
from relaysim.report.link_share import share_sentence
from relaysim.report.node import Node
from relaysim.report.pictures_table import pictures_section
from relaysim.report.reading import RunFiles
from relaysim.report.record_table import record_table
from relaysim.report.replay_table import replay_sentence, replay_table
from relaysim.report.tables import NO_TABLE, Table
from relaysim.report.times import NONE, Times
from relaysim.report.undelivered import nothing_sentence
from relaysim.units import format_duration

Values = dict[str, Any]


def heading(
    files: RunFiles, geometry: Geometry, main: Blackout | None, times: Times, faults: Faults
) -> Values:
    """Title, answer, provenance and the list of files."""
    summary, part = files.summary, faults.part
    kind = part(lambda: summary.text("kind", files.manifest.text("kind", "hindcast")), "hindcast")
    as_of = part(lambda: summary.text("as_of"), "")
    silence = part(lambda: silence_sentence(main, geometry, times), "")
    return {
        "title": part(lambda: summary.text("title", summary.text("scenario", "A run")), "A run"),
        "scenario": part(lambda: summary.text("scenario", NONE), NONE),
        "kind": kind,
        "as_of": as_of if not as_of.isdigit() else f"{times.day} {as_of}",
        "terrain": part(lambda: summary.text("terrain", NONE), NONE),
        "silence": silence,
        "obstacle": part(lambda: obstacle_sentence(main, geometry, times), ""),
        "nothing": part(lambda: nothing_sentence(files.products, files.contacts, files.far_end), ""),
        "share": part(lambda: share_sentence(geometry, times, is_told="is unknown" in silence), ""),
        "times": times,
        "rover": geometry.rover,
        "helicopter": geometry.helicopter,
        "far_end": files.far_end,
        "provenance": part(lambda: provenance(files, times), []),
        "files": [(name, f"{size:,}") for name, size in files.present],
    }


def provenance(files: RunFiles, times: Times) -> list[tuple[str, str]]:
    """(name, value): what the run was made from."""
    summary, manifest = files.summary, files.manifest
    kind = summary.text("kind", manifest.text("kind", "hindcast"))
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


def link_tables(
    files: RunFiles, geometry: Geometry, blackouts: tuple[Blackout, ...], times: Times, faults: Faults
) -> Values:
    """The answers, the blackouts, what stood in the way, and what the link is made of."""
    node, part = geometry.node, faults.part
    table = _tables(faults)
    sweep = part(lambda: node.child("sweep"), None)
    main, others = part(lambda: tables.split_blackouts(blackouts, times), ([], {}))
    caption = f"The longest blackouts of each level, those of a {times.day} or more, and those cut by the edges of the run"
    answers = part(lambda: geometry.answers or tuple(files.summary.children("answers")), ())
    return {
        "cards": part(lambda: answer_cards(answers, blackouts, times, files.far_end), []),
        "record_table": table(lambda: record_table(answers, blackouts, times, files.far_end)),
        "blackout_table": table(lambda: tables.blackout_table(caption, main, times, files.far_end)),
        "other_blackouts": part(
            lambda: [
                _fold(files.far_end.level(level), some, times, files.far_end)
                for level, some in others.items()
            ],
            [],
        ),
        "cause_table": table(lambda: relay_tables.cause_table(_worth_a_row(files.blackout_causes), times)),
        "obstruction_table": table(lambda: tables.obstruction_table(geometry.obstructions, times)),
        "sweep": sweep,
        "sweep_table": NO_TABLE if sweep is None else table(lambda: tables.sweep_table(sweep, times)),
        "budget_table": table(lambda: tables.budget_table(node.children("budget"))),
        "mode_table": table(lambda: tables.mode_table(node.children("modes"))),
        "assumption_table": table(lambda: tables.assumption_table(node.children("assumptions"))),
        "limits": part(lambda: [str(limit) for limit in node.items("limits")], []),
        "contacts": len(files.contacts),
    }


def network_tables(files: RunFiles, times: Times, faults: Faults) -> Values:
    """Flights, gate, products and legs."""
    products, table, part = files.products, _tables(faults), faults.part
    return {
        "flight_table": table(lambda: flight_tables.flight_table(files.flights, times)),
        "gate_tables": part(lambda: flight_tables.gate_tables(files.gate, times), []),
        "product_table": table(lambda: product_tables.product_table(products)),
        "latency_table": table(lambda: product_tables.latency_table(products)),
        "dropped_table": table(lambda: product_tables.dropped_table(products)),
        "flight_data_table": table(lambda: relay_tables.flight_data_table(products, times, files.far_end)),
        "first_data_table": table(
            lambda: relay_tables.first_data_table(files.summary.children("first_data"), times, files.far_end)
        ),
        "leg_table": table(lambda: relay_tables.leg_table(files.contacts)),
        "idle_legs": part(lambda: relay_tables.idle_legs_sentence(files.contacts), ""),
        "decision_table": table(lambda: relay_tables.decision_table(files.decisions, times)),
        "identity": part(lambda: product_tables.identity_sentence(products), ""),
        "relayed": part(lambda: product_tables.relay_sentence(products), ""),
    }


def pictures(files: RunFiles, geometry: Geometry, times: Times, faults: Faults) -> Values:
    """The section about pictures; empty without any."""
    nothing: Values = {
        "picture_words": "",
        "picture_table": NO_TABLE,
        "rover_pictures": NO_TABLE,
        "picture_figures": [],
    }
    return faults.part(lambda: pictures_section(files.pictures, geometry, times), nothing)


def replay(files: RunFiles, times: Times, faults: Faults) -> Values:
    """How a replay of recorded flights went; nothing to say of other runs."""
    found = faults.part(lambda: files.summary.child("replay"), None)
    return {
        "replay_words": faults.part(lambda: replay_sentence(found), ""),
        "replay_table": faults.part(lambda: replay_table(found, times), NO_TABLE),
    }


def _tables(faults: Faults) -> Callable[[Callable[[], Table]], Table]:
    return lambda make: faults.part(make, NO_TABLE)


def _fold(level: str, some: Sequence[Blackout], times: Times, far_end: FarEnd) -> tuple[str, Table]:
    """A line that says what is folded away, and the table in the fold."""
    most = format_duration(max(one.duration_s for one in some))
    name = f"{len(some):,} more {level} blackout{'' if len(some) == 1 else 's'}, the longest of {most}"
    return name, tables.blackout_table(f"Further {level} blackouts", some, times, far_end)


def _worth_a_row(parts: tuple[Node, ...]) -> list[Node]:
    """The parts of blackouts that have more than one; those of one cause stand in the blackouts' own table."""
    counts = Counter(part.text("blackout_id") for part in parts)
    return [part for part in parts if counts[part.text("blackout_id")] > 1]
