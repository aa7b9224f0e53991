"""Terrains by name or path, as of a sol, and described."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import InputError, OutputError, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.build_file import build_terrain
from relaysim.terrain.describe import describe, description_lines, list_lines
from relaysim.terrain.fetch import fetch
from relaysim.terrain.fuse import FuseMethod, fuse
from relaysim.terrain.raster import open_raster
from relaysim.terrain.registry import known_terrain, list_terrains, open_terrain
from relaysim.terrain.survey import SurveyPoints

MARS = Body("Mars", 3_396_190.0, 3_376_200.0)
NAMES = [entry.name for entry in list_terrains()]
Maker = Callable[..., Path]


@pytest.fixture(autouse=True)
def _empty_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has been fetched, whatever the tester has."""
    monkeypatch.setenv("RELAYSIM_DATA", str(tmp_path / "data"))


def test_names_of_the_contract() -> None:
    """The built-in terrains are those that scripts may name; five ship, one of them as the tables it is made from."""
    assert NAMES == [
        "jezero-survey",
        "jezero-survey-wide",
        "jezero-survey-far",
        "canyon-invented",
        "south-pole-ridge-invented",
        "jezero-ctx-20m",
        "jezero-trn-20m",
        "jezero-hirise-1m",
    ]
    assert [entry.ships for entry in list_terrains()] == [True, True, True, True, True, False, False, False]
    assert [entry.name for entry in list_terrains() if entry.made] == ["jezero-survey-far"]


def test_what_can_be_fetched_says_how_much_it_is() -> None:
    """Each address comes with the exact size of the file, and is of a TIFF file: the transfer counts on both."""
    for entry in list_terrains():
        if not entry.ships:
            assert entry.size_bytes and entry.address and entry.file_name == f"{entry.name}.tif"
            assert "://" not in entry.address
    assert {entry.size_bytes for entry in list_terrains()} >= {90_345_300, 9_662_387, 1_839_545_409}


def test_the_list_says_what_is_here(tmp_path: Path) -> None:
    """Ready, fetched or to fetch, in the order of the registry."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "jezero-trn-20m.tif").touch()
    lines = list_lines(list_terrains(), {})
    words = ("ready", "fetched", "to fetch")
    told = [next(word for word in words if f"  {word}  " in f"{line}  ") for line in lines]
    assert told == [*["ready"] * 5, "to fetch", "fetched", "to fetch"]


def test_unknown_name() -> None:
    """A name that is neither is answered with the names there are and the nearest."""
    with pytest.raises(TerrainError, match=r"did you mean jezero-survey\?.*jezero-hirise-1m"):
        open_terrain("jezero-survy")
    with pytest.raises(TerrainError, match="no such file"):
        open_terrain("some/where.tif")


@pytest.mark.parametrize(
    ("name", "size"),
    [("jezero-ctx-20m", "90 MB"), ("jezero-trn-20m", "10 MB"), ("jezero-hirise-1m", "1,840 MB")],
)
def test_not_on_this_machine(name: str, size: str) -> None:
    """A terrain that must be fetched says how big it is, and by which command."""
    with pytest.raises(
        TerrainError, match=rf"not on this machine .*{size}\): `relaysim terrain fetch {name}`"
    ):
        open_terrain(name)


def test_fetched(raster_file: Maker, tmp_path: Path) -> None:
    """A file that was fetched opens by the terrain's name, with the registry's words for its source."""
    entry = known_terrain("jezero-trn-20m")
    assert entry.size_bytes
    (tmp_path / "data").mkdir()
    path = raster_file(name="data/jezero-trn-20m.tif")
    with path.open("ab") as file:
        file.truncate(entry.size_bytes)
    with pytest.raises(TerrainError, match=r"no checksum of it is on record; `relaysim terrain fetch"):
        open_terrain(entry.name)
    fetch(entry)
    terrain = open_terrain(entry.name, body=MARS)
    assert (terrain.name, terrain.body.name) == (entry.name, "Mars")
    assert terrain.source.startswith("USGS terrain model") and terrain.source.endswith("_lon0.tif")
    with pytest.raises(TerrainError, match="cannot be had as of sol 3"):
        open_terrain(entry.name, as_of_sol=3)
    with pytest.raises(TerrainError, match="another body"):
        open_terrain(entry.name, body=Body.sphere("Moon", 1_737_400.0))


def test_path(raster_file: Maker) -> None:
    """A path opens as the raster it is, checked against the body."""
    assert open_terrain(raster_file(), body=MARS).body.name == "Mars"
    with pytest.raises(TerrainError, match="another body"):
        open_terrain(raster_file(), body=Body.sphere("Moon", 1_737_400.0))


@pytest.mark.parametrize("sol", [None, 776])
def test_another_body_than_the_survey(sol: int | None) -> None:
    """The terrain that ships is refused for another planet, dated or not."""
    with pytest.raises(TerrainError, match=r"3396\.19 km"):
        open_terrain(NAMES[0], body=Body.sphere("Moon", 1_737_400.0), as_of_sol=sol)


def test_as_of_needs_dates(raster_file: Maker) -> None:
    """A raster without dates cannot be had as of a sol; the command that makes one is named."""
    with pytest.raises(
        TerrainError, match=r"does not say.*terrain build --dtm FILE --survey POINTS --as-of 776"
    ):
        open_terrain(raster_file(), as_of_sol=776)


def plane(raster_file: Maker) -> Path:
    """A DTM that is 2 m too low everywhere: 40 x 40 cells of 20 m."""
    return raster_file(np.full((40, 40), -2502.0), name="dtm.tif")


def line_of_points(path: Path, folder: Path, sols: tuple[int, int] = (10, 20)) -> Path:
    """A table of 60 points in the middle of the DTM, half of them of each sol, all at -2500 m."""
    dtm = open_raster(path)
    lat, lon = dtm.geographic(np.linspace(15, 25, 60), np.full(60, 20.0))
    rows = [f"{sols[i // 30]},{a:.8f},{o:.8f},-2500.0" for i, (a, o) in enumerate(zip(lat, lon, strict=True))]
    table = folder / "points.csv"
    table.write_text("\n".join(["sol,latitude_deg,longitude_deg,height_m", *rows]) + "\n")
    return table


def test_fused_file(raster_file: Maker, tmp_path: Path) -> None:
    """Built from DTM and points: at the points theirs with a small sigma, far away the DTM's."""
    dtm, out = plane(raster_file), tmp_path / "fused.tif"
    built = build_terrain(out, [line_of_points(dtm, tmp_path)], dtm=dtm, body=MARS)
    again = open_terrain(out)
    np.testing.assert_array_equal(again.heights_m, built.heights_m)
    assert again.cell_size_m == pytest.approx(5.0, rel=1e-2)
    lat, lon = open_raster(dtm).geographic([20, 20, 1], [20, 22, 1])
    assert again.height_m(lat, lon)[0] == pytest.approx(-2500.0, abs=0.02)
    assert -2501.9 < again.height_m(lat, lon)[1] < -2500.0
    assert again.height_m(lat, lon)[2] == pytest.approx(-2502.0, abs=0.05)
    assert again.sigma_at_m(lat, lon)[0] < 0.12 and again.sigma_at_m(lat, lon)[2] == pytest.approx(
        2.0, abs=0.02
    )
    with pytest.raises(OutputError, match="exists"):
        build_terrain(out, [], dtm=dtm)


def test_fused_as_of(raster_file: Maker, tmp_path: Path) -> None:
    """As of a sol the later half of the points is not used, and the file serves that sol and later ones."""
    dtm, out = plane(raster_file), tmp_path / "early.tif"
    build_terrain(out, [line_of_points(dtm, tmp_path)], dtm=dtm, as_of=15)
    terrain = open_terrain(out, as_of_sol=15)
    assert (terrain.as_of, terrain.dated) == ("sol 15", True)
    lat, lon = open_raster(dtm).geographic([16, 25], [20, 20])
    near, far = terrain.height_m(lat, lon)
    assert near == pytest.approx(-2500.0, abs=0.02) and far < -2500.5
    assert open_terrain(out, as_of_sol=30).as_of == "sol 15"
    with pytest.raises(TerrainError, match="built as of sol 15"):
        open_terrain(out, as_of_sol=14)


def test_survey_alone_to_a_file(raster_file: Maker, tmp_path: Path) -> None:
    """Without a DTM the surface is made of the points, on the body given."""
    table = line_of_points(plane(raster_file), tmp_path)
    terrain = build_terrain(tmp_path / "alone.tif", [table], body=MARS)
    assert np.nanmax(np.abs(terrain.heights_m + 2500.0)) < 0.02
    assert np.nanmin(terrain.sigma_m) < 0.25 < np.nanmax(terrain.sigma_m)
    with pytest.raises(InputError, match="--dtm FILE"):
        build_terrain(tmp_path / "none.tif", [table])
    with pytest.raises(OutputError, match="no folder"):
        build_terrain(tmp_path / "no" / "x.tif", [table], body=MARS)


def test_fuse_elsewhere(raster_file: Maker) -> None:
    """Points that miss the DTM altogether are an error, as are points without dates as of a sol."""
    dtm = open_raster(plane(raster_file))
    one = np.array([1.0])
    points = SurveyPoints(one, one, one, np.array([0]), np.array(["x"]), np.array([""]), False)
    with pytest.raises(TerrainError, match="no survey point lies"):
        fuse(dtm, points)
    with pytest.raises(TerrainError, match="no column sol"):
        fuse(dtm, points, as_of=3)


def test_sigma_of_the_dtm_counts(raster_file: Maker, tmp_path: Path) -> None:
    """A DTM that brings its own sigma keeps it far from points, and it shrinks near them."""
    band = np.full((40, 40), -2502.0)
    dtm = open_raster(raster_file(band, second=0 * band + 5.0, described="height_sigma_m", name="s.tif"))
    lat, lon = dtm.geographic(np.array([20.0]), np.array([20.0]))
    points = SurveyPoints(lat, lon, np.array([-2500.0]), np.array([1]), np.array(["x"]), np.array([""]), True)
    fused = fuse(dtm, points, method=FuseMethod(range_m=40.0))
    assert np.nanmax(fused.sigma_m) == pytest.approx(5.0)
    assert fused.sigma_at_m(lat, lon)[0] < 0.9


def test_description(raster_file: Maker) -> None:
    """The description says what a person asks first, and every line of it fits a terminal."""
    band = np.arange(48.0).reshape(6, 8)
    band[0, :] = -32768
    facts = describe(open_raster(raster_file(band, nodata=-32768), body=MARS))
    assert (facts.height_min_m, facts.height_max_m) == (8.0, 47.0)
    assert facts.unknown_share == pytest.approx(1 / 6)
    assert facts.sigma_p50_m is None and facts.body == "Mars"
    text = "\n".join(description_lines(facts))
    assert "8.00 to 47.00 m" in text and "16.7%" in text and "heights without dates" in text
    assert "5, 50, 95 %" in "\n".join(description_lines(describe(open_terrain(NAMES[0]))))
