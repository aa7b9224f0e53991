"""`relaysim viewshed --at`: what one observer sees."""

from __future__ import annotations

import json
import time
from typing import Any

from relaysim.cli.map_wish import MapWish
from relaysim.cli.progress import Progress
from relaysim.cli.ticking import ticking
from relaysim.cli.viewshed_json import farthest_json, observer_json
from relaysim.sightline import End
from relaysim.sightline.ground_around import check_observer, lay_around
from relaysim.sightline.seen import Seen, seen
from relaysim.sightline.sight_maps import STRAIGHT, height_colours, write_viewshed
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.describe import seam_words
from relaysim.terrain.grid import Terrain
from relaysim.terrain.layers import Layered


def map_at(wish: MapWish, observer: End) -> str:
    """Makes the map; what it says, for people or as JSON."""
    began, say = time.perf_counter(), Progress(quiet=wish.as_json)
    try:
        say("reading the terrain")
        ground = lay_around(wish.terrains, observer.latitude_deg, observer.longitude_deg, wish.radius_m)
        terrain = ground.terrain
        check_observer(terrain, observer)
        with ticking(say, f"looking round over {terrain.heights_m.size / 1e6:.1f} million cells") as work:
            found = viewshed(terrain, observer, wish.target_m, radius_m=wish.radius_m)
        say("writing")
        write_viewshed(terrain, found, wish.out, replace=wish.replace)
        wish.draw(terrain, found.height_m, height_colours(found), (found.column, found.row))
    finally:
        say.clear()
    facts, wall_s = seen(terrain, found), time.perf_counter() - began
    spent = work.time_words(wall_s)
    if wish.as_json:
        return json.dumps(_json(wish, observer, terrain, facts, wall_s), indent=1)
    return "\n".join(f"{label:<12} {text}" for label, text in _rows(wish, observer, ground, facts, spent))


def _rows(wish: MapWish, observer: End, ground: Layered, facts: Seen, spent: str) -> list[tuple[str, str]]:
    place = f"{observer.latitude_deg:.6f}, {observer.longitude_deg:.6f}"
    unknown = "" if wish.radius_m is None else ", or beyond the radius"
    far = facts.farthest
    farthest = "nothing is visible" if far is None else (
        f"{far.distance_m:,.0f} m out, at {far.latitude_deg:.6f}, {far.longitude_deg:.6f}"
    )  # fmt: skip
    return [
        ("terrain", ground.terrain.name + (f", within {wish.radius_m:g} m" if wish.radius_m else "")),
        *(("seam", seam_words(seam)) for seam in ground.seams),
        ("observer", f"{place}: {observer.antenna_m:g} m above ground at {facts.ground_m:.2f} m"),
        ("target", f"{wish.target_m:g} m above ground"),
        (
            "visible",
            f"{facts.cells_visible:,} of {facts.cells_known:,} cells ({facts.visible_share:.1%}), "
            f"{facts.visible_km2:.4g} km2",
        ),
        ("farthest", farthest),
        (
            "no answer",
            f"{facts.cells - facts.cells_known:,} cells: unknown ground there or on the way{unknown}",
        ),
        ("note", STRAIGHT),
        ("files", ", ".join(wish.files)),
        *wish.legend("metres above the lowest point seen; blue visible, orange hidden, grey no answer"),
        ("time", spent),
    ]


def _json(wish: MapWish, observer: End, terrain: Terrain, facts: Seen, wall_s: float) -> dict[str, Any]:
    return {
        **wish.files_json(),
        "terrain": terrain.name,
        "observer": observer_json(observer, facts.ground_m),
        "target_height_m": wish.target_m,
        "radius_m": wish.radius_m,
        "cells": facts.cells,
        "cells_known": facts.cells_known,
        "cells_visible": facts.cells_visible,
        "visible_share": round(facts.visible_share, 6),
        "visible_km2": round(facts.visible_km2, 6),
        "farthest": farthest_json(facts.farthest),
        "wall_s": round(wall_s, 3),
    }
