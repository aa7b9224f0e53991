"""Another planet, another pair of vehicles: a drone and its parked truck at a quarry on Earth."""

from __future__ import annotations

import pytest

import relaysim


def test_a_drone_lands_behind_a_heap_and_is_not_heard_again(quarry, tmp_path, read):
    """A landing behind a 20 m heap cuts the link; the second flight's commands never arrive, so it is held."""
    done = read(relaysim.run(quarry / "quarry.yaml", tmp_path / "run"))
    flights = done.rows("flights")
    assert [row["outcome"] for row in flights] == ["completed", "held"]
    assert "commands on board: no" in flights[1]["reason"]
    blackout = done.blackouts("radio")[0]
    assert blackout["cause"] == "terrain" and blackout["open_end"] == "true"
    assert float(blackout["obstruction_above_sightline_m"]) > 1  # seen while it still came down
    assert float(blackout["obstruction_lon_deg"]) == pytest.approx(14.9980 + 100.5 * 0.00004, abs=0.0003)


def test_the_second_flight_goes_when_the_first_lands_in_view(quarry, tmp_path, read):
    """With a landing place in view both flights are flown, through their waypoints, where the drone stands."""
    overrides = ["flights.1.waypoints.0.longitude=15.0008 deg", "flights.2.waypoints.0.longitude=15.0012 deg"]
    done = read(relaysim.run(quarry / "quarry.yaml", tmp_path / "run", overrides=overrides))
    flights = done.rows("flights")
    assert [row["outcome"] for row in flights] == ["completed", "completed"]
    assert float(flights[1]["landing_lon_deg"]) == pytest.approx(15.0012, abs=1e-6)
    assert all(row["status"] == "delivered" for row in done.rows("products") if row["kind"] == "image")
