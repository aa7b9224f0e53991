"""From the outcome of a run to its files: tables, summary, manifest, geometry."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from relaysim.blackout.answers import Answer, answers, main_blackout
from relaysim.blackout.intervals import Interval
from relaysim.blackout.table import Scene
from relaysim.clock.utc import format_utc
from relaysim.records.csv_table import json_row, utc_text, write_table
from relaysim.records.picture_rows import PictureRow
from relaysim.records.rows import (
    SCHEMA_VERSION,
    BlackoutCauseRow,
    BlackoutRow,
    ContactRow,
    DataPerSolRow,
    DecisionRow,
    FlightRow,
    GateRow,
    PowerRow,
)
from relaysim.records.run_folder import MANIFEST, write_json
from relaysim.scenario.plugins_used import plugins_used
from relaysim.scenario.world import World
from relaysim.simulation.blackouts import blackout_rows, intervals_by_level
from relaysim.simulation.first_data import Passage
from relaysim.simulation.flight_chances import with_chances
from relaysim.simulation.geometry import answer_json, geometry
from relaysim.simulation.replay_score import replay_json
from relaysim.simulation.simulate import Outcome
from relaysim.version import VERSION

_BUT_THE_ID = attrgetter(*(field.name for field in dataclasses.fields(ContactRow)[1:]))


def write_run(outcome: Outcome, folder: Path, wall_s: float) -> None:
    """Every file of a run but report.html. Two runs of the same inputs differ in timing.json alone.

    A recorder that has a folder has begun its logs there: it must be this one.
    """
    world, recorder = outcome.world, outcome.recorder
    scene = scene_of(outcome)
    intervals = intervals_by_level(recorder, world)
    history = [
        Answer("happened", row.what, Interval(row.start_utc_s, row.end_utc_s), row.source, row.level)
        for row in world.history
    ]
    found = answers(intervals, history, outcome.world.earth.far_end)
    blackouts, causes = blackout_rows(scene, recorder, world)
    write_table(folder / "blackouts.csv", BlackoutRow, blackouts)
    write_table(folder / "blackout_causes.csv", BlackoutCauseRow, causes)
    write_table(folder / "contacts.csv", ContactRow, sorted_contacts(recorder.contacts))
    flights = with_chances(recorder.flights, scene)
    write_table(folder / "flights.csv", FlightRow, flights)
    write_table(folder / "gate.csv", GateRow, recorder.gate)
    recorder.write_logs(folder)
    days = recorder.products.days.rows(world.start_utc_s, world.end_utc_s)
    write_table(folder / "data_per_sol.csv", DataPerSolRow, days)
    write_table(folder / "pictures.csv", PictureRow, [picture.row for picture in recorder.pictures])
    write_table(folder / "power.csv", PowerRow, recorder.power)
    write_table(folder / "decisions.csv", DecisionRow, outcome.decisions)
    drawn = geometry(outcome, scene, main_blackout(intervals), found)
    write_json(folder / "geometry.json", drawn, in_lines=False)
    write_json(folder / "summary.json", summary(outcome, blackouts, flights, found))
    write_json(folder / "timing.json", {"wall_s": round(wall_s, 3), "machine": _machine()})
    write_json(folder / MANIFEST, manifest(world))


def scene_of(outcome: Outcome) -> Scene:
    """What blackouts are computed against."""
    world = outcome.world
    return Scene(
        world.clock,
        world.time_zone,
        world.link,
        world.threshold_db,
        outcome.tracks,
        outcome.routes,
        world.doubt,
    )


def sorted_contacts(contacts: Sequence[ContactRow]) -> Iterator[ContactRow]:
    """Contacts in time, numbered in that order; one after the other, as there may be many."""
    ordered = sorted(contacts, key=attrgetter("start_utc", "source", "destination"))
    return (ContactRow(n + 1, *_BUT_THE_ID(contact)) for n, contact in enumerate(ordered))


def manifest(world: World) -> dict[str, Any]:
    """What defines the run."""
    terrain = world.link.terrain
    return {
        "made_by": "relaysim",
        "version": VERSION,
        "schema": SCHEMA_VERSION,
        "kind": "forecast" if world.is_forecast else "hindcast",
        "seed": world.seed,
        "start_utc": utc_text(world.start_utc_s),
        "end_utc": utc_text(world.end_utc_s),
        "terrain": {"name": terrain.name, "sha256": terrain.sha256, "as_of": terrain.as_of},
        "plugins": [dataclasses.asdict(one) for one in plugins_used(world.resolved)],
        "tables": dict(world.table_digests),
        "scenario": _without_folders(world),
    }


def _without_folders(world: World) -> dict[str, Any]:
    """The resolved scenario; a raster by its file's name alone: its checksum says which, and where it lies
    on this machine is nobody's business."""
    scenario = dict(world.resolved)
    place = scenario.get("terrain")
    if isinstance(place, dict) and "source" in place:
        named = place["source"]
        source = [Path(one).name for one in named] if isinstance(named, list) else Path(str(named)).name
        scenario["terrain"] = place | {"source": source}
    return scenario


def summary(
    outcome: Outcome,
    blackouts: Sequence[BlackoutRow],
    flights: Sequence[FlightRow],
    found: Sequence[Answer],
) -> dict[str, Any]:
    """Counts and totals, and the rows people look at first."""
    world, products = outcome.world, outcome.recorder.products
    terrain, clock = world.link.terrain, world.clock
    return {
        "scenario": world.name,
        "title": world.title,
        "terrain": terrain.name,
        "terrain_sha256": terrain.sha256,
        "as_of": terrain.as_of,
        "seams": list(world.seams),
        "kind": "forecast" if world.is_forecast else "hindcast",
        "propagation": world.link.radio.propagation,
        "seed": world.seed,
        "start_utc": utc_text(world.start_utc_s),
        "end_utc": utc_text(world.end_utc_s),
        "start_sol": clock.day(world.start_utc_s),
        "end_sol": clock.day(world.end_utc_s - 1.0),
        "clock": {
            "day_name": clock.day_name,
            "time_name": clock.time_name,
            "day_length_s": clock.day_length_s,
            "day_zero_utc": format_utc(clock.day_zero_utc_s, 3),
        },
        "reporting_time_zone": world.time_zone,
        "counts": {
            "products_created": len(products),
            **{f"products_{name}": products.statuses[name] for name in ("delivered", "queued", "expired", "dropped")},
            "sessions": len(outcome.recorder.sessions),
            **{f"sessions_{name}": sum(s.outcome == name for s in outcome.recorder.sessions)
               for name in ("contact", "failed", "unknown")},
            "events": len(outcome.recorder.events),
        },
        "totals": {
            "to_earth_bits": products.to_earth_bits,
            "waiting_bits": products.waiting_bits,
        },
        "delivered_bits_per_sol": {str(day): bits for day, bits in sorted(products.days.to_earth_bits.items())},
        "first_data": [_passage_json(passage) for passage in outcome.first_data],
        "replay": replay_json(world, outcome.recorder),
        "answers": [answer_json(world, answer) for answer in found],
        "blackouts": [json_row(row) for row in blackouts],
        "flights": [json_row(row) for row in flights],
    }  # fmt: skip


def _passage_json(passage: Passage) -> dict[str, Any]:
    """How a product reached Earth: when each node had all of it, and how long after the one before."""
    befores = [passage.stops[0][1], *(instant for _, instant in passage.stops[:-1])]
    return {
        "flight": passage.flight,
        "product_id": passage.product_id,
        "kind": passage.kind,
        "name": passage.name,
        "latency_s": round(passage.stops[-1][1] - passage.stops[0][1], 1),
        "stops": [
            {"node": node, "utc": utc_text(instant), "after_s": round(instant - before, 1)}
            for (node, instant), before in zip(passage.stops, befores, strict=True)
        ],
    }


def _machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": platform.machine(),
    }
