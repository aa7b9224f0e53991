"""Grids of heights as little text: what goes in comes out, and what does not belong together is refused."""

import base64

import numpy as np
import pytest

from relaysim.records.packed_heights import pack_steps, unpack_steps


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_what_is_packed_comes_out_again(share: float) -> None:
    """Any whole numbers from 0 to two thousand million, unknown cells anywhere, also first, last and everywhere."""
    rng = np.random.default_rng(7)
    steps = rng.choice([0, 1, 100, 226, 227, 228, 70_000, 2_000_000_000], (40, 31)).astype(np.int64)
    steps[rng.random(steps.shape) < share] = -1
    lengths, differences = pack_steps(steps)
    assert (unpack_steps(lengths, differences) == steps.ravel()).all()


def test_calm_ground_takes_a_byte_a_known_cell() -> None:
    """Steps of up to 126 to the next known cell are a byte each, whatever is unknown between them."""
    steps = np.cumsum(np.resize([126, -126, 5, 0], 400)).reshape(20, 20)
    steps[:, 7:11] = -1
    _, differences = pack_steps(steps)
    assert len(base64.b64decode(differences)) == 320


@pytest.mark.parametrize(
    ("lengths", "differences"), [([0, 3], "f38="), ([0, -2], "f38="), ([0, 2], "no base64"), ([0, 1], "/wEC")]
)
def test_what_does_not_belong_together_is_refused(lengths: list[int], differences: str) -> None:
    """Three cells for two heights, a negative length, a text that is none, a number cut short."""
    with pytest.raises(ValueError):
        unpack_steps(lengths, differences)
