"""Tables of stands: what they mean, and their faults by line and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import InputError, ScenarioError
from relaysim.sightline.stands_file import read_stands

HEADER = "sol,latitude_deg,longitude_deg\n"


def write(folder: Path, text: str) -> Path:
    (folder / "stands.csv").write_text(text, encoding="utf-8")
    return folder / "stands.csv"


def test_the_last_row_ends_the_stand_before_it(tmp_path: Path) -> None:
    """Without an end of its own the last row is no stand; with one it is."""
    path = write(tmp_path, HEADER + "10,1,2\n12.5,3,4\n20,5,6\n")
    table = read_stands(path, antenna_m=1.5)
    assert (table.unit, table.origin, table.stands.until) == ("sols", "sol 0", 20.0)
    np.testing.assert_array_equal(table.stands.time, [10.0, 12.5])
    np.testing.assert_array_equal(table.stands.latitude_deg, [1.0, 3.0])
    np.testing.assert_array_equal(table.stands.longitude_deg, [2.0, 4.0])
    np.testing.assert_array_equal(table.stands.antenna_m, [1.5, 1.5])
    table = read_stands(path, antenna_m=1.5, until="sol 21")
    assert (len(table.stands.time), table.stands.until) == (3, 21.0)


def test_utc_counts_in_days_from_the_first(tmp_path: Path) -> None:
    """Where there are both, utc counts; float32 could not hold days since 1970 to the minute."""
    text = "sol,utc,latitude_deg,longitude_deg\n1,2030-01-01T00:00:00Z,1,2\n1,2030-01-01T18:00:00Z,1,2\n"
    table = read_stands(write(tmp_path, text), antenna_m=1.5, until="2030-01-03T12:00Z")
    assert (table.unit, table.origin, table.stands.until) == ("days", "2030-01-01T00:00:00Z", 2.5)
    np.testing.assert_array_equal(table.stands.time, [0.0, 0.75])


def test_antennas_of_their_own(tmp_path: Path) -> None:
    """The table's own heights count; the one for all fills its gaps. Notes, blank lines and more columns are fine."""
    text = "# a note\nnote,antenna_m,latitude_deg,longitude_deg,sol\n\nx,3,1,2,1\ny, ,1,2,2\n,0,1,2,3\n"
    table = read_stands(write(tmp_path, text), antenna_m=1.5, until="9")
    np.testing.assert_array_equal(table.stands.antenna_m, [3.0, 1.5, 0.0])
    with pytest.raises(
        ScenarioError, match=r"stands\.csv:5:3: antenna_m: '' is not a height above the ground"
    ):
        read_stands(tmp_path / "stands.csv", until="9")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ":1:1: column latitude_deg, longitude_deg, utc or sol is missing"),
        ("latitude_deg,longitude_deg\n1,2\n", ":1:1: column utc or sol is missing"),
        (HEADER, ":1:1: the table has no rows"),
        (HEADER + "1,91,2\n2,1,2\n", ":2:3: latitude_deg: '91' is not a latitude"),
        (HEADER + "1,1,-181\n2,1,2\n", ":2:5: longitude_deg: '-181' is not a longitude (-180 to 360"),
        (HEADER + "1,1,2\n2,1,east\n", ":3:5: longitude_deg: 'east' is not a longitude"),
        (HEADER + "1,1,2\nnan,1,2\n", ":3:1: sol: 'nan' is not a sol (776.5)"),
        (HEADER + "1,1,2\n2,1\n", ":3:1: 2 values for 3 columns"),
        (HEADER + "1,1,2\n1,1,2\n", ":3:1: sol: is not later than the row before"),
        (HEADER + "2,1,2\n1,1,2\n", ":3:1: sol: is not later than the row before"),
        (HEADER.replace("sol", "utc") + "2030-01-01,1,2\n", ":2:1: utc: '2030-01-01' is not a UTC time"),
    ],
)  # fmt: skip
def test_a_table_that_is_none(tmp_path: Path, text: str, says: str) -> None:
    """Missing columns, rows, values, and times that do not ascend: file, line, column, cause."""
    with pytest.raises(ScenarioError) as refused:
        read_stands(write(tmp_path, text), antenna_m=1.5)
    assert str(refused.value).startswith(f"{tmp_path / 'stands.csv'}{says}")


def test_every_fault_at_once(tmp_path: Path) -> None:
    """In the order of the file, at most twenty."""
    with pytest.raises(ScenarioError) as refused:
        read_stands(write(tmp_path, HEADER + "a,b,c\n" * 20), antenna_m=1.5)
    places = [(fault.line, fault.column) for fault in refused.value.faults]
    assert places[:4] == [(2, 1), (2, 3), (2, 5), (3, 1)]
    assert len(places) == 20


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (None, "one stand alone has no end; say with --until"),
        ("1", "is not later than the last row"),
        ("x", "'x'"),
    ],
)
def test_an_end_that_is_none(tmp_path: Path, until: str | None, says: str) -> None:
    """A single stand needs an end, and an end comes after the last row."""
    with pytest.raises(InputError, match=says):
        read_stands(write(tmp_path, HEADER + "1,1,2\n"), antenna_m=1.5, until=until)
