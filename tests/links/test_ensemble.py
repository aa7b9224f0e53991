"""Links over an ensemble of grounds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from relaysim.links.ensemble import Ensemble, LinkUncertainty, ensemble_links
from relaysim.links.loss_cache import LossCache
from relaysim.links.model import LinkModel
from relaysim.links.probability import closing_probability, spread_db
from relaysim.links.terrain_error import TerrainError

MakeModel = Callable[..., LinkModel]
ROVER = np.array([-150.0, -150.0]), np.array([0.0, 20.0]), np.zeros(2)
SCOUT = np.array([150.0, 150.0]), np.array([0.0, 0.0]), np.zeros(2)
NONE = LinkUncertainty(None, 0.0, 48, 1)


def uneven(sigma_m: float, members: int, seed: int = 1) -> LinkUncertainty:
    return LinkUncertainty(TerrainError(sigma_m, 30.0), 0.0, members, seed)


def test_with_nothing_uncertain_one_member_is_the_link_itself(make_model: MakeModel) -> None:
    """The same loss and clearance as the link model's own."""
    model = make_model("ridge", "parabolic-equation")
    found, known = ensemble_links(model, ROVER, SCOUT, NONE), model.evaluate(ROVER, SCOUT)
    np.testing.assert_array_equal(found.loss_db, [known.loss_db])
    np.testing.assert_array_equal(found.clearance_m, [known.clearance_m])


def test_an_error_of_zero_changes_nothing(make_model: MakeModel) -> None:
    """Every member is the known ground."""
    model = make_model("ridge", "parabolic-equation")
    found = ensemble_links(model, ROVER, SCOUT, uneven(0.0, 3))
    np.testing.assert_allclose(
        found.loss_db, np.tile(model.evaluate(ROVER, SCOUT).loss_db, (3, 1)), atol=1e-9
    )
    assert spread_db(found.loss_db) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_more_error_spreads_losses_and_heights_more(make_model: MakeModel) -> None:
    """The line's clearance over a ridge has the standard deviation of crest against ends; the loss spreads with it."""
    model = make_model("ridge", "parabolic-equation")
    little, much = (ensemble_links(model, ROVER, SCOUT, uneven(s, 200)) for s in (0.3, 1.0))
    # Crest, and half of either end, all 150 m apart: independent.
    assert little.clearance_m.std(axis=0) == pytest.approx(np.full(2, 0.3 * np.sqrt(1.5)), rel=0.15)
    assert (spread_db(much.loss_db) > 1.5 * spread_db(little.loss_db)).all()


def test_a_small_ensemble_gives_the_probability_of_a_large_one(make_model: MakeModel) -> None:
    """48 members against 800 of another seed: within 0.1 wherever the threshold lies."""
    model = make_model("ridge", "parabolic-equation")
    few = ensemble_links(model, ROVER, SCOUT, uneven(0.6, 48)).loss_db
    many = ensemble_links(model, ROVER, SCOUT, uneven(0.6, 800, seed=77)).loss_db
    for threshold in np.percentile(many, [5, 25, 50, 75, 95]):
        small, large = (closing_probability(losses, float(threshold), 3.0) for losses in (few, many))
        assert small == pytest.approx(large, abs=0.1)


def test_links_side_by_side_share_their_ground(make_model: MakeModel) -> None:
    """Two rover places 2 m apart see nearly the same error, member by member; far apart ones do not."""
    model = make_model("plane", "parabolic-equation")
    x = np.array([-150.0, -150.0, -150.0])
    rover = x, np.array([0.0, 2.0, 200.0]), np.zeros(3)
    scout = np.full(3, 150.0), np.array([0.0, 2.0, 200.0]), np.zeros(3)
    clearance = ensemble_links(model, rover, scout, uneven(1.0, 300)).clearance_m
    together = np.corrcoef(clearance.T)
    assert together[0, 1] > 0.9
    assert abs(together[0, 2]) < 0.3


def test_unknown_ground_stays_unknown_in_every_member(make_model: MakeModel) -> None:
    """No error can be drawn for heights nobody knows: nan throughout, and no probability."""
    found = ensemble_links(make_model("hole", "parabolic-equation"), ROVER, SCOUT, uneven(1.0, 4))
    assert np.isnan(found.loss_db[:, 0]).all()
    assert np.isnan(closing_probability(found.loss_db, 130.0, 3.0)[0])


def test_the_ground_s_permittivity_spreads_the_loss_too(make_model: MakeModel) -> None:
    """With exact heights only the ground's constants differ from member to member."""
    found = ensemble_links(
        make_model("plane", "parabolic-equation"), ROVER, SCOUT, LinkUncertainty(None, 1.3, 24, 1)
    )
    assert (spread_db(found.loss_db) > 0.01).all()
    assert (spread_db(found.loss_db) < 3.0).all()


def test_without_a_sigma_the_probability_is_a_share_of_members() -> None:
    """Three of four members close; a sigma makes it smooth, and antennas that gain raise it."""
    losses = np.array([[120.0], [125.0], [130.0], [140.0]])
    assert closing_probability(losses, 131.0, 0.0) == pytest.approx([0.75])
    assert 0.6 < closing_probability(losses, 131.0, 2.0)[0] < 0.75
    assert closing_probability(losses, 131.0, 2.0, antenna_db=20.0) == pytest.approx([1.0], abs=1e-4)


def test_members_come_back_from_the_cache_bit_for_bit_and_for_what_they_are(
    make_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second ensemble solves nothing; another seed, sigma, spread of the ground or place is another member."""
    plain, doubt = (
        make_model("ridge", "parabolic-equation"),
        LinkUncertainty(uneven(0.5, 4).terrain, 1.3, 4, 1),
    )
    solved: list[int] = []
    solve = Ensemble._solved_db
    monkeypatch.setattr(
        Ensemble, "_solved_db", lambda self, lines: solved.append(len(lines)) or solve(self, lines)
    )
    expected = Ensemble(plain, doubt).losses_db(ROVER, SCOUT)
    away = (ROVER[0] + 1.0, *ROVER[1:])
    with LossCache(tmp_path / "losses.sqlite") as cache:
        model = dataclasses.replace(plain, cache=cache)
        for _ in range(2):
            np.testing.assert_array_equal(Ensemble(model, doubt).losses_db(ROVER, SCOUT), expected)
        assert solved == [2, 2]
        for other in (
            dataclasses.replace(doubt, seed=2),
            dataclasses.replace(doubt, permittivity_sigma=1.0),
            dataclasses.replace(doubt, terrain=uneven(0.6, 4).terrain),
        ):
            assert (Ensemble(model, other).losses_db(ROVER, SCOUT) != expected).any()
        assert (Ensemble(model, doubt).losses_db(away, SCOUT) != expected).any()
    assert solved == [2] * 6


def test_clearances_come_back_from_the_cache_bit_for_bit_and_for_what_they_are(
    make_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second ensemble draws no ground; another seed, sigma, number of members or place is another clearance."""
    plain, doubt = make_model("ridge", "parabolic-equation"), uneven(0.5, 4)
    drawn: list[int] = []
    raise_ground = Ensemble._raised_m
    monkeypatch.setattr(Ensemble, "_raised_m", lambda self, line: drawn.append(1) or raise_ground(self, line))
    expected = Ensemble(plain, doubt).clearances_m(ROVER, SCOUT)
    links = len(ROVER[0])
    with LossCache(tmp_path / "losses.sqlite") as cache:
        model = dataclasses.replace(plain, cache=cache)
        for _ in range(2):
            np.testing.assert_array_equal(Ensemble(model, doubt).clearances_m(ROVER, SCOUT), expected)
        assert len(drawn) == 2 * links
        for other in (uneven(0.5, 4, seed=2), uneven(0.6, 4)):
            assert (Ensemble(model, other).clearances_m(ROVER, SCOUT) != expected).any()
        assert Ensemble(model, uneven(0.5, 6)).clearances_m(ROVER, SCOUT).shape == (6, links)
        away = (ROVER[0] + 1.0, *ROVER[1:])
        assert (Ensemble(model, doubt).clearances_m(away, SCOUT) != expected).any()
    assert len(drawn) == 6 * links
