"""Reads the tables that a scenario names, and checks that they fit together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from relaysim.clock.light_time import LightTime
from relaysim.clock.spacecraft_clock import SpacecraftClock
from relaysim.errors import Fault
from relaysim.helicopter.contingencies.contingency import Condition
from relaysim.helicopter.power.climate import Climate
from relaysim.radio.antenna import BUILT_IN_PATTERNS, AntennaPattern
from relaysim.radio.pattern_file import PATTERN_COLUMNS
from relaysim.resources import data_folder
from relaysim.rover.attitudes import StopAttitude
from relaysim.scenario import climate_table, contingency_table, link_events, tables
from relaysim.scenario.build_cameras import FLIGHT_ATTITUDE_COLUMNS, read_flight_headings
from relaysim.scenario.csv_table import MOST_BYTES, CsvTable, checked, open_table
from relaysim.scenario.document import Path_
from relaysim.scenario.layer_tables import layer_table
from relaysim.scenario.light_time import EPHEMERIS
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_antenna import Radios
from relaysim.scenario.schema_vehicles import Helicopter, Rover
from relaysim.scenario.shelf import Shelf

T = TypeVar("T")
LAYER_SUFFIXES = (".json", ".geojson")


@dataclass
class TableReader:
    """Reads tables relative to a folder, each once; keeps digests and faults.

    Attributes:
        folder: where relative paths start; `shown` is how messages name that folder.
        digests: SHA-256 by path as written.
        shelf: what was read for other scenarios of this folder.
        counts: the clock of the spacecraft, None where the scenario says nothing of it.
    """

    folder: Path
    shown: Path
    faults: FaultList
    digests: dict[str, str] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    counts: SpacecraftClock | None = None

    def path(self, name: str) -> Path:
        """Where the file of a name lies."""
        return self.shelf.place(self.folder, name)

    def read(
        self, place: Path_, name: str | None, columns: tuple[str, ...], read: Callable[[CsvTable], T]
    ) -> tuple[CsvTable, T] | None:
        """The table and its records; None if none is named, or it has faults."""
        if name is None:
            return None
        found = self.shelf.keep(
            ("table", name, columns, read, self.counts), lambda: self._read_now(place, name, columns, read)
        )
        if found is not None:
            self.digests[name] = found[0].digest
        return found

    def _read_now(
        self, place: Path_, name: str, columns: tuple[str, ...], read: Callable[[CsvTable], T]
    ) -> tuple[CsvTable, T] | None:
        path = self.path(name)
        if not _exists(path):
            self.faults.add(
                place, f"there is no table '{name}' (paths are relative to the scenario file){_ours(name)}"
            )
            return None
        table = self._open(path, str(self.shown / name), columns)
        if isinstance(table, list):
            self.faults.extend(table)
            return None
        records = checked(table, columns, read)
        self.faults.extend(table.faults)
        return (table, records) if records is not None else None

    def _open(self, path: Path, shown: str, columns: tuple[str, ...]) -> CsvTable | list[Fault]:
        """A CSV table, or the layer of a map that holds the same."""
        if path.suffix.casefold() in LAYER_SUFFIXES and path.is_file() and path.stat().st_size <= MOST_BYTES:
            return layer_table(path.read_bytes(), shown, columns, self.counts)
        return open_table(path, shown)


def _ours(name: str) -> str:
    """Where to have a table that stands beside the built-in scenarios: their text alone does not bring it."""
    if not (data_folder("scenarios") / name).is_file():
        return ""
    return ": it comes with the built-in scenarios; relaysim scenarios show NAME --out DIR copies one with its tables"


def load_tables(model: ScenarioModel, reader: TableReader) -> tables.Tables:
    """All tables of a (maybe partial) model; empty ones stand for those that are absent or faulty."""
    drives, drive_paths = _rover_tables(model.rover, reader)
    flights, flight_tracks = _helicopter_tables(model.helicopter, reader)
    light_time = _light_time(model.earth.light_time if model.earth else None, reader)
    attitudes = _attitudes(model.rover, reader)
    antennas = _antennas(model.radios, reader)
    events = reader.read(("link_events",), model.link_events, link_events.COLUMNS, link_events.link_events)
    contingencies = _contingencies(model.helicopter, reader)
    return tables.Tables(
        drives,
        drive_paths,
        flights,
        flight_tracks,
        light_time,
        attitudes,
        antennas,
        events[1] if events else (),
        contingencies,
        _climate(model.helicopter, reader),
        _flight_headings(model.helicopter, reader),
    )


def _rover_tables(
    rover: Rover | None, reader: TableReader
) -> tuple[tuple[tables.Drive, ...], dict[int, tables.DrivePath]]:
    if rover is None:
        return (), {}
    drives = reader.read(("rover", "drives"), rover.drives, tables.DRIVE_COLUMNS, tables.read_drives)
    place = ("rover", "drive_paths")
    paths = reader.read(place, rover.drive_paths, tables.DRIVE_PATH_COLUMNS, tables.read_drive_paths)
    if drives and paths:
        numbers = [drive.drive for drive in drives[1]]
        _require(reader.faults, drives[0], "drive", numbers, set(paths[1]), paths[0])
    return drives[1] if drives else (), paths[1] if paths else {}


def _helicopter_tables(
    helicopter: Helicopter | None, reader: TableReader
) -> tuple[dict[int, tables.FlightRecord], dict[int, tables.FlightTrack]]:
    if helicopter is None:
        return {}, {}
    place = ("helicopter", "flights")
    flights = reader.read(place, helicopter.flights, tables.FLIGHT_COLUMNS, tables.read_flights)
    place = ("helicopter", "flight_tracks")
    tracks = reader.read(
        place, helicopter.flight_tracks, tables.FLIGHT_TRACK_COLUMNS, tables.read_flight_tracks
    )
    if flights and tracks:
        _require(reader.faults, tracks[0], "flight", list(tracks[1]), set(flights[1]), flights[0])
    return flights[1] if flights else {}, tracks[1] if tracks else {}


def _contingencies(helicopter: Helicopter | None, reader: TableReader) -> tuple[Condition, ...]:
    name = helicopter.contingencies if helicopter is not None else None
    read = reader.read(
        ("helicopter", "contingencies"), name, contingency_table.COLUMNS, contingency_table.read_contingencies
    )
    return read[1] if read else ()


def _climate(helicopter: Helicopter | None, reader: TableReader) -> Climate | None:
    power = helicopter.power if helicopter is not None else None
    name = power.air.table if power is not None and power.air is not None else None
    place = ("helicopter", "power", "air", "table")
    read = reader.read(place, name, climate_table.CLIMATE_COLUMNS, climate_table.read_climate)
    return read[1] if read else None


def _flight_headings(helicopter: Helicopter | None, reader: TableReader) -> dict[int, float]:
    pictures = helicopter.pictures if helicopter is not None else None
    name = pictures.attitudes if pictures is not None else None
    place = ("helicopter", "pictures", "attitudes")
    read = reader.read(place, name, FLIGHT_ATTITUDE_COLUMNS, read_flight_headings)
    return read[1] if read else {}


def _attitudes(rover: Rover | None, reader: TableReader) -> dict[int, StopAttitude]:
    name = rover.attitudes if rover is not None else None
    read = reader.read(("rover", "attitudes"), name, tables.ATTITUDE_COLUMNS, tables.read_attitudes)
    return read[1] if read else {}


def _antennas(radios: Radios | None, reader: TableReader) -> dict[str, AntennaPattern]:
    """The patterns of both ends by name or from their tables."""
    found = {}
    for end in ("rover", "helicopter"):
        radio = getattr(radios, end, None)
        name = radio.antenna.pattern if radio is not None and radio.antenna is not None else None
        place = ("radios", end, "antenna", "pattern")
        if name is not None and name in BUILT_IN_PATTERNS:
            found[end] = BUILT_IN_PATTERNS[name]
        elif name is not None and not Path(name).suffix and not _exists(reader.path(name)):
            hint = nearest(name, list(BUILT_IN_PATTERNS)) or ";"
            known = ", ".join(BUILT_IN_PATTERNS)
            message = f"'{name}' is no antenna pattern{hint} there are: {known}, or the path of a CSV table"
            reader.faults.add(place, message)
        else:
            read = reader.read(place, name, PATTERN_COLUMNS, tables.read_antenna_pattern)
            found |= {end: read[1]} if read else {}
    return found


def _light_time(light: float | str | None, reader: TableReader) -> LightTime:
    if not isinstance(light, str) or light == EPHEMERIS:
        return LightTime.constant(light if isinstance(light, float) else 0.0)
    read = reader.read(("earth", "light_time"), light, tables.LIGHT_TIME_COLUMNS, tables.read_light_time)
    return read[1] if read else LightTime.constant(0.0)


def _require(
    faults: FaultList, table: CsvTable, column: str, numbers: list[int], known: set[int], other: CsvTable
) -> None:
    lacking = [number for number in numbers if number not in known]
    if not lacking:
        return  # as a rule: where in the table they stand costs more to find than all of this check
    lines = dict(reversed(list(zip(table.texts(column), table.row_lines, strict=True))))
    for number in lacking[:20]:
        message = f"{column} {number} has no rows in {other.file}"
        faults.extend([Fault(table.file, lines.get(str(number), 0), 1, column, message)])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
