"""The wave itself: compiled kernels that march the 2-D parabolic equation over terrain, eight lines side by side.

Everything here works in the *line frame*: s along the straight line aimed from the transmitter at a
receiver, t across it and upwards, metres, the transmitter at (0, 0). Columns stand at s = column * step;
rows count downwards, row i at t = (rows_above - i) * spacing, so that both antennas of an aimed line stand
exactly on a row.

The field is the slowly varying part u of psi = u exp(iks), time factor exp(-i omega t);
Ground.surface_impedance says what psi is. One step in s is the (1,2) Pade approximant of the exact
propagator, or over steep ground a fraction of the same form (pade_step.py), taken apart into two simple
poles: two tridiagonal systems of the same right-hand side, whose solutions are added. Both are eliminated from
the top down, so that the ratios hold for every column however the ground rises and falls; only the last row
differs.

The eliminations are made ready in double precision, once a line; the sweeps are in single precision
(wave_lanes.py). Lines of a group need nothing in common but the rows of the absorbing layer.

Importing this module compiles the kernels, or loads them from numba's cache: import it where it is needed.
Reference: M. D. Collins, J. Acoust. Soc. Am. 93 (1993) 1736, for the Pade marching; M. Levy, Parabolic
Equation Methods for Electromagnetic Wave Propagation (2000), for impedance boundaries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.radio.wave_columns import close_columns, ground_columns, inverse, log_derivative
from relaysim.radio.wave_grounds import level_ground, turn_ground
from relaysim.radio.wave_lanes import (
    G1,
    LANES,
    R1,
    ROW,
    U,
    close_above_ground,
    hide_underground,
    reach_under_ground,
    sweep_down,
    sweep_layer,
    sweep_up,
)

Reals = NDArray[np.float64]
Singles = NDArray[np.float32]
Counts = NDArray[np.int64]
Field = NDArray[np.complex128]
_Function = TypeVar("_Function", bound=Callable[..., Any])

# A source as low as so many of its half widths sinks into the ground; the tail of its image, in half widths.
_SINKS = 2.0
_TAIL_PART, _TAIL_PARTS = 0.125, 48
# Rows swept before what lies underground is taken away again: it must not fade into numbers too small to be quick.
_UNHIDDEN = 16


def _inner(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature, counted=False))


@_inner("void(f4[::1], i8, i8, c16, c16, f4[:,::1], i8, i8)")
def _eliminate(
    state: Singles,
    lane: int,
    rows: int,
    pole: complex,
    weight: complex,
    stretch: Singles,
    ratio: int,
    gain: int,
) -> None:
    """The elimination from the top down of one pole in one lane, with fourth-order compact differences.

    All but the last row are known beforehand: a ratio r (entry below over pivot) and a weight g (the pole's weight
    over the entry below), with which Y = r (source - Y above) goes down and g Y - r (solution below) up."""
    entry, r, layer = 0j, 0j, len(stretch) - 1
    for i in range(rows):
        above = complex(stretch[min(i, layer), 0], stretch[min(i, layer), 1])
        below = complex(stretch[min(i + 1, layer), 0], stretch[min(i + 1, layer), 1])
        diagonal = (above + below) * (5 / 12) - pole * (inverse(above) + inverse(below))
        over_pivot = inverse(diagonal - entry * r)
        entry = below * (1 / 12) + pole * inverse(below)
        r = entry * over_pivot
        g = weight * inverse(12 * entry)
        b = (i + 1) * ROW + lane
        state[b + ratio], state[b + ratio + LANES] = r.real, r.imag
        state[b + gain], state[b + gain + LANES] = g.real, g.imag


@_inner("f8(f8, f8, f8)")
def _beam(t: float, bend: float, bend_again: float) -> float:
    """The source's field t half widths from its axis."""
    x = t * t
    return float(np.exp(-x) * (1 + bend / 2 - bend * x + bend_again * (0.75 - 3 * x + x * x)))


@_inner("c16(f8, f8, f8, c16)")
def _image(t: float, bend: float, bend_again: float, change: complex) -> complex:
    """The image of a beam, t half widths from its own axis, in ground at which the field changes upwards by `change` times
    itself a half width: the beam itself where that is 0, the beam with the other sign where it is without end; in
    between a tail of beams below belongs to it.

    Reference: A. Sommerfeld, Partial Differential Equations in Physics (1949), section 16, on radiation at a wall."""
    leap = np.exp(-_TAIL_PART * change)
    fade = (1 - leap) * inverse(_TAIL_PART * change) if abs(change) > 1e-6 else 1 + 0j
    first = last = _beam(t, bend, bend_again)
    tail = 0j
    for i in range(1, _TAIL_PARTS + 1):
        here = _beam(t + i * _TAIL_PART, bend, bend_again)
        tail += (here - last) * fade
        last, fade = here, fade * leap
    return complex(-first - 2 * tail)


@_inner("void(f4[::1], i8, i8[::1], f8[::1], f8, f8, f8, c16)")
def _light(
    state: Singles,
    lane: int,
    shape: Counts,
    size: Reals,
    foot: float,
    ahead: float,
    wavenumber: float,
    change: complex,
) -> None:
    """The source: a Gaussian, less a little of its second derivative; and its image where it sinks into the ground.

    A bare Gaussian sends too little off its axis (4 dB at 30 degrees), and a ray reflected near a low antenna
    leaves at such angles. The derivative makes the pattern flat to the fourth order; along the axis it adds
    nothing, so the Gaussian's own transform still normalises the field. Over steep ground, the fourth derivative makes
    it flat to the sixth order (0.1 dB at 30 degrees, where 0.9 are left without).

    foot, ahead: height t of the ground below the source, and of the first step's: a source that sinks into the ground
    goes up or down with it. change: of the field there, upwards, over itself, a metre. The differences ask for the field
    in the first row under the ground, too."""
    bend = 1 + 2 / (wavenumber * size[2]) ** 2
    over = (2 / (wavenumber * size[2])) ** 2
    bend_again = 0.5 + over * (0.5 + 0.375 * over) if size[4] > 0 else 0.0
    low = -foot < _SINKS * size[2]
    axis = ahead - foot if low else 0.0
    for i in range(shape[2]):
        t = (shape[1] - i) * size[1] - axis
        if (t > foot or (low and t > foot - 2 * size[1])) and (t / size[2]) ** 2 < 80.0:
            light = complex(_beam(t / size[2], bend, bend_again))
            if low:
                light += _image((t - 2 * foot) / size[2], bend, bend_again, change * size[2])
            b = (i + 1) * ROW + lane
            state[b], state[b + LANES] = light.real, light.imag


@_inner("void(f4[::1], f4[:,::1], f4[:,::1], i8[:,::1], i8, i8, i8)")
def _step(
    state: Singles, stretch: Singles, closing: Singles, lasts: Counts, shallow: int, deep: int, swept: int
) -> None:
    """All lanes one column on. shallow, deep: rows of the lanes with fewest and most above ground here; swept: most
    in the column before."""
    layer = len(stretch) - 1
    sweep_layer(state, stretch, np.uint64(layer))
    first, end = layer, shallow
    while first < deep:
        sweep_down(state, np.uint64(first), np.uint64(end))
        hide_underground(state, lasts, np.uint64(max(first, shallow)), np.uint64(end))
        first, end = end, min(end + _UNHIDDEN, deep)
    for row in range(deep + 1, max(deep, swept) + 2):
        for b in range(row * ROW, row * ROW + R1):
            state[b] = 0
    close_above_ground(state, closing, lasts)
    sweep_up(state, np.uint64(deep))
    reach_under_ground(state, closing, lasts)


@_inner("void(f4[::1], i8, i8, i8[::1], f8[::1], f8[:,::1], i8[::1], c16[::1])")
def _listen(
    state: Singles,
    lane: int,
    column: int,
    shape: Counts,
    size: Reals,
    receivers: Reals,
    waiting: Counts,
    received: Field,
) -> None:
    """Give the receivers of a lane what they take of this column, and strike off those that are behind it."""
    for j in range(waiting[0], waiting[1]):
        # Receivers beside the aimed line may stand between two columns: each takes its share of both.
        after = receivers[j, 0] / size[0] - column
        if after >= 1:
            break
        if after <= 0:
            waiting[0] = j + 1
        row = shape[1] - receivers[j, 1] / size[1]
        i = min(max(int(np.floor(row)), 0), shape[2] - 2)
        b = (i + 1) * ROW + lane
        upper = complex(state[b], state[b + LANES])
        lower = complex(state[b + ROW], state[b + ROW + LANES])
        received[j] += max(0.0, 1 - abs(after)) * (upper + (row - i) * (lower - upper))


@_inner(
    "void(f4[::1], f4[:,::1], f8[:,::1], i8[:,::1], f8[:,::1], c16[:,::1],"
    " i8[::1], f8[::1], f8[::1], i8[:,::1], f8[:,::1], f8[:,::1], f8[:,::1], i8[::1], f8, c16, c16)"
)
def start_lanes(
    state: Singles,
    stretch: Singles,
    grounds: Reals,
    shapes: Counts,
    sizes: Reals,
    fractions: Field,
    members: Counts,
    distance: Reals,
    height: Reals,
    points: Counts,
    turns: Reals,
    room: Reals,
    receivers: Reals,
    receiver_starts: Counts,
    wavenumber: float,
    refraction: complex,
    divisor: complex,
) -> None:
    """Before the first step: the ground at all columns, both eliminations, and the light of the source.

    state: zeros, (rows + 2) * ROW; grounds: (LANES, columns), to be filled. shapes, sizes, fractions: a row a lane.
    members: which lines of the batch the lanes are. distance, height, points, turns: the ground of all lines, as
    `survey_grounds` takes it; room: (2, points of the longest and two more). Line i has the receivers
    receiver_starts[i]:receiver_starts[i + 1].
    """
    for lane in range(members.size):
        line, shape, size = members[lane], shapes[lane], sizes[lane]
        ground = grounds[lane, : shape[0]]
        s, t = room[0, : points[line, 1] + 2], room[1, : points[line, 1] + 2]
        level_ground(distance, height, points[line], turns[line], s, t)
        turn_ground(turns[line], s, t)
        ground_columns(ground, s, t, size[0])
        # A turned profile may fold over an antenna; the antenna stands in the open all the same.
        ground[0] = min(ground[0], -size[3])
        for j in range(receiver_starts[line], receiver_starts[line + 1]):
            column = min(int(receivers[j, 0] / size[0]), ground.size - 2)
            open_to = receivers[j, 1] - receivers[j, 2]
            ground[column] = min(ground[column], open_to)
            ground[column + 1] = min(ground[column + 1], open_to)
        stiffness = 1 / (wavenumber * size[1]) ** 2
        for k in range(2):
            pole, weight = fractions[lane, k] * stiffness, fractions[lane, 2 + k]
            _eliminate(state, lane, shape[2], pole, weight, stretch, R1 + 2 * k * LANES, G1 + 2 * k * LANES)
        rise = (ground[1] - ground[0]) / size[0]
        at_foot = log_derivative(size[0], ground[1], rise, refraction, inverse(divisor))[0]
        ahead = 0.5 * (ground[0] + ground[1])
        _light(state, lane, shape, size, ground[0], ahead, wavenumber, 1j * wavenumber * at_foot)


@_inner(
    "void(f4[::1], f4[:,::1], f8[:,::1], i8[:,::1], f8[:,::1], f4[:,:,::1], i8[:,:,::1],"
    " f8, c16, c16, f8[:,::1], i8[:,::1], c16[::1])"
)
def march_lanes(
    state: Singles,
    stretch: Singles,
    grounds: Reals,
    shapes: Counts,
    sizes: Reals,
    closings: Singles,
    lasts: Counts,
    wavenumber: float,
    refraction: complex,
    divisor: complex,
    receivers: Reals,
    waiting: Counts,
    received: Field,
) -> None:
    """March the lanes that start_lanes made ready, to the last column of the longest.

    closings (columns ahead, CLOSING, LANES), lasts (columns ahead, 2, LANES): room for the conditions at the ground.
    refraction, divisor: the ground's impedance is sqrt(refraction + (grazing sine)^2) / divisor.
    waiting (lanes, 2): each lane's receivers, the first one and behind the last one, by rising s.
    received: zeros; the field at each of the receivers.
    """
    lanes, ahead, layer = len(shapes), len(lasts), len(stretch) - 1
    swept = state.size // ROW - 3
    for column in range(1, grounds.shape[1]):
        here = column % ahead
        shallow, deep = np.iinfo(np.int64).max, 0
        for lane in range(lanes):
            if column >= shapes[lane, 0]:
                continue
            if column == 1 or here == 0:
                end = min(shapes[lane, 0], column - here + ahead)
                close_columns(
                    closings, lasts, lane, grounds[lane], column, end, layer + 2, shapes[lane], sizes[lane],
                    state, wavenumber, refraction, inverse(divisor),
                )  # fmt: skip
            shallow, deep = min(shallow, lasts[here, 0, lane] + 1), max(deep, lasts[here, 0, lane] + 1)
        _step(state, stretch, closings[here], lasts[here], shallow, deep, swept)
        swept = deep
        for lane in range(lanes):
            if column < shapes[lane, 0]:
                _listen(state, lane, column, shapes[lane], sizes[lane], receivers, waiting[lane], received)
            if column + 1 == shapes[lane, 0]:
                # It has arrived and carries nothing on.
                for b in range(lane, state.size, ROW):
                    for number in range(U, R1, LANES):
                        state[b + number] = 0
