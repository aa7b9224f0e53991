"""What travels to every worker: the scenario's text, its tables and its ground, so that a worker needs none of the user's files."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relaysim.campaign.runs.kriged_ground import CarriedErrors, carry_errors
from relaysim.campaign.study.study import Study, Variant
from relaysim.errors import InputError
from relaysim.plugins import InstalledCode
from relaysim.scenario.document import Document
from relaysim.scenario.ground_plan import GroundWish, ground_wish, open_wish, site_frame
from relaysim.scenario.loader import OpenScenario, open_scenario
from relaysim.scenario.plugins_used import plugins_used
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.shelf import Shelf
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.layers import Layered

if TYPE_CHECKING:
    from relaysim.engine.job import Arrays

# Variants whose scenario is loaded before the first run: 25 ms each.
MOST_LOOKED_AT = 2000
MOST_OPENED = 4  # grounds a worker keeps of those it opened itself
# How near two boxes of ground are the same: a tenth of a millimetre.
SAME_DEG = 1e-9


@dataclass(frozen=True)
class CarriedFile:
    """A table, a contact plan or a kernel: its bytes are `array` of the work's arrays."""

    sha256: str
    array: str


@dataclass(frozen=True)
class CarriedGround:
    """One ground that variants ask for; heights and band are among the work's arrays.

    Attributes:
        wish: what it answers.
        ground: as opened, without its heights.
        heights, sigma: names of the arrays; sigma None where the terrain has no band.
    """

    wish: GroundWish
    ground: Layered
    heights: str
    sigma: str | None

    def unpacked(self, arrays: Arrays, *, own: bool) -> Layered:
        """The ground with its heights, in an array of its own if so wished."""
        heights: Any = np.array(arrays[self.heights]) if own else arrays[self.heights]
        sigma: Any = None if self.sigma is None else arrays[self.sigma]
        terrain = dataclasses.replace(self.ground.terrain, heights_m=heights, sigma_m=sigma)
        return dataclasses.replace(self.ground, terrain=terrain)


@dataclass(frozen=True)
class Carried:
    """The base of all runs.

    Attributes:
        path: the scenario's file; it need not be there on a worker.
        rasters: where each raster lies, by its name as written; none need be there.
        site: whose origin drawn fields count from, in all variants.
        digest: of everything here and in the arrays that a run's answer depends on.
        errors: of the grounds, where kriging tells them.
        plugins: what other packages do for the runs; every worker must have the same.
    """

    path: Path
    document: Document
    files: Mapping[str, CarriedFile]
    rasters: Mapping[str, Path]
    grounds: tuple[CarriedGround, ...]
    site: LocalFrame
    digest: str
    errors: tuple[CarriedErrors, ...] = ()
    plugins: tuple[InstalledCode, ...] = ()


def carry(study: Study) -> tuple[Carried, dict[str, NDArray[np.generic]]]:
    """What the runs of a study need, and its large parts.

    Raises:
        InputError: scenario, tables or terrain of a variant cannot be used; the message names the variant.
    """
    opened = open_scenario(study.scenario)
    files: dict[str, str] = {}
    rasters: dict[str, Path] = {}
    wishes: list[GroundWish] = []
    site: LocalFrame | None = None
    plugins: dict[InstalledCode, None] = {}
    for variant in _looked_at(study):
        scenario = variant_scenario(opened, study, variant)
        frame = site_frame(scenario)
        site = site or frame
        files |= scenario.table_digests
        rasters |= dict(_rasters(scenario))
        plugins |= dict.fromkeys(plugins_used(scenario.data))
        wish = ground_wish(scenario, frame)
        if wish not in wishes:
            wishes.append(wish)
    assert site is not None  # a study has variants
    arrays: dict[str, NDArray[np.generic]] = {}
    grounds = tuple(_ground(wish, number, arrays) for number, wish in enumerate(wishes))
    carried = {name: _file(opened, name, number, arrays) for number, name in enumerate(sorted(files))}
    path, document = opened.path.resolve(), opened.document
    kriged = study.terrain is not None and study.terrain.model == "kriging"
    errors = carry_errors(wishes, arrays) if kriged else ()
    added = tuple(sorted(plugins, key=lambda one: one.identity))
    digest = _digest(document, carried, grounds, errors, site, added)
    return Carried(path, document, carried, rasters, grounds, site, digest, errors, added), arrays


def wishes_of(opened: OpenScenario, study: Study) -> list[GroundWish]:
    """The grounds that the variants ask for, as `carry` takes them.

    Raises:
        InputError: a variant cannot be; the message names it.
    """
    scenarios = (variant_scenario(opened, study, variant) for variant in _looked_at(study))
    return [ground_wish(scenario, site_frame(scenario)) for scenario in scenarios]


def _looked_at(study: Study) -> list[Variant]:
    """The variants that set something no variant before them has set: all levels of a grid are in a few of them.

    Raises:
        InputError: they are too many to load one by one.
    """
    known: set[str] = set()
    found: list[Variant] = []
    for variant in study.variants:
        if not found or not known.issuperset(variant.settings):
            found.append(variant)
            known.update(variant.settings)
    if len(found) > MOST_LOOKED_AT:
        raise InputError(
            f"{len(found):,} variants of {study.name} set something of their own, and each must be read before the first run: "
            f"at most {MOST_LOOKED_AT:,}; draw it instead (uncertain), or make several studies of it"
        )
    return found


def variant_scenario(opened: OpenScenario, study: Study, variant: Variant) -> Scenario:
    """A variant without anything drawn.

    Raises:
        InputError: it cannot be; the message names the variant.
    """
    try:
        return opened.load((*study.settings, *variant.settings))
    except InputError as error:
        if len(study.variants) == 1:
            raise
        raise InputError(f"variant {variant.number} ({variant.name}): {error}") from error


class CarriedFolder:
    """A folder for carried files, gone with this object or with the process."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="relaysim-worker-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def unpack_scenario(carried: Carried, arrays: Arrays) -> tuple[OpenScenario, CarriedFolder | None]:
    """The scenario on this machine: its files where they were, if they are the same there, else the carried ones.

    Those lie in the folder of the answer, for as long as it is kept.
    """
    places = dict(carried.rasters)
    folder: CarriedFolder | None = None
    for number, (name, file) in enumerate(carried.files.items()):
        if _is_same(carried.path.parent / name, file.sha256):
            continue
        folder = folder or CarriedFolder()
        places[name] = folder.path / f"{number}{Path(name).suffix}"
        places[name].write_bytes(arrays[file.array].tobytes())
    return OpenScenario(carried.path, carried.document, Shelf(places)), folder


class Grounds:
    """The grounds a worker has: those carried, and those it had to open itself."""

    def __init__(self, carried: Sequence[CarriedGround], arrays: Arrays, *, own: bool) -> None:
        """`own`: heights in memory of this process: kernels take none that may not be written."""
        self._carried = [(one.wish, one.unpacked(arrays, own=own)) for one in carried]
        self._opened: list[tuple[GroundWish, Layered]] = []

    def open(self, wish: GroundWish) -> Layered:
        """The ground of a wish.

        Raises:
            InputError: it was not carried, and its raster is not on this machine.
        """
        for known, ground in (*self._carried, *self._opened):
            if _is_one(known, wish):
                return ground
        ground = open_wish(wish)
        self._opened = [*self._opened[1 - MOST_OPENED :], (wish, ground)]
        return ground


def _rasters(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    """Every raster of a scenario that is a file, by its name as written."""
    places = scenario.terrain if isinstance(scenario.terrain, tuple) else (scenario.terrain,)
    for name, place in zip(scenario.model.terrain.source, places, strict=True):
        if isinstance(place, Path):
            yield name, place


def _ground(wish: GroundWish, number: int, arrays: dict[str, NDArray[np.generic]]) -> CarriedGround:
    ground = open_wish(wish)
    terrain, nothing = ground.terrain, np.zeros((0, 0))
    heights, sigma = f"heights {number}", None if terrain.sigma_m is None else f"sigma {number}"
    arrays[heights] = np.ascontiguousarray(terrain.heights_m, dtype=np.float64)
    if sigma is not None and terrain.sigma_m is not None:
        arrays[sigma] = np.ascontiguousarray(terrain.sigma_m)
    empty = dataclasses.replace(terrain, heights_m=nothing, sigma_m=None)
    return CarriedGround(wish, dataclasses.replace(ground, terrain=empty), heights, sigma)


def _file(
    opened: OpenScenario, name: str, number: int, arrays: dict[str, NDArray[np.generic]]
) -> CarriedFile:
    content = opened.shelf.place(opened.path.parent, name).read_bytes()
    arrays[f"file {number}"] = np.frombuffer(content, dtype=np.uint8)
    return CarriedFile(hashlib.sha256(content).hexdigest(), f"file {number}")


def _is_same(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except (OSError, ValueError):
        return False


def _is_one(one: GroundWish, other: GroundWish) -> bool:
    """Whether two wishes are for the same ground; boxes may differ by rounding from machine to machine."""
    near = max(abs(a - b) for a, b in zip(one.around, other.around, strict=True)) <= SAME_DEG
    return near and dataclasses.replace(one, around=other.around) == other


def _digest(
    document: Document,
    files: Mapping[str, CarriedFile],
    grounds: Sequence[CarriedGround],
    errors: Sequence[CarriedErrors],
    site: LocalFrame,
    plugins: Sequence[InstalledCode],
) -> str:
    told = {
        "scenario": document.data,
        "files": {name: file.sha256 for name, file in files.items()},
        "grounds": [
            [one.ground.terrain.sha256, one.ground.terrain.as_of, list(one.wish.around)] for one in grounds
        ],
        "errors": [one.errors.sha256 for one in errors],
        "site": [site.latitude_deg, site.longitude_deg],
        "plugins": [one.identity for one in plugins],
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()
