"""What is written is read back: the same plan, up to what the format says it rounds."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from relaysim.plans.contact import Contact
from relaysim.plans.formats import FORMATS, read_plan, write_plan
from relaysim.plans.plan import ContactPlan

sys.path.insert(0, str(Path(__file__).parent))
from plan_cases import example, plans

GOLDEN = Path(__file__).parent / "golden"
Row = tuple[object, ...]


def back(plan: ContactPlan, format: str) -> ContactPlan:
    """The plan once written and read."""
    return FORMATS[format].read(write_plan(plan, format).text, "plan", None, None)


def whole(plan: ContactPlan, bits: int, *, lossless: bool) -> Iterator[Row]:
    """What must be left of a plan in whole seconds, and rates in units of so many bits."""
    for c in plan.contacts:
        edges = [*(t for t, _ in c.rates_bps), c.end_utc_s]
        for (start, end), (_, rate) in zip(pairwise(edges), c.rates_bps, strict=True):
            if math.ceil(start) < math.floor(end) and rate >= bits:
                delay = math.floor(c.one_way_light_time_s + c.latency_s + 0.5)
                row = (
                    math.ceil(start),
                    math.floor(end),
                    rate // bits * bits,
                    delay,
                    1.0 if lossless else c.success,
                )
                yield c.source, c.destination, *row


def as_rows(plan: ContactPlan) -> list[Row]:
    return sorted(
        (c.source, c.destination, c.start_utc_s, c.end_utc_s, c.rates_bps[0][1], c.one_way_light_time_s, c.success)
        for c in plan.contacts
        if len(c.rates_bps) == 1 and c.latency_s == 0.0
    )  # fmt: skip


@pytest.mark.parametrize(("format", "bits"), [("ion", 8), ("hdtn", 1)])
@given(plan=plans())
@settings(max_examples=60, deadline=None)
def test_formats_of_whole_seconds_shrink_and_nothing_else(format: str, bits: int, plan: ContactPlan) -> None:
    """Starts round up, ends and rates down, light times to the nearest second; steps become windows of their own."""
    found = back(plan, format)
    assert found.nodes == plan.nodes
    assert as_rows(found) == sorted(whole(plan, bits, lossless=format == "hdtn"))  # type: ignore[type-var]
    assert len(as_rows(found)) == len(found.contacts)


@given(plan=plans())
@settings(max_examples=60, deadline=None)
def test_tvg_keeps_the_plan(plan: ContactPlan) -> None:
    """A time-varying graph holds everything but that latency is no light: the same contacts, to the bit."""
    found = back(plan, "tvg")
    kept = [
        Contact(c.source, c.destination, c.start_utc_s, c.end_utc_s, c.rates_bps,
                c.one_way_light_time_s + c.latency_s, 0.0, c.success)
        for c in plan.contacts
    ]  # fmt: skip
    assert found.nodes == plan.nodes
    assert sorted(found.contacts, key=repr) == sorted(kept, key=repr)


@pytest.mark.parametrize("format", FORMATS)
@given(plan=plans())
@settings(max_examples=30, deadline=None)
def test_what_was_read_once_stays_as_it_is(format: str, plan: ContactPlan) -> None:
    """The second time round nothing changes, the text neither, and no window carries more than in the plan."""
    once = back(plan, format)
    assert back(once, format) == once
    assert write_plan(back(once, format), format).text == write_plan(once, format).text
    assert sum(c.volume_bits for c in once.contacts) <= sum(c.volume_bits for c in plan.contacts) * (
        1 + 1e-12
    )


@pytest.mark.parametrize("format", FORMATS)
def test_the_files_are_as_people_know_them(format: str, tmp_path: Path) -> None:
    """A day of a relay comes out byte for byte as in tests/plans/golden, is found to be of its format, and reads back."""
    file = GOLDEN / f"relay.{format}"
    assert write_plan(example(), format).text == file.read_text(encoding="utf-8")
    assert read_plan(file) == read_plan(file, format) == back(example(), format)


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_plan_can_be_written(format: str) -> None:
    """Nodes without a contact are a plan: it is read back as one."""
    plan = ContactPlan(("earth", "rover"), (), 0.0)
    assert back(plan, format) == plan
