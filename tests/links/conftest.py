"""Links over ground made on the spot, on a sphere the size of Mars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.links.model import LinkModel, RadioSettings
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

RADIUS_M = 3_396_190.0
CELL_M, CELLS = 5.0, 161  # 800 m each way, the origin of the local frame in the middle
HALF_M = CELL_M * (CELLS // 2)
EAST_M, SOUTH_M = np.meshgrid(*[CELL_M * np.arange(CELLS) - HALF_M] * 2)
GROUNDS = {
    "plane": np.zeros((CELLS, CELLS)),
    # A wall across the middle, 8 m high, that runs from north to south.
    "ridge": 8.0 * np.exp(-((EAST_M / 15.0) ** 2)),
    "hole": np.where(np.hypot(EAST_M, SOUTH_M) < 20.0, np.nan, 0.0),
    "ridge and hole": np.where(
        np.hypot(EAST_M - 60.0, SOUTH_M) < 20.0, np.nan, 8.0 * np.exp(-((EAST_M / 15.0) ** 2))
    ),
}


def ground(heights_m: Any) -> Terrain:
    """Heights on a sphere at the equator, where a cell is as long as it says."""
    body = Body.sphere("test body", RADIUS_M)
    return Terrain(
        name="made up",
        body=body,
        heights_m=np.ascontiguousarray(heights_m, dtype=np.float64),
        sigma_m=None,
        transform=Affine(CELL_M, 0, -HALF_M - CELL_M / 2, 0, -CELL_M, HALF_M + CELL_M / 2),
        crs=CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs"),
        sha256="",
        source="made up",
    )


def radio(propagation: str = "free-space", threshold_db: float = 80.0) -> RadioSettings:
    """914 MHz; the slow mode closes up to the threshold, the fast one up to 9 dB less."""
    power = BudgetTerm("transmit power", threshold_db - 110.0, "dBm", 0.0, "made up", "assumed")
    slow = Mode("slow", 20e3, 15e3, -110.0, "made up", "assumed")
    fast = Mode("fast", 250e3, 170e3, -101.0, "made up", "assumed")
    return RadioSettings(propagation, 914e6, Ground(3.6, 0.017), "vertical", Budget((power,), (slow, fast)))


def model(
    name: str = "plane",
    propagation: str = "free-space",
    rover_antenna_m: float = 1.2,
    scout_antenna_m: float = 0.5,
) -> LinkModel:
    terrain = ground(GROUNDS[name])
    frame = LocalFrame(terrain.body, 0.0, 0.0)
    return LinkModel(terrain, frame, radio(propagation), rover_antenna_m, scout_antenna_m)


@pytest.fixture(scope="session")
def make_model() -> Callable[..., LinkModel]:
    """A link model by the name of its ground and of its propagation."""
    return model


@pytest.fixture(scope="session")
def make_radio() -> Callable[..., RadioSettings]:
    """A radio by the name of its propagation and the loss up to which it closes."""
    return radio


@pytest.fixture(scope="session")
def make_terrain() -> Callable[[str], Terrain]:
    """The ground of a name as Terrain."""
    return lambda name: ground(GROUNDS[name])
