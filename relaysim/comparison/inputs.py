"""What two runs were made from, key by key: where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from relaysim.report.node import Node

NOTHING = "–"
_LETTERS = 60
_MOST_DEEP = 20
_NAMING_KEYS = ("name", "flight", "drive", "at")


@dataclass(frozen=True)
class InputDifference:
    """A value that differs: its place as in the scenario file (or of the manifest), and both values as text."""

    path: str
    a: str
    b: str


def input_differences(a: Node, b: Node) -> tuple[InputDifference, ...]:
    """The differences of two manifests: version, terrain, seed and tables first, then the resolved scenarios' keys.

    Keys that only say what a value is (title, description, source, note) are compared as any other, and come last.
    """
    ours, theirs = _told(a), _told(b)
    paths = dict.fromkeys([*ours, *theirs])
    found = [
        InputDifference(path, ours.get(path, NOTHING), theirs.get(path, NOTHING))
        for path in paths
        if ours.get(path) != theirs.get(path)
    ]
    return tuple(sorted(found, key=lambda one: _is_wording(one.path)))


def _is_wording(path: str) -> bool:
    return (
        path.rsplit(".", 1)[-1] in ("title", "description", "source", "kind", "purpose")
        and path != "terrain.source"
    )


def _told(manifest: Node) -> dict[str, str]:
    values = manifest.values
    found = {"relaysim version": _text(values.get("version")), "seed": _text(values.get("seed"))}
    terrain = values.get("terrain")
    if isinstance(terrain, Mapping):
        found |= {f"terrain {key}": _text(value) for key, value in terrain.items()}
    tables = values.get("tables")
    if isinstance(tables, Mapping):
        found |= {f"table {name}": _text(value) for name, value in tables.items()}
    found |= dict(_flat(values.get("plugins") or [], "plugin"))
    scenario = values.get("scenario")
    if isinstance(scenario, Mapping):
        found |= {path: text for path, text in _flat(scenario, "") if path not in ("seed", "relaysim")}
    return found


def _flat(value: Any, path: str, deeper: int = _MOST_DEEP) -> Iterator[tuple[str, str]]:
    """The leaves of a tree with their paths; what lies deeper than any scenario does is one leaf."""
    if isinstance(value, Mapping) and deeper:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key), deeper - 1)
    elif isinstance(value, list) and deeper and any(isinstance(item, Mapping) for item in value):
        for label, item in zip(_labels(value), value, strict=True):
            yield from _flat(item, f"{path}[{label}]", deeper - 1)
    else:
        yield path, _text(value)


def _labels(items: list[Any]) -> list[str]:
    """How the items of a list are told apart: by a value that names each, else by their number from 1."""
    for key in _NAMING_KEYS:
        names = [str(item.get(key, "")) if isinstance(item, Mapping) else "" for item in items]
        if all(names) and len(set(names)) == len(names):
            return [name[:_LETTERS] for name in names]
    return [str(number + 1) for number in range(len(items))]


def _text(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return NOTHING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
