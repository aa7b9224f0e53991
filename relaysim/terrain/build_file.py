"""Terrain from survey tables, with or without a terrain model, to a file: `relaysim terrain build`."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasterio.crs import CRS

from relaysim.errors import InputError
from relaysim.terrain.body import Body
from relaysim.terrain.build import build_survey_terrain
from relaysim.terrain.fuse import FuseMethod, errors_at, fuse
from relaysim.terrain.grid import Terrain
from relaysim.terrain.kriging import KrigingMethod, Variogram, ordinary_kriging_words
from relaysim.terrain.layers import Layered, lay
from relaysim.terrain.look import Circle, body_of_terrain
from relaysim.terrain.survey import SurveyPoints, read_survey
from relaysim.terrain.write import check_not_read, check_place, write_terrain

SURVEY_CELL_M = 5.0
POLAR_DEG = 75.0  # from here on meridians run together too fast for an equirectangular frame
MARGIN_M = 1_000.0  # survey points this far outside the box still count


@dataclass(frozen=True)
class Built:
    """What was written, how it was made, and of which layers if of several models."""

    terrain: Terrain
    method: str
    layered: Layered | None = None


def build_terrain(
    out: Path,
    survey: Sequence[Path],
    *,
    dtm: str | Path | Sequence[str | Path] = (),
    body: Body | None = None,
    as_of: int | None = None,
    cell_m: float | None = None,
    around: Circle | None = None,
    replace: bool = False,
) -> Terrain:
    """Builds a terrain and writes it to `out`, a GeoTIFF; with survey points it has a sigma band.

    Several terrain models are laid over each other first, see `lay`. With points the model is pulled onto
    them; points alone make a surface in a frame whose metres are true at their middle, on `body`. `cell_m`
    None is 5 m with points, else the finest model's. With `as_of` only points of that sol or before count.

    Raises: InputError if there is neither a model nor a body for the points; OutputError if `out` exists
    and is not to be replaced, or is one of the files it is made from, before any work; and as the builders.
    """
    dtms = [dtm] if isinstance(dtm, str | Path) else dtm
    made = make_terrain(
        out, survey, dtms, body=body, as_of=as_of, cell_m=cell_m, around=around, replace=replace
    )
    return made.terrain


def make_terrain(
    out: Path,
    survey: Sequence[Path],
    dtms: Sequence[str | Path],
    *,
    body: Body | None = None,
    as_of: int | None = None,
    cell_m: float | None = None,
    around: Circle | None = None,
    replace: bool = False,
) -> Built:
    """`build_terrain`, with what is to be said about the result."""
    check_place(out, replace=replace, ending=(".tif", ".tiff"), what="a terrain is written as GeoTIFF")
    check_not_read(out, (*dtms, *survey), what="terrain")
    if not survey and not dtms:
        raise InputError(
            "terrain build: give survey points (--survey CSV), terrain models (--dtm FILE), or both"
        )
    if not survey:
        made = _merged(out.stem, dtms, as_of, cell_m, around)
    else:
        made = _surveyed(out.stem, survey, dtms, body, as_of, cell_m or SURVEY_CELL_M, around)
    write_terrain(made.terrain, out, method=made.method)
    with out.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return dataclasses.replace(made, terrain=dataclasses.replace(made.terrain, sha256=digest))


def _merged(
    name: str, dtms: Sequence[str | Path], as_of: int | None, cell_m: float | None, around: Circle | None
) -> Built:
    """Models alone."""
    box = around.box(body_of_terrain(dtms[0])) if around else None
    layered = lay(dtms, as_of_sol=as_of, around=box, cell_m=cell_m)
    method = "each cell from the first model that has a height there, bilinear"
    return Built(dataclasses.replace(layered.terrain, name=name), method, layered)


def _surveyed(
    name: str, survey: Sequence[Path], dtms: Sequence[str | Path], body: Body | None, as_of: int | None,
    cell_m: float, around: Circle | None,
) -> Built:  # fmt: skip
    """Points, alone or with models."""
    points = read_survey(*survey)
    if dtms:
        figure = body or body_of_terrain(dtms[0])
        box = around.box(figure) if around else None
        layered = lay(dtms, body=body, around=box.wider(MARGIN_M, figure) if box else None)
        terrain = fuse(layered.terrain, points, name=name, cell_m=cell_m, as_of=as_of, bounds=box)
        _, error_m = errors_at(layered.terrain, points, as_of)
        return Built(terrain, FuseMethod().words(error_m), layered)
    if body is None:
        raise InputError(
            "terrain build: give a terrain model (--dtm FILE), or the body's radius for points alone"
        )
    law, method = Variogram(), KrigingMethod(cell_m=cell_m)
    terrain = build_survey_terrain(
        points, name=name, body=body, crs=local_crs(points, body), variogram=law,
        method=method, as_of=as_of, bounds=around.box(body) if around else None,
        source=", ".join(path.name for path in survey),
    )  # fmt: skip
    return Built(terrain, ordinary_kriging_words(law, method))


def local_crs(points: SurveyPoints, body: Body) -> CRS:
    """A system whose metres are true at the mean latitude of the points: equirectangular, stereographic near a pole."""
    lat = round(float(np.mean(points.latitude_deg)), 4)
    figure = f"+a={body.equatorial_radius_m!r} +b={body.polar_radius_m!r} +units=m +no_defs"
    if abs(lat) < POLAR_DEG:
        return CRS.from_string(f"+proj=eqc +lat_ts={lat} +lon_0=0 {figure}")
    return CRS.from_string(f"+proj=stere +lat_0={90 if lat > 0 else -90} +lat_ts={lat} +lon_0=0 {figure}")
