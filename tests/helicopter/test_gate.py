"""The flight gate, over every combination of what it looks at."""

from __future__ import annotations

import itertools
import math

import pytest

from relaysim.helicopter.gate import POLICIES, GateInputs, Policy, checks
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
