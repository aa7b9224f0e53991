"""The edges of a blackout over an ensemble."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.blackout.edges import edges_of
from relaysim.blackout.intervals import Interval

UTC_S = np.arange(0.0, 101.0, 10.0)


def valley(start_s: float, end_s: float, depth_db: float = 5.0) -> np.ndarray:
    """A margin that falls through 0 at one instant and rises through it at another."""
    return np.interp(UTC_S, [start_s - 10, start_s + 10, end_s - 10, end_s + 10],
                     [depth_db, -depth_db, -depth_db, depth_db])  # fmt: skip


def test_the_edges_are_quantiles_of_the_members_crossings() -> None:
    """Each member's margin crosses 0 where it was drawn to; 5 and 95 % of those instants come out."""
    starts, ends = np.linspace(25.0, 35.0, 41), np.linspace(65.0, 75.0, 41)
    margins = np.array([valley(a, b) for a, b in zip(starts, ends, strict=True)])
    found = edges_of(Interval(30.0, 70.0), UTC_S, margins)
    assert found.start_p05_utc_s == pytest.approx(25.5, abs=1.0)
    assert found.start_p95_utc_s == pytest.approx(34.5, abs=1.0)
    assert found.end_p05_utc_s == pytest.approx(65.5, abs=1.0)
    assert found.end_p95_utc_s == pytest.approx(74.5, abs=1.0)
    assert found.happens == 1.0


def test_members_without_the_blackout_count_only_in_its_probability() -> None:
    """Half of them never fall below 0: the edges are those of the other half."""
    margins = np.array([valley(30.0, 70.0), np.full(UTC_S.size, 4.0)] * 10)
    found = edges_of(Interval(30.0, 70.0), UTC_S, margins)
    assert found.happens == 0.5
    assert found.start_p05_utc_s == found.start_p95_utc_s == pytest.approx(30.0)


def test_a_member_s_other_silences_are_not_this_one() -> None:
    """Of two stretches below 0 the one that goes on with the blackout counts."""
    margin = np.minimum(valley(10.0, 20.0), valley(60.0, 80.0))
    found = edges_of(Interval(62.0, 78.0), UTC_S, margin[None, :])
    assert (found.start_p05_utc_s, found.end_p05_utc_s) == (pytest.approx(60.0), pytest.approx(80.0))


def test_an_edge_cut_by_the_scenario_has_no_quantiles() -> None:
    """A lower bound has no interval; the other edge keeps its own."""
    found = edges_of(Interval(0.0, 70.0, open_start=True), UTC_S, valley(-20.0, 70.0)[None, :])
    assert found.start_p05_utc_s is None
    assert found.start_p95_utc_s is None
    assert found.end_p95_utc_s == pytest.approx(70.0)


def test_unknown_ground_ends_a_stretch_where_it_is_known_last() -> None:
    """nan is neither below nor above 0: no crossing is made up inside it."""
    margin = valley(30.0, 70.0)
    margin[7:9] = np.nan
    found = edges_of(Interval(30.0, 65.0), UTC_S, margin[None, :])
    assert found.end_p95_utc_s == 60.0
