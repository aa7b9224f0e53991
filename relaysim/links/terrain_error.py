"""The error of a terrain, as fields that could be added to it: random, but smooth over a distance.

A field is a sum of plane waves with random directions, lengths and phases (random Fourier features: Rahimi & Recht,
NIPS 2007; in geostatistics the spectral method, Mantoglou & Wilson, Water Resour. Res. 18 (1982) 1379). It can be asked
anywhere without a raster, and gives two links over the same hill the same hill.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from relaysim.errors import InputError
from relaysim.path.route import Floats
from relaysim.streams import Streams

WAVES = 96
STREAM = "terrain error"

# A kilometre of error, or of its reach, says that nothing is known: then no sightline can be asked for.
LARGEST_SIGMA_M = 1000.0
# Slopes of errors, root mean square, metres a metre: beyond it every drawn ground would be cliffs.
STEEPEST = 1.0


@dataclass(frozen=True)
class TerrainError:
    """What is not known of a terrain's heights.

    Attributes:
        sigma_m: standard deviation of a height; None takes the terrain's own band.
        correlation_m: the distance over which two errors have the correlation 1/e: exp(-(d / correlation)^2).
    """

    sigma_m: float | None
    correlation_m: float

    def __post_init__(self) -> None:
        if self.sigma_m is not None and not 0.0 <= self.sigma_m <= LARGEST_SIGMA_M:
            raise InputError(f"terrain error of {self.sigma_m:g} m: it must be 0 to {LARGEST_SIGMA_M:g} m")
        if not 1.0 <= self.correlation_m <= 1e6:
            raise InputError(f"correlation length of {self.correlation_m:g} m: it must be 1 m to 1000 km")
        # The slope of a field with this correlation has the standard deviation sqrt(2) sigma / length.
        if self.sigma_m is not None and sqrt(2) * self.sigma_m > STEEPEST * self.correlation_m:
            raise InputError(
                f"terrain error of {self.sigma_m:g} m over a correlation length of {self.correlation_m:g} m: ground so"
                f" steep (its slopes' root mean square over 45 degrees) that no loss means anything; errors of that size"
                f" reach {sqrt(2) * self.sigma_m / STEEPEST:.0f} m or more"
            )


@dataclass(frozen=True)
class ErrorFields:
    """Some fields of unit variance in a local metric frame.

    Attributes:
        east, north: (members, WAVES) wave numbers, radians a metre; phase (members, WAVES).
    """

    east: Floats
    north: Floats
    phase: Floats

    @staticmethod
    def drawn(members: int, correlation_m: float, seed: int) -> ErrorFields:
        """So many independent fields from the stream of that seed; the first ones do not depend on how many."""
        draw = Streams(seed).named(STREAM)
        numbers = draw.standard_normal((members, 3, WAVES))
        # The spectrum of exp(-(d / c)^2) is normal with standard deviation sqrt(2) / c in either direction.
        scale = sqrt(2.0) / correlation_m
        phase = 2.0 * pi * _uniform(numbers[:, 2])
        return ErrorFields(numbers[:, 0] * scale, numbers[:, 1] * scale, phase)

    def along(self, first_m: tuple[float, float], last_m: tuple[float, float], nodes: int) -> Floats:
        """The fields at evenly spaced nodes of a straight line, both ends among them: (nodes, members), nodes >= 2."""
        from relaysim.links.field_lines import add_waves

        total = np.zeros((nodes, self.east.shape[0]))
        step_x, step_y = ((b - a) / (nodes - 1) for a, b in zip(first_m, last_m, strict=True))
        waves = (np.ascontiguousarray(part.T) for part in (self.east, self.north, self.phase))
        add_waves(*first_m, step_x, step_y, *waves, total)
        return total * sqrt(2.0 / WAVES)


def _uniform(normal: Floats) -> Floats:
    """Normal numbers made uniform from 0 to 1."""
    from relaysim.radio.normal import normal_cdf

    return normal_cdf(normal)
