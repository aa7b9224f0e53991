"""The files of a run that the page is built from, read and checked.

A folder that is no run, or half of one, is an InputError that names the file and what to do about it.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from relaysim.errors import InputError
from relaysim.report.node import MEND, Node

_COLUMNS = {
    "blackouts.csv": ("level", "start_utc", "end_utc", "duration_s", "cause"),
    "contacts.csv": ("source", "destination", "start_utc", "end_utc"),
    "flights.csv": ("flight", "outcome", "takeoff_utc", "landing_utc"),
    "gate.csv": ("flight", "attempt", "utc", "check", "passed"),
    "decisions.csv": ("what", "flight", "deadline_utc", "why"),
    "pictures.csv": ("flight", "picture", "camera", "product", "utc", "rover_in_frame"),
    "power.csv": ("sol", "charge_least_wh", "charge_most_wh", "brown_outs"),
    "blackout_causes.csv": ("blackout_id", "level", "start_utc", "end_utc", "cause"),
    "products.csv": ("product_id", "kind", "size_bits", "status", "created_utc"),
}


# Of the long tables only what the page asks for is kept: a run of 1,000 sols has tens of thousands of rows.
_KEPT = {
    "contacts.csv": ("source", "destination", "start_utc", "end_utc", "duration_s", "capacity_bits", "carried_bits", "mean_age_s"),
    "products.csv": (
        "product_id", "kind", "flight", "source", "destination", "size_bits", "status", "reason", "created_utc", "at_rover_utc",
        "delivered_utc", "latency_s",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class RunFiles:
    """What was read: JSON files as nodes, CSV files as one node a row, and the names of the files present."""

    manifest: Node
    summary: Node
    geometry: Node
    blackouts: tuple[Node, ...]
    contacts: tuple[Node, ...]
    flights: tuple[Node, ...]
    gate: tuple[Node, ...]
    products: tuple[Node, ...]
    decisions: tuple[Node, ...]
    power: tuple[Node, ...]
    pictures: tuple[Node, ...]
    blackout_causes: tuple[Node, ...]
    present: tuple[tuple[str, int], ...]


def read_run(run_dir: Path) -> RunFiles:
    """Read a run directory.

    Raises:
        InputError: no such folder, a file is missing or cannot be read, or it is not what a run writes.
    """
    if not run_dir.is_dir():
        raise InputError(
            f"{run_dir}: no such run folder; make one with `relaysim run SCENARIO --out {run_dir}`"
        )
    return RunFiles(
        manifest=_read_json(run_dir / "manifest.json"),
        summary=_read_json(run_dir / "summary.json"),
        geometry=_read_json(run_dir / "geometry.json"),
        blackouts=_read_csv(run_dir / "blackouts.csv"),
        contacts=_read_csv(run_dir / "contacts.csv"),
        flights=_read_csv(run_dir / "flights.csv"),
        gate=_read_csv(run_dir / "gate.csv"),
        products=_read_csv(run_dir / "products.csv"),
        decisions=_read_csv_of_later_runs(run_dir / "decisions.csv"),
        pictures=_read_csv_of_later_runs(run_dir / "pictures.csv"),
        power=_read_csv_of_later_runs(run_dir / "power.csv"),
        blackout_causes=_read_csv_of_later_runs(run_dir / "blackout_causes.csv"),
        present=_present(run_dir),
    )


def _present(run_dir: Path) -> tuple[tuple[str, int], ...]:
    """Names and sizes in bytes; timing.json differs between equal runs and report.html is the page itself."""
    left_out = {"report.html", "timing.json"}
    files = (path for path in run_dir.iterdir() if path.is_file() and not path.name.startswith("."))
    return tuple(sorted((path.name, path.stat().st_size) for path in files if path.name not in left_out))


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"{path}: missing, so {path.parent} is not a complete run; {MEND}"
    except UnicodeDecodeError:
        message = f"{path}: is not UTF-8 text; {MEND}"
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); {MEND}"
    raise InputError(message)


def _read_json(path: Path) -> Node:
    text = _read_text(path)
    try:
        return Node(json.loads(text), path.name)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}:{error.colno}: is not JSON ({error.msg}); {MEND}") from None


def _read_csv_of_later_runs(path: Path) -> tuple[Node, ...]:
    """A table that runs of earlier versions do not have."""
    return _read_csv(path) if path.exists() else ()


def _read_csv(path: Path) -> tuple[Node, ...]:
    text = _read_text(path)
    if text and not text.endswith("\n"):
        raise InputError(f"{path}: is cut short; {MEND}")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return tuple(_rows(path, (line for line in reader if line)))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: is not CSV ({error}); {MEND}") from None


def _rows(path: Path, lines: Iterator[list[str]]) -> Iterator[Node]:
    """A node a row, of the columns that the page asks for; equal values are kept once."""
    names = next(lines, None)
    if names is None:
        raise InputError(f"{path}: is empty, it should at least name its columns; {MEND}")
    missing = [name for name in _COLUMNS[path.name] if name not in names]
    if missing:
        raise InputError(f"{path}: has no column {', '.join(missing)}; {MEND}")
    kept = [(n, name) for n, name in enumerate(names) if name in _KEPT.get(path.name, names)]
    for number, line in enumerate(lines, start=2):
        if len(line) != len(names):
            raise InputError(f"{path}: row {number} has {len(line)} values for {len(names)} columns; {MEND}")
        yield Node({name: sys.intern(line[n]) for n, name in kept}, f"{path.name} row {number}")
