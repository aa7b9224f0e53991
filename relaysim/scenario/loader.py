"""From a name or a file to a checked scenario: read, override, check everything, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from relaysim.clock.local_clock import LocalClock
from relaysim.errors import Fault, ScenarioError
from relaysim.scenario.builtin import find_scenario
from relaysim.scenario.check_vehicle import resolve_vehicle
from relaysim.scenario.checks import check_all
from relaysim.scenario.clock_readings import spacecraft_clock
from relaysim.scenario.document import Document, read_document
from relaysim.scenario.flight_waypoints import with_flight_routes
from relaysim.scenario.load_earth import EarthSources, load_earth
from relaysim.scenario.load_route import load_rover_route
from relaysim.scenario.load_tables import TableReader, load_tables
from relaysim.scenario.overrides import Override, Overrides
from relaysim.scenario.places import FaultList
from relaysim.scenario.read_model import read_model
from relaysim.scenario.resolved import resolve
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_place import Clock
from relaysim.scenario.shelf import Shelf
from relaysim.scenario.tables import Tables
from relaysim.scenario.text_file import read_text
from relaysim.scenario.times import Reading

MOST_BYTES = 5_000_000


def load_scenario(
    source: str | Path,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    seed: int | None = None,
) -> Scenario:
    """The scenario of a built-in name or a YAML file.

    Args:
        overrides: texts "path.to.field=value", applied in order.
        terrain: a built-in terrain or the path of a raster, relative to the current folder, or several of them,
            the first that has a height wins; take the place of the scenario's.
        seed: wins over the file and its overrides.

    Raises:
        ScenarioError: with every fault of file, tables and overrides, in the order of the file.
    """
    return open_scenario(source).load(overrides, terrain, seed)


@dataclass(frozen=True)
class OpenScenario:
    """A scenario file that has been read, and not yet checked: it can be loaded many times, each with its overrides.

    Attributes:
        path: the file; paths in it are relative to its folder.
        document: the file as plain data.
        shelf: its tables, read at the first load.
    """

    path: Path
    document: Document
    shelf: Shelf = field(default_factory=Shelf)

    def load(
        self,
        overrides: Sequence[str] = (),
        terrain: str | Sequence[str] | None = None,
        seed: int | None = None,
    ) -> Scenario:
        """The scenario with overrides; arguments and errors as of `load_scenario`."""
        document = replace(self.document, data=_own_copy(self.document.data))
        applied = Overrides(document.data)
        for override in overrides:
            applied.apply_text(override)
        if terrain is not None:
            named = [terrain] if isinstance(terrain, str) else list(terrain)
            option = " ".join(f"--terrain {one}" for one in named)
            applied.apply(Override(option, "terrain.source", named if len(named) != 1 else named[0]))
        if seed is not None:
            applied.apply(Override(f"--seed {seed}", "seed", seed))
        faults = FaultList(document, applied.origins, [*document.faults, *applied.faults])
        reader = TableReader(self.path.parent, Path(document.file).parent, faults, shelf=self.shelf)
        return _check(self.path, document, reader, tuple(overrides), terrain is not None)


def open_scenario(source: str | Path) -> OpenScenario:
    """The file of a built-in name or a path, read.

    Raises:
        ScenarioError: there is no such file, or it holds nothing that could be checked.
    """
    path = find_scenario(source)
    text = read_text(path, _shown(path, source), MOST_BYTES, "scenario")
    if isinstance(text, Fault):
        raise ScenarioError([text])
    document = read_document(text, _shown(path, source))
    if document.faults and not document.data:
        raise ScenarioError(document.faults)
    if "relaysim_study" in document.data and "relaysim" not in document.data:
        shown = _shown(path, source)
        message = f"this is a study, not a scenario: relaysim campaign {shown}"
        raise ScenarioError([Fault(shown, 0, 0, "", message)])
    return OpenScenario(path, document)


def _own_copy(data: Any) -> Any:
    """Plain data whose lists and mappings are nobody else's."""
    if isinstance(data, dict):
        return {key: _own_copy(value) for key, value in data.items()}
    return [_own_copy(item) for item in data] if isinstance(data, list) else data


def _check(
    path: Path, document: Document, reader: TableReader, overrides: tuple[str, ...], from_here: bool
) -> Scenario:
    clock, faults = _clock(document), reader.faults
    model = read_model(ScenarioModel, document, Reading(clock), faults)
    reader.counts = spacecraft_clock(model, faults)
    sources, tables = _read(model, reader, clock)
    model = with_flight_routes(model, reader)
    check_all(model, tables, sources, clock, faults)
    resolved_terrain = _terrain(model, reader, from_here)
    if faults.faults or clock is None:
        raise ScenarioError(faults.in_order())
    data = resolve(ScenarioModel, document.data)
    resolve_vehicle(data)
    return Scenario(
        model,
        path,
        clock,
        resolved_terrain,
        tables,
        sources,
        dict(sorted(reader.digests.items())),
        overrides,
        data,
        document,
        faults.origins,
        reader.shelf,
    )


def _read(model: ScenarioModel, reader: TableReader, clock: LocalClock | None) -> tuple[EarthSources, Tables]:
    """The files that the scenario names."""
    tables = load_tables(model, reader)
    if model.rover is not None and model.rover.route is not None:
        drives, drive_paths, route = load_rover_route(model, reader, clock)
        tables = replace(tables, drives=drives, drive_paths=drive_paths, route=route)
    sources = load_earth(model, reader)
    if sources.light_time is not None:
        tables = replace(tables, light_time=sources.light_time)
    return sources, tables


def _clock(document: Document) -> LocalClock | None:
    # The clock is read before everything else, because local times need it; its faults are found later.
    try:
        return Clock.model_validate(document.data.get("clock"), context=Reading(None)).local_clock
    except ValidationError:
        return None


def _terrain(
    model: ScenarioModel, reader: TableReader, from_here: bool
) -> str | Path | tuple[str | Path, ...]:
    sources = model.terrain.source if model.terrain is not None else None
    found = []
    for number, source in enumerate(sources or ()):
        place = reader.shelf.places.get(source) or _raster(source, Path.cwd() if from_here else reader.folder)
        if place is None:
            where = "the current folder" if from_here else "the scenario file"
            item = () if len(sources or ()) == 1 else (number,)
            message = f"there is no raster '{source}' (relative to {where})"
            reader.faults.add(("terrain", "source", *item), message)
        found.append(place or source)
    return found[0] if len(found) == 1 else tuple(found)


def _raster(source: str, start: Path) -> str | Path | None:
    """The file of that path, or the name if it can be one; None if it is the path of no file."""
    path = start / source
    try:
        if path.is_file():
            return path.resolve()
    except (OSError, ValueError):
        pass  # no path can be written so: a name, or a fault
    return None if "/" in source or "\\" in source or Path(source).suffix else source


def _shown(path: Path, source: str | Path) -> str:
    """How messages name the file: as the user did, or its path where the user gave a built-in name."""
    if path == Path(source):
        return str(source)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
