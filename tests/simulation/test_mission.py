"""The whole mission: every recorded flight in its place, over ground whose gaps are told, and one run of it all."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import relaysim
from relaysim.forecasting.forecast import planned_routes
from relaysim.links.track import evaluate_at
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario

FUSED = Path(__file__).resolve().parents[3] / "shared/data/dem/jezero_fused_5m.tif"
UNKNOWN = {18, *range(22, 30), 34, *range(61, 73)}


def margins_at_takeoff(world):
    """Margin at the lowest rate a second before each recorded take-off, by flight; nan over unknown ground."""
    routes = planned_routes(world)
    found = {}
    for plan in world.flights:
        before = np.array([plan.takeoff_utc_s - 1.0])
        _, rover, helicopter = [one for one in routes if one[0] <= before[0]][-1]
        loss = evaluate_at(world.link, rover, helicopter, before).total_loss_db
        found[plan.flight] = world.threshold_db - float(loss[0])
    return found


@pytest.fixture(scope="module")
def world():
    return build_world(load_scenario("ingenuity-mission"))


@pytest.fixture(scope="module")
def replay(tmp_path_factory):
    """Rows of flights.csv and blackouts.csv of the mission as it ships."""
    folder = relaysim.run("ingenuity-mission", tmp_path_factory.mktemp("mission") / "run")
    tables = {}
    for name in ("flights", "blackouts"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def test_every_recorded_flight_is_there(world):
    """Flights 1 to 72, 128.9 min in the air by the record, only flight 18 with its telemetry at the low rate."""
    assert [plan.flight for plan in world.flights] == list(range(1, 73))
    recorded_s = sum(plan.route.end_utc_s - plan.route.start_utc_s for plan in world.flights)
    assert recorded_s / 60.0 == pytest.approx(128.9, abs=0.1)
    assert [plan.flight for plan in world.flights if plan.mode.name == "low"] == [18]


def test_the_take_offs_over_unknown_ground_are_those_that_the_scenario_tells(world):
    """The limits name them, and the shipped survey has a gap on the way of just these; one known link alone is closed."""
    margins = margins_at_takeoff(world)
    assert {flight for flight, margin in margins.items() if np.isnan(margin)} == UNKNOWN
    assert {flight for flight, margin in margins.items() if margin < 0.0} == {57}
    assert any("flights 18, 22 to 29, 34, 61 to 72" in limit for limit in world.limits)


@pytest.mark.skipif(
    not FUSED.exists(), reason="needs shared/data/dem/jezero_fused_5m.tif beside the repository"
)
def test_every_take_off_is_known_where_an_orbital_model_fills_the_gaps():
    """On the fused raster four links are closed at the instant of a take-off that was made: misses of the model."""
    margins = margins_at_takeoff(build_world(load_scenario("ingenuity-mission", terrain=str(FUSED))))
    assert not any(np.isnan(margin) for margin in margins.values())
    assert {flight for flight, margin in margins.items() if margin < 0.0} == {26, 29, 35, 57}


def test_flights_keep_their_order_and_start_through_an_open_link_only(replay):
    """All 72 have a row; none took off unless the link was open; those held are at the recorded place afterwards."""
    flights = replay["flights"]
    assert [int(row["flight"]) for row in flights] == list(range(1, 73))
    held = [row for row in flights if row["outcome"] == "held"]
    flown = [row for row in flights if row["outcome"] != "held"]
    assert {row["link_at_takeoff"] for row in flown} == {"open"}
    assert [row["takeoff_utc"] for row in flown] == sorted(row["takeoff_utc"] for row in flown)
    assert all(row["repositioned_from_record"] == "true" for row in held)


def test_only_gaps_of_the_survey_hold_a_flight_for_good(replay):
    """No flight is lost to a closed link: each that never flew has its link over unknown ground in the record."""
    held = {int(row["flight"]) for row in replay["flights"] if row["outcome"] == "held"}
    assert held
    assert held <= UNKNOWN
    assert {row["flight"] for row in replay["flights"] if row["outcome"] == "land_now"} == {"53"}


def test_the_mission_s_silences_come_out(replay):
    """Flight 52's silence is the longest of sessions, to sol 837; Earth hears nothing in the conjunction of 2021."""
    sessions = [row for row in replay["blackouts"] if row["level"] == "session"]
    longest = max(sessions, key=lambda row: float(row["duration_s"]))
    assert (longest["start_sol"], longest["end_sol"], longest["cause"]) == ("776", "837", "terrain")
    conjunctions = [row for row in replay["blackouts"] if row["cause"] == "conjunction"]
    assert [row["level"] for row in conjunctions] == ["earth"]
    assert "2021-09-30" <= conjunctions[0]["start_utc"] < "2021-10-03"
    assert "2021-10-13" <= conjunctions[0]["end_utc"] < "2021-10-16"
