"""The tables a scenario names: drives, their paths and stops, flights and their tracks, light time, antennas.

Each reader returns checked records, or adds every fault of its table to a list; more columns than needed
are welcome, their order is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.light_time import LightTime
from relaysim.helicopter.contingencies.contingency import Condition
from relaysim.helicopter.power.climate import Climate
from relaysim.path.files.route_points import RoutePoints
from relaysim.radio.antenna import ISOTROPIC, AntennaPattern
from relaysim.radio.pattern_file import LEAST_GAIN_DBI, MOST_GAIN_DBI, pattern_of_rows
from relaysim.rover.attitudes import StopAttitude
from relaysim.scenario.csv_table import CsvTable
from relaysim.scenario.link_events import LinkEvent

Floats = NDArray[np.float64]
T = TypeVar("T")

DRIVE_COLUMNS = ("drive", "sol", "start_utc", "end_utc", "length_m")
DRIVE_PATH_COLUMNS = ("drive", "sequence", "latitude_deg", "longitude_deg", "fraction")
FLIGHT_COLUMNS = (
    *("flight", "sol", "takeoff_utc", "duration_s", "distance_m", "max_altitude_m", "max_speed_mps"),
    *("takeoff_latitude_deg", "takeoff_longitude_deg", "landing_latitude_deg", "landing_longitude_deg"),
    *("landing_height_m", "purpose"),
)
FLIGHT_TRACK_COLUMNS = ("flight", "sequence", "elapsed_s", "latitude_deg", "longitude_deg")
ATTITUDE_COLUMNS = ("sol", "roll_deg", "pitch_deg", "yaw_deg")
LIGHT_TIME_COLUMNS = ("utc", "one_way_light_time_s")


@dataclass(frozen=True)
class Drive:
    """One drive of the rover: number, local day, start and end (s since 1970), length, a remark."""

    drive: int
    sol: int
    start_utc_s: float
    end_utc_s: float
    length_m: float
    note: str


@dataclass(frozen=True)
class DrivePath:
    """Where a drive led: (n,) positions and the fraction (0 to 1, not falling) of its time at each."""

    latitude_deg: Floats
    longitude_deg: Floats
    fraction: Floats


@dataclass(frozen=True)
class FlightRecord:
    """One recorded flight; landing_height_m is the elevation of the landing place, nan if not recorded."""

    flight: int
    sol: int
    takeoff_utc_s: float
    duration_s: float
    distance_m: float
    max_altitude_m: float
    max_speed_mps: float
    takeoff_latitude_deg: float
    takeoff_longitude_deg: float
    landing_latitude_deg: float
    landing_longitude_deg: float
    landing_height_m: float
    purpose: str


@dataclass(frozen=True)
class FlightTrack:
    """The ground track of a flight: (n,) time since take-off (not falling) and positions."""

    elapsed_s: Floats
    latitude_deg: Floats
    longitude_deg: Floats


@dataclass(frozen=True)
class Tables:
    """Everything the tables of a scenario hold; empty where it names no table.

    Attributes:
        attitudes: how the rover stood, by local day.
        route: the points of the rover's route file, None where its drives come from elsewhere.
        antennas: patterns by the end of the link, rover and helicopter; isotropic where there is none.
    """

    drives: tuple[Drive, ...] = ()
    drive_paths: Mapping[int, DrivePath] = field(default_factory=dict)
    flights: Mapping[int, FlightRecord] = field(default_factory=dict)
    flight_tracks: Mapping[int, FlightTrack] = field(default_factory=dict)
    light_time: LightTime = field(default_factory=lambda: LightTime.constant(0.0))
    attitudes: Mapping[int, StopAttitude] = field(default_factory=dict)
    antennas: Mapping[str, AntennaPattern] = field(default_factory=dict)
    link_events: tuple[LinkEvent, ...] = ()
    contingencies: tuple[Condition, ...] = ()
    climate: Climate | None = None
    flight_headings: Mapping[int, float] = field(default_factory=dict)
    route: RoutePoints | None = None


def read_drives(table: CsvTable) -> tuple[Drive, ...]:
    """Drives in time; numbers are unique, each ends after it starts and before the next starts."""
    numbers, sols = table.whole("drive"), table.whole("sol")
    starts, ends = table.instants("start_utc"), table.instants("end_utc")
    lengths = table.floats("length_m", 0.0, 1e6)
    _unique(table, "drive", numbers)
    for row in np.flatnonzero(ends <= starts):
        table.fault(int(row), "end_utc", "the drive ends before it starts")
    for row in np.flatnonzero(starts[1:] < ends[:-1]) + 1:
        table.fault(int(row), "start_utc", "the drive starts before the one in the row above has ended")
    columns = (numbers.tolist(), sols.tolist(), starts.tolist(), ends.tolist(), lengths.tolist())
    return tuple(Drive(*cells) for cells in zip(*columns, _notes(table), strict=True))


def read_drive_paths(table: CsvTable) -> dict[int, DrivePath]:
    """Path of every drive; the rows of a drive stand together, with rising sequence."""
    numbers = _sequences(table, "drive")
    latitude, longitude = _positions(table, "")
    fraction = table.floats("fraction", 0.0, 1.0)
    _not_falling(table, "fraction", numbers, fraction)
    return {
        number: DrivePath(latitude[rows], longitude[rows], fraction[rows])
        for number, rows in _groups(numbers)
    }


def read_attitudes(table: CsvTable) -> dict[int, StopAttitude]:
    """The rover's attitude by local day; roll and pitch may be blank."""
    sols, yaw = table.whole("sol"), table.floats("yaw_deg", -360.0, 360.0)
    _unique(table, "sol", sols)
    roll = table.floats("roll_deg", -180.0, 180.0, blank=True)
    pitch = table.floats("pitch_deg", -90.0, 90.0, blank=True)
    rows = zip(roll.tolist(), pitch.tolist(), yaw.tolist(), strict=True)
    return {sol: StopAttitude(*angles) for sol, angles in zip(sols.tolist(), rows, strict=True)}


def read_antenna_pattern(table: CsvTable) -> AntennaPattern:
    """The pattern of an antenna; a stand-in while the table has faults."""
    azimuth = table.floats("azimuth_deg", -180.0, 360.0)
    elevation = table.floats("elevation_deg", -90.0, 90.0)
    gain = table.floats("gain_dbi", LEAST_GAIN_DBI, MOST_GAIN_DBI)
    if table.faults:
        return ISOTROPIC
    found = pattern_of_rows(table.file, azimuth, elevation, gain)
    if isinstance(found, AntennaPattern):
        return found
    for fault in found:
        table.fault(fault.row, fault.column, fault.message)
    return ISOTROPIC


def read_flights(table: CsvTable) -> dict[int, FlightRecord]:
    """Recorded flights by number."""
    numbers, sols, takeoff = table.whole("flight"), table.whole("sol"), table.instants("takeoff_utc")
    _unique(table, "flight", numbers)
    columns = (
        *(numbers.tolist(), sols.tolist(), takeoff.tolist()),
        table.floats("duration_s", 0.1, 1e6).tolist(),
        table.floats("distance_m", 0.0, 1e7).tolist(),
        table.floats("max_altitude_m", 0.0, 1e5).tolist(),
        table.floats("max_speed_mps", 0.0, 1e3, blank=True).tolist(),
        *(column.tolist() for end in ("takeoff_", "landing_") for column in _positions(table, end)),
        table.floats("landing_height_m", -1e5, 1e5, blank=True).tolist(),
    )
    rows = zip(*columns, table.texts("purpose"), strict=True)
    return {cells[0]: FlightRecord(*cells) for cells in rows}


def read_flight_tracks(table: CsvTable) -> dict[int, FlightTrack]:
    """Tracks by flight; the rows of a flight stand together, with rising sequence."""
    numbers = _sequences(table, "flight")
    elapsed = table.floats("elapsed_s", 0.0, 1e6)
    latitude, longitude = _positions(table, "")
    _not_falling(table, "elapsed_s", numbers, elapsed)
    return {
        number: FlightTrack(elapsed[rows], latitude[rows], longitude[rows])
        for number, rows in _groups(numbers)
    }


def read_light_time(table: CsvTable) -> LightTime:
    """Light time against rising UTC."""
    utc = table.instants("utc")
    one_way = table.floats("one_way_light_time_s", 0.0, 1e8)
    for row in np.flatnonzero(np.diff(utc) <= 0) + 1:
        table.fault(int(row), "utc", "the time is not later than in the row above")
    return LightTime(utc, one_way)


def _notes(table: CsvTable) -> list[str]:
    column = next((name for name in ("note", "source_note") if name in table.header), None)
    return table.texts(column) if column is not None else [""] * len(table.rows)


def _positions(table: CsvTable, prefix: str) -> tuple[Floats, Floats]:
    latitude = table.floats(f"{prefix}latitude_deg", -90.0, 90.0)
    return latitude, table.floats(f"{prefix}longitude_deg", -180.0, 360.0)


def _unique(table: CsvTable, column: str, numbers: NDArray[np.int64]) -> None:
    seen: set[int] = set()
    for row, number in enumerate(numbers.tolist()):
        if number in seen:
            table.fault(row, column, f"{column} {number} stands in the table twice")
        seen.add(number)


def _sequences(table: CsvTable, column: str) -> NDArray[np.int64]:
    numbers, sequence = table.whole(column), table.whole("sequence")
    seen: set[int] = set()
    for number, rows in _groups(numbers):
        if number in seen:
            table.fault(rows.start, column, f"the rows of {column} {number} do not stand together")
        seen.add(number)
        for row in np.flatnonzero(np.diff(sequence[rows]) <= 0) + rows.start + 1:
            table.fault(int(row), "sequence", "the sequence does not rise")
    return numbers


def _not_falling(table: CsvTable, column: str, numbers: NDArray[np.int64], values: Floats) -> None:
    for row in np.flatnonzero((np.diff(numbers) == 0) & (np.diff(values) < 0)) + 1:
        table.fault(int(row), column, "the value is smaller than in the row above")


def _groups(numbers: NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    for start, end in pairwise(edges):
        yield int(numbers[start]), slice(start, end)
