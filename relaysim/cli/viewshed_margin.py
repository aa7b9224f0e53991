"""`relaysim viewshed --quantity margin`: where one antenna is heard."""

from __future__ import annotations

import json
import time
from typing import Any

from relaysim.cli.map_wish import MapWish
from relaysim.cli.progress import Progress
from relaysim.cli.propagation import read_propagation
from relaysim.cli.ticking import ticking
from relaysim.cli.viewshed_json import farthest_json, observer_json
from relaysim.links.coverage import DEFAULT_RADIUS_M, Coverage, coverage
from relaysim.links.coverage_file import PLAIN, Covered, covered, write_coverage
from relaysim.radio.propagation import propagation_model
from relaysim.resources import default_scenario
from relaysim.scenario.build_link import radio_settings
from relaysim.scenario.ground_around import open_around
from relaysim.scenario.loader import load_scenario
from relaysim.sightline import End
from relaysim.terrain.colours import margin_classes
from relaysim.terrain.describe import seam_words
from relaysim.terrain.layers import Layered


def map_margin(wish: MapWish, observer: End, scenario: str | None, propagation: str | None) -> str:
    """Makes the map with a scenario's radio; what it says, for people or as JSON."""
    began, say = time.perf_counter(), Progress(quiet=wish.as_json)
    radius_m = DEFAULT_RADIUS_M if wish.radius_m is None else wish.radius_m
    overrides = read_propagation(propagation)
    try:
        say("reading the terrain")
        loaded = load_scenario(scenario or default_scenario(), overrides, terrain=wish.terrains)
        ground = open_around(loaded, observer, radius_m)
        terrain, radio = ground.terrain, radio_settings(loaded)
        with ticking(say, "listening round") as work:

            def tell(done: int, total: int) -> None:
                work.what = f"listening round, {done / max(total, 1):.0%}"

            found = coverage(terrain, observer, wish.target_m, radio, radius_m=radius_m, progress=tell)
        say("writing")
        write_coverage(terrain, found, wish.out, replace=wish.replace)
        wish.draw(terrain, found.margin_db, margin_classes(), (found.column, found.row))
    finally:
        say.clear()
    facts, wall_s = covered(terrain, found), time.perf_counter() - began
    spent = work.time_words(wall_s)
    if wish.as_json:
        return json.dumps(_json(wish, terrain.name, loaded.model.name, found, facts, wall_s), indent=1)
    rows = _rows(wish, ground, loaded.model.name, found, facts, spent)
    return "\n".join(f"{label:<12} {text}" for label, text in rows)


def _rows(
    wish: MapWish, ground: Layered, scenario: str, found: Coverage, facts: Covered, spent: str
) -> list[tuple[str, str]]:
    observer, far = found.observer, facts.farthest
    place = f"{observer.latitude_deg:.6f}, {observer.longitude_deg:.6f}"
    farthest = "nothing is covered" if far is None else (
        f"{far.distance_m:,.0f} m out, at {far.latitude_deg:.6f}, {far.longitude_deg:.6f}"
    )  # fmt: skip
    return [
        ("terrain", f"{ground.terrain.name}, within {found.radius_m:g} m"),
        *(("seam", seam_words(seam)) for seam in ground.seams),
        ("antenna", f"{place}: {observer.antenna_m:g} m above ground at {facts.ground_m:.2f} m"),
        ("target", f"{wish.target_m:g} m above ground"),
        ("radio", f"of {scenario}: {found.frequency_hz / 1e6:g} MHz, {found.mode} ({found.rate_bps:g} bit/s)"),
        ("propagation", propagation_model(found.propagation).title),
        (
            "covered",
            f"{facts.cells_covered:,} of {facts.cells_known:,} cells ({facts.covered_share:.1%}), "
            f"{facts.covered_km2:.4g} km2",
        ),
        ("farthest", farthest),
        (
            "no answer",
            f"{facts.cells - facts.cells_known:,} cells: unknown ground there or on the way, or beyond the radius",
        ),
        ("note", PLAIN),
        ("files", ", ".join(wish.files)),
        *wish.legend("decibels of margin; blue closes, orange is too weak, grey no answer"),
        ("time", spent),
    ]  # fmt: skip


def _json(
    wish: MapWish, terrain: str, scenario: str, found: Coverage, facts: Covered, wall_s: float
) -> dict[str, Any]:
    return {
        **wish.files_json(),
        "terrain": terrain,
        "scenario": scenario,
        "propagation": found.propagation,
        "frequency_hz": found.frequency_hz,
        "mode": found.mode,
        "rate_bps": found.rate_bps,
        "observer": observer_json(found.observer, facts.ground_m),
        "target_height_m": found.target_m,
        "radius_m": found.radius_m,
        "cells": facts.cells,
        "cells_known": facts.cells_known,
        "cells_covered": facts.cells_covered,
        "covered_share": round(facts.covered_share, 6),
        "covered_km2": round(facts.covered_km2, 6),
        "farthest": farthest_json(facts.farthest),
        "wall_s": round(wall_s, 3),
    }
