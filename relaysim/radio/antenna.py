"""An antenna's gain by direction, in the frame of the vehicle that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SHORT_DIPOLE_DBI = 1.76
# A real antenna's null is filled by what carries it: below this the ideal pattern is not followed.
DEEPEST_NULL_DBI = -30.0


@dataclass(frozen=True, eq=False)
class AntennaPattern:
    """Gain on a grid of directions, bilinear in decibels between them.

    Attributes:
        name: of a built-in pattern, or the file it came from.
        azimuth_deg: (k,) rising within 0 to below 360: 0 forward of the vehicle, clockwise seen from above. One
            value alone is an antenna without a preferred side.
        elevation_deg: (m,) rising within -90 to 90, m >= 2; beyond the first and the last the gain stays theirs.
        gain_dbi: (k, m).
        summary: what it is, for people.
    """

    name: str
    azimuth_deg: Floats
    elevation_deg: Floats
    gain_dbi: Floats
    summary: str = ""

    @property
    def is_isotropic(self) -> bool:
        """Whether it is 0 dBi in every direction."""
        return not self.gain_dbi.any()

    def gain_at(self, azimuth_deg: ArrayLike, elevation_deg: ArrayLike) -> Floats:
        """Gain towards directions of the vehicle's frame, dBi; the arguments broadcast, nan gives nan.

        Periodic in azimuth: any number of turns may be added.
        """
        # Each is looked up as it comes: a circle of headings by a row of elevations costs a row and a circle.
        azimuth = np.asarray(azimuth_deg, dtype=np.float64)
        elevation = np.asarray(elevation_deg, dtype=np.float64)
        left, right, across = self._between_azimuths(np.mod(azimuth, 360.0))
        below, up = self._between_elevations(elevation)
        lower = self.gain_dbi[left, below] * (1.0 - across) + self.gain_dbi[right, below] * across
        upper = self.gain_dbi[left, below + 1] * (1.0 - across) + self.gain_dbi[right, below + 1] * across
        return np.asarray(lower * (1.0 - up) + upper * up, dtype=np.float64)

    def _between_azimuths(self, azimuth: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """Index before, index after, and how far between the two (0 to 1); the last is followed by the first."""
        count = len(self.azimuth_deg)
        left = np.mod(np.searchsorted(self.azimuth_deg, azimuth, side="right") - 1, count)
        right = np.mod(left + 1, count)
        wide = np.mod(self.azimuth_deg[right] - self.azimuth_deg[left], 360.0)
        part = np.mod(azimuth - self.azimuth_deg[left], 360.0)
        return left, right, part / np.where(wide > 0.0, wide, np.inf)

    def _between_elevations(self, elevation: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Index below, and how far from it to the next (0 to 1)."""
        grid = self.elevation_deg
        inside = np.clip(elevation, grid[0], grid[-1])
        below = np.clip(np.searchsorted(grid, inside, side="right") - 1, 0, len(grid) - 2)
        return below, (inside - grid[below]) / (grid[below + 1] - grid[below])


def _short_monopole() -> AntennaPattern:
    elevation = np.arange(-90.0, 91.0)
    with np.errstate(divide="ignore"):
        gain = SHORT_DIPOLE_DBI + 20.0 * np.log10(np.maximum(np.cos(np.radians(elevation)), 0.0))
    return AntennaPattern(
        name="short-monopole",
        azimuth_deg=np.zeros(1),
        elevation_deg=elevation,
        gain_dbi=np.maximum(gain, DEEPEST_NULL_DBI)[None, :],
        summary="upright, 1.76 dBi at the horizon and cosine squared in elevation, as of a short dipole",
    )


ISOTROPIC = AntennaPattern(
    "isotropic", np.zeros(1), np.array([-90.0, 90.0]), np.zeros((1, 2)), "the same in every direction"
)
BUILT_IN_PATTERNS: Mapping[str, AntennaPattern] = MappingProxyType(
    {pattern.name: pattern for pattern in (ISOTROPIC, _short_monopole())}
)
