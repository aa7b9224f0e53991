"""The world of a run, built once more from its manifest: the resolved scenario, and tables and rasters found by their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from relaysim.comparison.side import RunSide
from relaysim.errors import InputError
from relaysim.links.loss_store import LossStore
from relaysim.records.run_folder import MANIFEST
from relaysim.resources import data_folder
from relaysim.scenario.document import read_document
from relaysim.scenario.loader import OpenScenario
from relaysim.scenario.shelf import Shelf
from relaysim.scenario.world import World

LOOK_IN = "name the folder it lies in with --look-in DIR"


def world_again(side: RunSide, look_in: Sequence[Path], cache: LossStore | None) -> World:
    """The world that a run was made in.

    Its tables and rasters are looked for in `look_in`, in the current folder, beside and above the run's folder, and
    among the scenarios that ship; a raster also one folder deeper. Only files with the digests of the manifest are taken.

    Raises:
        InputError: the manifest has no scenario, a file is gone or has changed, or this relaysim does not build the
            scenario any more; the message says which.
    """
    from relaysim.scenario.build_world import build_world

    manifest = side.files.manifest.values
    scenario = manifest.get("scenario")
    if not isinstance(scenario, dict):
        raise InputError(f"the {MANIFEST} of {side.name} holds no scenario")
    folders = _folders(side.folder, look_in)
    places = {**_tables(side.name, manifest, folders), **_rasters(side.name, manifest, scenario, folders)}
    path = side.folder / MANIFEST
    document = read_document(json.dumps(scenario, ensure_ascii=False), str(path))
    world = build_world(OpenScenario(path, document, Shelf(places)).load(), cache)
    wanted = _digest_of_terrain(manifest)
    if world.link.terrain.sha256 != wanted:
        raise InputError(
            f"the terrain of {side.name} ({world.link.terrain.name}) is not the one of the run any more: its SHA-256 "
            f"is {world.link.terrain.sha256[:12]}…, the run had {wanted[:12]}…"
        )
    return world


def _folders(run: Path, look_in: Sequence[Path]) -> list[Path]:
    own = run.resolve()
    beside = [own.parent, own.parent.parent]
    return list(dict.fromkeys([*look_in, Path.cwd(), *beside, data_folder("scenarios")]))


def _tables(name: str, manifest: Mapping[str, Any], folders: Sequence[Path]) -> dict[str, Path]:
    digests = manifest.get("tables")
    found = {}
    for table, digest in (digests if isinstance(digests, dict) else {}).items():
        same = (path for path in _candidates(str(table), folders, "") if _sha256(path) == digest)
        place = next(same, None)
        if place is None:
            raise InputError(
                f"the table {table} of {name}, as it was then, is in none of the folders looked in: {LOOK_IN}"
            )
        found[str(table)] = place
    return found


def _rasters(
    name: str, manifest: Mapping[str, Any], scenario: Mapping[str, Any], folders: Sequence[Path]
) -> dict[str, Path]:
    """Where the rasters of the terrain lie; names of terrains that relaysim has itself are none."""
    terrain = scenario.get("terrain")
    source = terrain.get("source") if isinstance(terrain, dict) else None
    named = [str(one) for one in (source if isinstance(source, list) else [source])]
    found = {}
    for raster in named:
        there = [*_candidates(raster, folders, ""), *_candidates(raster, folders, "*/")]
        if not there and Path(raster).suffix:
            raise InputError(f"the raster {raster} of {name} is in none of the folders looked in: {LOOK_IN}")
        if there:
            wanted = _digest_of_terrain(manifest) if len(there) > 1 and len(named) == 1 else ""
            found[raster] = next((one for one in there if wanted and _sha256(one) == wanted), there[0])
    return found


def _candidates(file: str, folders: Sequence[Path], deeper: str) -> Iterator[Path]:
    for folder in folders:
        try:
            paths = sorted(folder.glob(f"{deeper}{file}")) if deeper else [folder / file]
            yield from (path.resolve() for path in paths if path.is_file())
        except (OSError, ValueError, NotImplementedError):
            continue  # a name that no file can have


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _digest_of_terrain(manifest: Mapping[str, Any]) -> str:
    terrain = manifest.get("terrain")
    return str(terrain.get("sha256", "")) if isinstance(terrain, dict) else ""
