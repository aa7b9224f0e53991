"""`relaysim.sites`: silences known by the plan's own times, the order of places, and the landing that really was."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import NoResult
from relaysim.planning.planner import sites
from relaysim.planning.sites.answer import PLANNED
from relaysim.planning.sites.silence import Stops, longest_days, site_silences
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from tests.planning.notch import degrees, write_notch


@pytest.fixture(scope="module")
def notch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with the wall; its flight 1 lands at y = 30 on day 2, hidden until the rover stands at y = 200 on day 7."""
    return write_notch(tmp_path_factory.mktemp("notch"), propagation="p526")


def square(name: str, x_m: float, y_m: float, half_m: float = 4.0) -> dict[str, object]:
    """An area round a place, as a GeoJSON feature."""
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [list(degrees(x_m + dx * half_m, y_m + dy * half_m)[::-1]) for dx, dy in corners]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_places_are_ranked_by_silence_then_energy(notch: Path, tmp_path: Path) -> None:
    """Beyond the wall contact is at once, behind it never: at least to the end; the nearer of two equal ones is first, and the
    planned place is silent until the stop that sees it."""
    hostile = '<script>alert("x")</script>, "north"\nof it'
    areas = [square("never", 70.0, -140.0), square("far", 150.0, 0.0), square(hostile, 130.0, 0.0)]
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
    found = sites(notch, tmp_path / "plan", polygons=tmp_path / "areas.geojson", sure=2)
    assert [one.candidate.name for one in found.sites] == [hostile, "far", PLANNED, "never"]
    near, far, planned, never = found.sites
    assert near.nominal_days == far.nominal_days == 0.0 and near.flight.energy_wh < far.flight.energy_wh
    assert (near.is_pareto, far.is_pareto) == (True, False)
    landing, arrival = found.landing_utc_s, found.world.clock.utc_s(7, 13 * 3600.0)
    assert planned.nominal_days == pytest.approx((arrival - landing) / 86400.0, abs=1e-6) and not planned.cut
    assert never.cut and never.cut_share == 1.0
    assert never.nominal_days == pytest.approx((found.world.end_utc_s - landing) / 86400.0, abs=1e-6)
    # 360 W from the drone's site to x = 130: up 5 s, across at 5 m/s, down 10 s.
    assert near.flight.energy_wh == pytest.approx(360.0 * (130.0 / 5 + 5 + 10) / 3600.0, rel=1e-3)
    with (tmp_path / "plan" / "sites.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [hostile, "far", PLANNED, "never"]
    assert rows[3]["at_least"] == "true" and float(rows[3]["silence_days"]) == pytest.approx(
        never.nominal_days, abs=1e-3
    )


def test_steep_and_unknown_ground_is_refused(notch: Path) -> None:
    """The wall's flanks are no landing place; where all are refused there is no result, with the reasons counted."""
    found = sites(notch, grid_m=20.0, radius_m=120.0, sure=0)
    refused = [one for one in found.refused if one.refused == "steeper than 10 deg"]
    assert refused and all(75.0 < one.place.x_m < 115.0 for one in refused)
    assert not any(
        85.0 < one.candidate.place.x_m < 105.0 and not 80 < one.candidate.place.y_m < 170
        for one in found.sites
    )
    with pytest.raises(NoResult, match=r"unknown ground.*--hindcast"):
        sites("flight-52-blackout", radius_m=40.0, overrides=["uncertainty.grounds=2"])


def test_the_longest_silence_by_hand(notch: Path) -> None:
    """Contact holds at a stop with contact and over a drive between two; what begins after the next flight does not count."""
    world, day = build_world(load_scenario(notch)), 86400.0
    starts = np.array([0.0, 2.0, 5.0, 9.0]) * day
    stops = Stops(
        starts, starts + 1.5 * day, starts, starts, world.rover.attitudes.at(starts), 0.0, 6.0 * day, 12.0 * day
    )  # fmt: skip
    heard = np.array([
        [True, True, True, True],     # every drive lies between two stops with contact; the last stop ends at 10.5
        [False, True, False, True],   # 2 days at first, then from 3.5 to 9
        [True, False, False, False],  # from 1.5 to the end
        [False, False, True, False],  # 5 at first; from 6.5 on is after the next flight
        [False, False, False, False],
    ])  # fmt: skip
    days, cut = longest_days(world, stops, heard)
    assert days.tolist() == pytest.approx([0.0, 5.5, 10.5, 5.0, 12.0])
    assert cut.tolist() == [False, False, True, False, True]


def test_unknown_ground_counts_as_neither(notch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that may be heard or not leaves a place open where it decides the silence, in the mean alone, too."""
    world, day = build_world(load_scenario(notch)), 86400.0
    starts, ends = np.array([0.0, 3.0, 5.0, 7.0]) * day, np.array([2.9, 4.9, 6.9, 8.9]) * day
    stops = Stops(starts, ends, starts, starts, world.rover.attitudes.at(starts), 0.0, 9.0 * day, 8.9 * day)
    margin = np.array([
        [9.0, 9.0, 9.0, 9.0],
        [9.0, 9.0, np.nan, 9.0],   # silent for 2.1 days, or not at all
        [-0.1, 9.0, np.nan, 9.0],  # silent for 3 days at first; but in nearly half of the cases heard there
        [-99.0, 9.0, 9.0, np.nan], # 2 days at the end, which are less than the 3 at first in every case
    ])  # fmt: skip
    monkeypatch.setattr(
        "relaysim.planning.sites.silence._margins",
        lambda *_: (margin, np.full(margin.shape, 1.0), np.zeros(margin.shape)),
    )
    found = site_silences(world, stops, np.zeros(4), np.zeros(4), with_grounds=False)
    assert np.isnan(found.mean_days).tolist() == [False, True, True, False]
    assert found.mean_days[[0, 3]].tolist() == pytest.approx([0.0, 3.0])


def test_the_landing_that_was() -> None:
    """With all that is known now, flight 52's landing place is silent for about 60 sols; a place 100 m short, and many more, for
    a week."""
    found = sites(
        "flight-52-blackout", hindcast=True, terrain="jezero-survey-wide", grid_m=100.0, radius_m=300.0, sure=2,
        overrides=["uncertainty.grounds=3"],
    )  # fmt: skip
    planned = found.planned
    assert planned is not None and planned.nominal_days == pytest.approx(60.0, abs=1.0)
    best = found.sites[0]
    assert best.nominal_days < 10.0 and planned.rank > len(found.sites) / 2
    assert best.grounds == 3 and 0.0 <= best.low_days <= best.high_days and math.isfinite(best.mean_days)
