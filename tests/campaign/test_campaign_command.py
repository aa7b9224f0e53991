"""`relaysim campaign` as people use it: begun, interrupted, killed, gone on with, looked into."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import relaysim
from relaysim.cli.app import main

HOME_OF_PACKAGE = str(Path(relaysim.__file__).resolve().parents[1])
STUDY = """relaysim_study: 1
name: hop
title: "A hop, many times over"
scenario: flight-54-hop
factors:
  - {name: height, path: radios.rover.antenna_height, values: [1.2 m, 2 m]}
uncertain:
  - {name: loss, path: link.budget.fixed loss.value, normal: {mean: -3.7 dB, sigma: 2.8 dB}, high: 0 dB}
terrain_error: {correlation_length: 30 m}
sampling: {method: monte-carlo, runs: 16}
outcomes:
  - {name: silence, blackout: radio, pick: longest}
  - {name: delivered, summary: counts.products_delivered}
"""
RUNS = 32
# Rows are written every two seconds, in which a fast machine has done them all: here ten times as often.
OFTEN = (
    "from relaysim.engine import unwritten; unwritten._LEAST_S = 0.2; "
    "from relaysim.cli.app import main; raise SystemExit(main())"
)
INSIDE = {
    "manifest.json", "timing.json", "summary.json", "report.html", "results.csv", "results.parquet", "blackouts.parquet",
    "failures.csv", "variants.csv", "index.sqlite", "shards",
}  # fmt: skip


def process(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A relaysim of its own, in a group of its own, as from a terminal in that folder."""
    return subprocess.Popen(
        [sys.executable, "-c", OFTEN, "campaign", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": HOME_OF_PACKAGE},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def said(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """The same within this process, which saves its start: exit code, what it said, what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    argv, sys.argv = sys.argv, ["relaysim", "campaign", *arguments]
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    finally:
        sys.argv = argv
    raise AssertionError("a command ends by SystemExit")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campaign")
    (folder / "hop.yaml").write_text(STUDY, encoding="utf-8")
    code, out, err = said(folder, "hop.yaml", "--workers", "2")
    assert (code, err) == (0, ""), err
    assert "campaigns/hop (open report.html in a browser)" in out
    return folder


def shards(folder: Path) -> int:
    return len(list((folder / "shards").glob("[!.]*.parquet")))


def wait_for(folder: Path, many: int, running: subprocess.Popen[str]) -> None:
    """Until there are so many shards."""
    while shards(folder) < many:
        assert running.poll() is None, f"it ended before it could be interrupted: {running.communicate()}"
        time.sleep(0.02)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_campaign_leaves_its_files_and_a_row_a_run(place):
    """Every run has a row, in order; nothing is left but what the documentation names."""
    folder = place / "campaigns" / "hop"
    assert {path.name for path in folder.iterdir()} == INSIDE
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == list(range(RUNS))
    assert {row["status"] for row in rows} == {"done"}
    assert [row["height"] for row in rows[:3]] == ["1.2 m", "2 m", "1.2 m"]
    # Draws are common to the variants.
    assert rows[0]["loss"] == rows[1]["loss"] != rows[2]["loss"]
    assert json.loads((folder / "summary.json").read_text())["runs"] == {
        "total": RUNS, "done": RUNS, "failed": 0, "missing": 0
    }  # fmt: skip


def test_interrupted_then_killed_it_goes_on_and_ends_the_same(place):
    """Ctrl-C, then kill -9, then --resume: no finished run is done again, no worker is left, the same bytes come out."""
    folder = place / "broken"
    first = process(place, "hop.yaml", "--out", "broken", "--workers", "1")
    wait_for(folder, 1, first)
    os.kill(first.pid, signal.SIGINT)
    _, err = first.communicate(timeout=60)
    assert first.returncode == 130
    assert "runs are kept in broken: --resume goes on" in err and "Traceback" not in err
    assert not alive(first.pid)
    before = shards(folder)

    second = process(place, "hop.yaml", "--out", "broken", "--workers", "1", "--resume")
    wait_for(folder, before + 1, second)
    os.kill(second.pid, signal.SIGKILL)
    second.communicate(timeout=60)
    deadline = time.monotonic() + 20.0
    while alive(second.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(second.pid), "a worker outlived its parent"
    kept = {path.name: path.read_bytes() for path in (folder / "shards").glob("[!.]*.parquet")}

    code, _, err = said(place, "hop.yaml", "--out", "broken", "--workers", "2", "--resume")
    assert (code, err) == (0, "")
    for name, content in kept.items():
        assert (folder / "shards" / name).read_bytes() == content
    rows = [
        n for path in (folder / "shards").glob("*.parquet") for n in pq.read_table(path)["number"].to_pylist()
    ]
    assert sorted(rows) == list(range(RUNS))
    whole = place / "campaigns" / "hop"
    for name in (
        "results.parquet",
        "results.csv",
        "blackouts.parquet",
        "summary.json",
        "manifest.json",
        "report.html",
    ):
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_folder_belongs_to_one_campaign(place):
    """The same study needs --resume; another one is refused; what is no campaign is left alone."""
    code, _, err = said(place, "hop.yaml")
    assert code == 2 and "--resume goes on with it" in err
    code, _, err = said(place, "hop.yaml", "--set", "sampling.runs=8", "--resume")
    assert code == 2 and "holds another campaign ('hop')" in err
    mine = place / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("mine")
    code, _, err = said(place, "hop.yaml", "--out", "mine", "--resume")
    assert code == 2 and "no relaysim campaign: it is left alone" in err
    assert [path.name for path in mine.iterdir()] == ["diary.txt"]


def test_what_people_read_may_be_changed_afterwards(place):
    """Another title or threshold needs no run again: --resume makes tables and page from the rows that are there."""
    folder = place / "campaigns" / "hop"
    before = {path.name: path.read_bytes() for path in (folder / "shards").glob("*.parquet")}
    kept = {name: (folder / name).read_bytes() for name in ("results.parquet", "manifest.json")}
    code, out, err = said(place, "hop.yaml", "--resume", "--set", "title=Hops", "--set", "exceed=[2 sols]")
    assert (code, err) == (0, "") and out.startswith("Hops (32 runs")
    assert json.loads((folder / "manifest.json").read_text())["study"]["title"] == "Hops"
    assert said(place, "hop.yaml", "--resume")[0] == 0
    assert {path.name: path.read_bytes() for path in (folder / "shards").glob("*.parquet")} == before
    assert {name: (folder / name).read_bytes() for name in kept} == kept


def test_a_single_run_in_full_agrees_with_its_row(place):
    """--page makes the folder of one run; its longest radio blackout is that of its row in the table."""
    code, out, err = said(place, "hop.yaml", "--page", "3")
    assert (code, err) == (0, "")
    page = place / out.strip()
    assert page.name == "report.html" and page.stat().st_size > 10_000
    with (page.parent / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        radio = [float(row["duration_sols"]) for row in csv.DictReader(file) if row["level"] == "radio"]
    with (place / "campaigns" / "hop" / "results.csv").open(encoding="utf-8", newline="") as file:
        row = list(csv.DictReader(file))[3]
    assert float(row["silence_days"]) == pytest.approx(max(radio, default=0.0), abs=1e-4)
    (page.parent / "notes.txt").write_text("mine")
    code, _, err = said(place, "hop.yaml", "--page", "3")
    assert code == 2 and "notes.txt" in err and (page.parent / "notes.txt").read_text() == "mine"


def test_a_dry_run_writes_nothing(place):
    """--dry-run says how many runs, how long and how much disk, and leaves the folder as it was."""
    before = {path.name for path in place.iterdir()}
    code, out, _ = said(place, "hop.yaml", "--dry-run", "--out", "dry")
    assert code == 0
    assert "32 runs: 2 variants x 16" in out and "Time: " in out and "Disk: " in out
    assert {path.name for path in place.iterdir()} == before


@pytest.mark.parametrize("both", [("--dry-run", "--page", "3"), ("--page", "3", "--workers", "2")])
def test_no_option_is_passed_over_in_silence(tmp_path, both):
    """Two options of which one would do nothing are refused before anything is read."""
    code, out, err = said(tmp_path, "no-such-study", *both)
    assert (code, out) == (2, "") and "give one of them" in err


def test_a_cluster_that_is_not_there_is_told_before_anything_is_written(place):
    """Nothing answers at that address: exit 2, one message, no folder."""
    pytest.importorskip("distributed")
    code, _, err = said(place, "hop.yaml", "--out", "far", "--cluster", "tcp://127.0.0.1:9")
    assert code == 2 and "127.0.0.1:9" in err and "Traceback" not in err
    assert not (place / "far").exists()
