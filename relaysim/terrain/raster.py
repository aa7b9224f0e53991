"""Any raster GDAL reads, checked and opened as Terrain."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box, Heights, Terrain, content_sha256
from relaysim.terrain.projection import SAME_BODY, body_of, counts_westward, projection_of

SIGMA_BAND = "height_sigma_m"
MOST_CELLS = 250_000_000  # one gigabyte of heights
MOST_HASHED_BYTES = 256_000_000
UNKNOWN_BEYOND_M = 1e30  # special pixels of ISIS and fill values that no-data fails to name

__all__ = ["Box", "Terrain", "open_raster"]


def open_raster(
    path: str | Path, *, body: Body | None = None, around: Box | None = None, name: str | None = None
) -> Terrain:
    """The raster at `path` as Terrain: band 1 is heights in metres, as the source counts them.

    A second band is their standard deviation only if it is described as `height_sigma_m`. No-data,
    scale and offset are honoured. With `around` only the cells of that box are read (two cells more
    each way). With `body` the raster must stand on a figure of that size (to 0.5 %); the terrain keeps
    the raster's own figure and the body's name.

    Raises: TerrainError for a file that is missing, no raster, damaged, without georeference, rotated,
    of another body, outside `around`, or without a single known height.
    """
    file = Path(path)
    if not file.is_file():
        raise TerrainError(f"{file}: no such file; `relaysim terrain list` names the terrains there are")
    try:
        with rasterio.Env(RAW_CHECK_FILE_SIZE="YES"), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            try:
                dataset = rasterio.open(file)
            except RasterioError as error:
                raise TerrainError(
                    f"{file}: cannot be opened as a raster ({_cause(error)}); give a GeoTIFF or any format "
                    "GDAL reads, and fetch it again if it should be one: it may be cut short"
                ) from error
            with dataset:
                return _terrain(file, dataset, body, around, name or file.stem)
    except RasterioError as error:
        raise TerrainError(
            f"{file}: damaged or cut short ({_cause(error)}); fetch it again and compare its size or checksum"
        ) from error


def _terrain(file: Path, dataset: Any, body: Body | None, around: Box | None, name: str) -> Terrain:
    """Checks, then reads, an open dataset."""
    _check_length(file, dataset)
    crs = _checked_crs(file, dataset)
    own = _checked_body(file, crs, body)
    transform = _checked_transform(file, dataset.transform)
    window = _window(file, dataset, crs, transform, around)
    heights, sigma = _read(dataset, 1, window), None
    if not np.isfinite(heights).any():
        where = f" in the part asked for ({_part(around)})" if around else ""
        raise TerrainError(
            f"{file}: every cell{where} is no-data; give a raster with heights there, in band 1"
        )
    if (most := float(np.nanmax(np.abs(heights)))) > own.radius_m / 2:
        raise TerrainError(
            f"{file}: band 1 holds values up to {most:.3g}, which are no heights in metres; "
            "give another raster, or name its no-data value with `gdal_edit.py -a_nodata`"
        )
    if dataset.count > 1 and dataset.descriptions[1] == SIGMA_BAND:
        sigma = _read(dataset, 2, window)
    a, c, e, f = transform.a, transform.c, transform.e, transform.f
    transform = Affine(a, 0.0, c + a * window.col_off, 0.0, e, f + e * window.row_off)
    if e > 0:  # the file starts in the south
        transform = Affine(a, 0.0, transform.c, 0.0, -e, transform.f + e * heights.shape[0])
        heights, sigma = heights[::-1].copy(), None if sigma is None else sigma[::-1].copy()
    tags = dataset.tags()
    return Terrain(
        name=name,
        body=own,
        heights_m=heights,
        sigma_m=sigma,
        transform=transform,
        crs=crs,
        sha256=_file_sha256(file, dataset) or content_sha256(heights, sigma, transform, crs),
        source=str(tags.get("SOURCE") or file.name),
        as_of=tags.get("AS_OF") or None,
        dated=tags.get("DATED") == "yes",
    )


def _check_length(file: Path, dataset: Any) -> None:
    """Refuses values that are no heights, and short files of which a part could be read unnoticed."""
    if np.dtype(dataset.dtypes[0]).kind not in "iuf":
        raise TerrainError(
            f"{file}: band 1 holds {dataset.dtypes[0]} values; heights are whole or decimal numbers"
        )
    if dataset.driver == "GTiff":  # a file that was cut short lacks its last block
        try:
            dataset.read(dataset.count, window=Window(dataset.width - 1, dataset.height - 1, 1, 1))
        except RasterioError as error:
            raise TerrainError(
                f"{file}: damaged or cut short, its last cells are missing; fetch it again"
            ) from error
    # GDAL reads what is missing at the end of an ENVI file as zeros.
    cell_bytes = sum(np.dtype(kind).itemsize for kind in dataset.dtypes)
    needed = cell_bytes * dataset.width * dataset.height
    with file.open("rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
    if dataset.driver == "ENVI" and not gzipped and file.stat().st_size < needed:
        raise TerrainError(f"{file}: cut short, {file.stat().st_size} of {needed} bytes; fetch it again")


def _checked_crs(file: Path, dataset: Any) -> CRS:
    """The dataset's coordinate system, if it has a usable one."""
    if dataset.crs is None or not (dataset.crs.is_geographic or dataset.crs.is_projected):
        raise TerrainError(
            f"{file}: has no coordinate system that maps (CRS), so no place can be found on it; "
            "add it with `gdal_edit.py -a_srs`, with the body's radius in it"
        )
    crs: CRS = dataset.crs
    if counts_westward(crs):
        raise TerrainError(
            f"{file}: its longitudes count westward; convert it to east-positive with gdalwarp"
        )
    return crs


def _checked_body(file: Path, crs: CRS, body: Body | None) -> Body:
    """The raster's figure under the name of the body asked for, if they are the same body."""
    try:
        own = body_of(crs, body.name if body else None)
    except (ValueError, KeyError) as error:
        raise TerrainError(f"{file}: its coordinate system names no radius of a body ({error})") from error
    if body and abs(own.equatorial_radius_m / body.equatorial_radius_m - 1) > SAME_BODY:
        raise TerrainError(
            f"{file}: is a raster of another body: its equatorial radius is "
            f"{own.equatorial_radius_m / 1000:.2f} km, that of "
            f"{body.name} is {body.equatorial_radius_m / 1000:.2f} km; "
            "give a raster of the scenario's body, or correct the body"
        )
    return own


def _checked_transform(file: Path, transform: Affine) -> Affine:
    """The transform, if rows run along parallels of the raster's own axes."""
    if transform.is_identity:
        raise TerrainError(f"{file}: is not georeferenced; give it its corners with `gdal_edit.py -a_ullr`")
    if (
        abs(transform.b) > 1e-9 * abs(transform.a)
        or abs(transform.d) > 1e-9 * abs(transform.e)
        or transform.a <= 0
    ):
        raise TerrainError(f"{file}: is rotated or mirrored; straighten it first with `gdalwarp FILE NEW`")
    return transform


def _window(file: Path, dataset: Any, crs: CRS, transform: Affine, around: Box | None) -> Window:
    """The cells to read: all, or those of `around` and two more each way."""
    rows, cols = dataset.shape
    if around is None:
        if rows * cols > MOST_CELLS:
            raise TerrainError(
                f"{file}: {cols} x {rows} cells are too many to read at once; cut out the region needed"
            )
        return Window(0, 0, cols, rows)
    projection = projection_of(crs, transform.c + transform.a * cols / 2)
    part = np.linspace(0.0, 1.0, 17)
    lat = around.south_deg + np.repeat(part, 17) * (around.north_deg - around.south_deg)
    lon = around.west_deg + np.tile(part, 17) * (around.east_deg - around.west_deg)
    x, y = projection.forward(lat, lon)
    col, row = (x - transform.c) / transform.a, (y - transform.f) / transform.e
    spans = []
    for cells, count in ((col[np.isfinite(col)], cols), (row[np.isfinite(row)], rows)):
        low, high = (int(np.floor(cells.min())) - 2, int(np.ceil(cells.max())) + 2) if cells.size else (0, 0)
        spans.append((max(low, 0), min(high, count)))
        if high - 2 < 0 or low + 2 > count or not cells.size:
            raise OutsideTerrain(
                f"{file}: does not reach the place asked for ({_part(around)}); `relaysim terrain info {file}` shows what it covers"
            )
    (left, right), (top, bottom) = spans
    return Window(left, top, right - left, bottom - top)


def _part(box: Box) -> str:
    return f"latitude {box.south_deg:.4f} to {box.north_deg:.4f}, longitude {box.west_deg:.4f} to {box.east_deg:.4f}"


def _read(dataset: Any, band: int, window: Window) -> Heights:
    """A band in metres, nan where unknown; float64 only where the file is."""
    masked = dataset.read(band, window=window, masked=True)
    scale, offset = dataset.scales[band - 1], dataset.offsets[band - 1]
    values: NDArray[Any] = np.asarray(masked.data)
    if (scale, offset) != (1.0, 0.0):
        values = values * float(scale) + float(offset)
    double = dataset.dtypes[band - 1] == "float64"
    out: Heights = values.astype(np.float64) if double else values.astype(np.float32)
    with np.errstate(invalid="ignore"):
        out[np.ma.getmaskarray(masked) | ~np.isfinite(out) | (np.abs(out) > UNKNOWN_BEYOND_M)] = np.nan
    return out


def _file_sha256(file: Path, dataset: Any) -> str | None:
    """SHA-256 of the file, if it is all there is and not too big to hash at every start."""
    if len(dataset.files) > 1 or file.stat().st_size > MOST_HASHED_BYTES:
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _cause(error: BaseException) -> str:
    """The innermost reason GDAL gave."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).rstrip(".")
