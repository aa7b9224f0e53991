"""The main job, run by its command: a few runs that all tests of this folder share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import relaysim

SCENARIO = "flight-52-blackout"
Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]
Once = Callable[[str, Callable[[Path], tuple[Path, Done]]], tuple[Path, Done]]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Of child processes: they take relaysim from where these tests have it."""
    return os.environ | {"PYTHONPATH": str(Path(relaysim.__file__).resolve().parents[1])}


@pytest.fixture(scope="session")
def command(environment: dict[str, str]) -> Command:
    """Runs `relaysim ARGS` in a folder; whatever happens, there is no traceback."""

    def call(folder: Path, *args: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "relaysim", *args], cwd=folder, capture_output=True, encoding="utf-8", timeout=120,
            env=environment, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done

    return call


@pytest.fixture(scope="session")
def first(once: Once, command: Command) -> tuple[Path, Done]:
    """The main job in an empty folder, and what it printed. Tests leave this run as it is."""

    def make(folder: Path) -> tuple[Path, Done]:
        done = command(folder, "run", SCENARIO)
        assert done.returncode == 0, done.stderr
        return folder / "runs" / SCENARIO, done

    return once("empty", make)


@pytest.fixture(scope="session")
def second(once: Once, command: Command) -> tuple[Path, Done]:
    """The same again elsewhere, over an older run with --force, with --json."""

    def make(folder: Path) -> tuple[Path, Done]:
        older = folder / "deep" / "run"
        make_run(older)
        done = command(folder, "run", SCENARIO, "--out", "deep/run", "--force", "--json")
        assert done.returncode == 0, done.stderr
        return older, done

    return once("with spaces and ünïcode", make)


@pytest.fixture(scope="session")
def other_seed(once: Once, command: Command) -> tuple[Path, Done]:
    """Another seed, quietly."""

    def make(folder: Path) -> tuple[Path, Done]:
        done = command(folder, "run", SCENARIO, "--seed", "7", "--quiet", "--out", "run")
        assert done.returncode == 0, done.stderr
        return folder / "run", done

    return once("seed", make)


def make_run(folder: Path) -> None:
    """What looks like a complete older run."""
    from relaysim.records.run_folder import RUN_FILES

    folder.mkdir(parents=True)
    for name in RUN_FILES:
        (folder / name).write_text('{"made_by": "relaysim"}' if name == "manifest.json" else "older")


@pytest.fixture
def older_run(tmp_path: Path) -> Path:
    """An older run at tmp_path/deep/run, for what may befall its successor."""
    make_run(tmp_path / "deep" / "run")
    return tmp_path / "deep" / "run"
