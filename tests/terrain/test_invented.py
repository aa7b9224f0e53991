"""Invented terrains: a script makes each, byte for byte, and whoever looks is told that there is no such place."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from relaysim.terrain.registry import open_terrain

TERRAIN = Path(__file__).resolve().parents[2] / "terrain"
SCRIPTS = {
    raw["name"]: raw["script"]
    for raw in json.loads((TERRAIN / "registry.json").read_text(encoding="utf-8"))["terrains"]
    if "script" in raw
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_makes_what_ships(name: str) -> None:
    """Heights and frame are those of the script; name, words and source say that it is invented; it is below 1 MB."""
    made = runpy.run_path(str(TERRAIN / SCRIPTS[name]))["terrain"]()
    shipped = open_terrain(name)
    assert np.array_equal(made.heights_m, shipped.heights_m, equal_nan=True)
    assert made.transform == shipped.transform
    rows, columns = made.heights_m.shape
    corners = [0.0, columns - 1.0, 0.0, columns - 1.0], [0.0, 0.0, rows - 1.0, rows - 1.0]
    # By places, not by their words: GeoTIFF writes the same polar frame with a latitude of true scale.
    assert np.allclose(made.geographic(*corners), shipped.geographic(*corners), rtol=0.0, atol=1e-10)
    assert name.endswith("-invented") and "invented" in shipped.source
    assert (TERRAIN / f"{name}.tif").stat().st_size < 1_000_000
