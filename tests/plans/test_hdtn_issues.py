"""The plans after HDTN's public issues 69 to 72: read as they stand, and run (tests/plans/hdtn/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relaysim.errors import InputError
from relaysim.plans.formats import read_plan
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic, replay

PLANS = Path(__file__).parent / "hdtn"
EXPECTED = json.loads((PLANS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_plans_are_read(name: str) -> None:
    """Each names every node that its products go between."""
    plan = read_plan(PLANS / name, epoch_utc_s=0.0)
    assert {node for product in EXPECTED[name] for node in product.get("via", ())} <= set(plan.nodes)


def test_every_plan_has_expectations() -> None:
    """No plan stands there for nothing."""
    assert {file.name for file in PLANS.glob("[0-9]*.json")} == {*EXPECTED, "69-decimal-time.json"}


def test_a_decimal_time_is_refused_with_its_line() -> None:
    """What HDTN reads as 0 without a word (issue 69) is a fault here."""
    with pytest.raises(InputError) as refused:
        read_plan(PLANS / "69-decimal-time.json", epoch_utc_s=0.0)
    assert ":3:1: contacts[1]: startTime 19967.34375: a whole number is needed" in str(refused.value)


def test_a_window_is_used_to_its_last_bit() -> None:
    """Issue 72's plan: both windows carry their whole volume, and the bits that are left wait at the sender."""
    name = "72-volume-is-shared.json"
    contacts = read_plan(PLANS / name, epoch_utc_s=0.0).contacts
    traffic = [
        Traffic(0.0, "1", "2", Template("image", "one", bits, n)) for n, bits in enumerate((6000, 6000, 9000))
    ]
    found = replay(contacts, traffic)
    assert [bits for _, bits in found.carried_bits] == [10000, 10000]
    assert found.products[2].waiting_bits == {"1": 1000}
