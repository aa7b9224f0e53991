"""Rotor power: momentum theory's laws and limits, and what is documented of Ingenuity."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.helicopter.contingencies.watch import watch_times
from relaysim.helicopter.flight_route import FlightLimits, replayed_flight
from relaysim.helicopter.flight_states import FlightStates, flight_states
from relaysim.helicopter.power.flight_power import rotor_flight_power
from relaysim.helicopter.power.rotor import Rotor, ideal_hover_w, rotor_power_w

sys.path.insert(0, str(Path(__file__).parent))
from ingenuity_power import GRAVITY, climate, flights, rotor

IDEAL = Rotor(mass_kg=1.8, diameter_m=1.21, efficiency=1.0)
THRUST_N = 1.8 * GRAVITY
AIR = 0.017
HOVER_MPS = math.sqrt(THRUST_N / (2.0 * AIR * IDEAL.disc_m2))


def state(speed: float = 0.0, climb: float = 0.0, tilt: float = 0.0, lift: float = 0.0) -> FlightStates:
    """One state of a flight."""
    zero = np.zeros(1)
    speeds, leans = (np.array([speed]), np.array([climb])), (np.array([tilt]), zero, np.array([lift]))
    return FlightStates(zero, zero, zero, zero, *speeds, zero, *leans)


def ideal_w(
    speed: float = 0.0, climb: float = 0.0, tilt: float = 0.0, lift: float = 0.0, air: float = AIR
) -> float:
    """Power of an ideal rotor at one state."""
    return float(rotor_power_w(state(speed, climb, tilt, lift), IDEAL, air, GRAVITY)[0])


def test_the_documented_hover() -> None:
    """1.8 kg on a disc of 1.21 m need 89 W to hover in 0.017 kg/m3, within what gravity's third digit leaves open."""
    assert ideal_hover_w(IDEAL, AIR, GRAVITY) == pytest.approx(89.0, rel=0.025)


@given(st.floats(0.005, 1.3))
def test_hover_is_the_textbook_formula(air: float) -> None:
    """In any air, a rotor that goes nowhere takes T^1.5 / sqrt(2 rho A)."""
    assert ideal_w(air=air) == pytest.approx(ideal_hover_w(IDEAL, air, GRAVITY), rel=1e-12)


@given(st.floats(0.0, 20.0))
def test_climb_has_a_closed_form(climb: float) -> None:
    """Straight up: P = T (c/2 + sqrt((c/2)^2 + v_h^2))."""
    expected = THRUST_N * (climb / 2.0 + math.hypot(climb / 2.0, HOVER_MPS))
    assert ideal_w(climb=climb) == pytest.approx(expected, rel=1e-12)


@given(st.floats(0.0, 40.0), st.floats(0.0, 10.0))
def test_forward_flight_obeys_glauert(speed: float, climb: float) -> None:
    """The induced speed that the power tells solves v = v_h^2 / sqrt(V^2 + (c + v)^2)."""
    induced = ideal_w(speed, climb) / THRUST_N - climb
    assert induced == pytest.approx(HOVER_MPS**2 / math.hypot(speed, climb + induced), rel=1e-9)


def test_fast_flight_needs_little_lift_power() -> None:
    """At high speed the disc meets so much air that the induced speed is v_h^2 / V."""
    assert ideal_w(speed=400.0) == pytest.approx(THRUST_N * HOVER_MPS**2 / 400.0, rel=1e-3)


def test_tilt_asks_for_more_thrust() -> None:
    """Hover thrust is the weight over the cosine, and power goes with its power of 1.5."""
    assert ideal_w(tilt=30.0) == pytest.approx(ideal_w() / math.cos(math.radians(30.0)) ** 1.5, rel=1e-12)


@given(st.floats(-1.2, 5.0))
def test_lifting_off_asks_for_more_thrust(lift: float) -> None:
    """To gain height the rotors carry weight and inertia, and power goes with the power of 1.5 of both."""
    assert ideal_w(lift=lift) == pytest.approx(ideal_w() * (1.0 + lift / GRAVITY) ** 1.5, rel=1e-12)


def test_descent_gains_nothing() -> None:
    """Momentum theory does not hold in slow descent; it costs what hover costs."""
    assert ideal_w(climb=-1.0) == ideal_w()


def test_efficiency_divides() -> None:
    """Electrical power is ideal power over the efficiency."""
    real = replace(IDEAL, efficiency=0.25)
    assert rotor_power_w(state(), real, AIR, GRAVITY)[0] == pytest.approx(4.0 * ideal_w())


def test_a_flight_is_three_legs() -> None:
    """Spinning up and down at their own power, aloft at the mean; electronics in all three; the peak is named."""
    times = np.array([0.0, 10.0, 20.0])
    zero = np.zeros(3)
    states = FlightStates(times, zero, zero, zero, zero, np.array([2.0, 0.0, -2.0]), *[zero] * 4)
    rotor = replace(IDEAL, efficiency=0.5, electronics_w=10.0, spin_w=100.0)
    power = rotor_flight_power(states, rotor, AIR, GRAVITY, 36.0, 18.0)
    climbing, level = 2.0 * ideal_w(climb=2.0), 2.0 * ideal_w()
    assert power.mean_w == pytest.approx((0.5 * (climbing + level) + level) / 2.0 + 10.0)
    assert power.peak_w == pytest.approx(climbing + 10.0)
    assert power.before.energy_wh == pytest.approx(1.1)
    assert power.energy_wh == pytest.approx(1.1 + 0.55 + power.mean_w * 20.0 / 3600.0)


@pytest.mark.parametrize(("number", "documented_wh"), [(1, 3.8), (2, 5.0), (3, 7.8), (4, 11.4), (5, 10.5)])
def test_the_first_flights_took_what_is_documented(number: int, documented_wh: float) -> None:
    """Flights 1 to 5 aloft: within 20 % of their durations at 350 W."""
    assert flown_power(number).way_wh == pytest.approx(documented_wh, rel=0.2)


def test_every_flight_takes_300_to_400_w() -> None:
    """The mean power aloft of all 72 flights, each in the air of its season."""
    means = [flown_power(one.flight).mean_w for one in flights()]
    assert len(means) == 72
    assert min(means) >= 300.0
    assert max(means) <= 400.0


def test_a_flight_takes_most_as_it_lifts_off() -> None:
    """Flight 1, 3 m up and down: its peak is in the first second, within 5 % of the documented load of 510 W."""
    limits = FlightLimits(climb_mps=1.0, descent_mps=1.0, max_altitude_m=3.0)
    route = replayed_flight(np.array([0.0, 39.1]), np.zeros(2), np.zeros(2), 39.1, limits)
    states = flight_states(route, watch_times(39.1), GRAVITY)
    power = rotor_flight_power(states, rotor(), 0.0168, GRAVITY)
    assert states.elapsed_s[power.at_states_w.argmax()] < 1.0
    assert power.peak_w == pytest.approx(510.0, rel=0.05)
    assert power.at_states_w[states.elapsed_s > 1.5].max() < 380.0


def flown_power(number: int):  # type: ignore[no-untyped-def]
    """The power of a recorded flight."""
    one = next(one for one in flights() if one.flight == number)
    density = float(climate().read(climate().density_kg_m3, one.takeoff_utc_s))
    return rotor_flight_power(one.states, rotor(), density, GRAVITY)
