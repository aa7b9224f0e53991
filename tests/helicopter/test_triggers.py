"""When a condition counts as met: how long, where it is armed, which of several comes first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from relaysim.helicopter.contingencies.contingency import MOTIONS, Condition, Trigger, triggers
from relaysim.helicopter.flight_states import FlightStates


def ramp(values: Sequence[float], step_s: float = 0.1) -> FlightStates:
    """States in a hover 10 m up, for a signal of these many values."""
    n = len(values)
    nothing = np.zeros(n)
    return FlightStates(
        np.linspace(0.0, (n - 1) * step_s, n), nothing, nothing, np.full(n, 10.0), *[nothing] * 6
    )


A_CONDITION = Condition(
    name="test",
    signal="s",
    threshold=1.0,
    unit="m",
    scale=1.0,
    sense="above",
    motions=MOTIONS,
    armed_above_m=-math.inf,
    armed_after_s=0.0,
    persists_s=0.2,
    does="land_now",
    kind="assumed",
    threshold_kind="assumed",
    source="",
    what="",
)


def met(condition: Condition, values: Sequence[float]) -> Trigger | None:
    """When one condition is met by a signal of these values, 0.1 s apart."""
    return next(iter(triggers([condition], ramp(values), {"s": np.array(values, dtype=float)})), None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 2, 2, 0, 2, 2, 2, 2], 0.6),
        ([2, 2, 2], 0.2),
        ([0, 2, 2], None),
        ([1, 1, 1, 1], None),
        ([2, 2, math.nan, 2, 2], None),
        ([math.nan] * 5, None),
    ],
)
def test_a_condition_has_to_persist(values: list[float], expected: float | None) -> None:
    """It is met when it has held without a break for as long as it must; nan is never beyond a threshold."""
    found = met(A_CONDITION, values)
    assert (found and found.elapsed_s) == (expected if expected is None else pytest.approx(expected))


def test_below_is_the_other_side() -> None:
    """A condition with the sense `below` is met by less than its threshold, not by the threshold itself."""
    found = met(replace(A_CONDITION, sense="below"), [2.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 0.9])
    assert found is not None and found.elapsed_s == pytest.approx(0.7)
    assert found.words == "test: 0.9 m, below 1 m"


def test_a_condition_is_met_only_where_it_is_armed() -> None:
    """Below its height, before its time, in other motion or without its signal nothing is met."""
    for disarmed in (
        replace(A_CONDITION, armed_above_m=10.1),
        replace(A_CONDITION, armed_after_s=5.0),
        replace(A_CONDITION, motions=("climb", "translate", "descend")),
        replace(A_CONDITION, signal="another"),
    ):
        assert met(disarmed, [2.0] * 20) is None
    late = met(replace(A_CONDITION, armed_after_s=1.0), [2.0] * 20)
    assert late is not None and late.elapsed_s == pytest.approx(1.2)


def test_the_earlier_of_two_conditions_ends_the_flight() -> None:
    """In time; at the same instant in the order of the table."""
    first, second = replace(A_CONDITION, name="a"), replace(A_CONDITION, name="b")
    slow = replace(A_CONDITION, name="slow", persists_s=0.5)
    states, values = ramp([2.0] * 20), {"s": np.full(20, 2.0)}
    assert [one.condition.name for one in triggers([slow, first, second], states, values)] == [
        "a",
        "b",
        "slow",
    ]
