"""The log of a flight: what comes before it, what happens aloft, what comes after it."""

from __future__ import annotations

import numpy as np

from relaysim.helicopter.phases import Phase
from relaysim.path.route import Route
from relaysim.simulation.flight_course import Course, Ending
from relaysim.simulation.flight_story import FlightStory

UP_AND_DOWN = Route(
    np.array([1e9, 1e9 + 5.0, 1e9 + 10.0]), np.zeros(3), np.zeros(3), np.array([0.0, 5.0, 0.0])
)
PHASES = (
    Phase("spin-up", -12.0, 0.0),
    Phase("climb", 0.0, 5.0),
    Phase("descend", 5.0, 10.0),
    Phase("spin-down", 10.0, 15.0),
)


def test_each_phase_is_told_when_it_begins() -> None:
    """Spinning up is told with the take-off, for nobody knows before that it will fly; spinning down after touchdown."""
    story = FlightStory.of(Course(UP_AND_DOWN), PHASES)
    assert story.before == "after spin-up of 12 s"
    assert story.aloft == ((0.0, "phase", "climb"), (5.0, "phase", "descend"))
    assert story.after == ("spin-down",)


def test_an_order_to_land_stands_before_the_descent() -> None:
    """At the same instant the order comes first, and swings that begin after touchdown are none."""
    found = Course(UP_AND_DOWN, Ending("script", 5.0, "as told"), swings="swings", swings_from_s=10.5)
    assert FlightStory.of(found, PHASES).aloft == (
        (0.0, "phase", "climb"),
        (5.0, "land now", "as told"),
        (5.0, "phase", "descend"),
    )


def test_a_vehicle_that_tells_no_phases_has_none() -> None:
    """Its log is as short as ever."""
    assert FlightStory.of(Course(UP_AND_DOWN), ()) == FlightStory("", (), ())
