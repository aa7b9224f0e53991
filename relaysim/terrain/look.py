"""Terrain by name or file looked over, however big it is: what `relaysim terrain info` shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relaysim.errors import TerrainError
from relaysim.resources import data_folder
from relaysim.terrain.body import Body
from relaysim.terrain.fetched import fetched_file, fetched_folder
from relaysim.terrain.grid import Box
from relaysim.terrain.layers import Layered, lay
from relaysim.terrain.overview import Overview, Say, overview, overview_of_file
from relaysim.terrain.raster_file import opened
from relaysim.terrain.registry import KnownTerrain, list_terrains, open_terrain
from relaysim.terrain.source import added_body, added_sources


@dataclass(frozen=True)
class Circle:
    """The ground within `radius_m` of a place."""

    latitude_deg: float
    longitude_deg: float
    radius_m: float

    def box(self, body: Body) -> Box:
        """The box of latitude and longitude round it; all longitudes if a pole is within it."""
        lat, lon = self.latitude_deg, self.longitude_deg
        return Box(lat, lon, lat, lon).wider(self.radius_m, body)


@dataclass(frozen=True)
class Look:
    """An overview, and what it is made of if of several layers."""

    seen: Overview
    layered: Layered | None = None


def look(
    names: Sequence[str],
    *,
    as_of_sol: int | None = None,
    around: Circle | None = None,
    cell_m: float | None = None,
    say: Say = lambda _: None,
) -> Look:
    """One terrain, or several laid over each other, looked over.

    A single one is read through once with little memory; only the ground `around` a place is read of all
    others.

    Raises: TerrainError as `lay`.
    """
    if len(names) == 1 and as_of_sol is None and around is None and cell_m is None:
        return Look(_whole(names[0], say))
    box = around.box(body_of_terrain(names[0])) if around else None
    say(f"reading {', '.join(names)}")
    layered = lay(names, as_of_sol=as_of_sol, around=box, cell_m=cell_m)
    return Look(overview(layered.terrain), layered if layered.layers else None)


def body_of_terrain(name: str | Path) -> Body:
    """The figure that a terrain stands on, from its file's header.

    Raises: TerrainError as `open_terrain`.
    """
    entry = _known(name)
    if entry is not None and entry.survey is not None:
        return entry.survey.body
    if _is_added(name, entry):
        return added_body(str(name))
    with opened(_file(name, entry)) as raster:
        return raster.body


def _whole(name: str, say: Say) -> Overview:
    entry = _known(name)
    if _is_added(name, entry):
        return overview(open_terrain(name))
    if entry is None:
        return overview_of_file(_file(name, None), say=say)
    if entry.made and entry.survey is not None:
        say(f"making all of {name} from its points, most of a minute (--around LAT,LON,RADIUS_M makes less)")
        return replace(overview(open_terrain(name)), method=entry.survey.words)
    body = entry.survey.body if entry.survey else None
    file = _file(name, entry)
    seen = overview_of_file(file, name=entry.name, body=body, say=say)
    if entry.ships and seen.frame.sha256 != entry.sha256:
        raise TerrainError(f"{file}: is not the file that ships (checksum); install relaysim again")
    if entry.ships:
        return seen
    return replace(seen, frame=replace(seen.frame, source=f"{entry.what}, {entry.address}"))


def _known(name: str | Path) -> KnownTerrain | None:
    return next((entry for entry in list_terrains() if entry.name == str(name)), None)


def _is_added(name: str | Path, entry: KnownTerrain | None) -> bool:
    """Whether another package brings it: nothing else has the name."""
    return entry is None and not Path(name).exists() and str(name) in added_sources()


def _file(name: str | Path, entry: KnownTerrain | None) -> Path:
    """The file of a terrain."""
    if entry is not None:
        return data_folder("terrain") / entry.file if entry.file else fetched_file(entry, fetched_folder())
    path = Path(name)
    if not path.is_file():
        open_terrain(name)  # says what is wrong with the name
    return path
