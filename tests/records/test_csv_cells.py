"""How values stand in the tables: by the unit at the end of the column's name."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.utc import format_utc
from relaysim.records.columns import TABLES
from relaysim.records.csv_table import (
    ROWS_AT_ONCE,
    cell,
    column_cells,
    decimals,
    is_utc,
    json_row,
    table_text,
    write_table,
)

ROW_TYPES = tuple(TABLES.values())


@dataclass(frozen=True)
class Sample:
    """A row with a column of every kind."""

    sample_id: int
    start_utc: float | None
    distance_m: float
    worst_margin_db: float | None
    open_end: bool
    reason: str
    landing_lat_deg: float = 18.5
    start_utc_p05: float | None = None


ROWS = [
    Sample(1, 1682568734.04, 474.126, -0.001, True, 'said "no", then nothing', 18.482081234),
    Sample(2, None, math.nan, None, False, "", 0.0, 0.0),
]
GOLDEN = (
    "sample_id,start_utc,distance_m,worst_margin_db,open_end,reason,landing_lat_deg,start_utc_p05\n"
    '1,2023-04-27T04:12:14.0Z,474.13,0.00,true,"said ""no"", then nothing",18.48208123,\n'
    "2,,,,false,,0.00000000,1970-01-01T00:00:00.0Z\n"
)


def test_a_table_as_it_stands_in_the_file() -> None:
    """The header, then a line a row: rounded by unit, empty where there is nothing, quoted where it must be."""
    assert table_text(Sample, ROWS) == GOLDEN


def test_a_table_without_rows_still_has_its_columns() -> None:
    """Who reads the file finds the same columns whether or not something happened."""
    assert table_text(Sample, []) == GOLDEN.splitlines(keepends=True)[0]


def test_the_file_holds_the_text_byte_for_byte(tmp_path: object) -> None:
    """UTF-8, lines that end in a line feed alone."""
    path = tmp_path / "sample.csv"  # type: ignore[operator]
    write_table(path, Sample, [Sample(1, 0.0, 1.0, 2.0, True, "Ingénu")])
    assert path.read_bytes().decode("utf-8").splitlines(keepends=True)[1].endswith("Ingénu,18.50000000,\n")
    assert b"\r" not in path.read_bytes()


def test_a_long_table_is_written_in_parts_of_the_same_text(tmp_path: object) -> None:
    """Rows may come one after the other, in any number: the file is the text of all of them."""
    path = tmp_path / "sample.csv"  # type: ignore[operator]
    for count in (0, 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1, 2 * ROWS_AT_ONCE):
        rows = [Sample(n, 1.6e9 + n, n / 7, None, n % 2 == 0, f"row, {n}") for n in range(count)]
        write_table(path, Sample, iter(rows))
        assert path.read_text(encoding="utf-8") == table_text(Sample, rows), count


@given(st.lists(st.text('",; ab\n\r', max_size=5), max_size=10))
def test_whatever_a_text_holds_the_table_is_what_csv_makes_of_it(texts: list[str]) -> None:
    """Commas, quotes and line ends are quoted as the standard library does, the rest is left as it is."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["utc", "reason"])
    writer.writerows(["", text] for text in texts)

    @dataclass
    class Row:
        utc: float | None
        reason: str

    assert table_text(Row, [Row(None, text) for text in texts]) == buffer.getvalue()


@given(st.lists(st.one_of(st.none(), st.floats(-3e10, 2e11), st.just(math.nan)), max_size=30))
def test_a_column_of_times_is_that_of_its_cells(instants: list[float | None]) -> None:
    """Formatted together or alone, an instant is the same text, and what is none is empty."""
    expected = ["" if at is None or math.isnan(at) else format_utc(at, 1) for at in instants]
    assert column_cells("start_utc", instants) == expected
    assert [cell("start_utc", at) for at in instants] == expected


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("start_utc", 59.96, "1970-01-01T00:01:00.0Z"),
        ("utc", 0.0, "1970-01-01T00:00:00.0Z"),
        ("end_utc_p95", 0.04, "1970-01-01T00:00:00.0Z"),
        ("duration_s", 74.05, "74.0"),
        ("duration_days", 61.46034, "61.4603"),
        ("duration_sols", 59.8, "59.8000"),
        ("distance_m", 474.999, "475.00"),
        ("min_margin_db", -4.256, "-4.26"),
        ("energy_wh", 14.1, "14.10"),
        ("rate_bps", 15400.0, "15400"),
        ("capacity_bits", 9.24e6, "9240000"),
        ("size_bits", 8, "8"),
        ("landing_lon_deg", 77.36885496, "77.36885496"),
        ("obstruction_lat_deg", -0.000000001, "0.00000000"),
        ("something", 0.1, "0.100000"),
        ("clearance_m", -0.004, "0.00"),
        ("flight", 52, "52"),
        ("outcome", "land_now", "land_now"),
        ("passed", True, "true"),
        ("passed", False, "false"),
        ("margin_db", None, ""),
        ("margin_db", math.nan, ""),
        ("start_utc", math.nan, ""),
        ("distance_m", np.float64(2.5), "2.50"),
        ("distance_m", np.float64("nan"), ""),
    ],
)
def test_a_cell_by_its_unit(column: str, value: object, text: str) -> None:
    """Every unit has its number of decimals; none and nan are empty; no minus before a zero."""
    assert cell(column, value) == text


def test_no_column_of_a_run_falls_back_on_the_decimals_of_nothing() -> None:
    """Every column of numbers in every table ends in a unit, or is a time."""
    loose = [
        f"{row.__name__}.{field.name}"
        for row in ROW_TYPES
        for field in fields(row)
        if "float" in str(field.type) and not is_utc(field.name) and decimals(field.name) == 6
    ]
    assert loose == []


def test_json_says_what_the_table_says() -> None:
    """The same roundings and times, null for an empty cell, and no minus before a zero."""
    first, second = (json_row(row) for row in ROWS)
    assert first == {
        "sample_id": 1,
        "start_utc": "2023-04-27T04:12:14.0Z",
        "distance_m": 474.13,
        "worst_margin_db": 0.0,
        "open_end": True,
        "reason": 'said "no", then nothing',
        "landing_lat_deg": 18.48208123,
        "start_utc_p05": None,
    }
    assert math.copysign(1.0, first["worst_margin_db"]) == 1.0  # type: ignore[arg-type]
    assert (second["start_utc"], second["distance_m"], second["worst_margin_db"]) == (None, None, None)
    assert second["start_utc_p05"] == "1970-01-01T00:00:00.0Z"
