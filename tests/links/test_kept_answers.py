"""Whole answers about links, kept from run to run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.links.attitude import Attitude
from relaysim.links.ensemble import Ensemble, LinkUncertainty
from relaysim.links.kept_answers import kept_answer, kept_samples
from relaysim.links.loss_cache import LossCache
from relaysim.links.loss_store import LossMemory
from relaysim.links.model import LinkModel
from relaysim.links.mount import Mount
from relaysim.links.samples import LinkSamples
from relaysim.links.terrain_error import TerrainError
from relaysim.radio.antenna import AntennaPattern
from relaysim.radio.body_loss import BodyLoss, BodySector
from relaysim.radio.ground import Ground
from relaysim.terrain.body import Body

ROVER = np.array([-150.0, -150.0, -90.0]), np.array([0.0, 20.0, 5.0]), np.zeros(3)
SCOUT = np.array([150.0, 60.0, 150.0]), np.array([60.0, 0.0, 90.0]), np.array([0.0, 0.0, 4.0])
FACING = Attitude(np.array([10.0, np.nan, 200.0]), np.zeros(3), np.zeros(3))
BEHIND = Mount(body=BodyLoss((BodySector(120.0, 240.0, 9.0, 4.0),)))
DOUBT = LinkUncertainty(TerrainError(0.3, 20.0), 0.5, 4, 7)


@pytest.fixture
def model(make_model: Callable[..., LinkModel], tmp_path: Path) -> LinkModel:
    """Over a ridge with a hole, so that some of what is kept is nan; with a cache."""
    plain = make_model("ridge and hole", "two-ray")
    return dataclasses.replace(plain, rover_mount=BEHIND, cache=LossCache(tmp_path / "losses.sqlite"))


def test_an_answer_comes_back_bit_for_bit_and_nobody_is_asked(
    model: LinkModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered once is answered again without the model; every column, unknown ground among it."""
    fresh = dataclasses.replace(model, cache=None).evaluate(ROVER, SCOUT, FACING)
    first = kept_samples(model, ROVER, SCOUT, FACING)
    monkeypatch.delattr(LinkModel, "evaluate")
    second = kept_samples(model, ROVER, SCOUT, FACING)
    for field in dataclasses.fields(LinkSamples):
        bits = {getattr(one, field.name).tobytes() for one in (fresh, first, second)}
        assert len(bits) == 1, field.name
    assert np.isnan(fresh.clearance_m).any()
    assert fresh.antenna_db.any()


def _is_asked(model: LinkModel, question: str = "?", places: tuple[Any, ...] = ROVER) -> bool:
    """Whether somebody had to answer."""
    asked = False

    def ask() -> np.ndarray:
        nonlocal asked
        asked = True
        return np.zeros((1, len(places[0])))

    kept_answer(model, question, places, 1, ask)
    return asked


def _others(model: LinkModel) -> dict[str, list[LinkModel]]:
    """By field of a model, the same model with another value there."""

    def ground(**other: Any) -> LinkModel:
        return dataclasses.replace(model, terrain=dataclasses.replace(model.terrain, **other))

    def radio(**other: Any) -> LinkModel:
        return dataclasses.replace(model, radio=dataclasses.replace(model.radio, **other))

    def mounts(which: str) -> list[LinkModel]:
        gain = np.zeros((1, 2001))
        far = np.array(gain)
        far[0, 1000] = 1e-9  # in the middle of what numpy prints as three dots
        patterns = [
            AntennaPattern("mine", np.zeros(1), np.linspace(-90.0, 90.0, 2001), one) for one in (gain, far)
        ]
        bodies = [BodyLoss((BodySector(120.0, 240.0, 9.0, sigma),)) for sigma in (3.0, 5.0)]
        found = [Mount(pattern) for pattern in patterns] + [Mount(body=body) for body in bodies]
        found.append(Mount(body=bodies[0], tilts_with_ground=True))
        return [dataclasses.replace(model, **{which: one}) for one in found]

    heights = model.terrain.heights_m.copy()
    heights[80, 80] = np.nextafter(heights[80, 80], 9.0)
    moved = type(model.terrain.transform)(*model.terrain.transform[:2], 0.5, *model.terrain.transform[3:6])
    return {
        "terrain": [
            ground(heights_m=heights),
            ground(sigma_m=np.full(heights.shape, 0.2)),
            ground(transform=moved),
            ground(k_factor=1.3),
            ground(body=Body.sphere("another", 3_389_500.0)),
        ],
        "frame": [dataclasses.replace(model, frame=dataclasses.replace(model.frame, longitude_deg=1e-9))],
        "radio": [
            radio(propagation="p526"),
            radio(frequency_hz=915e6),
            radio(ground=Ground(3.6, 0.018)),
            radio(polarisation="horizontal"),
        ],
        "rover_antenna_m": [dataclasses.replace(model, rover_antenna_m=1.3)],
        "helicopter_antenna_m": [dataclasses.replace(model, helicopter_antenna_m=0.6)],
        "rover_mount": mounts("rover_mount"),
        "helicopter_mount": mounts("helicopter_mount"),
    }


def test_everything_that_decides_an_answer_is_in_its_key(model: LinkModel) -> None:
    """Another value of any field that decides it is another question; only what decides nothing may differ.

    A field that comes to the model must be put on one side or the other.
    """
    assert _is_asked(model)
    assert not _is_asked(model)
    others = _others(model)
    for field, changed in others.items():
        assert [_is_asked(one) for one in changed] == [True] * len(changed), field
    assert _is_asked(model, "another question")
    for axis in range(3):
        moved = tuple(np.nextafter(x, 999.0) if n == axis else x for n, x in enumerate(ROVER))
        assert _is_asked(model, places=moved)
    alike = {"step_m", "step_height_m", "rover_attitudes", "cache", "threads"}
    assert set(others) | alike == {field.name for field in dataclasses.fields(LinkModel)}
    named = dataclasses.replace(model.terrain, name="another name", sha256="of another file")
    assert not _is_asked(dataclasses.replace(model, terrain=named, threads=1, step_m=9.0))


def test_an_ensemble_answers_alike_from_the_cache(model: LinkModel) -> None:
    """Losses and clearances of every member, kept and fresh; another draw of the ground is another question."""
    plain = Ensemble(dataclasses.replace(model, cache=None), DOUBT)
    for _ in range(2):
        np.testing.assert_array_equal(
            Ensemble(model, DOUBT).kept_losses_db(ROVER, SCOUT), plain.losses_db(ROVER, SCOUT)
        )
        np.testing.assert_array_equal(
            Ensemble(model, DOUBT).kept_clearances_m(ROVER, SCOUT), plain.clearances_m(ROVER, SCOUT)
        )
    other = dataclasses.replace(DOUBT, seed=8)
    found = Ensemble(model, other).kept_clearances_m(ROVER, SCOUT)
    np.testing.assert_array_equal(found, Ensemble(plain.model, other).clearances_m(ROVER, SCOUT))
    assert not np.array_equal(found, plain.clearances_m(ROVER, SCOUT), equal_nan=True)


def test_a_memory_keeps_losses_alone(model: LinkModel) -> None:
    """Many runs in one process share losses; whole answers, seven numbers a link, would put those out."""
    memory = LossMemory()
    kept_samples(dataclasses.replace(model, cache=memory), ROVER, SCOUT, FACING)
    assert len(memory) == 0


def test_no_places_are_no_question(model: LinkModel) -> None:
    """Nothing is asked of a cache about no places at all."""
    nowhere = (np.empty(0),) * 3
    found = kept_samples(model, nowhere, nowhere, Attitude.unknown(0))
    assert found.loss_db.shape == (0,)
