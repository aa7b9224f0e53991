"""The main job against what is documented: flight 51 to flight 54, sols 772 to 872."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.scenario.loader import load_scenario

CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.800Z"))
TOUCHDOWN_52 = parse_utc("2023-04-27T04:12:14Z")  # flight records
DESCENT_S = 12.0  # 12 m at the assumed 1 m/s
HAPPENED_DAYS, HAPPENED_SOLS = 62.44, 60.8  # touchdown to the wake-up of sol 837
RADIO_DAYS, RADIO_SOLS = 61.5, 59.9  # touchdown to the drive of sol 836


def longest(rows):
    return max(rows, key=lambda row: float(row["duration_s"]))


@pytest.fixture(params=["main_run", "fused_run"])
def hindcast(request):
    """The same scenario and assumptions over two separately made surfaces."""
    return request.getfixturevalue(request.param)


def test_radio_is_lost_within_the_descent_of_flight_52(hindcast):
    """Telemetry stops after the descent has begun and before touchdown, and low above the ground."""
    lost = parse_utc(hindcast.flight(52)["link_lost_utc"])
    assert TOUCHDOWN_52 - DESCENT_S < lost < TOUCHDOWN_52
    assert 0 < float(hindcast.flight(52)["link_lost_altitude_m"]) < 12
    start = parse_utc(longest(hindcast.blackouts("radio"))["start_utc"])
    assert TOUCHDOWN_52 - DESCENT_S < start < TOUCHDOWN_52


def test_no_session_on_sols_777_to_835(hindcast):
    """Between the landing and the drive of sol 836 no contact comes about, though every sol has an alarm."""
    heard = {int(row["start_sol"]) for row in hindcast.rows("contacts") if row["source"] == "helicopter"}
    assert not heard & set(range(777, 837))
    tried = {CLOCK.day(parse_utc(s["start_utc"])) for s in hindcast.json("geometry")["sessions"]}
    assert set(range(777, 836)) <= tried


def test_the_link_comes_back_in_the_drive_of_sol_836_and_the_first_session_is_on_sol_837(hindcast):
    """The radio closes again while the rover climbs the hill; the helicopter hears it at its next alarm."""
    radio, session = longest(hindcast.blackouts("radio")), longest(hindcast.blackouts("session"))
    drive = parse_utc("2023-06-27T15:40:20Z"), parse_utc("2023-06-27T17:34:13Z")  # the drive of sol 836
    assert drive[0] < parse_utc(radio["end_utc"]) < drive[1]
    assert session["end_sol"] == "837"
    assert CLOCK.format_time(parse_utc(session["end_utc"]))[:5] == "09:44"


def test_days_sols_and_calendar_days_are_those_of_the_record(hindcast):
    """Elapsed days, elapsed sols and calendar days of the press each come out, by their own names."""
    radio, session = longest(hindcast.blackouts("radio")), longest(hindcast.blackouts("session"))
    assert float(session["duration_days"]) == pytest.approx(HAPPENED_DAYS, abs=0.01)
    assert float(session["duration_sols"]) == pytest.approx(HAPPENED_SOLS, abs=0.05)
    assert session["calendar_days"] == "63"
    assert float(radio["duration_days"]) == pytest.approx(RADIO_DAYS, abs=0.05)
    assert float(radio["duration_sols"]) == pytest.approx(RADIO_SOLS, abs=0.05)
    assert radio["cause"] == session["cause"] == "terrain"


def test_the_straight_line_overstates_the_silence(hindcast):
    """Line of sight stays blocked for weeks after contact was back: diffraction carries the link."""
    sight, radio = longest(hindcast.blackouts("sightline")), longest(hindcast.blackouts("radio"))
    assert int(sight["end_sol"]) > 860
    assert float(sight["duration_days"]) > float(radio["duration_days"]) + 20


def test_the_ridge_is_where_the_rover_later_drove(main_run):
    """From every stop of sols 775-821 the blocking ground stands 4-8 m above the line, within 60 m of a later drive."""
    stands = [row for row in main_run.json("geometry")["obstructions"] if row["from_sol"] <= 821]
    assert {row["from_sol"] for row in stands} >= {776, 784, 793, 795, 797, 816, 818, 821}
    for row in stands:
        assert 4.0 <= row["above_sightline_m"] <= 8.0
        assert row["nearest_later_drive_m"] <= 60.0
        assert row["nearest_later_drive_sol"] in (836, 838)


def test_everything_from_the_helicopter_passed_through_the_rover(main_run):
    """No product goes between Earth and the helicopter but through the rover, and in time order."""
    products = main_run.rows("products")
    hops = Counter(row["hops"] for row in products if row["delivered_utc"])
    assert set(hops) <= {"helicopter>rover>earth", "earth>rover>helicopter"}
    for row in products:
        if row["delivered_utc"]:
            assert row["created_utc"] <= row["at_rover_utc"] <= row["delivered_utc"]


def test_nothing_is_lost_silently(main_run):
    """Created = delivered + queued + expired + dropped."""
    statuses = Counter(row["status"] for row in main_run.rows("products"))
    counts = main_run.json("summary")["counts"]
    assert sum(statuses.values()) == counts["products_created"] > 400
    assert set(statuses) <= {"delivered", "queued", "expired", "dropped"}
    assert counts["products_created"] == sum(
        counts[f"products_{name}"] for name in ("delivered", "queued", "expired", "dropped")
    )


def test_what_waited_through_the_silence_arrives_after_it(main_run):
    """The wake-up reports of the silent sols are kept and reach Earth only once contact is back."""
    silent = [
        row
        for row in main_run.rows("products")
        if row["kind"] == "telemetry"
        and not row["flight"]
        and "2023-04-28" < row["created_utc"] < "2023-06-27"
    ]
    assert len(silent) >= 58
    assert all(row["delivered_utc"] > "2023-06-28T14:38" for row in silent)


def test_a_flight_starts_only_with_commands_on_board_and_an_open_link(main_run):
    """At each take-off every check of the gate passed; the commands had come down before it."""
    products = main_run.rows("products")
    for number in (51, 52, 53, 54):
        flight = main_run.flight(number)
        checks = [
            row
            for row in main_run.rows("gate")
            if row["flight"] == str(number) and row["attempt"] == flight["attempts"]
        ]
        assert [row["check"] for row in checks] == [
            "awake",
            "commands on board",
            "link",
            "margin at take-off",
        ]
        assert all(row["passed"] == "true" for row in checks)
        assert flight["link_at_takeoff"] == "open" and float(flight["margin_at_takeoff_db"]) >= 0
        commands = next(row for row in products if row["kind"] == "command" and row["flight"] == str(number))
        assert commands["delivered_utc"] < flight["takeoff_utc"]


def test_flights_are_those_of_the_record(main_run):
    """Take-offs to the second, flight 53 cut by LAND_NOW at 74 s of 136 s and 142 m of 203 m, flight 54 a hop."""
    takeoffs = [main_run.flight(n)["takeoff_utc"][:19] for n in (51, 52, 53, 54)]
    assert takeoffs == [
        "2023-04-23T01:32:47",
        "2023-04-27T04:09:49",
        "2023-07-26T11:34:13",
        "2023-08-03T19:22:26",
    ]
    landed = main_run.flight(53)
    assert landed["outcome"] == "land_now" and landed["planned_duration_s"] == "136.0"
    assert float(landed["duration_s"]) == pytest.approx(74.5, abs=0.5)
    assert (
        float(landed["distance_m"]) == pytest.approx(142, abs=2) and landed["planned_distance_m"] == "203.00"
    )
    hop = main_run.flight(54)
    assert float(hop["duration_s"]) == pytest.approx(24, abs=0.5) and hop["max_altitude_m"] == "5.00"
    assert all(main_run.flight(n)["repositioned_from_record"] == "false" for n in (51, 52, 53, 54))


def test_in_flight_telemetry_stops_where_the_link_does(main_run):
    """What flight 52 sent before it lost the link is at the rover at once; what came after waits for the next session."""
    lost = main_run.flight(52)["link_lost_utc"]
    every = [r for r in main_run.rows("products") if r["flight"] == "52" and r["kind"] == "telemetry"]
    sent = [row for row in every if row["status"] == "delivered"]
    assert len(sent) > 60
    assert all("lost on the air" in row["reason"] for row in every if row["status"] != "delivered")
    for row in sent:
        at_once = row["at_rover_utc"] == row["created_utc"]
        assert at_once == (row["created_utc"] < lost)
        assert at_once or row["at_rover_utc"] > "2023-06-28"


def test_contacts_lie_within_open_stretches_and_sessions(main_run):
    """Rover and helicopter talk only while the link is open."""
    states = main_run.json("geometry")["states"]["radio"]
    opened = [(parse_utc(a), parse_utc(b)) for state, a, b in states if state == "open"]
    between = [
        r for r in main_run.rows("contacts") if {r["source"], r["destination"]} == {"rover", "helicopter"}
    ]
    assert between
    for row in between:
        start, end = parse_utc(row["start_utc"]), parse_utc(row["end_utc"])
        assert any(a - 1 <= start and end <= b + 1 for a, b in opened)
        assert float(row["min_margin_db"]) >= 0


def test_the_sweep_of_the_fixed_loss_moves_the_blackout_the_right_way(main_run):
    """The more is lost between the antennas, the earlier the link goes and the later it returns."""
    rows = main_run.json("geometry")["sweep"]["rows"]
    assert [row["value"] for row in rows] == sorted([-3.7, *(float(v) for v in range(-13, 1))])
    assert [row["start_utc"] for row in rows] == sorted(row["start_utc"] for row in rows)
    assert [row["end_utc"] for row in rows] == sorted((row["end_utc"] for row in rows), reverse=True)
    assert {row["first_alarm_sol"] for row in rows} == {837, 839}


def test_the_edges_of_the_radio_blackout_are_those_that_validation_tells(main_run):
    """5 and 95 % of its end, over grounds and budgets, lie on the sols the page names, and around the end itself."""
    (row,) = main_run.blackouts("radio")
    clock = load_scenario("flight-52-blackout").clock
    first, last = (clock.day(parse_utc(row[f"end_utc_{q}"])) for q in ("p05", "p95"))
    page = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
    assert f"between sol {first} and sol {last} (`end_utc_p05`" in page
    assert row["start_utc_p05"] < row["start_utc"] < row["start_utc_p95"]
    assert row["end_utc_p05"] < row["end_utc"] < row["end_utc_p95"]


def test_events_are_in_time_and_complete(main_run):
    """The log rises in time and holds every take-off, touchdown, drive and session."""
    events = pq.read_table(main_run.folder / "events.parquet").to_pylist()
    times = [row["t_utc"] for row in events]
    assert times == sorted(times)
    kinds = Counter(row["event"] for row in events)
    assert kinds["take-off"] == kinds["touchdown"] == 4
    assert kinds["land now"] == 1
    assert kinds["drive started"] == kinds["drive ended"] == 19


def test_an_orbital_model_alone_gets_the_length_wrong(orbital_run):
    """On a 20 m model the silence breaks from sol 816 to 818 and lasts to sol 839: docs/validation.md says so."""
    ends = [row["end_sol"] for row in orbital_run.blackouts("session")]
    assert ends == ["817", "839"]
    assert orbital_run.flight(52)["outcome"] == "completed"


def test_as_of_the_day_nothing_is_claimed_about_ground_nobody_knew(as_of_run):
    """With the survey of sol 776 the link after the landing is unknown, and unknown is neither up nor down."""
    states = as_of_run.json("geometry")["states"]["radio"]
    assert [row[0] for row in states] == ["open", "unknown"]
    assert as_of_run.blackouts("radio") == as_of_run.blackouts("session") == []
    assert as_of_run.json("manifest")["kind"] == "forecast"
    assert as_of_run.flight(52)["outcome"] == "completed" and as_of_run.flight(53)["outcome"] == "held"


def test_a_policy_that_looks_at_the_landing_place_would_have_held_flight_52(careful_run):
    """With the gate's policy landing-site flight 52 does not fly, and says which check failed."""
    assert careful_run.flight(51)["outcome"] == "completed"
    held = careful_run.flight(52)
    assert held["outcome"] == "held" and "landing place" in held["reason"]
    assert held["takeoff_utc"] == "" and careful_run.blackouts("radio") == []
