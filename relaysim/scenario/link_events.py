"""Documented events of a real link: who could talk to whom, when, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from relaysim.errors import ScenarioError
from relaysim.scenario.csv_table import CsvTable, checked, open_table

COLUMNS = (
    *("event", "calibrate", "sol_first", "sol_last", "start_utc", "end_utc", "helicopter_lat_deg"),
    *(
        "helicopter_lon_deg",
        "helicopter_antenna_height_m",
        "mode_bps",
        "state",
        "confidence",
        "source",
        "note",
    ),
)
STATES = ("up", "down", "marginal", "lost_in_descent")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class LinkEvent:
    """One documented event.

    Attributes:
        calibrate: whether it may shape a parameter.
        first_day, last_day: local days it spans.
        start_utc_s, end_utc_s: nan where only the days are known.
        latitude_deg, longitude_deg: of the helicopter; nan where the event names no place.
        antenna_m: height of its antenna above the ground; nan where that is not known.
        mode_bps: over the air.
        state: one of STATES.
        line: where the event stands in its table.
    """

    event: str
    calibrate: bool
    first_day: int
    last_day: int
    start_utc_s: float
    end_utc_s: float
    latitude_deg: float
    longitude_deg: float
    antenna_m: float
    mode_bps: float
    state: str
    confidence: str
    source: str
    note: str
    line: int

    @property
    def has_place(self) -> bool:
        """Whether it says where the helicopter was."""
        return not math.isnan(self.latitude_deg)

    @property
    def is_takeoff(self) -> bool:
        """Whether all it says is that some session before a take-off had succeeded."""
        return self.event.endswith("-takeoff")


def read_link_events(path: Path, shown: str) -> tuple[LinkEvent, ...]:
    """The events of a table with the columns COLUMNS, in its order; more columns are welcome.

    Raises: ScenarioError with every fault of the table, each with its line and column.
    """
    table = open_table(path, shown)
    if isinstance(table, list):
        raise ScenarioError(table)
    events = checked(table, COLUMNS, link_events)
    if events is None:
        raise ScenarioError(sorted(table.faults))
    return events


def link_events(table: CsvTable) -> tuple[LinkEvent, ...]:
    """The events of a table; its faults are noted there."""
    first, last = table.whole("sol_first"), table.whole("sol_last")
    start, end = (table.instants(column, blank=True).tolist() for column in ("start_utc", "end_utc"))
    latitude = table.floats("helicopter_lat_deg", -90.0, 90.0, blank=True)
    longitude = table.floats("helicopter_lon_deg", -180.0, 360.0, blank=True)
    antenna = table.floats("helicopter_antenna_height_m", 0.0, 1e4, blank=True)
    rate = table.floats("mode_bps", 1.0, 1e12)
    calibrate = _choices(table, "calibrate", ("yes", "no"))
    state, confidence = _choices(table, "state", STATES), _choices(table, "confidence", CONFIDENCES)
    names = table.texts("event")
    for row, name in enumerate(names):
        if not name or name in names[:row]:
            table.fault(row, "event", f"event {name!r}: every event needs a name of its own")
        if last[row] < first[row]:
            table.fault(row, "sol_last", "the event ends before it starts")
        if end[row] < start[row]:  # not where either is unknown
            table.fault(row, "end_utc", "the event ends before it starts")
        if math.isnan(latitude[row]) != math.isnan(longitude[row]):
            table.fault(row, "helicopter_lon_deg", "give latitude and longitude, or neither")
    texts = table.texts("source"), table.texts("note")
    return tuple(
        LinkEvent(
            names[n], calibrate[n] == "yes", int(first[n]), int(last[n]), start[n], end[n], float(latitude[n]),
            float(longitude[n]), float(antenna[n]), float(rate[n]), state[n], confidence[n], texts[0][n], texts[1][n],
            table.row_lines[n],
        )
        for n in range(len(names))
    )  # fmt: skip


def _choices(table: CsvTable, column: str, allowed: tuple[str, ...]) -> list[str]:
    cells = table.texts(column)
    for row, cell in enumerate(cells):
        if cell not in allowed:
            table.fault(row, column, f"{cell!r} is none of {', '.join(allowed)}")
    return cells
