"""One link as one world has it at one instant: the margin and what it is made of, the ground in the way."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from relaysim.comparison.whereabouts import Whereabouts
from relaysim.links.model import LinkModel, Position
from relaysim.terrain.frame import LocalFrame

MOST_POINTS = 240


@dataclass(frozen=True)
class Obstacle:
    """The ground that stands highest above the straight line (or least below it), seen from the rover."""

    latitude_deg: float
    longitude_deg: float
    height_m: float
    above_sightline_m: float
    from_rover_m: float


@dataclass(frozen=True)
class Section:
    """The ground below the straight line from the rover to the helicopter: distances, and heights above that line (negative
    below it; nan where it is unknown), metres."""

    distance_m: tuple[float, ...]
    above_line_m: tuple[float, ...]


@dataclass(frozen=True)
class LinkView:
    """A link; nan over ground that the terrain does not know.

    Attributes:
        threshold_db: the largest loss over which the slowest mode closes.
        path_loss_db: between isotropic antennas.
        antenna_db: gain of both antennas less what the bodies take.
    """

    margin_db: float
    threshold_db: float
    path_loss_db: float
    antenna_db: float
    clearance_m: float
    distance_m: float
    obstacle: Obstacle | None


def link_view(model: LinkModel, places: Whereabouts) -> LinkView:
    """The link of a model between two places."""
    rover, helicopter = positions(model, places)
    samples = model.evaluate(rover, helicopter, places.rover_attitude)
    budget = model.radio.budget
    threshold, loss, gain = (
        budget.threshold_loss_db(budget.lowest_mode),
        float(samples.loss_db[0]),
        float(samples.antenna_db[0]),
    )
    return LinkView(
        threshold - loss + gain,
        threshold,
        loss,
        gain,
        float(samples.clearance_m[0]),
        float(samples.distance_m[0]),
        _obstacle(model, rover, helicopter),
    )


def section(model: LinkModel, places: Whereabouts) -> Section:
    """The ground along a link, at some hundred points."""
    (profile,) = model.profiles(*positions(model, places))
    ground, along = profile.height_m, profile.distance_m
    ends = ground[0] + profile.transmitter_height_m, ground[-1] + profile.receiver_height_m
    above = ground - (ends[0] + (ends[1] - ends[0]) * along / along[-1])
    kept = np.unique(np.linspace(0, along.size - 1, min(along.size, MOST_POINTS)).round().astype(np.int64))
    return Section(tuple(np.round(along[kept], 1).tolist()), tuple(np.round(above[kept], 2).tolist()))


def positions(model: LinkModel, places: Whereabouts) -> tuple[Position, Position]:
    """The places in the frame of a model, which may be another world's than the one they come from."""
    found = []
    for (lat, lon), up_m in (
        (places.rover_deg, places.rover_up_m),
        (places.helicopter_deg, places.helicopter_up_m),
    ):
        x, y = model.frame.to_local([lat], [lon])
        found.append((x, y, np.array([up_m])))
    return found[0], found[1]


def on_terrain_of(model: LinkModel, other: LinkModel) -> LinkModel:
    """A model on the ground of another world's, below its own air."""
    frame = LocalFrame(other.terrain.body, model.frame.latitude_deg, model.frame.longitude_deg)
    terrain = dataclasses.replace(other.terrain, k_factor=model.terrain.k_factor)
    return dataclasses.replace(model, terrain=terrain, frame=frame)


def _obstacle(model: LinkModel, rover: Position, helicopter: Position) -> Obstacle | None:
    found = model.obstructions(rover, helicopter)
    if math.isnan(found.clearance_m[0]) or math.isnan(found.fraction[0]):
        return None
    lat, lon = model.terrain.geographic(found.column, found.row)
    return Obstacle(
        float(lat[0]),
        float(lon[0]),
        float(found.ground_m[0]),
        -float(found.clearance_m[0]),
        float(found.distance_m[0] * found.fraction[0]),
    )
