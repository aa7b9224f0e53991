"""Contacts between the vehicles as lines, with their margins and what they carried."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from relaysim.exports.feature import Feature, Kind, Layer, Value, state_colour
from relaysim.exports.plain_text import plain
from relaysim.exports.scene import Scene
from relaysim.report.node import Node

_NUMBERS: dict[str, Kind] = {
    "duration_s": "real", "min_margin_db": "real", "max_margin_db": "real", "rate_bps": "real",
    "goodput_bps": "real", "capacity_bits": "real", "carried_bits": "real",
}  # fmt: skip
_COLUMNS: dict[str, Kind] = {"source": "text", "destination": "text", **_NUMBERS, "distance_m": "real", "open_start": "flag",
            "open_end": "flag"}  # fmt: skip


def contact_layer(scene: Scene, run_dir: Path, say: Callable[[str], None]) -> list[Layer]:
    """Contacts of rover and helicopter; those of other nodes have no place and are told to `say`, counted."""
    rows = _rows(run_dir / "contacts.csv")
    if scene.ground is None or not rows:
        return []
    lines: list[Feature] = []
    without: Counter[str] = Counter()
    for row in rows:
        line = _line(scene, row)
        if line is None:
            pair = sorted((row.text("source"), row.text("destination")))
            without[" and ".join(plain(scene.names.get(node, node), 80) for node in pair)] += 1
        else:
            lines.append(line)
    for ends, count in sorted(without.items()):
        say(f"{count:,} contacts between {ends}: no place on this ground")
    title = "from vehicle to vehicle as they stood when it began"
    return [Layer("contacts", title, "LineString", {**_COLUMNS}, tuple(lines))] if lines else []


def _rows(path: Path) -> list[Node]:
    """Every whole row with all of its columns: of those that the report keeps, margins are no part.

    What is wrong with the file has been told by who read it for the report.
    """
    try:
        text = path.read_text(encoding="utf-8")
        lines = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    except (OSError, ValueError, csv.Error):
        return []
    whole = lines if text.endswith("\n") else lines[:-1]
    return [
        Node(dict(zip(whole[0], line, strict=True)), f"{path.name} row {number}")
        for number, line in enumerate(whole[1:], start=2)
        if len(line) == len(whole[0])
    ]


def _line(scene: Scene, row: Node) -> Feature | None:
    start, end = row.when("start_utc"), row.when("end_utc")
    nodes = row.text("source"), row.text("destination")
    if start is None or end is None or not set(nodes) <= scene.names.keys():
        return None
    places = [scene.at(node, start) for node in nodes]
    if None in places:
        return None
    x_m, y_m = np.array([place for place in places if place is not None]).T
    source, destination = (scene.names[node] for node in nodes)
    values: dict[str, Value] = {"source": source, "destination": destination}
    values |= {key: row.number(key) for key in _NUMBERS}
    values["distance_m"] = round(float(np.hypot(x_m[1] - x_m[0], y_m[1] - y_m[0])), 1)
    values |= {"open_start": row.flag("open_start"), "open_end": row.flag("open_end")}
    name = f"{source} to {destination}, {scene.times.day} {scene.times.day_number(start)}"
    return scene.feature(name, (start, end), x_m, y_m, values, colour=state_colour("open"))
