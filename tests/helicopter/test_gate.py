"""The flight gate, over every combination of what it looks at."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.helicopter.gate import POLICIES, Check, GateInputs, GateLimits, Policy, checks
from relaysim.links.state import LinkState

MARGINS = (-0.01, 0.0, 7.5, math.nan)
EVERY_INPUT = [
    GateInputs(*values)
    for values in itertools.product((True, False), (True, False), LinkState, MARGINS, MARGINS, MARGINS)
]
READY = GateInputs(True, True, LinkState.OPEN, 3.0, 2.0, 1.0)


def may_start(inputs: GateInputs, policy: Policy) -> bool:
    """The rule as architecture.md writes it: awake, commands on board, window open, and what the policy adds."""
    predicted = {
        "takeoff": True,
        "whole-flight": inputs.whole_flight_margin_db >= 0.0,
        "landing-site": inputs.landing_margin_db >= 0.0,
    }
    now = inputs.link is LinkState.OPEN and inputs.margin_db >= 0.0
    return inputs.awake and inputs.commands_on_board and now and predicted[policy]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_gate_opens_exactly_when_every_condition_holds(policy: Policy) -> None:
    """All 768 combinations of inputs: it passes if, and only if, the rule does."""
    table = [
        (all(check.passed for check in checks(inputs, policy)), may_start(inputs, policy))
        for inputs in EVERY_INPUT
    ]
    assert len(table) == 768
    assert {passed for passed, _ in table} == {True, False}
    assert all(passed == rule for passed, rule in table)


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_unknown_never_passes(policy: Policy) -> None:
    """A margin of nan, where the policy asks for it, and an unknown link each hold the flight by themselves."""
    asked = {"takeoff": 1, "whole-flight": 2, "landing-site": 2}[policy]
    for inputs in EVERY_INPUT:
        unknown = [check for check in checks(inputs, policy) if check.value == "unknown"]
        assert not any(check.passed for check in unknown)
    blind = GateInputs(True, True, LinkState.UNKNOWN, math.nan, math.nan, math.nan)
    assert [check.passed for check in checks(blind, policy)] == [True, True, False] + [False] * asked


@pytest.mark.parametrize(
    ("policy", "extra"),
    [
        ("takeoff", []),
        ("whole-flight", [("least margin along the flight", "2.00 dB", ">= 0 dB")]),
        ("landing-site", [("margin at the landing place", "1.00 dB", ">= 0 dB")]),
    ],
)
def test_every_check_is_listed_in_order_with_its_value_and_limit(
    policy: Policy, extra: list[tuple[str, str, str]]
) -> None:
    """The list is the record of the attempt, whether or not it passed."""
    assert [(check.name, check.value, check.limit) for check in checks(READY, policy)] == [
        ("awake", "yes", "yes"),
        ("commands on board", "yes", "yes"),
        ("link", "open", "open"),
        ("margin at take-off", "3.00 dB", ">= 0 dB"),
        *extra,
    ]
    assert all(check.passed for check in checks(READY, policy))


def test_nothing_is_left_unlisted_after_a_failure() -> None:
    """An attempt that fails the first check still shows the others, each with what was found."""
    asleep = GateInputs(False, False, LinkState.CLOSED, -4.256, math.nan, math.nan)
    assert [(check.name, check.value, check.passed) for check in checks(asleep, "whole-flight")] == [
        ("awake", "no", False),
        ("commands on board", "no", False),
        ("link", "closed", False),
        ("margin at take-off", "-4.26 dB", False),
        ("least margin along the flight", "unknown", False),
    ]


LIMITS = GateLimits(
    least_charge_after=0.1, hours=(9 * 3600.0, 17.5 * 3600.0), most_wind_mps=10.0, keep_out_m=40.0
)


def named(name: str, **inputs: float) -> Check:
    """One check of an attempt with these inputs."""
    [found] = [check for check in checks(replace(READY, **inputs), "takeoff", LIMITS) if check.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "inputs", "value"),
    [
        ("distance from the rover", {"rover_distance_m": 39.96}, "39.96 m"),
        ("distance from the rover", {"rover_distance_m": 40.04}, "40.0 m"),
        ("wind", {"wind_mps": 10.004}, "10.004 m/s"),
        ("charge after the flight", {"charge_after": 0.09999}, "9.999 %"),
        ("margin at take-off", {"margin_db": -0.0004}, "-0.0004 dB"),
        ("time of day", {"seconds_of_day": 17.5 * 3600.0 + 42.0}, "17:30:42"),
        ("time of day", {"seconds_of_day": 17.5 * 3600.0}, "17:30"),
        ("time of day", {"seconds_of_day": 8.0 * 3600.0 + 42.0}, "08:00"),
    ],
)
def test_a_value_that_fails_is_not_shown_as_its_limit(
    name: str, inputs: dict[str, float], value: str
) -> None:
    """As many decimals as it takes to see why; no more."""
    assert named(name, **inputs).value == value


@given(st.floats(39.9, 40.1), st.floats(-0.1, 0.1))
def test_what_is_shown_passes_if_it_does(distance_m: float, margin_db: float) -> None:
    """Read back, a shown value is on the same side of its limit, but for a hair of a billionth."""
    near, margin = (
        named("distance from the rover", rover_distance_m=distance_m),
        named("margin at take-off", margin_db=margin_db),
    )
    for check, value, limit in ((near, distance_m, 40.0), (margin, margin_db, 0.0)):
        assert abs(value - limit) < 1e-9 or (float(check.value.split()[0]) >= limit) == check.passed
