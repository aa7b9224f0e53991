"""`relaysim contacts`: a plan in a file, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from relaysim.plans.formats import read_plan

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]


@pytest.fixture
def ready(valley: Writer, raster: Callable[..., Path]) -> None:
    """The drone's scenario over ground of its own."""
    raster("valley.tif")
    valley()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("as_", ["planned", "flown"])
@pytest.mark.parametrize("format", ["ion", "hdtn", "tvg"])
def test_a_plan_is_written_and_read_back(here: Here, tmp_path: Path, format: str, as_: str) -> None:
    """The file is in the format asked for, names its nodes, and holds windows both ways on each day."""
    code, output, errors = here(
        "contacts", "valley.yaml", "--format", format, "--out", f"plan.{format}", "--as", as_
    )
    assert (code, errors) == (0, "")
    assert "2 rover" in output and "3 helicopter" in output and f"{as_}: " in output
    plan = read_plan(tmp_path / f"plan.{format}")
    assert plan.nodes == ("earth", "rover", "helicopter")
    assert {(c.source, c.destination) for c in plan.contacts} >= {
        ("rover", "helicopter"),
        ("helicopter", "rover"),
    }


@pytest.mark.usefixtures("ready")
def test_json_says_what_the_file_holds(here: Here, tmp_path: Path) -> None:
    """One object: the file, the nodes' numbers, the windows of each way, what the format cannot say."""
    code, output, _ = here("contacts", "valley.yaml", "--format", "ion", "--out", "plan", "--json")
    said = json.loads(output)
    plan = read_plan(tmp_path / "plan", "ion")
    assert code == 0 and (said["file"], said["format"], said["as"]) == ("plan", "ion", "planned")
    assert said["nodes"] == {"1": "earth", "2": "rover", "3": "helicopter"}
    assert sum(way["windows"] for way in said["ways"]) == said["contacts"] >= len(plan.contacts) > 0
    assert any("one radio" in remark for remark in said["remarks"])


@pytest.mark.usefixtures("ready")
def test_quiet_prints_nothing(here: Here, tmp_path: Path) -> None:
    """--quiet leaves the file alone to speak."""
    assert here("contacts", "valley.yaml", "--format", "tvg", "--out", "a/b/plan", "--quiet") == (0, "", "")
    assert (tmp_path / "a" / "b" / "plan").exists()


@pytest.mark.usefixtures("ready")
def test_a_file_that_is_there_stays_without_force(here: Here, refused: Refused, tmp_path: Path) -> None:
    """Refused before any work; with --force replaced."""
    (tmp_path / "plan").write_text("mine")
    ask = ("contacts", "valley.yaml", "--format", "hdtn", "--out", "plan")
    assert refused(*ask) == "relaysim: plan exists: --force replaces it"
    assert (tmp_path / "plan").read_text() == "mine"
    assert here(*ask, "--force", "--quiet") == (0, "", "")
    assert read_plan(tmp_path / "plan").nodes[0] == "earth"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "csv", "--out", "plan"), "contact plans: there is no format 'csv'; allowed: ion (ION, ionrc(5)); hdtn"),
        (("--format", "ion", "--out", "plan", "--as", "dreamt"), "--as dreamt: allowed: planned"),
        (("--format", "ion", "--out", "."), "is a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_at_once(
    valley: Writer, refused: Refused, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Before the terrain is even looked for."""
    valley(("source: valley.tif", "source: no-such-terrain"))
    assert says in refused("contacts", "valley.yaml", *arguments)
    assert not (tmp_path / "plan").exists()
