"""Several rasters as one terrain: the first that has a height wins, and the steps between them are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.describe import describe, description_lines
from relaysim.terrain.grid import Box
from relaysim.terrain.layers import lay, open_layers
from relaysim.terrain.raster import open_raster

Maker = Callable[..., Path]
WEST, NORTH = 4_338_120.0, 1_102_520.0  # the corner of the fixture's rasters


def plane(rows: int, cols: int, cell: float, left: float = 0.0, top: float = 0.0, rise: float = 0.0) -> dict:  # type: ignore[type-arg]
    """Ground that rises by a metre in 100 to the east and in 50 to the south, and by `rise` as a whole."""
    x = left + (np.arange(cols) + 0.5) * cell
    y = top + (np.arange(rows) + 0.5) * cell
    heights = x / 100 + y[:, None] / 50 + rise
    return {"heights": heights, "transform": Affine(cell, 0, WEST + left, 0, -cell, NORTH - top)}


def height(left_m: float, down_m: float) -> float:
    return left_m / 100 + down_m / 50


@pytest.fixture
def three(raster_file: Maker) -> list[Path]:
    """A 1 m inset with a hole, 20 m ground with a hole, wide 100 m ground; steps of 2 m and 30 m."""
    fine = plane(40, 60, 1.0, left=100, top=120, rise=2.0)
    fine["heights"][10:20, 10:20] = np.nan
    middle = plane(15, 20, 20.0)
    middle["heights"][2, 2] = np.nan
    wide = plane(10, 12, 100.0, left=-400, top=-300, rise=-30.0)
    return [
        raster_file(fine.pop("heights"), name="fine.tif", **fine),
        raster_file(middle.pop("heights"), name="middle.tif", **middle),
        raster_file(wide.pop("heights"), name="wide.tif", **wide),
    ]


def test_the_first_that_has_a_height_wins(three: list[Path]) -> None:
    """The inset's own cells bit for bit, its hole from the next, and beyond that one's edge and hole the third."""
    made = lay(three)
    terrain, fine = made.terrain, open_raster(three[0])
    col, row = (
        round(fine.transform.c - terrain.transform.c),
        round(terrain.transform.f - fine.transform.f),
    )
    inset = terrain.heights_m[row : row + 40, col : col + 60]
    known = np.isfinite(fine.heights_m)
    np.testing.assert_array_equal(inset[known], fine.heights_m[known])
    np.testing.assert_allclose(
        inset[~known] + 2.0, plane(40, 60, 1.0, 100, 120, 2.0)["heights"][~known], atol=1e-4
    )
    at = {(300.0, 50.0): 0.0, (50.0, 50.0): -30.0, (-200.0, 100.0): -30.0, (130.0, 152.0): 2.0}
    for (left, down), rise in at.items():
        found = terrain.heights_m[row + int(down) - 120, col + int(left) - 100]
        assert found == pytest.approx(height(left + 0.5, down + 0.5) + rise, abs=1e-3)
    assert terrain.cell_extent_m == pytest.approx((1.0, 1.0), rel=4e-3)
    assert terrain.crs == fine.crs and terrain.name == "fine+middle+wide"
    assert all(name in terrain.source for name in ("fine.tif", "middle.tif", "wide.tif"))


def test_steps_at_the_seams(three: list[Path]) -> None:
    """The planner is told how far the layers are apart where they meet, in numbers and in words."""
    made = lay(three)
    steps = {(seam.upper, seam.lower): (seam.median_m, seam.largest_m, seam.mean_m) for seam in made.seams}
    assert steps["fine", "middle"] == pytest.approx((2.0, 2.0, 2.0), abs=1e-3)
    assert steps["middle", "wide"] == pytest.approx((30.0, 30.0, 30.0), abs=1e-3)
    shares = [layer.share for layer in made.layers]
    assert sum(shares) == pytest.approx(1.0) and shares[2] > shares[1] > shares[0] > 0
    text = "\n".join(description_lines(describe(made.terrain, made)))
    assert "fine on middle: steps of 2.00 m (median) to 2.00 m" in text
    assert "middle is +30.00 m on average" in text


def test_only_what_is_around(three: list[Path], raster_file: Maker) -> None:
    """Around a place the cells are the finest of the layers that reach it; one alone is that raster itself."""
    fine, whole = open_raster(three[0]), open_raster(three[2])
    lat, lon = fine.geographic(30, 30)
    part = open_layers(three, around=Box(lat, lon, lat, lon).wider(3.0, fine.body))
    assert 36 <= part.heights_m.size < 150 and part.height_m(lat, lon) == fine.height_m(lat, lon)
    lat, lon = whole.geographic([1.5], [1.5])
    assert (
        open_layers(three[1:], around=Box(lat[0], lon[0], lat[0], lon[0]).wider(50, whole.body)).name
        == "wide"
    )
    alone = open_layers([three[1]])
    np.testing.assert_array_equal(alone.heights_m, open_raster(three[1]).heights_m)
    assert alone.sha256 == open_raster(three[1]).sha256
    with pytest.raises(OutsideTerrain, match="none of the layers reaches it"):
        open_layers(three, around=Box(10, 77, 10.1, 77.1))


def test_cells_of_another_size(three: list[Path]) -> None:
    """A cell size asked for is kept as nearly as whole parts or multiples of the first layer's cells allow."""
    assert open_layers(three[1:], cell_m=5.0).cell_extent_m == pytest.approx((5, 5), rel=4e-3)
    assert open_layers(three[1:], cell_m=200.0).cell_extent_m == pytest.approx((200, 200), rel=4e-3)
    assert open_layers(three[1:2], cell_m=10.0).heights_m.shape == (30, 40)


def test_too_many_cells(three: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A 1 m inset makes all ground 1 m cells: the message says which cells or radius would do, and they do."""
    monkeypatch.setattr("relaysim.terrain.layers.MOST_CELLS", 100_000)
    with pytest.raises(
        TerrainError, match=r"cells of 3\.\d m or more \(--cell\).* within 140 m of a place"
    ) as caught:
        open_layers(three)
    enough = float(str(caught.value).split("cells of ")[-1].split(" m or more")[0])
    assert open_layers(three, cell_m=max(enough, 4.0)).heights_m.size <= 100_000


def test_another_body(three: list[Path], raster_file: Maker) -> None:
    """All layers are of one body, the first's or the one asked for."""
    moon = raster_file(crs="IAU_2015:30110", name="moon.tif")
    with pytest.raises(TerrainError, match=r"moon\.tif: is a raster of another body"):
        open_layers([three[0], moon])
    with pytest.raises(TerrainError, match=r"fine\.tif: is a raster of another body"):
        open_layers(three, body=Body.sphere("Moon", 1_737_400.0))


def test_frames_and_figures_meet(raster_file: Maker) -> None:
    """Layers in degrees, on another cylinder, and on the flattened figure lie where they belong."""
    base = open_raster(raster_file(name="first.tif"))
    lat, lon = base.geographic([1.0, 5.0], [1.0, 4.0])
    graphic = np.degrees(np.arctan(np.tan(np.radians(lat)) * (3_396_190 / 3_376_200) ** 2))
    for name, crs, rows in (
        ("sphere", "+proj=longlat +R=3396190 +no_defs", lat),
        ("flattened", "+proj=longlat +a=3396190 +b=3376200 +no_defs", graphic),
    ):
        step = (rows[0] - rows[1]) / 20
        transform = Affine(step, 0, lon[0] - step * 30, 0, -step, rows[0] + step * 20)
        cells = np.indices((70, 90))[0] * 1.0
        other = raster_file(cells, name=f"{name}.tif", crs=crs, transform=transform)
        empty = raster_file(np.where(np.eye(6, 8) > 0, 1.0, np.nan), name="holes.tif")
        made = open_layers([empty, other], cell_m=20.0)
        at = made.grid_coordinates(*base.geographic([1.0, 5.0], [2.0, 4.0]))
        found = made.height_m(*base.geographic([2.0, 5.0], [1.0, 4.0]))
        assert found == pytest.approx([19.5, 39.5], abs=0.02), (name, at)


def test_a_sphere_and_an_ellipsoid_of_the_earth(raster_file: Maker) -> None:
    """On the Earth a sphere's latitudes may be meant either way: such layers are refused."""
    ball = raster_file(
        name="ball.tif", crs="+proj=longlat +R=6371000", transform=Affine(1e-3, 0, 8, 0, -1e-3, 46)
    )
    real = raster_file(name="real.tif", crs="EPSG:4326", transform=Affine(1e-3, 0, 8, 0, -1e-3, 46))
    with pytest.raises(TerrainError, match="different figures of the Earth"):
        open_layers([ball, real])


def test_uncertainty_where_it_is_known(raster_file: Maker) -> None:
    """Sigma is that of the layer whose height was taken; nan where that has none."""
    one = np.where(np.arange(48).reshape(6, 8) < 20, 5.0, np.nan)
    first = raster_file(one, name="a.tif", second=np.full((6, 8), 0.5), described="height_sigma_m")
    made = open_layers([first, raster_file(name="b.tif")])
    assert made.sigma_m is not None
    np.testing.assert_array_equal(made.sigma_m, np.where(np.isfinite(one), 0.5, np.nan))
    assert np.isfinite(made.heights_m).all()


def test_dates(raster_file: Maker) -> None:
    """Layers without dates cannot be had as of a sol, whichever of them it is."""
    with pytest.raises(TerrainError, match="as of sol 5"):
        open_layers([raster_file(name="a.tif"), raster_file(name="b.tif")], as_of_sol=5)


def test_no_layer() -> None:
    """Nothing named is said so."""
    with pytest.raises(TerrainError, match="no terrain is named"):
        open_layers([])


def test_real_layers(dem_folder: Path) -> None:
    """The real rasters of one crater meet within what their errors allow: 5 m, 20 m, and 463 m cells."""
    names = ["jezero_fused_5m.tif", "jezero_composite_20m.tif", "jezero_mola_megdr_128ppd.tif"]
    body = Body.sphere("Mars", 3_396_190.0)
    box = Box(18.47, 77.59, 18.47, 77.59).wider(3_000.0, body)
    made = lay([dem_folder / name for name in names], around=box)
    assert np.isfinite(made.terrain.heights_m).all()
    seam = made.seams[-1]
    assert (seam.upper, seam.lower) == ("jezero_composite_20m", "jezero_mola_megdr_128ppd")
    assert 0 < seam.median_m < seam.largest_m < 30
