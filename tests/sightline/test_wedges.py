"""What bounds the slopes in a wedge, against all the slopes that were in it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from relaysim.sightline.levels import no_horizon, split
from relaysim.sightline.wedges import most_at, overtop

SHARES = st.floats(1e-6, 1.0 - 1e-6)  # on a ray a node is what the ray meets
SLOPES = st.floats(-3.0, 3.0)
# Of one line: where in the wedge its node is, the node's slope, the slopes of the ground at both rays.
LINES = st.lists(st.tuples(SHARES, SLOPES, SLOPES, SLOPES), min_size=1, max_size=12)
ROUNDING = 1e-9


@njit
def _met(horizon, share, node, a, b):  # type: ignore[no-untyped-def]
    """Raise both rays of a wedge to slopes and bring it up to date with a node between them; lines lie 1 from the observer."""
    at, cell, low, flat = np.array([0.0, 1.0]), np.array([-1.0, share]), np.array([0.0, node]), np.zeros(2)
    for n, slope in ((0, a), (1, b)):
        horizon.rise[n] = max(slope - horizon.steep[n], 0.0)
        horizon.steep[n] = max(horizon.steep[n], slope)
    overtop(
        1.0, 0.0, flat, flat, at, cell, low, horizon.steep[:2], horizon.rise[:2],
        horizon.excess[:1], horizon.from_a[:1], horizon.from_b[:1],
    )  # fmt: skip


@njit
def _bounds(horizon, wedges, shares, most):  # type: ignore[no-untyped-def]
    """The bound at shares of the first wedge before it was split."""
    for k in range(shares.size):
        n = min(int(shares[k] * wedges), wedges - 1)
        most[k] = most_at(horizon, n, shares[k] * wedges - n)


@njit
def _split(horizon, wedges):  # type: ignore[no-untyped-def]
    split(horizon, wedges)


@settings(max_examples=300)
@given(LINES)
def test_no_slope_in_a_wedge_exceeds_its_bound_before_and_after_splits(
    lines: list[tuple[float, float, float, float]],
) -> None:
    """At every place of a wedge the bound is no less than any line's ground there, which is straight from either ray to the node; also
    when the wedge has been split, and split again, and the bound at the rays is that of the rays."""
    horizon = no_horizon(9)
    horizon.steep[:] = -4.0
    places = np.unique(np.concatenate([np.linspace(0.0, 1.0, 33), [share for share, *_ in lines]]))
    steepest = np.full(places.size, -4.0)
    for share, node, a, b in lines:
        _met(horizon, share, node, a, b)
        steepest = np.maximum(steepest, np.interp(places, [0.0, share, 1.0], [a, node, b]))
    for wedges in (1, 2, 4, 8):
        most = np.empty(places.size)
        _bounds(horizon, wedges, places, most)
        assert (most >= steepest - ROUNDING).all()
        if wedges == 1:
            assert most[0] == horizon.steep[0] and abs(most[-1] - horizon.steep[1]) <= ROUNDING
        if wedges < 8:
            _split(horizon, wedges)
