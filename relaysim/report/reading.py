"""The files of a run that the page is built from, read and checked; what is missing is said, the rest is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from relaysim.blackout.far_end import FarEnd
from relaysim.errors import InputError
from relaysim.records.rows import SCHEMA_VERSION
from relaysim.records.run_folder import MANIFEST, RUN_FILES, missing_files
from relaysim.report.faults import Faults
from relaysim.report.node import MEND, Node
from relaysim.report.stand_ins import rows_counted, rows_of_summary, summary_of_manifest
from relaysim.report.table_rows import TABLES, read_rows

_GEOMETRY_SCHEMA = 1
# Tables that runs of an earlier schema do not have.
_SINCE = {"decisions.csv": 2, "blackout_causes.csv": 2, "power.csv": 3, "pictures.csv": 3}


@dataclass(frozen=True)
class RunFiles:
    """What was read: JSON files as nodes, CSV files as one node a row, and the names of the files present.

    `faults` says what could not be read; `lost` names the files that are not whole.
    """

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
    faults: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def far_end(self) -> FarEnd:
        """What the run's scenario calls Earth; Earth where that is not to be read."""
        scenario = self.manifest.values.get("scenario")
        earth = scenario.get("earth") if isinstance(scenario, dict) else None
        name = earth.get("name") if isinstance(earth, dict) else None
        return FarEnd.called(name if isinstance(name, str) and name else None)


def read_run(run_dir: Path) -> RunFiles:
    """Read what there is of a run directory; a file that is missing, cut or not what a run writes is a fault.

    Raises:
        InputError: no such folder, or it has neither a manifest.json nor a summary.json of a run.
    """
    if not run_dir.is_dir():
        raise InputError(
            f"{run_dir}: no such run folder; make one with `relaysim run SCENARIO --out {run_dir}`"
        )
    faults = Faults()
    manifest, summary = (_read_json(run_dir, name, faults) for name in (MANIFEST, "summary.json"))
    if manifest is None and summary is None:
        raise InputError(
            f"{run_dir}: is no relaysim run: {'; '.join(faults.sentences)}; name the folder of a run, or make one "
            "with `relaysim run SCENARIO --out DIR`"
        )
    schema = _check_version(manifest, faults)
    told = summary or Node({}, "summary.json")
    if manifest is not None and "start_utc" not in told.values:
        told = faults.part(lambda: summary_of_manifest(manifest), told)
    geometry = _read_json(run_dir, "geometry.json", faults) or Node({}, "geometry.json")
    if (geometry.integer("schema") or 0) > _GEOMETRY_SCHEMA:
        faults.note("geometry.json: written by a later relaysim: what this one does not know is left out")
    tables = {name: _read_table(run_dir, name, schema, told, faults) for name in TABLES}
    _check_others(run_dir, faults)
    return RunFiles(
        manifest or Node({}, MANIFEST),
        told,
        geometry,
        present=_present(run_dir),
        faults=faults.sentences,
        lost=faults.lost,
        **{name.removesuffix(".csv"): rows for name, rows in tables.items()},
    )


def _check_others(run_dir: Path, faults: Faults) -> None:
    """The files of a run that the page is not made from: said, as they are as good as lost for who wants them."""
    aside = frozenset(
        {"timing.json", "report.html", *TABLES, "manifest.json", "summary.json", "geometry.json"}
    )
    for name in sorted(missing_files(run_dir) - aside):
        faults.note(f"{name}: missing; the page does not need it", name)
    for name, end in (("events.parquet", b"PAR1"), ("data_per_sol.csv", b"\n")):
        path = run_dir / name
        if path.is_file() and path.read_bytes()[-len(end) :] != end:
            faults.note(f"{name}: is cut short; the page does not need it", name)


def _check_version(manifest: Node | None, faults: Faults) -> int:
    """The schema of the run's tables; later ones than ours are told, and read as far as they are known."""
    schema = None if manifest is None else faults.part(lambda: manifest.integer("schema"), None)
    if manifest is not None and (schema or 0) > SCHEMA_VERSION:
        version = manifest.text("version", "a later version")
        faults.note(
            f"{MANIFEST}: the run was written by relaysim {version} with tables of version {schema}, this relaysim knows "
            f"them up to {SCHEMA_VERSION}: what it does not know is left out"
        )
    return SCHEMA_VERSION if schema is None and manifest is None else schema or 1


def _present(run_dir: Path) -> tuple[tuple[str, int], ...]:
    """Names and sizes in bytes; timing.json differs between equal runs, report.html and summary.md are made here."""
    left_out = {"report.html", "timing.json", "summary.md"}
    files = (path for path in run_dir.iterdir() if path.is_file() and path.name in RUN_FILES - left_out)
    return tuple(sorted((path.name, path.stat().st_size) for path in files))


def _read_text(run_dir: Path, name: str, faults: Faults) -> str | None:
    try:
        return (run_dir / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        why = "missing"
    except UnicodeDecodeError:
        why = "is not UTF-8 text"
    except OSError as error:
        why = f"cannot be read ({error.strerror})"
    faults.note(f"{name}: {why}", name)
    return None


def _read_json(run_dir: Path, name: str, faults: Faults) -> Node | None:
    text = _read_text(run_dir, name, faults)
    if text is None:
        return None
    try:
        return Node(json.loads(text), name)
    except json.JSONDecodeError as error:
        why = f"{name}:{error.lineno}:{error.colno}: is not JSON, perhaps cut short ({error.msg})"
    except RecursionError:
        why = f"{name}: is not JSON that a run writes"
    except InputError as error:
        why = str(error).removesuffix(f"; {MEND}")
    faults.note(why, name)
    return None


def _read_table(run_dir: Path, name: str, schema: int, summary: Node, faults: Faults) -> tuple[Node, ...]:
    """The rows of a table as far as they can be read; of a broken one that summary.json repeats, the rows there."""
    if schema < _SINCE.get(name, 0) and not (run_dir / name).exists():
        return ()
    text, counted = _read_text(run_dir, name, faults), rows_counted(name, summary)
    if text is not None:
        rows, fault = read_rows(name, text)
        if not fault and counted is not None and counted != len(rows):
            fault = f"has {len(rows):,} rows, but summary.json counts {counted:,}"
        if not fault:
            return rows
        shown = f"; the {len(rows):,} rows before that are shown" if rows else ""
        faults.note(f"{name}: {fault}{shown}", name)
        return rows_of_summary(name, summary) or rows
    return rows_of_summary(name, summary)
