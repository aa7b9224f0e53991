"""`relaysim viewshed --along`: how long nothing is seen from a route of stands."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from relaysim.cli.map_wish import MapWish
from relaysim.cli.progress import Progress
from relaysim.cli.ticking import ticking
from relaysim.sightline.blackout_map import blackout_map
from relaysim.sightline.ground_around import lay_around
from relaysim.sightline.seen import SeenAlong, seen_along
from relaysim.sightline.sight_maps import STRAIGHT, time_colours, write_blackout_map
from relaysim.sightline.stands_file import StandsTable, read_stands
from relaysim.terrain.describe import seam_words
from relaysim.terrain.grid import Terrain
from relaysim.terrain.layers import Layered


def map_along(wish: MapWish, table: Path, antenna_m: float | None, until: str | None) -> str:
    """Makes the map; what it says, for people or as JSON."""
    began, say = time.perf_counter(), Progress(quiet=wish.as_json)
    route = read_stands(table, antenna_m=antenna_m, until=until)
    stands = route.stands
    try:
        say("reading the terrain")
        ground = lay_around(wish.terrains, stands.latitude_deg, stands.longitude_deg, wish.radius_m)
        terrain = ground.terrain
        route.check_on(terrain)
        with ticking(say, "looking round from the first stand") as work:

            def tell(done: int, total: int) -> None:
                work.what = f"looking round from {total} stands, {done / total:.0%}"

            found = blackout_map(terrain, stands, wish.target_m, radius_m=wish.radius_m, progress=tell)
        say("writing")
        write_blackout_map(
            terrain,
            route,
            found,
            wish.out,
            target_m=wish.target_m,
            radius_m=wish.radius_m,
            replace=wish.replace,
        )
        wish.draw(terrain, found.longest_without_at_most, time_colours(route), (0, 0))
    finally:
        say.clear()
    facts, wall_s = seen_along(stands, found), time.perf_counter() - began
    spent = work.time_words(wall_s)
    if wish.as_json:
        return json.dumps(_json(wish, route, terrain, facts, wall_s), indent=1)
    return "\n".join(f"{label:<12} {text}" for label, text in _rows(wish, route, ground, facts, spent))


def _rows(
    wish: MapWish, route: StandsTable, ground: Layered, facts: SeenAlong, spent: str
) -> list[tuple[str, str]]:
    begin, end = float(route.stands.time[0]), route.stands.until
    span = f"sol {begin:g} to sol {end:g}"
    if route.unit != "sols":
        span = f"{end - begin:.2f} {route.unit} from {route.origin}"
    beyond = ", or beyond the radius of every stand" if wish.radius_m else ""
    at_times = facts.cells_known - facts.cells_always - facts.cells_never
    return [
        (
            "terrain",
            ground.terrain.name + (f", within {wish.radius_m:g} m of a stand" if wish.radius_m else ""),
        ),
        *(("seam", seam_words(seam)) for seam in ground.seams),
        ("stands", f"{facts.stands}, {span}"),
        ("target", f"{wish.target_m:g} m above ground"),
        ("always seen", _cells(facts.cells_always, facts)),
        ("at times", _cells(at_times, facts)),
        ("never seen", _cells(facts.cells_never, facts)),
        ("no answer", f"{facts.cells - facts.cells_known:,} cells: unknown ground{beyond}"),
        ("note", STRAIGHT),
        ("files", ", ".join(wish.files)),
        *wish.legend(f"longest time without sight in {route.unit}; blue none, black all of it"),
        ("time", spent),
    ]


def _cells(count: int, facts: SeenAlong) -> str:
    share = count / facts.cells_known if facts.cells_known else 0.0
    return f"{count:,} of {facts.cells_known:,} cells ({share:.1%})"


def _json(
    wish: MapWish, route: StandsTable, terrain: Terrain, facts: SeenAlong, wall_s: float
) -> dict[str, Any]:
    return {
        **wish.files_json(),
        "terrain": terrain.name,
        "target_height_m": wish.target_m,
        "radius_m": wish.radius_m,
        "stands": facts.stands,
        "time_unit": route.unit,
        "time_origin": route.origin,
        "time_begin": float(route.stands.time[0]),
        "time_end": route.stands.until,
        "cells": facts.cells,
        "cells_known": facts.cells_known,
        "cells_always": facts.cells_always,
        "cells_never": facts.cells_never,
        "wall_s": round(wall_s, 3),
    }
