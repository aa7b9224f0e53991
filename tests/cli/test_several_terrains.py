"""Several terrains named to one command: which one counts where, and what is said of the steps between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]
BOTH = ("--terrain", "site.tif", "--terrain", "region.tif")


@pytest.fixture
def site(valley: Writer, raster: Writer) -> None:
    """A small fine raster round the drone, 2 m above the coarser one of the country round it."""
    valley()
    raster("region.tif", np.full((260, 340), 10.0))
    fine = Affine(5e-5, 0, 8.1, 0, -5e-5, 46.503)
    raster("site.tif", np.full((80, 80), 12.0), height=80, width=80, transform=fine)


@pytest.mark.usefixtures("site")
def test_a_run_tells_how_its_layers_meet(tmp_path: Path, here: Here) -> None:
    """--terrain twice: terminal, summary.json and the report's limits name the steps; no folder of this machine."""
    code, output, errors = here("run", "valley.yaml", *BOTH, "--out", "out")
    assert (code, errors) == (0, "")
    said = "site on region: steps of 2.00 m (median) to 2.00 m"
    assert f"Terrain: {said}" in output
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["terrain"] == "site+region"
    assert [seam.split(" (at")[0] for seam in summary["seams"]] == [said]
    limits = json.loads((tmp_path / "out" / "geometry.json").read_text())["limits"]
    assert any(said in limit for limit in limits)
    assert f"nothing is smoothed where they meet. {said}" in (tmp_path / "out" / "report.html").read_text()
    manifest = (tmp_path / "out" / "manifest.json").read_text()
    assert json.loads(manifest)["scenario"]["terrain"]["source"] == ["site.tif", "region.tif"]
    assert str(tmp_path) not in manifest


@pytest.mark.usefixtures("site")
def test_a_list_in_the_file_does_the_same(tmp_path: Path, here: Here) -> None:
    """`source: [a, b]` in a scenario and --terrain a --terrain b are the same forecast, seams and all."""
    asked = here("blackouts", "valley.yaml", *BOTH)[1]
    text = (
        (tmp_path / "valley.yaml").read_text().replace("source: valley.tif", "source: [site.tif, region.tif]")
    )
    (tmp_path / "valley.yaml").write_text(text)
    code, output, errors = here("blackouts", "valley.yaml")
    assert (code, errors, output) == (0, "", asked)
    assert "terrain: site on region: steps of 2.00 m" in output
    assert "steps" not in here("blackouts", "valley.yaml", "--terrain", "region.tif")[1]


@pytest.mark.usefixtures("site")
def test_the_terrain_at_fault_is_named(refused: Refused) -> None:
    """One of several that is not there, or twice there: that one is named, and the options it came by."""
    message = refused("run", "valley.yaml", "--terrain", "site.tif", "--terrain", "nosuch.tif")
    assert "there is no raster 'nosuch.tif'" in message
    assert "stands twice" in refused("run", "valley.yaml", "--terrain", "site.tif", "--terrain", "site.tif")


@pytest.mark.usefixtures("site")
def test_a_map_over_several_tells_how_they_meet(here: Here) -> None:
    """The same words for a viewshed and for a blackout map."""
    target = ("--target-height", "1", "--radius", "200")
    code, output, errors = here("viewshed", *BOTH, "--at", "46.5025,8.1010,2", *target, "--out", "map.tif")
    assert (code, errors) == (0, "")
    assert "seam         site on region: steps of 2.00 m" in output
