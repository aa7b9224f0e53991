"""The propagation models by name: one question, four answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.p526 import p526_losses_db
from relaysim.radio.parabolic_equation import parabolic_equation_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.two_ray import two_ray_loss_db


@dataclass(frozen=True)
class PropagationModel:
    """A model as a user chooses it: its name, whether the ground between the antennas counts, what it is."""

    name: str
    uses_terrain: bool
    summary: str

    @property
    def title(self) -> str:
        """Its name, for people: with the warning that belongs to it."""
        return self.name if self.uses_terrain else f"{self.name}, which ignores the terrain"


PROPAGATION_MODELS: Mapping[str, PropagationModel] = MappingProxyType(
    {
        model.name: model
        for model in (
            PropagationModel(
                "parabolic-equation",
                True,
                "full wave over the profile of the ground, in the vertical plane (100 MHz to 6 GHz)",
            ),
            PropagationModel(
                "p526",
                True,
                "diffraction over the profile of the ground by ITU-R P.526 (delta-Bullington): quick, and some"
                " decibels off the full wave",
            ),
            PropagationModel(
                "two-ray",
                False,
                "direct, reflected and surface wave over flat ground; ignores terrain, takes the antennas'"
                " heights above the ground they stand on",
            ),
            PropagationModel(
                "free-space",
                False,
                "nothing in the way; ignores terrain, takes the straight-line distance",
            ),
        )
    }
)


def path_losses_db(
    model: str,
    profiles: Sequence[Profile],
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    body_radius_m: float = math.inf,
    threads: int = 2,
) -> NDArray[np.float64]:
    """Basic path loss of each profile between isotropic antennas by the named model, dB, shape (m,).

    nan marks unknown ground where the model needs to know it: anywhere in the profile for parabolic-equation
    and p526, under the antennas for free-space, nowhere for two-ray. Only parabolic-equation uses the threads.

    body_radius_m: whose bulge the profiles' heights include; infinite for a flat world.

    Raises InputError for a name not in PROPAGATION_MODELS, or where the model can't serve.
    """
    if model == "parabolic-equation":
        return parabolic_equation_losses_db(
            profiles, frequency_hz=frequency_hz, ground=ground, polarisation=polarisation, threads=threads
        )
    if model == "p526":
        return p526_losses_db(
            profiles,
            frequency_hz=frequency_hz,
            ground=ground,
            polarisation=polarisation,
            body_radius_m=body_radius_m,
        )
    if model == "two-ray":
        table = np.array(
            [(p.length_m, p.transmitter_height_m, p.receiver_height_m) for p in profiles], dtype=np.float64
        ).reshape(-1, 3)
        distance, transmitter, receiver = table.T
        return two_ray_loss_db(distance, transmitter, receiver, frequency_hz, ground, polarisation)
    if model == "free-space":
        return free_space_loss_db(np.array([p.slant_m for p in profiles], dtype=np.float64), frequency_hz)
    raise InputError(f"no propagation model is called '{model}'; there are {', '.join(PROPAGATION_MODELS)}")
