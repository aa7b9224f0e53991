"""The plans after HDTN's public issues 69 to 72, run (tests/plans/hdtn/README.md says what each pins)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relaysim.plans.formats import read_plan
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic, replay

PLANS = Path(__file__).parents[1] / "plans" / "hdtn"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((PLANS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_product_is_there_when_the_plan_says(name: str) -> None:
    """Whole at its destination at that instant and over those nodes; one for which none is given stays queued."""
    plan = read_plan(PLANS / name, epoch_utc_s=0.0)
    rows = EXPECTED[name]
    traffic = [
        Traffic(row["at"], row["source"], row["destination"], Template("image", "made", row["bits"], row["priority"]))
        for row in rows
    ]  # fmt: skip
    found = replay(plan.contacts, traffic)
    by_instant = sorted(range(len(rows)), key=lambda n: rows[n]["at"])
    for product, n in zip(found.products, by_instant, strict=True):
        row = rows[n]
        assert product.delivered_utc_s == pytest.approx(row["whole_at"], abs=1e-6), row
        if "via" in row:
            assert list(product.arrived_bits) == row["via"]
