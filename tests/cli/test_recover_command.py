"""`relaysim recover` and `relaysim sites`: what is printed, what is left behind, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.planning.notch import degrees, write_notch

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
ASKED = ("recover", "notch.yaml", "--at", "day 1", "--corridor", "60")


@pytest.fixture
def notch(tmp_path: Path) -> Path:
    """The world with the wall, in the folder where commands run."""
    return write_notch(tmp_path, propagation="p526")


@pytest.mark.usefixtures("notch")
def test_recover_says_where_when_and_how_sure(here: Here, tmp_path: Path) -> None:
    """Sentences with the stop of the route, the soonest spot and all assumptions, then a table; --json is summary.json."""
    code, said, _ = here(*ASKED)
    assert code == 0
    folded = " ".join(said.split())
    assert "contact is back at the stop of day 8 (day 8 13:00:00 local), after 350 m" in folded
    assert "The soonest good spot beside it:" in folded and "drives on" in folded
    assert "Assumptions: the corridor's width" in folded and "Pace of a detour: 50 m on each day" in folded
    assert "No forecast: terrain notch carries no dates" in folded
    assert all(len(line) <= 100 for line in said.splitlines() if not line.startswith((" ", "files:")))
    assert "files: recover/notch: map.png" in said
    code, text, _ = here(*ASKED, "--json", "--force")
    assert code == 0 and text == (tmp_path / "recover/notch/summary.json").read_text()
    summary = json.loads(text)
    assert summary["views"][0]["first_stop"]["along_m"] == pytest.approx(350.0, abs=0.01)


@pytest.mark.usefixtures("notch")
def test_sites_says_how_the_planned_landing_ranks(here: Here, tmp_path: Path) -> None:
    """The ten best with ranges, the marks for `at least` and Pareto, the planned place's rank."""
    code, said, _ = here("sites", "notch.yaml", "--around", "helicopter", "--radius", "120", "--grid", "30")
    folded = " ".join(said.split())
    assert code == 0 and "The planned landing place ranks" in folded and "No weights." in folded
    assert "* no other place has both" in folded and "360 Wh" not in folded
    assert (
        json.loads((tmp_path / "sites/notch/summary.json").read_text())["planned"]["name"]
        == "planned landing"
    )


@pytest.mark.usefixtures("notch")
def test_where_nothing_is_good_the_exit_code_is_1(here: Here, tmp_path: Path) -> None:
    """Nowhere in a narrow corridor by a margin that no link has: the best there is, exit 1, no folder."""
    code, said, errors = here(*ASKED[:4], "--corridor", "20", "--margin", "60")
    assert (code, said) == (1, "") and "best place there is" in errors
    assert not (tmp_path / "recover").exists()


INSIDE = list(degrees(200.0, 0.0)[::-1])
FAULTS = [
    (("--at", "day 99"), None, "outside scenario notch"),
    (("--at", "noon"), None, "is not a time"),
    (("--at", "day 2 06:00:10 local"), None, "in flight 1 then"),
    (("--chance", "1.5"), None, "--chance 1.5"),
    (("--helicopter", "north"), None, "write LAT,LON"),
    (("--at", "day 1", "--helicopter", "20,20"), None, "has no height"),
    (("--hindcast", "--as-of", "day 1"), None, "one of --hindcast and --as-of"),
    (("--at", "day 1", "--as-of", "day 1"), None, "carries no dates"),
    (("--at", "day 1", "--route", "x.geojson"), {"type": "LineString", "coordinates": [INSIDE, [8.1, 46.5]]}, "is outside"),
    (("--at", "day 1", "--corridor", "x.geojson"), {"type": "LineString", "coordinates": [INSIDE, INSIDE]}, "wanted: Polygon"),
]  # fmt: skip


@pytest.mark.usefixtures("notch")
def test_mistakes_are_told_with_place_and_cause(refused: Refused, tmp_path: Path) -> None:
    """Each mistake has one plain message, exit 2, and leaves no folder."""
    for words, written, message in FAULTS:
        if written is not None:
            (tmp_path / "x.geojson").write_text(json.dumps(written))
        assert message in refused("recover", "notch.yaml", *words), words
    for words, message in (
        (("--grid", "0.5", "--radius", "300"), "at most 4,000"),
        (("--around", "moon"), "allowed: landing, helicopter"),
        (("--radius", "nan"), "--radius nan"),
        (("--at", "day 3"), "takes off then or later"),
    ):
        assert message in refused("sites", "notch.yaml", *words)
    assert not (tmp_path / "recover").exists() and not (tmp_path / "sites").exists()
