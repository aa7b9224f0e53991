"""Routes: where a vehicle is at any instant, and how finely its motion is looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.path.route import Route

ELL = Route(
    utc_s=np.array([100.0, 110.0, 120.0]),
    x_m=np.array([0.0, 10.0, 10.0]),
    y_m=np.array([0.0, 0.0, 5.0]),
    above_ground_m=np.array([0.0, 4.0, 0.0]),
)
coordinates = st.floats(-1e3, 1e3)


@st.composite
def routes(draw: st.DrawFn, *, jumps: bool = True) -> Route:
    """Up to six vertices, some at the same place and, with jumps, some at the same instant."""
    count = draw(st.integers(1, 6))
    gap = st.sampled_from([0.0] * jumps + [1.0]) | st.floats(1.0, 5000.0)
    gaps = draw(st.lists(gap, min_size=count, max_size=count))
    x, y, height = (
        np.array(draw(st.lists(values, min_size=count, max_size=count)))
        for values in (coordinates, coordinates, st.floats(0.0, 30.0))
    )
    return Route(1.7e9 + np.cumsum(gaps), x, y, height)


def log(route: Route, *instants: float) -> list[tuple[float, tuple[float, ...]]]:
    """(instant, (x, y, height)) in a form that can be read."""
    columns = np.column_stack(route.position(np.array(instants)))
    return [(t, tuple(map(float, row))) for t, row in zip(instants, columns, strict=True)]


def test_positions_are_linear_between_the_vertices_and_held_outside() -> None:
    """Before its first instant a vehicle stands at the first vertex, after its last at the last."""
    assert log(ELL, -1e9, 100.0, 105.0, 110.0, 115.0, 120.0, 1e12) == [
        (-1e9, (0.0, 0.0, 0.0)),
        (100.0, (0.0, 0.0, 0.0)),
        (105.0, (5.0, 0.0, 2.0)),
        (110.0, (10.0, 0.0, 4.0)),
        (115.0, (10.0, 2.5, 2.0)),
        (120.0, (10.0, 5.0, 0.0)),
        (1e12, (10.0, 5.0, 0.0)),
    ]


def test_the_length_is_that_of_the_ground_track() -> None:
    """Height adds nothing; the line has the vertices in order."""
    assert ELL.length_m == 15.0
    assert list(ELL.line.coords) == [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0)]
    assert (ELL.start_utc_s, ELL.end_utc_s) == (100.0, 120.0)


def test_a_stand_is_a_route_of_one_vertex() -> None:
    """It begins and ends at one instant, has no length, still has a line, and is sampled once."""
    stand = Route.standing(3.0, -4.0, 50.0)
    assert (stand.start_utc_s, stand.end_utc_s, stand.length_m) == (50.0, 50.0, 0.0)
    assert list(stand.line.coords) == [(3.0, -4.0), (3.0, -4.0)]
    assert log(stand, 0.0, 50.0, 99.0) == [(t, (3.0, -4.0, 0.0)) for t in (0.0, 50.0, 99.0)]
    assert stand.sample_times(1.0, 1.0).tolist() == [50.0]


def test_a_route_that_goes_nowhere_is_sampled_at_its_vertices_only() -> None:
    """However long it lasts: a vehicle that stands still needs no looking at."""
    waiting = Route(np.array([0.0, 1e6]), np.array([1.0, 1.0]), np.array([2.0, 2.0]), np.zeros(2))
    assert waiting.sample_times(0.1, 0.1).tolist() == [0.0, 1e6]
    assert waiting.length_m == 0.0


def test_cut_ends_the_motion_where_it_is() -> None:
    """Up to the cut nothing changes; at it and ever after the vehicle is where the cut found it."""
    cut = ELL.cut(115.0)
    assert log(cut, 105.0, 110.0, 115.0, 120.0) == [
        (105.0, (5.0, 0.0, 2.0)),
        (110.0, (10.0, 0.0, 4.0)),
        (115.0, (10.0, 2.5, 2.0)),
        (120.0, (10.0, 2.5, 2.0)),
    ]
    assert cut.length_m == 12.5


@pytest.mark.parametrize(("when", "x_m"), [(100.0, 0.0), (110.0, 10.0), (90.0, 0.0)])
def test_cut_at_a_vertex_or_before_the_start(when: float, x_m: float) -> None:
    """A vertex at the cut is not doubled; a motion cut before it began is a stand at its start."""
    cut = ELL.cut(when)
    assert (cut.end_utc_s, float(cut.x_m[-1])) == (when, x_m)
    assert np.all(np.diff(cut.utc_s) > 0.0)


@settings(deadline=None)
@given(routes(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_cut_route_is_the_same_until_the_cut(route: Route, where: float, before: float) -> None:
    """At any instant up to the cut, a jump at the cut itself included, both are at one place."""
    end = route.start_utc_s + where * (route.end_utc_s - route.start_utc_s)
    cut = route.cut(end)
    instant = np.array([route.start_utc_s + before * (end - route.start_utc_s)])
    assert np.column_stack(cut.position(instant)) == pytest.approx(
        np.column_stack(route.position(instant)), abs=1e-3
    )


def test_shifted_and_moved_change_one_thing_each() -> None:
    """A shift is in time only, a move in place only, heights stay."""
    later, elsewhere = ELL.shifted(1000.0), ELL.moved(3.0, -2.0)
    assert log(later, 1105.0, 1115.0) == [(1105.0, (5.0, 0.0, 2.0)), (1115.0, (10.0, 2.5, 2.0))]
    assert log(elsewhere, 105.0, 115.0) == [(105.0, (8.0, -2.0, 2.0)), (115.0, (13.0, 0.5, 2.0))]
    assert elsewhere.length_m == later.length_m == ELL.length_m


@settings(deadline=None)
@given(routes(jumps=False), st.floats(0.5, 50.0), st.floats(0.1, 5.0))
def test_between_two_samples_no_step_is_exceeded(route: Route, step_m: float, step_height_m: float) -> None:
    """Neighbouring samples are at most a step apart along the ground and a step up or down."""
    times = route.sample_times(step_m, step_height_m)
    x, y, height = route.position(times)
    resolution = 1e-3  # instants are good to 0.2 us, at up to 3 km/s
    assert np.all(np.hypot(np.diff(x), np.diff(y)) <= step_m + resolution)
    assert np.all(np.abs(np.diff(height)) <= step_height_m + resolution)
    assert np.all(np.diff(times) >= 0.0)
    assert set(route.utc_s.tolist()) <= set(times.tolist())


def test_samples_of_an_even_motion_are_evenly_spread() -> None:
    """Ten metres in steps of 2.5 m make four pieces; a height of 4 m in steps of 1 m as many."""
    east = Route(np.array([0.0, 8.0]), np.array([0.0, 10.0]), np.zeros(2), np.zeros(2))
    up = Route(np.array([0.0, 8.0]), np.zeros(2), np.zeros(2), np.array([0.0, 4.0]))
    assert east.sample_times(2.5, 0.1).tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert up.sample_times(2.5, 1.0).tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_at_a_repeated_instant_the_later_vertex_counts() -> None:
    """A jump is over at its instant: from then on the vehicle is at the second place."""
    jump = Route(np.array([0.0, 5.0, 5.0, 10.0]), np.array([0.0, 1.0, 7.0, 8.0]), np.zeros(4), np.zeros(4))
    assert log(jump, 4.0, 5.0, 6.0) == [
        (4.0, (0.8, 0.0, 0.0)),
        (5.0, (7.0, 0.0, 0.0)),
        (6.0, (7.2, 0.0, 0.0)),
    ]
    assert jump.length_m == 8.0


@given(routes())
def test_every_leg_is_cut_into_equal_parts(route: Route) -> None:
    """The instants of a leg are those of numpy's linspace over it, bit for bit: no sample moves with the others."""
    times = route.sample_times(2.5, 0.5)
    ground, up = np.hypot(np.diff(route.x_m), np.diff(route.y_m)), np.abs(np.diff(route.above_ground_m))
    parts = [
        max(int(np.ceil(max(along / 2.5, high / 0.5))), 1) for along, high in zip(ground, up, strict=True)
    ]
    legs = zip(route.utc_s[:-1], route.utc_s[1:], parts, strict=True)
    expected = [np.linspace(start, end, count, endpoint=False) for start, end, count in legs]
    np.testing.assert_array_equal(times, np.concatenate([*expected, route.utc_s[-1:]]))
