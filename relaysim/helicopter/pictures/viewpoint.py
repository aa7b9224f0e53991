"""Where a camera is and how its vehicle stands, and the ground around it in the local frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.links.attitude import Attitude
from relaysim.links.pointing import axes
from relaysim.path.route import Floats
from relaysim.sightline import Ends, profiles, visible_between
from relaysim.sightline.profile import flat
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


@dataclass(frozen=True)
class Ground:
    """Terrain asked in metres of the local frame."""

    terrain: Terrain
    frame: LocalFrame

    @property
    def radius_m(self) -> float:
        """Of the body."""
        return self.terrain.body.radius_m

    def height_m(self, x_m: ArrayLike, y_m: ArrayLike) -> Floats:
        """Height of the ground; nan where unknown."""
        return self.terrain.height_m(*self.frame.to_geographic(x_m, y_m))

    def along(self, eye: Eye, bearing: Floats, reach_m: float, step_m: float) -> tuple[Floats, Floats]:
        """Distances (m,) and heights (n, m) of the ground along n bearings (n, 2: unit vectors east, north).

        Heights are above the plane that touches the body under the eye: what lies far has sunk by d^2 / (2 R).
        """
        count = bearing.shape[0]
        lat0, lon0 = self.frame.to_geographic(eye.x_m, eye.y_m)
        lat, lon = self.frame.to_geographic(
            eye.x_m + reach_m * bearing[:, 0], eye.y_m + reach_m * bearing[:, 1]
        )
        c0, r0 = self.terrain.grid_coordinates(lat0, lon0)
        c, r = self.terrain.grid_coordinates(lat, lon)
        far = np.full(count, reach_m)
        found = profiles(
            self.terrain.heights_m, np.full(count, c0), np.full(count, r0), c, r, far, self.radius_m, step_m
        )
        heights = found.ground_m.reshape(count, -1)
        distance = np.linspace(0.0, reach_m, heights.shape[1])
        # The profile counts the bulge above the chord to the far end; the chord itself sinks evenly.
        return distance, heights - distance * reach_m / (2.0 * self.radius_m)

    def sees(self, eye: Eye, x_m: Floats, y_m: Floats, height_m: Floats) -> NDArray[np.int8]:
        """Whether n places are seen from the eye over the ground: 1 yes, 0 no, -1 over unknown ground."""
        lat0, lon0 = self.frame.to_geographic(eye.x_m, eye.y_m)
        lat, lon = self.frame.to_geographic(x_m, y_m)
        same = np.ones(x_m.shape)
        ends = (same * lat0, same * lon0, same * eye.height_m, lat, lon, height_m)
        return visible_between(self.terrain, Ends(*map(flat, ends)))


@dataclass(frozen=True)
class Eye:
    """Where a camera is: local east and north, and its height in the frame of the terrain; nan over unknown ground."""

    x_m: float
    y_m: float
    height_m: float


def towards(eye: Eye, x_m: Floats, y_m: Floats, height_m: Floats, radius_m: float) -> Floats:
    """Unit vectors (n, 3: east, north, up) from the eye to n places, the body's bulge counted."""
    east, north = x_m - eye.x_m, y_m - eye.y_m
    up = height_m - eye.height_m - (east**2 + north**2) / (2.0 * radius_m)
    vectors = np.column_stack([east, north, up])
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def vehicle_axes(attitude: Attitude) -> Floats:
    """(k, 3, 3): forward, right and down of k attitudes as rows of (east, north, up); nan without a heading.

    Where pitch or roll is not known the vehicle is taken to stand upright.
    """
    level = np.zeros(len(attitude.heading_deg))
    found = axes(attitude, level, level)
    right = np.cross(found.forward, found.upward)
    return np.stack([found.forward, right, -found.upward], axis=1)
