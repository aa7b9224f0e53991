"""Other tools at the same work: GDAL's viewshed and point API, GRASS r.viewshed, Embree.

Each is asked for in a form that leaves out what is not its work (starting up, files), as far as it can be. One that
is not installed is None, with a word on standard output. benchmarks/README.md says how to install them.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.grid import Terrain
from relaysim.terrain.write import write_terrain

Flags = NDArray[np.bool_]
DIAGONAL, EDGE = 1, 2  # GDALViewshedMode; gdal_viewshed uses EDGE
FLOAT32, BYTE, READ, WRITE = 6, 1, 0, 1

_P, _I, _D, _S = ctypes.c_void_p, ctypes.c_int, ctypes.c_double, ctypes.c_char_p
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "GDALAllRegister": (None, []),
    "GDALVersionInfo": (_S, [_S]),
    "GDALGetDriverByName": (_P, [_S]),
    "GDALCreate": (_P, [_P, _S, _I, _I, _I, _I, _P]),
    "GDALClose": (None, [_P]),
    "GDALSetGeoTransform": (_I, [_P, ctypes.POINTER(_D)]),
    "GDALSetProjection": (_I, [_P, _S]),
    "GDALGetRasterBand": (_P, [_P, _I]),
    "GDALRasterIO": (_I, [_P, _I, _I, _I, _I, _I, _P, _I, _I, _I, _I, _I]),
    "GDALViewshedGenerate": (_P, [_P, _S, _S, _P, *[_D] * 9, _I, _D, _P, _P, _I, _P]),
    "GDALIsLineOfSightVisible": (ctypes.c_bool, [_P, _I, _I, _D, _I, _I, _D, _P, _P, _P]),
}


class Gdal:
    """One GDAL library and one raster in its memory driver: no file is read or written."""

    def __init__(self, library: Path | str) -> None:
        self.call = ctypes.CDLL(str(library))
        for name, (result, arguments) in _FUNCTIONS.items():
            with contextlib.suppress(AttributeError):
                function = getattr(self.call, name)
                function.restype, function.argtypes = result, arguments
        self.call.GDALAllRegister()
        self.version = self.call.GDALVersionInfo(b"RELEASE_NAME").decode()

    @contextlib.contextmanager
    def raster(self, terrain: Terrain) -> Iterator[Any]:
        """The terrain's heights as a band of a dataset in memory, with its frame."""
        heights = np.ascontiguousarray(terrain.heights_m, dtype=np.float32)
        rows, columns = heights.shape
        driver = self.call.GDALGetDriverByName(b"MEM")
        dataset = self.call.GDALCreate(driver, b"", columns, rows, 1, FLOAT32, None)
        self.call.GDALSetGeoTransform(dataset, (_D * 6)(*terrain.transform.to_gdal()))
        self.call.GDALSetProjection(dataset, terrain.crs.to_wkt().encode())
        band = self.call.GDALGetRasterBand(dataset, 1)
        self._transfer(band, WRITE, heights, FLOAT32)
        try:
            yield band
        finally:
            self.call.GDALClose(dataset)

    def viewshed(
        self,
        band: Any,
        terrain: Terrain,
        cell: tuple[int, int],
        up_m: float,
        target_m: float,
        curvature: float = 1.0,
    ) -> tuple[float, Flags]:
        """Seconds of GDALViewshedGenerate from memory to memory, and the cells it calls visible."""
        x, y = terrain.transform * (cell[0] + 0.5, cell[1] + 0.5)
        began = time.perf_counter()
        dataset = self.call.GDALViewshedGenerate(
            band, b"MEM", b"", None, x, y, up_m, target_m, 255.0, 0.0, 0.0, -1.0, curvature,
            EDGE, 0.0, None, None, 1, None,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        if not dataset:
            raise SystemExit("GDALViewshedGenerate failed")
        seen = np.empty(terrain.heights_m.shape, np.uint8)
        self._transfer(self.call.GDALGetRasterBand(dataset, 1), READ, seen, BYTE)
        self.call.GDALClose(dataset)
        return seconds, seen == 255

    def links(
        self, band: Any, cells: NDArray[np.int64], heights_m: NDArray[np.float64]
    ) -> tuple[float, Flags]:
        """Seconds of GDALIsLineOfSightVisible for all links, and its answers; columns: c1, r1, c2, r2 and z1, z2."""
        ask = self.call.GDALIsLineOfSightVisible
        rows = [(band, c1, r1, z1, c2, r2, z2, None, None, None)
                for (c1, r1, c2, r2), (z1, z2) in zip(cells.tolist(), heights_m.tolist(), strict=True)]  # fmt: skip
        began = time.perf_counter()
        answers = [ask(*row) for row in rows]
        return time.perf_counter() - began, np.array(answers)

    def _transfer(self, band: Any, way: int, array: NDArray[Any], kind: int) -> None:
        rows, columns = array.shape
        failed = self.call.GDALRasterIO(
            band, way, 0, 0, columns, rows, array.ctypes.data, columns, rows, kind, 0, 0
        )
        if failed:
            raise SystemExit("GDALRasterIO failed")


def system_gdal() -> Gdal | None:
    """The system's GDAL (Debian 12: 3.6.2)."""
    found = ctypes.util.find_library("gdal")
    if found is None:
        print("no GDAL library on this system: skipped")
        return None
    return Gdal(found)


def bundled_gdal() -> Gdal | None:
    """The GDAL that comes inside rasterio's wheel, for what the system's is too old for."""
    spec = importlib.util.find_spec("rasterio")
    folder = Path(str(spec.origin)).parents[1] / "rasterio.libs" if spec else Path("none")
    libraries = sorted(folder.glob("libgdal*.so*"))
    gdal = Gdal(libraries[0]) if libraries else None
    if gdal is None or not hasattr(gdal.call, "GDALIsLineOfSightVisible"):
        print("no GDAL of 3.9 or later inside rasterio: its point API is skipped")
        return None
    return gdal


@dataclass(frozen=True)
class GrassAnswer:
    """Seconds of each r.viewshed command and the cells it calls visible, in the order of the observers."""

    seconds: list[float]
    visible: list[Flags]


_GRASS_SCRIPT = """
set -e
r.in.gdal -o --quiet input={raster} output=ground
g.region raster=ground
{commands}
"""
_GRASS_ONE = """
began=$(date +%s.%N)
r.viewshed -b {curved} --quiet input=ground output=seen{n} coordinates={x},{y} observer_elevation={up} target_elevation={target} memory=4000
echo "took $began $(date +%s.%N)"
r.out.bin --quiet -i bytes=1 input=seen{n} output={folder}/seen{n}.bin
"""


def grass_viewsheds(
    terrain: Terrain, cells: list[tuple[int, int]], up_m: float, target_m: float, *, curved: bool = True
) -> GrassAnswer | None:
    """r.viewshed from some cells in a location made from the raster's own frame; None where GRASS is not installed."""
    grass = shutil.which("grass")
    if grass is None:
        print("no grass on this system: r.viewshed skipped")
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raster = folder / "ground.tif"
        write_terrain(terrain, raster)
        places = [terrain.transform * (c + 0.5, r + 0.5) for c, r in cells]
        commands = "".join(
            _GRASS_ONE.format(n=n, x=repr(float(x)), y=repr(float(y)), up=up_m, target=target_m, folder=folder,
                              curved="-c" if curved else "")
            for n, (x, y) in enumerate(places)
        )  # fmt: skip
        script = folder / "script.sh"
        script.write_text(_GRASS_SCRIPT.format(raster=raster, commands=commands), encoding="utf-8")
        done = subprocess.run(
            [grass, "--tmp-location", str(raster), "--exec", "bash", str(script)],
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            print(f"grass failed, skipped: {done.stderr.strip().splitlines()[-1:]}")
            return None
        took = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("took")]
        shape = terrain.heights_m.shape
        seen = [np.fromfile(folder / f"seen{n}.bin", np.uint8).reshape(shape) == 1 for n in range(len(cells))]
        return GrassAnswer([float(end) - float(start) for start, end in took], seen)


class Embree:
    """The ground as triangles, two a cell, sunk by the body's curvature about the raster's middle."""

    def __init__(self, terrain: Terrain, cell_m: float) -> None:
        from embreex import rtcore_scene
        from embreex.mesh_construction import TriangleMesh

        heights = terrain.heights_m.astype(np.float64)
        rows, columns = heights.shape
        self.cell_m, self.rows, self.columns = cell_m, rows, columns
        self.radius_m = terrain.body.radius_m
        row, column = np.indices(heights.shape)
        vertices = self._points(column, row, heights).reshape(-1, 3).astype(np.float32)
        corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
        upper = np.stack((corner, corner + columns, corner + 1), axis=1)
        lower = np.stack((corner + 1, corner + columns, corner + columns + 1), axis=1)
        self.scene = rtcore_scene.EmbreeScene()
        self.mesh = TriangleMesh(self.scene, vertices, np.concatenate((upper, lower)).astype(np.int32))

    def _points(self, column: Any, row: Any, height_m: Any) -> NDArray[np.float64]:
        """Metres about the middle; a line straight here is the line that the bulge d1 d2 / (2 R) is taken from."""
        x = (np.asarray(column, dtype=np.float64) - self.columns / 2) * self.cell_m
        y = (np.asarray(row, dtype=np.float64) - self.rows / 2) * self.cell_m
        return np.stack((x, y, height_m - (x**2 + y**2) / (2.0 * self.radius_m)), axis=-1)

    def links(self, cells: NDArray[Any], heights_m: NDArray[np.float64]) -> tuple[float, Flags]:
        """Seconds of one occlusion query for all links (float32, one thread), and which are visible."""
        start = self._points(cells[:, 0], cells[:, 1], heights_m[:, 0])
        way = self._points(cells[:, 2], cells[:, 3], heights_m[:, 1]) - start
        origins, ways = start.astype(np.float32), way.astype(np.float32)
        length = np.linalg.norm(ways, axis=1)
        ways /= length[:, None]
        began = time.perf_counter()
        hit = self.scene.run(origins, ways, length.astype(np.float32), query="OCCLUDED")
        return time.perf_counter() - began, np.asarray(hit) == -1


def embree(terrain: Terrain, cell_m: float) -> Embree | None:
    """The scene, built; None without embreex."""
    if importlib.util.find_spec("embreex") is None:
        print("no embreex: Embree skipped")
        return None
    return Embree(terrain, cell_m)
