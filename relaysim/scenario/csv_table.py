"""CSV tables named by a scenario: columns by name, strict cells, every fault with its line and column."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.utc import parse_utc
from relaysim.errors import Fault
from relaysim.scenario.scalars import nearest
from relaysim.scenario.text_file import read_text

MOST_FAULTS = 20
MOST_BYTES = 50_000_000
NO_COMMAS = "the columns are separated by semicolons or tabs: write commas between cells, and decimal points"
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,15}", re.ASCII)
_LINE_END = re.compile(r"\r\n|\r|\n")  # what the reader of rows counts as one, old Macintosh files too
T = TypeVar("T")


class TooManyFaultsError(Exception):
    """The table has more faults than anybody reads at once."""


@dataclass
class CsvTable:
    """The cells of a table and the faults found in it so far.

    Attributes:
        file: how messages name it.
        lines: the text, line by line.
        header: names of the columns, in line `header_line`.
        rows: the cells of each row; `row_lines` the line (from 1) at which each begins.
        digest: SHA-256 of the file's bytes.
    """

    file: str
    lines: list[str]
    header: list[str]
    rows: list[list[str]]
    row_lines: list[int]
    digest: str
    header_line: int = 1
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: str, message: str) -> None:
        """Notes a fault of a cell; rows count from 0."""
        line = self.row_lines[row]
        self.fault_at(line, _cell_start(self.lines[line - 1], self.header.index(column)), column, message)

    def fault_at(self, line: int, start: int, column: str, message: str) -> None:
        """Notes a fault at a line and a column of the text; stops the reading when there are too many."""
        self.faults.append(Fault(self.file, line, start, column, message))
        if len(self.faults) == MOST_FAULTS:
            self.faults.append(
                Fault(self.file, 0, 0, "", f"too many faults: only {MOST_FAULTS} of them are shown")
            )
            raise TooManyFaultsError

    def require(self, columns: tuple[str, ...]) -> bool:
        """Whether all these columns are there; each that is missing becomes a fault."""
        for column in columns:
            if column not in self.header:
                message = f"missing column '{column}'{nearest(column, self.header) or ';'}"
                place = (self.file, self.header_line, 1, "")
                self.faults.append(Fault(*place, f"{message} found: {', '.join(self.header)}"))
        return set(columns) <= set(self.header)

    def texts(self, column: str) -> list[str]:
        """The cells of a column without surrounding white space."""
        index = self.header.index(column)
        return [row[index].strip() for row in self.rows]

    def floats(self, column: str, low: float, high: float, blank: bool = False) -> NDArray[np.float64]:
        """Numbers within bounds; nan for an empty cell where `blank` allows it, and for a faulty one."""

        def read(cell: str) -> float:
            if blank and not cell:
                return float("nan")
            if not _NUMBER.fullmatch(cell):
                raise ValueError("the cell is empty" if not cell else _no_number(cell))
            if not low <= (number := float(cell)) <= high:
                raise ValueError(f"{cell} is not between {low:g} and {high:g}")
            return number

        return np.array(self._column(column, read, float("nan")), dtype=np.float64)

    def whole(self, column: str, low: int = 0, high: int = 10**9) -> NDArray[np.int64]:
        """Whole numbers within bounds; -1 for a faulty cell."""

        def read(cell: str) -> int:
            if not _WHOLE.fullmatch(cell):
                raise ValueError("the cell is empty" if not cell else f"{cell!r} is not a whole number")
            if not low <= (number := int(cell)) <= high:
                raise ValueError(f"{cell} is not between {low} and {high}")
            return number

        return np.array(self._column(column, read, -1), dtype=np.int64)

    def instants(self, column: str, blank: bool = False) -> NDArray[np.float64]:
        """UTC times as s since 1970; nan for an empty cell where `blank` allows it, and for a faulty one."""

        def read(cell: str) -> float:
            return float("nan") if blank and not cell else parse_utc(cell)

        return np.array(self._column(column, read, float("nan")), dtype=np.float64)

    def _column(self, column: str, read: Callable[[str], T], faulty: T) -> list[T]:
        values = []
        for row, cell in enumerate(self.texts(column)):
            try:
                values.append(read(cell))
            except ValueError as error:
                self.fault(row, column, str(error))
                values.append(faulty)
        return values


def open_table(path: Path, file: str) -> CsvTable | list[Fault]:
    """The cells of a table, and what is wrong with its rows; faults alone if it cannot be read at all."""
    text = read_text(path, file, MOST_BYTES, "table")
    if isinstance(text, Fault):
        return [text]
    table = CsvTable(file, _LINE_END.split(text), [], [], [], hashlib.sha256(path.read_bytes()).hexdigest())
    try:
        _read_rows(table, text)
    except csv.Error as error:
        return [*table.faults, Fault(file, len(table.rows) + 1, 1, "", f"not a CSV table: {error}")]
    except TooManyFaultsError:
        return table.faults
    if not table.rows:
        empty = "the table has no rows" if table.header else "the table is empty"
        return table.faults or [Fault(file, 0, 0, "", empty)]
    return table


def _read_rows(table: CsvTable, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not cells or cells[0].startswith("#"):
            continue
        if not table.header:
            table.header, table.header_line = [cell.strip() for cell in cells], start
            if len(cells) == 1 and any(mark in cells[0] for mark in ";\t"):
                table.fault_at(start, 1, "", NO_COMMAS)
                return
            for name in sorted({name for name in table.header if table.header.count(name) > 1}):
                table.fault_at(start, 1, "", f"column '{name}' stands in the header twice")
        elif len(cells) != len(table.header):
            table.fault_at(start, 1, "", f"the row has {len(cells)} cells, the header {len(table.header)}")
        else:
            table.rows.append(cells)
            table.row_lines.append(start)


def _no_number(cell: str) -> str:
    hint = f": write {cell.replace(',', '.')}" if _NUMBER.fullmatch(cell.replace(",", ".")) else ""
    return f"{cell!r} is not a number{hint}"


def _cell_start(line: str, index: int) -> int:
    quoted, passed = False, 0
    for position, letter in enumerate(line):
        if passed == index:
            return position + 1
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            passed += 1
    return len(line) + 1 if passed == index else 1


def checked(table: CsvTable, columns: tuple[str, ...], read: Callable[[CsvTable], T]) -> T | None:
    """The records that `read` makes of a table, None if the table has faults (kept in `table.faults`)."""
    if not table.require(columns):
        return None
    try:
        records = read(table)
    except TooManyFaultsError:
        return None
    return None if table.faults else records
