"""Where beside its route the rover hears the helicopter again soonest, on one state of knowledge."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats
from relaysim.planning.corridor import Corridor
from relaysim.planning.helicopter_site import Site, site_at
from relaysim.planning.recovery.answer import Limits, RouteContact, Spot, View
from relaysim.planning.recovery.links import PlaceLinks, chances, corridor_margins, place_links
from relaysim.planning.recovery.spots import Ways, ways_to
from relaysim.planning.recovery.way import Way
from relaysim.scenario.world import World

# Chances are worked out for so many places at a time, and for so many at most (each a whole ensemble of grounds).
_AT_A_TIME, _MOST_CHANCES = 12, 84
MOST_SPOTS = 12
# Places looked at for the greatest margin and for the shortest detour, beside those reached soonest.
_BESIDE = 4
ROLES = ("earliest", "surest", "least detour")


@dataclass(frozen=True, eq=False)
class Ahead:
    """What a view looks at: who stands where, the way, the corridor along it.

    Attributes:
        contacts: on the way itself (recovery.route.route_contacts).
    """

    site: Site
    way: Way
    corridor: Corridor
    limits: Limits
    contacts: tuple[RouteContact | None, RouteContact | None]


def look_beside(world: World, label: str, ahead: Ahead, say: Callable[[str], None]) -> View:
    """The view of a world: its map of margins over the corridor, and the spots."""
    say(f"{label}: listening along the corridor")
    margin = corridor_margins(world, ahead.site, ahead.corridor)
    search = _Search(world, ahead, *_candidates(world, ahead, margin))
    say(f"{label}: how sure the best spots are")
    stop = ahead.contacts[1]
    spots = (
        () if stop is not None and stop.along_m == 0.0 else search.spots()
    )  # heard already: nothing is sooner
    corridor, inside = ahead.corridor, int(ahead.corridor.inside.sum())
    return View(
        label=label,
        world=world,
        way=ahead.way,
        corridor=corridor,
        first_pass=ahead.contacts[0],
        first_stop=ahead.contacts[1],
        spots=spots,
        best=None if spots or stop is not None else _best(world, ahead, margin),
        margin_db=margin,
        no_answer_share=1.0 - float(np.isfinite(margin).sum()) / max(inside, 1),
        good_cells=int((corridor.drivable & (margin >= ahead.limits.margin_db)).sum()),
        cells=inside,
        grounds=1 if world.doubt is None or world.doubt.is_none else world.doubt.members,
    )


def _candidates(world: World, ahead: Ahead, margin_db: Floats) -> tuple[Floats, Floats, Floats, Ways]:
    """x, y and margin of the places in the corridor that close and can be reached, with the ways there."""
    corridor = ahead.corridor
    row, column = corridor.cells(corridor.drivable & (margin_db >= ahead.limits.margin_db))
    x, y, margin = (values[row, column] for values in (corridor.x_m, corridor.y_m, margin_db))
    day_s, stop = world.clock.day_length_s, ahead.contacts[1]
    ways = ways_to(ahead.way, corridor, x, y, day_s, math.inf if stop is None else stop.utc_s - day_s)
    reached = ways.leave >= 0
    kept = Ways(*(getattr(ways, name)[reached] for name in Ways.__dataclass_fields__))
    return x[reached], y[reached], margin[reached], kept


@dataclass(frozen=True, eq=False)
class _Search:
    """Places that close, of which a few that differ are chosen."""

    world: World
    ahead: Ahead
    x_m: Floats
    y_m: Floats
    margin_db: Floats
    ways: Ways

    def spots(self) -> tuple[Spot, ...]:
        """Good spots, soonest first, each at least a patch from a sooner one."""
        if not self.x_m.size:
            return ()
        soonest = np.lexsort((self.ways.detour_m, self.ways.reach_utc_s))
        found = self._good(soonest.tolist(), MOST_SPOTS, _MOST_CHANCES, [])
        shortest = np.lexsort((self.ways.nearest_utc_s, self.ways.nearest_m))  # nan last
        for order in (np.argsort(-self.margin_db, kind="stable"), shortest):
            found += self._good(order.tolist(), _BESIDE, 2 * _AT_A_TIME, found)
        return _numbered(found)

    def _good(self, order: Sequence[int], most: int, most_chances: int, before: Sequence[Spot]) -> list[Spot]:
        """The first places in an order that are good and no nearer than a patch to another one."""
        found: list[Spot] = []
        left, asked = list(order), 0
        patch = self.ahead.limits.patch_m
        while left and len(found) < most and asked < most_chances:
            taken = self._apart([*before, *found], left, patch)
            if not taken:
                break
            asked += len(taken)
            for spot in self._measured(taken):
                if spot is not None and _is_apart(spot, [*before, *found], patch) and len(found) < most:
                    found.append(spot)
            gone = set(taken)
            left = [n for n in left if n not in gone]
        return found

    def _apart(self, spots: Sequence[Spot], left: Sequence[int], patch_m: float) -> list[int]:
        """The next places of an order: a patch from every spot found, and half a patch from one another."""
        clear = np.ones(len(left), dtype=bool)
        x, y = self.x_m[left], self.y_m[left]
        for spot in spots:
            clear &= np.hypot(x - spot.place.x_m, y - spot.place.y_m) >= patch_m
        taken: list[int] = []
        while clear.any() and len(taken) < _AT_A_TIME:
            first = int(np.argmax(clear))
            taken.append(left[first])
            clear &= np.hypot(x - x[first], y - y[first]) >= patch_m / 2
            clear[first] = False
        return taken

    def _measured(self, places: Sequence[int]) -> list[Spot | None]:
        """Places with their own links and chances, None for one that is not good by these."""
        world, site, limits = self.world, self.ahead.site, self.ahead.limits
        x, y = self.x_m[list(places)], self.y_m[list(places)]
        links = place_links(world, site, x, y)
        chance = chances(world, site, x, y, links)
        good = (links.margin_db >= limits.margin_db) & (chance >= limits.chance)
        return [
            self._spot(place, links, n, float(chance[n])) if good[n] else None
            for n, place in enumerate(places)
        ]

    def _spot(self, place: int, links: PlaceLinks, row: int, chance: float) -> Spot:
        return _spot(
            self.world,
            self.ahead.way,
            (self.x_m[place], self.y_m[place]),
            self.ways,
            place,
            links,
            row,
            chance,
        )


def _spot(
    world: World,
    way: Way,
    xy: tuple[float, float],
    ways: Ways,
    place: int,
    links: PlaceLinks,
    row: int,
    chance: float,
) -> Spot:
    leave = int(ways.leave[place])
    reached = leave >= 0
    return Spot(
        number=0,
        place=site_at(world, *xy),
        leave=site_at(world, way.x_m[leave], way.y_m[leave]),
        leave_after_m=float(way.along_m[leave]) if reached else math.nan,
        leave_utc_s=float(way.utc_s[leave]) if reached else math.nan,
        detour_m=float(ways.detour_m[place]),
        reach_utc_s=float(ways.reach_utc_s[place]),
        least_detour_m=float(ways.nearest_m[place]),
        least_detour_utc_s=float(ways.nearest_utc_s[place]),
        margin_db=float(links.margin_db[row]),
        chance=chance,
        distance_m=float(links.distance_m[row]),
        clearance_m=float(links.clearance_m[row]),
    )


def _is_apart(spot: Spot, others: Sequence[Spot], patch_m: float) -> bool:
    return all(
        math.hypot(spot.place.x_m - one.place.x_m, spot.place.y_m - one.place.y_m) >= patch_m
        for one in others
    )


def _numbered(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """The spots soonest first, with their numbers and roles.

    Least detour: of those that can so be reached at least a local day before the route itself comes to a stop with
    contact; of equal ones the sooner.
    """
    ordered = sorted(spots, key=lambda spot: (spot.reach_utc_s, spot.detour_m))
    if not ordered:
        return ()
    sooner = [spot for spot in ordered if math.isfinite(spot.least_detour_m)]
    roles = {
        "earliest": ordered[0],
        "surest": max(ordered, key=lambda spot: (round(spot.chance, 6), spot.margin_db)),
        "least detour": min(sooner, key=lambda s: (s.least_detour_m, s.least_detour_utc_s))
        if sooner
        else None,
    }
    return tuple(
        dataclasses.replace(spot, number=n, roles=tuple(role for role in ROLES if roles[role] is spot))
        for n, spot in enumerate(ordered, 1)
    )


def _best(world: World, ahead: Ahead, margin_db: Floats) -> Spot | None:
    """The place of the corridor with the greatest margin, good or not; None if nothing is known."""
    corridor = ahead.corridor
    shown = np.where(corridor.drivable, margin_db, np.nan)
    if not np.isfinite(shown).any():
        return None
    at = np.unravel_index(int(np.nanargmax(shown)), shown.shape)
    x, y = corridor.x_m[at][None], corridor.y_m[at][None]
    links = place_links(world, ahead.site, x, y)
    ways = ways_to(ahead.way, corridor, x, y, world.clock.day_length_s)
    chance = float(chances(world, ahead.site, x, y, links)[0])
    return _spot(world, ahead.way, (float(x[0]), float(y[0])), ways, 0, links, 0, chance)
