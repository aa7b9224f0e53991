"""The march once more, in double precision, column after column with whole matrices: slow, and plain to read.

It shares the grid and the turned ground with relaysim, and nothing of the marching: it is there to tell what single
precision and the lanes cost. The equations are those of relaysim/radio/wave_march.py and wave_columns.py.
"""

import numpy as np

from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground
from relaysim.radio.march_grid import MarchGrid
from relaysim.radio.pade_step import pade_step, steep_step
from relaysim.radio.profile import Profile

LAYER_STRENGTH = 12.0


def plain_loss_db(profile: Profile, grid: MarchGrid, frequency_hz: float, ground: Ground) -> float:
    """The loss from the profile's transmitter to its receiver over `grid`, vertical polarisation; for ground that
    does not fold over when it is turned."""
    wavenumber = 2 * np.pi / wavelength_m(frequency_hz)
    heights = _ground(profile, grid)
    height = (grid.rows_above - np.arange(grid.rows)) * grid.spacing_m
    steep = grid.steepest_sine > 0
    field = np.where(height > heights[0], _source(grid, wavenumber, height), 0) + 0j
    mass, stiffness = _differences(grid, wavenumber)
    phase_step = wavenumber * grid.step_m
    p, q, a, b = steep_step(phase_step, grid.steepest_sine) if steep else pade_step(phase_step)
    for column in range(1, grid.columns):
        rise = (heights[column] - heights[column - 1]) / grid.step_m
        depth = grid.rows_above - 0.5 * (heights[column] + heights[column - 1]) / grid.spacing_m
        last = int(np.floor(depth))
        along, impedance = _slope(column * grid.step_m, heights[column], rise, ground)
        kh = wavenumber * grid.spacing_m
        # Over steep ground the parabola is laid through the field without its turning along the ground.
        twist = kh * along if steep else 0.0
        near, far = _boundary(depth - last, 1j * (kh * (along - impedance) - twist))
        near, far = near * np.exp(-1j * twist), far * np.exp(-2j * twist)
        source = (mass @ field)[: last + 1]
        solution = np.zeros(last + 1, dtype=complex)
        for pole, weight in ((p, a), (q, b)):
            matrix = (mass + pole * stiffness)[: last + 1, : last + 2].copy()
            matrix[last, last] += matrix[last, last + 1] * near
            matrix[last, last - 1] += matrix[last, last + 1] * far
            solution += weight * np.linalg.solve(matrix[:, : last + 1], source)
        field = np.zeros(grid.rows, dtype=complex)
        field[: last + 1] = solution
        field[last + 1] = near * solution[last] + far * solution[last - 1]
        if column + 1 < grid.columns:
            falls = (heights[column] - heights[column + 1]) / grid.step_m
            following = int(
                np.floor(grid.rows_above - 0.5 * sum(heights[column : column + 2]) / grid.spacing_m)
            )
            assert falls < 0.9
            # A wave along the ground, from the last row, or fitted to the last two.
            known = np.array([last, last - 1]) if steep else np.array([last])
            wave = _along_ground(known, last, depth, kh, rise, impedance)
            size = np.vdot(wave, solution[known]) / np.vdot(wave, wave)
            below = np.arange(last + 2, following + 2)
            field[below] = size * _along_ground(below, last, depth, kh, rise, impedance)
    empty = grid.source_half_width_m * np.sqrt(wavenumber / (2 * profile.slant_m))
    gain = 20 * np.log10(abs(field[grid.rows_above]) / empty)
    return float(free_space_loss_db(profile.slant_m, frequency_hz)) - float(gain)


def _source(grid: MarchGrid, wavenumber: float, height: np.ndarray) -> np.ndarray:
    """A Gaussian with its second derivative, over steep ground with its fourth as well: as if from a point, up to the
    fourth or the sixth power of the angle's sine."""
    kappa = (wavenumber * grid.source_half_width_m / 2) ** 2
    x = (height / grid.source_half_width_m) ** 2
    shape = 1 + (kappa + 1 / 2) * (2 - 4 * x) / (4 * kappa)
    if grid.steepest_sine > 0:
        fourth = kappa**2 / 2 + kappa / 2 + 3 / 8
        shape = shape + fourth * (12 - 48 * x + 16 * x**2) / (16 * kappa**2)
    return np.asarray(np.exp(-x) * shape)


def _along_ground(
    rows: np.ndarray, last: int, depth: float, kh: float, rise: float, impedance: complex
) -> np.ndarray:
    turn = np.exp(-1j * kh * rise / np.hypot(1, rise) * (rows - last))
    return np.asarray(turn * (1 + 1j * kh * impedance * (rows - depth)))


def _ground(profile: Profile, grid: MarchGrid) -> np.ndarray:
    x, z = profile.distance_m, profile.height_m - profile.height_m[0] - profile.transmitter_height_m
    x = np.concatenate(([x[0] - 50], x, [x[-1] + 50])) - x[0]
    z = np.concatenate((z[:1], z, z[-1:]))
    run, lift = profile.length_m / profile.slant_m, profile.rise_m / profile.slant_m
    along, across = x * run + z * lift, z * run - x * lift
    assert (np.diff(along) > 0).all()
    return np.interp(np.arange(grid.columns) * grid.step_m, along, across)


def _differences(grid: MarchGrid, wavenumber: float) -> tuple[np.ndarray, np.ndarray]:
    """Matrices of fourth-order compact differences: second derivative = stiffness / mass, over wave number squared."""
    deep = np.maximum(0, grid.layer_rows - np.arange(grid.rows + 1)) / grid.layer_rows
    stretch = 1 + (1 + 1j) * LAYER_STRENGTH * deep**3
    above, below = stretch[:-1], stretch[1:]
    mass = np.diag((above + below) * 5 / 12) + np.diag(below[:-1] / 12, 1) + np.diag(above[1:] / 12, -1)
    stiffness = np.diag(-(1 / above + 1 / below)) + np.diag(1 / below[:-1], 1) + np.diag(1 / above[1:], -1)
    return mass, stiffness / (wavenumber * grid.spacing_m) ** 2


def _slope(s: float, t: float, rise: float, ground: Ground) -> tuple[float, complex]:
    """The wave number along the ground, across the line, and the ground's impedance there, over that of space."""
    cosine, sine = 1 / np.hypot(1, rise), rise / np.hypot(1, rise)
    grazing = max(0.0, (s * sine - t * cosine) / np.hypot(s, t))
    along = max(0.0, (s * cosine + t * sine) / np.hypot(s, t)) if grazing > 0 else 1.0
    impedance = cosine * complex(ground.surface_impedance("vertical", grazing))
    return sine * along, impedance


def _boundary(gap: float, change: complex) -> tuple[complex, complex]:
    """The row under the last from the last two, by the parabola that has its slope at the ground."""
    # u(x) = A + B x + C x^2 with x upwards from the last row; slope at x = -gap: B - 2 C gap = change u(-gap).
    basis = np.array([[1, 0, 0], [1, 1, 1], [change, -1 - change * gap, 2 * gap + change * gap**2]])
    near = np.linalg.solve(basis, np.array([1, 0, 0], dtype=complex))
    far = np.linalg.solve(basis, np.array([0, 1, 0], dtype=complex))
    at = np.array([1, -1, 1])
    return complex(at @ near), complex(at @ far)
