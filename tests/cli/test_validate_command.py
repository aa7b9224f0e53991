"""`relaysim calibrate` and `relaysim validate` as a user meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
Refused = Callable[..., str]


def test_calibrate_tells_the_fit_and_every_residual(command: Command, tmp_path: Path) -> None:
    """On the shipped terrain: what was used, what was not and why, and the same as a JSON file."""
    out = tmp_path / "fit.json"
    done = command("calibrate", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "fitted on jezero-survey" in done.stdout
    assert "flight-18-takeoff            over unknown ground: not used" in done.stdout
    found = json.loads(out.read_text(encoding="utf-8"))
    assert 0.0 < found["fixed_loss"]["mean_db"] < 20.0
    assert len(found["residuals"]) == 56
    again = command("calibrate", "--out", str(out))
    assert again.returncode == 2
    assert "--force" in again.stderr


def test_a_table_with_a_fault_is_named_with_its_line(refused: Refused, tmp_path: Path) -> None:
    """One message, exit 2, no traceback."""
    table = tmp_path / "truth.csv"
    table.write_text("event,state\nx,up\n", encoding="utf-8")
    for name in ("calibrate", "validate"):
        assert f"{table}:1:1: missing column 'calibrate'" in refused(name, str(table))


def test_a_scenario_in_place_of_a_table_is_told_so(refused: Refused) -> None:
    """People name what they want validated: the message says by which option."""
    assert "--scenario lunar-hopper" in refused("validate", "lunar-hopper")


@pytest.mark.parametrize("name", ["calibrate", "validate"])
def test_a_term_that_is_not_there_is_named(refused: Refused, name: str) -> None:
    """With the terms the budget has."""
    message = refused(name, "--fixed-term", "cable loss")
    assert "no term is called 'cable loss'" in message
    assert "'fixed loss'" in message


def test_validate_leaves_a_page_a_table_and_a_picture(command: Command, tmp_path: Path) -> None:
    """All events beside their probabilities; nothing that is there is replaced unasked."""
    pytest.importorskip("matplotlib", reason="margin.svg needs matplotlib (the extra `plot`)")
    folder = tmp_path / "validation"
    done = command("validate", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    assert "never fitted:" in done.stdout
    assert sorted(p.name for p in folder.iterdir()) == ["margin.svg", "predictions.csv", "validation.md"]
    assert len((folder / "predictions.csv").read_text(encoding="utf-8").splitlines()) == 57
    assert command("validate", "--out", str(folder)).returncode == 2
