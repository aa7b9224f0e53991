"""Windows of time: found from a function, and added, cut and taken from one another."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from relaysim.clock.windows import Window, intersect, merge, subtract, windows_above

Floats = NDArray[np.float64]
START = 1_613_622_255.8

# Half-open windows of small whole numbers, so that touching and equal ends are common.
some_windows = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)
instants = [n / 2 for n in range(-1, 63)]


def lies_in(windows: list[Window], instant: float) -> bool:
    """Whether an instant lies in any of some windows."""
    return any(start <= instant < end for start, end in windows)


def test_a_sine_is_above_its_limit_between_its_crossings() -> None:
    """Every period of a sine opens one window, from arcsin to its mirror, to a millisecond."""
    period_s, limit = 88_775.244, 0.3

    def sine(utc_s: Floats) -> Floats:
        return np.sin(2.0 * np.pi * (utc_s - START) / period_s)

    found = windows_above(sine, limit, START, START + 10.0 * period_s, 600.0)
    first = period_s * math.asin(limit) / (2.0 * math.pi)
    expected = [(START + n * period_s + first, START + (n + 0.5) * period_s - first) for n in range(10)]
    assert np.array(found) == pytest.approx(np.array(expected), abs=1.5e-3, rel=0.0)


def test_what_is_open_at_an_edge_is_cut_there() -> None:
    """A window open at the start or the end of the interval is cut at it, and at no other place."""
    assert windows_above(lambda t: np.ones_like(t), 1.0, 5.0, 17.0, 5.0) == [(5.0, 17.0)]
    assert windows_above(lambda t: -np.abs(t - 10.0), -3.0, 8.0, 30.0, 1.0) == [
        (8.0, pytest.approx(13.0, abs=1e-3))
    ]
    assert windows_above(lambda t: t, 28.0, 8.0, 30.0, 7.0) == [(pytest.approx(28.0, abs=1e-3), 30.0)]


def test_nothing_above_is_no_window() -> None:
    """Below the limit, nan, or an interval without length: no window."""
    assert windows_above(lambda t: np.zeros_like(t), 0.1, 0.0, 100.0, 1.0) == []
    assert windows_above(lambda t: np.full_like(t, np.nan), 0.1, 0.0, 100.0, 1.0) == []
    assert windows_above(lambda t: np.ones_like(t), 0.1, 100.0, 100.0, 1.0) == []


def test_unknown_is_not_above() -> None:
    """Where the function is nan the window ends, to a millisecond, and opens again behind it."""

    def gap(utc_s: Floats) -> Floats:
        return np.where((utc_s > 40.25) & (utc_s < 60.75), np.nan, 1.0)

    assert windows_above(gap, 0.0, 0.0, 100.0, 3.0) == [
        (0.0, pytest.approx(40.25, abs=1e-3)),
        (pytest.approx(60.75, abs=1e-3), 100.0),
    ]


def test_many_samples_are_asked_for_in_parts() -> None:
    """However long the interval, no call gets more than 65,536 instants, and nothing is lost between calls."""
    sizes = []

    def square(utc_s: Floats) -> Floats:
        sizes.append(utc_s.size)
        return np.sign(np.sin(np.pi * utc_s / 50_000.0))

    found = windows_above(square, 0.5, 0.0, 200_000.0, 1.0)
    assert max(sizes) <= 65_536
    assert np.array(found) == pytest.approx(np.array([(0.0, 50_000.0), (100_000.0, 150_000.0)]), abs=1.5e-3)


def test_a_step_must_be_positive() -> None:
    """A step of zero or nan is refused in words."""
    for step_s in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="step_s must be positive"):
            windows_above(lambda t: t, 0.0, 0.0, 1.0, step_s)


@given(some_windows, some_windows)
def test_windows_add_and_cut_as_sets_of_instants_do(a: list[Window], b: list[Window]) -> None:
    """merge is union, intersect is both, subtract is one without the other, at every instant; results are in order and apart."""
    results = merge(a + b), intersect(a, b), subtract(a, b)
    for instant in instants:
        in_a, in_b = lies_in(a, instant), lies_in(b, instant)
        assert [lies_in(result, instant) for result in results] == [
            in_a or in_b,
            in_a and in_b,
            in_a and not in_b,
        ]
    for result in results:
        edges = [edge for window in result for edge in window]
        assert edges == sorted(edges)
        assert all(start < end for start, end in result)
        assert all(one[1] < two[0] for one, two in pairwise(result))


def test_windows_that_touch_become_one() -> None:
    """The end of one window is the start of the next: one window; an empty window vanishes."""
    assert merge([(3.0, 5.0), (1.0, 3.0), (7.0, 7.0)]) == [(1.0, 5.0)]
