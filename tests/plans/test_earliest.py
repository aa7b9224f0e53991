"""The earliest arrival over windows, against every way there is."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.plans.contact import Contact
from relaysim.plans.earliest import EarliestArrival

NODES = ["a", "b", "c", "d"]


@st.composite
def plans(draw: st.DrawFn) -> list[Contact]:
    """Windows of every ordered pair, one after another."""
    found = []
    for source in NODES:
        for destination in NODES:
            edges = sorted(draw(st.sets(st.integers(0, 50), max_size=4)))
            owlt = draw(st.integers(0, 9)) * float(source != destination)
            if source != destination:
                found += [
                    Contact.steady(source, destination, float(a), float(b), 1.0, owlt)
                    for a, b in zip(edges[::2], edges[1::2], strict=False)
                ]
    return found


def best_by_search(contacts: list[Contact], here: str, utc_s: float, seen: frozenset[str]) -> float:
    """Every way that visits no node twice."""
    if here == "d":
        return utc_s
    arrivals = [
        best_by_search(
            contacts, one.destination, max(one.start_utc_s, utc_s) + one.one_way_light_time_s, seen | {here}
        )
        for one in contacts
        if one.source == here and one.destination not in seen and one.end_utc_s > utc_s
    ]
    return min(arrivals, default=math.inf)


@settings(max_examples=60, deadline=None)
@given(plans(), st.integers(0, 60))
def test_no_way_is_earlier(contacts: list[Contact], start: int) -> None:
    """The answer is the least over all ways and all their windows; inf when there is none."""
    found = EarliestArrival(contacts).at("a", "d", float(start))
    assert found == best_by_search(contacts, "a", float(start), frozenset())


@given(plans(), st.integers(0, 60), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_who_leaves_later_is_never_there_earlier(contacts: list[Contact], start: int, later: int) -> None:
    """That is why quantiles may be sent through it."""
    earliest = EarliestArrival(contacts, {"b": 3.0})
    assert earliest.at("a", "d", float(start)) <= earliest.at("a", "d", float(start + later))
