"""One of the two that are compared: a run's folder, or a table of what happened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relaysim.comparison.flight_row import FlightRow, flight_rows
from relaysim.comparison.record import Event, Record, read_record
from relaysim.comparison.silence import Silence, in_order, silences_of
from relaysim.errors import InputError
from relaysim.records.run_folder import MANIFEST
from relaysim.report.blackouts import read_blackouts
from relaysim.report.faults import Faults
from relaysim.report.geometry_file import Geometry, read_geometry
from relaysim.report.reading import RunFiles, read_run
from relaysim.report.stand_ins import rows_of_summary
from relaysim.report.times import Times, read_times


@dataclass(frozen=True)
class RunSide:
    """A run.

    Attributes:
        name: of its folder.
        faults: what of it could not be read, a sentence each.
        lost: the names of the files that are not whole: what they lack is not known to be nothing.
    """

    name: str
    folder: Path
    files: RunFiles
    times: Times
    geometry: Geometry
    silences: tuple[Silence, ...]
    flights: tuple[FlightRow, ...]
    faults: tuple[str, ...]
    lost: frozenset[str]

    @property
    def knows_blackouts(self) -> bool:
        """Whether all its blackouts are read: only then one that it lacks is none."""
        return self._has_all("blackouts.csv", len(self.silences) == len(self.files.blackouts))

    @property
    def knows_flights(self) -> bool:
        """Whether all its flights are read."""
        return self._has_all("flights.csv", len(self.flights) == len(self.files.flights))

    def _has_all(self, table: str, are_read: bool) -> bool:
        return are_read and (table not in self.lost or bool(rows_of_summary(table, self.files.summary)))


@dataclass(frozen=True)
class RecordSide:
    """A table of what happened; an empty part is one it does not speak of."""

    name: str
    path: Path
    silences: tuple[Silence, ...]
    flights: tuple[FlightRow, ...]
    events: tuple[Event, ...]


Side = RunSide | RecordSide


def read_sides(a: Path, b: Path) -> tuple[Side, Side]:
    """Both sides, read.

    Raises:
        InputError: one is neither a run's folder nor a table; both are tables; both are the same folder.
        ScenarioError: a table has faults, each with its line and column.
    """
    for path in (a, b):
        _check_kind(path)
    if a.is_file() and b.is_file():
        raise InputError(f"{a} and {b}: are both tables; one of the two must be the folder of a run")
    if a.samefile(b):
        raise InputError(
            f"{a} and {b} are the same folder: name two runs, or a run and a table of what happened"
        )
    runs = {path: read_run_side(path) for path in (a, b) if path.is_dir()}
    span = next(iter(runs.values())).times
    first, second = (
        runs[path] if path in runs else _record_side(read_record(path, span), path) for path in (a, b)
    )
    return first, second


def read_run_side(folder: Path) -> RunSide:
    """A run, as far as it can be read.

    Raises:
        InputError: it is no run, or not even its span is known.
    """
    files = read_run(folder)
    times = read_times(files.summary)
    faults = Faults(files.faults, files.lost)
    geometry = read_geometry(files.geometry, times, faults)
    silences = faults.part(lambda: silences_of(read_blackouts(files.blackouts, times)), ())
    flights = faults.part(lambda: flight_rows(files.flights), ())
    name = folder.resolve().name
    return RunSide(name, folder, files, times, geometry, silences, flights, faults.sentences, faults.lost)


def _record_side(record: Record, path: Path) -> RecordSide:
    return RecordSide(path.stem, path, in_order(record.silences), record.flights, record.events)


def _check_kind(path: Path) -> None:
    """A folder that is something else of relaysim's is called by its name: that it is no run says too little."""
    if not path.exists():
        raise InputError(
            f"{path}: there is no such folder or table; make a run with `relaysim run SCENARIO --out {path}`"
        )
    if path.is_file():
        if path.suffix.lower() != ".csv":
            raise InputError(
                f"{path}: is neither a run's folder nor a CSV table of what happened"
                + (
                    f"; its folder is {path.parent}"
                    if path.name in ("report.html", MANIFEST, "summary.json")
                    else ""
                )
            )
        return
    summary, manifest = _json(path / "summary.json"), _json(path / MANIFEST)
    if "relaysim_campaign_summary" in summary or manifest.get("kind") == "campaign":
        raise InputError(
            f"{path}: is a campaign; compare two of its runs: `relaysim campaign STUDY --out {path} --page 0 --page 1` "
            f"makes {path}/runs/0 and {path}/runs/1"
        )
    if summary.get("made_by") == "relaysim" and summary.get("kind") not in (None, "hindcast", "forecast"):
        raise InputError(f"{path}: holds a plan ({summary['kind']}), not a run; name the folder of a run")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
