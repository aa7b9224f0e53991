"""A blackout divided by cause: split where the cause changes, merged where it does not, overlapping where two hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from relaysim.blackout.causes import CAUSES, Part, main_cause, merged, parts_above
from relaysim.blackout.intervals import Interval


def test_parts_of_one_cause_that_touch_are_one() -> None:
    """A rover that moved on behind the same hill has not made a second silence."""
    found = merged([Part(0, 10, "terrain"), Part(10, 20, "terrain"), Part(20, 30, "range")])
    assert found == [Part(0, 20, "terrain"), Part(20, 30, "range")]


def test_two_causes_at_once_are_two_overlapping_parts() -> None:
    """A conjunction that begins while terrain stands in the way is listed with it, and neither is cut short."""
    silence = Interval(0, 100)
    found = parts_above(silence, [Part(-5, 60, "terrain")], [Part(40, 120, "conjunction")])
    assert found == [Part(0, 60, "terrain"), Part(40, 100, "conjunction")]


def test_what_nothing_explains_is_the_schedule() -> None:
    """The radio was back, but the next session came later."""
    found = parts_above(Interval(0, 100), [Part(10, 70, "terrain")])
    assert found == [Part(0, 10, "schedule"), Part(10, 70, "terrain"), Part(70, 100, "schedule")]


def test_the_main_cause_went_on_longest() -> None:
    """Of equals it is the one that is asked about first."""
    assert (
        main_cause([Part(0, 10, "schedule"), Part(10, 70, "terrain"), Part(70, 90, "schedule")]) == "terrain"
    )
    assert main_cause([Part(0, 10, "terrain"), Part(10, 20, "conjunction")]) == "conjunction"
    assert main_cause([]) == "schedule"


instants = st.integers(0, 100)
parts = st.lists(
    st.builds(
        lambda a, b, cause: Part(min(a, b), max(a, b) + 1, cause),
        instants,
        instants,
        st.sampled_from(CAUSES[2:]),
    ),
    max_size=8,
)


@given(parts, instants, st.integers(1, 60))
def test_the_parts_cover_the_silence_and_nothing_else(below: list[Part], start: int, length: int) -> None:
    """Every instant of a silence has a cause; no part leaves it; parts of one cause never touch."""
    silence = Interval(start, start + length)
    found = parts_above(silence, below)
    covered = {t for part in found for t in range(int(part.start_utc_s), int(part.end_utc_s))}
    assert covered == set(range(start, start + length))
    for cause in CAUSES:
        same = [part for part in found if part.cause == cause]
        assert all(a.end_utc_s < b.start_utc_s for a, b in pairwise(same))
