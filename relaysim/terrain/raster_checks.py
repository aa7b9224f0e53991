"""What a raster must be before it is terrain: each check says which file, why not, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window

from relaysim.errors import TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.projection import SAME_BODY, body_of, counts_westward

MOST_BLOCK_BYTES = 400_000_000
PART_CELLS = 500_000
NOT_METRES = frozenset(
    [
        "ft",
        "foot",
        "feet",
        "us-ft",
        "ftus",
        "us survey foot",
        "km",
        "kilometer",
        "kilometre",
        "cm",
        "mm",
        "deg",
        "degree",
    ]
)
COLOURS = (ColorInterp.palette, ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)


def check_values(file: Path, dataset: Any) -> None:
    """Band 1 must hold heights in metres, on at least 2 x 2 cells that can be read in parts.

    Raises: TerrainError.
    """
    kind = dataset.dtypes[0]
    if np.dtype(kind if "complex_int" not in kind else "complex64").kind not in "iuf":
        raise TerrainError(f"{file}: band 1 holds {kind} values; heights are whole or decimal numbers")
    if dataset.colorinterp[0] in COLOURS:
        raise TerrainError(
            f"{file}: band 1 holds colours ({dataset.colorinterp[0].name}), not heights; give the elevation model "
            "itself, not a picture of it"
        )
    unit = (dataset.units[0] or "").strip().lower()
    if unit in NOT_METRES:
        raise TerrainError(
            f"{file}: band 1 is in {unit}, not in metres; convert it with gdal_calc.py, or correct its unit if it is "
            "wrong"
        )
    if dataset.width < 2 or dataset.height < 2:
        raise TerrainError(
            f"{file}: has {dataset.width} x {dataset.height} cells; ground needs 2 x 2 at least, give a wider raster"
        )
    rows, cols = dataset.block_shapes[0]
    if rows * cols * np.dtype(kind).itemsize > MOST_BLOCK_BYTES:
        raise TerrainError(
            f"{file}: is stored in blocks of {cols} x {rows} cells, so no part can be read alone; "
            "rewrite it with `gdal_translate -co TILED=YES FILE NEW`"
        )


def check_length(file: Path, dataset: Any) -> None:
    """Short files of which a part could be read unnoticed.

    Raises: TerrainError.
    """
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


def check_written(file: Path, dataset: Any, window: Window) -> None:
    """GDAL reads blocks of a GeoTIFF that were never written as zeros, unless no-data is declared.

    Raises: TerrainError.
    """
    if dataset.driver != "GTiff" or dataset.nodata is not None:
        return
    high, wide = dataset.block_shapes[0]
    for row in range(window.row_off // high, (window.row_off + window.height - 1) // high + 1):
        for col in range(window.col_off // wide, (window.col_off + window.width - 1) // wide + 1):
            if dataset.get_tag_item(f"BLOCK_OFFSET_{col}_{row}", "TIFF", bidx=1) is None:
                raise TerrainError(
                    f"{file}: part of it was never written, and it declares no no-data value; fetch it again, or, "
                    "if that part is at height 0, rewrite it with `gdal_translate -co SPARSE_OK=FALSE FILE NEW`"
                )


def checked_crs(file: Path, dataset: Any) -> CRS:
    """The dataset's coordinate system, if it has a usable one.

    Raises: TerrainError.
    """
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


def checked_body(file: Path, crs: CRS, body: Body | None) -> Body:
    """The raster's figure under the name of the body asked for, if they are the same body.

    Raises: TerrainError.
    """
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


def checked_transform(file: Path, transform: Affine) -> Affine:
    """The transform, if rows run along the raster's own axes.

    Raises: TerrainError.
    """
    if transform.is_identity:
        raise TerrainError(f"{file}: is not georeferenced; give it its corners with `gdal_edit.py -a_ullr`")
    turned = abs(transform.b) > 1e-9 * abs(transform.a) or abs(transform.d) > 1e-9 * abs(transform.e)
    if turned or transform.a <= 0 or not np.isfinite(transform[:6]).all():
        raise TerrainError(f"{file}: is rotated or mirrored; straighten it first with `gdalwarp FILE NEW`")
    return transform


def check_cells(file: Path, extent_m: tuple[float, float]) -> None:
    """A damaged coordinate system may be one by its form, and put no cell anywhere.

    Raises: TerrainError.
    """
    if not all(np.isfinite(extent_m)) or min(extent_m) <= 0.0:
        raise TerrainError(
            f"{file}: its cells have no size on the body: its coordinate system or its corners are damaged; fetch it "
            "again, or give both anew with `gdal_edit.py -a_srs` and `-a_ullr`"
        )


class HeightRange:
    """Least and greatest height of what was added so far, and whether they can be heights at all.

    `fills` are values that stand for no-data by habit: one that is declared nowhere, and lies a kilometre
    off all other heights, is refused, since a link over it would be called clear, or one behind it blocked. 0 is what
    gdalwarp leaves where it has nothing.
    """

    fills = (-99999.0, -32768.0, -32767.0, -9999.0, 0.0, 9999.0, 32767.0, 65535.0, 99999.0)

    def __init__(self, scale: float = 1.0, offset: float = 0.0) -> None:
        self._fills = np.array([fill * scale + offset for fill in self.fills])
        self._found = np.zeros(len(self._fills), dtype=np.int64)
        self.low_m = self.high_m = self._low = self._high = float("nan")
        self.known = 0

    def add(self, heights: NDArray[Any]) -> None:
        """Take heights into account; nan is unknown. Copies only a part at a time."""
        for start in range(0, len(heights), step := max(PART_CELLS // max(heights.shape[1], 1), 1)):
            self._add(heights[start : start + step])

    def _add(self, heights: NDArray[Any]) -> None:
        low, high = (float(f.reduce(heights, axis=None)) for f in (np.fmin, np.fmax))
        if np.isnan(low):
            return
        self.low_m, self.high_m = float(np.fmin(self.low_m, low)), float(np.fmax(self.high_m, high))
        self.known += heights.size - int(np.count_nonzero(np.isnan(heights)))
        if low in self._fills or high in self._fills:
            self._found += np.array([np.count_nonzero(heights == fill) for fill in self._fills])
            rest = np.where(np.isin(heights, self._fills), np.nan, heights)
            low, high = (float(f.reduce(rest, axis=None)) for f in (np.fmin, np.fmax))
        self._low, self._high = float(np.fmin(self._low, low)), float(np.fmax(self._high, high))

    @property
    def only_zeros(self) -> bool:
        """True if all there was is stored as 0."""
        return bool(self.known and self._found[self.fills.index(0.0)] == self.known)

    def check(self, file: Path, body: Body) -> None:
        """Refuses what cannot be heights.

        Raises: TerrainError.
        """
        if max(abs(self.low_m), abs(self.high_m)) > body.radius_m / 2:
            radii = abs(self.low_m / body.radius_m - 1) < 0.1 and abs(self.high_m / body.radius_m - 1) < 0.1
            what = "distances from the body's centre, no heights" if radii else "no heights in metres"
            way = (
                "take the radius off with gdal_calc.py, or correct the band's offset"
                if radii
                else "give another raster, or name its no-data value with `gdal_edit.py -a_nodata`"
            )
            raise TerrainError(
                f"{file}: band 1 holds values up to {self.high_m:.3g}, which are {what}; {way}"
            )
        for stored, fill, found in zip(self.fills, self._fills, self._found, strict=True):
            if stored == 0.0 and self.only_zeros:  # level ground: made so
                continue
            if found and not (self._low - 1000 < fill < self._high + 1000):
                raise TerrainError(
                    f"{file}: {found} cells hold exactly {fill:g}, far from all other heights: no-data that is not "
                    f"declared; declare it with `gdal_edit.py -a_nodata {stored:g} FILE`"
                )
