"""Any raster GDAL reads, checked and opened as Terrain."""

from __future__ import annotations

from pathlib import Path

from affine import Affine

from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box, Terrain, content_sha256
from relaysim.terrain.raster_checks import HeightRange
from relaysim.terrain.raster_file import SIGMA_BAND, RasterFile, opened
from relaysim.terrain.window import Cells, cells_of_box

MOST_CELLS = 250_000_000  # one gigabyte of heights
MOST_HASHED_BYTES = 256_000_000

__all__ = ["SIGMA_BAND", "Box", "Terrain", "open_raster"]


def open_raster(
    path: str | Path, *, body: Body | None = None, around: Box | None = None, name: str | None = None
) -> Terrain:
    """The raster at `path` as Terrain: band 1 is heights in metres, as the source counts them.

    A second band is their standard deviation only if it is described as `height_sigma_m`. No-data,
    scale and offset are honoured. With `around` only the cells of that box are read (two cells more
    each way): memory is that of those cells and 100 MB, however big the file. With `body` the raster
    must stand on a figure of that size (to 0.5 %); the terrain keeps the raster's own figure and the
    body's name.

    Raises: TerrainError for a file that is missing, no raster, damaged, without georeference, rotated,
    of another body, with infinite heights, or without a single known one; OutsideTerrain if there is
    none in `around`.
    """
    with opened(path, body) as raster:
        return _terrain(raster, around, name)


def _terrain(raster: RasterFile, around: Box | None, given: str | None) -> Terrain:
    """Reads the cells asked for."""
    name, called = given or raster.file.stem, given or str(raster.file)
    cells = _cells(raster, around, called)
    heights = raster.read(1, cells)
    found = HeightRange(*raster.scale_offset)
    found.add(heights)
    if not found.known:
        if around:
            raise OutsideTerrain(
                f"{called}: every cell in the part asked for ({part(around)}) is no-data; "
                "give a raster with heights there, in band 1"
            )
        raise TerrainError(f"{raster.file}: every cell is no-data; give a raster with heights, in band 1")
    found.check(raster.file, raster.body)
    if found.only_zeros:
        _check_level(raster)
    sigma = raster.read(2, cells) if raster.has_sigma else None
    whole, t = raster.outline(name), raster.transform
    transform = Affine(t.a, 0.0, t.c + t.a * cells.left, 0.0, t.e, t.f + t.e * cells.top)
    small = len(raster.dataset.files) <= 1 and raster.file.stat().st_size <= MOST_HASHED_BYTES
    return Terrain(
        name=name, body=raster.body, heights_m=heights, sigma_m=sigma, transform=transform, crs=raster.crs,
        sha256=raster.sha256() if small else content_sha256(heights, sigma, transform, raster.crs),
        source=whole.source, as_of=whole.as_of, dated=whole.dated,
    )  # fmt: skip


def _check_level(raster: RasterFile) -> None:
    """A part all at 0 is level ground, or a gap that is not declared: the rest of the file, looked at here and there, tells.

    Raises: TerrainError.
    """
    found = HeightRange(*raster.scale_offset)
    found.add(raster.sample(1))
    try:
        found.check(raster.file, raster.body)
    except TerrainError as error:
        raise TerrainError(
            f"{raster.file}: the part asked for is stored as 0 throughout, far from all other heights: no-data that is not "
            "declared; declare it with `gdal_edit.py -a_nodata 0 FILE`"
        ) from error


def _cells(raster: RasterFile, around: Box | None, called: str) -> Cells:
    """The cells to read: all, or those of `around` and two more each way; `called` is its name for people."""
    rows, cols = raster.shape
    cells = Cells(0, 0, cols, rows)
    if around is not None:
        inside = cells_of_box(around, raster.crs, raster.transform, raster.shape)
        if inside is None:
            raise OutsideTerrain(
                f"{called}: does not reach the place asked for ({part(around)}); "
                f"`relaysim terrain info {called}` shows what it covers"
            )
        cells = inside
    if cells.shape[0] * cells.shape[1] > MOST_CELLS:
        raise TerrainError(
            f"{called}: {cells.shape[1]} x {cells.shape[0]} cells are too many to read at once "
            f"(at most {MOST_CELLS / 1e6:.0f} million); take the ground round a place only: {WAYS_OUT}"
        )
    return cells


WAYS_OUT = "a smaller --radius, or --around LAT,LON,RADIUS_M (around=Box(...) in Python)"


def part(box: Box) -> str:
    """A box in words."""
    return f"latitude {box.south_deg:.4f} to {box.north_deg:.4f}, longitude {box.west_deg:.4f} to {box.east_deg:.4f}"
