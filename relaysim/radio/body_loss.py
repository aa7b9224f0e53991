"""What a vehicle's own body takes from its radio, by the bearing from its heading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BodySector:
    """A range of bearings that the body stands in.

    Attributes:
        from_deg, to_deg: clockwise from the heading, seen from above; the sector goes clockwise from the one to
            the other, through the heading where `to_deg` is the smaller; all round from 0 to 360.
        loss_db, sigma_db: the loss, and its standard deviation.
    """

    from_deg: float
    to_deg: float
    loss_db: float
    sigma_db: float = 0.0

    @property
    def width_deg(self) -> float:
        """How many degrees it takes of the circle, 0 to 360."""
        span = self.to_deg - self.from_deg
        return span if span == 360.0 else float(np.mod(span, 360.0))

    def holds(self, bearing_deg: ArrayLike) -> NDArray[np.bool_]:
        """Whether bearings lie in it: its first edge does, its last does not; nan lies in none."""
        bearing = np.asarray(bearing_deg, dtype=np.float64)
        return np.asarray(np.mod(bearing - self.from_deg, 360.0) < self.width_deg)

    def overlaps(self, other: BodySector) -> bool:
        """Whether the two share bearings."""
        return bool(
            (self.width_deg and other.width_deg)
            and (self.holds(other.from_deg) or other.holds(self.from_deg))
        )


@dataclass(frozen=True)
class BodyLoss:
    """Sectors that do not overlap; between them nothing is lost."""

    sectors: tuple[BodySector, ...] = ()

    def at(self, bearing_deg: ArrayLike) -> tuple[Floats, Floats]:
        """(loss_db, sigma_db) towards bearings clockwise from the heading; nan gives nan."""
        bearing = np.asarray(bearing_deg, dtype=np.float64)
        loss = np.where(np.isnan(bearing), np.nan, 0.0)
        sigma = loss.copy()
        for sector in self.sectors:
            inside = sector.holds(bearing)
            loss = np.where(inside, sector.loss_db, loss)
            sigma = np.where(inside, sector.sigma_db, sigma)
        return loss, sigma
