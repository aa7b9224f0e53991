"""Stations: when they see the body, and which of several takes a pass."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.ephemeris import Ephemeris
from relaysim.clock.sky import Sky
from relaysim.clock.utc import parse_utc
from relaysim.clock.windows import Window, merge
from relaysim.earth.conjunction import conjunctions
from relaysim.earth.stations import Station, shared_out

START = parse_utc("2021-02-18T20:43:49Z")
DAY = 86_400.0
GOLDSTONE = Station("goldstone", 35.426, -116.890, 6.0)

lists = st.lists(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5).map(merge), max_size=4
)


@pytest.fixture(scope="module")
def mars() -> Sky:
    return Sky(Ephemeris.open(), "Mars")


def test_a_station_sees_mars_above_its_mask(mars: Sky) -> None:
    """At each edge the elevation is the mask to 0.0001 deg, within a window it is above, and one comes every day."""
    found = GOLDSTONE.sees(mars, START, START + 60.0 * DAY)
    assert len(found) in (60, 61)
    edges = np.array(found)[1:-1]
    assert mars.probe_from(GOLDSTONE.latitude_deg, GOLDSTONE.longitude_deg, edges) == pytest.approx(
        np.full(edges.shape, 6.0), abs=1e-4
    )
    middles = edges.mean(axis=1)
    assert np.all(mars.probe_from(GOLDSTONE.latitude_deg, GOLDSTONE.longitude_deg, middles) > 40.0)


def test_conjunctions_of_the_mission(mars: Sky) -> None:
    """At 2.2 deg: 2-14 October 2021 and 11-25 November 2023, the days without commands, each to half a day."""
    found = conjunctions(mars, 2.2, START, START + 1100 * 88_775.244)
    assert len(found) == 2
    for (start, end), (first, last) in zip(
        found, [("2021-10-02", "2021-10-14"), ("2023-11-11", "2023-11-25")], strict=True
    ):
        assert abs(start - parse_utc(f"{first}T00:00:00Z")) < DAY / 2
        assert abs(end - parse_utc(f"{last}T12:00:00Z")) < DAY / 2


def test_the_narrower_the_shorter(mars: Sky) -> None:
    """A smaller angle's conjunction lies within a greater one's; with none there is none."""
    span = START, START + 400 * DAY
    [narrow], [wide] = conjunctions(mars, 1.0, *span), conjunctions(mars, 5.0, *span)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    assert conjunctions(mars, 0.0, *span) == []


def test_the_longest_pass_goes_first() -> None:
    """The longest window is whole, the others keep what is left of them, of equal ones the first list's holds."""
    assert shared_out([[(0.0, 10.0)], [(8.0, 30.0)], [(25.0, 45.0)]]) == [
        [(0.0, 8.0)],
        [(8.0, 30.0)],
        [(30.0, 45.0)],
    ]
    assert shared_out([[(0.0, 9.0)], [(0.0, 9.0)]]) == [[(0.0, 9.0)], []]
    # A short pass within a long one is none; one cut in two gives both its parts.
    assert shared_out([[(3.0, 5.0)], [(0.0, 9.0)]]) == [[], [(0.0, 9.0)]]
    assert shared_out([[(0.0, 4.0), (6.0, 10.0)], [(2.0, 9.0)]]) == [[(0.0, 2.0), (9.0, 10.0)], [(2.0, 9.0)]]


@given(lists)
def test_at_any_instant_one_station_of_those_that_see(windows: list[list[Window]]) -> None:
    """No two hold at once, no station holds what it does not see, and whenever any sees, one holds."""
    given_out = shared_out(windows)
    assert len(given_out) == len(windows)
    for instant in (n + 0.5 for n in range(40)):
        sees = [any(a <= instant < b for a, b in own) for own in windows]
        holds = [any(a <= instant < b for a, b in own) for own in given_out]
        assert sum(holds) == (1 if any(sees) else 0)
        assert all(seen or not held for seen, held in zip(sees, holds, strict=True))
