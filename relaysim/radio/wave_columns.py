"""What the ground is to the march: its height at every column, and the condition that closes each column there.

Compiled kernels; importing this module compiles them or loads them. The frame is that of `wave_march`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.radio.wave_lanes import LANES, R1, ROW

Reals = NDArray[np.float64]
Singles = NDArray[np.float32]
Counts = NDArray[np.int64]
_Function = TypeVar("_Function", bound=Callable[..., Any])

# What closes a column, for each lane, as pairs of real and imaginary part: near and far of the row under the last;
# two numbers of either pole; how the field goes on in the rows below, and from what.
CLOSING = 20
# Ground that rises above its columns by more than a slope of so many metres a metre could is a wall.
_WALL = 1.0
# The ground's fall, metres a metre, down to which the wave goes on along it; below what is steeper lies its shadow.
_STEEPEST_FALL = 1.0


def _inner(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature, counted=False))


@_inner("c16(c16)")
def inverse(z: complex) -> complex:
    """1 / z, for a z far from nothing and from overflow: numba's own division looks out for those."""
    return complex(z.real, -z.imag) * (1 / (z.real * z.real + z.imag * z.imag))


@_inner("void(f8[::1], f8, f8, f8)")
def _raise_wall(ground: Reals, place: float, top: float, less: float) -> None:
    """Give a wall, with a corner of height `top` at `place` columns, its height at the two columns beside it, where it is
    thinner than a step or two: no step would stand at its height then, to within `less`."""
    j = int(np.ceil(place))
    if not 1 <= j < ground.size or 0.5 * (ground[j - 1] + ground[j]) >= top - less:
        return
    before = 0.5 * (ground[max(j - 2, 0)] + ground[j - 1])
    after = 0.5 * (ground[j] + ground[min(j + 1, ground.size - 1)])
    if max(before, after) < top - less:
        ground[j - 1], ground[j] = max(ground[j - 1], top), max(ground[j], top)


@_inner("void(f8[::1], f8[::1], f8[::1], f8)")
def ground_columns(ground: Reals, along: Reals, across: Reals, step: float) -> None:
    """Height t of the ground at each column: the upper edge, where a turned profile folds over itself, and a wall's
    top, where it stands between two."""
    for j in range(ground.size):
        ground[j] = -np.inf
    for i in range(along.size - 1):
        s0, t0, s1, t1 = along[i], across[i], along[i + 1], across[i + 1]
        if s1 < s0:
            s0, t0, s1, t1 = s1, t1, s0, t0
        slope = (t1 - t0) / (s1 - s0) if s1 > s0 else 0.0
        for j in range(max(0, int(np.ceil(s0 / step))), min(ground.size - 1, int(np.floor(s1 / step))) + 1):
            ground[j] = max(ground[j], t0 + slope * (step * j - s0))
    for i in range(along.size):
        _raise_wall(ground, along[i] / step, across[i], _WALL * step / 2)


@_inner("UniTuple(c16, 2)(f8, f8, f8, c16, c16)")
def log_derivative(
    s: float, t: float, rise: float, refraction: complex, over_divisor: complex
) -> tuple[complex, complex]:
    """du/dt / (iku) at the ground point (s, t), where the ground rises by `rise` a metre of s, and the ground's
    own part in it, its impedance.

    The ground's normal is not the frame's. A wave and its reflection share one thing, the wave number along
    the ground, k cos(grazing angle), which gives the other derivative that turning the normal takes. The
    grazing angle is that of the wave straight from the transmitter; it counts only near the antennas and on
    steep slopes, where that is the wave that matters."""
    cosine = 1 / np.sqrt(1 + rise * rise)
    sine = rise * cosine
    over_distance = 1 / np.sqrt(s * s + t * t)
    grazing_sine = max(0.0, (s * sine - t * cosine) * over_distance)
    grazing_cosine = max(0.0, (s * cosine + t * sine) * over_distance) if grazing_sine > 0 else 1.0
    # A complex square root, by hand: quicker, and quicker to compile.
    real, imag = refraction.real + grazing_sine * grazing_sine, refraction.imag
    root = np.sqrt(0.5 * (real + np.sqrt(real * real + imag * imag)))
    impedance = cosine * (complex(root, 0.5 * imag / max(root, 1e-150)) * over_divisor)
    return complex(sine * grazing_cosine - impedance), impedance


@_inner("UniTuple(c16, 2)(f8, c16, f8)")
def _boundary(gap: float, change: complex, twist: float) -> tuple[complex, complex]:
    """P, Q with u[last + 1] = P u[last] + Q u[last - 1], for ground `gap` rows (0 to 1) under row `last`,
    where u changes upwards by `change` times itself a row: a parabola meets that at the ground's true
    height.

    twist: radians a row by which a wave along the ground turns upwards, taken out before the parabola is laid and put
    back after (a steep wave turns too fast for a parabola: a radian a row at 30 degrees); 0 leaves it in."""
    change -= 1j * twist
    over_under = inverse((gap + 0.5) + change * (gap * (gap + 1) / 2))
    at = 2 * gap - change * (1 - gap * gap)
    over = (0.5 - gap) - change * (gap * (gap - 1) / 2)
    near, far = at * over_under, over * over_under
    if twist != 0:
        back = complex(np.cos(twist), -np.sin(twist))
        near, far = near * back, far * (back * back)
    return near, far


@_inner("void(f4[:,::1], i8, i8, c16)")
def _store(closing: Singles, slot: int, lane: int, z: complex) -> None:
    closing[slot, lane], closing[slot + 1, lane] = z.real, z.imag


@_inner("void(f4[:,::1], i8, UniTuple(c16, 2), f4[::1], i8)")
def _close(closing: Singles, lane: int, boundary: tuple[complex, complex], state: Singles, row: int) -> None:
    """The boundary, and the two numbers that make either pole's solution in the last row from what the sweep down
    leaves in the last two."""
    near, far = boundary
    _store(closing, 0, lane, near)
    _store(closing, 2, lane, far)
    for k in range(2):
        at = row * ROW + R1 + 2 * k * LANES + lane
        here = complex(state[at], state[at + LANES])
        over = complex(state[at - ROW], state[at - ROW + LANES])
        share = inverse(1 + here * (near - far * over))
        _store(closing, 4 + 4 * k, lane, share)
        _store(closing, 6 + 4 * k, lane, share * (here * far))


@_inner("void(f4[:,::1], i8, c16, c16, f8, b1)")
def _go_on(closing: Singles, lane: int, turn: complex, grow: complex, gap: float, steep: bool) -> None:
    """How the field goes on below the last row, `gap` rows above the ground, as a wave along the ground: a row deeper it turns by
    `turn` with the height on a slope, and across the ground it grows evenly, upwards by `grow` of its size at the ground."""
    near, far = 1 + 0j, 0j
    if steep:
        # Near ground that lets no field be, the last row alone is too little to go by: the wave is fitted to two.
        here, over = 1 + grow * gap, 1 + grow * (1 + gap)
        fit = here * (1 / (abs(here) ** 2 + abs(over) ** 2))
        near, far = fit * here.conjugate(), fit * over.conjugate() * turn
    _store(closing, 12, lane, turn)
    _store(closing, 14, lane, -grow * inverse(1 + grow * gap))
    _store(closing, 16, lane, near)
    _store(closing, 18, lane, far)


@_inner("UniTuple(f8, 2)(f8[::1], i8, i8[::1], f8, i8)")
def _depth(ground: Reals, column: int, shape: Counts, spacing: float, least: int) -> tuple[float, float]:
    """Where a step's ground lies, in rows from the top, and the last row above it."""
    # The step's middle stands for its ground: its end would shift every slope by half a step.
    depth = shape[1] - 0.5 * (ground[column] + ground[column - 1]) / spacing
    return depth, min(max(np.floor(depth), least), shape[2] - 2)


@_inner("void(f4[:,:,::1], i8[:,:,::1], i8, f8[::1], i8, i8, i8, i8[::1], f8[::1], f4[::1], f8, c16, c16)")
def close_columns(
    closings: Singles,
    lasts: Counts,
    lane: int,
    ground: Reals,
    first: int,
    end: int,
    least: int,
    shape: Counts,
    size: Reals,
    state: Singles,
    wavenumber: float,
    refraction: complex,
    over_divisor: complex,
) -> None:
    """The last rows and the closing of columns first..end-1 of one lane, from `ground` at all its columns.

    lasts (columns ahead, 2, LANES): the last row, between `least` and the second last of the lane's rows, and how
    many more rows the next column asks for."""
    step, spacing = size[0], size[1]
    for column in range(first, end):
        depth, last = _depth(ground, column, shape, spacing, least)
        rise = (ground[column] - ground[column - 1]) / step
        gap = min(max(depth - last, 0.0), 1.0)
        slope, impedance = log_derivative(column * step, ground[column], rise, refraction, over_divisor)
        turn = 1j * (wavenumber * spacing)
        # What the impedance leaves of the slope is the wave's own turning along the ground.
        twist = wavenumber * spacing * (slope + impedance).real if size[4] > 0 else 0.0
        closing, rows = closings[column % len(lasts)], lasts[column % len(lasts)]
        rows[0, lane], rows[1, lane] = int(last), 0
        # Row 0 of the state is a row of nothing above the top.
        _close(closing, lane, _boundary(gap, turn * slope, twist), state, int(last) + 1)
        if column + 1 < shape[0]:
            fall = _depth(ground, column + 1, shape, spacing, least)[1] - last
            rows[1, lane] = int(fall) if 0 < fall <= 1 + _STEEPEST_FALL * step / spacing else 0
            angle = -wavenumber * spacing * rise / np.sqrt(1 + rise * rise)
            _go_on(closing, lane, complex(np.cos(angle), np.sin(angle)), -turn * impedance, gap, size[4] > 0)
