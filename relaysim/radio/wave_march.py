"""The wave itself: compiled kernels that march the 2-D parabolic equation over terrain, line after line.

Everything here works in the *line frame*: s along the straight line aimed from the transmitter at a
receiver, t across it and upwards, metres, the transmitter at (0, 0). Columns stand at s = column * step;
rows count downwards, row i at t = (rows_above - i) * spacing, so that both antennas of an aimed line stand
exactly on a row.

The field is the slowly varying part u of psi = u exp(iks), time factor exp(-i omega t);
Ground.surface_impedance says what psi is. One step in s is the (1,2) Pade approximant of the exact
propagator, taken apart into two simple poles: two tridiagonal systems of the same right-hand side, whose
solutions are added. Both are eliminated from the top down, so that the factors hold for every column
however the ground rises and falls; only the last row differs.

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

Reals = NDArray[np.float64]
Field = NDArray[np.complex128]
_Function = TypeVar("_Function", bound=Callable[..., Any])

# How far the coordinate is stretched into the complex plane at the top of the absorbing layer: enough to
# swallow a wave that meets it at one degree, not so much that the rows reflect.
_LAYER_STRENGTH = 12.0


def _compiled(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature))


@_compiled("UniTuple(c16, 4)(f8)")
def _propagator(phase_step: float) -> tuple[complex, complex, complex, complex]:
    """Poles p, q and weights a, b with exp(i phase_step (sqrt(1 + X) - 1)) ~ a/(1 + pX) + b/(1 + qX)."""
    c1 = 0.5j * phase_step
    c2 = c1 * c1 / 2 - 0.125j * phase_step
    c3 = c1 * c1 * c1 / 6 - 0.125j * phase_step * c1 + 0.0625j * phase_step
    b1 = (c1 * c2 - c3) / (c2 - c1 * c1)
    b2 = -c2 - b1 * c1
    root = np.sqrt(b1 * b1 / 4 - b2)
    p, q = b1 / 2 + root, b1 / 2 - root
    return p, q, (p - c1 - b1) / (p - q), (q - c1 - b1) / (q - p)


@_compiled("f8[::1](f8[::1], f8[::1], f8, i8)")
def _ground_columns(along: Reals, across: Reals, step: float, count: int) -> Reals:
    """Height t of the ground at each column: the upper edge, where a turned profile folds over itself."""
    ground = np.full(count, -np.inf)
    for i in range(along.size - 1):
        s0, t0, s1, t1 = along[i], across[i], along[i + 1], across[i + 1]
        if s1 < s0:
            s0, t0, s1, t1 = s1, t1, s0, t0
        slope = (t1 - t0) / (s1 - s0) if s1 > s0 else 0.0
        for j in range(max(0, int(np.ceil(s0 / step))), min(count - 1, int(np.floor(s1 / step))) + 1):
            ground[j] = max(ground[j], t0 + slope * (step * j - s0))
    return ground


@_compiled("c16[::1](i8)")
def _layer_stretch(layer_rows: int) -> Field:
    """Stretch of the height above each row of the absorbing layer, from the top down to its foot (1)."""
    stretch = np.ones(layer_rows + 1, dtype=np.complex128)
    for i in range(layer_rows):
        stretch[i] += (1.0 + 1.0j) * _LAYER_STRENGTH * ((layer_rows - i) / layer_rows) ** 3
    return stretch


@_compiled("c16[:,::1](c16, c16, f8, c16[::1], i8)")
def _factors(p: complex, q: complex, stiffness: float, stretch: Field, rows: int) -> Field:
    """The elimination from the top down, for both poles: inverse pivot, its product with the entry above, and
    its product with the entry below, of every row, with fourth-order compact differences."""
    factors = np.empty((rows, 6), dtype=np.complex128)
    for k in range(2):
        pole = p * stiffness if k == 0 else q * stiffness
        entry, ratio = 0j, 0j
        for i in range(rows):
            above = stretch[min(i, stretch.size - 1)]
            below = stretch[min(i + 1, stretch.size - 1)]
            diagonal = (above + below) * (5 / 12) - pole * (1 / above + 1 / below)
            inverse = 1 / (diagonal - entry * ratio)
            factors[i, k] = inverse
            factors[i, 2 + k] = entry * inverse
            entry = below / 12 + pole / below
            ratio = entry * inverse
            factors[i, 4 + k] = ratio
    return factors


@_compiled("c16(f8, f8, f8, c16, c16)")
def _log_derivative(s: float, t: float, rise: float, refraction: complex, divisor: complex) -> complex:
    """du/dt / (iku) at the ground point (s, t), where the ground rises by `rise` a metre of s.

    The ground's normal is not the frame's. A wave and its reflection share one thing, the wave number along
    the ground, k cos(grazing angle), which gives the other derivative that turning the normal takes. The
    grazing angle is that of the wave straight from the transmitter; it counts only near the antennas and on
    steep slopes, where that is the wave that matters."""
    cosine = 1 / np.sqrt(1 + rise * rise)
    sine = rise * cosine
    distance = np.sqrt(s * s + t * t)
    grazing_sine = max(0.0, (s * sine - t * cosine) / distance)
    grazing_cosine = max(0.0, (s * cosine + t * sine) / distance) if grazing_sine > 0 else 1.0
    impedance = np.sqrt(refraction + grazing_sine * grazing_sine) / divisor
    return complex(sine * grazing_cosine - cosine * impedance)


@_compiled("UniTuple(c16, 2)(f8, c16)")
def _boundary(gap: float, change: complex) -> tuple[complex, complex]:
    """P, Q with u[last + 1] = P u[last] + Q u[last - 1], for ground `gap` rows (0 to 1) under row `last`,
    where u changes upwards by `change` times itself a row: a parabola meets that at the ground's true
    height."""
    under = -(gap + 0.5) - change * gap * (gap + 1) / 2
    at = 2 * gap - change * (1 - gap * gap)
    over = 0.5 - gap - change * gap * (gap - 1) / 2
    return -at / under, -over / under


@_compiled("void(c16[::1], c16[:,::1], c16[:,::1], c16[::1], i8)")
def _eliminate(field: Field, partial: Field, factors: Field, stretch: Field, last: int) -> None:
    """Forward sweep, from the top to row `last`, of both systems."""
    layer = stretch.size - 1
    first, second, over, here = 0j, 0j, 0j, field[0]
    for i in range(last + 1):
        under = field[i + 1]
        if i < layer:
            source = (stretch[i] * (over + 5 * here) + stretch[i + 1] * (under + 5 * here)) * (1 / 12)
        else:
            source = (over + 10 * here + under) * (1 / 12)
        first = source * factors[i, 0] - factors[i, 2] * first
        second = source * factors[i, 1] - factors[i, 3] * second
        partial[i, 0], partial[i, 1] = first, second
        over, here = here, under


@_compiled("void(c16[::1], c16[:,::1], c16[:,::1], UniTuple(c16, 2), UniTuple(c16, 2), i8)")
def _substitute(
    field: Field,
    partial: Field,
    factors: Field,
    weights: tuple[complex, complex],
    closing: tuple[complex, complex],
    last: int,
) -> None:
    """Close both systems at the ground and sweep back to the top; leave nothing under row last + 1."""
    near, far = closing
    a, b = weights
    w, x = factors[last, 4], factors[last, 5]
    first = partial[last, 0] - w * far * partial[last - 1, 0]
    second = partial[last, 1] - x * far * partial[last - 1, 1]
    first /= 1 + w * (near - far * factors[last - 1, 4])
    second /= 1 + x * (near - far * factors[last - 1, 5])
    field[last] = a * first + b * second
    for i in range(last - 1, -1, -1):
        first = partial[i, 0] - factors[i, 4] * first
        second = partial[i, 1] - factors[i, 5] * second
        field[i] = a * first + b * second
    field[last + 1] = near * field[last] + far * field[last - 1]
    field[last + 2 :] = 0


@_compiled("void(c16[::1], f8, i8, f8, f8, f8)")
def _light(
    field: Field, foot: float, rows_above: int, spacing: float, half_width: float, wavenumber: float
) -> None:
    """The source: a Gaussian, less a little of its second derivative.

    A bare Gaussian sends too little off its axis (4 dB at 30 degrees), and a ray reflected near a low antenna
    leaves at such angles. The derivative makes the pattern flat to the fourth order; along the axis it adds
    nothing, so the Gaussian's own transform still normalises the field."""
    bend = 1 + 2 / (wavenumber * half_width) ** 2
    for i in range(field.size - 2):
        t = (rows_above - i) * spacing
        if t > foot:
            x = (t / half_width) ** 2
            field[i] = np.exp(-x) * (1 + bend / 2 - bend * x)


@_compiled("c16(c16[::1], f8)")
def _field_at(field: Field, row: float) -> complex:
    """The field between rows."""
    i = min(max(int(np.floor(row)), 0), field.size - 2)
    return complex((i + 1 - row) * field[i] + (row - i) * field[i + 1])


@_compiled("void(f8[::1], i8[::1], f8[::1], f8, c16, c16, f8[:,::1], c16[::1])")
def _march_line(
    ground: Reals,
    shape: NDArray[np.int64],
    sizes: Reals,
    wavenumber: float,
    refraction: complex,
    divisor: complex,
    receivers: Reals,
    received: Field,
) -> None:
    """March one line over `ground` and leave the field at the receivers' (s, t) in `received`."""
    columns, rows_above, rows, layer_rows = shape[0], shape[1], shape[2], shape[3]
    step, spacing, half_width = sizes[0], sizes[1], sizes[2]
    p, q, a, b = _propagator(wavenumber * step)
    stretch = _layer_stretch(layer_rows)
    factors = _factors(p, q, 1 / (wavenumber * spacing) ** 2, stretch, rows)
    partial = np.empty((rows, 2), dtype=np.complex128)
    field = np.zeros(rows + 2, dtype=np.complex128)
    _light(field, ground[0], rows_above, spacing, half_width, wavenumber)
    for column in range(1, columns):
        # The step's middle stands for its ground: its end would shift every slope by half a step.
        depth = rows_above - 0.5 * (ground[column] + ground[column - 1]) / spacing
        last = min(max(int(np.floor(depth)), layer_rows + 2), rows - 2)
        rise = (ground[column] - ground[column - 1]) / step
        slope = _log_derivative(column * step, ground[column], rise, refraction, divisor)
        closing = _boundary(min(max(depth - last, 0.0), 1.0), 1j * wavenumber * spacing * slope)
        _eliminate(field, partial, factors, stretch, last)
        _substitute(field, partial, factors, (a, b), closing, last)
        for j in range(received.size):
            # Receivers beside the aimed line may stand between two columns: each takes its share of both.
            share = 1 - abs(receivers[j, 0] / step - column)
            if share > 0:
                received[j] += share * _field_at(field, rows_above - receivers[j, 1] / spacing)


@_compiled(
    "void(i8, i8, f8[::1], f8[::1], i8[::1], i8[:,::1], f8[:,::1],"
    " f8, c16, c16, f8[:,::1], i8[::1], c16[::1])"
)
def march_lines(
    first: int,
    end: int,
    along: Reals,
    across: Reals,
    point_starts: NDArray[np.int64],
    shapes: NDArray[np.int64],
    sizes: Reals,
    wavenumber: float,
    refraction: complex,
    divisor: complex,
    receivers: Reals,
    receiver_starts: NDArray[np.int64],
    received: Field,
) -> None:
    """March the lines first..end-1 of a batch; each writes its own part of `received`, which starts as zeros.

    along, across: the ground of all lines, one after the other, in their own line frames; line i has the
    points point_starts[i]:point_starts[i + 1], reaching from s <= 0 to beyond its last column.
    shapes (lines, 4): columns, rows above the line, rows, rows of the absorbing layer.
    sizes (lines, 4): step, spacing, half width of the Gaussian source, clearance that the transmitter keeps.
    refraction, divisor: the ground's impedance is sqrt(refraction + (grazing sine)^2) / divisor.
    receivers (receivers, 3): s, t, clearance that each keeps; receiver_starts as point_starts.
    """
    for line in range(first, end):
        points = slice(point_starts[line], point_starts[line + 1])
        mine = slice(receiver_starts[line], receiver_starts[line + 1])
        step = sizes[line, 0]
        ground = _ground_columns(along[points], across[points], step, shapes[line, 0])
        # A turned profile may fold over an antenna; the antenna stands in the open all the same.
        ground[0] = min(ground[0], -sizes[line, 3])
        for j in range(receiver_starts[line], receiver_starts[line + 1]):
            column = min(int(receivers[j, 0] / step), ground.size - 2)
            open_to = receivers[j, 1] - receivers[j, 2]
            ground[column] = min(ground[column], open_to)
            ground[column + 1] = min(ground[column + 1], open_to)
        _march_line(
            ground,
            shapes[line],
            sizes[line, :3],
            wavenumber,
            refraction,
            divisor,
            receivers[mine],
            received[mine],
        )
