"""A terrain with drawn errors: of unit variance times the standard deviation, correlated as stated, the same for a seed."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import TerrainError
from relaysim.links.drawn_terrain import drawn_terrain
from relaysim.links.terrain_error import ErrorFields
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

MARS = Body.sphere("Mars", 3396190.0)
CELL_M, CORRELATION_M = 5.0, 30.0
SITE = LocalFrame(MARS, 0.0, 0.0)


def flat(rows: int = 40, columns: int = 60, corner_m: tuple[float, float] = (-100.0, 80.0)) -> Terrain:
    """Level ground around the site, 1 m of error everywhere; a corner of it is unknown."""
    heights = np.full((rows, columns), -2500.0)
    heights[:7, :9] = np.nan
    crs = CRS.from_proj4("+proj=eqc +R=3396190 +units=m +no_defs")
    return Terrain(
        name="flat",
        body=MARS,
        heights_m=heights,
        sigma_m=np.ones((rows, columns), dtype=np.float32),
        transform=Affine(CELL_M, 0.0, corner_m[0], 0.0, -CELL_M, corner_m[1]),
        crs=crs,
        sha256="0" * 64,
        source="made up",
    )


def errors_m(terrain: Terrain, seed: int, sigma_m: float | None = None) -> np.ndarray:
    """What a draw adds to each height."""
    return drawn_terrain(terrain, sigma_m, CORRELATION_M, seed, SITE).heights_m - terrain.heights_m


def test_errors_have_unit_variance_and_the_stated_correlation() -> None:
    """Over 1,000 seeds: mean 0, variance 1, and exp(-(d/c)^2) between cells d apart, in all directions."""
    ground = flat(12, 12)
    at = [(8, 1), (8, 4), (8, 7), (11, 1), (11, 4)]
    rows, columns = np.array(at).T
    drawn = np.array([errors_m(ground, seed)[rows, columns] for seed in range(1000)])
    assert np.abs(drawn.mean(axis=0)).max() < 4.0 / math.sqrt(1000)
    found = drawn.T @ drawn / 1000
    away = np.array([[math.hypot(a - c, b - d) * CELL_M for c, d in at] for a, b in at])
    expected = np.exp(-((away / CORRELATION_M) ** 2))
    # The standard error of a covariance of unit normals is at most sqrt(2 / n).
    assert np.abs(found - expected).max() < 4.0 * math.sqrt(2.0 / 1000)


def test_the_field_is_that_of_the_links_ensembles() -> None:
    """Along a row of cells through the site the errors are those of `ErrorFields` along the same line."""
    row = 8
    along = errors_m(flat(), 7)[row, 9:]
    first = (-100.0 + 9.5 * CELL_M, 80.0 - (row + 0.5) * CELL_M)
    last = (first[0] + (len(along) - 1) * CELL_M, first[1])
    expected = ErrorFields.drawn(1, CORRELATION_M, 7).along(first, last, len(along))[:, 0]
    assert along == pytest.approx(expected, abs=1e-6)


def test_a_seed_gives_the_same_bits_and_unknown_ground_stays_unknown() -> None:
    """The same seed gives the same heights to the bit, another seed others; nan stays nan and nothing else becomes it."""
    ground = flat()
    one, again, other = (drawn_terrain(ground, None, CORRELATION_M, seed, SITE) for seed in (3, 3, 4))
    assert one.heights_m.tobytes() == again.heights_m.tobytes()
    assert not np.array_equal(one.heights_m, other.heights_m, equal_nan=True)
    assert np.array_equal(np.isnan(one.heights_m), np.isnan(ground.heights_m))
    assert np.isnan(one.heights_m).any()


def test_name_and_checksum_say_what_was_drawn() -> None:
    """A draw is another terrain: its name has the seed; seed, deviation and length each change its checksum."""
    ground = flat()
    one = drawn_terrain(ground, None, 30.0, 3, SITE)
    assert one.name == "flat, errors drawn with seed 3"
    others = [drawn_terrain(ground, *way, SITE) for way in ((None, 30.0, 4), (1.0, 30.0, 3), (None, 31.0, 3))]
    assert len({ground.sha256, one.sha256, *(other.sha256 for other in others)}) == 5


def test_another_part_of_the_raster_has_the_same_errors_in_the_same_places() -> None:
    """Ground read for another box, or known in another part, takes the same errors, to rounding."""
    whole = errors_m(flat(), 5)
    part = errors_m(flat(20, 30, (-100.0 + 20 * CELL_M, 80.0 - 10 * CELL_M)), 5)
    both = np.isfinite(part)
    assert part[both] == pytest.approx(whole[10:30, 20:50][both], abs=1e-6)


def test_errors_go_with_the_band_or_with_the_given_deviation() -> None:
    """Without a deviation the terrain's band counts, and ground whose band says nothing stays as it is."""
    ground = flat()
    band = np.full(ground.heights_m.shape, 2.0, dtype=np.float32)
    band[20, 20], band[21, 21] = 0.0, np.nan
    unit, banded = errors_m(ground, 9), errors_m(dataclasses.replace(ground, sigma_m=band), 9)
    assert banded[30] == pytest.approx(2.0 * unit[30], abs=1e-9)
    assert (banded[20, 20], banded[21, 21]) == (0.0, 0.0)
    assert errors_m(ground, 9, sigma_m=0.5)[30] == pytest.approx(0.5 * unit[30], abs=1e-9)


def test_a_terrain_without_a_band_needs_a_deviation() -> None:
    """Where the terrain states no errors none can be drawn, unless the study says how large they are."""
    bare = dataclasses.replace(flat(), sigma_m=None)
    with pytest.raises(TerrainError, match="states no errors of its heights"):
        drawn_terrain(bare, None, 30.0, 1, SITE)
    assert np.isfinite(drawn_terrain(bare, 1.0, 30.0, 1, SITE).heights_m[20, 20])
