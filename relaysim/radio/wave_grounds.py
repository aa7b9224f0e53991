"""The ground under a line as the march sees it: turned to the straight line between its antennas.

Compiled kernels; importing this module compiles them or loads them. The frame is that of `wave_march`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.radio.march_grid import STEEP

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., Any])

# Faces are followed to 30 degrees; from 45 degrees on they are cliffs, which the wave passes over and does not run along.
_STEEPEST_FACE, _CLIFF = 0.577, 1.0


def _outer(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature))


def _inner(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature, counted=False))


@_inner("void(f8[::1], f8[::1], i8[::1], f8[::1], f8[::1], f8[::1])")
def level_ground(distance: Reals, height: Reals, points: Counts, turn: Reals, s: Reals, t: Reals) -> None:
    """Distance and height of a line's points from its transmitter, and of a point more at either end, level with its
    neighbour: all that s and t hold.

    distance, height: of all lines. points: the line's first one, how many, and 1 if it is looked at from the other end.
    turn: cosine and sine of the straight line's rise, how far the ground goes on, the transmitter above the ground.
    """
    first, count = points[0], points[1]
    last = first + count - 1
    if points[2]:
        antenna = height[last] + turn[3]
        for i in range(count):
            s[i + 1], t[i + 1] = distance[last] - distance[last - i], height[last - i] - antenna
    else:
        antenna = height[first] + turn[3]
        for i in range(count):
            s[i + 1], t[i + 1] = distance[first + i] - distance[first], height[first + i] - antenna
    s[0], t[0] = -turn[2], t[1]
    s[count + 1], t[count + 1] = s[count] + turn[2], t[count]


@_inner("void(f8[::1], f8[::1], f8[::1])")
def turn_ground(turn: Reals, s: Reals, t: Reals) -> None:
    """From distance and height, as `level_ground` has them, to the line frame."""
    run, lift = turn[0], turn[1]
    for i in range(s.size):
        s[i], t[i] = s[i] * run + t[i] * lift, t[i] * run - s[i] * lift


@_inner("f8(f8[::1], f8[::1])")
def _uneven(s: Reals, t: Reals) -> float:
    """`uneven` of Slopes, from distance and height as `level_ground` has them."""
    last = s.size - 2
    length = s[last] - s[1]
    mean = (t[last] - t[1]) / length
    eighth = 0.0
    for i in range(1, last):
        ahead = s[i + 1] - s[i]
        face = abs((t[i + 1] - t[i]) / ahead - mean) if ahead > 0 else _CLIFF
        if face < _CLIFF:
            square = min(face, _STEEPEST_FACE) ** 2
            eighth += (square * square) * (square * square) * ahead
    return float((eighth / length) ** 0.125)


@_inner("f8(f8[::1], f8[::1])")
def _face_sine(s: Reals, t: Reals) -> float:
    """`face_sine` of Slopes, from the ground in the line frame."""
    sine = 0.0
    for i in range(1, s.size - 2):
        on, up = s[i + 1] - s[i], abs(t[i + 1] - t[i])
        if up < _CLIFF * on:
            sine = max(sine, up / np.sqrt(on * on + up * up))
    return sine


@_outer("void(f8[::1], f8[::1], i8[:,::1], f8[:,::1], f8[:,::1])")
def survey_grounds(distance: Reals, height: Reals, points: Counts, turns: Reals, relief: Reals) -> None:
    """What a grid must know of the ground of each of m lines; points, turns: a row a line, as `level_ground` has them.

    relief, (6, m), to be filled: the four numbers of Slopes, the highest t and the lowest.
    """
    room = np.empty((2, points[:, 1].max() + 2))
    for line in range(len(points)):
        s, t = room[0, : points[line, 1] + 2], room[1, : points[line, 1] + 2]
        level_ground(distance, height, points[line], turns[line], s, t)
        steepest, squares, highest, lowest = 0.0, 0.0, -np.inf, np.inf
        for i in range(s.size - 1):
            ahead, climb = s[i + 1] - s[i], abs(t[i + 1] - t[i])
            # Two points may come to lie in one when distances are counted from the other end.
            slope = climb / ahead if ahead > 0 else 0.0
            if slope > steepest:
                steepest = slope
            squares += slope * climb
        relief[0, line], relief[1, line] = steepest, np.sqrt(squares / (s[s.size - 1] - s[0]))
        # No face stands out from the mean slope by more than twice the greatest.
        uneven = _uneven(s, t) if 2 * steepest > STEEP else 0.0
        turn_ground(turns[line], s, t)
        relief[2, line], relief[3, line] = uneven, _face_sine(s, t) if uneven > STEEP else 0.0
        for i in range(t.size):
            if t[i] > highest:
                highest = t[i]
            if t[i] < lowest:
                lowest = t[i]
        relief[4, line], relief[5, line] = highest, lowest
