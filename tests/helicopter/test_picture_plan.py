"""When pictures are taken, and how the vehicle may then have stood: what is not recorded is not known."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.pictures.in_frame import Body
from relaysim.helicopter.pictures.picture_plan import (
    PicturePlan,
    Standing,
    chosen,
    cruise_of,
    picture_times,
    standing_at,
)
from relaysim.path.route import Route

PLAN = PicturePlan((), Body(3.0, 2.7, 2.2), {6: 10.0, 7: 100.0, 8: 102.0}, "ends", 15.0, 1000.0)
# Up to 10 m in 10 s, 60 m to the east in 20 s, 10 s of hover, down in 10 s.
FLIGHT = Route(
    np.array([0.0, 10.0, 30.0, 40.0, 50.0]),
    np.array([0.0, 0.0, 60.0, 60.0, 60.0]),
    np.zeros(5),
    np.array([0.0, 10.0, 10.0, 10.0, 0.0]),
)
HOP = Route(np.array([0.0, 5.0, 20.0, 25.0]), np.array([0.0, 0.5, 1.0, 1.0]), np.zeros(4), np.array([0.0, 5.0, 5.0, 0.0]))  # fmt: skip


def heading(flight: int, route: Route, utc_s: float, rule: str = "ends") -> float:
    plan = dataclasses.replace(PLAN, rule=rule)  # type: ignore[arg-type]
    return standing_at(plan, flight, route, utc_s).heading_deg


def test_pictures_are_spread_over_the_cruise() -> None:
    """From the top of the climb to the top of the descent, both included; a single one midway."""
    assert cruise_of(FLIGHT) == (10.0, 40.0)
    assert picture_times(FLIGHT, 4).tolist() == [10.0, 20.0, 30.0, 40.0]
    assert picture_times(FLIGHT, 1).tolist() == [25.0]


def test_the_pictures_worked_out_are_evenly_chosen() -> None:
    """All of them when few enough; else the first, the last and even steps between, each once."""
    assert chosen(4, 10) == [0, 1, 2, 3]
    assert chosen(40, 4) == [0, 13, 26, 39]
    assert chosen(40, 1) == [20]
    assert len(set(chosen(41, 40))) == 40


def test_a_recorded_heading_holds_in_climb_and_descent_only() -> None:
    """Flight 7: that of landing 6 up to the top of the climb, its own from the top of the descent, between them unknown."""
    assert [heading(7, FLIGHT, t) for t in (0.0, 10.0, 40.0, 50.0)] == [10.0, 10.0, 100.0, 100.0]
    assert math.isnan(heading(7, FLIGHT, 11.0)) and math.isnan(heading(7, FLIGHT, 39.0))


def test_a_hop_that_has_not_turned_keeps_its_heading() -> None:
    """2 deg between the landings before and after: known throughout; 90 deg: unknown while it hovers."""
    assert heading(8, HOP, 12.0) == 102.0
    assert math.isnan(heading(7, HOP, 12.0))
    assert math.isnan(heading(8, FLIGHT, 20.0))  # it went 60 m: it may have turned there and back


def test_a_flight_without_a_record_has_no_heading() -> None:
    """Neither before nor after: unknown by every rule but along-track."""
    assert all(math.isnan(heading(40, HOP, t, rule)) for t in (0.0, 12.0, 25.0) for rule in ("ends", "recorded", "unknown"))  # fmt: skip


def test_the_other_rules_do_what_their_names_say() -> None:
    """recorded: that of the landing throughout; along-track: east, unknown where it does not move; unknown: never."""
    assert heading(7, FLIGHT, 20.0, "recorded") == 100.0
    assert heading(7, FLIGHT, 20.0, "along-track") == pytest.approx(90.0)
    assert math.isnan(heading(7, FLIGHT, 35.0, "along-track"))
    assert math.isnan(heading(7, FLIGHT, 50.0, "unknown"))


def test_it_is_upright_in_hover_and_leans_in_motion() -> None:
    """In hover 0; moving at 3 m/s up to what the scenario says, or what its motion says where that is modelled."""
    assert standing_at(PLAN, 7, FLIGHT, 36.0).tilt_deg == 0.0
    assert standing_at(PLAN, 7, FLIGHT, 20.0).tilt_deg == 15.0
    nothing = np.zeros(2)
    states = FlightStates(np.array([0.0, 50.0]), *[nothing] * 6, np.full(2, 4.0), nothing, nothing)
    assert standing_at(PLAN, 7, FLIGHT, 20.0, states).tilt_deg == 4.0
    assert standing_at(PLAN, 7, FLIGHT, 36.0, states).tilt_deg == 0.0


def test_every_way_it_may_have_stood_is_tried() -> None:
    """One when all is known; 72 headings when none is; 9 leans for each when it may lean 8 deg or less."""
    assert len(Standing(30.0, 0.0).attitudes().heading_deg) == 1
    assert len(Standing(math.nan, 0.0).attitudes().heading_deg) == 72
    leaning = Standing(30.0, 8.0).attitudes()
    assert len(leaning.heading_deg) == 9
    assert np.hypot(leaning.pitch_deg, leaning.roll_deg).max() == pytest.approx(8.0)
    assert Standing(30.0, 0.0).is_known and not Standing(30.0, 8.0).is_known and not Standing(math.nan, 0.0).is_known  # fmt: skip
