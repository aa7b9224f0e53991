"""The CSV tables: strict cells, tolerant of everything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import Fault
from relaysim.scenario import tables
from relaysim.scenario.csv_table import MOST_FAULTS, CsvTable, checked, open_table


def table(tmp_path: Path, text: str | bytes) -> CsvTable:
    """A table of this text."""
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    opened = open_table(path, "t.csv")
    assert isinstance(opened, CsvTable), opened
    return opened


def faults(tmp_path: Path, text: str | bytes) -> list[str]:
    """Why a text is no table."""
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    opened = open_table(path, "t.csv")
    assert isinstance(opened, list)
    return [str(fault) for fault in opened]


TRACK = "flight,sequence,elapsed_s,latitude_deg,longitude_deg\n"


def test_tracks_by_flight(tmp_path: Path) -> None:
    """Rows are grouped by flight; more columns, any order, comments and blank lines are welcome."""
    text = (
        "# made by hand\nnote,longitude_deg,latitude_deg,elapsed_s,sequence,flight\n"
        'a,8.1,46.5,0,0,3\n\n"b, c",8.2,46.6,10.5,1,3\n,8.3,46.7,0,0,4\n'
    )
    read = checked(table(tmp_path, text), tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks)
    assert read is not None
    assert sorted(read) == [3, 4]
    np.testing.assert_array_equal(read[3].elapsed_s, [0.0, 10.5])
    np.testing.assert_array_equal(read[3].longitude_deg, [8.1, 8.2])


def test_column_of_a_fault_after_quotes(tmp_path: Path) -> None:
    """The column of a faulty cell counts letters, also behind quoted commas and cells over two lines."""
    opened = table(
        tmp_path,
        'x,one_way_light_time_s,utc\n"a, b",1,never\n'
        '"two\nlines",1,2023-01-01T00:00Z\n"q",x,2023-01-02T00:00Z\n',
    )
    assert checked(opened, tables.LIGHT_TIME_COLUMNS, tables.read_light_time) is None
    assert [(fault.line, fault.column, fault.path) for fault in opened.faults] == [
        (2, 10, "utc"),
        (5, 5, "one_way_light_time_s"),
    ]


@pytest.mark.parametrize("cell", ["nan", "inf", "1_0", "1e999", "", "\N{FULLWIDTH DIGIT ONE}", "0x10", "1,5"])
def test_cells_that_are_no_numbers(tmp_path: Path, cell: str) -> None:
    """Only plain finite numbers pass."""
    opened = table(tmp_path, f'utc,one_way_light_time_s\n2023-01-01T00:00Z,"{cell}"\n')
    assert checked(opened, tables.LIGHT_TIME_COLUMNS, tables.read_light_time) is None
    assert len(opened.faults) == 1


def test_it_stops_after_twenty_faults(tmp_path: Path) -> None:
    """A table of the wrong kind does not flood the terminal."""
    opened = table(tmp_path, TRACK + "1,0,a,b,c\n" * 100)
    assert checked(opened, tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks) is None
    assert len(opened.faults) == MOST_FAULTS + 1
    assert opened.faults[-1].message == "too many faults: only 20 of them are shown"


def test_empty_and_broken_tables(tmp_path: Path) -> None:
    """Files that hold no table are told apart."""
    assert faults(tmp_path, "") == ["t.csv: the table is empty"]
    assert faults(tmp_path, TRACK) == ["t.csv: the table has no rows"]
    assert faults(tmp_path, 'a,b\n1,"2\n')[0].startswith("t.csv:1:1: not a CSV table: ")
    assert faults(tmp_path, b"a,b\n\xff") == ["t.csv:2:1: the table file is not UTF-8 text (byte 0xff)"]
    opened = open_table(tmp_path, "t")
    assert opened == [Fault("t", 0, 0, "", "this is a folder, not a table file")]


def test_drives_do_not_overlap(tmp_path: Path) -> None:
    """A rover drives one drive at a time."""
    text = (
        "drive,sol,start_utc,end_utc,length_m\n1,0,2023-01-01T00:00Z,2023-01-01T01:00Z,5\n"
        "2,0,2023-01-01T00:59Z,2023-01-01T02:00Z,5\n"
    )
    opened = table(tmp_path, text)
    assert checked(opened, tables.DRIVE_COLUMNS, tables.read_drives) is None
    assert [str(fault) for fault in opened.faults] == [
        "t.csv:3:5: start_utc: the drive starts before the one in the row above has ended"
    ]


def test_records_of_flights_and_drives(tmp_path: Path) -> None:
    """Records carry their units; cells that may be empty become nan."""
    header = ",".join(tables.FLIGHT_COLUMNS)
    opened = table(tmp_path, f"{header}\n7,12,2023-01-01T00:00:10Z,60,100,10,,1,2,3,4,,a hop\n")
    read = checked(opened, tables.FLIGHT_COLUMNS, tables.read_flights)
    assert read is not None
    record = read[7]
    assert (record.duration_s, record.landing_latitude_deg, record.purpose) == (60.0, 3.0, "a hop")
    assert np.isnan(record.max_speed_mps)
    assert np.isnan(record.landing_height_m)
    assert type(record.flight) is int


def test_tables_of_spreadsheets_in_other_languages(tmp_path: Path) -> None:
    """Semicolons, decimal commas and UTF-16 are told in one message each; a byte-order mark and CRLF pass."""
    assert faults(tmp_path, TRACK.replace(",", ";") + "1;0;0;46,5;8,1\n") == [
        "t.csv:1:1: the columns are separated by semicolons or tabs: write commas between cells, and decimal points"
    ]
    commas = table(tmp_path, TRACK + '1,0,0,"46,5",8.1\n')
    assert checked(commas, tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks) is None
    assert str(commas.faults[0]) == "t.csv:2:7: latitude_deg: '46,5' is not a number: write 46.5"
    assert faults(tmp_path, TRACK.encode("utf-16")) == [
        "t.csv: the table file is UTF-16 text: save it as UTF-8"
    ]
    marked = table(tmp_path, b"\xef\xbb\xbf" + (TRACK + "1,0,0,46.5,8.1\n").replace("\n", "\r\n").encode())
    assert checked(marked, tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks) is not None
