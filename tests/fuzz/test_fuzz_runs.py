"""The folder of a run, damaged: what is read from it is shown, or told to be broken."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from tests.fuzz import bases
from tests.fuzz.damage import damaged_bytes, damaged_data, damaged_table
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

ASKED = (
    ("report", "run"),
    ("export", "run", "--out", "out.geojson"),
    ("export", "run", "--out", "out.kml"),
    ("export", "run", "--out", "out.czml"),
    ("export", "run", "--out", "out.gpkg"),
    ("compare", "run", "other", "--out", "out"),
    ("compare", "record.csv", "run", "--out", "out"),
)
# Blackouts as someone wrote them down.
RECORD = "level,start_utc,end_utc,what,source\n" + "".join(
    f"{level},2026-05-0{day}T08:20:00Z,2026-05-0{day}T09:45:00Z,behind the hill,crew\n"
    for day, level in enumerate(("radio", "session", "mission"), 1)
)


@pytest.fixture(scope="session")
def run_files() -> dict[str, bytes]:
    """The files of the valley's run, as it is."""
    with Desk(bases.valley_files()) as desk:
        desk.put(bases.VALLEY, bases.as_yaml(bases.valley_data()))
        desk.ask("run", bases.VALLEY, "--out", "run")
        return {path.name: path.read_bytes() for path in (desk.folder / "run").iterdir()}


def _damaged(draw: st.DataObject, name: str, content: bytes) -> bytes:
    if name.endswith(".json") and draw.draw(st.booleans(), "values"):
        return json.dumps(damaged_data(draw, json.loads(content))).encode()
    if name.endswith(".csv") and draw.draw(st.booleans(), "cells"):
        return damaged_table(draw, content.decode())
    return damaged_bytes(draw, content)


def test_no_run_is_too_broken(
    run_files: dict[str, bytes], no_flaw: Callable[[str, float, Case], None]
) -> None:
    """One or two files damaged or gone: the rest is shown, and the broken one named."""
    read = sorted(name for name in run_files if not name.startswith(("report", "summary.md", "timing")))

    def case(draw: st.DataObject, desk: Desk) -> None:
        files = dict(run_files)
        for name in draw.draw(st.lists(st.sampled_from(read), min_size=1, max_size=2, unique=True), "files"):
            files[name] = _damaged(draw, name, files[name])
            if draw.draw(st.integers(0, 9), "gone") == 0:
                del files[name]
        for name, content in files.items():
            desk.put(f"run/{name}", content)
        asked = draw.draw(st.sampled_from(ASKED), "command")
        if asked[0] == "compare":
            for name, content in run_files.items():
                desk.put(f"other/{name}", content)
            desk.put("record.csv", damaged_table(draw, RECORD))
        desk.ask(*asked, replaced=("run",) if asked[0] == "report" else ())

    no_flaw("folders of runs", 0.10, case)
