"""Whose share of the difference between two links is how large: terrain, places, antennas, wave, budget.

Terms of the budget add up, so each has its own difference. What is left (the loss on the way, the gain of the antennas,
the height of the line above the ground) is not a sum: what a change of the terrain does depends on whether the places have
changed as well. There each cause is given the mean of what it does over all orders in which the causes may be exchanged
(Shapley 1953): the shares add up to the whole, and swapping the two runs changes nothing but their signs.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from relaysim.comparison.link_view import LinkView, link_view, on_terrain_of
from relaysim.comparison.whereabouts import Whereabouts
from relaysim.links.model import LinkModel
from relaysim.links.mount import Mount
from relaysim.radio.budget import Budget

# A share that no file shows.
LEAST_SHARE = 5e-4
_SAME_DEG, _SAME_M = 1e-9, 1e-3


@dataclass(frozen=True)
class Placed:
    """A link model and where the vehicles are in it."""

    model: LinkModel
    places: Whereabouts


@dataclass(frozen=True)
class Share:
    """What one cause adds to B's value over A's."""

    cause: str
    value: float


_Mix = Callable[[Placed, Placed], Placed]


def _terrain(kept: Placed, other: Placed) -> Placed:
    return Placed(on_terrain_of(kept.model, other.model), kept.places)


def _refraction(kept: Placed, other: Placed) -> Placed:
    terrain = dataclasses.replace(kept.model.terrain, k_factor=other.model.terrain.k_factor)
    return Placed(dataclasses.replace(kept.model, terrain=terrain), kept.places)


def _places(kept: Placed, other: Placed) -> Placed:
    return Placed(kept.model, other.places)


def _heights(kept: Placed, other: Placed) -> Placed:
    model = dataclasses.replace(
        kept.model,
        rover_antenna_m=other.model.rover_antenna_m,
        helicopter_antenna_m=other.model.helicopter_antenna_m,
    )
    return Placed(model, kept.places)


def _wave(kept: Placed, other: Placed) -> Placed:
    radio = dataclasses.replace(other.model.radio, budget=kept.model.radio.budget)
    return Placed(dataclasses.replace(kept.model, radio=radio), kept.places)


def _antennas(kept: Placed, other: Placed) -> Placed:
    model = dataclasses.replace(
        kept.model, rover_mount=other.model.rover_mount, helicopter_mount=other.model.helicopter_mount
    )
    return Placed(model, kept.places)


# Each cause, and how a world is changed into one that has it of another world.
_CAUSES: Mapping[str, _Mix] = {
    "terrain": _terrain,
    "refraction": _refraction,
    "places of the vehicles": _places,
    "antenna heights": _heights,
    "wave and ground": _wave,
    "antennas and bodies": _antennas,
}


def shares(a: Placed, b: Placed, of: Callable[[LinkView], float]) -> tuple[Share, ...] | None:
    """The shares of the causes in of(B) - of(A), budget left out; those that are nothing are left out.

    Args:
        of: the value in question; it must not look at the budget.

    Returns:
        None where a mixed world has no answer: the one's places lie where the other's terrain has no height.
    """
    causes = [cause for cause in _CAUSES if _differs(cause, a, b)]
    values: dict[frozenset[str], float] = {}
    for count in range(len(causes) + 1):
        for chosen in map(frozenset, combinations(causes, count)):
            world = a
            for cause in chosen:
                world = _CAUSES[cause](world, b)
            values[chosen] = of(link_view(world.model, world.places))
    if any(math.isnan(value) for value in values.values()):
        return None
    found = (Share(cause, _mean_step(cause, causes, values)) for cause in causes)
    return tuple(share for share in found if abs(share.value) >= LEAST_SHARE)


def _mean_step(cause: str, causes: list[str], values: Mapping[frozenset[str], float]) -> float:
    others, total = [one for one in causes if one != cause], 0.0
    for count in range(len(others) + 1):
        weight = math.factorial(count) * math.factorial(len(others) - count) / math.factorial(len(causes))
        for chosen in map(frozenset, combinations(others, count)):
            total += weight * (values[chosen | {cause}] - values[chosen])
    return total


def _differs(cause: str, a: Placed, b: Placed) -> bool:
    one, other = a.model, b.model
    if cause == "terrain":
        ours, theirs = one.terrain, other.terrain
        return (ours.sha256, ours.as_of, ours.body) != (theirs.sha256, theirs.as_of, theirs.body)
    if cause == "refraction":
        return one.terrain.k_factor != other.terrain.k_factor
    if cause == "places of the vehicles":
        return _are_elsewhere(a.places, b.places)
    if cause == "antenna heights":
        heights = (one.rover_antenna_m, one.helicopter_antenna_m)
        return heights != (other.rover_antenna_m, other.helicopter_antenna_m)
    if cause == "wave and ground":
        return dataclasses.replace(one.radio, budget=other.radio.budget) != other.radio
    mounts = ((one.rover_mount, other.rover_mount), (one.helicopter_mount, other.helicopter_mount))
    return any(_identity(ours) != _identity(theirs) for ours, theirs in mounts)


def _identity(mount: Mount) -> tuple[object, ...]:
    """All that a mount's answers depend on, comparable."""
    pattern = mount.pattern
    grid = (pattern.azimuth_deg, pattern.elevation_deg, pattern.gain_dbi)
    return (*(part.tobytes() for part in grid), mount.body, mount.tilts_with_ground)


def _are_elsewhere(a: Whereabouts, b: Whereabouts) -> bool:
    degrees = [
        *zip(a.rover_deg, b.rover_deg, strict=True),
        *zip(a.helicopter_deg, b.helicopter_deg, strict=True),
    ]
    heights = [(a.rover_up_m, b.rover_up_m), (a.helicopter_up_m, b.helicopter_up_m)]
    angles = [pair for pair in zip(a.attitude, b.attitude, strict=True) if not all(map(math.isnan, pair))]
    return (
        any(abs(x - y) > _SAME_DEG for x, y in degrees)
        or any(abs(x - y) > _SAME_M for x, y in heights)
        or any(not abs(x - y) <= _SAME_M for x, y in angles)
    )


def budget_shares(a: Budget, b: Budget) -> tuple[Share, ...]:
    """What each term of the budget adds to B's threshold over A's, and the slowest mode's sensitivity."""
    ours, theirs = ({term.name: term.value for term in budget.terms} for budget in (a, b))
    rows = [
        (f"budget: {name}", theirs.get(name, 0.0) - ours.get(name, 0.0))
        for name in dict.fromkeys([*ours, *theirs])
    ]
    rows.append(
        ("sensitivity of the slowest mode", a.lowest_mode.sensitivity_dbm - b.lowest_mode.sensitivity_dbm)
    )
    rows.append(("required margin", a.required_margin_db - b.required_margin_db))
    return tuple(Share(cause, value) for cause, value in rows if abs(value) >= LEAST_SHARE)
