"""Columns of eight lines side by side: the sweeps that take all of them one step further, in single precision.

The state is one flat array: row after row, in each row 14 numbers for each of the lanes (the LANES copies of one
number lie together, so that one instruction works on all). Row i of a column is row i + 1 of the state; row 0
stays nothing. No lane reads another's numbers, and every operation is rounded on its own (none are fused): a line
gives the same bits in any lane and any company.

Compiled kernels; importing this module compiles them or loads them. The frame is that of `wave_march`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled

Singles = NDArray[np.float32]
Counts = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., Any])
_Index = int | np.uint64
_Both = tuple[np.float32, np.float32, np.float32, np.float32]  # of both poles, real and imaginary part

LANES = 8
# Where a row keeps its numbers, real part first, the imaginary one LANES further: the field; what the sweep down
# leaves for either pole; the ratio of the elimination; the weight of the sweep up.
U, Y1, Y2, R1, R2, G1, G2 = (2 * LANES * i for i in range(7))
ROW = 14 * LANES

# Unsigned: numba would look for negative indices, and the loops would not become vector instructions.
_LANES, _ROW, _ONE = np.uint64(LANES), np.uint64(ROW), np.uint64(1)
# Rows swept in one go: what one row leaves for the next need not come back from memory, which takes as long as the sum.
_TWO, _THREE, _FOUR = np.uint64(2), np.uint64(3), np.uint64(4)
_UI = np.uint64(LANES)
_Y1, _Y1I, _Y2, _Y2I = (np.uint64(Y1), np.uint64(Y1 + LANES), np.uint64(Y2), np.uint64(Y2 + LANES))
_R1, _R1I, _R2, _R2I = (np.uint64(R1), np.uint64(R1 + LANES), np.uint64(R2), np.uint64(R2 + LANES))
_G1, _G1I, _G2, _G2I = (np.uint64(G1), np.uint64(G1 + LANES), np.uint64(G2), np.uint64(G2 + LANES))


def _inner(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature, counted=False))


@_inner("void(f4[::1], f4[:,::1], u8)")
def sweep_layer(w: Singles, stretch: Singles, layer_rows: np.uint64) -> None:
    """Down through the absorbing layer. stretch: (layer_rows + 1, 2), the same in all lanes."""
    five = np.float32(5)
    for row in range(layer_rows):
        over_r, over_i = stretch[row, 0], stretch[row, 1]
        under_r, under_i = stretch[row + _ONE, 0], stretch[row + _ONE, 1]
        a = row * _ROW
        b = a + _ROW
        c = b + _ROW
        for k in range(_LANES):
            near_r, near_i = five * w[b + k], five * w[b + _UI + k]
            p, q = w[a + k] + near_r, w[a + _UI + k] + near_i
            x, y = w[c + k] + near_r, w[c + _UI + k] + near_i
            source_r = (over_r * p - over_i * q) + (under_r * x - under_i * y)
            source_i = (over_r * q + over_i * p) + (under_r * y + under_i * x)
            p, q = source_r - w[a + _Y1 + k], source_i - w[a + _Y1I + k]
            x, y = w[b + _R1 + k], w[b + _R1I + k]
            w[b + _Y1 + k], w[b + _Y1I + k] = x * p - y * q, x * q + y * p
            p, q = source_r - w[a + _Y2 + k], source_i - w[a + _Y2I + k]
            x, y = w[b + _R2 + k], w[b + _R2I + k]
            w[b + _Y2 + k], w[b + _Y2I + k] = x * p - y * q, x * q + y * p


@_inner("UniTuple(f4, 4)(f4[::1], u8, u8, UniTuple(f4, 4))")
def _down(w: Singles, row: _Index, k: _Index, above: _Both) -> _Both:
    """One row of the sweep down in lane k, from what it left in the row above."""
    a = row * _ROW + k
    b = a + _ROW
    c = b + _ROW
    ten = np.float32(10)
    source_r = (w[a] + ten * w[b]) + w[c]
    source_i = (w[a + _UI] + ten * w[b + _UI]) + w[c + _UI]
    p, q = source_r - above[0], source_i - above[1]
    x, y = w[b + _R1], w[b + _R1I]
    first_r, first_i = x * p - y * q, x * q + y * p
    p, q = source_r - above[2], source_i - above[3]
    x, y = w[b + _R2], w[b + _R2I]
    second_r, second_i = x * p - y * q, x * q + y * p
    w[b + _Y1], w[b + _Y1I], w[b + _Y2], w[b + _Y2I] = first_r, first_i, second_r, second_i
    return first_r, first_i, second_r, second_i


@_inner("void(f4[::1], u8, u8)")
def sweep_down(w: Singles, first: np.uint64, end: np.uint64) -> None:
    """Down through the rows first..end-1, all lanes alike; first is no more than end."""
    fours = (end - first) // _FOUR
    for n in range(fours):
        row = first + n * _FOUR
        a = row * _ROW
        for k in range(_LANES):
            y = w[a + _Y1 + k], w[a + _Y1I + k], w[a + _Y2 + k], w[a + _Y2I + k]
            y = _down(w, row, k, y)
            y = _down(w, row + _ONE, k, y)
            y = _down(w, row + _TWO, k, y)
            _down(w, row + _THREE, k, y)
    for last in range(first + fours * _FOUR, end):
        a = last * _ROW
        for k in range(_LANES):
            _down(w, last, k, (w[a + _Y1 + k], w[a + _Y1I + k], w[a + _Y2 + k], w[a + _Y2I + k]))


@_inner("void(f4[::1], i8[:,::1], u8, u8)")
def hide_underground(w: Singles, lasts: Counts, first: np.uint64, end: np.uint64) -> None:
    """Take away again what the sweep down left under each lane's own last row, in the rows first..end-1."""
    nothing = np.float32(0)
    for row in range(first, end):
        b = (row + _ONE) * _ROW
        for k in range(_LANES):
            if np.int64(row) > lasts[0, k]:
                w[b + _Y1 + k] = w[b + _Y1I + k] = nothing
                w[b + _Y2 + k] = w[b + _Y2I + k] = nothing


@_inner("UniTuple(f4, 4)(f4[::1], u8, u8, UniTuple(f4, 4))")
def _up(w: Singles, row: _Index, k: _Index, below: _Both) -> _Both:
    """One row of the sweep up in lane k, from the solutions in the row below."""
    b = row * _ROW + k
    p, q, x, y = w[b + _Y1], w[b + _Y1I], w[b + _G1], w[b + _G1I]
    first_r, first_i = x * p - y * q, x * q + y * p
    p, q, x, y = below[0], below[1], w[b + _R1], w[b + _R1I]
    first_r, first_i = first_r - (x * p - y * q), first_i - (x * q + y * p)
    p, q, x, y = w[b + _Y2], w[b + _Y2I], w[b + _G2], w[b + _G2I]
    second_r, second_i = x * p - y * q, x * q + y * p
    p, q, x, y = below[2], below[3], w[b + _R2], w[b + _R2I]
    second_r, second_i = second_r - (x * p - y * q), second_i - (x * q + y * p)
    w[b + _Y1], w[b + _Y1I], w[b + _Y2], w[b + _Y2I] = first_r, first_i, second_r, second_i
    w[b], w[b + _UI] = first_r + second_r, first_i + second_i
    return first_r, first_i, second_r, second_i


@_inner("void(f4[::1], u8)")
def sweep_up(w: Singles, end: np.uint64) -> None:
    """Up from row end-1 to the top: both poles' solutions, and the field as their sum."""
    fours = end // _FOUR
    for n in range(fours):
        row = end - n * _FOUR
        c = (row + _ONE) * _ROW
        for k in range(_LANES):
            y = w[c + _Y1 + k], w[c + _Y1I + k], w[c + _Y2 + k], w[c + _Y2I + k]
            y = _up(w, row, k, y)
            y = _up(w, row - _ONE, k, y)
            y = _up(w, row - _TWO, k, y)
            _up(w, row - _THREE, k, y)
    for n in range(fours * _FOUR, end):
        c = (end - n + _ONE) * _ROW
        for k in range(_LANES):
            _up(w, end - n, k, (w[c + _Y1 + k], w[c + _Y1I + k], w[c + _Y2 + k], w[c + _Y2I + k]))


@_inner("void(f4[::1], f4[:,::1], i8[:,::1])")
def close_above_ground(w: Singles, closing: Singles, lasts: Counts) -> None:
    """Put both solutions of each lane's last row where the sweep up starts from."""
    for k in range(LANES):
        b = (lasts[0, k] + 1) * ROW + k
        for pole in range(2):
            at, slot = b + Y1 + pole * 2 * LANES, 4 + 4 * pole
            here_r, here_i, over_r, over_i = w[at], w[at + LANES], w[at - ROW], w[at - ROW + LANES]
            x, y = closing[slot, k], closing[slot + 1, k]
            p, q = closing[slot + 2, k], closing[slot + 3, k]
            w[at] = (x * here_r - y * here_i) - (p * over_r - q * over_i)
            w[at + LANES] = (x * here_i + y * here_r) - (p * over_i + q * over_r)


@_inner("void(f4[::1], f4[:,::1], i8[:,::1])")
def reach_under_ground(w: Singles, closing: Singles, lasts: Counts) -> None:
    """The field of the row under each lane's last, which the next column's differences ask for; and, where the ground
    falls, of the rows that it uncovers: the wave goes on into them as it goes along the ground."""
    for k in range(LANES):
        b = (lasts[0, k] + 1) * ROW + k
        near_r, near_i, far_r, far_i = closing[0, k], closing[1, k], closing[2, k], closing[3, k]
        here_r, here_i, over_r, over_i = w[b], w[b + LANES], w[b - ROW], w[b - ROW + LANES]
        w[b + ROW] = (near_r * here_r - near_i * here_i) + (far_r * over_r - far_i * over_i)
        w[b + ROW + LANES] = (near_r * here_i + near_i * here_r) + (far_r * over_i + far_i * over_r)
        turn_r, turn_i, grow_r, grow_i = closing[12, k], closing[13, k], closing[14, k], closing[15, k]
        if lasts[1, k] > 0:
            near_r, near_i, far_r, far_i = closing[16, k], closing[17, k], closing[18, k], closing[19, k]
            x, y = near_r * here_r - near_i * here_i, near_r * here_i + near_i * here_r
            here_r, here_i = x + (far_r * over_r - far_i * over_i), y + (far_r * over_i + far_i * over_r)
        for j in range(1, lasts[1, k] + 2):
            here_r, here_i = turn_r * here_r - turn_i * here_i, turn_r * here_i + turn_i * here_r
            if j > 1:
                x, y = np.float32(1) + np.float32(j) * grow_r, np.float32(j) * grow_i
                w[b + j * ROW] = x * here_r - y * here_i
                w[b + j * ROW + LANES] = x * here_i + y * here_r
