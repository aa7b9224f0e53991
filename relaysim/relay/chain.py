"""The chain Earth - rover - helicopter.

A product moves only to a neighbour, and the helicopter's only neighbour is the rover: there is no way to
write a path between Earth and the helicopter that leaves the rover out.
"""

from __future__ import annotations

from enum import Enum


class Node(Enum):
    """The three nodes, in the order of the chain."""

    EARTH = "earth"
    ROVER = "rover"
    HELICOPTER = "helicopter"


CHAIN: tuple[Node, ...] = (Node.EARTH, Node.ROVER, Node.HELICOPTER)


def next_hop(node: Node, destination: Node) -> Node | None:
    """The neighbour to which a product for `destination` goes from `node`; None when it is there."""
    here, there = CHAIN.index(node), CHAIN.index(destination)
    if here == there:
        return None
    return CHAIN[here + 1] if there > here else CHAIN[here - 1]
