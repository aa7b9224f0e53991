"""A link as the radio sees it: the ground between two antennas, and how high each stands above it."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, isfinite

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Profile:
    """The ground between two antennas, and how high each stands above it.

    distance_m: (n,) along the ground from the transmitter, rising, n >= 2; height_m: (n,) height of the
    ground in metres over any level, the body's bulge included; nan where it is unknown. The first point is
    under the transmitter, the last under the receiver. Antenna heights: metres above those points, 0 or more.

    Raises InputError if the shapes differ, the distances do not rise, or an antenna is below the ground or its height
    no finite number.
    """

    distance_m: Reals
    height_m: Reals
    transmitter_height_m: float
    receiver_height_m: float

    def __post_init__(self) -> None:
        distance = np.ascontiguousarray(self.distance_m, dtype=np.float64)
        height = np.ascontiguousarray(self.height_m, dtype=np.float64)
        object.__setattr__(self, "distance_m", distance)
        object.__setattr__(self, "height_m", height)
        if distance.ndim != 1 or distance.shape != height.shape or distance.size < 2:
            raise InputError(
                f"profile: distances {distance.shape} and heights {height.shape} must be two rows"
                " of one length, 2 or more"
            )
        # What rises from one finite number to another is finite between, too; nan rises from nothing.
        if not (isfinite(distance[0]) and isfinite(distance[-1]) and (distance[1:] > distance[:-1]).all()):
            raise InputError("profile: the distances must rise from point to point")
        self._check_antennas()

    def _check_antennas(self) -> None:
        for name, antenna in (
            ("transmitter", self.transmitter_height_m),
            ("receiver", self.receiver_height_m),
        ):
            if not 0 <= antenna < inf:  # nan is neither
                raise InputError(
                    f"profile: the {name} stands {antenna:g} m above the ground; it must be a number, 0 or more"
                )

    @staticmethod
    def on_sampled_ground(
        distance_m: Reals, height_m: Reals, transmitter_height_m: float, receiver_height_m: float
    ) -> Profile:
        """A profile whose two rows, contiguous float64, were made by sampling: they are taken as they are, for to check
        thousands of them takes as long as to make them. Raises InputError for the antennas alone.
        """
        made = object.__new__(Profile)
        made.__dict__.update(
            distance_m=distance_m,
            height_m=height_m,
            transmitter_height_m=transmitter_height_m,
            receiver_height_m=receiver_height_m,
        )
        made._check_antennas()
        return made

    def over(self, height_m: Reals) -> Profile:
        """The same link over other heights of the same places, contiguous float64; they are taken as they are."""
        return Profile.on_sampled_ground(
            self.distance_m, height_m, self.transmitter_height_m, self.receiver_height_m
        )

    def reversed(self) -> Profile:
        """The same link with transmitter and receiver exchanged."""
        last = self.distance_m[-1]
        return Profile(
            last - self.distance_m[::-1],
            self.height_m[::-1],
            self.receiver_height_m,
            self.transmitter_height_m,
        )

    @property
    def length_m(self) -> float:
        """Distance along the ground."""
        return float(self.distance_m[-1] - self.distance_m[0])

    @property
    def rise_m(self) -> float:
        """How far the receiver stands above the transmitter; negative below it, nan over unknown ground."""
        return (
            float(self.height_m[-1] - self.height_m[0]) + self.receiver_height_m - self.transmitter_height_m
        )

    @property
    def slant_m(self) -> float:
        """Straight-line distance between the antennas; nan over unknown ground at either end."""
        return hypot(self.length_m, self.rise_m)
