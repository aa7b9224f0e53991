"""`relaysim compare` as a user meets it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from relaysim.cli.app import main

Here = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Runs `relaysim compare ARGS` in tmp_path: exit code, output, errors."""

    def call(*args: object) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["relaysim", "compare", *map(str, args)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return int(stopped.value.code or 0), *capsys.readouterr()

    return call


def test_the_answer_comes_first_in_a_hundred_columns(valley: Path, here: Here, tmp_path: Path) -> None:
    """Names, the blackout, both edges, why; then tables; the page in the folder of both names."""
    code, output, errors = here(valley / "low", valley / "high")
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "A  low: A rescue drone behind a hill (hindcast, low)"
    told = " ".join(lines[3:])
    assert re.match(
        r"The radio blackout (starts|ends) [0-9.]+ s (later|earlier) in B: .* come from terrain\.", told
    )
    assert "The two were made alike but for terrain.source: low.tif in A, high.tif in B." in told
    assert "It lasts 23.7 h in A and 23.8 h in B" in told
    assert max(map(len, lines)) <= 100
    assert {path.name for path in (tmp_path / "comparisons" / "low-vs-high").iterdir()} == {
        "comparison.html",
        "comparison.csv",
        "comparison.json",
    }


def test_json_is_the_file(valley: Path, here: Here, tmp_path: Path) -> None:
    """--json prints comparison.json and nothing else."""
    code, output, _ = here(valley / "low", valley / "again", "--json", "--out", "out")
    assert code == 0 and json.loads(output)["same"] is True
    assert output == (tmp_path / "out" / "comparison.json").read_text(encoding="utf-8")


def test_what_stands_there_is_replaced_only_by_force(valley: Path, here: Here, tmp_path: Path) -> None:
    """A comparison needs --force; anything else is left alone, with --force too."""
    assert here(valley / "low", valley / "again", "--out", "out", "--quiet") == (0, "", "")
    code, _, errors = here(valley / "low", valley / "again", "--out", "out")
    assert code == 2 and "out holds a comparison already: --force replaces it" in errors
    assert here(valley / "low", valley / "again", "--out", "out", "--force", "--quiet")[0] == 0
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, errors = here(valley / "low", valley / "again", "--out", "out", "--force")
    assert code == 2 and "notes.txt" in errors and (tmp_path / "out" / "notes.txt").exists()
    shutil.copytree(valley / "low", tmp_path / "run")
    code, _, errors = here(valley / "low", valley / "again", "--out", "run", "--force")
    assert code == 2 and "is no comparison of relaysim: it is left alone" in errors


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("low", "are the same folder: name two runs, or a run and a table of what happened"),
        ("nowhere", "there is no such folder or table"),
        ("valley.yaml", "is neither a run's folder nor a CSV table of what happened"),
        ("low/report.html", "is neither a run's folder nor a CSV table of what happened; its folder is"),
        (".", "is no relaysim run"),
    ],
)
def test_what_is_no_run_is_said(valley: Path, here: Here, second: str, message: str) -> None:
    """The same folder twice, nothing there, a scenario, a file of a run, any other folder: one message, exit 2."""
    code, output, errors = here(valley / "low", valley / second)
    assert (code, output) == (2, "") and message in errors and errors.count("\n") == 1


def test_a_campaign_and_a_plan_are_called_by_their_names(valley: Path, here: Here, tmp_path: Path) -> None:
    """Both are folders of relaysim's, and neither is a run."""
    (tmp_path / "campaign").mkdir()
    manifest = {"made_by": "relaysim", "kind": "campaign"}
    (tmp_path / "campaign" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "is a campaign; compare two of its runs" in here(valley / "low", "campaign")[2]
    (tmp_path / "plan").mkdir()
    summary = {"made_by": "relaysim", "kind": "recovery"}
    (tmp_path / "plan" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert "holds a plan (recovery), not a run" in here(valley / "low", "plan")[2]


def test_two_tables_are_refused(valley: Path, here: Here) -> None:
    """One of the two must be a run."""
    table = valley / "low" / "blackouts.csv"
    assert "are both tables; one of the two must be the folder of a run" in here(table, table)[2]


def test_runs_without_a_time_in_common_are_no_result(valley: Path, here: Here, tmp_path: Path) -> None:
    """Exit 1, and when both are."""
    shutil.copytree(valley / "low", tmp_path / "later")
    path = tmp_path / "later" / "summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-05-", "2036-05-"), encoding="utf-8")
    code, _, errors = here(valley / "low", "later")
    assert code == 1 and "low and later have no time in common" in errors


def test_a_hostile_name_is_only_text_on_the_page(valley: Path, here: Here, tmp_path: Path) -> None:
    """Names of folders, titles and causes are escaped; the page asks nothing of the network."""
    name = '<script>alert(1)</script>"&'.replace("/", "")
    shutil.copytree(valley / "high", tmp_path / name)
    for file in ("summary.json", "manifest.json", "geometry.json"):
        path = tmp_path / name / file
        text = path.read_text(encoding="utf-8").replace(
            "A rescue drone behind a hill", "<img src=x onerror=alert(1)>"
        )
        path.write_text(text.replace('"truck"', '"</script><b>truck"'), encoding="utf-8")
    code, _, errors = here(valley / "low", name, "--out", "out", "--look-in", valley)
    assert (code, errors) == (0, "")
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    for hostile in ("<img src=x", "<script>alert", "</script><b>"):
        assert hostile not in page
    assert "http://" not in page and "https://" not in page
