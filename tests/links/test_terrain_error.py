"""Fields of terrain error."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.links.terrain_error import WAVES, ErrorFields, TerrainError


@pytest.mark.parametrize("correlation_m", [10.0, 60.0])
def test_fields_have_unit_variance_and_the_stated_correlation(correlation_m: float) -> None:
    """exp(-(d / c)^2) in every direction, over many members."""
    fields = ErrorFields.drawn(3000, correlation_m, seed=4)
    for angle in (0.0, 0.7, 2.0):
        away_m = 2.0 * correlation_m
        last = 100.0 + away_m * np.cos(angle), -40.0 + away_m * np.sin(angle)
        found = fields.along((100.0, -40.0), last, 5).T[:, [0, 1, 2, 4]]  # 0, 0.5, 1 and 2 lengths apart
        assert found.std(axis=0) == pytest.approx(np.ones(4), abs=0.05)
        assert np.corrcoef(found.T)[0] == pytest.approx(np.exp(-np.array([0.0, 0.25, 1.0, 4.0])), abs=0.07)
        assert found.mean(axis=0) == pytest.approx(np.zeros(4), abs=0.07)


def test_the_first_members_do_not_depend_on_how_many_there_are() -> None:
    """More members refine an answer, they do not replace it; another seed is another terrain."""
    line = (0.0, 0.0), (4.0, 0.0), 5
    few, many = ErrorFields.drawn(3, 30.0, 1).along(*line), ErrorFields.drawn(8, 30.0, 1).along(*line)
    np.testing.assert_array_equal(few, many[:, :3])
    assert np.abs(few - ErrorFields.drawn(3, 30.0, 2).along(*line)).max() > 0.1


@pytest.mark.parametrize("away_m", [0.0, 500.0, 50_000.0])
def test_a_field_is_the_sum_of_its_waves_however_far_away(away_m: float) -> None:
    """Within a billionth of its standard deviation of the plain sum: turning a wave from node to node loses nothing."""
    fields = ErrorFields.drawn(3, 5.0, seed=1)
    x, y = away_m + np.linspace(0.0, 400.0, 901), np.linspace(-away_m, 7.0, 901)
    turns = x[:, None, None] * fields.east + y[:, None, None] * fields.north + fields.phase
    plain = np.sqrt(2.0 / WAVES) * np.cos(turns).sum(axis=2)
    found = fields.along((float(x[0]), float(y[0])), (float(x[-1]), float(y[-1])), 901)
    np.testing.assert_allclose(found, plain, atol=1e-9)


@pytest.mark.parametrize(
    ("sigma_m", "correlation_m"), [(-1.0, 30.0), (2000.0, 30.0), (1.0, 0.0), (np.nan, 30.0), (1000.0, 30.0)]
)
def test_errors_that_are_none_are_refused(sigma_m: float, correlation_m: float) -> None:
    """Negative, not a number, more than a kilometre, or so steep that all ground would be cliffs: nothing could be said
    with it."""
    with pytest.raises(InputError, match=r"terrain error|correlation"):
        TerrainError(sigma_m, correlation_m)
