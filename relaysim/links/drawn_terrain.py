"""A terrain as it may really be: its heights with one error field on them, drawn by a seed."""

from __future__ import annotations

import dataclasses
import hashlib
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import TerrainError as UnfitTerrain
from relaysim.links.terrain_error import WAVES, ErrorFields, TerrainError
from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

if TYPE_CHECKING:
    from relaysim.terrain.kriged_error import KrigedErrors

# Of the way a draw is made: it must change with every change that moves a height by a bit.
METHOD = "drawn terrain 1"


def drawn_terrain(
    terrain: Terrain, sigma_m: float | None, correlation_m: float, seed: int, site: LocalFrame
) -> Terrain:
    """The terrain with an error on every known height: standard deviation times a field of unit variance.

    The field is that of `relaysim.links.terrain_error`, the first of its seed: errors d apart have the correlation
    exp(-(d / correlation)^2). Its metres count along the raster's own rows and columns from the site, by the size of a cell there:
    another part of the same raster has the same errors in the same places (to rounding), and so has another raster of the
    same frame and cells. Unknown ground stays unknown; a height without a stated error (nan in the band) stays as it is.

    Args:
        sigma_m: standard deviation of a height; None takes the terrain's own band.
        correlation_m: distance over which two errors have the correlation 1/e.
        seed: of the field; the same seed gives the same bits.
        site: whose origin the metres count from; the same for all terrains that shall have one field.

    Returns:
        Another terrain, heights in double precision; its name and checksum name the draw, its band stays.

    Raises:
        TerrainError: the band is asked for, and there is none.
        InputError: a standard deviation or length that makes no sense.
    """
    TerrainError(sigma_m, correlation_m)  # raises where they make no sense
    if sigma_m is None and terrain.sigma_m is None:
        raise UnfitTerrain(
            f"terrain {terrain.name} states no errors of its heights (a second band, height_sigma_m): "
            "give terrain_error.height_sigma as a length"
        )
    known = np.isfinite(terrain.heights_m)
    field = _field(terrain, known, correlation_m, seed, site)
    spread = terrain.sigma_m if sigma_m is None else sigma_m
    error_m = np.nan_to_num(np.asarray(spread, dtype=np.float64)) * field
    text = f"{METHOD}|{terrain.sha256}|{sigma_m!r}|{correlation_m!r}|{seed}|{site.latitude_deg!r}|{site.longitude_deg!r}"
    return dataclasses.replace(
        terrain,
        name=f"{terrain.name}, errors drawn with seed {seed}",
        heights_m=terrain.heights_m.astype(np.float64) + error_m,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def kriged_terrain(terrain: Terrain, errors: KrigedErrors, seed: int) -> Terrain:
    """The terrain with an error on every known height, as the kriging that made it implies.

    Its standard deviation is the terrain's own band; it is next to nothing at surveyed points, and long-wave far from them
    (`relaysim.terrain.kriged_error`). The same errors and seed give the same bits.

    Returns:
        As `drawn_terrain`.

    Raises:
        TerrainError: some of its known ground is not that of the errors, or it has no band.
    """
    known = np.isfinite(terrain.heights_m)
    field = errors.field_on(terrain, seed)
    if terrain.sigma_m is None or not np.all(field[known]):
        raise UnfitTerrain(
            f"terrain {terrain.name}: some of its ground is not that whose errors kriging told: give a correlation_length"
        )
    error_m = np.nan_to_num(np.asarray(terrain.sigma_m, dtype=np.float64)) * field
    return dataclasses.replace(
        terrain,
        name=f"{terrain.name}, errors drawn with seed {seed}",
        heights_m=terrain.heights_m.astype(np.float64) + error_m,
        sha256=hashlib.sha256(f"{errors.sha256}|{terrain.sha256}|{seed}".encode()).hexdigest(),
    )


def _field(
    terrain: Terrain, known: NDArray[np.bool_], correlation_m: float, seed: int, site: LocalFrame
) -> Floats:
    """The field of a seed at the centres of the cells, (rows, columns); 0 outside each row's known stretch."""
    from relaysim.links.field_cells import add_waves_to_rows

    rows, columns = known.shape
    x_m, y_m = _metres(terrain, site)
    waves = ErrorFields.drawn(1, correlation_m, seed)
    spans = np.zeros((rows, 2), dtype=np.int64)
    held = known.any(axis=1)
    spans[held, 0] = known.argmax(axis=1)[held]
    spans[held, 1] = columns - known[:, ::-1].argmax(axis=1)[held]
    total = np.zeros((rows, columns))
    add_waves_to_rows(x_m, y_m, waves.east[0], waves.north[0], waves.phase[0], spans, total)
    total *= sqrt(2.0 / WAVES)
    return total


def _metres(terrain: Terrain, site: LocalFrame) -> tuple[Floats, Floats]:
    """Metres from the site of the cells' columns, to the right, and of their rows, upwards."""
    column, row = (float(v) for v in terrain.grid_coordinates(site.latitude_deg, site.longitude_deg))
    around = [[column - 0.5, column + 0.5, column, column], [row, row, row - 0.5, row + 0.5]]
    lat, lon = terrain.geographic(*around)
    wide_m, high_m = (float(terrain.body.distance_m(lat[n], lon[n], lat[n + 1], lon[n + 1])) for n in (0, 2))
    rows, columns = terrain.heights_m.shape
    x_m = (np.arange(columns, dtype=np.float64) - column) * wide_m
    return x_m, (row - np.arange(rows, dtype=np.float64)) * high_m
