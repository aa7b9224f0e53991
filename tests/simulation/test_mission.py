"""The whole mission: every recorded flight in its place, over ground whose gaps are told, and one run of it all."""

from __future__ import annotations

import csv
import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import relaysim
from relaysim.clock.utc import parse_utc
from relaysim.forecasting.forecast import planned_routes
from relaysim.links.loss_cache import LossCache, default_place
from relaysim.links.track import evaluate_at
from relaysim.records.keys import KEYS
from relaysim.report.summary_text import terminal_summary
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.simulate import simulate

FUSED = Path(__file__).resolve().parents[3] / "shared/data/dem/jezero_fused_5m.tif"
FLIGHTS = Path(__file__).resolve().parents[2] / "scenarios" / "jezero" / "flights.csv"
CAPACITY_WH = 35.75
UNKNOWN = {23, 24, 25, 27}


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
    """The mission; losses that one test needs another need not work out again."""
    with LossCache(default_place()) as cache:
        yield build_world(load_scenario("ingenuity-mission"), cache)


@pytest.fixture(scope="module")
def replay(tmp_path_factory, read):
    """The mission, read back from its files; with the fewest grounds, as nothing here asks when a silence may end."""
    folder = tmp_path_factory.mktemp("mission") / "run"
    return read(relaysim.run("ingenuity-mission", folder, overrides=["uncertainty.grounds=2"]))


@pytest.fixture(scope="module")
def observed(world):
    """The mission with a gate that only observes."""
    gate = dataclasses.replace(world.gate, mode="observe")
    return simulate(dataclasses.replace(world, gate=gate))


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
    assert any("flights 23, 24, 25, 27" in limit for limit in world.limits)


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
    flights = replay.rows("flights")
    assert [int(row["flight"]) for row in flights] == list(range(1, 73))
    held = [row for row in flights if row["outcome"] == "held"]
    flown = [row for row in flights if row["outcome"] != "held"]
    assert {row["link_at_takeoff"] for row in flown} == {"open"}
    assert [row["takeoff_utc"] for row in flown] == sorted(row["takeoff_utc"] for row in flown)
    assert all(row["repositioned_from_record"] == "true" for row in held)


def test_a_flight_is_late_or_held_for_a_reason_that_the_summary_tells(replay):
    """What went as recorded and the misses make 72; every miss has a check that refused its first attempt."""
    told = replay.json("summary")["replay"]
    assert told["mode"] == "replay" and told["as_recorded"] + len(told["misses"]) == told["flights"] == 72
    assert all(miss["checks"] for miss in told["misses"])
    late = {row["flight"] for row in replay.rows("flights") if row["outcome"] == "held"}
    assert late == {str(miss["flight"]) for miss in told["misses"] if miss["outcome"] == "held"}


def test_the_map_of_a_long_way_has_finer_cells_beside_it(replay):
    """The terrain's own cells of 5 m where an overview has room for 31 m; their keys are those that are described."""
    scene = replay.json("geometry")
    assert (scene["ground"]["cell_m"], scene["map"]["cell_m"]) == (5, 31)
    described = {key.removeprefix("ground.") for key in KEYS["geometry.json"] if key.startswith("ground.")}
    assert set(scene["ground"]) == described


def test_no_condition_ends_another_flight_than_the_one_that_was_ended(replay):
    """LAND_NOW on flight 53 alone, of images out of step; swings on flight 6, whose record holds them already."""
    ended = [row for row in replay.rows("flights") if row["land_now_condition"]]
    assert [(row["flight"], row["land_now_condition"]) for row in ended] == [("53", "images out of step")]
    assert float(ended[0]["duration_s"]) == pytest.approx(74.85, abs=0.5)
    assert "swings" in replay.flight(6)["reason"]


def test_observed_flights_are_those_of_the_record(observed):
    """All 72 at their recorded instants; durations within 2 % or 2 s, lengths within 2 % or 3 m, 128.9 min in all."""
    table = FLIGHTS.read_text(encoding="utf-8").splitlines()
    recorded = {int(row["flight"]): row for row in csv.DictReader(table)}
    rows = observed.recorder.flights
    assert [row.flight for row in rows] == list(range(1, 73))
    for row in rows:
        record = recorded[row.flight]
        assert row.takeoff_utc == pytest.approx(parse_utc(record["takeoff_utc"]), abs=0.5)
        seconds, metres = float(record["duration_s"]), float(record["distance_m"])
        assert abs(row.duration_s - seconds) <= max(0.02 * seconds, 2.0), row.flight
        assert abs(row.distance_m - metres) <= max(0.02 * metres, 3.0), row.flight
    assert sum(row.duration_s for row in rows) / 60.0 == pytest.approx(128.9, abs=0.1)


def test_the_winter_of_2022_comes_out_as_a_silence_of_power(replay):
    """The charge first gives out within 30 sols of sol 426, and the base station finds the helicopter by its search."""
    out = [int(row["sol"]) for row in replay.rows("power") if int(row["brown_outs"])]
    assert abs(out[0] - 426) <= 30
    scripted = [int(row["sol"]) for row in replay.rows("power") if float(row["scripted_wh"])]
    assert out[0] < scripted[0]  # the first are predicted, those that the model would miss prescribed
    silences = [b for b in replay.blackouts("session") if abs(int(b["start_sol"]) - 426) <= 30]
    assert "power" in {silence["cause"] for silence in silences}
    searches = [s for s in replay.json("geometry")["sessions"] if s["kind"] == "search"]
    assert {"failed", "contact"} <= {session["outcome"] for session in searches}


def test_the_rest_of_that_winter_is_prescribed_and_lived_through(replay):
    """From sol 430 it goes down every night, marked as prescribed; it is found every day, and the flights of those days go as recorded."""
    winter = {int(row["sol"]): row for row in replay.rows("power") if 430 <= int(row["sol"]) < 686}
    assert all(int(row["brown_outs"]) for row in winter.values())
    scripted = [sol for sol, row in winter.items() if float(row["scripted_wh"])]
    assert set(winter) - set(scripted) <= {465}  # what flight 29 left did not last until the hour
    heard = {int(row["start_sol"]) for row in replay.rows("contacts") if row["source"] == "helicopter"}
    assert set(winter) <= heard
    missed = {int(miss["flight"]) for miss in replay.json("summary")["replay"]["misses"]}
    assert not missed & set(range(29, 41))
    words = " ".join(terminal_summary(replay.folder).split())
    assert f"{len(scripted)} of them as the scenario prescribes" in words


def test_energy_is_neither_made_nor_lost(replay):
    """On every sol what was there and came in is what was used, lost and is left; each begins where the last ended."""
    rows = [{key: float(value) for key, value in row.items()} for row in replay.rows("power")]
    used = (
        "charge_end_wh",
        "spilled_wh",
        "charging_wh",
        "heater_wh",
        "electronics_wh",
        "rotor_wh",
        "scripted_wh",
    )
    for row in rows:
        assert row["charge_start_wh"] + row["solar_wh"] == pytest.approx(sum(row[k] for k in used), abs=0.05)
        assert 0.0 <= row["charge_least_wh"] <= row["charge_most_wh"] <= CAPACITY_WH
    for before, after in pairwise(rows):
        assert after["sol"] == before["sol"] + 1
        assert after["charge_start_wh"] == pytest.approx(before["charge_end_wh"], abs=0.011)


def test_the_mission_s_silences_come_out(replay):
    """Flight 52's silence of sessions ends on sol 837; Earth hears nothing in the conjunction of 2021."""
    after = [row for row in replay.blackouts("session") if row["start_sol"] == "776"]
    assert [(row["end_sol"], row["cause"]) for row in after] == [("837", "terrain")]
    conjunctions = [row for row in replay.rows("blackouts") if row["cause"] == "conjunction"]
    assert {row["level"] for row in conjunctions} == {"earth"}
    assert any("2021-09-30" <= row["start_utc"] < "2021-10-03" for row in conjunctions)
    assert any("2021-10-13" <= row["end_utc"] < "2021-10-16" for row in conjunctions)
