"""Ctrl-C, a polite and an impolite end at many instants: a run is there whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from relaysim.records.run_folder import RUN_FILES, is_complete_run

# Two grounds in place of 48: what is computed matters little here, and it is computed often.
COMMAND = ["run", "flight-52-blackout", "--out", "deep/run", "--force", "--set", "uncertainty.grounds=2"]
ARGS = [sys.executable, "-m", "relaysim", *COMMAND]
OLDER = {"older", '{"made_by": "relaysim"}'}
# The same command, but for a halt in the midst of writing: the page is not begun before the signal has come.
HALTING = """
import sys, time
from pathlib import Path
import relaysim.report.page as page

marker = Path(sys.argv.pop(1))

def halt(folder):
    marker.touch()
    time.sleep(100)

page.build_report = halt
from relaysim.cli.app import main
main()
"""


def stopped(folder: Path, environment: dict[str, str], number: int, after_s: float) -> tuple[int, str, str]:
    """A run that is sent a signal some time after it began, or in the midst of writing (after_s = 0)."""
    marker = folder.with_name(f"{folder.name}.writing")
    halting = [sys.executable, "-c", HALTING, str(marker), *COMMAND]
    with subprocess.Popen(
        ARGS if after_s else halting,
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        time.sleep(after_s)
        while after_s == 0 and process.poll() is None and not marker.exists():
            time.sleep(0.01)
        process.send_signal(number)
        output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


def written(folder: Path) -> list[Path]:
    """Files in hidden folders beside the run's place."""
    return [path for path in (folder / "deep").glob(".*.part/*") if path.is_file()]


def is_the_older_run(folder: Path) -> bool:
    """All files there, all as they were."""
    return {path.name for path in folder.iterdir()} == RUN_FILES and {
        path.read_bytes().decode(errors="replace") for path in folder.iterdir()
    } == OLDER


@pytest.mark.parametrize(
    ("name", "after_s"),
    [("SIGINT", 0.8), ("SIGINT", 1.2), ("SIGINT", 0), ("SIGTERM", 0.8), ("SIGTERM", 0)],
    ids=lambda value: "writing" if value == 0 else str(value),
)
def test_an_interrupted_run_leaves_what_was_there(
    tmp_path: Path, older_run: Path, environment: dict[str, str], name: str, after_s: float
) -> None:
    """Exit code 128 + the signal's number, one line, the older run as it was and nothing beside it."""
    number = getattr(signal, name)
    code, output, errors = stopped(tmp_path, environment, number, after_s)
    if code == 0:
        pytest.skip("it was done before the signal came")
    assert (code, output) == (128 + number, "")
    assert errors == "relaysim: interrupted; nothing half-written is left\n"
    assert is_the_older_run(older_run)
    assert [path.name for path in older_run.parent.iterdir()] == ["run"]
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


def test_an_interrupted_first_run_leaves_no_folders(tmp_path: Path, environment: dict[str, str]) -> None:
    """Folders made for the run go with it."""
    code, _, _ = stopped(tmp_path, environment, signal.SIGINT, 0)
    assert code == 128 + signal.SIGINT
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_is_never_half_there(
    tmp_path: Path, older_run: Path, environment: dict[str, str]
) -> None:
    """Even SIGKILL leaves the older run, or the newer one whole; what it left hidden is in nobody's way."""
    stopped(tmp_path, environment, signal.SIGKILL, 0)
    assert is_complete_run(older_run)
    assert written(tmp_path), "it was to be killed while it wrote"
    done = subprocess.run(ARGS, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in older_run.iterdir()} == RUN_FILES
    assert not is_the_older_run(older_run)
