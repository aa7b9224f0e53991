"""`relaysim viewshed --quantity margin`: the map, its colours and what is printed; test_viewshed_command.py has the refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio

from relaysim import End, link
from relaysim.questions import coverage
from relaysim.terrain.registry import open_terrain

Here = Callable[..., tuple[int, str, str]]
Writer = Callable[..., Path]

AT = ("--terrain", "ridge.tif", "--at", "46.5119,8.0915,2", "--target-height", "0.5")
VALLEY = ("--quantity", "margin", "--scenario", "valley.yaml")


@pytest.fixture
def ridge(raster: Writer) -> Path:
    """A ridge of 9 m from north to south at column 30 of 50; unknown in the north-west."""
    heights = 500 + 9 * np.exp(-((np.mgrid[0:40, 0:50][1] - 30.0) ** 2) / 8)
    heights[:8, :8] = np.nan
    return raster("ridge.tif", heights, height=40, width=50)


@pytest.fixture
def valley_yaml(valley: Writer, raster: Writer) -> Path:
    """A scenario on Earth whose radio is a made-up one at 868 MHz."""
    raster("valley.tif")
    return valley()


def read(path: Path) -> dict[str, Any]:
    """The bands of a map by name."""
    with rasterio.open(path) as file:
        return dict(zip(file.descriptions, file.read(), strict=True))


@pytest.mark.usefixtures("ridge", "valley_yaml")
@pytest.mark.parametrize("propagation", ["parabolic-equation", "p526", "two-ray", "free-space"])
def test_the_map_of_margins_is_what_python_and_links_give(
    tmp_path: Path, here: Here, propagation: str
) -> None:
    """One band, the values of relaysim.questions.coverage; a cell behind the ridge as `relaysim link` has it; tags and colours."""
    words = ("--propagation", propagation, "--radius", "200")
    ground = {"scenario": tmp_path / "valley.yaml", "terrain": [str(tmp_path / "ridge.tif")]}
    changed = [f"link.propagation={propagation}"]
    text = (tmp_path / "valley.yaml").read_text()
    soil = "  ground: {relative_permittivity: 3.6, loss_tangent: 0.02, kind: assumed, source: guess}\n"
    (tmp_path / "valley.yaml").write_text(
        text.replace("  frequency: 868 MHz\n", "  frequency: 868 MHz\n" + soil)
    )
    code, output, errors = here("viewshed", *AT, *VALLEY, *words, "--out", "map.tif")
    assert (code, errors) == (0, "")
    assert "868 MHz, slow (20000 bit/s)" in output
    assert ("ignores the terrain" in output) is (propagation in ("two-ray", "free-space"))
    found = coverage(
        End(46.5119, 8.0915, 2.0),
        0.5,
        radius_m=200.0,
        overrides=changed,
        out=tmp_path / "python.tif",
        **ground,
    )
    assert (tmp_path / "map.tif").read_bytes() == (tmp_path / "python.tif").read_bytes()
    margin = read(tmp_path / "map.tif")["margin"]
    np.testing.assert_array_equal(margin, found.margin_db)
    lat, lon = open_terrain(tmp_path / "map.tif").geographic(30 - found.column, 20 - found.row)
    there = End(float(lat), float(lon), 0.5)
    of_link = link(End(46.5119, 8.0915, 2.0), there, overrides=changed, **ground)
    assert margin[20 - found.row, 30 - found.column] == pytest.approx(of_link.margin_db, abs=1.0)
    with rasterio.open(tmp_path / "map.tif") as file:
        tags, units = file.tags(), file.units
    assert (tags["QUANTITY"], tags["PROPAGATION"], tags["RATE_BPS"], units) == (
        "margin",
        propagation,
        "20000",
        ("dB",),
    )
    labels = [str(item.get("label")) for item in ElementTree.parse(tmp_path / "map.qml").iter("item")]
    assert labels[0] == "too weak by more than 50 dB"
    assert labels[-4:-2] == ["too weak by 0 to 3 dB", "closes with 0 to 6 dB to spare"]


@pytest.mark.usefixtures("ridge", "valley_yaml")
def test_a_map_of_margins_tells_people_and_programs_the_same(tmp_path: Path, here: Here) -> None:
    """Cells covered, their share and area, the farthest one, as in the map; the default radius is 1000 m."""
    args = ("viewshed", *AT, *VALLEY, "--out", "map.tif", "--picture", "map.png")
    found = json.loads(here(*args, "--json")[1])
    margin = read(tmp_path / "map.tif")["margin"]
    assert found["cells_covered"] == np.count_nonzero(margin >= 0)
    assert found["cells_known"] == np.count_nonzero(~np.isnan(margin))
    assert (found["radius_m"], found["scenario"], found["mode"], found["rate_bps"]) == (
        1000,
        "rescue-drone",
        "slow",
        20000,
    )
    ground = open_terrain(tmp_path / "map.tif")
    row, col = np.nonzero(margin >= 0)
    distance = ground.body.distance_m(46.5119, 8.0915, *ground.geographic(col, row))
    assert found["farthest"]["distance_m"] == pytest.approx(distance.max(), abs=0.01)
    assert set(found) == {
        "file", "style", "picture", "terrain", "scenario", "propagation", "frequency_hz", "mode", "rate_bps", "observer",
        "target_height_m", "radius_m", "cells", "cells_known", "cells_covered", "covered_share", "covered_km2",
        "farthest", "wall_s",
    }  # fmt: skip
    words = here(*args, "--force")[1]
    assert f"{found['cells_covered']:,} of {found['cells_known']:,} cells" in words
    assert "isotropic antennas" in words
    assert "map.tif, map.qml, map.png" in words
