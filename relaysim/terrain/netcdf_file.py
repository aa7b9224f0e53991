"""Maps over a terrain as NetCDF with the CF conventions: what xarray, and GDAL too, opens in the right place.

Reference: NetCDF Climate and Forecast (CF) Metadata Conventions 1.8, clauses 4 and 5.6 and appendix F; the classic
format with 64-bit offsets.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import WktVersion

from relaysim.terrain.body import Floats
from relaysim.terrain.cf_projection import cf_projection
from relaysim.terrain.grid import Terrain
from relaysim.terrain.projection import LinearProjection, Projection, projection_of
from relaysim.terrain.write import check_place, write_aside
from relaysim.version import VERSION

ENDING = ".nc"
# Latitude and longitude of every cell of a projected raster take more room than most maps: up to here they are written.
MOST_PLACED_CELLS = 16_000_000
MapLayer = tuple[NDArray[Any], str, str]
_LAT = {"standard_name": "latitude", "long_name": "latitude", "units": "degrees_north"}
_LON = {"standard_name": "longitude", "long_name": "longitude", "units": "degrees_east"}


def write_netcdf(
    path: Path,
    terrain: Terrain,
    column: int,
    row: int,
    layers: Mapping[str, MapLayer],
    attributes: Mapping[str, str] | None = None,
    *,
    replace: bool = False,
) -> None:
    """Write maps over a window of a terrain; nan is no value. The same maps give the same bytes.

    Rasters whose columns are meridians at equal distances, geographic or equirectangular, get one latitude for each row and
    one longitude for each column. Others get x and y of their own frame, and latitude and longitude of each cell beside.

    Args:
        path: the file, ending in .nc.
        terrain: the one the maps are of.
        column, row: the window's north-west cell in the terrain's raster.
        layers: name: (values, units, long_name), values (rows, cols) with row 0 in the north; names of letters, digits and _.
        attributes: what else to say of the file: name: text.
        replace: a file that is there.

    Raises: OutputError if the place is taken and not to be replaced, or cannot be written.
    """
    check_place(path, replace=replace, ending=(ENDING,), what="NetCDF")
    write_aside(path, _encoded(terrain, column, row, layers, attributes or {}))


def _encoded(
    terrain: Terrain, column: int, row: int, layers: Mapping[str, MapLayer], attributes: Mapping[str, str]
) -> bytes:
    """The file. In memory first, as other maps: a full disk then leaves nothing."""
    from scipy.io import netcdf_file

    rows, cols = next(iter(layers.values()))[0].shape
    memory = io.BytesIO()
    out = netcdf_file(memory, "w", version=2)
    told = {"Conventions": "CF-1.8", **attributes, "source": f"relaysim {VERSION}"}
    _describe(out, {name: text for name, text in told.items() if text})
    x: Floats = terrain.transform.c + (column + np.arange(cols, dtype=np.float64) + 0.5) * terrain.transform.a
    y: Floats = terrain.transform.f + (row + np.arange(rows, dtype=np.float64) + 0.5) * terrain.transform.e
    names, beside = _axes(out, terrain, x, y)
    for name, (values, units, long_name) in layers.items():
        variable = out.createVariable(name, "f4", names)
        variable[:] = np.asarray(values, dtype=np.float32)
        _describe(variable, {"long_name": long_name, "units": units, "grid_mapping": "crs", **beside})
        _describe(variable, {"_FillValue": np.float32(np.nan)})
    out.flush()
    content = memory.getvalue()
    out.close()
    return content


def _axes(out: Any, terrain: Terrain, x: Floats, y: Floats) -> tuple[tuple[str, str], dict[str, str]]:
    """Writes the coordinates and the frame; the dimensions' names, and what a variable says besides."""
    words: dict[str, Any] = terrain.crs.to_dict()
    projection = projection_of(terrain.crs, float(x.mean()))
    is_geographic = words.get("proj") == "longlat"
    if is_geographic or isinstance(projection, LinearProjection):
        lat, lon = y, x
        if not is_geographic:
            lat, lon = (
                projection.inverse(x.mean(keepdims=True), y)[0],
                projection.inverse(x, y.mean(keepdims=True))[1],
            )
        _axis(out, "lat", lat, {**_LAT, "axis": "Y"})
        _axis(out, "lon", lon, {**_LON, "axis": "X"})
        frame = terrain.crs if is_geographic else _geographic(terrain)
        _grid_mapping(out, terrain, frame, {"grid_mapping_name": "latitude_longitude"})
        return ("lat", "lon"), {}
    unit = {"metre": "m", "meter": "m"}.get(terrain.crs.linear_units, terrain.crs.linear_units)
    for name, values in (("y", y), ("x", x)):
        about = {"standard_name": f"projection_{name}_coordinate", "long_name": f"{name} of the projection"}
        _axis(out, name, values, {**about, "units": unit, "axis": name.upper()})
    _grid_mapping(out, terrain, terrain.crs, cf_projection(words))
    return ("y", "x"), _places(out, projection, x, y)


def _geographic(terrain: Terrain) -> CRS:
    """The system of degrees below a projected one, with its name where it has one."""
    base = terrain.crs.to_dict(projjson=True).get("base_crs")
    if base is not None:
        return CRS.from_string(json.dumps(base))
    a, b = terrain.body.equatorial_radius_m, terrain.body.polar_radius_m
    return CRS.from_string(f"+proj=longlat +a={a!r} +b={b!r} +no_defs")


def _places(out: Any, projection: Projection, x: Floats, y: Floats) -> dict[str, str]:
    """Writes latitude and longitude of each cell of a projected raster, unless they are too many."""
    if x.size * y.size > MOST_PLACED_CELLS:
        return {}
    lat, lon = projection.inverse(*np.meshgrid(x, y))
    for name, values, about in (("lat", lat, _LAT), ("lon", lon, _LON)):
        variable = out.createVariable(name, "f8", ("y", "x"))
        variable[:] = values
        _describe(variable, about)
    return {"coordinates": "lat lon"}


def _axis(out: Any, name: str, values: Floats, about: Mapping[str, Any]) -> None:
    out.createDimension(name, values.size)
    variable = out.createVariable(name, "f8", (name,))
    variable[:] = values
    _describe(variable, about)


def _grid_mapping(out: Any, terrain: Terrain, frame: CRS, mapping: Mapping[str, Any]) -> None:
    """The figure and the frame, in the conventions' own words and as well-known text."""
    text = frame.to_wkt(version=WktVersion.WKT2_2019)
    variable = out.createVariable("crs", "i4", ())
    variable.data[...] = 0
    figure = {
        "semi_major_axis": terrain.body.equatorial_radius_m,
        "semi_minor_axis": terrain.body.polar_radius_m,
        "longitude_of_prime_meridian": 0.0,
    }
    _describe(variable, {**mapping, **figure, "crs_wkt": text, "spatial_ref": text})


def _describe(thing: Any, about: Mapping[str, Any]) -> None:
    """Attributes. scipy takes texts as Latin letters, numbers as 32 bit unless told otherwise, and its own names away."""
    for name, value in about.items():
        free = f"map_{name}" if hasattr(thing, name) else name
        setattr(thing, free, value.encode() if isinstance(value, str) else np.asarray(value)[()])
