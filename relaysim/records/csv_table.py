"""Rows to CSV text and back, with one rule of formatting for every table."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from relaysim.clock.utc import format_utc

_DECIMALS = (
    ("_lat_deg", 8),
    ("_lon_deg", 8),
    ("_days", 4),
    ("_sols", 4),
    ("_bits", 0),
    ("_bps", 0),
    ("_db", 2),
    ("_wh", 2),
    ("_m", 2),
    ("_s", 1),
)
UTC_DECIMALS = 1


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
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if is_utc(column):
            return utc_text(value)
        text = f"{value:.{decimals(column)}f}"
        return text.lstrip("-") if float(text) == 0.0 else text
    return str(value)


def table_text(row_type: type, rows: Sequence[Any]) -> str:
    """The CSV text of rows, header first, also when there are none."""
    names = [field.name for field in dataclasses.fields(row_type)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(name, getattr(row, name)) for name in names] for row in rows)
    return buffer.getvalue()


def write_table(path: Path, row_type: type, rows: Sequence[Any]) -> None:
    """Write rows as CSV (UTF-8, \\n)."""
    path.write_text(table_text(row_type, rows), encoding="utf-8", newline="")


def json_row(row: Any) -> dict[str, object]:
    """A row as JSON values: the same roundings and times as in the CSV."""
    values: dict[str, object] = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if isinstance(value, float) and not is_utc(field.name):
            value = None if math.isnan(value) else round(value, decimals(field.name)) + 0.0  # no -0.0
        elif value is not None and is_utc(field.name):
            value = cell(field.name, float(value)) or None
        values[field.name] = value
    return values
