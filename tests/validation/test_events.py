"""The table of documented events."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import relaysim
from relaysim.errors import ScenarioError
from relaysim.scenario.link_events import COLUMNS, read_link_events
from relaysim.validation.event_days import check_days

ROW = "flight-01-takeoff,yes,58,58,2021-04-19T07:34:10Z,,18.44,77.45,0.5,20000,up,high,NASA,some words"


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "events.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_row_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Instants as UTC, empty cells as not known, and the line it stands in."""
    (found,) = read_link_events(table(tmp_path, ROW), "events.csv")
    assert (found.event, found.calibrate, found.state, found.line) == ("flight-01-takeoff", True, "up", 2)
    assert found.start_utc_s == pytest.approx(1618817650.0)
    assert math.isnan(found.end_utc_s)
    assert found.is_takeoff
    assert found.has_place


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (ROW.replace(",up,", ",perhaps,"), "'perhaps' is none of up, down, marginal, lost_in_descent"),
        (ROW.replace(",yes,", ",maybe,"), "'maybe' is none of yes, no"),
        (ROW.replace("58,58", "58,57"), "ends before it starts"),
        (ROW.replace("Z,,", "Z,2021-04-18T07:34:10Z,"), "end_utc: the event ends before it starts"),
        (ROW.replace("2021-04-19T07:34:10Z", "yesterday"), "yesterday"),
        (ROW.replace("18.44", "188.44"), "188.44 is not between -90 and 90"),
        (ROW.replace("18.44,77.45", "18.44,"), "give latitude and longitude, or neither"),
        (ROW.replace(",20000,", ",0,"), "0 is not between 1 and"),
        (f"{ROW}\n{ROW}", "every event needs a name of its own"),
        (ROW.replace(",high,", ",certain,"), "'certain' is none of high, medium, low"),
    ],
)
def test_a_fault_is_named_with_its_line_and_column(tmp_path: Path, broken: str, said: str) -> None:
    """One message for each fault, with the place where a person would mend it."""
    with pytest.raises(ScenarioError, match=said) as caught:
        read_link_events(table(tmp_path, broken), "events.csv")
    assert all(
        fault.file == "events.csv" and fault.line >= 2 and fault.column for fault in caught.value.faults
    )


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """With the columns that are there."""
    path = tmp_path / "events.csv"
    path.write_text("event,state\nx,up\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="missing column 'mode_bps'"):
        read_link_events(path, "events.csv")


def test_days_and_instants_agree(tmp_path: Path) -> None:
    """An instant on another day than the row says is told with its line; a day beside it may be meant (a silent night)."""
    clock = relaysim.load_scenario("flight-52-blackout").clock
    said = "58,58,2021-04-19T07:34:10Z,"
    night = ROW.replace(said, "59,59,2021-04-19T07:34:10Z,2021-04-20T08:34:10Z")
    check_days(read_link_events(table(tmp_path, ROW, night.replace("-01-", "-02-")), "x"), clock, "x")
    wrong = ROW.replace(said, "58,60,2021-05-19T07:34:10Z,2021-06-19T07:34:10Z")
    with pytest.raises(ScenarioError) as caught:
        check_days(read_link_events(table(tmp_path, wrong), "x"), clock, "events.csv")
    assert [str(fault) for fault in caught.value.faults] == [
        "events.csv:2:1: event flight-01-takeoff: start_utc is on sol 87, sol_first says 58; mend one of them",
        "events.csv:2:1: event flight-01-takeoff: end_utc is on sol 117, sol_last says 60; mend one of them",
    ]
