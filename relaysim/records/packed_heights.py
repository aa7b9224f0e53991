"""Heights of a large grid in little text: stretches of unknown cells by their lengths, known ones by their differences."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ONE_BYTE = (
    127  # a difference of less than this is one byte, its value and 127; others are 255 and four bytes
)
_WIDE = 255


def pack_steps(steps: NDArray[np.int64]) -> tuple[list[int], str]:
    """(lengths, differences) of a grid of whole numbers, row by row; -1 is unknown.

    `lengths` are those of the stretches of unknown and known cells by turns, the first unknown (it may be 0).
    `differences` is base64 of one byte for each known cell, its number less that of the known cell before it (the
    first less 0) and 127; where that is not within 0 to 253, the byte 255 and then the difference as a
    little-endian 32 bit integer.
    """
    flat = steps.ravel()
    known = flat >= 0
    edges = np.flatnonzero(np.diff(known, prepend=False)) if flat.size else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]]))
    differences = np.diff(flat[known], prepend=0)
    wide = np.abs(differences) >= _ONE_BYTE
    starts = np.cumsum(np.where(wide, 5, 1)) - np.where(wide, 5, 1)
    data = np.zeros(int(np.where(wide, 5, 1).sum()), dtype=np.uint8)
    data[starts[~wide]] = differences[~wide] + _ONE_BYTE
    data[starts[wide]] = _WIDE
    parts = differences[wide].astype("<i4").view(np.uint8).reshape(-1, 4)
    for number in range(4):
        data[starts[wide] + 1 + number] = parts[:, number]
    return lengths.tolist(), base64.b64encode(data.tobytes()).decode("ascii")


def unpack_steps(lengths: Sequence[int], differences: str) -> NDArray[np.int64]:
    """The grid's numbers in one row, from what `pack_steps` made; -1 is unknown.

    Raises:
        ValueError: the two do not belong together, or are no such text.
    """
    data = np.frombuffer(base64.b64decode(differences, validate=True), dtype=np.uint8)
    spans = np.asarray(lengths, dtype=np.int64)
    if (spans < 0).any():
        raise ValueError("a stretch of cells has a negative length")
    steps = np.cumsum(_differences(data))
    known = np.repeat(np.arange(spans.size) % 2 == 1, spans)
    if int(known.sum()) != steps.size:
        raise ValueError(f"{int(known.sum())} known cells have {steps.size} heights")
    flat = np.full(known.size, -1, dtype=np.int64)
    flat[known] = steps
    return flat


def _differences(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """One number for each cell: of one byte, or of the four after a byte that says so."""
    found: list[NDArray[np.int64]] = []
    at = 0
    for mark in np.flatnonzero(data == _WIDE).tolist():
        if mark < at:  # a byte of a wide number
            continue
        found.append(data[at:mark].astype(np.int64) - _ONE_BYTE)
        found.append(data[mark + 1 : mark + 5].view("<i4").astype(np.int64))
        at = mark + 5
    found.append(data[at:].astype(np.int64) - _ONE_BYTE)
    return np.concatenate(found)
