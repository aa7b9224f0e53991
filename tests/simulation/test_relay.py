"""The relay within a run: nodes added by the scenario, software, searching, what the next plan waited for."""

from __future__ import annotations

import dataclasses
import json

import pytest

import relaysim
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.errors import ScenarioError
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario

CLOCK = LocalClock(86400.0, parse_utc("2026-03-01T00:00:00Z"), "day", "local")
IN_VIEW = ("flights.1.waypoints.0.longitude=15.0008 deg", "flights.2.waypoints.0.longitude=15.0012 deg")


def at(text: str) -> float:
    return CLOCK.parse(text)


@pytest.fixture
def story(quarry, tmp_path, read):
    """Runs the quarry with overrides."""

    def run(*overrides: str, name: str = "run"):
        return read(relaysim.run(quarry / "quarry.yaml", tmp_path / name, overrides=list(overrides)))

    return run


def test_every_product_between_earth_and_helicopter_has_been_at_the_rover(main_run):
    """Delivered means passed on by the rover: no delivered product lacks its time there, or the rover in its hops."""
    delivered = [row for row in main_run.rows("products") if row["status"] == "delivered"]
    assert len(delivered) > 400
    for row in delivered:
        assert "rover" in row["hops"].split(">")
        assert row["created_utc"] <= row["at_rover_utc"] <= row["delivered_utc"]


def test_no_window_carries_more_than_it_can(main_run):
    """What a contact carried is at most its goodput without losses times its length."""
    modes = {15400.0: 20000, 171000.0: 250000, 190000.0: 250000}
    assert any(int(row["carried_bits"]) for row in main_run.rows("contacts"))
    for row in main_run.rows("contacts"):
        rate = float(row["rate_bps"])
        goodput = max((g for g, r in modes.items() if r == rate), default=rate)
        assert (
            int(row["carried_bits"]) <= goodput * float(row["duration_s"]) + goodput * 0.1
        )  # times to 0.1 s


def test_commands_in_parts_wait_for_the_last_part(story):
    """A flight's commands count as on board when all parts are there: with one part missing the gate stays shut."""
    narrow = "earth.uplinks=[{at: 06:30 local, duration: 4 s, rate: 1 kbit/s}]"
    run = story(*IN_VIEW, narrow, "flights.1.commands={size: 10 kbit, priority: 1, parts: 5}")
    parts = [row for row in run.rows("products") if row["kind"] == "command" and row["flight"] == "1"]
    assert [row["size_bits"] for row in parts] == ["2000"] * 5
    assert {row["status"] for row in parts} == {"delivered", "queued"}
    assert run.flight(1)["outcome"] == "held"
    on_board = [r for r in run.rows("gate") if r["flight"] == "1" and r["check"] == "commands on board"]
    assert on_board and all(row["passed"] == "false" for row in on_board)


TELEMETRY = "helicopter.daily_products=[{kind: telemetry, name: report, size: 10 kbit, priority: 1}]"
SOFTWARE = (
    "commands=[{name: patch 2, kind: software, size: 3 Mbit, parts: 3, priority: 1, send: day 10 06:10 local,"
    " sets: {alarm: 08:10 local}}]"
)


def test_software_changes_the_vehicle_once_all_of_it_is_loaded(story):
    """The patch arrives in the first morning's session; from the next day the helicopter wakes at the new hour."""
    run = story(*IN_VIEW, SOFTWARE)
    awake = [row for row in run.json("geometry")["sessions"] if row["kind"] == "alarm"]
    starts = [parse_utc(row["start_utc"]) for row in awake]
    assert starts == [at("day 10 07:00 local"), at("day 11 08:10 local")]


def test_a_flight_waits_for_the_software_it_needs(story):
    """Without the patch on board the gate refuses, and says so."""
    needs = "flights.1.needs_software=patch 2"
    late = story(*IN_VIEW, SOFTWARE.replace("06:10", "07:40"), needs, name="late")
    asked = [row for row in late.rows("gate") if row["check"] == "software patch 2 loaded"]
    assert [row["value"] for row in asked] == ["no", "no", "yes"]
    assert parse_utc(late.flight(1)["takeoff_utc"]) > at("day 11 07:00 local")
    flown = story(*IN_VIEW, SOFTWARE, needs, name="in time")
    assert parse_utc(flown.flight(1)["takeoff_utc"]) == at("day 10 09:00 local")


def test_other_landers_share_the_way_to_earth(story):
    """A further node is a few lines of the scenario: its data cross the same windows, never the rover."""
    run = story(
        *IN_VIEW,
        "earth.orbiters=[{name: bird, orbit: {periapsis: 700 km, apoapsis: 700 km, inclination: 80 deg}, mask: 0 deg,"
        " rates: [64 kbit/s], reference_range: 3000 km, storage: 1 Gbit, to_earth: {rate: 1 Mbit/s, latency: 1 min},"
        " kind: assumed, source: invented}]",
        "landers=[{name: mast, latitude: 47.001 deg, longitude: 15.001 deg, storage: 1 Gbit,"
        " daily_products: [{kind: log, name: weather, size: 2 Mbit, priority: 1}]}]",
    )
    rows = [row for row in run.rows("products") if row["source"] == "mast"]
    assert "mast>bird>earth" in {row["hops"] for row in rows}
    assert all("rover" not in row["hops"] for row in rows)


def test_in_a_search_the_base_station_listens_at_its_own_hours(story):
    """After the stated silence a session happens only where a window of the search meets the alarm."""
    silent = "flights.1.waypoints.0.longitude=15.0040 deg"  # behind the heap
    missed = "sessions.search={after: 0.5, windows: [{at: 20:00 local, duration: 10 min}]}"
    met = "sessions.search={after: 0.5, windows: [{at: 06:58 local, duration: 5 min}]}"

    def second_morning(run):
        rows = [r for r in run.json("geometry")["sessions"] if r["kind"] == "alarm"]
        return [
            (r["start_utc"], r["end_utc"])
            for r in rows
            if parse_utc(r["start_utc"]) > at("day 11 00:00 local")
        ]

    assert second_morning(story(silent, missed, name="missed")) == []
    [(start, end)] = second_morning(story(silent, met, name="met"))
    assert (parse_utc(start), parse_utc(end)) == (at("day 11 07:00 local"), at("day 11 07:03 local"))


def test_a_full_store_makes_room_by_its_rule(story):
    """With drop-oldest the first pictures give way to the newest, and the reason names what they gave way to."""
    full = ("helicopter.storage=9 Mbit", "helicopter.when_full=drop-oldest")
    run = story("flights.1.waypoints.0.longitude=15.0040 deg", *full)
    photos = [row for row in run.rows("products") if row["kind"] == "image"]
    assert [row["status"] for row in photos[:3]] == ["dropped", "queued", "queued"]
    assert photos[0]["reason"] == "storage of helicopter full: made room for P000005"


def test_the_first_data_of_each_flight_tell_their_way(main_run):
    """The parts of a latency add up to it, and the rover is one of them."""
    passages = main_run.json("summary")["first_data"]
    assert {row["flight"] for row in passages} == {51, 52, 53, 54}
    for row in passages:
        assert row["stops"][0]["node"] == "helicopter" and row["stops"][-1]["node"] == "earth"
        assert "rover" in [stop["node"] for stop in row["stops"]]
        assert sum(stop["after_s"] for stop in row["stops"]) == pytest.approx(row["latency_s"], abs=0.5)
    pictures = next(row for row in passages if row["flight"] == 52 and row["kind"] == "image")
    assert 60 * 86400 < pictures["latency_s"] < 64 * 86400


def test_what_the_next_plan_waited_for(main_run):
    """Each decision counts its pictures: needed = on time + late + missing; to spare is deadline minus last arrival."""
    rows = main_run.rows("decisions")
    assert rows
    for row in rows:
        counts = [int(row[key]) for key in ("on_time_products", "late_products", "missing_products")]
        assert sum(counts) == int(row["needed_products"])
        if row["margin_s"]:
            spare = parse_utc(row["deadline_utc"]) - parse_utc(row["last_arrival_utc"])
            assert float(row["margin_s"]) == pytest.approx(spare, abs=0.2)
            assert (spare >= 0) == (counts[1] == 0)


def test_volume_by_day_adds_up(main_run):
    """The bits that reached Earth, summed over days, are those of the delivered products."""
    delivered = sum(
        int(row["size_bits"])
        for row in main_run.rows("products")
        if row["status"] == "delivered" and row["source"] == "helicopter"
    )
    assert sum(int(row["to_earth_bits"]) for row in main_run.rows("data_per_sol")) == delivered
    assert json.loads((main_run.folder / "summary.json").read_text())["totals"]["to_earth_bits"] == delivered


def test_parts_without_a_bit_are_refused(quarry, tmp_path):
    """A command of ten bits cannot come in eleven parts: said as the scenario is read."""
    with pytest.raises(ScenarioError, match="11 parts of 10 bit: a part has a bit at least"):
        relaysim.run(
            quarry / "quarry.yaml",
            tmp_path / "run",
            overrides=["flights.1.commands={size: 10 bit, priority: 1, parts: 11}"],
        )


def test_the_next_alarm_is_that_which_software_has_set():
    """The alarm of a day is the one in force as the day begins."""
    world = build_world(load_scenario("flight-52-blackout"))
    begins, wake = world.clock.utc_s(800), world.helicopter.wake
    later = dataclasses.replace(wake, alarm_seconds_of_day=wake.alarm_seconds_of_day + 3600.0)
    hour_s = world.clock.day_length_s / 24.0
    assert world.next_awake(begins, [(begins, later)]) == pytest.approx(world.next_awake(begins) + hour_s)
    assert world.next_awake(begins, [(begins + 1.0, later)]) == world.next_awake(begins)


def test_without_any_window_to_earth_the_rover_still_takes_the_data(story):
    """What the helicopter makes is held at the rover, though nothing leads on from there."""
    run = story("earth.uplinks=[]", "earth.passes=[]", "flights=[]", TELEMETRY)
    rows = [row for row in run.rows("products") if row["source"] == "helicopter"]
    assert rows and all(row["status"] == "queued" and row["at_rover_utc"] for row in rows)
