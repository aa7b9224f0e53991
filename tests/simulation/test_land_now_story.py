"""One story in two scenarios: images out of step on flight 6, the patch after it, and flight 53 beyond that."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import relaysim
from relaysim.report.summary_text import terminal_summary


@pytest.fixture(scope="module")
def flight_six(tmp_path_factory, read):
    """Flights 6 and 7 with the patch between them."""
    return read(relaysim.run("flight-06-timing", tmp_path_factory.mktemp("six") / "run"))


@pytest.fixture(scope="module")
def flight_fifty_three(tmp_path_factory, read):
    """Flights 53 and 54."""
    return read(relaysim.run("flight-53-land-now", tmp_path_factory.mktemp("fifty-three") / "run"))


def events(run, subject: str) -> list[tuple[str, str]]:
    """(event, detail) of a subject, in time."""
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(run.folder / "events.parquet").to_pylist()
    return [(row["event"], row["detail"]) for row in rows if row["subject"] == subject]


def test_flight_six_swings_and_lands_where_it_was_to(flight_six):
    """Images are out of step from 54 s on: swings of over 20 deg, no early landing, down within 5 m."""
    flight = flight_six.flight(6)
    assert flight["outcome"] == "completed" and flight["land_now_condition"] == ""
    [(_, words)] = [row for row in events(flight_six, "flight 6") if row[0] == "swinging"]
    degrees, seconds = (float(word) for word in words.split() if word.replace(".", "").isdigit())
    assert 20.0 < degrees < 30.0 and seconds == 54.0
    # What was to be flown stands in the scenario: its last way point.
    waypoint = flight_six.json("manifest")["scenario"]["flights"][0]["waypoints"][-1]
    meant = [float(waypoint[key].split()[0]) for key in ("latitude", "longitude")]
    found = float(flight["landing_lat_deg"]), float(flight["landing_lon_deg"])
    radius = 3396190.0
    north = math.radians(found[0] - meant[0]) * radius
    east = math.radians(found[1] - meant[1]) * radius * math.cos(math.radians(found[0]))
    assert 0.0 < math.hypot(north, east) <= 5.0


def test_the_log_tells_the_phases_of_a_flight(flight_six, flight_fifty_three):
    """In the order flown, between take-off and touchdown; a flight that lands at once comes down when it is told."""
    told = [row for row in events(flight_six, "flight 6") if row[0] in ("take-off", "phase", "touchdown")]
    ways = [("phase", name) for _ in range(3) for name in ("translate", "hover")]
    assert told == [
        *(("take-off", ""), ("phase", "climb"), ("phase", "hover"), *ways),
        *(("phase", "descend"), ("phase", "land"), ("touchdown", "")),
    ]
    story = events(flight_fifty_three, "flight 53")
    [told_to] = [number for number, (event, _) in enumerate(story) if event == "land now"]
    assert story[told_to + 1] == ("phase", "descend")


def test_the_patch_comes_in_parts_and_does_away_with_the_swings(flight_six):
    """Flight 7 waits for the software; with it the same fault does no harm."""
    loaded = [row for row in events(flight_six, "navigation image patch") if row[0] == "software loaded"]
    parts = [row for row in flight_six.rows("products") if row["kind"] == "software"]
    assert len(loaded) == 1 and "image_tolerance" in loaded[0][1]
    assert len(parts) > 1 and all(row["status"] == "delivered" for row in parts)
    assert flight_six.flight(7)["outcome"] == "completed" and flight_six.flight(7)["reason"] == ""
    assert all(event != "swinging" for event, _ in events(flight_six, "flight 7"))
    asked = {row["check"] for row in flight_six.rows("gate") if row["flight"] == "7"}
    assert any(check.startswith("software ") for check in asked)


def test_without_the_patch_flight_seven_is_held(tmp_path, read):
    """The gate asks for the software: a patch that is sent too late holds the flight."""
    late = [f"commands.{n}.send=sol 108 08:00 LMST" for n in ("navigation image patch",)]
    run = read(relaysim.run("flight-06-timing", tmp_path / "run", overrides=[*late, "gate.give_up_after=1"]))
    assert run.flight(7)["outcome"] == "held" and "software" in run.flight(7)["reason"]


def test_flight_fifty_three_lands_at_once(flight_fifty_three):
    """The same kind of fault beyond the wider tolerance: told at 69.9 s, down at 74.9 s after some 142 m."""
    flight = flight_fifty_three.flight(53)
    assert flight["outcome"] == "land_now" and flight["land_now_condition"] == "images out of step"
    assert float(flight["touchdown_after_s"]) == pytest.approx(5.0, abs=0.5)
    assert float(flight["duration_s"]) == pytest.approx(74.85, abs=0.5)
    assert float(flight["distance_m"]) == pytest.approx(142.5, abs=3.0)
    assert float(flight["land_now_height_m"]) == pytest.approx(5.0, abs=0.1)
    assert float(flight["planned_duration_s"]) > 130.0 and float(flight["planned_distance_m"]) > 200.0


def test_the_next_flight_begins_where_it_came_down(flight_fifty_three):
    """Flight 54 is a hop from there."""
    down, hop = (flight_fifty_three.flight(number) for number in (53, 54))
    assert hop["outcome"] == "completed"
    for key in ("landing_lat_deg", "landing_lon_deg"):
        assert float(hop[key]) == pytest.approx(float(down[key]), abs=2e-5)


def test_the_readme_shows_what_it_prints(flight_fifty_three):
    """Every line of the README's session about flight 53 stands in the summary."""
    readme = Path(__file__).resolve().parents[2] / "README.md"
    block = readme.read_text(encoding="utf-8").split("relaysim run flight-53-land-now")[1]
    shown = block.split("```console\n")[1].split("```")[0].splitlines()
    assert shown and set(shown) <= set(terminal_summary(flight_fifty_three.folder).splitlines())
