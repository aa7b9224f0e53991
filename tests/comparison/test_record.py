"""A run beside a table of what really happened."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import relaysim
from relaysim.comparison.comparison import Comparison
from relaysim.comparison.sentences import answer_sentences
from relaysim.errors import NoResult, ScenarioError


def beside(valley: Path, tmp_path: Path, text: str, encoding: str = "utf-8") -> Comparison:
    (tmp_path / "told.csv").write_bytes(text.encode(encoding))
    return relaysim.compare(valley / "low", tmp_path / "told.csv")


def fault(valley: Path, tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    with pytest.raises(ScenarioError) as caught:
        beside(valley, tmp_path, text, encoding)
    return str(caught.value).replace(str(tmp_path / "told.csv"), "told.csv")


def test_a_runs_own_table_of_blackouts_is_what_it_says(valley: Path) -> None:
    """blackouts.csv of a run is such a record: the run agrees with it, in every level and edge."""
    found = relaysim.compare(valley / "low", valley / "again" / "blackouts.csv")
    assert found.is_same and len(found.silences) >= 3


def test_a_blackout_on_record_is_matched_and_the_margin_there_is_told(valley: Path, tmp_path: Path) -> None:
    """One row: matched to the run's radio blackout, and the run's own margin at the recorded end; other levels stay out."""
    end = "2026-05-02T08:45:00Z"
    text = f"\ufefflevel,start_utc,end_utc,what,source\r\nradio,2026-05-01T08:20:00Z,{end},lost behind the hill,crew\r\n"
    found = beside(valley, tmp_path, text)
    (answer,) = found.silences
    assert answer.match.is_matched
    reason = answer.reason("end")
    assert reason is not None and reason.carrier == "record"
    assert reason.a is not None and reason.b is None
    assert reason.a.margin_db is not None and reason.a.margin_db > 0.0
    assert (
        answer_sentences(found)[0].startswith("The radio blackout ends")
        and "on record" in answer_sentences(found)[0]
    )


def test_an_end_that_nobody_knows_is_a_bound(valley: Path, tmp_path: Path) -> None:
    """Of a blackout without an end only the start is compared."""
    found = beside(valley, tmp_path, "level,start_utc,end_utc\nradio,2026-05-01T08:20:00Z,\n")
    (answer,) = found.silences
    assert [edge.bound for edge in answer.edges] == ["", "at least"]


def test_blackouts_of_other_times_stay_out_of_it_with_an_edge_unknown(valley: Path, tmp_path: Path) -> None:
    """One that ended long before the run, one that begins long after: neither is a fault, nor a blackout of the run's time."""
    text = "level,start_utc,end_utc\nradio,,2020-01-01T00:00:00Z\nradio,2030-01-01T00:00:00Z,\nradio,2026-05-01T08:20:00Z,\n"
    found = beside(valley, tmp_path, text)
    assert [len(one.match.b) for one in found.silences] == [1]


def test_flights_on_record_are_matched_by_their_number(valley: Path, tmp_path: Path) -> None:
    """Times and places that the record tells are compared, and what it does not tell differs in nothing; flights of other
    years stay out of it, one of the run's time that the run does not have is told."""
    text = (
        "flight,takeoff_utc,duration_s,landing_latitude_deg,landing_longitude_deg\n"
        "1,2026-05-02T12:30:00Z,100,46.506,8.106\n2,2026-05-02T13:30:00Z,,,\n3,2027-05-02T13:30:00Z,,,\n"
    )
    found = beside(valley, tmp_path, text)
    assert {one.item for one in found.figures} == {"flight 1", "flight 2"}
    assert [(one.item, one.a, one.b) for one in found.figures if one.quantity == "flight"] == [
        ("flight 2", None, "flown")
    ]
    assert all(
        one.is_same for one in found.figures if one.quantity in ("energy", "outcome", "margin at take-off")
    )


def test_events_on_record_are_held_against_the_radio(valley: Path, tmp_path: Path) -> None:
    """Up where the run is silent disagrees; down with both instants is a blackout."""
    text = (
        "event,state,start_utc,end_utc\nhello,up,2026-05-01T12:00:00Z,\nearly,up,2026-05-01T07:00:00Z,\n"
        "gone,down,2026-05-01T08:25:00Z,2026-05-02T08:35:00Z\nnever,up,2020-01-01T00:00:00Z,\n"
    )
    found = beside(valley, tmp_path, text)
    assert [(one.event, one.agrees) for one in found.events] == [
        ("hello", False),
        ("early", True),
    ]
    unknown = dataclasses.replace(found.events[0], found="unknown")
    assert found.events[0].differs and not unknown.differs and not unknown.agrees
    assert [one.match.level for one in found.silences] == ["radio"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "told.csv: the table is empty"),
        ("level,start_utc,end_utc\n", "told.csv: the table has no rows"),
        ("a,b\n1,2\n", "told.csv:1:1: the columns are none of a table of what happened: level,start_utc,end_utc (blackouts)"),
        ("level,start_utc,end_utc\nradar,2026-05-01T08:20:00Z,\n", "told.csv:2:1: level: 'radar' is none of sightline, radio"),
        ("level,start_utc,end_utc\nradio,2026-05-01T08:20:00+02:00,\n", "told.csv:2:7: start_utc: '2026-05-01T08:20:00+02:00' is not a UTC time"),
        ("level,start_utc,end_utc\nradio,2026-05-02T08:20:00Z,2026-05-01T08:20:00Z\n", "told.csv:2:28: end_utc: the blackout ends before it starts"),
        ("level,start_utc,end_utc\nradio,2026-05-01T09:00:00Z,2026-05-01T10:00:00Z\nradio,2026-05-01T08:00:00Z,2026-05-01T09:30:00Z\n", "told.csv:2:7: start_utc: the blackout begins before the one of line 3 ends"),
        ("flight,takeoff_utc\n1,2026-05-02T12:30:00Z\n1,2026-05-02T12:30:00Z\n", "told.csv:3:1: flight: flight '1': every flight needs a number of its own"),
        ("event,state,start_utc,end_utc\nx,sideways,2026-05-02T12:30:00Z,\n", "told.csv:2:3: state: 'sideways' is none of up, down"),
        ("level,start_utc,end_utc\nradio,2026-05-01T08:20:00Z\n", "told.csv:2:1: the row has 2 cells, the header 3"),
    ],
)  # fmt: skip
def test_a_fault_of_the_table_is_told_with_its_line(
    valley: Path, tmp_path: Path, text: str, message: str
) -> None:
    """Empty, other columns, other words, a time zone, an end before its start, two at once, a number twice, a cell too few."""
    assert fault(valley, tmp_path, text).startswith(message)


def test_a_table_that_is_no_text_is_refused(valley: Path, tmp_path: Path) -> None:
    """UTF-16, as spreadsheets save it."""
    text = "level,start_utc,end_utc\nradio,2026-05-01T08:20:00Z,\n"
    assert (
        fault(valley, tmp_path, text, "utf-16") == "told.csv: the table file is UTF-16 text: save it as UTF-8"
    )


def test_a_record_of_another_time_has_nothing_to_compare(valley: Path, tmp_path: Path) -> None:
    """No row within the run, and no flight of it: that is no result, and says when the run is."""
    with pytest.raises(
        NoResult, match="nothing in it lies within low, 2026-05-01 06:00:00 UTC to 2026-05-03"
    ):
        beside(valley, tmp_path, "level,start_utc,end_utc\nradio,2020-05-01T08:20:00Z,2020-05-01T08:30:00Z\n")
