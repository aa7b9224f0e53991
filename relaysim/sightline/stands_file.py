"""A table of where an antenna stands and since when, read for the blackout map."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.errors import Fault, InputError, ScenarioError
from relaysim.sightline.blackout_map import Stands
from relaysim.sightline.ground_around import lack_of_ground
from relaysim.terrain.grid import Terrain

DAY_S = 86_400.0
MOST_ANTENNA_M = 1000.0
MOST_FAULTS = 20
_COLUMNS = "latitude_deg, longitude_deg, and utc or sol"


@dataclass(frozen=True)
class StandsTable:
    """Stands and what their times mean.

    unit    of the times and of all lengths of time: "sols" or "days"
    origin  what the times count from: "sol 0", or the first stand's time in UTC
    at      file, line and column of each stand's latitude; empty where the stands are from no table
    """

    stands: Stands
    unit: str
    origin: str
    at: tuple[tuple[str, int, int], ...] = ()

    def check_on(self, terrain: Terrain) -> None:
        """Refuses stands below which the terrain has no height.

        Raises: ScenarioError with all of them, each at its line and column.
        """
        places = zip(self.at, self.stands.latitude_deg, self.stands.longitude_deg, strict=True)
        lacking = [(at, lack_of_ground(terrain, float(lat), float(lon))) for at, lat, lon in places]
        faults = [Fault(*at, "latitude_deg", f"the stand {why}") for at, why in lacking if why is not None]
        if faults:
            raise ScenarioError(faults[:MOST_FAULTS])


@dataclass
class _Table:
    """The cells of a table and the faults found so far."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault]

    def place(self, line: int, cells: list[str], name: str) -> tuple[str, int, int]:
        """File, line and column of a row's cell."""
        return self.file, line, 1 + sum(len(cell) + 1 for cell in cells[: self.header.index(name)])

    def fault(self, line: int, cells: list[str], name: str, message: str) -> None:
        self.faults.append(Fault(*self.place(line, cells, name), name, message))

    def numbers(self, name: str, read: Callable[[str], float]) -> list[float]:
        """A column's values; nan for a cell that `read` refuses, which becomes a fault."""
        found = []
        for line, cells in self.rows:
            cell = cells[self.header.index(name)].strip()
            try:
                found.append(read(cell))
            except ValueError as error:
                self.fault(line, cells, name, str(error))
                found.append(math.nan)
        return found


def read_stands(path: Path, *, antenna_m: float | None = None, until: str | None = None) -> StandsTable:
    """The stands of a CSV table: latitude_deg, longitude_deg, the begin as utc or sol, and antenna_m.

    Times ascend. `antenna_m` (metres above the ground) is for rows without one of their own. The last stand
    ends at `until`, a time as in the table; without it the last row only says when the stand before it ends.
    Other columns are left alone; where there are both, utc counts.

    Raises: ScenarioError with the faults of the table, each at its line and column; InputError for an
    `until` that is no time after the last row, or where an antenna's height is missing.
    """
    table = _open(path)
    clock = "utc" if "utc" in table.header else "sol"
    read_time = parse_utc if clock == "utc" else _number(-1e6, 1e6, "a sol (776.5)")
    lat = table.numbers("latitude_deg", _number(-90.0, 90.0, "a latitude (-90 to 90)"))
    lon = table.numbers("longitude_deg", _number(-180.0, 360.0, "a longitude (-180 to 360, east-positive)"))
    up = _antennas(table, path, antenna_m)
    time = table.numbers(clock, read_time)
    for (line, cells), before, after in zip(table.rows[1:], time, time[1:], strict=False):
        if after <= before:
            table.fault(
                line, cells, clock, "is not later than the row before; put the rows in order, a time each"
            )
    if table.faults:
        raise ScenarioError(sorted(table.faults)[:MOST_FAULTS])
    end = _end(path, until, read_time, time)
    count = len(time) if until is not None else len(time) - 1
    since, scale, origin = (time[0], DAY_S, format_utc(time[0])) if clock == "utc" else (0.0, 1.0, "sol 0")
    stands = Stands(
        latitude_deg=np.array(lat[:count]), longitude_deg=np.array(lon[:count]), antenna_m=np.array(up[:count]),
        time=(np.array(time[:count]) - since) / scale, until=(end - since) / scale,
    )  # fmt: skip
    at = tuple(table.place(line, cells, "latitude_deg") for line, cells in table.rows[:count])
    return StandsTable(stands, "days" if clock == "utc" else "sols", origin, at)


def _end(path: Path, until: str | None, read_time: Callable[[str], float], time: list[float]) -> float:
    """When the last stand ends: as given (776.5, sol 776.5, or a UTC as in the table), or at the last row."""
    if until is None:
        if len(time) < 2:
            raise InputError(f"{path}: one stand alone has no end; say with --until how long it lasts")
        return time[-1]
    try:
        end = read_time(until.strip().removeprefix("sol "))
    except ValueError as error:
        raise InputError(f"--until: {error}, as in {path}") from None
    if end <= time[-1]:
        raise InputError(f"--until {until}: is not later than the last row of {path}")
    return end


def _antennas(table: _Table, path: Path, antenna_m: float | None) -> list[float]:
    """Heights of the antennas above the ground: the rows' own, or the one for all."""
    if antenna_m is not None and not 0 <= antenna_m <= MOST_ANTENNA_M:
        raise InputError(f"--antenna {antenna_m:g}: a height above the ground is 0 to {MOST_ANTENNA_M:g} m")
    own = _number(0.0, MOST_ANTENNA_M, f"a height above the ground (0 to {MOST_ANTENNA_M:g} m)")

    def read(cell: str) -> float:
        if cell or antenna_m is None:
            return own(cell)
        return antenna_m

    if "antenna_m" in table.header:
        return table.numbers("antenna_m", read)
    if antenna_m is None:
        raise InputError(
            f"{path}: has no column antenna_m; give the antenna's height above the ground with --antenna"
        )
    return [antenna_m] * len(table.rows)


def _number(low: float, high: float, wanted: str) -> Callable[[str], float]:
    """A reader of numbers within bounds."""

    def read(cell: str) -> float:
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            raise ValueError(f"{cell!r} is not {wanted}")
        return number

    return read


def _open(path: Path) -> _Table:
    """The cells of the table, blank lines and those that begin with # left out."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else f"not a CSV table ({error})"
        raise ScenarioError(
            [Fault(str(path), 0, 0, "", f"{why}; give a CSV table with {_COLUMNS}")]
        ) from error
    filled = [
        (number, cells)
        for number, cells in enumerate(lines, 1)
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#")
    ]
    first, header = filled[0] if filled else (1, [])
    names = [cell.strip() for cell in header]
    missing = [name for name in ("latitude_deg", "longitude_deg") if name not in names]
    missing += [] if {"utc", "sol"} & set(names) else ["utc or sol"]
    if missing:
        message = f"column {', '.join(missing)} is missing: a table of stands has {_COLUMNS}"
        raise ScenarioError([Fault(str(path), first, 1, "", message)])
    rows = [(number, cells) for number, cells in filled[1:] if len(cells) == len(names)]
    faults = [
        Fault(str(path), number, 1, "", f"{len(cells)} values for {len(names)} columns")
        for number, cells in filled[1:]
        if len(cells) != len(names)
    ]
    if not filled[1:]:
        faults = [Fault(str(path), first, 1, "", "the table has no rows")]
    return _Table(str(path), names, rows, faults)
