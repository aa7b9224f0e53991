"""Against aiodtnsim: 30 sols of the same contacts and traffic (docs/explanation/relay.md explains what differs)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from relaysim.relay.replay import replay

PEERS = Path(__file__).parent / "peers"
sys.path.insert(0, str(PEERS))
from exported_plans import CASES as EXPORTED  # noqa: E402
from mission_plans import CASES as MADE  # noqa: E402
from mission_plans import SOLS  # noqa: E402

CASES = MADE | EXPORTED
OTHER_INSTANTS = ("contended", "first-flight")
SAME = [name for name in CASES if name not in OTHER_INSTANTS]


def frozen(name: str) -> list[float | None]:
    found: list[float | None] = json.loads((PEERS / f"{name}.json").read_text(encoding="utf-8"))[
        "delivered_s"
    ]
    return found


def ours(name: str) -> list[float | None]:
    case = CASES[name]()
    return [product.delivered_utc_s for product in replay(case.contacts, case.traffic).products]


@pytest.mark.parametrize("name", SAME)
def test_where_the_policies_are_the_same_so_is_every_delivery(name: str) -> None:
    """The same products are delivered, each at the same instant to the second, over thirty sols."""
    assert CASES[name]().same_policies and SOLS == 30
    here, there = ours(name), frozen(name)
    assert len(here) == len(there) > 300 and sum(at is not None for at in here) > 60
    assert [at is None for at in here] == [at is None for at in there]
    assert [
        n for n, (a, b) in enumerate(zip(here, there, strict=True)) if abs((a or 0) - (b or 0)) >= 1
    ] == []


def test_where_they_differ_the_same_products_come() -> None:
    """Priorities, two sources, overlapping passes, cut products: all are delivered by both, at other instants."""
    here, there = ours("contended"), frozen("contended")
    assert [at is None for at in here] == [at is None for at in there]
    traffic = CASES["contended"]().traffic
    # What a priority is for: the rover's telemetry does not wait behind its pictures, as it does there.
    urgent = [
        (a or 0) - (b or 0)
        for a, b, row in zip(here, there, traffic, strict=True)
        if row.template.kind == "telemetry"
    ]
    assert sum(urgent) / len(urgent) < -60.0


def test_over_exported_orbiters_the_same_products_come_within_minutes() -> None:
    """Fixed routes take the first pass, SABR may look ahead to another: nine of ten arrive at the same second, the rest
    within 20 minutes of it."""
    here, there = ours("first-flight"), frozen("first-flight")
    late_s = [abs((a or 0) - (b or 0)) for a, b in zip(here, there, strict=True)]
    assert None not in here and None not in there
    assert sum(one < 1.0 for one in late_s) > 0.9 * len(late_s) and max(late_s) < 1200.0


@pytest.mark.parametrize("name", CASES)
def test_the_frozen_answers_are_aiodtnsims(name: str) -> None:
    """The program itself, where it is installed, still says what the file holds, to the millisecond."""
    pytest.importorskip("aiodtnsim", reason="aiodtnsim is not installed (pip install relaysim[peers])")
    pytest.importorskip("tvgutil", reason="dtn-tvg-util is not installed (pip install relaysim[peers])")
    from freeze import answer

    assert answer(CASES[name]()) == frozen(name)
