"""The one-way light time between the rows of its table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.light_time import LightTime
from relaysim.clock.utc import parse_utc
from relaysim.scenario.loader import load_scenario

TABLE = LightTime(np.array([0.0, 100.0, 300.0]), np.array([10.0, 20.0, 0.0]))


def test_rows_hold_exactly_and_between_them_it_is_linear() -> None:
    """Each row is met; half way between two rows lies half their difference."""
    instants = (0.0, 50.0, 100.0, 150.0, 200.0, 300.0)
    assert [(t, TABLE.at(t)) for t in instants] == [
        (0.0, 10.0), (50.0, 15.0), (100.0, 20.0), (150.0, 15.0), (200.0, 10.0), (300.0, 0.0),
    ]  # fmt: skip


def test_outside_the_table_its_ends_hold() -> None:
    """Before the first row and after the last the light time is that row's."""
    assert (TABLE.at(-1e9), TABLE.at(1e9)) == (10.0, 0.0)


@given(st.floats(-1e10, 1e10))
def test_a_constant_is_the_same_always(utc_s: float) -> None:
    """A truck on the same hill needs no table."""
    assert LightTime.constant(0.25).at(utc_s) == 0.25


def test_the_light_time_of_the_landing() -> None:
    """At 2021-02-18T20:55 UTC light from Jezero took 11 min 22.3 s (shared/design/physics.md)."""
    light_time = load_scenario("flight-52-blackout").tables.light_time
    assert light_time.at(parse_utc("2021-02-18T20:55:00Z")) == pytest.approx(682.3, abs=0.1)
