"""A surface reconstructed from survey points alone, as of a sol."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body, Floats
from relaysim.terrain.grid import Box, Terrain, content_sha256
from relaysim.terrain.kriging import KrigingMethod, Variogram, krige, near_points
from relaysim.terrain.projection import projection_of
from relaysim.terrain.raster import MOST_CELLS
from relaysim.terrain.survey import SurveyPoints


def build_survey_terrain(
    points: SurveyPoints,
    *,
    name: str,
    body: Body,
    crs: CRS,
    variogram: Variogram | None = None,
    method: KrigingMethod | None = None,
    as_of: int | None = None,
    bounds: Box | None = None,
    source: str = "survey points",
) -> Terrain:
    """The kriged surface through `points`, with its sigma; nan farther than the known radius from all.

    `crs` must be projected and in metres that are true on the body near the points (to 1 %). With
    `as_of` only points of that sol or before are used; with `bounds` only cells in that box are made,
    equal to those of the whole. The raster is just big enough for the known cells; cells lie at
    multiples of the cell size, so two builds fit onto each other.

    Raises: TerrainError if no cell is known, or if `as_of` is given for points without dates.
    """
    variogram, method = variogram or Variogram(), method or KrigingMethod()
    points = dated_points(points, as_of)
    known, cell = known_cells(points, crs, method, bounds), method.cell_m
    if not len(known.rows):
        way_out = "a later sol, or another terrain with --terrain" if bounds else "smaller cells"
        kind = OutsideTerrain if bounds is not None else TerrainError
        raise kind(
            f"{name}: no ground is known{' there' if bounds else ''}"
            f"{f' as of sol {as_of}' if as_of is not None else ''}: no survey point within "
            f"{method.known_radius_m:g} m of the centre of a cell; take {way_out}"
        )
    z, s = krige(
        known.points_x_m, known.points_y_m, points.height_m, known.x_m, known.y_m,
        model=variogram, method=method,
    )  # fmt: skip
    rows, cols = known.rows - known.rows.min(), known.cols - known.cols.min()
    heights = np.full((int(rows.max()) + 1, int(cols.max()) + 1), np.nan, dtype=np.float32)
    sigma = heights.copy()
    heights[rows, cols], sigma[rows, cols] = z, s
    transform = Affine(cell, 0.0, int(known.cols.min()) * cell, 0.0, -cell, -int(known.rows.min()) * cell)
    return Terrain(
        name=name, body=body, heights_m=heights, sigma_m=sigma, transform=transform, crs=crs,
        sha256=content_sha256(heights, sigma, transform, crs), source=source,
        as_of=None if as_of is None else f"sol {as_of}", dated=points.dated,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class KnownCells:
    """Cells near enough to a point, in the raster's metric frame.

    rows, cols                  (m,) counted from the frame's origin, to the south and to the east
    x_m, y_m                    (m,) of their centres
    points_x_m, points_y_m      (n,) of the points
    """

    rows: NDArray[np.intp]
    cols: NDArray[np.intp]
    x_m: Floats
    y_m: Floats
    points_x_m: Floats
    points_y_m: Floats


def known_cells(points: SurveyPoints, crs: CRS, method: KrigingMethod, bounds: Box | None) -> KnownCells:
    """The cells within the known radius of a point, those in `bounds` alone if given.

    Raises: TerrainError if a raster over all points would be too large.
    """
    first = projection_of(crs, 0.0).forward(points.latitude_deg[:1], points.longitude_deg[:1])
    projection = projection_of(
        crs, float(first[0][0])
    )  # so that points on both sides of 180 degrees are neighbours
    x, y = projection.forward(points.latitude_deg, points.longitude_deg)
    west, north, known = _near_cells(x, y, method)
    down, across = np.nonzero(known)
    rows, cols = down - north, across + west
    at_x = np.asarray((cols + 0.5) * method.cell_m, dtype=np.float64)
    at_y = np.asarray((-rows - 0.5) * method.cell_m, dtype=np.float64)
    if bounds is not None:
        lat, lon = projection.inverse(at_x, at_y)
        inside = (lat >= bounds.south_deg) & (lat <= bounds.north_deg)
        inside &= (lon >= bounds.west_deg) & (lon <= bounds.east_deg)
        rows, cols, at_x, at_y = rows[inside], cols[inside], at_x[inside], at_y[inside]
    return KnownCells(rows, cols, at_x, at_y, x, y)


def dated_points(points: SurveyPoints, as_of: int | None) -> SurveyPoints:
    """The points known on sol `as_of`, all of them if it is None.

    Raises: TerrainError if the points have no dates, or none is that early.
    """
    if as_of is None:
        return points
    if not points.dated:
        raise TerrainError(
            f"as of sol {as_of}: the survey table has no column sol, so nothing in it has a date"
        )
    known = points.as_of(as_of)
    if not len(known):
        first = int(points.sol.min())
        raise TerrainError(f"as of sol {as_of}: the first survey point is of sol {first}; take a later sol")
    return known


def _near_cells(x: Floats, y: Floats, method: KrigingMethod) -> tuple[int, int, NDArray[np.bool_]]:
    """(west, north, mask) of the cells near enough to a point: the mask's corner in cells from the origin."""
    radius = method.known_radius_m / method.cell_m
    col, row = x / method.cell_m, y / method.cell_m
    west, north = int(np.floor(col.min() - radius)), int(np.ceil(row.max() + radius))
    shape = int(np.ceil(north - row.min() + radius)), int(np.ceil(col.max() + radius - west))
    if shape[0] * shape[1] > MOST_CELLS:
        raise TerrainError(
            f"a raster over all survey points has {shape[1]} x {shape[0]} cells of {method.cell_m:g} m, too many; "
            "take larger cells, or points of one place"
        )
    return west, north, near_points(col - west - 0.5, north - row - 0.5, shape, radius, radius)
