"""The link model: positions of two antennas -> distance, clearance, obstruction, path loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.links.samples import LinkSamples
from relaysim.path.route import Floats
from relaysim.radio.budget import Budget
from relaysim.radio.ground import Ground, Polarisation
from relaysim.sightline import Clearances, Ends, clearances_between
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

# Antennas are never nearer than this: at a smaller distance over ground there is no profile to speak of.
LEAST_DISTANCE_M = 0.5
PROFILE_STEP_M = 1.0

Position = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class RadioSettings:
    """What of the radio is the same for every pair of positions.

    Attributes:
        propagation: name of the model (relaysim.radio.propagation).
        budget: terms and modes: thresholds come from it.
    """

    propagation: str
    frequency_hz: float
    ground: Ground
    polarisation: Polarisation
    budget: Budget


@dataclass(frozen=True)
class LinkModel:
    """Everything a link depends on except where the two vehicles are.

    Attributes:
        rover_antenna_m, helicopter_antenna_m: height of each antenna above its vehicle's feet or wheels.
        step_m, step_height_m: the movement along the ground, and up or down, after which the link is looked
            at again; a window that opens and closes within one step can be missed.
    """

    terrain: Terrain
    frame: LocalFrame
    radio: RadioSettings
    rover_antenna_m: float
    helicopter_antenna_m: float
    step_m: float = 2.5
    step_height_m: float = 0.5

    def evaluate(self, rover: Position, helicopter: Position) -> LinkSamples:
        """The link for n pairs of positions (x_m, y_m, height of the feet above ground; each (n,))."""
        found, ends = self._sightlines(rover, helicopter)
        distance = np.hypot(found.distance_m, ends.height2_m - ends.height1_m)
        loss = self._losses(found, ends, rover[2], helicopter[2], self.radio.propagation)
        return LinkSamples(distance, found.clearance_m, found.fraction, found.ground_m, loss)

    def loss_without_terrain_db(self, rover: Position, helicopter: Position) -> Floats:
        """Loss over flat ground for the same distances and antenna heights: what the terrain adds is the rest."""
        found, ends = self._sightlines(rover, helicopter)
        return self._losses(found, ends, rover[2], helicopter[2], "two-ray")

    def obstructions(self, rover: Position, helicopter: Position) -> Clearances:
        """The clearances themselves, with the place of the worst point of each line."""
        return self._sightlines(rover, helicopter)[0]

    def _sightlines(self, rover: Position, helicopter: Position) -> tuple[Clearances, Ends]:
        rover_lat, rover_lon = self.frame.to_geographic(rover[0], rover[1])
        scout_lat, scout_lon = self.frame.to_geographic(helicopter[0], helicopter[1])
        ends = Ends.above_ground(
            self.terrain,
            rover_lat,
            rover_lon,
            rover[2] + self.rover_antenna_m,
            scout_lat,
            scout_lon,
            helicopter[2] + self.helicopter_antenna_m,
        )
        distance = np.maximum(ends.distance_m(self.terrain.body), LEAST_DISTANCE_M)
        return clearances_between(self.terrain, ends, distance), ends

    def _losses(
        self, found: Clearances, ends: Ends, rover_up_m: Floats, scout_up_m: Floats, propagation: str
    ) -> Floats:
        from relaysim.radio.profile import Profile
        from relaysim.radio.propagation import path_losses_db
        from relaysim.sightline.profile import profiles

        c1, r1 = self.terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg)
        c2, r2 = self.terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg)
        ground = profiles(
            self.terrain.heights_m,
            c1,
            r1,
            c2,
            r2,
            found.distance_m,
            self.terrain.body.radius_m,
            PROFILE_STEP_M,
        )
        rover_up, scout_up = np.broadcast_arrays(np.atleast_1d(rover_up_m), np.atleast_1d(scout_up_m))
        links = [
            Profile(
                np.arange(len(ground[n])) * ground.step_m[n],
                ground[n],
                float(rover_up[n]) + self.rover_antenna_m,
                float(scout_up[n]) + self.helicopter_antenna_m,
            )
            for n in range(len(ground))
        ]
        return path_losses_db(
            propagation,
            links,
            frequency_hz=self.radio.frequency_hz,
            ground=self.radio.ground,
            polarisation=self.radio.polarisation,
            body_radius_m=self.terrain.body.radius_m,
        )
