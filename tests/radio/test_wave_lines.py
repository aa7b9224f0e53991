"""How lines are shared out: all of them, each once, in groups that can be marched side by side."""

from itertools import pairwise

import numpy as np
import pytest

from relaysim.radio.profile import Profile
from relaysim.radio.profile_rows import ProfileRows
from relaysim.radio.wave_lines import Lines, Places, aim_lines

LANES = 8


def lines(count: int, antennas_m: tuple[float, ...] = (1.2,)) -> Lines:
    draw = np.random.default_rng(2)
    profiles = [
        Profile(np.array([0.0, draw.uniform(30, 900)]), np.zeros(2), antennas_m[n % len(antennas_m)], 0.5)
        for n in range(count)
    ]
    rows = ProfileRows.of(profiles)
    return aim_lines(
        rows, Places(np.arange(count), rows.length_m, rows.rise_m, rows.receiver_m), frequency_hz=914e6
    )


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [1, 3, 8, 9, 17, 100, 200])
def test_every_line_is_marched_once_in_a_group_of_one_layer(count: int, threads: int) -> None:
    """Whatever the number of threads; and one thread gets all of them at once."""
    some = lines(count, antennas_m=(1.2, 0.2))
    shares = some.shares(LANES, threads)
    assert sorted(np.concatenate([members for members, _ in shares]).tolist()) == list(range(count))
    for members, starts in shares:
        assert starts[0] == 0
        assert starts[-1] == len(members)
        for first, end in pairwise(starts.tolist()):
            assert 0 < end - first <= LANES
            assert len(np.unique(some.grids.layer_rows[members[first:end]])) == 1
    assert threads > 1 or len(shares) == 1


def test_the_last_round_employs_every_thread() -> None:
    """Of 25 groups two threads would get 13 and 12: the lines of the last are marched in two halves."""
    _, starts = lines(200).groups(LANES, 2)
    assert np.diff(starts).tolist() == [8] * 24 + [4, 4]


def test_shares_get_smaller_and_end_with_single_groups() -> None:
    """A share is a quarter of what is left to two threads, and a group more at most; the last one is one group."""
    some = lines(400)
    shares = [
        [
            float(some.grids.columns[members[a:b]].max() * some.grids.rows[members[a:b]].max())
            for a, b in pairwise(starts.tolist())
        ]
        for members, starts in some.shares(LANES, 2)
    ]
    left = sum(map(sum, shares))
    for cells in shares:
        assert sum(cells[:-1]) <= 0.25 * left <= sum(cells) * 1.0000001 or len(cells) == 1
        left -= sum(cells)
    assert len(shares) > 4
    assert len(shares[-1]) == 1
