"""Surveyed points: where something stood, how high the ground is there, and since when it is known."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import Fault, ScenarioError
from relaysim.terrain.body import Floats

Row = tuple[float, float, float, int, str, str]
NEEDED = ("latitude_deg", "longitude_deg", "height_m")


@dataclass(frozen=True, eq=False)
class SurveyPoints:
    """Points in the order of their tables, one array an attribute, all of one length.

    sol is 0 throughout where the tables do not say when a point was measured (`dated` is False then).
    kind is the table's name ("stops"); source is the table's own code.
    """

    latitude_deg: Floats
    longitude_deg: Floats
    height_m: Floats
    sol: NDArray[np.int64]
    kind: NDArray[np.str_]
    source: NDArray[np.str_]
    dated: bool

    def __len__(self) -> int:
        return len(self.height_m)

    def where(self, chosen: NDArray[Any]) -> SurveyPoints:
        """The points a mask or an array of indices chooses."""
        return SurveyPoints(
            self.latitude_deg[chosen],
            self.longitude_deg[chosen],
            self.height_m[chosen],
            self.sol[chosen],
            self.kind[chosen],
            self.source[chosen],
            self.dated,
        )

    def as_of(self, sol: int) -> SurveyPoints:
        """The points measured on `sol` or before."""
        return self.where(self.sol <= sol)


def read_survey(*paths: Path) -> SurveyPoints:
    """The points of CSV tables with columns latitude_deg, longitude_deg, height_m and, if dated, sol.

    Other columns are left alone, `source` is kept. Longitudes are east-positive.

    Raises: ScenarioError with every fault found, at its line and column.
    """
    faults: list[Fault] = []
    rows: list[Row] = []
    dated = bool(paths)
    for path in paths:
        found, has_sol = _read_table(path, faults)
        rows.extend(found)
        dated = dated and has_sol
    if faults:
        raise ScenarioError(sorted(faults))
    lat, lon, height, sol, kind, source = zip(*rows, strict=True)
    return SurveyPoints(
        np.array(lat), np.array(lon), np.array(height),
        np.array(sol, dtype=np.int64), np.array(kind), np.array(source), dated,
    )  # fmt: skip


def _read_table(path: Path, faults: list[Fault]) -> tuple[list[Row], bool]:
    """Rows of one table; what is wrong with it is added to `faults`."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (
            error.strerror if isinstance(error, OSError) and error.strerror else f"not a CSV table ({error})"
        )
        faults.append(Fault(str(path), 0, 0, "", f"{reason}; give a CSV table of survey points"))
        return [], False
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        message = f"column {', '.join(missing)} is missing: a survey table has {', '.join(NEEDED)} and sol"
        faults.append(Fault(str(path), 1, 1, "", message))
        return [], False
    rows = [_row(path, number, cells, header, faults) for number, cells in _filled(lines)]
    if not rows:
        faults.append(Fault(str(path), 1, 1, "", "the table has no rows"))
    return rows, "sol" in header


def _filled(lines: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows below the header that are not blank, with their line numbers."""
    numbered = enumerate(lines[1:], 2)
    return ((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))


def _row(path: Path, line: int, cells: list[str], header: Sequence[str], faults: list[Fault]) -> Row:
    """One row's values; a bad one is reported and replaced by 0."""
    if len(cells) != len(header):
        faults.append(Fault(str(path), line, 1, "", f"{len(cells)} values for {len(header)} columns"))
        return 0.0, 0.0, 0.0, 0, "", ""

    def value(name: str, convert: Callable[[str], Any], allowed: tuple[float, float], wanted: str) -> Any:
        index = header.index(name)
        try:
            number = convert(cells[index])
            if allowed[0] <= number <= allowed[1]:
                return number
        except ValueError:
            pass
        column = 1 + sum(len(cell) + 1 for cell in cells[:index])
        faults.append(Fault(str(path), line, column, name, f"{cells[index].strip()!r} is not {wanted}"))
        return 0

    return (
        value("latitude_deg", float, (-90.0, 90.0), "a latitude (-90 to 90)"),
        value("longitude_deg", float, (-180.0, 360.0), "a longitude (-180 to 360, east-positive)"),
        value("height_m", float, (-1e5, 1e5), "a height in metres (-100000 to 100000)"),
        value("sol", int, (-1e6, 1e6), "a whole sol number") if "sol" in header else 0,
        path.stem,
        cells[header.index("source")].strip() if "source" in header else "",
    )
