"""Rows to CSV text, with one rule of formatting for every table."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from relaysim.clock.utc import format_utc
from relaysim.records.time_texts import utc_texts

_DECIMALS = (
    ("_lat_deg", 8),
    ("_lon_deg", 8),
    ("_days", 4),
    ("_sols", 4),
    ("_bits", 0),
    ("_bps", 0),
    ("_db", 2),
    ("_wh", 2),
    ("ground_sample_m", 5),
    ("_share", 3),
    ("_at_takeoff", 4),
    ("_at_landing", 4),
    ("_deg", 3),
    ("_m2", 1),
    ("_px", 1),
    ("_m", 2),
    ("_s", 1),
)
UTC_DECIMALS = 1
# Rows whose text is held at once: enough for numpy to be worth its calls, few enough to be nothing in memory.
ROWS_AT_ONCE = 5000


def utc_text(utc_s: float) -> str:
    """An instant as it stands in every file of a run."""
    return format_utc(utc_s, UTC_DECIMALS)


def is_utc(column: str) -> bool:
    """Whether a column holds instants."""
    return column == "utc" or column.endswith("_utc") or "_utc_p" in column


def decimals(column: str) -> int:
    """Decimals of a number in this column, by its unit."""
    return next((places for suffix, places in _DECIMALS if column.endswith(suffix)), 6)


def cell(column: str, value: Any) -> str:
    """One value as it stands in the file; an empty cell for None and nan."""
    return column_cells(column, [value])[0]


def column_cells(column: str, values: Sequence[Any]) -> list[str]:
    """The values of a column as they stand in the file."""
    if is_utc(column):
        return _utc_cells(values)
    form = f".{decimals(column)}f"
    return [_cell(value, form) for value in values]


def _cell(value: Any, form: str) -> str:
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        text = format(value, form)
        return text[1:] if text[0] == "-" and float(text) == 0.0 else text
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _utc_cells(values: Sequence[float | None]) -> list[str]:
    instants = np.array([math.nan if value is None else value for value in values], float)
    known = np.flatnonzero(~np.isnan(instants))
    cells = [""] * len(values)
    texts = utc_texts(instants[known], UTC_DECIMALS).astype(str).tolist()
    for place, text in zip(known.tolist(), texts, strict=True):
        cells[place] = text
    return cells


def header(row_type: type) -> str:
    """The first line of a table: the names of its columns."""
    return ",".join(_names(row_type)) + "\n"


def table_lines(row_type: type, rows: Sequence[Any]) -> list[str]:
    """A line of CSV for each row, with its line feed."""
    columns = [column_cells(name, list(map(attrgetter(name), rows))) for name in _names(row_type)]
    return [_line(cells) for cells in zip(*columns, strict=True)]


def _line(cells: Sequence[str]) -> str:
    line = ",".join(cells)
    if (
        line.count(",") == len(cells) - 1
        and line
        and '"' not in line
        and "\n" not in line
        and "\r" not in line
    ):
        return line + "\n"
    # What must be quoted is left to csv, which takes several times as long.
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def table_text(row_type: type, rows: Sequence[Any]) -> str:
    """The CSV text of rows, header first, also when there are none."""
    return header(row_type) + "".join(table_lines(row_type, rows))


def write_table(path: Path, row_type: type, rows: Iterable[Any]) -> None:
    """Write rows as CSV (UTF-8, \\n), some at a time."""
    left = iter(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header(row_type))
        while some := list(islice(left, ROWS_AT_ONCE)):
            file.writelines(table_lines(row_type, some))


def _names(row_type: type) -> list[str]:
    return [field.name for field in dataclasses.fields(row_type)]


def json_row(row: Any) -> dict[str, object]:
    """A row as JSON values: the same roundings and times as in the CSV."""
    values: dict[str, object] = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if isinstance(value, float) and not is_utc(field.name):
            value = None if math.isnan(value) else round(value, decimals(field.name)) + 0.0  # no -0.0
        elif value is not None and is_utc(field.name):
            value = utc_text(float(value)) or None
        values[field.name] = value
    return values
