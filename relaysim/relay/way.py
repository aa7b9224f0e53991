"""One direction of a channel."""

from __future__ import annotations

from relaysim.relay.node import Node


class Way:
    """From a node to a neighbour, over one channel, which changes it.

    Attributes:
        carried_bits: what it has carried since the channel was opened; up to date with a pace and once closed.
        carried_bit_s: the same, each bit times its age as the last of its piece left: over carried_bits, the mean age.
    """

    __slots__ = ("carried_bit_s", "carried_bits", "neighbour", "node")

    def __init__(self, node: Node, neighbour: Node) -> None:
        self.node, self.neighbour = node, neighbour
        self.carried_bits, self.carried_bit_s = 0, 0.0
