"""Favourable, adverse, mean and sigma of one term."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.radio.spread import spread


def test_normal_has_the_mean_and_sigma_it_is_given() -> None:
    """A range of a normal term is its favourable and adverse value, and changes nothing else."""
    found = spread("normal", -5.0, -13.0, 0.0, 3.0)
    assert (found.design, found.favourable, found.adverse) == (-5.0, 0.0, -13.0)
    assert (found.mean, found.sigma) == (-5.0, 3.0)


def test_without_a_range_the_ends_lie_two_sigma_away() -> None:
    """Favourable is the larger signed value, for gains and for losses."""
    gain, loss = spread("normal", 2.0, None, None, 0.5), spread("normal", -2.0, None, None, 0.5)
    assert (gain.favourable, gain.adverse) == (3.0, 1.0)
    assert (loss.favourable, loss.adverse) == (-1.0, -3.0)


def test_an_exact_figure_is_all_five_values() -> None:
    """Sigma 0 without a range: nothing is spread."""
    found = spread("normal", 28.75, None, None, 0.0)
    assert {found.design, found.favourable, found.adverse, found.mean} == {28.75}
    assert found.sigma == 0.0


def test_uniform_looks_at_the_ends_alone() -> None:
    """Mean in the middle, variance a twelfth of the width squared, wherever the design value stands."""
    for design in (-13.0, -5.0, 0.0):
        found = spread("uniform", design, -13.0, 0.0, 0.0)
        assert found.mean == pytest.approx(-6.5)
        assert found.sigma**2 == pytest.approx(13.0**2 / 12)


@pytest.mark.parametrize("design", [-13.0, -5.0, -6.5, 0.0])
def test_triangular_moments_are_those_of_its_density(design: float) -> None:
    """The peak stands at the design value, at an end of the range too: compared with numerical integration."""
    x = np.linspace(-13.0, 0.0, 200_001)
    density = np.interp(x, [-13.0, design, 0.0], [0.0, 1.0, 0.0])
    if design in (-13.0, 0.0):  # one side only
        density = np.abs(x - (0.0 if design == -13.0 else -13.0))
    mean = np.average(x, weights=density)
    found = spread("triangular", design, -13.0, 0.0, 0.0)
    assert found.mean == pytest.approx(mean, abs=1e-3)
    assert found.sigma == pytest.approx(np.sqrt(np.average((x - mean) ** 2, weights=density)), abs=1e-3)
    assert found.design == design
