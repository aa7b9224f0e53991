"""Whether routes can be: over links that exist, without a loop, and never to a node that has no way on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from relaysim.relay.topology import Rank, RelayMap, Routes, by_distance


def completed(relay: RelayMap, hops: Mapping[tuple[str, str], Collection[str]]) -> Routes:
    """Routes with the hops that are no router's to choose, a helicopter having one neighbour.

    What is for it goes where things for its base go, and from there to it; what it sends, to its base.
    """
    found: Routes = {pair: frozenset(towards) for pair, towards in hops.items() if towards}
    for scout, base in relay.bases.items():
        for name, rank in relay.ranks.items():
            if rank < Rank.SURFACE or name == base:
                found.setdefault((scout, name), frozenset({base}))
            if (name, base) in found and name != scout:
                found.setdefault((name, scout), found[name, base])
        found.setdefault((base, scout), frozenset({scout}))
    return found


def in_order(relay: RelayMap, routes: Routes) -> Routes:
    """The same, in an order that hangs on names and ranks alone: what waits together is sent in it."""
    pairs = ((name, end) for end in relay.ranks for name in by_distance(relay, end))
    return {pair: routes[pair] for pair in pairs if pair in routes}


def route_fault(relay: RelayMap, routes: Routes) -> str | None:
    """What cannot be in routes, in words; None if all can."""
    for (node, destination), hops in routes.items():
        for name in (node, destination, *sorted(hops)):
            if name not in relay.ranks:
                return f"it has a route by way of {name}, and there is no such node"
        if node == destination:
            return f"it sends on from {node} what has arrived there"
        for hop in sorted(hops):
            if (node, hop) not in relay.links:
                return (
                    f"it hands what is for {destination} from {node} to {hop}: {_no_link(relay, node, hop)}"
                )
            is_own_base = relay.bases.get(node) == hop
            if hop != destination and (hop, destination) not in routes and not is_own_base:
                return f"it hands what is for {destination} from {node} to {hop}, which has no way on"
    for destination in relay.ranks:
        if loop := _loop(routes, destination):
            return f"what is for {destination} goes round: {' to '.join(loop)}"
    return None


def _no_link(relay: RelayMap, node: str, hop: str) -> str:
    if Rank.SCOUT in (relay.ranks[node], relay.ranks[hop]):
        return "a helicopter has a link with its base alone"
    return "there is no such link"


def _loop(routes: Routes, destination: str) -> list[str] | None:
    """The nodes of one way round, the first again at its end; None if there is none.

    Nodes from which all ways end are put aside; who is left can go on for ever.
    """
    left = {node: hops for (node, end), hops in routes.items() if end == destination}
    while ended := [node for node, hops in left.items() if not hops & left.keys()]:
        for node in ended:
            del left[node]
    if not left:
        return None
    way = [min(left)]
    while way.count(way[-1]) == 1:
        way.append(min(left[way[-1]] & left.keys()))
    return way[way.index(way[-1]) :]
