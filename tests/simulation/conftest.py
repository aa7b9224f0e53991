"""Runs shared by the tests: each is simulated once."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin

import relaysim

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FUSED = SHARED / "data" / "dem" / "jezero_fused_5m.tif"
ORBITAL = SHARED / "data" / "dem" / "jezero_composite_20m.tif"


@dataclass(frozen=True)
class Run:
    """A run read back from its files."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def json(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def flight(self, number: int) -> dict[str, str]:
        return next(row for row in self.rows("flights") if row["flight"] == str(number))

    def blackouts(self, level: str) -> list[dict[str, str]]:
        return [row for row in self.rows("blackouts") if row["level"] == level]


@pytest.fixture(scope="session")
def read() -> type[Run]:
    """How a test reads back a run of its own."""
    return Run


@pytest.fixture(scope="session")
def main_run(main_folder: Path) -> Run:
    """The main job as it ships."""
    return Run(main_folder)


@pytest.fixture(scope="session")
def fused_raster() -> Path:
    """The raster fused from an orbital model and the rover's track."""
    if not FUSED.exists():
        pytest.skip("needs ../shared/data/dem/jezero_fused_5m.tif, which is not part of the project")
    return FUSED


@pytest.fixture(scope="session")
def fused_run(fused_raster: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The main job, same assumptions, on the fused raster."""
    return Run(
        relaysim.run(
            "flight-52-blackout", tmp_path_factory.mktemp("fused") / "run", terrain=str(fused_raster)
        )
    )


@pytest.fixture(scope="session")
def orbital_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The main job, same assumptions, on what an orbiter sees: a 20 m model without the rover's heights."""
    if not ORBITAL.exists():
        pytest.skip("needs ../shared/data/dem/jezero_composite_20m.tif, which is not part of the project")
    folder = tmp_path_factory.mktemp("orbital") / "run"
    return Run(relaysim.run("flight-52-blackout", folder, terrain=str(ORBITAL)))


@pytest.fixture(scope="session")
def as_of_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The main job with the terrain as it was known on the day of flight 52."""
    folder = tmp_path_factory.mktemp("as-of") / "run"
    return Run(relaysim.run("flight-52-blackout", folder, overrides=["terrain.as_of=sol 776"]))


@pytest.fixture(scope="session")
def careful_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The main job up to sol 779, had the team flown only to places from which the link would hold."""
    overrides = [
        "gate.policy=landing-site",
        "end=sol 779",
        "gate.give_up_after=1",
        "flights=[" + SHORT_FLIGHTS + "]",
    ]
    return Run(
        relaysim.run("flight-52-blackout", tmp_path_factory.mktemp("careful") / "run", overrides=overrides)
    )


SHORT_FLIGHTS = ", ".join(f"{{flight: {n}, commands: {{size: 120 kbit, priority: 1}}}}" for n in (51, 52))


@pytest.fixture(scope="session")
def quarry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario file beside a raster of a plain with a 20 m heap across the way."""
    folder = tmp_path_factory.mktemp("quarry")
    columns = np.arange(200)
    heap = 20.0 * np.exp(-(((columns - 100) / 12.0) ** 2))
    heights = np.broadcast_to(400.0 + heap, (60, 200)).astype("float32")
    profile = {
        "driver": "GTiff", "width": 200, "height": 60, "count": 1, "dtype": "float32",
        "crs": CRS.from_epsg(4326), "transform": from_origin(14.9980, 47.0012, 0.00004, 0.00004),
    }  # fmt: skip
    with rasterio.open(folder / "quarry.tif", "w", **profile) as raster:
        raster.write(heights, 1)
    shutil.copy(Path(__file__).with_name("quarry.yaml"), folder)
    return folder
