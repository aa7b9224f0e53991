"""Edges: full stores, cut scenarios, crowded schedules. Each is a small story at the quarry."""

from __future__ import annotations

import pytest

import relaysim
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.report.summary_text import terminal_summary

CLOCK = LocalClock(86400.0, parse_utc("2026-03-01T00:00:00Z"), "day", "local")
IN_VIEW = ("flights.1.waypoints.0.longitude=15.0008 deg", "flights.2.waypoints.0.longitude=15.0012 deg")
TELEMETRY = "helicopter.in_flight_telemetry={rate: 20 kbit/s, every: 2 s, priority: 1}"


@pytest.fixture
def story(quarry, tmp_path, read):
    """Runs the quarry with overrides; both landing places are in view unless told otherwise."""

    def run(*overrides: str, in_view: bool = True):
        chosen = [*(IN_VIEW if in_view else ()), *overrides]
        return read(relaysim.run(quarry / "quarry.yaml", tmp_path / "run", overrides=chosen))

    return run


def utc(text: str) -> float:
    return CLOCK.parse(text)


def between(run, source="helicopter"):
    """(start, end, rate) of the contacts of rover and helicopter in one direction."""
    rows = [
        r
        for r in run.rows("contacts")
        if r["source"] == source and "earth" not in (r["source"], r["destination"])
    ]
    return [(parse_utc(r["start_utc"]), parse_utc(r["end_utc"]), r) for r in rows]


def test_a_full_store_in_flight_drops_telemetry_and_says_so(story):
    """What does not fit aboard is dropped with its reason, in the air too, and the flight goes on."""
    run = story(
        "helicopter.storage=10 kbit",
        "helicopter.flight_products=[]",
        "helicopter.daily_products=[]",
        TELEMETRY,
    )
    telemetry = [r for r in run.rows("products") if r["kind"] == "telemetry"]
    assert telemetry and {(r["status"], r["reason"]) for r in telemetry} == {
        ("dropped", "storage of helicopter full")
    }
    assert [row["outcome"] for row in run.rows("flights")] == ["completed", "completed"]


def test_a_flight_in_the_air_at_the_end_has_not_landed(story):
    """Cut by the scenario's end it is neither held nor down: no landing, no distance, no energy."""
    run = story("end=day 11 09:00:05 local")
    row = run.flight(2)
    assert row["outcome"] == "in_flight" and "in the air" in row["reason"]
    assert row["takeoff_utc"] and not any(
        row[k] for k in ("landing_utc", "duration_s", "landing_lat_deg", "energy_wh")
    )
    assert between(run)[-1][2]["open_end"] == "true"


def test_a_session_under_way_at_the_end_is_recorded(story):
    """Its contact counts up to the end, and says that it was cut there."""
    run = story("end=day 11 07:05 local", "flights=[]", in_view=False)
    start, end, row = between(run)[-1]
    assert (start, end) == (utc("day 11 07:00 local"), utc("day 11 07:05 local"))
    assert row["open_end"] == "true"
    assert run.json("geometry")["sessions"][-1]["outcome"] == "contact"


def test_a_window_open_at_the_start_is_joined(story):
    """A scenario that starts within the alarm session and an orbiter pass begins with both, cut at the start."""
    run = story("start=day 10 07:04 local", "earth.passes.0.at=06:00 local", "flights=[]", in_view=False)
    start, _, row = between(run)[0]
    assert start == utc("day 10 07:04 local") and row["open_start"] == "true"
    first_pass = next(
        r for r in run.rows("contacts") if r["source"] == "rover" and r["destination"] == "earth"
    )
    assert (
        parse_utc(first_pass["start_utc"]) == utc("day 10 07:04 local") and first_pass["open_start"] == "true"
    )
    assert any(start == utc("day 10 12:00 local") for start, _, _ in between(run))


def test_commands_that_come_while_it_waits_wake_it_for_the_flight(story):
    """Commands loaded at the alarm, within the time before the flight, are in time: the first attempt passes."""
    run = story("sessions.flight.before=60 min", "flights.2.takeoff=day 11 07:45 local")
    assert run.flight(2)["attempts"] == "1"
    assert all(r["passed"] == "true" for r in run.rows("gate") if r["flight"] == "2")


def test_a_contact_of_another_session_in_the_morning_counts(story):
    """A flight's session that holds the radio through the alarm is a morning contact: the noon session comes."""
    run = story("sessions.flight.before=60 min", "command_lead=2", "flights.2.takeoff=day 11 07:45 local")
    assert any(start == utc("day 11 12:00 local") for start, _, _ in between(run))


def test_without_passes_the_silence_at_earth_is_the_schedules(story):
    """No pass ever: nothing reaches Earth, and terrain is not to blame."""
    run = story("earth.passes=[]")
    [row] = run.blackouts("earth")
    assert row["cause"] == "schedule" and row["open_start"] == row["open_end"] == "true"


def test_what_arrives_after_its_deadline_has_expired(story):
    """A pass that takes longer than the deadline delivers nothing."""
    run = story(
        "helicopter.flight_products.0.expires=90 min",
        "earth.passes.0.at=10:00 local",
        "earth.passes.0.latency=5 h",
    )
    images = [r for r in run.rows("products") if r["kind"] == "image"]
    assert images and {(r["status"], r["delivered_utc"]) for r in images} == {("expired", "")}


def test_a_full_rover_leaves_the_products_where_they_are(story):
    """The helicopter keeps what the rover has no room for; nothing that was acknowledged is lost."""
    run = story("rover.storage=6 Mbit", "flights.2.commands.size=5 kbit")
    images = [r for r in run.rows("products") if r["kind"] == "image"]
    assert {r["status"] for r in images} <= {"delivered", "queued"}
    assert any(r["status"] == "delivered" for r in images)


def test_a_flight_due_while_another_lands_takes_the_next_attempt(story):
    """Only the attempts whose time has passed are left out, not the day."""
    run = story("flights.2.takeoff=day 10 09:06 local")
    assert run.flight(2)["takeoff_utc"].startswith("2026-03-11T09:11")


def test_telemetry_beyond_the_goodput_stays_aboard(story):
    """The one-way mode carries no more than its goodput: of 20 kbit/s over 10 kbit/s about half is at the rover at once."""
    run = story(TELEMETRY, "link.in_flight.goodput=10 kbit/s", "flights.1.waypoints.0.longitude=15.0030 deg")
    sent = [r for r in run.rows("products") if r["kind"] == "telemetry" and r["flight"] == "1"]
    at_once = [r for r in sent if r["at_rover_utc"] == r["created_utc"]]
    assert 0.3 < len(at_once) / len(sent) < 0.6


def test_a_contact_in_flight_is_one_way(story):
    """In the air the helicopter sends and does not hear: a row from it to the rover, none back."""
    run = story()
    takeoff, landing = (parse_utc(run.flight(1)[k]) for k in ("takeoff_utc", "landing_utc"))
    aloft = lambda rows: [r for start, end, r in rows if takeoff <= start and end <= landing]  # noqa: E731
    assert len(aloft(between(run))) == 1 and aloft(between(run, "rover")) == []


def test_the_manifest_does_not_say_where_a_raster_lies(story):
    """The same raster by another path is the same run: its name and checksum stand for it."""
    assert story().json("manifest")["scenario"]["terrain"]["source"] == "quarry.tif"


@pytest.mark.parametrize(
    ("name", "said"),
    [("two-ray", True), ("free-space", True), ("p526", False), ("parabolic-equation", False)],
)
def test_a_model_that_ignores_the_terrain_says_so(story, name, said):
    """On the terminal and on the page; behind the heap such a model hears the drone all the same."""
    run = story(f"link.propagation={name}", in_view=False)
    limits = " ".join(run.json("geometry")["limits"])
    assert (
        ("ignores the terrain" in limits) == ("ignores the terrain" in terminal_summary(run.folder)) == said
    )
    assert (run.blackouts("radio") == []) == said


def test_ground_is_known_wherever_a_displaced_flight_may_go(fused_raster, tmp_path, read):
    """A helicopter that starts elsewhere flies its recorded track from there, over ground that the raster holds."""
    overrides = ["start=sol 774", "end=sol 778", "flights=[{flight: 52, commands: {size: 120 kbit, priority: 1}}]",
                 "helicopter.latitude=18.4850 deg", "helicopter.longitude=77.3660 deg"]  # fmt: skip
    run = read(
        relaysim.run("flight-52-blackout", tmp_path / "run", terrain=str(fused_raster), overrides=overrides)
    )
    assert "unknown" not in {state for state, _, _ in run.json("geometry")["states"]["radio"]}


def test_a_session_that_is_due_in_flight_waits_for_the_landing(story):
    """While it flies the helicopter cannot talk: no session fails for that, and no blackout comes of it."""
    run = story("sessions.after_contact=[09:00 local]")
    assert run.blackouts("session") == []
    assert {row["outcome"] for row in run.json("geometry")["sessions"]} == {"contact"}
