"""What antennas and bodies add to the links between one stand of the rover and many landing places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from relaysim.links.attitude import Attitude
from relaysim.links.lean import ground_slopes
from relaysim.links.model import LinkModel
from relaysim.links.mount import Mount
from relaysim.links.pointing import Axes, axes, seen_from, straight_line
from relaysim.path.route import Floats
from relaysim.planning.landing.cells import LandingCells
from relaysim.planning.landing.itinerary import Stand

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class StandAntennas:
    """Gains towards the cells, by the same rules as `LinkModel.evaluate`; its terrain is that of the cells."""

    link: LinkModel
    cells: LandingCells

    @property
    def most_db(self) -> float:
        """The most that any direction of the two antennas can add."""
        return sum(_most_db(mount) for mount in (self.link.rover_mount, self.link.helicopter_mount))

    @property
    def least_db(self) -> float:
        """The least that any direction of the two antennas leaves."""
        return sum(_least_db(mount) for mount in (self.link.rover_mount, self.link.helicopter_mount))

    def gains_db(self, stand: Stand, wanted: Indices) -> Floats:
        """Gain of both antennas less what the bodies take, along the straight line, dB, for some of the cells."""
        link, cells = self.link, self.cells
        if link.has_plain_antennas:
            return np.zeros(wanted.shape)
        terrain = link.terrain
        along = terrain.body.distance_m(
            stand.latitude_deg, stand.longitude_deg, cells.latitude_deg[wanted], cells.longitude_deg[wanted]
        )
        ground = float(terrain.height_m(stand.latitude_deg, stand.longitude_deg))
        rise = cells.ground_m[wanted] + link.helicopter_antenna_m - ground - link.rover_antenna_m
        east, north = cells.x_m[wanted] - stand.x_m, cells.y_m[wanted] - stand.y_m
        radius = terrain.ray_radius_m
        gain = np.zeros(wanted.shape)
        if not link.rover_mount.is_plain:
            out = straight_line(east, north, along, rise, radius)
            gain += _towards(link.rover_mount, self._rover_axes(stand), out)
        if not link.helicopter_mount.is_plain:
            back = straight_line(-east, -north, along, -rise, radius)
            own = Axes(self._helicopter_axes.forward[wanted], self._helicopter_axes.upward[wanted])
            gain += _towards(link.helicopter_mount, own, back)
        return gain

    def _rover_axes(self, stand: Stand) -> Axes:
        place = np.array([stand.x_m]), np.array([stand.y_m])
        return axes(stand.attitude, *_slopes(self.link, self.link.rover_mount, *place))

    @cached_property
    def _helicopter_axes(self) -> Axes:
        """Of a helicopter in each cell: its heading is never known."""
        slopes = _slopes(self.link, self.link.helicopter_mount, self.cells.x_m, self.cells.y_m)
        return axes(Attitude.unknown(self.cells.count), *slopes)


def _slopes(link: LinkModel, mount: Mount, x_m: Floats, y_m: Floats) -> Floats:
    """Rise of the ground per metre east and north, (2, n); 0 for a vehicle that stands upright, and on unknown ground."""
    if not mount.tilts_with_ground:
        return np.zeros((2, len(x_m)))
    found = np.array(ground_slopes(link.terrain, link.frame, x_m, y_m))
    return np.where(np.isfinite(found).all(axis=0), found, 0.0)


def _towards(mount: Mount, own: Axes, line: Floats) -> Floats:
    """The mount's gain towards directions (n, 3)."""
    azimuth, elevation = seen_from(own, line)
    lost = np.isnan(azimuth)
    gain = np.empty(elevation.shape)
    gain[~lost] = mount.towards(azimuth[~lost], elevation[~lost])[0]
    if lost.any():
        # The mean over all headings is linear between the pattern's own elevations, as the pattern is.
        knots = mount.pattern.elevation_deg
        means = mount.towards(np.full(knots.shape, np.nan), knots)[0]
        gain[lost] = np.interp(elevation[lost], knots, means)
    return gain


def _most_db(mount: Mount) -> float:
    least = min([0.0, *(sector.loss_db for sector in mount.body.sectors)])
    return float(mount.pattern.gain_dbi.max()) - least


def _least_db(mount: Mount) -> float:
    most = max([0.0, *(sector.loss_db for sector in mount.body.sectors)])
    return float(mount.pattern.gain_dbi.min()) - most
