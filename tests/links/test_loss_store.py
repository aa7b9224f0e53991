"""Losses kept in memory: bit for bit, no more than wished."""

from __future__ import annotations

import numpy as np

from relaysim.links.loss_store import LossMemory

KEYS = [bytes([n]) * 16 for n in range(6)]


def test_what_was_put_comes_back_bit_for_bit() -> None:
    """Losses, a nan among them, and rows; what is not there is not known, nor is a row of another length."""
    memory = LossMemory()
    losses = np.array([0.1 + 0.2, np.nan, -0.0])
    memory.put(KEYS[:3], losses)
    memory.put(KEYS[3:4], np.array([[1.0, 2.0]]))
    found, known = memory.get(KEYS)
    assert known.tolist() == [True, True, True, False, False, False]
    assert found[:3].tobytes() == losses.tobytes()
    rows, known = memory.get_rows(KEYS[2:5], 2)
    assert known.tolist() == [False, True, False]
    assert rows[1].tolist() == [1.0, 2.0]
    assert len(memory) == 5


def test_what_was_used_longest_ago_goes_first() -> None:
    """It holds no more numbers than wished; a loss that is asked for counts as used, one put twice once."""
    memory = LossMemory(most_losses=3)
    memory.put(KEYS[:3], np.arange(3.0))
    memory.put(KEYS[:1], [7.0])
    memory.get(KEYS[1:2])
    memory.put(KEYS[3:4], [3.0])
    found, known = memory.get(KEYS[:4])
    assert known.tolist() == [True, True, False, True]
    assert (found[0], len(memory)) == (7.0, 3)
