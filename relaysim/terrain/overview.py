"""A terrain seen from far: heights averaged to a small grid, in one pass over a raster of any size."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import TerrainError
from relaysim.terrain.body import Body, Floats
from relaysim.terrain.grid import Heights, Terrain
from relaysim.terrain.raster_checks import HeightRange
from relaysim.terrain.raster_file import PIECE_CELLS, RasterFile, opened
from relaysim.terrain.window import Cells

LONG_SIDE = 850  # cells of the small grid, or up to a quarter more
SIGMA_CELLS = 4_000_000  # uncertainties kept for their quantiles; of more cells every k-th is

Say = Callable[[str], None]


class Piece(NamedTuple):
    """Some of a raster's cells; sigma is None where there is none."""

    cells: Cells
    heights_m: Heights
    sigma_m: Heights | None


@dataclass(frozen=True)
class Overview:
    """What a whole raster holds.

    frame       the raster as Terrain; only its frame, size, names and checksum are meant
    low_m, high_m, known    least and greatest height, and how many cells have one: exact
    mean_m      (h, w) mean of the known cells below each cell of the small grid; nan if there is none
    sigma_m     (5, 50, 95 %) quantiles of the standard deviation; None without
    method      how the file says it was made
    """

    frame: Terrain
    low_m: float
    high_m: float
    known: int
    mean_m: Floats
    sigma_m: tuple[float, float, float] | None
    method: str | None = None


def overview(terrain: Terrain) -> Overview:
    """The overview of a terrain in memory."""
    return _overview(terrain, _strips(terrain), HeightRange(), terrain.name)


def _strips(terrain: Terrain) -> Iterator[Piece]:
    """A terrain in memory, some rows at a time: what is made of them never takes much room."""
    rows, cols = terrain.heights_m.shape
    for top in range(0, rows, high := max(PIECE_CELLS // cols, 1)):
        cells = Cells(0, top, cols, min(top + high, rows))
        here = np.s_[top : cells.bottom]
        yield Piece(
            cells, terrain.heights_m[here], None if terrain.sigma_m is None else terrain.sigma_m[here]
        )


def overview_of_file(
    path: Path, *, name: str | None = None, body: Body | None = None, say: Say = lambda _: None
) -> Overview:
    """The overview of a raster file of any size, read once, with the checksum of the whole file.

    Raises: TerrainError as `open_raster`, but none for its size.
    """
    with opened(path, body) as raster:
        found = HeightRange(*raster.scale_offset)
        seen = _overview(raster.outline(name or path.stem), _pieces(raster, say), found, str(raster.file))
        found.check(raster.file, raster.body)
        say(f"{path.name}: checksum")
        method = raster.dataset.tags().get("METHOD")
        return replace(seen, frame=replace(seen.frame, sha256=raster.sha256()), method=method)


def _pieces(raster: RasterFile, say: Say) -> Iterator[Piece]:
    for cells in raster.pieces():
        say(f"{raster.file.name}: {100 * cells.top // raster.shape[0]} % read")
        yield Piece(cells, raster.read(1, cells), raster.read(2, cells) if raster.has_sigma else None)


def _overview(frame: Terrain, pieces: Iterable[Piece], found: HeightRange, called: str) -> Overview:
    """The overview of a raster's pieces; `called` is its name for people."""
    rows, cols = frame.heights_m.shape
    size = small_shape(frame)
    row_edges, col_edges = (
        np.linspace(0, n, m + 1).round().astype(int) for n, m in zip((rows, cols), size, strict=True)
    )
    total, count = np.zeros(size), np.zeros(size)
    every = int(np.ceil(np.sqrt(rows * cols / SIGMA_CELLS)))
    sigmas: list[NDArray[np.float64]] = []
    for piece in pieces:
        found.add(piece.heights_m)
        _gather(piece, row_edges, col_edges, total, count)
        if piece.sigma_m is not None:
            kept = piece.sigma_m[-piece.cells.top % every :: every, -piece.cells.left % every :: every]
            sigmas.append(kept[np.isfinite(kept)].astype(np.float64))
    if not found.known:
        raise TerrainError(f"{called}: every cell is no-data; give a raster with heights, in band 1")
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    sigma = np.concatenate(sigmas) if sigmas else np.empty(0)
    low, middle, high = np.quantile(sigma, (0.05, 0.5, 0.95)) if sigma.size else (0.0, 0.0, 0.0)
    spread = (float(low), float(middle), float(high)) if sigma.size else None
    return Overview(frame, found.low_m, found.high_m, found.known, mean, spread)


def small_shape(frame: Terrain) -> tuple[int, int]:
    """(h, w) of the small grid: each of its cells is of about k x l of the raster's, about square on the body."""
    sides = frame.cell_extent_m[::-1]
    cell = max(*sides, *(n * side / LONG_SIDE for n, side in zip(frame.heights_m.shape, sides, strict=True)))
    # A quarter too many pixels is better than pixels of one and of two cells side by side.
    size = [
        math.ceil(n / max(1, math.ceil(cell / side - 0.25)))
        for n, side in zip(frame.heights_m.shape, sides, strict=True)
    ]
    return size[0], size[1]


def _gather(
    piece: Piece, row_edges: NDArray[np.int_], col_edges: NDArray[np.int_], total: Floats, count: Floats
) -> None:
    """Adds the sums and numbers of known heights of a piece to the small grid, in place."""
    left, top, right, bottom = piece.cells
    to_row, first_row = _bins(row_edges, top, bottom)
    to_col, first_col = _bins(col_edges, left, right)
    known = np.isfinite(piece.heights_m)
    for values, out in (
        (np.where(known, piece.heights_m, 0.0).astype(np.float64), total),
        (known.astype(np.int32), count),
    ):
        sums = np.add.reduceat(
            np.add.reduceat(values, first_row, axis=0, dtype=np.float64), first_col, axis=1
        )
        out[np.ix_(to_row, to_col)] += sums


def _bins(edges: NDArray[np.int_], begin: int, end: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Which bins [begin, end) falls into, and where each of them begins, counted from `begin`."""
    first, last = np.searchsorted(edges, [begin, end - 1], side="right") - 1
    bins = np.arange(first, last + 1)
    return bins, np.maximum(edges[bins] - begin, 0)
