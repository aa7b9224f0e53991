"""The link model with a cache."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from relaysim.links import model as link_model
from relaysim.links.loss_cache import LossCache
from relaysim.links.model import LinkModel

ROVER = np.array([-150.0, -150.0, -90.0]), np.array([0.0, 20.0, 5.0]), np.zeros(3)
SCOUT = np.full(3, 150.0), np.zeros(3), np.zeros(3)


def test_a_link_is_solved_once_and_comes_back_bit_for_bit(
    make_model: Callable[..., LinkModel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first time the solver is asked for every link, the second time for none; a new place is asked alone."""
    asked: list[int] = []
    solve = link_model.path_losses_db

    def counting(model: str, profiles: list[object], **rest: object) -> np.ndarray:
        asked.append(len(profiles))
        return solve(model, profiles, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(link_model, "path_losses_db", counting)
    plain = make_model("ridge", "parabolic-equation")
    expected = plain.evaluate(ROVER, SCOUT).loss_db
    with LossCache(tmp_path / "losses.sqlite") as cache:
        model = dataclasses.replace(plain, cache=cache)
        for _ in range(2):
            np.testing.assert_array_equal(model.evaluate(ROVER, SCOUT).loss_db, expected)
        more = tuple(np.append(axis, value) for axis, value in zip(ROVER, (-40.0, 8.0, 0.0), strict=True))
        found = model.evaluate(more, tuple(np.append(axis, axis[-1]) for axis in SCOUT)).loss_db
    np.testing.assert_array_equal(found[:3], expected)
    assert asked == [3, 3, 1]


def test_what_ignores_the_terrain_is_not_kept(make_model: Callable[..., LinkModel], tmp_path: Path) -> None:
    """A formula is quicker than a look-up."""
    with LossCache(tmp_path / "losses.sqlite") as cache:
        dataclasses.replace(make_model("ridge", "two-ray"), cache=cache).evaluate(ROVER, SCOUT)
    assert not (tmp_path / "losses.sqlite").exists()
