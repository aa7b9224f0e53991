"""Rays under air that bends them: as straight ones over a body of k times the radius, and everything else as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.links.coverage import coverage
from relaysim.links.loss_store import LossMemory, LossStore
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.single import explain
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.sightline import End, clearances
from relaysim.sightline.horizon import horizon_deg
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

RADIUS_M = 3_396_190.0
CELL_M, CELLS = 5.0, 161  # 800 m each way, longitude and latitude 0 in the middle
HALF_M = CELL_M * (CELLS // 2)
# A wall across the middle, 8 m high, that runs from north to south.
WALL = 8.0 * np.exp(-((np.meshgrid(*[CELL_M * np.arange(CELLS) - HALF_M] * 2)[0] / 15.0) ** 2))
K = 4.0 / 3.0
HIGH_M, LOW_M = 2.0, 0.5
LONG_CELL_M = 100.0


def ground(
    heights_m: Any, k_factor: float = 1.0, radius_m: float = RADIUS_M, cell_m: float = CELL_M
) -> Terrain:
    """Heights on a sphere at the equator, the middle row on it, under air."""
    rows, columns = heights_m.shape
    west_m = -cell_m * columns / 2 if rows == columns else -cell_m / 2
    return Terrain(
        name="made up",
        body=Body.sphere("test body", radius_m),
        heights_m=np.ascontiguousarray(heights_m, dtype=np.float64),
        sigma_m=None,
        transform=Affine(cell_m, 0, west_m, 0, -cell_m, cell_m * rows / 2),
        crs=CRS.from_proj4(f"+proj=eqc +R={radius_m} +units=m +no_defs"),
        sha256="",
        source="made up",
        k_factor=k_factor,
    )


def strip(k_factor: float) -> Terrain:
    """A long strip of bare sphere, longitude 0 at the centre of its first cell."""
    return ground(np.zeros((3, CELLS)), k_factor, cell_m=LONG_CELL_M)


def radio(propagation: str, threshold_db: float = 80.0) -> RadioSettings:
    """914 MHz, one mode that closes up to the threshold."""
    power = BudgetTerm("transmit power", threshold_db - 110.0, "dBm", 0.0, "made up", "assumed")
    mode = Mode("slow", 20e3, 15e3, -110.0, "made up", "assumed")
    return RadioSettings(propagation, 914e6, Ground(3.6, 0.017), "vertical", Budget((power,), (mode,)))


def degrees(metres: float) -> float:
    """Longitude of a place so far along the equator."""
    return float(np.degrees(metres / RADIUS_M))


def model_on(terrain: Terrain, propagation: str, cache: LossStore | None = None) -> LinkModel:
    frame = LocalFrame(terrain.body, 0.0, 0.0)
    return LinkModel(terrain, frame, radio(propagation), HIGH_M, LOW_M, cache=cache)


def links(model: LinkModel) -> Any:
    """Three links across the middle, one of them from the air."""
    x, y, up = np.array([-300.0, -250.0, -350.0]), np.array([0.0, 90.0, -20.0]), np.zeros(3)
    return model.evaluate((x, y, up), (-x, -y, np.array([0.0, 3.0, 12.0])))


@pytest.mark.parametrize("propagation", ["p526", "parabolic-equation"])
def test_air_is_a_larger_body(propagation: str) -> None:
    """Clearance and loss with k are those over a body of k times the radius."""
    one, other = (links(model_on(t, propagation)) for t in (ground(WALL, K), ground(WALL, 1.0, K * RADIUS_M)))
    assert one.clearance_m == pytest.approx(other.clearance_m, abs=1e-6)
    assert one.loss_db == pytest.approx(other.loss_db, abs=1e-4)
    plain = links(model_on(ground(WALL), propagation))
    assert np.all(one.clearance_m > plain.clearance_m)
    assert one.distance_m.tolist() == plain.distance_m.tolist()


@pytest.mark.parametrize("k_factor", [0.5, 1.0, K])
def test_the_horizon_is_the_root_of_two_k_r_h(k_factor: float) -> None:
    """Over a bare sphere two antennas see each other up to sqrt(2 k R h1) + sqrt(2 k R h2)."""
    reach_m = float(np.sqrt(2.0 * k_factor * RADIUS_M * np.array([HIGH_M, LOW_M])).sum())
    lon = [degrees(0.999 * reach_m), degrees(1.001 * reach_m)]
    found = clearances(strip(k_factor), 0.0, 0.0, HIGH_M, 0.0, lon, LOW_M)
    assert (found.clearance_m >= 0.0).tolist() == [True, False]


def test_maps_see_as_links_do() -> None:
    """What a map of sight lacks beyond the horizon is (d - sqrt(2 k R h))^2 / 2 k R."""
    found = viewshed(strip(K), End(0.0, 0.0, HIGH_M), 0.0).height_m[1]
    d = LONG_CELL_M * np.arange(CELLS)
    bulge = np.maximum(d - np.sqrt(2.0 * K * RADIUS_M * HIGH_M), 0.0) ** 2 / (2.0 * K * RADIUS_M)
    assert found[1:] == pytest.approx(-bulge[1:], abs=0.02)
    assert found[-1] < -15.0


def test_a_map_of_margins_is_that_of_its_links() -> None:
    """The margin of a cell of the map is that of the link to it, with the same air."""
    terrain, settings = ground(WALL, K), radio("p526", 150.0)
    lon = degrees(-200.0)
    found = coverage(terrain, End(0.0, lon, HIGH_M), LOW_M, settings, radius_m=300.0)
    row, column = CELLS // 2 - found.row, CELLS // 2 + 12 - found.column
    east = degrees(12 * CELL_M)
    alone = explain(terrain, End(0.0, lon, HIGH_M), End(0.0, east, LOW_M), settings)
    assert alone.k_factor == K
    assert found.margin_db[row, column] == pytest.approx(alone.margin_db, abs=0.05)


def test_two_kinds_of_air_share_no_losses() -> None:
    """A cache that knows a link under one air is asked in vain under another, and the losses are those without it."""
    cache = LossMemory()
    for k_factor in (1.0, K):
        model = model_on(ground(WALL, k_factor), "p526", cache)
        alone = links(model_on(ground(WALL, k_factor), "p526"))
        assert links(model).loss_db.tolist() == alone.loss_db.tolist()
    assert len(cache) == 6
    links(model_on(ground(WALL, K), "p526", cache))
    assert len(cache) == 6


def test_the_sun_and_the_earth_stand_where_they_stood() -> None:
    """The skyline against the sky is the ground's own: rays from there are not those along the ground."""
    here = End(0.0, degrees(-HALF_M / 2), HIGH_M)
    one, other = (horizon_deg(t, here, [90.0, 45.0], 300.0) for t in (ground(WALL), ground(WALL, K)))
    assert one.tolist() == other.tolist()
