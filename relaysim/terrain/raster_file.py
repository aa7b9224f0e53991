"""A raster on disk, checked, of which parts can be read without the rest."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from relaysim.errors import TerrainError
from relaysim.terrain import raster_checks as checks
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Heights, Terrain
from relaysim.terrain.window import Cells, turn_cells

SIGMA_BAND = "height_sigma_m"
UNKNOWN_BEYOND_M = 1e30  # special pixels of ISIS and fill values that no-data fails to name
CACHE_BYTES = (
    16_000_000  # pieces follow the file's blocks, so none is needed twice; GDAL takes 5 % of the memory
)
PIECE_CELLS = 500_000  # read at a time
SAMPLE = 128  # rows and columns looked at where a glance will do


@dataclass(frozen=True, eq=False)
class RasterFile:
    """An open raster that may serve as terrain.

    transform   of the whole raster, north up even if the file is not
    body        the raster's own figure, under the name of the body asked for
    """

    file: Path
    dataset: Any
    body: Body
    crs: CRS
    transform: Affine
    south_up: bool

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return int(self.dataset.height), int(self.dataset.width)

    @property
    def has_sigma(self) -> bool:
        """True if band 2 is the standard deviation of the heights."""
        return bool(self.dataset.count > 1 and self.dataset.descriptions[1] == SIGMA_BAND)

    @property
    def scale_offset(self) -> tuple[float, float]:
        """What stored heights are multiplied with, then raised by, to be metres."""
        return float(self.dataset.scales[0]), float(self.dataset.offsets[0])

    @cached_property
    def _turn(self) -> float | None:
        return turn_cells(self.crs, self.transform, self.shape[1])

    def outline(self, name: str) -> Terrain:
        """The whole raster with every height unknown, which takes no memory: for its frame and extent."""
        tags = self.dataset.tags()
        return Terrain(
            name=name, body=self.body, heights_m=np.broadcast_to(np.float32(np.nan), self.shape), sigma_m=None,
            transform=self.transform, crs=self.crs, sha256="", source=str(tags.get("SOURCE") or self.file.name),
            as_of=tags.get("AS_OF") or None, dated=tags.get("DATED") == "yes",
        )  # fmt: skip

    def pieces(self, cells: Cells | None = None) -> Iterator[Cells]:
        """The cells, or all, cut along the file's blocks into pieces of about half a million, north to south."""
        rows, cols = self.shape
        left, top, right, bottom = cells or Cells(0, 0, cols, rows)
        high, wide = self.dataset.block_shapes[0]
        step_c = right - left if wide >= cols else max(wide, PIECE_CELLS // high // wide * wide)
        step_r = max(PIECE_CELLS // max(min(step_c, right - left), 1) // high * high, min(high, PIECE_CELLS))
        for north in _cuts(top, bottom, step_r):
            for west in _cuts(left, right, step_c):
                yield Cells(west[0], north[0], west[1], north[1])

    def read(self, band: int, cells: Cells) -> Heights:
        """A band in metres, nan where unknown; float64 only where the file is.

        Raises: TerrainError for infinite heights, or a part of the file that was never written.
        """
        double = self.dataset.dtypes[band - 1] in ("float64", "int64", "uint64")
        out = empty(cells.shape, double=double)
        cols = self.shape[1]
        at = cells.left
        while at < cells.right:  # in more than one stretch only across the seam of a whole turn
            turns, col = divmod(at, cols)
            until = min(cells.right, (turns + 1) * cols)
            self._fill(
                band,
                Cells(col, cells.top, col + until - at, cells.bottom),
                out[:, at - cells.left : until - cells.left],
            )
            at = until
        return out

    def sample(self, band: int) -> Heights:
        """Some cells of a band in metres, spread evenly over the whole of it; of a small raster all."""
        rows, cols = self.shape
        size = min(rows, SAMPLE), min(cols, SAMPLE)
        return self._metres(band, self.dataset.read(band, out_shape=size, masked=True))

    def _fill(self, band: int, cells: Cells, out: Heights) -> None:
        """Reads the cells into `out`, piece by piece, so that nothing is held twice."""
        rows = self.shape[0]
        for piece in self.pieces(cells):
            top, bottom = (
                (rows - piece.bottom, rows - piece.top) if self.south_up else (piece.top, piece.bottom)
            )
            window = Window(piece.left, top, piece.right - piece.left, bottom - top)
            checks.check_written(self.file, self.dataset, window)
            values = self._metres(band, self.dataset.read(band, window=window, masked=True))
            place = np.s_[
                piece.top - cells.top : piece.bottom - cells.top,
                piece.left - cells.left : piece.right - cells.left,
            ]
            out[place] = values[::-1] if self.south_up else values

    def _metres(self, band: int, masked: Any) -> NDArray[Any]:
        """Stored values as metres, nan where masked."""
        stored: NDArray[Any] = np.asarray(masked.data)
        mask = np.ma.getmaskarray(masked)
        if stored.dtype.kind == "f" and (np.isinf(stored) & ~mask).any():
            raise TerrainError(
                f"{self.file}: band {band} holds infinite values that are not declared as no-data; declare them with "
                "`gdal_edit.py -a_nodata inf FILE` (or -inf), or mend what computed them"
            )
        scale, offset = self.dataset.scales[band - 1], self.dataset.offsets[band - 1]
        values = stored.astype(np.float64) * scale + offset if (scale, offset) != (1.0, 0.0) else stored
        if values.dtype.kind != "f":
            values = values.astype(np.float64 if values.dtype.itemsize > 2 else np.float32)
        with np.errstate(invalid="ignore"):
            values[mask | ~(np.abs(values) <= UNKNOWN_BEYOND_M)] = np.nan
        return values

    def sha256(self) -> str:
        """SHA-256 of the file."""
        with self.file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def empty(shape: tuple[int, int], *, double: bool) -> Heights:
    """An array of unknown heights."""
    return np.full(shape, np.nan, dtype=np.float64) if double else np.full(shape, np.nan, dtype=np.float32)


def _cuts(begin: int, end: int, step: int) -> Iterator[tuple[int, int]]:
    """[begin, end) cut at the multiples of `step`."""
    while begin < end:
        until = min(end, (begin // step + 1) * step)
        yield begin, until
        begin = until


@contextmanager
def opened(path: str | Path, body: Body | None = None) -> Iterator[RasterFile]:
    """The raster at `path`, checked as far as can be without reading it all.

    Raises: TerrainError for a file that is missing, no raster, damaged, without georeference, rotated, or
    of another body than `body` (radii may differ by 0.5 %); also for damage found within the block.
    """
    file = Path(path)
    if not file.is_file():
        raise TerrainError(f"{file}: no such file; `relaysim terrain list` names the terrains there are")
    try:
        with rasterio.Env(RAW_CHECK_FILE_SIZE="YES", GDAL_CACHEMAX=CACHE_BYTES), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            try:
                dataset = rasterio.open(file)
            except (RasterioError, UnicodeDecodeError) as error:  # the latter of names in a broken header
                raise TerrainError(
                    f"{file}: cannot be opened as a raster ({_cause(error)}); give a GeoTIFF or any format "
                    "GDAL reads, and fetch it again if it should be one: it may be cut short"
                ) from error
            with dataset:
                yield _checked(file, dataset, body)
    except RasterioError as error:
        raise TerrainError(
            f"{file}: damaged or cut short ({_cause(error)}); fetch it again and compare its size or checksum"
        ) from error


def _checked(file: Path, dataset: Any, body: Body | None) -> RasterFile:
    if not dataset.count:
        raise TerrainError(f"{file}: has no band of heights, only parts: name one of its rasters")
    crs = checks.checked_crs(file, dataset)
    own = checks.checked_body(file, crs, body)
    given = checks.checked_transform(file, dataset.transform)
    checks.check_values(file, dataset)
    checks.check_length(file, dataset)
    a, c, e, f = given.a, given.c, given.e, given.f
    north = f if e < 0 else f + e * dataset.height
    raster = RasterFile(file, dataset, own, crs, Affine(a, 0.0, c, 0.0, -abs(e), north), e > 0)
    checks.check_cells(file, raster.outline(file.stem).cell_extent_m)
    return raster


def _cause(error: BaseException) -> str:
    """The innermost reason GDAL gave."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).rstrip(".")
