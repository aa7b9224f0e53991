"""`relaysim.recover`: places known by geometry, flat ground, and the silence that really was."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from relaysim.errors import InputError
from relaysim.planning.planner import recover
from relaysim.planning.recovery.answer import Recovery
from relaysim.planning.recovery.way import drawn_way
from tests.planning.notch import A_DAY_M, FIRST_Y_M, ROUTE_X_M, degrees, is_hidden, is_seen, write_notch

DAY_S = 86400.0
STOOD_ON_SOL_836 = 18.48250908, 77.36669697


@pytest.fixture(scope="module")
def notch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with the wall, by Bullington's rule: a link through the notch closes, one over the wall does not."""
    return write_notch(tmp_path_factory.mktemp("notch"), propagation="p526")


@pytest.fixture(scope="module")
def answer(notch: Path) -> tuple[Recovery, Path]:
    """The answer with its files."""
    out = notch.parent / "made" / "plan"
    return recover(notch, out, at="day 1", corridor=60.0), out


def test_the_spots_are_those_that_geometry_has(answer: tuple[Recovery, Path]) -> None:
    """Of the stops only that at y = 250 is seen through the notch; the soonest spot is where the line of sight comes nearest
    to the rover within the corridor, none is behind the wall, and none could be reached sooner than told."""
    found, _ = answer
    (view,) = found.views
    assert view.first_stop is not None and view.first_stop.rests
    assert view.first_stop.place.y_m == pytest.approx(250.0, abs=0.01)
    assert view.first_stop.along_m == pytest.approx(250.0 - FIRST_Y_M, abs=0.01)
    assert view.first_pass is not None and view.first_pass.utc_s < view.first_stop.utc_s
    first = view.spots[0]
    # The corridor's edge is at x = 140, where the notch's free cells are seen from y = 85 * 140 / 95 = 125 on.
    assert first.place.x_m == pytest.approx(145.0, abs=5.0) and 125.0 < first.place.y_m < 165.0
    assert not any(is_hidden(spot.place.x_m, spot.place.y_m) for spot in view.spots)
    assert any(is_seen(spot.place.x_m, spot.place.y_m) for spot in view.spots)
    for spot in view.spots:
        straight = math.dist((spot.leave.x_m, spot.leave.y_m), (spot.place.x_m, spot.place.y_m))
        assert spot.detour_m == pytest.approx(straight, abs=0.01)
        assert spot.reach_utc_s == pytest.approx(spot.leave_utc_s + spot.detour_m / A_DAY_M * DAY_S, abs=1.0)
        assert spot.margin_db >= 0.0 and spot.chance >= 0.5
        # Nobody is sooner: from where the rover stands at the start the straight line is the shortest there is.
        start = math.dist((ROUTE_X_M, FIRST_Y_M), (spot.place.x_m, spot.place.y_m))
        assert spot.reach_utc_s <= found.at_utc_s + start / A_DAY_M * DAY_S + 1.0
        if math.isfinite(spot.least_detour_m):
            assert spot.least_detour_m <= spot.detour_m + 1e-3
            assert spot.least_detour_utc_s <= view.first_stop.utc_s - DAY_S
    apart = [
        math.dist((a.place.x_m, a.place.y_m), (b.place.x_m, b.place.y_m))
        for a in view.spots
        for b in view.spots
        if a != b
    ]
    assert min(apart) >= found.limits.patch_m
    reached = [spot.reach_utc_s for spot in view.spots]
    assert reached == sorted(reached) and view.spot("earliest") == first


def test_the_files_say_the_same_and_are_the_same_bytes_every_time(
    answer: tuple[Recovery, Path], notch: Path, tmp_path: Path
) -> None:
    """CSV, GeoJSON and raster agree with the answer, and a second answer gives the same bytes; a stranger's folder is left."""
    found, out = answer
    names = {"spots.csv", "spots.geojson", "margin.tif", "margin.qml", "map.png", "summary.json"}
    assert {one.name for one in out.iterdir()} == names
    recover(notch, tmp_path / "again", at="day 1", corridor=60.0)
    for name in names:
        assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    features = json.loads((out / "spots.geojson").read_text())["features"]
    spots = [one for one in features if one["properties"]["what"] == "spot"]
    assert len(spots) == len(found.views[0].spots) == len((out / "spots.csv").read_text().splitlines()) - 1
    lon, lat = spots[0]["geometry"]["coordinates"]
    with rasterio.open(out / "margin.tif") as raster:
        row, column = raster.index(lon, lat)
        mapped = raster.read(1)[row, column]
    assert mapped == pytest.approx(spots[0]["properties"]["margin_db"], abs=0.5)
    with pytest.raises(InputError, match="--force"):
        recover(notch, out, at="day 1")
    (tmp_path / "again" / "mine.txt").write_text("dear to me")
    with pytest.raises(InputError, match=r"mine\.txt"):
        recover(notch, tmp_path / "again", at="day 1", force=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "summary.json").write_text("{}")
    with pytest.raises(InputError, match="left alone"):
        recover(notch, tmp_path / "other", at="day 1", force=True)


def test_on_flat_ground_there_is_contact_at_once(tmp_path: Path) -> None:
    """Without a wall, in free space, the rover is heard where it stands, and no detour is named."""
    found = recover(write_notch(tmp_path, flat=True, propagation="free-space"), at="day 1", corridor=40.0)
    (view,) = found.views
    assert view.first_stop is not None
    assert view.first_stop.along_m == 0.0 and view.first_stop.utc_s == found.at_utc_s
    assert view.spots == () and "no dates" in found.remarks[0]


def test_a_drawn_route_is_driven_at_the_pace(notch: Path, tmp_path: Path) -> None:
    """A line from the rover's stand to a place in sight has contact there, after its length at the stated pace; on one that
    begins elsewhere the rover first drives to its begin."""
    drawn = [degrees(ROUTE_X_M, FIRST_Y_M), degrees(ROUTE_X_M, 250.0)]
    write_line(tmp_path / "line.geojson", [[lon, lat] for lat, lon in drawn])
    found = recover(notch, at="day 1", route=tmp_path / "line.geojson", corridor=30.0, pace_m_per_day=100.0)
    first = found.views[0].first_pass
    assert first is not None
    assert first.utc_s == pytest.approx(found.at_utc_s + first.along_m / 100.0 * DAY_S, abs=1.0)
    assert is_seen(first.place.x_m, first.place.y_m) or not is_hidden(first.place.x_m, first.place.y_m)
    world, ahead = found.views[0].world, shapely.LineString([(ROUTE_X_M, 250.0), (ROUTE_X_M, FIRST_Y_M)])
    turned = drawn_way(world, ahead, found.at_utc_s, 2.5, None, "a line")
    assert turned.along_m[-1] == pytest.approx(700.0, rel=1e-3)
    assert turned.pace_m_per_day == pytest.approx(A_DAY_M, rel=1e-3)


def test_the_silence_that_was(tmp_path: Path) -> None:
    """Sol 777 with all that is known now: the route's first stop with contact is that of sol 836, and the soonest good spot lies
    within 50 m of it, weeks earlier; with what was known on sol 777 there is next to no answer, and that is said."""
    found = recover(
        "flight-52-blackout", tmp_path / "plan", at="sol 777", overrides=["uncertainty.grounds=3"]
    )
    known, foreseen = found.views
    clock = known.world.clock
    assert known.first_stop is not None and clock.day(known.first_stop.utc_s) == 836
    place = known.first_stop.place
    assert (place.latitude_deg, place.longitude_deg) == pytest.approx(STOOD_ON_SOL_836, abs=1e-7)
    first = known.spots[0]
    assert math.dist((first.place.x_m, first.place.y_m), (place.x_m, place.y_m)) < 50.0
    assert 777 < clock.day(first.reach_utc_s) < 790
    assert foreseen.world.link.terrain.as_of == "sol 777"
    assert foreseen.no_answer_share > 0.9 > known.no_answer_share and not foreseen.spots
    assert any("sol 836" in sentence for sentence in found.differences)
    with rasterio.open(tmp_path / "plan" / "margin-forecast.tif") as raster:
        assert np.isnan(raster.read(1)).mean() > 0.9


def write_line(path: Path, places: list[list[float]]) -> None:
    """A GeoJSON file with one line."""
    path.write_text(json.dumps({"type": "LineString", "coordinates": places}))
