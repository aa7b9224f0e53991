"""What a propagation model is: one question, asked of whatever answers it, here or in another package."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.profile import Profile

Floats = NDArray[np.float64]
Reals = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Wave:
    """What is the same for all links that are asked for at once.

    Attributes:
        body_radius_m: whose bulge the profiles' heights include; infinite for a flat world.
        threads: how many a model may use; it must change no result.
    """

    frequency_hz: float
    ground: Ground
    polarisation: Polarisation = "vertical"
    body_radius_m: float = math.inf
    threads: int = 2


class PropagationModel(Protocol):
    """Basic path losses between isotropic antennas; the group of its entry points is `relaysim.propagation`.

    Attributes:
        uses_terrain: whether the ground between the antennas counts. Losses of a model that looks at it are kept on
            disk from run to run; of one that does not, every answer says so.
        needs_ground: whether a scenario must say what the ground is made of (`link.ground`).
        summary: what it is, in a line.
    """

    @property
    def uses_terrain(self) -> bool: ...

    @property
    def needs_ground(self) -> bool: ...

    @property
    def summary(self) -> str: ...

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        """The loss of each profile, dB, shape (m,); nan where the ground is unknown that it needs to know, and only there.

        The same profile and wave give the same bits, whichever others are asked for at once.

        Raises: InputError where the model cannot serve, at this frequency say.
        """
        ...
