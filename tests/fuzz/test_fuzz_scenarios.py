"""Scenario and study files with anything done to them: an answer, or every fault with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from tests.fuzz import bases
from tests.fuzz.damage import damaged_bytes, damaged_data, odd_texts
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

NoFlaw = Callable[[str, float, Case], None]
CHECK = ("scenarios", "check", "mine.yaml")
RUN = ("run", "mine.yaml", "--out", "out", "--set", "terrain.source=valley.tif")
OTHERS = (
    ("blackouts", "mine.yaml", "--out", "out"),
    ("contacts", "mine.yaml", "--format", "hdtn", "--out", "out.json"),
    ("run", "mine.yaml", "--out", "out", "--json"),
    ("map", "mine.yaml", "--out", "out", "--radius", "60", "--hindcast"),
    ("sites", "mine.yaml", "--out", "out", "--hindcast", "--radius", "40", "--grid", "20"),
    ("recover", "mine.yaml", "--out", "out", "--hindcast", "--corridor", "20"),
    ("link", "--scenario", "mine.yaml", "--from", "46.5,8.1,2", "--to", "46.503,8.103,1"),
)


def _ask_of_scenario(draw: st.DataObject, desk: Desk, *, one_in: int) -> None:
    """Mostly checked, one in so many simulated or planned with."""
    other = draw.draw(st.integers(1, one_in), "simulated") == one_in
    desk.ask(*draw.draw(st.sampled_from((RUN, *OTHERS)), "command") if other else CHECK)


def valley_case(draw: st.DataObject, desk: Desk) -> None:
    """The smallest scenario, its values damaged."""
    _lay(desk, bases.valley_files(), bases.as_yaml(damaged_data(draw, bases.valley_data())))
    _ask_of_scenario(draw, desk, one_in=3)


def mission_case(draw: st.DataObject, desk: Desk) -> None:
    """The scenario with most sections, its values damaged."""
    _lay(desk, bases.mission_files(), bases.as_yaml(damaged_data(draw, bases.mission_data())))
    desk.ask(*CHECK)


def shipped_case(draw: st.DataObject, desk: Desk) -> None:
    """A scenario that ships, on whatever body and with whatever vehicle, its values damaged."""
    name = draw.draw(st.sampled_from(sorted(bases.shipped())), "name")
    data, tables = bases.shipped()[name]
    _lay(desk, dict(tables), bases.as_yaml(damaged_data(draw, data)))
    desk.ask(*CHECK)


def text_case(draw: st.DataObject, desk: Desk) -> None:
    """The text itself damaged: holes and rubbish in YAML."""
    _lay(desk, {}, damaged_bytes(draw, bases.PLAIN.encode()))
    desk.ask(*CHECK)


def setting_case(draw: st.DataObject, desk: Desk) -> None:
    """Anything may follow --set."""
    paths = st.sampled_from(
        ["link.budget.", "flights.1.", "link.modes[0]", "rover.storage", "end", "gate", "seed"]
    )
    path, value = draw.draw(paths | st.text(max_size=20), "path"), draw.draw(odd_texts, "value")
    _lay(desk, bases.valley_files(), bases.as_yaml(bases.valley_data()))
    # A shell passes no NUL, and surrogates only of bytes that are no UTF-8.
    asked = f"--set={path}={value}".replace("\0", "").encode("utf-8", "replace").decode()
    desk.ask("run", "mine.yaml", "--out", "out", asked)


def study_case(draw: st.DataObject, desk: Desk) -> None:
    """A study of the valley, its values damaged: what it would cost, or its faults."""
    _lay(desk, bases.valley_files(), damaged_study(draw))
    desk.put(bases.VALLEY, bases.as_yaml(bases.valley_data()))
    desk.ask("campaign", "mine.yaml", "--dry-run")


def damaged_study(draw: st.DataObject) -> bytes:
    """Values or text."""
    if draw.draw(st.integers(0, 4), "text") == 0:
        return damaged_bytes(draw, bases.as_yaml(bases.study_data()))
    return bases.as_yaml(damaged_data(draw, bases.study_data()))


def _lay(desk: Desk, files: dict[str, bytes], scenario: bytes) -> None:
    for name, content in files.items():
        desk.put(name, content)
    desk.put("mine.yaml", scenario)


@pytest.mark.parametrize(
    ("surface", "share", "case"),
    [
        ("scenario values", 0.23, valley_case),
        ("scenario sections", 0.03, mission_case),
        ("scenarios that ship", 0.03, shipped_case),
        ("scenario text", 0.10, text_case),
        ("settings", 0.05, setting_case),
        ("studies", 0.04, study_case),
    ],
)
def test_no_file_is_too_odd(no_flaw: NoFlaw, surface: str, share: float, case: Case) -> None:
    """Whatever is done to a scenario or a study, it is used or its faults are told; nothing else ever happens."""
    no_flaw(surface, share, case)
