"""Members of an ensemble are asked around a blackout only, and say what they would say if asked throughout."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.blackout.edges import edges_of
from relaysim.blackout.intervals import Interval
from relaysim.blackout.members import Members

INSTANTS = 2000


class Asked(Members):
    """Members over values made up here, which count how often they are looked up."""

    def __init__(self, values: np.ndarray) -> None:
        self.utc_s = np.arange(float(values.shape[1]))
        self.values, self.seen = values, np.zeros(values.shape[1], dtype=bool)

    def _between(self, level, first, last):
        self.seen[first : last + 1] = True
        return self.values[:, first : last + 1]


def silences(seed: int) -> np.ndarray:
    """Margins of 12 members: silent around instant 1000, each for a while of its own, and elsewhere now and then."""
    draw = np.random.Generator(np.random.PCG64(seed))
    values = np.full((12, INSTANTS), 3.0)
    for member in values:
        start, end = 1000 - draw.integers(1, 300), 1000 + draw.integers(1, 300)
        member[start:end] = -2.0
        member[draw.integers(0, 600, 20)] = -1.0
    values[:, draw.integers(0, INSTANTS, 5)] = np.nan
    return values


@pytest.mark.parametrize("seed", range(5))
def test_what_is_asked_is_enough_for_every_edge(seed: int) -> None:
    """The edges are those of all instants together, and most instants were never asked."""
    interval, members = Interval(990.0, 1010.0), Asked(silences(seed))
    assert edges_of(interval, *members.around("radio", interval)) == edges_of(
        interval, members.utc_s, members.values
    )
    assert members.seen.sum() < INSTANTS / 2


def test_a_silence_that_never_ends_is_followed_to_the_scenario_s_ends() -> None:
    """A member that is silent throughout is asked throughout."""
    values = silences(1)
    values[3] = -5.0
    members = Asked(values)
    members.around("radio", Interval(990.0, 1010.0))
    assert members.seen.all()


def test_a_silence_that_ends_soon_is_not_followed_far() -> None:
    """Six instants beyond its interval on either side: no more than some tens are asked, of which each is a march a ground."""
    values = np.full((12, INSTANTS), 3.0)
    values[:, 994:1007] = -2.0
    members = Asked(values)
    members.around("radio", Interval(1000.0, 1000.0))
    assert members.seen[994:1007].all() and members.seen.sum() < 30
