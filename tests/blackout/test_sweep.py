"""How a blackout moves with one term of the budget."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from relaysim.blackout.intervals import Interval, intervals_of, longest
from relaysim.blackout.sweep import SweepRow, sweep, sweep_values
from relaysim.links.samples import LinkSamples
from relaysim.links.state import LinkState
from relaysim.links.track import LinkTrack, changes_at

END = 1000.0


def track(start: float, losses: list[float]) -> LinkTrack:
    """A sample every second from `start`."""
    none = np.zeros(len(losses))
    samples = LinkSamples(none, none, none, np.array(losses), none, none)
    return LinkTrack(start + np.arange(len(losses)), samples)


# A hill passes: the loss rises decibel by decibel to 110 and falls again; it stands at 100 before and after.
HILL = [
    track(0.0, [100.0]),
    track(100.0, [100.0 + n for n in range(11)]),
    track(500.0, [110.0 - n for n in range(11)]),
]


def blackouts(tracks: list[LinkTrack], threshold_db: float) -> list[Interval]:
    return intervals_of(changes_at(tracks, threshold_db), LinkState.CLOSED, LinkState.UNKNOWN, 0.0, END)


@pytest.mark.parametrize(
    ("low", "high", "nominal", "values"),
    [
        (-3.0, 0.0, -2.0, [-3.0, -2.0, -1.0, 0.0]),
        (-2.5, 0.0, -1.2, [-2.5, -1.5, -1.2, -0.5, 0.0]),
        (0.0, 0.0, 0.0, [0.0]),
        (-13.0, 0.0, -5.0, [float(value) for value in range(-13, 1)]),
    ],
)
def test_the_range_in_steps_of_a_decibel(
    low: float, high: float, nominal: float, values: list[float]
) -> None:
    """Its ends and the nominal value are among them, none twice, and they rise."""
    assert sweep_values(low, high, nominal) == values


def test_each_decibel_of_loss_widens_the_blackout_by_a_sample() -> None:
    """The hill that costs n dB hides what is above the threshold: earlier lost and later found as the loss grows."""
    reference = blackouts(HILL, 105.0)[0]
    assert reference == Interval(106.0, 505.0)
    rows = sweep(HILL, [-7.0, -6.0, -5.0, -4.0, 0.0, 1.0], -5.0, 105.0, reference, 0.0, END)
    assert rows == [
        SweepRow(-7.0, Interval(104.0, 507.0)),
        SweepRow(-6.0, Interval(105.0, 506.0)),
        SweepRow(-5.0, Interval(106.0, 505.0)),
        SweepRow(-4.0, Interval(107.0, 504.0)),
        SweepRow(0.0, None),
        SweepRow(1.0, None),
    ]


def test_with_enough_loss_it_is_dark_from_edge_to_edge() -> None:
    """Then both ends are open."""
    (row,) = sweep(HILL, [-20.0], -5.0, 105.0, Interval(106.0, 505.0), 0.0, END)
    assert row.blackout == Interval(0.0, END, open_start=True, open_end=True)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(90.0, 120.0), min_size=1, max_size=20), min_size=1, max_size=6),
    st.floats(95.0, 115.0),
)
def test_a_larger_loss_never_shortens_the_blackout(losses: list[list[float]], threshold_db: float) -> None:
    """Whatever the ground does: with every decibel lost the blackout that overlaps starts no later, ends no earlier."""
    tracks = [track(40.0 * n, found) for n, found in enumerate(losses)]
    reference = longest(blackouts(tracks, threshold_db))
    assume(reference is not None)
    assert reference is not None
    values = [float(value) for value in np.arange(-12.0, 1.0)]
    rows = sweep(tracks, values, -5.0, threshold_db, reference, 0.0, END)
    found = [row.blackout for row in rows]
    assert found[values.index(-5.0)] == reference
    for more, less in pairwise(found):
        if less is None:
            continue
        assert more is not None
        assert more.duration_s >= less.duration_s
    for value, blackout in zip(values, found, strict=True):
        if value < -5.0:
            assert blackout is not None
            assert blackout.start_utc_s <= reference.start_utc_s and blackout.end_utc_s >= reference.end_utc_s
