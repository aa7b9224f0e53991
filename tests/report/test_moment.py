"""What goes into the page for its movable map: the run's own samples in force, events, antennas, and finer ground."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import InputError
from relaysim.records.packed_heights import pack_steps, unpack_steps
from relaysim.report.geometry_file import read_geometry
from relaysim.report.moment import NO_MOMENT, moment_view
from relaysim.report.node import Node
from relaysim.report.times import Times, read_times
from relaysim.simulation.ground_view import MOST_KNOWN_CELLS, ground_view
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

MARS_M = 3_396_190.0


def view(files: Any, manifest: Any = None, **changed: Any) -> Any:
    """The view of the conftest's run with parts of geometry.json changed."""
    times: Times = read_times(Node(files["summary.json"], "summary.json"))
    geometry = read_geometry(Node(files["geometry.json"] | changed, "geometry.json"), times)
    return moment_view(geometry, Node(manifest or {}, "manifest.json"), None, times)


def data(files: Any, manifest: Any = None, **changed: Any) -> Any:
    """The same, read again as the page does."""
    return json.loads(view(files, manifest, **changed)["moment"])


def test_of_two_motions_the_later_one_counts_from_its_begin(files: Any) -> None:
    """Samples of a motion after the next one began are left out; the times are tenths of a second, as differences."""
    start = read_times(Node(files["summary.json"], "summary.json")).start_utc_s
    link = {
        "utc_s": [start + t for t in (0.0, 10.0, 20.0, 12.0, 13.5, 9000.0)],
        "margin_db": [1.0, 2.0, 3.0, -4.0, None, 6.0], "starts": [0, 3, 5], "clearance_m": [0.5, 1.0, 1.0, -2.25, None, 3.0],
    }  # fmt: skip
    found = data(files, link=link)["link"]
    assert found == {
        "t": [0, 100, 20, 15, 89865], "starts": [0, 2, 2], "margin": [100, 200, -400, None, 600],
        "clearance": [50, 100, -225, None, 300], "lowest": [],
    }  # fmt: skip
    del link["starts"]  # an older run: the time that goes back, and the long time, say so
    assert data(files, link=link)["link"] == found
    with pytest.raises(InputError, match="clearance_m should be as long as utc_s, 6"):
        view(files, link=link | {"clearance_m": [1.0]})


def test_events_are_in_time_and_named(files: Any) -> None:
    """Take-off and landing of each flight, the link's changes and the drives, and nothing else."""
    events = data(files)["events"]
    assert [event[0] for event in events] == sorted(event[0] for event in events)
    assert [event[1:] for event in events if event[1] not in ("drive",)] == [
        ["takeoff", "51"], ["landing", "51"], ["takeoff", "52"], ["closed", ""], ["landing", "52"], ["open", ""],
        ["takeoff", "53"], ["landing", "53"], ["takeoff", "54"], ["landing", "54"],
    ]  # fmt: skip


def test_antennas_come_from_the_run_or_from_an_older_runs_scenario(files: Any) -> None:
    """geometry.json says it; else the scenario in manifest.json; where neither does, nothing is made up."""
    assert data(files)["sight"] is None
    scenario = {
        "body": {"radius": "3396190 m"}, "link": {"frequency": "914 MHz"},
        "radios": {"rover": {"antenna_height": "1.2 m"}, "helicopter": {"antenna_height": "50 cm"}},
    }  # fmt: skip
    older = data(files, {"scenario": scenario})["sight"]
    kept = {
        "rover_antenna_m": 1.2, "helicopter_antenna_m": 0.5, "frequency_hz": 914e6, "body_radius_m": MARS_M,
    }  # fmt: skip
    assert older == data(files, sight=kept)["sight"]
    assert older == {
        "rover_m": 1.2,
        "helicopter_m": 0.5,
        "wave_m": pytest.approx(0.328, abs=1e-3),
        "radius_m": MARS_M,
    }
    assert data(files, sight=kept | {"body_radius_m": 0.0})["sight"] is None


def test_without_a_map_there_is_none_to_move(files: Any) -> None:
    """No heights, or no place of anybody: the page says so elsewhere."""
    assert view(files, map=None) == NO_MOMENT
    assert view(files, rover={}, helicopter={}) == NO_MOMENT


def test_finer_ground_that_is_cut_short_is_a_fault(files: Any) -> None:
    """A packed grid of another size is not drawn."""
    lengths, differences = pack_steps(np.arange(12, dtype=np.int64).reshape(3, 4))
    ground = {"x0_m": 0.0, "y0_m": 0.0, "cell_m": 2, "columns": 4, "rows": 3, "height_min_m": 5.0,
              "height_step_m": 0.05, "lengths": lengths, "differences": differences}  # fmt: skip
    assert data(files, ground=ground)["ground"] == ground
    with pytest.raises(InputError, match="a grid of 4 x 4 cells"):
        view(files, ground=ground | {"rows": 4})


def world(cell_m: float, rows: int, columns: int) -> Any:
    """A world of sloping ground, its east known only in the north half."""
    x, y = cell_m * (np.arange(columns) - columns / 2 + 0.5), cell_m * (rows / 2 - 0.5 - np.arange(rows))
    heights = 0.02 * x[None, :] - 0.05 * y[:, None]
    heights[rows // 2 :, columns // 2 :] = np.nan
    body = Body.sphere("test body", MARS_M)
    terrain = Terrain(
        "test", body, heights, None, Affine(cell_m, 0, -cell_m * columns / 2, 0, -cell_m, cell_m * rows / 2),
        CRS.from_proj4(f"+proj=eqc +R={MARS_M} +units=m +no_defs"), "", "made up",
    )  # fmt: skip
    return SimpleNamespace(link=SimpleNamespace(terrain=terrain, frame=LocalFrame(body, 0.0, 0.0)))


def overview(cell_m: int, columns: int, rows: int) -> Any:
    """An overview map about the origin, of which three quarters are known."""
    heights = np.zeros((rows, columns), dtype=int)
    heights[rows // 2 :, columns // 2 :] = -1
    return {"x0_m": -cell_m * columns / 2, "y0_m": cell_m * rows / 2, "cell_m": cell_m, "columns": columns,
            "rows": rows, "heights": heights.ravel().tolist()}  # fmt: skip


def test_finer_ground_is_the_terrains_own_at_its_cells() -> None:
    """The heights at the cells' centres to half a step, unknown where the terrain is."""
    found = ground_view(world(5.0, 60, 100), overview(20, 20, 12))
    assert found is not None
    assert (found["cell_m"], found["columns"], found["rows"]) == (5, 80, 48)
    steps = unpack_steps(found["lengths"], found["differences"]).reshape(48, 80)
    x, y = -200.0 + 5.0 * (np.arange(80) + 0.5), 120.0 - 5.0 * (np.arange(48) + 0.5)
    truth = 0.02 * x[None, :] - 0.05 * y[:, None]
    known = steps >= 0
    assert 0.7 < known.mean() <= 0.75
    assert np.abs(found["height_min_m"] + 0.05 * steps - truth)[known].max() < 0.031


def test_cells_grow_where_more_is_known_than_the_page_can_hold() -> None:
    """Of 4,000,000 known cells of 5 m a page holds those of 15 m; where the overview is as fine there is nothing finer."""
    found = ground_view(world(400.0, 60, 60), overview(100, 100, 100) | {"cell_m": 120})
    assert found is None
    wide = overview(40, 333, 250)
    stretched = world(5.0, 60, 60)
    known_m2 = sum(step >= 0 for step in wide["heights"]) * 40**2
    grown = ground_view(stretched, wide)
    assert grown is not None
    assert known_m2 / grown["cell_m"] ** 2 <= MOST_KNOWN_CELLS < known_m2 / (grown["cell_m"] - 1) ** 2
