"""Every table and plan that a command reads, damaged: used, or told line by line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from tests.fuzz import bases
from tests.fuzz.damage import damaged_bytes, damaged_data, damaged_table
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

NoFlaw = Callable[[str, float, Case], None]
PLANS = {
    ending: (bases.TESTS / "plans" / "golden" / f"relay.{ending}").read_bytes()
    for ending in ("ion", "hdtn", "tvg")
}


def mission_table_case(draw: st.DataObject, desk: Desk) -> None:
    """One of the mission's eleven tables."""
    tables = bases.mission_tables()
    name = draw.draw(st.sampled_from(sorted(tables)), "table")
    for other, content in bases.mission_files().items():
        desk.put(other, content)
    desk.put(name, damaged_table(draw, tables[name]))
    desk.put("mine.yaml", bases.as_yaml(bases.mission_data()))
    if name.endswith("link_events.csv") and draw.draw(st.booleans(), "validated"):
        desk.ask("validate", name, "--scenario", "mine.yaml")
    else:
        desk.ask("scenarios", "check", "mine.yaml")


def valley_table_case(draw: st.DataObject, desk: Desk) -> None:
    """Drives, their ways, an antenna, passes: simulated if they are sound."""
    tables = {"drives.csv": bases.DRIVES, "paths.csv": bases.PATHS, "pattern.csv": bases.PATTERN,
              "passes.csv": bases.PASSES}  # fmt: skip
    damaged = draw.draw(st.sampled_from(sorted(tables)), "table")
    desk.put(bases.GROUND, bases.ground())
    for name, text in tables.items():
        desk.put(name, damaged_table(draw, text) if name == damaged else text.encode())
    desk.put(bases.VALLEY, bases.as_yaml(bases.orbiters_data()))
    desk.ask("run", bases.VALLEY, "--out", "out")


def stands_case(draw: st.DataObject, desk: Desk) -> None:
    """Where an antenna stands and since when."""
    desk.put(bases.GROUND, bases.ground())
    desk.put("stands.csv", damaged_table(draw, bases.STANDS))
    more = draw.draw(
        st.sampled_from([(), ("--antenna", "2"), ("--until", "2026-06-01T00:00:00Z"), ("--until", "9")])
    )
    desk.ask("viewshed", "--terrain", bases.GROUND, "--along", "stands.csv", "--target-height", "1", "--radius", "150",
             "--out", "out.tif", *more)  # fmt: skip


def survey_case(draw: st.DataObject, desk: Desk) -> None:
    """Survey points of which terrain is made."""
    desk.put(bases.GROUND, bases.ground())
    desk.put("points.csv", damaged_table(draw, bases.SURVEY))
    more = draw.draw(
        st.sampled_from(
            [("--radius", "6371 km"), ("--dtm", bases.GROUND), ("--radius", "6371 km", "--as-of", "7")]
        )
    )
    desk.ask("terrain", "build", "--survey", "points.csv", "--out", "out.tif", *more)


def plan_case(draw: st.DataObject, desk: Desk) -> None:
    """A contact plan of ION, HDTN or the TVG tools."""
    ending = draw.draw(st.sampled_from(sorted(PLANS)), "format")
    content = PLANS[ending]
    if ending != "ion" and draw.draw(st.booleans(), "values"):
        content = json.dumps(damaged_data(draw, json.loads(content))).encode()
    else:
        content = damaged_bytes(draw, content)
    data = dict(bases.valley_data())
    names = {"1": "earth", "2": "MRO", "3": "rover", "4": "helicopter"}
    wanted = {"file": "plan.any", "names": names} | draw.draw(st.sampled_from([{}, {"format": ending}]))
    earth = {"light_time": "0 s", "contacts": wanted, "kind": "given", "source": "invented"}
    desk.put("plan.any", content)
    for name, sound in bases.valley_files().items():
        desk.put(name, sound)
    desk.put(bases.VALLEY, bases.as_yaml(data | {"earth": earth}))
    desk.ask("scenarios", "check", bases.VALLEY)


@pytest.mark.parametrize(
    ("surface", "share", "case"),
    [
        ("tables of a mission", 0.05, mission_table_case),
        ("tables of a run", 0.06, valley_table_case),
        ("stands", 0.04, stands_case),
        ("survey points", 0.04, survey_case),
        ("contact plans", 0.08, plan_case),
    ],
)
def test_no_table_is_too_odd(no_flaw: NoFlaw, surface: str, share: float, case: Case) -> None:
    """Cells, columns, encodings, ends of lines, whole tables: used, or their faults told."""
    no_flaw(surface, share, case)
