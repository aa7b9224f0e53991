"""Terrain from survey tables, with or without a terrain model, to a file: `relaysim terrain build`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rasterio.crs import CRS

from relaysim.errors import InputError, OutputError
from relaysim.terrain.body import Body
from relaysim.terrain.build import build_survey_terrain
from relaysim.terrain.fuse import FuseMethod, fuse
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.kriging import KrigingMethod
from relaysim.terrain.raster import open_raster
from relaysim.terrain.survey import SurveyPoints, read_survey
from relaysim.terrain.write import write_terrain

MARGIN_M = 1_000.0  # survey points this far outside the box still count


def build_file(
    out: Path,
    survey: Sequence[Path],
    *,
    dtm: Path | None = None,
    body: Body | None = None,
    as_of: int | None = None,
    cell_m: float = 5.0,
    around: Box | None = None,
    replace: bool = False,
) -> Terrain:
    """Builds a terrain and writes it to `out`, a GeoTIFF with a sigma band.

    With `dtm` the terrain model is pulled onto the points; without, the surface is made of the points
    alone, in an equirectangular frame true at their middle, on `body`.

    Raises: InputError if neither dtm nor body is given; OutputError if `out` exists and is not to be
    replaced, before any work; and as the builders.
    """
    _check_place(out, replace)
    points = read_survey(*survey)
    if dtm is not None:
        window = around.wider(MARGIN_M, body) if around and body else None
        model = open_raster(dtm, body=body, around=window)
        terrain = fuse(model, points, name=out.stem, cell_m=cell_m, as_of=as_of, bounds=around)
        method = f"kriged error of the terrain model, {FuseMethod()}"
    elif body is not None:
        terrain = build_survey_terrain(
            points, name=out.stem, body=body, crs=local_equirectangular(points, body),
            method=KrigingMethod(cell_m=cell_m), as_of=as_of, bounds=around,
            source=", ".join(path.name for path in survey),
        )  # fmt: skip
        method = "ordinary kriging of survey points"
    else:
        raise InputError(
            "terrain build: give a terrain model (--dtm FILE), or the body's radius for points alone"
        )
    write_terrain(terrain, out, method=method)
    return terrain


def _check_place(out: Path, replace: bool) -> None:
    """Refuses a place that cannot take the file, or holds something."""
    try:
        if out.is_dir():
            raise OutputError(f"{out}: is a folder; choose another name")
        if out.suffix.lower() not in (".tif", ".tiff"):
            raise OutputError(f"{out}: a terrain is written as GeoTIFF; give it a name that ends in .tif")
        if out.exists() and not replace:
            raise OutputError(f"{out}: exists; choose another name, or replace it with --force")
        if not out.parent.is_dir():
            raise OutputError(f"{out}: there is no folder {out.parent}")
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); choose another name"
        ) from error


def local_equirectangular(points: SurveyPoints, body: Body) -> CRS:
    """An equirectangular system whose metres are true at the mean latitude of the points."""
    lat = round(float(np.mean(points.latitude_deg)), 4)
    figure = f"+a={body.equatorial_radius_m!r} +b={body.polar_radius_m!r}"
    return CRS.from_string(f"+proj=eqc +lat_ts={lat} +lon_0=0 {figure} +units=m +no_defs")
