"""The propagation models that ship; each imports its solver when it is first asked, for one of them compiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relaysim.radio.profile import Profile
from relaysim.radio.propagation_model import Floats, Reals, Wave


class ParabolicEquation:
    """The full wave (relaysim.radio.parabolic_equation)."""

    uses_terrain = True
    needs_ground = True
    summary = "full wave over the profile of the ground, in the vertical plane (100 MHz to 6 GHz)"

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        from relaysim.radio.parabolic_equation import parabolic_equation_losses_db

        return parabolic_equation_losses_db(
            profiles,
            frequency_hz=wave.frequency_hz,
            ground=wave.ground,
            polarisation=wave.polarisation,
            threads=wave.threads,
        )


class P526:
    """Diffraction alone (relaysim.radio.p526)."""

    uses_terrain = True
    needs_ground = True
    summary = (
        "diffraction over the profile of the ground by ITU-R P.526 (delta-Bullington): quick, and some"
        " decibels off the full wave"
    )

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        from relaysim.radio.p526 import p526_losses_db

        return p526_losses_db(
            profiles,
            frequency_hz=wave.frequency_hz,
            ground=wave.ground,
            polarisation=wave.polarisation,
            body_radius_m=wave.body_radius_m,
        )


class TwoRay:
    """Flat ground (relaysim.radio.two_ray)."""

    uses_terrain = False
    needs_ground = True
    summary = (
        "direct, reflected and surface wave over flat ground; ignores terrain, takes the antennas'"
        " heights above the ground they stand on"
    )

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        from relaysim.radio.two_ray import two_ray_loss_db

        table = np.array(
            [(p.length_m, p.transmitter_height_m, p.receiver_height_m) for p in profiles], dtype=np.float64
        ).reshape(-1, 3)
        distance, transmitter, receiver = table.T
        return two_ray_loss_db(
            distance, transmitter, receiver, wave.frequency_hz, wave.ground, wave.polarisation
        )

    def losses_to_places_db(
        self, distance_m: Reals, rise_m: Reals, antennas_m: tuple[float, float], wave: Wave
    ) -> Floats:
        from relaysim.radio.two_ray import two_ray_loss_db

        return two_ray_loss_db(distance_m, *antennas_m, wave.frequency_hz, wave.ground, wave.polarisation)


class FreeSpace:
    """Nothing in the way (relaysim.radio.free_space)."""

    uses_terrain = False
    needs_ground = False
    summary = "nothing in the way; ignores terrain, takes the straight-line distance"

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        from relaysim.radio.free_space import free_space_loss_db

        return free_space_loss_db(
            np.array([p.slant_m for p in profiles], dtype=np.float64), wave.frequency_hz
        )

    def losses_to_places_db(
        self, distance_m: Reals, rise_m: Reals, antennas_m: tuple[float, float], wave: Wave
    ) -> Floats:
        from relaysim.radio.free_space import free_space_loss_db

        return free_space_loss_db(np.hypot(distance_m, rise_m), wave.frequency_hz)
