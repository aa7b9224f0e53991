"""The link model: positions of two antennas -> distance, clearance, obstruction, path loss, antennas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.links.lean import ground_slopes
from relaysim.links.loss_key import LossConditions, solver_version
from relaysim.links.loss_store import LossStore
from relaysim.links.mount import Mount
from relaysim.links.pointing import Direction, axes, seen_from, straight_line
from relaysim.links.samples import LinkSamples
from relaysim.path.route import Floats
from relaysim.radio.budget import Budget
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.propagation import path_losses_db, propagation_model
from relaysim.radio.propagation_model import Wave
from relaysim.sightline import Clearances, Ends, clearances_between
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

if TYPE_CHECKING:
    from relaysim.radio.profile import Profile

# Antennas are never nearer than this: at a smaller distance over ground there is no profile to speak of.
LEAST_DISTANCE_M = 0.5
PROFILE_STEP_M = 1.0
# Profiles held at once: those of a whole mission's drives would take gigabytes. In pieces every loss is the same, bit for bit.
AT_ONCE = 1024
# Above this a vehicle is in the air, and does not lean with the ground.
ON_THE_GROUND_M = 0.01

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

    @property
    def wave(self) -> Wave:
        """What of it a propagation model is told, over a flat world."""
        return Wave(self.frequency_hz, self.ground, self.polarisation)


@dataclass(frozen=True)
class LinkModel:
    """Everything a link depends on except where the two vehicles are.

    Attributes:
        rover_antenna_m, helicopter_antenna_m: height of each antenna above its vehicle's feet or wheels.
        step_m, step_height_m: the movement along the ground, and up or down, after which the link is looked
            at again; a window that opens and closes within one step can be missed.
        rover_mount, helicopter_mount: patterns and bodies; isotropic, and nothing in the way, unless given.
        rover_attitudes: how the rover stood at each of its stands; the helicopter's heading is never known.
        cache: losses that need not be computed again; None computes them all.
        threads: how many the solver may use; it changes no result.
    """

    terrain: Terrain
    frame: LocalFrame
    radio: RadioSettings
    rover_antenna_m: float
    helicopter_antenna_m: float
    step_m: float = 2.5
    step_height_m: float = 0.5
    rover_mount: Mount = field(default_factory=Mount)
    helicopter_mount: Mount = field(default_factory=Mount)
    rover_attitudes: AttitudeLog = field(default_factory=AttitudeLog)
    cache: LossStore | None = None
    threads: int = 2

    @property
    def has_plain_antennas(self) -> bool:
        """Whether both antennas are isotropic, with nothing of their vehicles in the way."""
        return self.rover_mount.is_plain and self.helicopter_mount.is_plain

    def evaluate(
        self, rover: Position, helicopter: Position, rover_attitude: Attitude | None = None
    ) -> LinkSamples:
        """The link for n pairs of positions (x_m, y_m, height of the feet above ground; each (n,)).

        Args:
            rover_attitude: (n,) how the rover stands there; None for not known.
        """
        found, ends = self._sightlines(rover, helicopter)
        distance = np.hypot(found.distance_m, ends.height2_m - ends.height1_m)
        pieces = range(0, max(len(distance), 1), AT_ONCE)
        loss = np.concatenate(
            [
                self.losses_db(
                    self._profiles(found, ends, rover[2], helicopter[2], slice(first, first + AT_ONCE))
                )
                for first in pieces
            ]
        )
        gain, sigma = self._antennas(found, ends, rover, helicopter, rover_attitude)
        return LinkSamples(distance, found.clearance_m, found.fraction, loss, gain, sigma)

    def profiles(self, rover: Position, helicopter: Position) -> list[Profile]:
        """The ground between n pairs of positions, rover first, with the antennas' heights above it."""
        return self.sightlines(rover, helicopter)[1]

    def sightlines(self, rover: Position, helicopter: Position) -> tuple[Clearances, list[Profile]]:
        """The clearances along the straight lines, and the ground below them: `obstructions` and `profiles` at once."""
        found, ends = self._sightlines(rover, helicopter)
        return found, self._profiles(found, ends, rover[2], helicopter[2])

    def losses_db(self, profiles: Sequence[Profile], propagation: str | None = None) -> Floats:
        """Basic path loss over profiles (n,), by the scenario's propagation model unless another is named.

        Those that the cache knows are taken from there, bit for bit.
        """
        model = propagation or self.radio.propagation
        named = propagation_model(model)
        if self.cache is None or not named.uses_terrain:
            return self._solved_db(model, profiles)
        radio = self.radio
        keys = LossConditions(
            named.identity,
            solver_version(),
            radio.frequency_hz,
            radio.ground,
            radio.polarisation,
            self.terrain.ray_radius_m,
        ).keys(profiles)
        losses, known = self.cache.get(keys)
        missing = np.flatnonzero(~known).tolist()
        if missing:
            losses[missing] = self._solved_db(model, [profiles[n] for n in missing])
            self.cache.put([keys[n] for n in missing], losses[missing])
        return losses

    def _solved_db(self, propagation: str, profiles: Sequence[Profile]) -> Floats:
        return path_losses_db(
            propagation,
            profiles,
            frequency_hz=self.radio.frequency_hz,
            ground=self.radio.ground,
            polarisation=self.radio.polarisation,
            body_radius_m=self.terrain.ray_radius_m,
            threads=self.threads,
        )

    def loss_without_terrain_db(self, rover: Position, helicopter: Position) -> Floats:
        """Loss over flat ground for the same distances and antenna heights: what the terrain adds is the rest."""
        return self.losses_db(self.profiles(rover, helicopter), "two-ray")

    def directions(
        self, rover: Position, helicopter: Position, rover_attitude: Attitude | None = None
    ) -> tuple[Direction, Direction]:
        """Where each of n pairs of positions lies in the frame of the other: as the rover sees it, as the helicopter does.

        Along the straight line also where terrain blocks it; as over flat ground where the ground is not known.
        """
        found, ends = self._sightlines(rover, helicopter)
        return self._directions(found, ends, rover, helicopter, rover_attitude)

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

    def _profiles(
        self,
        found: Clearances,
        ends: Ends,
        rover_up_m: Floats,
        scout_up_m: Floats,
        piece: slice = slice(None),
    ) -> list[Profile]:
        """The ground below all sightlines, or below a piece of them."""
        from relaysim.radio.profile import Profile
        from relaysim.sightline.profile import profiles

        c1, r1 = self.terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg)
        c2, r2 = self.terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg)
        ground = profiles(
            self.terrain.heights_m,
            c1[piece],
            r1[piece],
            c2[piece],
            r2[piece],
            found.distance_m[piece],
            self.terrain.ray_radius_m,
            PROFILE_STEP_M,
        )
        rover_up, scout_up = np.broadcast_arrays(np.atleast_1d(rover_up_m), np.atleast_1d(scout_up_m))
        rover_m = rover_up[piece] + self.rover_antenna_m
        scout_m = scout_up[piece] + self.helicopter_antenna_m
        numbers = np.arange(np.diff(ground.offsets).max(initial=0), dtype=np.float64)
        rows = zip(ground, ground.step_m.tolist(), rover_m.tolist(), scout_m.tolist(), strict=True)
        return [
            Profile.on_sampled_ground(numbers[: len(row)] * step, row, rover, scout)
            for row, step, rover, scout in rows
        ]

    def _antennas(
        self,
        found: Clearances,
        ends: Ends,
        rover: Position,
        helicopter: Position,
        rover_attitude: Attitude | None,
    ) -> tuple[Floats, Floats]:
        """(gain less body losses, standard deviation) of both ends along the straight line between them, dB (n,)."""
        count = len(found.distance_m)
        if self.has_plain_antennas:
            return np.zeros(count), np.zeros(count)
        out, back = self._directions(found, ends, rover, helicopter, rover_attitude)
        one, one_sigma = self.rover_mount.towards(out.azimuth_deg, out.elevation_deg)
        other, other_sigma = self.helicopter_mount.towards(back.azimuth_deg, back.elevation_deg)
        return one + other, np.hypot(one_sigma, other_sigma)

    def _directions(
        self,
        found: Clearances,
        ends: Ends,
        rover: Position,
        helicopter: Position,
        rover_attitude: Attitude | None,
    ) -> tuple[Direction, Direction]:
        east, north = helicopter[0] - rover[0], helicopter[1] - rover[1]
        # Where the ground is unknown a model that ignores it still answers: as over flat ground.
        level = helicopter[2] + self.helicopter_antenna_m - rover[2] - self.rover_antenna_m
        rise = ends.height2_m - ends.height1_m
        rise = np.where(np.isnan(rise), level, rise)
        along, radius_m = found.distance_m, self.terrain.ray_radius_m
        unknown = Attitude.unknown(len(along))
        out = straight_line(east, north, along, rise, radius_m)
        back = straight_line(-east, -north, along, -rise, radius_m)
        return (
            self._seen_from(self.rover_mount, rover, rover_attitude or unknown, out),
            self._seen_from(self.helicopter_mount, helicopter, unknown, back),
        )

    def _seen_from(self, mount: Mount, place: Position, attitude: Attitude, line: Floats) -> Direction:
        """Directions (n, 3) as a vehicle sees them that stands so, or leans as the ground under it does."""
        slopes = np.zeros((2, len(line)))
        if mount.tilts_with_ground:
            found = np.array(ground_slopes(self.terrain, self.frame, place[0], place[1]))
            leans = (place[2] <= ON_THE_GROUND_M) & np.isfinite(found).all(axis=0)
            slopes = np.where(leans, found, 0.0)
        return Direction(*seen_from(axes(attitude, slopes[0], slopes[1]), line))
