"""Hidden names say whose they are: what a dead process left is removed, what a living one has stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from relaysim.aside_names import drop, name_aside


def dead_process() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def left_by(number: int, target: Path) -> Path:
    """What a process of that number would have under a hidden name beside `target`."""
    mine = name_aside(target)
    return mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{number}-"))


def test_what_a_dead_process_left_is_removed(tmp_path: Path) -> None:
    """Files and folders, but only those for this very target."""
    number, target = dead_process(), tmp_path / "run"
    file, folder = left_by(number, target), left_by(number, target)
    other = left_by(number, tmp_path / "other")
    file.write_text("half")
    (folder / "deep").mkdir(parents=True)
    other.write_text("half")
    name_aside(target)
    assert list(tmp_path.iterdir()) == [other]


def test_what_lives_or_is_of_another_machine_stays(tmp_path: Path) -> None:
    """Two may write side by side, and a folder may be shared: who is not known to be dead is left alone."""
    target = tmp_path / "run"
    mine = name_aside(target)
    machine = mine.name.split(".")[2].split("-")[0]
    elsewhere = left_by(dead_process(), target).name.replace(machine, "00000000")
    kept = {mine.name, left_by(os.getppid(), target).name, elsewhere, ".run.1a2b3c4d.part", ".run.notes.part"}
    for name in kept:
        (tmp_path / name).write_text("theirs")
    name_aside(target)
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_a_signal_waits_until_it_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption in the midst of tidying up ends the command, not the tidying."""
    (tmp_path / "aside" / "deep").mkdir(parents=True)
    removed = os.rmdir
    calls = []

    def interrupted(path: str, **more: int) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise KeyboardInterrupt
        removed(path, **more)

    monkeypatch.setattr(os, "rmdir", interrupted)
    with pytest.raises(KeyboardInterrupt):
        drop(tmp_path / "aside")
    assert not (tmp_path / "aside").exists()
