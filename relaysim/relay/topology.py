"""Who is next to whom: Earth's side, the rover between, the helicopter beyond it.

There are two kinds of link: between nodes of Earth's side and the surface, and between a rover and its helicopter. A
link between Earth's side and a helicopter cannot be written: its type does not exist. By rank everything moves strictly up
or down (centre, station, orbiter, surface, helicopter), so nothing can go round in a loop; the routes of other packages are
looked at for that (route_check).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class RelayMap:
    """Who can send to whom, by name.

    Attributes:
        ranks: how far from the operations centre each node is.
        links: (node, neighbour) for each direction; a helicopter's only neighbour is its base.
    """

    ranks: Mapping[str, Rank]
    links: frozenset[tuple[str, str]]

    @property
    def bases(self) -> dict[str, str]:
        """The base of each helicopter."""
        return {end: base for base, end in self.links if self.ranks[end] is Rank.SCOUT}

    def neighbours(self, name: str) -> set[str]:
        """The nodes that one can send to."""
        return {end for source, end in self.links if source == name}


def relay_map(links: Links, unlinked: Sequence[EarthSide] = ()) -> RelayMap:
    """The nodes and directions of links.

    Args:
        links: who can send to whom.
        unlinked: nodes that may have no link, and be a destination all the same.
    """
    ranks: dict[str, Rank] = {}
    pairs: set[tuple[str, str]] = set()
    for link in links:
        one: EarthSide | Surface | Scout
        other: EarthSide | Surface
        if isinstance(link, BaseLink):
            one, other = link.scout, link.scout.base
            pairs.add((other.name, one.name))
        else:
            one, other = link.source, link.destination
        pairs.add((one.name, other.name))
        for end in (one, other):
            if ranks.setdefault(end.name, end.rank) is not end.rank:
                raise ValueError(f"{end.name} is given two ranks")
    for node in unlinked:
        ranks.setdefault(node.name, node.rank)
    return RelayMap(ranks, frozenset(pairs))


def routes(links: Links, unlinked: Sequence[EarthSide] = ()) -> Routes:
    """`rank_routes` over links; arguments as of `relay_map`."""
    return rank_routes(relay_map(links, unlinked))


def rank_routes(relay: RelayMap) -> Routes:
    """Next hops by (node, destination): the neighbours a product may go to, whichever has a window first.

    A neighbour counts when it is nearer in rank and the destination can be reached from it over links nearer still. A
    helicopter hands its data to its base in any case, even if nothing goes on from there.
    """
    ranks, bases = relay.ranks, set(relay.bases.values())
    next_to = {name: relay.neighbours(name) for name in ranks}
    found: Routes = {}
    for destination in ranks:
        reached = {destination} | (bases if ranks[destination] < Rank.SURFACE else set())
        for name in by_distance(relay, destination):
            near = next_to[name] & reached
            hops = frozenset(hop for hop in near if _is_nearer(ranks, name, hop, destination))
            if hops and name != destination:
                reached.add(name)
                found[name, destination] = hops
    return found


def by_distance(relay: RelayMap, destination: str) -> list[str]:
    """All nodes, the nearest in rank first: what they reach is known when those farther away ask."""
    ranks = relay.ranks
    return sorted(ranks, key=lambda name: abs(ranks[name] - ranks[destination]))


def _is_nearer(ranks: Mapping[str, Rank], node: str, hop: str, destination: str) -> bool:
    """Whether a hop lies between a node and a destination in rank, or is the destination."""
    if hop == destination:
        return True
    low, high = sorted((ranks[node], ranks[destination]))
    return low < ranks[hop] < high
