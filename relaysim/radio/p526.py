"""Loss over real terrain by ITU-R P.526: the delta-Bullington method."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.radio.bullington import bullington_loss_db, horizon_slopes
from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.profile import Profile
from relaysim.radio.smooth_sphere import smooth_sphere_loss_db

Reals = NDArray[np.float64]


def p526_losses_db(
    profiles: Sequence[Profile],
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    body_radius_m: float = math.inf,
) -> Reals:
    """Basic path loss of each profile between isotropic antennas, dB, shape (m,): free space over the
    straight-line distance, and the diffraction loss of delta_bullington_loss_db.

    Unknown ground anywhere in a profile gives nan. Arguments and errors: as there.
    """
    slant = np.array([p.slant_m for p in profiles], dtype=np.float64)
    diffraction = [
        delta_bullington_loss_db(
            p,
            frequency_hz=frequency_hz,
            ground=ground,
            polarisation=polarisation,
            body_radius_m=body_radius_m,
        )
        for p in profiles
    ]
    return free_space_loss_db(slant, frequency_hz) + np.array(diffraction, dtype=np.float64)


def delta_bullington_loss_db(
    profile: Profile,
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    body_radius_m: float = math.inf,
) -> float:
    """Diffraction loss of a profile against free space, dB, 0 or more; nan with unknown ground anywhere in it.

    Bullington's loss over the real ground, and what a smooth sphere under it costs more by the wave than by
    the same construction. Ground is known at the profile's points only: between its two ends alone there is
    none in the way.

    body_radius_m: whose bulge the profile's heights include, and of the smooth sphere. Under air that bends rays both
    are of k times the body's radius, 4/3 of it in the Earth's median atmosphere. Infinite is a flat world:
    heights include no bulge, and the smooth sphere is its limit, a flat ground.

    Raises InputError for a frequency or radius that is not positive.

    Reference: ITU-R P.526-15, section 4.5 (the effective antenna heights included); it is the median diffraction
    loss of P.452 and P.1812, too.
    """
    wavelength = wavelength_m(frequency_hz)
    if not body_radius_m > 0:
        raise InputError(f"radius {body_radius_m} m of the body: must be a positive number, or infinite")
    transmitter, receiver = profile.transmitter_height_m, profile.receiver_height_m
    if not math.isfinite(float(profile.height_m.sum()) + transmitter + receiver):
        return math.nan
    length = profile.length_m
    near = profile.distance_m - profile.distance_m[0]
    far = length - near
    between = slice(1, -1)
    bulge = (near * far / (2 * body_radius_m))[between]
    # Everything from here on is counted from the straight line between the ground under the two antennas.
    raised = profile.height_m - (profile.height_m[0] * far + profile.height_m[-1] * near) / length
    bare = raised.copy()
    bare[between] -= bulge
    smooth1, smooth2 = _smooth_ends_m(near, bare)
    near, far, raised, bare = near[between], far[between], raised[between], bare[between]
    line = (transmitter * far + receiver * near) / length

    rise1, rise2 = _obstruction_shares_m(bare - line, near, far)
    height1 = transmitter + max(rise1 - smooth1, 0.0)
    height2 = receiver + max(rise2 - smooth2, 0.0)
    real_db = bullington_loss_db(raised - line, near, far, wavelength)
    smooth_line = (height1 * far + height2 * near) / length
    smooth_db = bullington_loss_db(bulge - smooth_line, near, far, wavelength)
    sphere_db = smooth_sphere_loss_db(
        length, height1, height2, frequency_hz=frequency_hz, ground=ground, polarisation=polarisation,
        radius_m=body_radius_m,
    )  # fmt: skip
    return real_db + max(sphere_db - smooth_db, 0.0)


def _smooth_ends_m(along_m: Reals, height_m: Reals) -> tuple[float, float]:
    """Heights at both ends of the straight line that fits the ground with the least squares."""
    length, step = along_m[-1], np.diff(along_m)
    area = float(step @ (height_m[1:] + height_m[:-1]))
    moment = float(
        step
        @ (height_m[1:] * (2 * along_m[1:] + along_m[:-1]) + height_m[:-1] * (along_m[1:] + 2 * along_m[:-1]))
    )
    return (2 * area * length - moment) / length**2, (moment - area * length) / length**2


def _obstruction_shares_m(excess_m: Reals, near_m: Reals, far_m: Reals) -> tuple[float, float]:
    """By how much each end of the smooth ground is lowered: the highest obstruction, shared by the slopes to it.

    excess_m: the ground without the bulge above the straight line between the antennas."""
    highest = float(excess_m.max(initial=0.0))
    if highest <= 0:
        return 0.0, 0.0
    slope1, slope2 = horizon_slopes(excess_m, near_m, far_m)
    return highest * slope1 / (slope1 + slope2), highest * slope2 / (slope1 + slope2)
