"""Terrain that another package brings by a name: asked for like a file, and looked at like one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import InputError, OutsideTerrain, TerrainError
from relaysim.plugins import TERRAIN_SOURCES as KIND
from relaysim.plugins import BadAnswer, blamed_on, installed_plugins, plugin_object, plugin_package
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box, Terrain, content_sha256
from relaysim.terrain.raster import part
from relaysim.terrain.raster_checks import HeightRange, checked_body, checked_crs, checked_transform
from relaysim.terrain.window import cells_of_box


class TerrainSource(Protocol):
    """Ground by request; the group of its entry points is `relaysim.terrain_sources`.

    Attributes:
        body: the figure that its ground stands on.
    """

    @property
    def body(self) -> Body: ...

    def open(self, *, body: Body, as_of_sol: int | None, around: Box | None) -> Terrain:
        """The ground, with the same bytes for the same question at all times and on all machines.

        Args:
            body: the one that is asked for; the source's own, or one of the same size under another name.
            as_of_sol: only what was known by then, and `Terrain.as_of` says so ("sol 776"); None for all of it.
            around: the least that must be there, if the source has it; all the source has where None.

        Raises:
            OutsideTerrain: there is no ground there.
            TerrainError: it cannot be had as of a day, say.
        """
        ...


def added_sources() -> dict[str, str]:
    """The package of each terrain that other packages bring, by its name."""
    return {plugin.name: plugin.package for plugin in installed_plugins(KIND)}


def added_body(name: str) -> Body:
    """The figure that an installed source's ground stands on."""
    body = _source(name).body
    if not isinstance(body, Body):
        raise TerrainError(f"terrain {name} of {plugin_package(KIND, name)}: its body is no relaysim.Body")
    return body


def open_added(name: str, body: Body | None, as_of_sol: int | None, around: Box | None) -> Terrain:
    """The ground of an installed source, held to what files are held to; of `around` only, and two cells more.

    Its checksum is of its content.

    Raises: TerrainError where the source fails, or gives what cannot be ground; OutsideTerrain if it reaches not so far.
    """
    wanted = body or added_body(name)
    package = plugin_package(KIND, name)
    try:
        with blamed_on(KIND, name):
            terrain = _sound(_source(name).open(body=wanted, as_of_sol=as_of_sol, around=around))
    except TerrainError:
        raise
    except InputError as error:
        raise TerrainError(str(error)) from error.__cause__
    called = Path(f"terrain {name} of {package}")
    own = checked_body(called, checked_crs(called, terrain), wanted)
    checked_transform(called, terrain.transform)
    terrain = terrain if around is None else _cut(str(called), terrain, around)
    found = HeightRange()
    found.add(terrain.heights_m)
    if not found.known:
        raise OutsideTerrain(f"{called}: has no height {f'at {part(around)}' if around else 'anywhere'}")
    found.check(called, own)
    digest = content_sha256(terrain.heights_m, terrain.sigma_m, terrain.transform, terrain.crs)
    source = f"{terrain.source} ({package})" if terrain.source else package or ""
    return replace(terrain, name=name, body=own, sha256=digest, source=source)


def _source(name: str) -> TerrainSource:
    source: TerrainSource = plugin_object(KIND, name, ("body", "open"))
    return source


def _sound(given: object) -> Terrain:
    """What a source gave, its heights as those of a file are: hidden ones unknown, and no air above them.

    Raises: BadAnswer where it is no raster of heights.
    """
    if not isinstance(given, Terrain):
        raise BadAnswer(f"open gave {type(given).__name__}, not a relaysim.Terrain")
    if not isinstance(given.crs, CRS) or not isinstance(given.transform, Affine):
        raise BadAnswer("crs and transform are a rasterio.crs.CRS and a rasterio.transform.Affine")
    if not isinstance(given.as_of, str | None) or not isinstance(given.source, str):
        raise BadAnswer('source and as_of are words ("sol 776"), as_of None for ground of no day')
    heights_m = _sound_band(given.heights_m)
    sigma_m = None if given.sigma_m is None else _sound_band(given.sigma_m)
    if sigma_m is not None and sigma_m.shape != heights_m.shape:
        raise BadAnswer(
            f"heights of the shape {heights_m.shape} and a sigma of {sigma_m.shape}; both are alike"
        )
    return replace(given, heights_m=heights_m, sigma_m=sigma_m, k_factor=1.0)


def _sound_band(band: Any) -> Any:
    """A band's numbers; what a masked array hides is unknown."""
    if not isinstance(band, np.ndarray) or band.dtype not in (np.float32, np.float64):
        raise BadAnswer("heights and their sigma are arrays of float32 or float64")
    if band.ndim != 2 or min(band.shape) < 2:
        raise BadAnswer(f"a band has the shape {band.shape}; 2 x 2 cells at least")
    plain = np.ascontiguousarray(np.ma.filled(band, np.nan))
    if np.isinf(plain).any():
        raise BadAnswer("a height is infinite; nan says that it is unknown")
    return plain


def _cut(called: str, terrain: Terrain, around: Box) -> Terrain:
    """The cells of a box: what a source gives beside them changes nothing, not even a checksum."""
    rows, cols = terrain.heights_m.shape
    cells = cells_of_box(around, terrain.crs, terrain.transform, (rows, cols))
    if cells is None:
        raise OutsideTerrain(f"{called}: does not reach the place asked for ({part(around)})")
    if cells.left < 0 or cells.right > cols:
        return terrain  # it goes all round the body
    here: Any = np.s_[cells.top : cells.bottom, cells.left : cells.right]
    heights: Any = np.ascontiguousarray(terrain.heights_m[here])
    sigma: Any = None if terrain.sigma_m is None else np.ascontiguousarray(terrain.sigma_m[here])
    t = terrain.transform
    return replace(
        terrain,
        heights_m=heights,
        sigma_m=sigma,
        transform=Affine(t.a, 0.0, t.c + t.a * cells.left, 0.0, t.e, t.f + t.e * cells.top),
    )
