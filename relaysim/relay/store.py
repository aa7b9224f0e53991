"""Where products wait at a node: sorted, bounded, and never forgetting one without a reason."""

from __future__ import annotations

import bisect
import math

import simpy

from relaysim.relay.chain import Node, next_hop
from relaysim.relay.product import Product


class Store:
    """The products held at one node.

    Rule of a full store: the newcomer is refused (the caller drops it with that reason); what is held stays.
    """

    def __init__(self, env: simpy.Environment, node: Node, capacity_bits: float) -> None:
        self.node = node
        self.capacity_bits = capacity_bits
        self.used_bits = 0.0
        self._held: list[Product] = []
        self._env = env
        self.arrived = env.event()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, product: Product) -> bool:
        """Take a product in; False when it does not fit."""
        if self.used_bits + product.size_bits > self.capacity_bits:
            return False
        bisect.insort(self._held, product, key=lambda held: held.order)
        self.used_bits += product.size_bits
        arrived, self.arrived = self.arrived, self._env.event()
        arrived.succeed()
        return True

    def remove(self, product: Product) -> None:
        """Let a product go: it has been acknowledged at the next node, or it has expired."""
        self._held.remove(product)
        self.used_bits -= product.size_bits

    @property
    def room_bits(self) -> float:
        """What still fits."""
        return self.capacity_bits - self.used_bits

    def first_for(self, neighbour: Node, room_bits: float = math.inf) -> Product | None:
        """The product to send next to a neighbour that has `room_bits` left, None when none is waiting.

        Its destination needs no room in a store: what has arrived there is used.
        """
        for product in self._held:
            fits = product.destination is neighbour or product.size_bits <= room_bits
            if fits and next_hop(self.node, product.destination) is neighbour:
                return product
        return None

    def overdue(self, utc_s: float) -> list[Product]:
        """Held products whose deadline has passed."""
        return [product for product in self._held if product.is_overdue(utc_s)]
