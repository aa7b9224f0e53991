"""Directions between two vehicles, as each sees them in its own frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.links.attitude import Attitude
from relaysim.path.route import Floats


@dataclass(frozen=True)
class Direction:
    """Where n other ends lie in a vehicle's frame, (n,) each.

    Attributes:
        azimuth_deg: clockwise from forward seen from above, -180 to 180; nan where the heading is not known.
        elevation_deg: above the plane of its deck.
    """

    azimuth_deg: Floats
    elevation_deg: Floats


@dataclass(frozen=True)
class Axes:
    """A vehicle's axes as unit vectors (n, 3): east, north, up.

    Attributes:
        forward: nan where the heading is not known.
        upward: out of its deck, along the axis of an upright antenna.
    """

    forward: Floats
    upward: Floats


def axes(attitude: Attitude, slope_east: Floats, slope_north: Floats) -> Axes:
    """The axes of vehicles whose attitude is known, or that stand on slopes.

    Args:
        slope_east, slope_north: (n,) rise of the ground per metre east and north: it is followed where pitch or
            roll, or the heading that these are counted from, is not known. 0 for a vehicle that stands upright.
    """
    leans = np.isfinite(attitude.heading_deg + attitude.pitch_deg + attitude.roll_deg)
    recorded, sloping = _recorded(attitude), _on_slope(attitude.heading_deg, slope_east, slope_north)
    return Axes(
        np.where(leans[:, None], recorded.forward, sloping.forward),
        np.where(leans[:, None], recorded.upward, sloping.upward),
    )


def _recorded(attitude: Attitude) -> Axes:
    """Turned by yaw, pitch and roll in that order."""
    pitch, roll = np.radians(attitude.pitch_deg)[:, None], np.radians(attitude.roll_deg)[:, None]
    ahead, right, up = _level(attitude.heading_deg)
    forward = ahead * np.cos(pitch) + up * np.sin(pitch)
    over = up * np.cos(pitch) - ahead * np.sin(pitch)
    return Axes(forward, over * np.cos(roll) + right * np.sin(roll))


def _on_slope(heading_deg: Floats, slope_east: Floats, slope_north: Floats) -> Axes:
    """Upright on the ground's normal, facing along the ground in the plane of the heading."""
    ahead, _, up = _level(heading_deg)
    climb = slope_east * ahead[:, 0] + slope_north * ahead[:, 1]
    normal = np.column_stack([-slope_east, -slope_north, np.ones(len(slope_east))])
    return Axes(_unit(ahead + climb[:, None] * up), _unit(normal))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float64)


def _level(heading_deg: Floats) -> tuple[Floats, Floats, Floats]:
    """Ahead, to the right and up for a vehicle that stands level."""
    heading = np.radians(heading_deg)
    nothing = np.zeros(len(heading))
    ahead = np.column_stack([np.sin(heading), np.cos(heading), nothing])
    right = np.column_stack([np.cos(heading), -np.sin(heading), nothing])
    return ahead, right, np.column_stack([nothing, nothing, nothing + 1.0])


def straight_line(
    east_m: Floats, north_m: Floats, ground_m: Floats, rise_m: Floats, radius_m: float
) -> Floats:
    """Unit vectors (n, 3: east, north, up) along straight lines, at the end where they begin.

    Args:
        east_m, north_m: (n,) where the other end lies; only their direction counts.
        ground_m, rise_m: (n,) distance along the ground, and how far the other antenna stands above this one.
        radius_m: by which the ground falls away below a ray: over that bulge the far end sinks by half the angle between the two.
    """
    bearing = np.arctan2(east_m, north_m)
    elevation = np.arctan2(rise_m, ground_m) - ground_m / (2.0 * radius_m)
    flat = np.cos(elevation)
    return np.column_stack([flat * np.sin(bearing), flat * np.cos(bearing), np.sin(elevation)])


def seen_from(own: Axes, direction: Floats) -> tuple[Floats, Floats]:
    """(azimuth_deg, elevation_deg) of directions (n, 3) in a vehicle's frame, each (n,).

    Azimuth is clockwise from forward seen from above, nan where the heading is not known; elevation is
    known without a heading.
    """
    right = np.cross(own.forward, own.upward)
    azimuth = np.arctan2(np.sum(direction * right, axis=1), np.sum(direction * own.forward, axis=1))
    sine = np.clip(np.sum(direction * own.upward, axis=1), -1.0, 1.0)
    return np.degrees(azimuth), np.degrees(np.arcsin(sine))
