"""The far end of the relay by its own name: wherever people read it, and nowhere in the files."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

import relaysim
from relaysim.blackout.answers import explanation
from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.campaign.study.load_study import load_study
from relaysim.report.relay_tables import first_data_sentence
from relaysim.report.summary_text import terminal_summary
from relaysim.report.undelivered import nothing_sentence


@pytest.fixture(scope="module")
def canyon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mission whose far end is a command post."""
    return relaysim.run("canyon-rescue", tmp_path_factory.mktemp("canyon") / "run")


def test_people_read_the_name(canyon: Path) -> None:
    """Terminal, page and summary.md speak of the command post, and never of Earth as where the data go."""
    terminal = terminal_summary(canyon)
    page, markdown = ((canyon / name).read_text(encoding="utf-8") for name in ("report.html", "summary.md"))
    assert "First data at the command post: flight 1" in terminal
    assert "  The command post " in terminal
    for text in (page, markdown):
        assert "First at the command post" in text
    assert "from one arrival of its data at the command post to the next" in markdown
    assert "From one arrival of its data at the command post to the next" in page
    for text in (terminal, page, markdown):
        for words in ("on Earth", "at Earth", "to Earth", "reached Earth", "then earth"):
            assert words not in text, words


def test_a_long_name_leaves_the_instants_their_room(canyon: Path, tmp_path: Path) -> None:
    """The table on the terminal stays within 100 columns, and holds begin, end and lengths of every level."""
    copy = shutil.copytree(canyon, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenario"]["earth"]["name"] = "the headquarters of the mountain rescue of the whole county"
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    *lines, _ = terminal_summary(copy).splitlines()  # the last is a path as long as it is
    assert max(map(len, lines)) <= 100
    [row] = [line for line in lines if line.startswith("  The headquarters")]
    assert row.startswith("  The headquarters… 2026-") and row.endswith("15.8 hours")


def test_files_keep_theirs(canyon: Path) -> None:
    """Nodes and levels are called as the contract has them."""
    with (canyon / "contacts.csv").open(encoding="utf-8", newline="") as file:
        nodes = {row[key] for row in csv.DictReader(file) for key in ("source", "destination")}
    assert nodes == {"earth", "rover", "helicopter"}
    with (canyon / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        assert {row["level"] for row in csv.DictReader(file)} <= {"sightline", "radio", "session", "earth"}


def test_a_study_names_what_it_counts() -> None:
    """Labels that a study does not give are made of the scenario's name."""
    labels = [outcome.label for outcome in load_study("canyon-ledge-comparison").outcomes]
    assert "bits delivered to the command post" in labels


def test_without_a_name_it_is_earth() -> None:
    """As ever: what is said of a run whose scenario gives no name."""
    assert FarEnd.called(None) == FAR_END
    assert explanation("earth") == "from one arrival of its data at Earth to the next"
    assert nothing_sentence([], []) == "" and first_data_sentence([]) == ""
    assert FarEnd.called("the command post").title == "The command post"
