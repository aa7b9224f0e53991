"""How many rays of a fan are followed: fewer near the observer, twice as many with every doubling of the distance.

Level 0 is all rays of a fan, level 1 every second, and so on. A level is good for as long as two of its rays go to a
node. Where it ends, every wedge is split: what bounded it bounds both its halves.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.rays import LOWEST, Horizon, OnLine
from relaysim.sightline.surface import Floats
from relaysim.sightline.wedges import excess_at, halve, least_at


def no_horizon(rays: int) -> Horizon:
    """Nothing met yet."""

    def all_of(value: float) -> Floats:
        return np.full(rays, value)

    return Horizon(
        steep=all_of(LOWEST), excess=all_of(0.0), from_a=all_of(0.0), from_b=all_of(0.0),
        low_a=all_of(LOWEST), low_b=all_of(LOWEST), dip=all_of(0.0), dip_at=all_of(0.0),
        below=all_of(LOWEST), above=all_of(np.inf), middle_a=all_of(LOWEST), middle_b=all_of(LOWEST),
        loose=all_of(np.inf), gap=np.zeros(rays, np.uint8),
        rise=all_of(0.0), crossing=all_of(LOWEST), share=all_of(LOWEST), twist_in=all_of(0.0), twist=all_of(0.0),
    )  # fmt: skip


def on_no_line(rays: int) -> OnLine:
    """Rays that have met no line yet."""
    none = np.zeros((5, rays))
    return OnLine(none[0], none[1], none[2], none[3], none[4])


@compiled(counted=False)
def _most_over(horizon, n, begin, end, up):  # type: ignore[no-untyped-def]
    """The greatest excess in wedge n over a chord that ends at `up` half way and at the ray, from share begin to end."""
    excess, a, b = horizon.excess[n], horizon.from_a[n], horizon.from_b[n]
    most = 0.0
    for w in (
        b / (a + b),
        excess / a,
        1.0 - excess / b,
    ):  # where one of its three lines takes over from another
        if begin < w < end:
            most = max(most, excess_at(horizon, n, w) - up * (1.0 - abs(2.0 * w - 1.0)))
    return most


@compiled(counted=False)
def _split_excess(horizon, n):  # type: ignore[no-untyped-def]
    """Share out to the halves of wedge n what stands above its chord."""
    steep, excess, a, b = horizon.steep, horizon.excess[n], horizon.from_a[n], horizon.from_b[n]
    up, first, second = excess_at(horizon, n, 0.5), 2 * n, 2 * n + 1
    most_a, most_b = _most_over(horizon, n, 0.0, 0.5, up), _most_over(horizon, n, 0.5, 1.0, up)
    # How the excess changes half way, before and after: beyond that it is concave.
    before = 0.5 * a if up == 0.5 * a else (0.0 if up == excess else -0.5 * b)
    after = -0.5 * b if up == 0.5 * b else (0.0 if up == excess else 0.5 * a)
    horizon.excess[first], horizon.from_a[first], horizon.from_b[first] = most_a, 0.5 * a - up, up - before
    horizon.excess[second], horizon.from_a[second], horizon.from_b[second] = most_b, up + after, 0.5 * b - up
    steep[second], steep[first] = 0.5 * (steep[n] + steep[n + 1]) + up, steep[n]


@compiled(counted=False)
def _split_low(horizon, n):  # type: ignore[no-untyped-def]
    """Share out to the halves of wedge n what surely hides."""
    a, b, dip, at = horizon.low_a[n], horizon.low_b[n], horizon.dip[n], horizon.dip_at[n]
    middle = least_at(horizon, n, 0.5)
    node = a + at * (b - a) - dip
    first, second = 2 * n, 2 * n + 1
    horizon.low_a[second], horizon.low_b[second], horizon.low_a[first], horizon.low_b[first] = (
        middle,
        b,
        a,
        middle,
    )
    horizon.dip_at[first], horizon.dip_at[second] = min(2.0 * at, 1.0), max(2.0 * at - 1.0, 0.0)
    horizon.dip[first] = max(a + 2.0 * at * (middle - a) - node, 0.0) if at < 0.5 else 0.0
    horizon.dip[second] = max(middle + (2.0 * at - 1.0) * (b - middle) - node, 0.0) if at > 0.5 else 0.0
    for half in (first, second):
        horizon.below[half] = min(horizon.low_a[half], horizon.low_b[half]) - horizon.dip[half]


@compiled(counted=False)
def split(horizon, wedges):  # type: ignore[no-untyped-def]
    """Split every one of so many wedges in two."""
    gap, above = horizon.gap, horizon.above
    horizon.steep[2 * wedges], gap[2 * wedges] = horizon.steep[wedges], gap[wedges]
    for n in range(wedges - 1, -1, -1):
        _split_excess(horizon, n)
        _split_low(horizon, n)
        gap[2 * n + 1], gap[2 * n] = max(gap[n], gap[n + 1]), gap[n]
        above[2 * n + 1] = above[2 * n] = above[n]
    last, low_a, low_b, dip = 2 * wedges, horizon.low_a, horizon.low_b, horizon.dip
    halve(
        horizon.steep[: last + 1], horizon.excess[:last], low_a[:last], low_b[:last], dip[:last], above[:last],
        horizon.middle_a[:last], horizon.middle_b[:last], horizon.loose[:last],
    )  # fmt: skip
