"""Terrain: heights on a raster of a planet, asked by latitude and longitude."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.crs import CRS

from relaysim.terrain.body import Body, Floats
from relaysim.terrain.projection import LinearProjection, Projection, projection_of

if TYPE_CHECKING:
    from relaysim.terrain.ceilings import Ceilings
    from relaysim.terrain.floors import Floors

Heights = NDArray[np.float32] | NDArray[np.float64]

SNAP = 1e-6  # cells: a place nearer than this to a cell's centre line counts as on it


class Box(NamedTuple):
    """Bounds in degrees; east is greater than west."""

    south_deg: float
    west_deg: float
    north_deg: float
    east_deg: float

    def wider(self, metres: float, body: Body) -> Box:
        """The box with a margin of at least `metres` all round; all longitudes if a pole is within it."""
        # The least radius of curvature of a meridian is that at the equator of a flattened body.
        a, b = body.equatorial_radius_m, body.polar_radius_m
        north = math.degrees(metres / min(a, b, b * b / a))
        pole = max(abs(self.south_deg), abs(self.north_deg)) + north
        east = 180.0 if pole >= 90.0 else north / math.cos(math.radians(pole))
        if self.east_deg - self.west_deg + 2 * east >= 360.0:
            middle = (self.west_deg + self.east_deg) / 2
            return Box(
                max(self.south_deg - north, -90.0), middle - 180.0,
                min(self.north_deg + north, 90.0), middle + 180.0,
            )  # fmt: skip
        return Box(
            max(self.south_deg - north, -90.0),
            self.west_deg - east,
            min(self.north_deg + north, 90.0),
            self.east_deg + east,
        )


@dataclass(frozen=True, eq=False)
class Terrain:
    """Heights of the ground on a raster, bilinear between the centres of its cells.

    heights_m   (rows, cols), row 0 in the north; nan = unknown. Above whatever the source counts from.
    sigma_m     same shape: one standard deviation of a height; None if the source has none
    transform   from (col, row) of a cell's north-west corner to the coordinates of `crs`
    sha256      of the file, where it is a single one of at most 256 MB; else of what was read
    as_of       "sol 776" if built from what was known then, else None
    dated       True if the heights come from survey rows that carry their sol
    k_factor    by which the air above bends rays: they see a body of k times the radius; 1 where it bends none
    """

    name: str
    body: Body
    heights_m: Heights
    sigma_m: Heights | None
    transform: Affine
    crs: CRS
    sha256: str
    source: str
    as_of: str | None = None
    dated: bool = False
    k_factor: float = 1.0

    @property
    def ray_radius_m(self) -> float:
        """The radius by which the ground falls away below a radio ray: the body's, times k.

        Reference: ITU-R P.834 and P.453, the effective Earth radius.
        """
        return self.k_factor * self.body.radius_m

    def without_air(self) -> Terrain:
        """The same under rays that nothing bends."""
        return self if self.k_factor == 1.0 else replace(self, k_factor=1.0)

    @cached_property
    def digest(self) -> bytes:
        """Of all that decides an answer about this ground, to the last bit, whatever its name; made at the first question.

        Unlike `sha256` it stays true of a terrain whose heights were replaced.
        """
        bands = [self.heights_m] if self.sigma_m is None else [self.heights_m, self.sigma_m]
        kinds = [(band.dtype.str, band.shape) for band in bands]
        words = (self.body, self.k_factor, kinds, self.transform.to_gdal(), self.crs.to_wkt())
        found = hashlib.blake2b(repr(words).encode(), digest_size=32)
        for band in bands:
            found.update(np.ascontiguousarray(band).data)
        return found.digest()

    @cached_property
    def _projection(self) -> Projection:
        return projection_of(self.crs, self.transform.c + self.transform.a * self.heights_m.shape[1] / 2)

    def grid_coordinates(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[Floats, Floats]:
        """(col, row) of places, in cells: 0, 0 is the centre of the north-west cell.

        Arguments broadcast; nan gives nan; places outside get the coordinates they would have.
        """
        lat, lon = np.broadcast_arrays(
            np.asarray(lat_deg, dtype=np.float64), np.asarray(lon_deg, dtype=np.float64)
        )
        x, y = self._projection.forward(lat, lon)
        return (x - self.transform.c) / self.transform.a - 0.5, (
            y - self.transform.f
        ) / self.transform.e - 0.5

    def geographic(self, col: ArrayLike, row: ArrayLike) -> tuple[Floats, Floats]:
        """(lat, lon) in degrees of places in cells, the inverse of `grid_coordinates`."""
        across, down = np.broadcast_arrays(
            np.asarray(col, dtype=np.float64), np.asarray(row, dtype=np.float64)
        )
        x = self.transform.c + (across + 0.5) * self.transform.a
        y = self.transform.f + (down + 0.5) * self.transform.e
        return self._projection.inverse(x, y)

    def most_bend_cells(self, lat_deg: float, columns: float, rows: float) -> float:
        """How far, at most, the middle of a great circle lies from the middle of the straight way between its ends.

        In cells, for ends within `lat_deg` of the equator, at most `columns` and `rows` apart; infinite where there
        is no closed form (all frames but those linear in degrees) or an argument is nan.

        With P and D half the sum and half the difference of the latitudes and L the difference of the longitudes,
        `Body.midpoint_deg` is the direction of the sum of two unit vectors. Turned by half of L, their sum across the
        axis is (cos lat1 + cos lat2) cos(L/2) + i (cos lat2 - cos lat1) sin(L/2): the middle's longitude is off the
        mean by E, |tan E| = |tan(L/2) tan P tan D|. Its latitude M has tan M = k tan P, k = (1 - q)^(-1/2) and
        0 <= q = cos lat1 cos lat2 sin^2(L/2) / (cos P cos D)^2 <= sin^2(L/2), so that 1 <= k <= 1 / cos(L/2), and
        |tan(M - P)| = (k - 1) |tan P| / (1 + k tan^2 P) <= (k - 1) |sin P cos P|.
        """
        projection, transform = self._projection, self.transform
        if not isinstance(projection, LinearProjection):
            return math.inf
        cell_lon = math.radians(abs(transform.a / projection.x_per_deg))
        cell_lat = math.radians(abs(transform.e / projection.y_per_deg))
        lat, half_lon, half_lat = math.radians(lat_deg), columns * cell_lon / 2, rows * cell_lat / 2
        # Near a pole, nearly half way round the body, or nan: the bound says nothing.
        if not (lat <= 1.5 and half_lon <= 1.5 and half_lat <= 1.5):
            return math.inf
        off_lon = math.tan(half_lon) * math.tan(lat) * math.tan(half_lat)
        off_lat = (1.0 / math.cos(half_lon) - 1.0) * min(math.sin(lat), 0.5)
        return math.hypot(off_lon / cell_lon, off_lat / cell_lat)

    def height_m(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats:
        """Height of the ground, bilinear; nan outside the outermost centres or beside an unknown cell."""
        return bilinear(self.heights_m, *self.grid_coordinates(lat_deg, lon_deg))

    def sigma_at_m(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats:
        """Standard deviation of the height there, bilinear; nan where unknown or not given."""
        col, row = self.grid_coordinates(lat_deg, lon_deg)
        return np.full(col.shape, np.nan)[()] if self.sigma_m is None else bilinear(self.sigma_m, col, row)

    @cached_property
    def cell_extent_m(self) -> tuple[float, float]:
        """(east-west, north-south) size on the body of the cell in the middle, metres."""
        rows, cols = self.heights_m.shape
        lat, lon = self.geographic([cols / 2, cols / 2 + 1, cols / 2], [rows / 2, rows / 2, rows / 2 + 1])
        size = self.body.distance_m(lat[0], lon[0], lat[1:], lon[1:])
        return float(size[0]), float(size[1])

    @cached_property
    def ceilings(self) -> Ceilings:
        """The highest ground in blocks of cells, for sightlines: made at the first question, then kept."""
        from relaysim.terrain.ceilings import ceilings_of

        return ceilings_of(self.heights_m)

    @cached_property
    def floors(self) -> Floors:
        """The lowest ground in blocks of cells, for sightlines: made at the first question, then kept."""
        from relaysim.terrain.floors import floors_of

        return floors_of(self.heights_m)

    @property
    def cell_size_m(self) -> float:
        """The shorter side of the cell in the middle, on the body, metres."""
        return min(self.cell_extent_m)

    @cached_property
    def extent(self) -> Box:
        """The box of latitude and longitude that holds all centres of cells."""
        rows, cols = self.heights_m.shape
        u, v = np.linspace(0, cols - 1, 33), np.linspace(0, rows - 1, 33)
        edge_col = np.concatenate([u, u, np.full(33, 0.0), np.full(33, cols - 1.0)])
        edge_row = np.concatenate([np.full(33, 0.0), np.full(33, rows - 1.0), v, v])
        lat, lon = self.geographic(edge_col, edge_row)
        if np.nanmax(lon) - np.nanmin(lon) > 180.0:  # longitudes jump, or a pole is inside
            return self._wide_extent(lat, lon)
        return Box(*(float(v) for v in (np.nanmin(lat), np.nanmin(lon), np.nanmax(lat), np.nanmax(lon))))

    def _wide_extent(self, lat: Floats, lon: Floats) -> Box:
        """`extent` from the edge's coordinates where longitudes jump from 180 to -180, or a pole is inside."""
        rows, cols = self.heights_m.shape
        col, row = self.grid_coordinates([-90.0, 90.0], [0.0, 0.0])
        poles = (col > 0) & (col < cols - 1) & (row > 0) & (row < rows - 1)
        if not poles.any():
            middle = float(self.geographic((cols - 1) / 2, (rows - 1) / 2)[1])
            near = lon + 360.0 * np.round((middle - lon) / 360.0)
            return Box(
                float(np.nanmin(lat)), float(np.nanmin(near)), float(np.nanmax(lat)), float(np.nanmax(near))
            )
        south = -90.0 if poles[0] else float(np.nanmin(lat))
        return Box(south, -180.0, 90.0 if poles[1] else float(np.nanmax(lat)), 180.0)

    def profile(
        self, lat1: float, lon1: float, lat2: float, lon2: float, step_m: float
    ) -> tuple[Floats, Floats]:
        """(distance_m, height_m) along the raster's straight line from 1 to 2, ends included.

        Samples are equally spaced in the raster, at most `step_m` apart; distances are over the body
        from 1. Heights are above the source's datum: the body's curvature is not taken off. nan = unknown.

        Raises: ValueError when `step_m` is not positive.
        """
        if not step_m > 0.0:
            raise ValueError(f"step_m must be positive, not {step_m}")
        length_m = float(self.body.distance_m(lat1, lon1, lat2, lon2))
        count = max(math.ceil(length_m / step_m - 1e-9), 1) + 1
        col, row = self.grid_coordinates([lat1, lat2], [lon1, lon2])
        cols, rows = np.linspace(col[0], col[1], count), np.linspace(row[0], row[1], count)
        lat, lon = self.geographic(cols, rows)
        return self.body.distance_m(lat1, lon1, lat, lon), bilinear(self.heights_m, cols, rows)


def bilinear(values: Heights, col: ArrayLike, row: ArrayLike) -> Floats:
    """Values between cell centres; nan outside them, or where a cell that has weight is nan."""
    rows, cols = values.shape
    c, r = _snapped(np.asarray(col, dtype=np.float64)), _snapped(np.asarray(row, dtype=np.float64))
    inside = (c >= 0) & (c <= cols - 1) & (r >= 0) & (r <= rows - 1)
    c, r = np.where(inside, c, 0.0), np.where(inside, r, 0.0)
    c0, r0 = c.astype(np.intp), r.astype(np.intp)
    c1, r1 = np.minimum(c0 + 1, cols - 1), np.minimum(r0 + 1, rows - 1)
    u, v = c - c0, r - r0
    out = np.zeros(inside.shape)
    for i, j, weight in (
        (r0, c0, (1 - u) * (1 - v)),
        (r0, c1, u * (1 - v)),
        (r1, c0, (1 - u) * v),
        (r1, c1, u * v),
    ):
        out += np.where(weight > 0, weight * values[i, j], 0.0)
    return np.where(inside, out, np.nan)[()]


def _snapped(cells: Floats) -> Floats:
    """Coordinates that rounding put a hair beside a centre, put back on it."""
    whole = np.round(cells)
    return np.where(np.abs(cells - whole) < SNAP, whole, cells)


def usual_longitude(lon_deg: float) -> float:
    """The same longitude from -180 to 360, as places are given: a raster across its count's end goes on beyond."""
    if lon_deg > 360.0 or lon_deg < -180.0:
        return lon_deg - 360.0 * math.ceil((lon_deg - 360.0) / 360.0)
    return lon_deg


def content_sha256(heights_m: Heights, sigma_m: Heights | None, transform: Affine, crs: CRS) -> str:
    """SHA-256 of what a terrain holds, for one that is not the whole of a file."""
    digest = hashlib.sha256(f"{crs.to_wkt()}|{transform.to_gdal()}|{heights_m.shape}".encode())
    for band in (heights_m, sigma_m):
        if band is not None:
            order = "<f8" if band.dtype == np.float64 else "<f4"
            digest.update(np.ascontiguousarray(band, dtype=order).data)
    return digest.hexdigest()
