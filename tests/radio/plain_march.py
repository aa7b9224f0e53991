"""The march once more, in double precision, column after column with whole matrices: slow, and plain to read.

It shares the grid and the turned ground with relaysim, and nothing of the marching: it is there to tell what single
precision and the lanes cost. The equations are those of relaysim/radio/wave_march.py and wave_columns.py.
"""

import numpy as np

from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground
from relaysim.radio.march_grid import MarchGrid
from relaysim.radio.pade_step import pade_step
from relaysim.radio.profile import Profile

LAYER_STRENGTH = 12.0


def plain_loss_db(profile: Profile, grid: MarchGrid, frequency_hz: float, ground: Ground) -> float:
    """The loss from the profile's transmitter to its receiver over `grid`, vertical polarisation; for ground that
    does not fold over when it is turned."""
    wavenumber = 2 * np.pi / wavelength_m(frequency_hz)
    heights = _ground(profile, grid)
    height = (grid.rows_above - np.arange(grid.rows)) * grid.spacing_m
    bend = 1 + 2 / (wavenumber * grid.source_half_width_m) ** 2
    x = (height / grid.source_half_width_m) ** 2
    field = np.where(height > heights[0], np.exp(-x) * (1 + bend / 2 - bend * x), 0) + 0j
    mass, stiffness = _differences(grid, wavenumber)
    p, q, a, b = pade_step(wavenumber * grid.step_m)
    for column in range(1, grid.columns):
        rise = (heights[column] - heights[column - 1]) / grid.step_m
        depth = grid.rows_above - 0.5 * (heights[column] + heights[column - 1]) / grid.spacing_m
        last = int(np.floor(depth))
        change, impedance = _slope(column * grid.step_m, heights[column], rise, ground)
        kh = wavenumber * grid.spacing_m
        near, far = _boundary(depth - last, 1j * kh * change)
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
            for row in range(last + 2, following + 2):
                turn = np.exp(-1j * kh * rise / np.hypot(1, rise) * (row - last))
                across = [1 + 1j * kh * impedance * (n - depth) for n in (row, last)]
                field[row] = solution[last] * turn * across[0] / across[1]
    empty = grid.source_half_width_m * np.sqrt(wavenumber / (2 * profile.slant_m))
    gain = 20 * np.log10(abs(field[grid.rows_above]) / empty)
    return float(free_space_loss_db(profile.slant_m, frequency_hz)) - float(gain)


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


def _slope(s: float, t: float, rise: float, ground: Ground) -> tuple[complex, complex]:
    cosine, sine = 1 / np.hypot(1, rise), rise / np.hypot(1, rise)
    grazing = max(0.0, (s * sine - t * cosine) / np.hypot(s, t))
    along = max(0.0, (s * cosine + t * sine) / np.hypot(s, t)) if grazing > 0 else 1.0
    impedance = cosine * complex(ground.surface_impedance("vertical", grazing))
    return sine * along - impedance, impedance


def _boundary(gap: float, change: complex) -> tuple[complex, complex]:
    """The row under the last from the last two, by the parabola that has its slope at the ground."""
    # u(x) = A + B x + C x^2 with x upwards from the last row; slope at x = -gap: B - 2 C gap = change u(-gap).
    basis = np.array([[1, 0, 0], [1, 1, 1], [change, -1 - change * gap, 2 * gap + change * gap**2]])
    near = np.linalg.solve(basis, np.array([1, 0, 0], dtype=complex))
    far = np.linalg.solve(basis, np.array([0, 1, 0], dtype=complex))
    at = np.array([1, -1, 1])
    return complex(at @ near), complex(at @ far)
