"""Where path losses are kept by their key: on disk (loss_cache), or in the memory of one process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_LOSSES = 200_000  # some 40 MB


class LossStore(Protocol):
    """Numbers by key, bit for bit as they were put.

    Attributes:
        keeps_answers: whether it has room for whole answers (links.kept_answers) besides losses.
    """

    keeps_answers: bool

    def get(self, keys: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Losses of the keys, (n,), and which of them are known, (n,): a known loss may itself be nan."""
        ...

    def get_rows(self, keys: Sequence[bytes], length: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Rows of so many numbers of the keys, (n, length), and which of them are known, (n,)."""
        ...

    def put(self, keys: Sequence[bytes], losses: ArrayLike) -> None:
        """Keeps losses, (n,), or rows of numbers, (n, length), under their keys."""
        ...


class LossMemory:
    """Losses kept in memory, the last used of them: for many runs in one process over the same ground.

    Whole answers have seven numbers a link: they would put the losses out that runs share.
    """

    keeps_answers = False

    def __init__(self, most_losses: int = MOST_LOSSES) -> None:
        self._most = most_losses
        self._rows: OrderedDict[bytes, tuple[float, ...]] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many numbers it holds."""
        return self._held

    def get(self, keys: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """As `LossStore.get`."""
        rows, known = self.get_rows(keys, 1)
        return rows[:, 0], known

    def get_rows(self, keys: Sequence[bytes], length: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """As `LossStore.get_rows`."""
        found, known = np.full((len(keys), length), np.nan), np.zeros(len(keys), dtype=np.bool_)
        with self._lock:
            for n, key in enumerate(keys):
                row = self._rows.get(key, ())
                if len(row) == length:
                    found[n], known[n] = row, True
                    self._rows.move_to_end(key)
        return found, known

    def put(self, keys: Sequence[bytes], losses: ArrayLike) -> None:
        """As `LossStore.put`; what was used longest ago goes first."""
        rows = np.asarray(losses, dtype=np.float64).reshape(len(keys), -1)
        with self._lock:
            for key, row in zip(keys, rows.tolist(), strict=True):
                self._held += len(row) - len(self._rows.pop(key, ()))
                self._rows[key] = tuple(row)
            while self._held > self._most and self._rows:
                self._held -= len(self._rows.popitem(last=False)[1])
