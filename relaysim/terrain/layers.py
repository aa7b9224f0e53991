"""Several rasters as one terrain: where the first has no height the next one gives it, and so on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.coordinates import coordinates
from relaysim.terrain.grid import Box, Terrain, content_sha256
from relaysim.terrain.layer_fill import NOBODY, fill
from relaysim.terrain.projection import EARTH_RADIUS_M, SAME_BODY
from relaysim.terrain.raster import MOST_CELLS, part
from relaysim.terrain.raster_file import empty
from relaysim.terrain.registry import open_terrain
from relaysim.terrain.seams import Seam, seams_of
from relaysim.terrain.window import span_of_box


@dataclass(frozen=True)
class Layer:
    """One of the rasters: its cell size, and the share of the known ground that has its heights."""

    name: str
    source: str
    cell_m: float
    share: float
    sha256: str


@dataclass(frozen=True)
class Layered:
    """A terrain made of layers, in order of priority, and what can be said of its seams."""

    terrain: Terrain
    layers: tuple[Layer, ...] = ()
    seams: tuple[Seam, ...] = ()


def open_layers(
    names_or_paths: Sequence[str | Path],
    *,
    body: Body | None = None,
    as_of_sol: int | None = None,
    around: Box | None = None,
    cell_m: float | None = None,
) -> Terrain:
    """Several terrains or rasters as one: each place takes the height of the first that has one there.

    The result is in the frame of the first that reaches `around`, in cells of about the finest or of `cell_m`, over
    `around` or over all layers together. No step between layers is smoothed away: `relaysim terrain info` tells how
    big they are. `body` is the one that all must be of; `as_of_sol` takes what was surveyed by then.

    Raises: TerrainError if a layer cannot be opened, is of another body, or there would be too many cells;
    OutsideTerrain if none reaches `around`.
    """
    return lay(names_or_paths, body=body, as_of_sol=as_of_sol, around=around, cell_m=cell_m).terrain


def lay(
    names_or_paths: Sequence[str | Path],
    *,
    body: Body | None = None,
    as_of_sol: int | None = None,
    around: Box | None = None,
    cell_m: float | None = None,
) -> Layered:
    """Several terrains or rasters as one, with what they are and how well they meet.

    The result is in the frame of the first that reaches `around`, on its cells, cut to about the size of
    the finest layer there or to `cell_m`, over `around` or over all layers together. Each cell takes the
    height of the first layer that has one there, bilinear; the first layer's own where the cells are the
    same, bit for bit. Sigma is that of the same layer, nan where that has none. No step is smoothed away.
    A cell larger than the layer's own has the height at its centre, no mean: crests between centres are lost.
    One name alone is that terrain, unless `cell_m` is given.

    Only the cells of `around` are read. Latitudes on a sphere count as planetocentric, on a flattened
    figure as planetographic: layers on both kinds of figure meet where they should.

    Raises: TerrainError if a layer cannot be opened, is of another body, or there would be too many cells;
    OutsideTerrain if none reaches `around`.
    """
    opened = _opened(names_or_paths, body, as_of_sol, around)
    if len(names_or_paths) == 1 and cell_m is None:
        return Layered(opened[0])
    frame = _frame(opened, around, cell_m)
    which: NDArray[np.uint8] = np.full(frame.heights_m.shape, NOBODY, dtype=np.uint8)
    for number, layer in enumerate(opened):
        fill(frame, which, number, layer)
    if not (which != NOBODY).any():
        east_m, north_m = frame.cell_extent_m
        raise OutsideTerrain(
            f"{frame.name}: no layer has a height {_where(around)} at the centre of a cell of {east_m:.4g} x {north_m:.4g} m; "
            "take smaller cells (--cell), or another place"
        )
    terrain = _named(frame, opened, as_of_sol)
    known = max(int(np.count_nonzero(which != NOBODY)), 1)
    layers = tuple(
        Layer(t.name, t.source, t.cell_size_m, float(np.count_nonzero(which == n)) / known, t.sha256)
        for n, t in enumerate(opened)
    )
    return Layered(terrain, layers, seams_of(terrain, which, opened))


def _opened(
    names: Sequence[str | Path], body: Body | None, as_of_sol: int | None, around: Box | None
) -> list[Terrain]:
    """The layers that reach the place, in order."""
    if not names:
        raise TerrainError("no terrain is named: give at least one name or file")
    if len(names) >= NOBODY:
        raise TerrainError(f"{len(names)} layers are too many; merge some with gdalwarp first")
    found: list[Terrain] = []
    outside: OutsideTerrain | None = None
    for name in names:
        try:
            terrain = open_terrain(name, body=body, as_of_sol=as_of_sol, around=around)
        except OutsideTerrain as error:
            outside = outside or error
            continue
        _check_figures(found, terrain)
        body = body or terrain.body
        found.append(terrain)
    if outside and not found:
        raise outside if len(names) == 1 else OutsideTerrain(f"none of the layers reaches it: {outside}")
    return found


def _check_figures(found: list[Terrain], terrain: Terrain) -> None:
    """On the Earth a sphere's latitudes may be meant either way, so that nothing can be put beside them."""
    earth = abs(terrain.body.equatorial_radius_m / EARTH_RADIUS_M - 1) < SAME_BODY
    if found and earth and found[0].body.is_sphere != terrain.body.is_sphere:
        raise TerrainError(
            f"{terrain.name} and {found[0].name} stand on different figures of the Earth, a sphere and an ellipsoid: "
            "warp one of them to the other's frame with gdalwarp"
        )


def _frame(layers: list[Terrain], around: Box | None, cell_m: float | None) -> Terrain:
    """The terrain that the layers are laid into: empty, or the first one where that covers it all."""
    first = layers[0]
    wanted = cell_m if cell_m is not None else min(layer.cell_size_m for layer in layers)
    step_x, step_y = (_step(extent / wanted) for extent in first.cell_extent_m)
    low_x, low_y, high_x, high_y = _span(layers, around)
    left, top = math.floor(low_x / step_x + 1e-6), math.floor(low_y / step_y + 1e-6)
    cols, rows = math.ceil(high_x / step_x - 1e-6) - left, math.ceil(high_y / step_y - 1e-6) - top
    if rows * cols > MOST_CELLS:
        _too_many(layers, rows, cols, wanted, around)
    name = "+".join(layer.name for layer in layers)
    high, wide = first.heights_m.shape
    double = any(t.heights_m.dtype == np.float64 for t in layers)
    with_sigma = any(t.sigma_m is not None for t in layers)
    inside = min(left, top) >= 0 and left + cols <= wide and top + rows <= high
    if inside and step_x == step_y == 1.0 and double == (first.heights_m.dtype == np.float64):
        sigma = first.sigma_m  # the first layer's own arrays: no second ones
        if with_sigma and sigma is None:
            sigma = empty((high, wide), double=double)
        return replace(first, name=name, sigma_m=sigma)
    a, e = first.transform.a * step_x, first.transform.e * step_y
    transform = Affine(a, 0.0, first.transform.c + a * left, 0.0, e, first.transform.f + e * top)
    sigma = empty((rows, cols), double=double) if with_sigma else None
    return Terrain(
        name=name, body=first.body, heights_m=empty((rows, cols), double=double),
        sigma_m=sigma, transform=transform, crs=first.crs, sha256="", source="",
    )  # fmt: skip


def _step(ratio: float) -> float:
    """Size of the new cells in cells of the first layer: a whole part or a whole multiple."""
    return 1.0 / max(1, round(ratio)) if ratio >= 1 else float(max(1, round(1 / ratio)))


def _span(layers: list[Terrain], around: Box | None) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the ground wanted, in edges of the first layer's cells."""
    first = layers[0]
    if around is not None:
        span = span_of_box(around, first.crs, first.transform, first.heights_m.shape)
        if span is None:
            raise OutsideTerrain(f"{first.name}: its frame has no place for {part(around)}")
        return span
    spans = [(0.0, 0.0, float(first.heights_m.shape[1]), float(first.heights_m.shape[0]))]
    for layer in layers[1:]:
        rows, cols = layer.heights_m.shape
        down, across = np.meshgrid(np.linspace(-0.5, rows - 0.5, 33), np.linspace(-0.5, cols - 0.5, 33))
        col, row = coordinates(layer, first, across.ravel(), down.ravel())
        good = np.isfinite(col) & np.isfinite(row)
        if good.any():
            col, row = col[good] + 0.5, row[good] + 0.5
            spans.append((float(col.min()), float(row.min()), float(col.max()), float(row.max())))
    left, top, right, bottom = (np.array(side) for side in zip(*spans, strict=True))
    return float(left.min()), float(top.min()), float(right.max()), float(bottom.max())


def _too_many(layers: list[Terrain], rows: int, cols: int, cell_m: float, around: Box | None) -> None:
    """Says which cells or radius would do."""
    enough = cell_m * math.sqrt(rows * cols / MOST_CELLS)
    digit = 10 ** math.floor(math.log10(enough))
    coarser = math.ceil(enough * 1.01 / digit * 10) / 10 * digit
    radius = math.sqrt(MOST_CELLS) / 2 * cell_m * 0.95
    digit = 10 ** (math.floor(math.log10(radius)) - 1)
    radius = math.floor(radius / digit) * digit
    raise TerrainError(
        f"{' + '.join(layer.name for layer in layers)}: {cols} x {rows} cells of {cell_m:.3g} m are too many (at most "
        f"{MOST_CELLS / 1e6:.0f} million): take cells of {coarser:g} m or more (--cell), or the ground within "
        f"{radius:g} m of a place (--around LAT,LON,RADIUS_M, or --radius of a viewshed)"
    )


def _named(frame: Terrain, layers: list[Terrain], as_of_sol: int | None) -> Terrain:
    """The frame with its names, dates and checksum."""
    dates = {layer.as_of for layer in layers}
    if as_of_sol is not None:
        as_of: str | None = max((date or "" for date in dates), key=lambda date: int(date.split()[-1]))
    else:
        as_of = dates.pop() if len(dates) == 1 else None
    source = "; ".join(f"{layer.source} (sha256 {layer.sha256[:12]})" for layer in layers)
    digest = content_sha256(frame.heights_m, frame.sigma_m, frame.transform, frame.crs)
    return Terrain(
        name=frame.name, body=frame.body, heights_m=frame.heights_m, sigma_m=frame.sigma_m, transform=frame.transform,
        crs=frame.crs, sha256=digest, source=source, as_of=as_of, dated=any(layer.dated for layer in layers),
    )  # fmt: skip


def _where(around: Box | None) -> str:
    return f"at {part(around)}" if around else "anywhere"
