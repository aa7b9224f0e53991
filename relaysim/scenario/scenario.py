"""A scenario that has been read and checked: models, tables, clock."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.check_flights import takeoff_utc_s
from relaysim.scenario.document import Document
from relaysim.scenario.load_earth import EarthSources
from relaysim.scenario.places import FaultList, Origins
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_flights import Flight
from relaysim.scenario.shelf import Shelf
from relaysim.scenario.tables import Tables


@dataclass(frozen=True)
class Scenario:
    """Everything a scenario file says, checked, with what its tables hold.

    Attributes:
        model: the file as models.
        source: the YAML file.
        clock: the local clock.
        terrain: name of a built-in terrain, or the absolute path of a raster; several by priority.
        tables: records of the tables, empty where the file names none.
        sources: what the section earth takes from elsewhere.
        table_digests: SHA-256 of every table, plan and kernel read, by its path as written.
        overrides: the texts of --set, in order.
        data: the file as plain data after overrides; see `resolved`.
        document, origins: where each value was written, for faults that show only when the world is built.
        shelf: what was read, and made of it, for other scenarios of the same file.
    """

    model: ScenarioModel
    source: Path
    clock: LocalClock
    terrain: str | Path | tuple[str | Path, ...]
    tables: Tables
    sources: EarthSources
    table_digests: Mapping[str, str]
    overrides: tuple[str, ...]
    data: Mapping[str, Any]
    document: Document = field(repr=False, compare=False)
    origins: Origins = field(repr=False, compare=False)
    shelf: Shelf = field(default_factory=Shelf, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The folder that relative paths start from."""
        return self.source.parent

    def fault_list(self) -> FaultList:
        """An empty list for faults of values that are sound in themselves, each shown where it was written."""
        return FaultList(self.document, self.origins)

    def takeoff_utc_s(self, flight: Flight) -> float:
        """When a flight is to take off: as the scenario says, else as recorded."""
        return takeoff_utc_s(flight, self.tables)

    def resolved(self) -> dict[str, Any]:
        """The scenario as written after overrides, with defaults filled in and keys in the schema's order.

        Plain data for JSON: quantities and times as written, paths of tables relative as written.
        """
        return copy.deepcopy(dict(self.data))
