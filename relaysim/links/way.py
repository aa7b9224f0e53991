"""What lies along one link, to be drawn: ground, straight line, Fresnel zone, and the loss at places on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.links.model import LEAST_DISTANCE_M, PROFILE_STEP_M, RadioSettings
from relaysim.path.route import Floats
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.parabolic_equation import losses_along_db, parabolic_equation_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.propagation import path_losses_db, propagation_model
from relaysim.sightline import End, Ends, fresnel_radius_m, profiles
from relaysim.terrain.grid import Terrain

# Nearer to the first antenna the loss swings and says nothing about the link.
NEAREST_PLACE_M = 5.0
MOST_PLACES = 800
# A march answers well about its axis; high above low ground the places near its foot lie far below it.
OFF_AXIS_RAD = 0.25

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Way:
    """One way over the ground, from the first antenna to the second.

    Attributes:
        distance_m: (n,) along the ground from the first end, evenly spaced.
        ground_m: (n,) height of the ground, the body's bulge above the chord included, so that the line between the
            antennas is straight; nan where unknown.
        sigma_m: (n,) one standard deviation of it, nan where unknown; None if the terrain states none.
        line_m: (n,) height of the straight line between the antennas.
        fresnel_m: (n,) radius of the first Fresnel zone, 0 at the ends.
        place_m: (k,) distances at which the loss is given, from NEAREST_PLACE_M on; may be empty.
        loss_db: (k,) basic path loss from the first antenna to an antenna there, as high above its ground as the second
            one is above its own; nan where it cannot be known.
    """

    distance_m: Floats
    ground_m: Floats
    sigma_m: Floats | None
    line_m: Floats
    fresnel_m: Floats
    place_m: Floats
    loss_db: Floats


def way(terrain: Terrain, first: End, second: End, radio: RadioSettings) -> Way:
    """What lies along the link between two antennas that stand on known ground.

    The last place's loss may differ by a decibel or two from the link's own: with the parabolic equation one march
    answers all places, aimed at the last of them, and always sent from the first antenna. Over unknown ground its
    losses end; beyond the gap they are nan.

    Raises:
        InputError: as `path_losses_db`.
    """
    distance, ground, sigma = _ground(terrain, first, second)
    length = float(distance[-1])
    antennas = ground[0] + first.antenna_m, ground[-1] + second.antenna_m
    line = antennas[0] + (antennas[1] - antennas[0]) * distance / length
    fresnel = fresnel_radius_m(distance, length - distance, wavelength_m(radio.frequency_hz))
    places = _places(distance)
    profile = Profile(distance, ground, first.antenna_m, second.antenna_m)
    loss = _losses(profile, places, radio, terrain.ray_radius_m) if places.size else np.empty(0)
    return Way(distance, ground, sigma, line, fresnel, distance[places], loss)


def _ground(terrain: Terrain, first: End, second: End) -> tuple[Floats, Floats, Floats | None]:
    """Distances, heights and their sigma along the way."""
    ends = Ends.above_ground(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    (c1,), (r1,) = terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg)
    (c2,), (r2,) = terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg)
    length = np.maximum(ends.distance_m(terrain.body), LEAST_DISTANCE_M)
    found = profiles(
        terrain.heights_m, c1, r1, c2, r2, length, terrain.ray_radius_m, PROFILE_STEP_M
    )  # fmt: skip
    ground, part = found[0], np.linspace(0.0, 1.0, len(found[0]))
    distance = part * float(length[0])
    if terrain.sigma_m is None:
        return distance, ground, None
    lat, lon = terrain.geographic(c1 + (c2 - c1) * part, r1 + (r2 - r1) * part)
    return distance, ground, terrain.sigma_at_m(lat, lon)


def _places(distance_m: Floats) -> Places:
    """Which points of the profile the loss is asked for: the last always, if any."""
    far = np.flatnonzero(distance_m >= NEAREST_PLACE_M)
    if far.size <= MOST_PLACES:
        return far
    return np.unique(np.linspace(far[0], far[-1], MOST_PLACES).round().astype(np.intp))


def _losses(profile: Profile, places: Places, radio: RadioSettings, radius_m: float) -> Floats:
    """Basic path loss from the profile's first point to the places, by the radio's own model."""
    if propagation_model(radio.propagation).is_marched:
        return _marched(profile, places, radio)
    legs = [_leg(profile, int(n)) for n in places]
    losses = path_losses_db(
        radio.propagation, legs, frequency_hz=radio.frequency_hz, ground=radio.ground,
        polarisation=radio.polarisation, body_radius_m=radius_m,
    )  # fmt: skip
    return np.where(np.isfinite(profile.height_m[places]), losses, np.nan)


def _marched(profile: Profile, places: Places, radio: RadioSettings) -> Floats:
    """By one march over the ground as far as it is known; places far off its axis have marches of their own."""
    gaps = np.flatnonzero(np.isnan(profile.height_m))
    known = places[places < gaps[0]] if gaps.size else places
    losses = np.full(places.shape, np.nan)
    if known.size:
        whole = _leg(profile, int(known[-1]))
        settings: dict[str, Any] = {
            "frequency_hz": radio.frequency_hz, "ground": radio.ground, "polarisation": radio.polarisation,
        }  # fmt: skip
        up = profile.receiver_height_m
        beside = _off_axis(whole, known, up)
        on = known[~beside]
        losses[np.flatnonzero(~beside)] = losses_along_db(
            whole, profile.distance_m[on], np.full(on.shape, up), **settings
        )
        own = [_leg(profile, int(n)) for n in known[beside]]
        losses[np.flatnonzero(beside)] = parabolic_equation_losses_db(own, **settings)
    return losses


def _off_axis(whole: Profile, places: Places, up_m: float) -> NDArray[np.bool_]:
    """Which places lie off the straight line to the profile's end; the end itself never does."""
    rise = whole.height_m[places] + up_m - whole.height_m[0] - whole.transmitter_height_m
    angle = np.arctan2(rise, whole.distance_m[places]) - np.arctan2(whole.rise_m, whole.length_m)
    return np.asarray(np.abs(angle) > OFF_AXIS_RAD)


def _leg(profile: Profile, last: int) -> Profile:
    """The profile as far as one of its points."""
    return Profile(
        profile.distance_m[: last + 1], profile.height_m[: last + 1],
        profile.transmitter_height_m, profile.receiver_height_m,
    )  # fmt: skip
