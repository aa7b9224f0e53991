"""Terrains by name: those that ship with relaysim, those made from tables that ship, those to fetch, and files."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from rasterio.crs import CRS

from relaysim.errors import TerrainError
from relaysim.resources import data_folder
from relaysim.terrain.body import Body
from relaysim.terrain.build import build_survey_terrain
from relaysim.terrain.fetched import fetched_file, fetched_folder
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.kriging import KrigingMethod, Variogram, ordinary_kriging_words
from relaysim.terrain.projection import SAME_BODY
from relaysim.terrain.raster import open_raster
from relaysim.terrain.source import added_sources, open_added
from relaysim.terrain.survey import SurveyPoints, read_survey

REGISTRY = "registry.json"


@dataclass(frozen=True)
class SurveyRecipe:
    """How a terrain is made from its survey tables (files beside the registry)."""

    tables: tuple[str, ...]
    source: str
    body: Body
    crs: CRS
    variogram: Variogram
    method: KrigingMethod

    @property
    def words(self) -> str:
        """The method in a line."""
        return ordinary_kriging_words(self.variogram, self.method)

    def points(self, folder: Path) -> SurveyPoints:
        """All points of the tables."""
        return read_survey(*(folder / table for table in self.tables))

    def build(self, folder: Path, name: str, as_of: int | None = None, bounds: Box | None = None) -> Terrain:
        """The terrain, as `build_survey_terrain` makes it."""
        return build_survey_terrain(
            self.points(folder), name=name, body=self.body, crs=self.crs, variogram=self.variogram,
            method=self.method, as_of=as_of, bounds=bounds, source=self.source,
        )  # fmt: skip


@dataclass(frozen=True)
class KnownTerrain:
    """An entry of the registry: a file that ships (`file`), tables to make it from, or an address to fetch a file from."""

    name: str
    what: str
    file: str | None
    address: str | None
    size_bytes: int | None
    sha256: str | None
    survey: SurveyRecipe | None

    @property
    def ships(self) -> bool:
        """True if it comes with relaysim, as a file or as the tables it is made from."""
        return self.file is not None or self.survey is not None

    @property
    def made(self) -> bool:
        """True if no file of it is anywhere: it is made from its tables around what asks for it."""
        return self.file is None and self.survey is not None

    @property
    def file_name(self) -> str:
        """Name of its file in the folder of fetched terrain."""
        return f"{self.name}{PurePosixPath(self.address or '').suffix}"


def list_terrains() -> list[KnownTerrain]:
    """The built-in terrains, in the order of the registry."""
    return read_registry(data_folder("terrain"))


def read_registry(folder: Path) -> list[KnownTerrain]:
    """The entries of the registry in `folder`."""
    return [_entry(raw) for raw in json.loads((folder / REGISTRY).read_text(encoding="utf-8"))["terrains"]]


def known_terrain(name: str) -> KnownTerrain:
    """The built-in terrain of that name.

    Raises: TerrainError if there is none, with the nearest name and all there are.
    """
    known = {entry.name: entry for entry in list_terrains()}
    if name in known:
        return known[name]
    raise TerrainError(_no_such(name, list(known)))


def open_terrain(
    name_or_path: str | Path,
    *,
    body: Body | None = None,
    as_of_sol: int | None = None,
    around: Box | None = None,
) -> Terrain:
    """The terrain of that name, or the raster at that path.

    With `as_of_sol` it holds only what was surveyed by then: a survey terrain is rebuilt from its tables
    (in the box `around`, if given), a file must have been built as of that sol or an earlier one. A terrain that
    ships without a file is made so in any case: seconds for a box of some kilometres, most of a minute for all of it.
    A name that neither relaysim nor a file has may be that of an installed package (terrain.source).
    A fetched terrain is checked against its checksum, whole if its file has changed since it last was.

    Raises: TerrainError if there is none of that name, it is not on this machine or not what was fetched,
    or its heights have no dates; and as `open_raster`.
    """
    known = {entry.name: entry for entry in list_terrains()}
    entry = known.get(str(name_or_path))
    if entry is not None:
        return _open_known(entry, body, as_of_sol, around)
    path = Path(name_or_path)
    if path.is_dir():
        raise TerrainError(f"{path}: is a folder; give the raster file in it")
    if not path.exists() and path.name == str(name_or_path) and not path.suffix:
        check_terrain_name(path.name)
        terrain = open_added(path.name, body, as_of_sol, around)
    else:
        terrain = open_raster(path, body=body, around=around)
    if as_of_sol is not None and not _built_by(terrain, as_of_sol):
        raise TerrainError(_no_dates(terrain, as_of_sol))
    return terrain


def check_terrain_name(name: str) -> None:
    """The name must be one of relaysim's, or of an installed source; nothing is opened.

    Raises: TerrainError if it is neither, with the nearest name and all there are.
    """
    known = [entry.name for entry in list_terrains()]
    if name not in known and name not in (added := added_sources()):
        raise TerrainError(f"{_no_such(name, [*known, *added])}, and no file either")


def _open_known(entry: KnownTerrain, body: Body | None, as_of: int | None, around: Box | None) -> Terrain:
    """A terrain of the registry."""
    if not entry.ships:
        return _open_fetched(entry, body, as_of, around)
    folder = data_folder("terrain")
    if entry.file is not None and (as_of is None or entry.survey is None):
        terrain = open_raster(
            folder / entry.file,
            body=body or (entry.survey.body if entry.survey else None),
            around=around,
            name=entry.name,
        )
        if terrain.sha256 != entry.sha256:
            raise TerrainError(
                f"{folder / entry.file}: is not the file that ships (checksum); install relaysim again"
            )
        if as_of is not None:
            raise TerrainError(_no_dates(terrain, as_of))
        return terrain
    assert entry.survey is not None  # it ships, as a file or as tables
    own = entry.survey.body
    if body is not None and abs(body.equatorial_radius_m / own.equatorial_radius_m - 1) > SAME_BODY:
        raise TerrainError(
            f"terrain {entry.name} is of {own.name}, radius {own.equatorial_radius_m / 1000:.2f} km, but the "
            f"scenario's body {body.name} has {body.equatorial_radius_m / 1000:.2f} km"
        )
    terrain = entry.survey.build(folder, entry.name, as_of, around)
    return terrain if body is None else replace(terrain, body=replace(own, name=body.name))


def _open_fetched(entry: KnownTerrain, body: Body | None, as_of: int | None, around: Box | None) -> Terrain:
    """A terrain of the registry that was fetched."""
    terrain = open_raster(fetched_file(entry, fetched_folder()), body=body, around=around, name=entry.name)
    if as_of is not None:
        raise TerrainError(_no_dates(terrain, as_of))
    return replace(terrain, source=f"{entry.what}, {entry.address}")


def _no_such(name: str, known: list[str]) -> str:
    """The names there are, and the nearest."""
    close = difflib.get_close_matches(name, known, 1)
    guess = f"; did you mean {close[0]}?" if close else ""
    return f"no terrain is called {name!r}{guess} (there are {', '.join(known)})"


def _built_by(terrain: Terrain, as_of: int) -> bool:
    """True if the terrain was built from what was known on `as_of` or before."""
    words = (terrain.as_of or "").split()
    return len(words) == 2 and words[0] == "sol" and words[1].isdigit() and int(words[1]) <= as_of


def _no_dates(terrain: Terrain, as_of: int) -> str:
    """Why a terrain cannot be had as of a sol, and how it can."""
    if terrain.as_of:
        why = f"was built as of {terrain.as_of}"
    else:
        why = "holds survey points of all sols" if terrain.dated else "does not say what was known when"
    return (
        f"terrain {terrain.name} {why}, so it cannot be had as of sol {as_of}; make one with "
        f"`relaysim terrain build --dtm FILE --survey POINTS --as-of {as_of}`, "
        "or leave as_of out for a hindcast"
    )


def _entry(raw: dict[str, Any]) -> KnownTerrain:
    """An entry from its JSON."""
    recipe = raw.get("survey")
    survey = None if recipe is None else _recipe(recipe)
    rest = (raw.get("file"), raw.get("address"), raw.get("size_bytes"), raw.get("sha256"))
    return KnownTerrain(raw["name"], raw["what"], *rest, survey)


def _recipe(raw: dict[str, Any]) -> SurveyRecipe:
    """How to build, from its JSON."""
    return SurveyRecipe(
        tables=tuple(raw["tables"]),
        source=raw["source"],
        body=Body.sphere(raw["body"], raw["radius_m"]),
        crs=CRS.from_string(raw["crs"]),
        variogram=Variogram(**raw["variogram"]),
        method=KrigingMethod(**raw["kriging"]),
    )
