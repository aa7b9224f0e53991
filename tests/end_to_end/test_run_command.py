"""`relaysim run` as its users meet it: the folder, the refusals, the same bytes, what a seed changes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from relaysim.records.run_folder import RUN_FILES

SCENARIO = "flight-52-blackout"
Done = CompletedProcess[str]
Run = tuple[Path, Done]
Command = Callable[..., Done]
SMALL_FILES_ONLY = (
    "import os, resource, sys\nlimit = int(sys.argv[1])\nresource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
    "os.execv(sys.argv[2], sys.argv[2:])"
)


def rows(file: Path) -> list[dict[str, str]]:
    """A table as dicts."""
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_a_run_in_an_empty_folder(first: Run) -> None:
    """runs/NAME appears with every file of a run and nothing else; nothing is left beside it."""
    folder, done = first
    assert {path.name for path in folder.iterdir()} == RUN_FILES
    assert [path.name for path in folder.parent.iterdir()] == [SCENARIO]
    assert [path.name for path in folder.parent.parent.iterdir()] == ["runs"]
    assert done.stderr == ""
    assert f"runs/{SCENARIO}" in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_the_same_again_is_refused(first: Run, command: Command) -> None:
    """The run that is there is spared, and the message names the way to replace it."""
    folder, _ = first
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = command(folder.parent.parent, "run", SCENARIO)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--force replaces it" in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_force_replaces_a_run_and_leaves_nothing_beside_it(second: Run) -> None:
    """The older run is gone whole; no hidden folder is left."""
    folder, _ = second
    assert {path.name for path in folder.iterdir()} == RUN_FILES
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_two_runs_are_the_same_bytes(first: Run, second: Run) -> None:
    """All files but timing.json, the page included, wherever they are and over whatever they were written."""
    for name in sorted(RUN_FILES - {"timing.json"}):
        assert (first[0] / name).read_bytes() == (second[0] / name).read_bytes(), name


def test_json_is_the_summary(second: Run) -> None:
    """--json prints summary.json and nothing else."""
    folder, done = second
    assert done.stdout == (folder / "summary.json").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["scenario"] == SCENARIO
    assert done.stderr == ""


def test_quiet_is_quiet(other_seed: Run) -> None:
    """--quiet prints nothing on success."""
    assert (other_seed[1].stdout, other_seed[1].stderr) == ("", "")


def test_another_seed_changes_only_what_is_random(first: Run, other_seed: Run) -> None:
    """Not the terrain, the sightline, the radio, the take-offs; the manifest in the seed alone; but something."""
    one, other = first[0], other_seed[0]
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (one, other)]
    assert [manifest["seed"] for manifest in manifests] == [52, 7]
    for manifest in manifests:
        del manifest["seed"], manifest["scenario"]["seed"]
    assert manifests[0] == manifests[1]
    # The _p05 and _p95 columns are those of grounds that are drawn.
    blackouts = [
        [
            {key: value for key, value in row.items() if not key.endswith(("_p05", "_p95"))}
            for row in rows(folder / "blackouts.csv")
            if row["level"] in ("sightline", "radio")
        ]
        for folder in (one, other)
    ]
    assert blackouts[0] == blackouts[1]
    assert blackouts[0]
    takeoffs = [[row["takeoff_utc"] for row in rows(folder / "flights.csv")] for folder in (one, other)]
    assert takeoffs[0] == takeoffs[1]
    assert (one / "products.csv").read_bytes() != (other / "products.csv").read_bytes()


def test_tables_agree_with_the_summary(first: Run) -> None:
    """created = delivered + queued + expired + dropped, and the lists of the summary are the tables."""
    folder, _ = first
    summary = json.loads((folder / "summary.json").read_text())
    counts = summary["counts"]
    ends = ("delivered", "queued", "expired", "dropped")
    assert counts["products_created"] == sum(counts[f"products_{name}"] for name in ends)
    assert counts["products_created"] == len(rows(folder / "products.csv"))
    assert len(summary["blackouts"]) == len(rows(folder / "blackouts.csv"))
    assert [str(row["flight"]) for row in summary["flights"]] == [
        row["flight"] for row in rows(folder / "flights.csv")
    ]


def test_others_files_in_a_run_are_not_deleted(older_run: Path, command: Command) -> None:
    """Notes that someone left beside a run's files, or a file of it that is missing, stop even --force."""
    (older_run / "notes.txt").write_text("mine")
    done = command(older_run.parent, "run", SCENARIO, "--out", "run", "--force")
    assert done.returncode == 2
    assert "notes.txt" in done.stderr
    (older_run / "notes.txt").rename(older_run.parent / "notes.txt")
    (older_run / "products.csv").unlink()
    done = command(older_run.parent, "run", SCENARIO, "--out", "run", "--force")
    assert done.returncode == 2
    assert "products.csv" in done.stderr
    assert len(list(older_run.iterdir())) == len(RUN_FILES) - 1


def test_a_disk_that_fills_up(tmp_path: Path, older_run: Path, environment: dict[str, str]) -> None:
    """No room for the run: the older one stays, and nothing half-written is left beside it."""
    out, limit_bytes = "deep/run", 100_000
    args = [
        sys.executable,
        "-m",
        "relaysim",
        "run",
        SCENARIO,
        "--out",
        out,
        "--force",
        "--set",
        "uncertainty.grounds=2",
    ]
    limited = [sys.executable, "-c", SMALL_FILES_ONLY, str(limit_bytes), *args]
    done = subprocess.run(limited, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"relaysim: {out} cannot be written: File too large\n"
    assert {path.read_text() for path in older_run.iterdir()} == {"older", '{"made_by": "relaysim"}'}
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert [path.name for path in older_run.parent.iterdir()] == ["run"]
