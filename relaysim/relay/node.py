"""A node: what it can hold, what waits there, and the rule when it is full."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, Literal

from relaysim.relay.product import Product

if TYPE_CHECKING:
    from relaysim.relay.channel import Channel

# What gives way when a product is created and its node is full:
# the new product; the oldest that wait there; or those that would be sent last, the new one among them.
WhenFull = Literal["refuse", "drop-oldest", "drop-lowest-priority"]

# Products leave by priority (1 first), then age, then number: that is the order of entries in a queue.
Entry = tuple[int, float, int, Product]


class Node:
    """One node of the network; its network and its channels change it.

    Attributes:
        used_bits: what it holds, what it has promised to take in, and what it has sent but nobody has acknowledged.
        queues: what waits there, by destination; destinations whose next hops are the same share a queue. An entry
            counts only while its product has bits waiting there.
        outgoing: the channels that can carry something for a destination, by destination.
        incoming: the channels that end here.
    """

    __slots__ = ("capacity_bits", "incoming", "is_bounded", "latency_s", "name", "outgoing", "queues", "used_bits", "when_full")  # fmt: skip

    def __init__(
        self,
        name: str,
        capacity_bits: float = math.inf,
        when_full: WhenFull = "refuse",
        latency_s: float = 0.0,
    ) -> None:
        self.name = name
        self.capacity_bits = capacity_bits
        self.is_bounded = capacity_bits != math.inf
        self.when_full = when_full
        self.latency_s = latency_s
        self.used_bits = 0
        self.queues: dict[str, list[Entry]] = {}
        self.outgoing: dict[str, list[Channel]] = {}
        self.incoming: list[Channel] = []

    @property
    def room_bits(self) -> float:
        """What still fits."""
        return self.capacity_bits - self.used_bits

    def wait(self, product: Product, bits: int) -> None:
        """Bits of a product wait here from now on; those already waiting are joined by them."""
        waiting = product.waiting_bits
        if self.name in waiting:
            waiting[self.name] += bits
            return
        waiting[self.name] = bits
        entry = (product.priority, product.created_utc_s, product.number, product)
        heapq.heappush(self.queues.setdefault(product.destination, []), entry)

    def take(self, product: Product) -> int:
        """The bits of a product that wait here leave the queue; the node still holds them."""
        return product.waiting_bits.pop(self.name)

    def waiting(self) -> list[Product]:
        """Every product with bits waiting here, in the order in which they would leave."""
        entries = [entry for queue in self.queues.values() for entry in queue]
        found = {entry[2]: entry[3] for entry in sorted(entries, key=lambda entry: entry[:3])}
        return [product for product in found.values() if self.name in product.waiting_bits]

    def to_give_way(self, newcomer: Product) -> list[Product] | None:
        """What must be dropped so that a new product fits, by the rule; None when the new one is to be dropped."""
        if newcomer.size_bits <= self.room_bits:
            return []
        if self.when_full == "refuse" or newcomer.size_bits > self.capacity_bits:
            return None
        held = self.waiting()
        if self.when_full == "drop-oldest":
            held.sort(key=lambda product: (product.created_utc_s, product.number))
        else:
            held = [product for product in reversed(held) if product.priority > newcomer.priority]
        chosen, room = [], self.room_bits
        for product in held:
            if newcomer.size_bits <= room:
                break
            chosen.append(product)
            room += product.waiting_bits[self.name]
        return chosen if newcomer.size_bits <= room else None
