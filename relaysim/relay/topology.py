"""Who is next to whom: Earth's side, the rover between, the helicopter beyond it.

There are two kinds of link: between nodes of Earth's side and the surface, and between a rover and its helicopter. A
link between Earth's side and a helicopter cannot be written: its type does not exist. Everything moves strictly up or
down the ranks (centre, station, orbiter, surface, helicopter), so nothing can go round in a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

EARTH, ROVER, HELICOPTER = "earth", "rover", "helicopter"


class Rank(IntEnum):
    """How far from the operations centre a node is."""

    CENTRE = 0
    STATION = 1
    ORBITER = 2
    SURFACE = 3
    SCOUT = 4


@dataclass(frozen=True)
class EarthSide:
    """The operations centre, a station or an orbiter."""

    name: str
    rank: Rank

    def __post_init__(self) -> None:
        if self.rank > Rank.ORBITER:
            raise ValueError(f"{self.name}: a {self.rank.name.lower()} is not on Earth's side")


@dataclass(frozen=True)
class Surface:
    """A rover or a lander: Earth's side reaches it, and it may be a helicopter's base."""

    name: str
    rank: Rank = Rank.SURFACE


@dataclass(frozen=True)
class Scout:
    """A helicopter, and the one base it talks to."""

    name: str
    base: Surface
    rank: Rank = Rank.SCOUT


@dataclass(frozen=True)
class EarthLeg:
    """One direction between two nodes of which neither is a helicopter."""

    source: EarthSide | Surface
    destination: EarthSide | Surface

    def __post_init__(self) -> None:
        if isinstance(self.source, Scout) or isinstance(self.destination, Scout):
            raise TypeError(
                "a helicopter talks to its base alone: there is no leg between it and Earth's side"
            )
        if self.source.rank == self.destination.rank:
            raise ValueError(
                f"{self.source.name} and {self.destination.name} are of one rank: no link joins them"
            )


@dataclass(frozen=True)
class BaseLink:
    """Both directions between a helicopter and its base."""

    scout: Scout


Links = Sequence[EarthLeg | BaseLink]
Routes = dict[tuple[str, str], frozenset[str]]


def routes(links: Links, unlinked: Sequence[EarthSide] = ()) -> Routes:
    """Next hops by (node, destination): the neighbours a product may go to, whichever has a window first.

    Args:
        links: who can send to whom.
        unlinked: nodes that may have no link, and be a destination all the same.

    A neighbour counts when it is nearer in rank and the destination can be reached from it over links nearer still. A
    helicopter hands its data to its base in any case, even if nothing goes on from there.
    """
    next_to, ranks = _neighbours(links)
    for node in unlinked:
        next_to.setdefault(node.name, set())
        ranks.setdefault(node.name, node.rank)
    bases = {link.scout.base.name for link in links if isinstance(link, BaseLink)}
    found: Routes = {}
    for destination in ranks:
        reached = {destination} | (bases if ranks[destination] < Rank.SURFACE else set())
        # The nodes nearest in rank come first: what they reach is known when those farther away ask.
        for name in sorted(ranks, key=lambda name: abs(ranks[name] - ranks[destination])):
            near = next_to[name] & reached
            hops = frozenset(hop for hop in near if _is_nearer(ranks, name, hop, destination))
            if hops and name != destination:
                reached.add(name)
                found[name, destination] = hops
    return found


def _is_nearer(ranks: dict[str, Rank], node: str, hop: str, destination: str) -> bool:
    """Whether a hop lies between a node and a destination in rank, or is the destination."""
    if hop == destination:
        return True
    low, high = sorted((ranks[node], ranks[destination]))
    return low < ranks[hop] < high


def _neighbours(links: Links) -> tuple[dict[str, set[str]], dict[str, Rank]]:
    """The neighbours each node can send to, and the ranks, by name."""
    next_to: dict[str, set[str]] = {}
    ranks: dict[str, Rank] = {}
    for link in links:
        one: EarthSide | Surface | Scout
        other: EarthSide | Surface
        if isinstance(link, BaseLink):
            one, other = link.scout, link.scout.base
            next_to.setdefault(other.name, set()).add(one.name)
        else:
            one, other = link.source, link.destination
        next_to.setdefault(one.name, set()).add(other.name)
        next_to.setdefault(other.name, set())
        for end in (one, other):
            if ranks.setdefault(end.name, end.rank) is not end.rank:
                raise ValueError(f"{end.name} is given two ranks")
    return next_to, ranks
