"""`relaysim report` and `relaysim blackouts` beside a run of the same scenario."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

SCENARIO = "flight-52-blackout"
Done = CompletedProcess[str]
Run = tuple[Path, Done]
Command = Callable[..., Done]


def test_the_page_is_rebuilt_to_the_same_bytes(first: Run, command: Command, tmp_path: Path) -> None:
    """From the files alone, without what the run itself wrote as page; it says where, or with --quiet nothing."""
    copy = tmp_path / "copy"
    shutil.copytree(first[0], copy)
    (copy / "report.html").unlink()
    done = command(tmp_path, "report", "copy")
    assert (done.returncode, done.stdout, done.stderr) == (0, "copy/report.html\n", "")
    assert (copy / "report.html").read_bytes() == (first[0] / "report.html").read_bytes()
    assert {path.name for path in copy.iterdir()} == {path.name for path in first[0].iterdir()}
    done = command(tmp_path, "report", "copy", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_damaged_run_has_a_page_that_says_so(first: Run, command: Command, tmp_path: Path) -> None:
    """Files cut short or missing are named, here and on the page, and the rest is shown; without a manifest and a summary
    there is nothing to show, and the page that is there stays."""
    copy = tmp_path / "copy"
    shutil.copytree(first[0], copy)
    for name in ("summary.json", "contacts.csv"):
        (copy / name).write_text((copy / name).read_text(encoding="utf-8")[:300], encoding="utf-8")
    (copy / "events.parquet").unlink()
    done = command(tmp_path, "report", "copy")
    assert (done.returncode, done.stdout) == (0, "copy/report.html\n")
    for words in (
        "copy/summary.json:",
        "copy/contacts.csv: is cut short",
        "copy/events.parquet: missing",
        "shows the rest",
    ):
        assert words in done.stderr
    page = (copy / "report.html").read_text(encoding="utf-8")
    assert "This page is not complete" in page
    assert "silent behind a hill" in page
    (copy / "manifest.json").unlink()
    done = command(tmp_path, "report", "copy")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no relaysim run: manifest.json: missing; summary.json:" in done.stderr
    assert (copy / "report.html").read_text(encoding="utf-8") == page


def test_what_is_no_run_has_no_page(command: Command, tmp_path: Path) -> None:
    """Nothing there, a file, an empty folder, somebody's folder: exit code 2, and nothing is made."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.tex").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    for name in ("missing", "file", "empty", "foreign"):
        done = command(tmp_path, "report", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert name in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_forecast_agrees_with_the_run(first: Run, command: Command, tmp_path: Path) -> None:
    """Everything goes as planned but flight 53: the radio's blackout is the same in both, within a second."""
    done = command(tmp_path, "blackouts", SCENARIO, "--json", "--out", "new/place")
    assert (done.returncode, done.stderr) == (0, "")
    forecast = [row for row in json.loads(done.stdout) if row["level"] == "radio"]
    with (first[0] / "blackouts.csv").open(newline="", encoding="utf-8") as stream:
        run = [row for row in csv.DictReader(stream) if row["level"] == "radio"]
    assert [row["start_utc"][:16] for row in forecast] == [row["start_utc"][:16] for row in run]
    assert [row["end_utc"][:16] for row in forecast] == [row["end_utc"][:16] for row in run]
    with (tmp_path / "new" / "place" / "blackouts.csv").open(newline="", encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == len(json.loads(done.stdout))
    again = command(tmp_path, "blackouts", SCENARIO, "--quiet", "--out", "new/place")
    assert (again.returncode, again.stdout) == (2, "")
    assert "--force" in again.stderr
