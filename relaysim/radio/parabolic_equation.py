"""Loss over real terrain: the parabolic wave equation in the vertical plane through both antennas.

One full wave from the ground's profile: reflection, the shadow behind a crest and the gain with height all
come out of it, for about a millisecond a link. What it can't know: waves round the side of a hill, fading,
other objects.

A line is marched in a frame turned to the straight line between its antennas, so that the waves that matter
run along the grid. Measured against an independent integral equation on real profiles of 220-534 m: 0.22 dB
at most, 0.07 rms.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import atan2, cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.march_grid import MarchGrid, check_frequency, lay_grid, step_m
from relaysim.radio.profile import Profile, Reals
from relaysim.radio.two_ray import two_ray_loss_db

# Nearer than this, or steeper, the ground between the antennas is one plane and the wave is two rays.
_SHORTEST_LINE = 5.0
_STEEPEST_LINE = 1.0
# Receivers over one place share a march while their lines lie within this of each other (radians).
_SHARED_ANGLE = 0.035


@dataclass(frozen=True, eq=False)
class _Line:
    """One march, in the line frame: the ground, the grid, the receivers as (s, t, clearance)."""

    along: Reals
    across: Reals
    grid: MarchGrid
    clearance_m: float
    receivers: Reals


def parabolic_equation_loss_db(
    distance_m: Reals,
    height_m: Reals,
    transmitter_height_m: float,
    receiver_heights_m: Reals,
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
) -> Reals:
    """Basic path loss between isotropic antennas at k receiver heights over one place, dB, shape (k,).

    The arguments are those of Profile, with a row of receiver heights; the rules are those of
    parabolic_equation_losses_db. One march serves all heights whose lines lie within 2 degrees.
    """
    heights = np.atleast_1d(np.asarray(receiver_heights_m, dtype=np.float64))
    order = np.argsort(heights, kind="stable")
    bundles: list[list[Profile]] = []
    for height in heights[order]:
        profile = Profile(distance_m, height_m, transmitter_height_m, float(height))
        if bundles and _share_a_march(bundles[-1][0], profile, frequency_hz):
            bundles[-1].append(profile)
        else:
            bundles.append([profile])
    losses = np.full(heights.shape, np.nan)
    losses[order] = _bundle_losses_db(bundles, frequency_hz, ground, polarisation, threads=1)
    return losses


def losses_along_db(
    profile: Profile,
    at_distance_m: Reals,
    at_height_m: Reals,
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
) -> Reals:
    """Basic path loss from the transmitter to k places over one profile by a single march, dB, shape (k,).

    at_distance_m: (k,) along the ground from the profile's first point, above 0, at most its length.
    at_height_m: (k,) above the ground there, 0 or more.

    The march is aimed at the profile's receiver: places off that line are answered less well (2 dB on a radial of real
    ground, where the line itself is within 1 dB). Unknown ground anywhere in the profile gives nan everywhere.

    Raises InputError as `parabolic_equation_losses_db`, or for a place outside the profile or under the ground.
    """
    check_frequency(frequency_hz)
    along = np.atleast_1d(np.asarray(at_distance_m, dtype=np.float64))
    up = np.atleast_1d(np.asarray(at_height_m, dtype=np.float64))
    if (
        along.shape != up.shape
        or not ((along > 0) & (along <= profile.length_m * (1 + 1e-12)) & (up >= 0)).all()
    ):
        raise InputError(
            "places along a profile: as many distances as heights, within the profile, none under the ground"
        )
    if not np.isfinite(profile.height_m).all():
        return np.full(along.shape, np.nan)
    feet = np.interp(profile.distance_m[0] + along, profile.distance_m, profile.height_m)
    rise = feet - profile.height_m[0] + up - profile.transmitter_height_m
    slant = np.hypot(along, rise)
    near = (np.abs(rise) > _STEEPEST_LINE * along) | (slant < _SHORTEST_LINE * wavelength_m(frequency_hz))
    losses = np.empty(along.shape)
    for i in np.flatnonzero(near):
        two_points = np.array([0.0, along[i]]), np.array([profile.height_m[0], feet[i]])
        leg = Profile(*two_points, profile.transmitter_height_m, float(up[i]))
        losses[i] = _plane_loss_db(leg, frequency_hz, ground, polarisation)
    if not near.all():
        line = _aim_at_places(profile, along[~near], rise[~near], up[~near], frequency_hz)
        wavenumber = 2 * pi / wavelength_m(frequency_hz)
        empty = line.grid.source_half_width_m * np.sqrt(wavenumber / (2 * slant[~near]))
        field = np.abs(_march([line], wavenumber, ground.impedance_terms(polarisation), threads=1))
        gain = 20 * np.log10(np.maximum(field, np.finfo(np.float64).tiny) / empty)
        losses[~near] = np.maximum(free_space_loss_db(slant[~near], frequency_hz) - gain, 0.0)
    return losses


def parabolic_equation_losses_db(
    profiles: Sequence[Profile],
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    threads: int = 2,
) -> Reals:
    """Basic path loss of each profile between isotropic antennas, dB, shape (m,).

    The answer is the same to the bit for any number of threads, and for a link alone or in a batch. Unknown
    ground anywhere in a profile (nan) gives nan. Antennas nearer to each other than 5 wavelengths, or one
    more than 45 degrees above the other, are taken as over one flat slope between their feet (two_ray). The
    ground goes on level beyond both ends.

    Flat ground: within 0.1 dB from 100 m on, 1.5 dB (in the fades) down to 3 m. Two antennas that both
    stand lower than a third of a wavelength lose accuracy; ground steeper than some 60 degrees against the
    line, one wall after another, is answered with too much loss, for a one-way march sends little round
    such corners.

    Raises InputError for a frequency outside 100 MHz - 6 GHz, or a grid of more than LARGEST_GRID_CELLS.
    """
    return _bundle_losses_db([[profile] for profile in profiles], frequency_hz, ground, polarisation, threads)


def choose_grid(profile: Profile, frequency_hz: float) -> MarchGrid:
    """The grid that the profile's march takes; raises InputError where the method can't serve (see above)."""
    check_frequency(frequency_hz)
    if not np.isfinite(profile.height_m).all():
        raise InputError("profile: part of the ground is unknown, so there is no grid for it")
    return _aim([_from_the_clear(profile, frequency_hz)], frequency_hz).grid


def _bundle_losses_db(
    bundles: Sequence[Sequence[Profile]],
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation,
    threads: int,
) -> Reals:
    """Losses of bundles of profiles that differ in the receiver's height only, one march each, end to end."""
    check_frequency(frequency_hz)
    flat = [profile for bundle in bundles for profile in bundle]
    known = np.array(
        [bool(np.isfinite(p.height_m).all() and np.isfinite(p.slant_m)) for p in flat], dtype=bool
    )
    near = np.array([_is_near(p, frequency_hz) for p in flat], dtype=bool)
    losses = np.full(len(flat), np.nan)
    for i in np.flatnonzero(known & near):
        losses[i] = _plane_loss_db(flat[i], frequency_hz, ground, polarisation)
    marched = iter(known & ~near)
    wanted = [[p for p in bundle if next(marched)] for bundle in bundles]
    lines = [
        _aim([_from_the_clear(p, frequency_hz) for p in bundle], frequency_hz) for bundle in wanted if bundle
    ]
    if lines:
        wavenumber = 2 * pi / wavelength_m(frequency_hz)
        slant = np.array([p.slant_m for bundle in wanted for p in bundle])
        half_width = np.repeat(
            [ln.grid.source_half_width_m for ln in lines], [len(ln.receivers) for ln in lines]
        )
        # What the source sends along its axis into empty space, from the Gaussian's own transform.
        empty = half_width * np.sqrt(wavenumber / (2 * slant))
        field = np.abs(_march(lines, wavenumber, ground.impedance_terms(polarisation), threads))
        gain = 20 * np.log10(np.maximum(field, np.finfo(np.float64).tiny) / empty)
        losses[known & ~near] = np.maximum(free_space_loss_db(slant, frequency_hz) - gain, 0.0)
    return losses


def _march(
    lines: Sequence[_Line], wavenumber: float, impedance: tuple[complex, complex], threads: int
) -> NDArray[np.complex128]:
    """The field at all receivers of all lines, in slices of about equal work for the threads."""
    # Here, not at the top: this import compiles the kernels.
    from relaysim.radio.wave_march import march_lines

    grids = [line.grid for line in lines]
    shapes = np.array([(g.columns, g.rows_above, g.rows, g.layer_rows) for g in grids], dtype=np.int64)
    sizes = np.array(
        [
            (g.step_m, g.spacing_m, g.source_half_width_m, ln.clearance_m)
            for g, ln in zip(grids, lines, strict=True)
        ]
    )
    receivers = np.concatenate([line.receivers for line in lines])
    received = np.zeros(len(receivers), dtype=np.complex128)
    along = np.concatenate([line.along for line in lines])
    across = np.concatenate([line.across for line in lines])
    point_starts = _starts([line.along.size for line in lines])
    receiver_starts = _starts([len(line.receivers) for line in lines])

    def run(first: int, end: int) -> None:
        march_lines(
            first, end, along, across, point_starts, shapes, sizes, wavenumber, *impedance,
            receivers, receiver_starts, received,
        )  # fmt: skip

    if threads <= 1 or len(lines) == 1:
        run(0, len(lines))
        return received
    work = np.cumsum([grid.cells for grid in grids])
    cuts = np.unique(np.searchsorted(work, np.linspace(0, work[-1], 4 * threads + 1)))
    cuts[-1] = len(lines)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, cuts[:-1].tolist(), cuts[1:].tolist()))
    return received


def _aim(bundle: Sequence[Profile], frequency_hz: float) -> _Line:
    """Turn the profile to the straight line at the middle one of the receivers, and lay the grid."""
    middle = bundle[len(bundle) // 2]
    length, rise = (np.array([getattr(p, what) for p in bundle]) for what in ("length_m", "rise_m"))
    up = np.array([p.receiver_height_m for p in bundle])
    return _aim_at_places(middle, length, rise, up, frequency_hz)


def _aim_at_places(middle: Profile, place_m: Reals, rise_m: Reals, up_m: Reals, frequency_hz: float) -> _Line:
    """The march aimed at a profile's receiver, with places (distance, rise above the transmitter, height above ground)."""
    run, rise = middle.length_m / middle.slant_m, middle.rise_m / middle.slant_m
    wavelength = wavelength_m(frequency_hz)
    step = step_m(middle, wavelength)
    # Level ground beyond both ends: a turned frame has columns before the one foot or behind the other.
    beyond = max(middle.transmitter_height_m, middle.receiver_height_m, float(up_m.max())) + 2 * step
    x, z = middle.distance_m - middle.distance_m[0], middle.height_m - middle.height_m[0]
    x = np.concatenate(([-beyond], x, [x[-1] + beyond]))
    z = np.concatenate(([z[0]], z, [z[-1]])) - middle.transmitter_height_m
    along, across = x * run + z * rise, z * run - x * rise
    receivers = np.column_stack(
        (place_m * run + rise_m * rise, rise_m * run - place_m * rise, up_m * run / 2)
    )
    grid = lay_grid(across, receivers, middle, step, wavelength)
    return _Line(along, across, grid, middle.transmitter_height_m * run / 2, receivers)


def _plane_loss_db(
    profile: Profile, frequency_hz: float, ground: Ground, polarisation: Polarisation
) -> float:
    """Two rays over the plane through both feet, with the antennas where they stand above it."""
    tilt = atan2(profile.height_m[-1] - profile.height_m[0], profile.length_m)
    lean = sin(tilt) * (profile.receiver_height_m - profile.transmitter_height_m)
    heights = (profile.transmitter_height_m * cos(tilt), profile.receiver_height_m * cos(tilt))
    distance = abs(profile.length_m / cos(tilt) + lean)
    return float(two_ray_loss_db(distance, *heights, frequency_hz, ground, polarisation))


def _is_near(profile: Profile, frequency_hz: float) -> bool:
    steep = abs(profile.rise_m) > _STEEPEST_LINE * profile.length_m
    return steep or profile.slant_m < _SHORTEST_LINE * wavelength_m(frequency_hz)


def _from_the_clear(profile: Profile, frequency_hz: float) -> Profile:
    """The same link from the receiver, where the transmitter is so low that its source would touch the
    ground: a loss has no direction."""
    low = profile.transmitter_height_m < min(wavelength_m(frequency_hz), profile.receiver_height_m)
    return profile.reversed() if low else profile


def _share_a_march(one: Profile, other: Profile, frequency_hz: float) -> bool:
    if one.transmitter_height_m < wavelength_m(frequency_hz):
        return False
    return abs(_elevation(other) - _elevation(one)) <= _SHARED_ANGLE


def _elevation(profile: Profile) -> float:
    return atan2(profile.rise_m, profile.length_m)


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
