"""A node: what it can hold, what waits there, and the rule when it is full."""

from __future__ import annotations

import math
from heapq import heapify, heappush
from typing import TYPE_CHECKING, Literal

from relaysim.relay.product import Product

if TYPE_CHECKING:
    from relaysim.relay.channel import Channel

# What gives way when a product is created and its node is full:
# the new product; the oldest that wait there; or those that would be sent last, the new one among them.
WhenFull = Literal["refuse", "drop-oldest", "drop-lowest-priority"]

# Products leave by priority (1 first), then age, then number: that is the order of entries in a queue.
Entry = tuple[int, float, int, Product]
# So many entries of products that are gone do no harm.
FEW = 64


class Node:
    """One node of the network; its network and its channels change it.

    Attributes:
        used_bits: what it holds, what it has promised to take in, and what it has sent but nobody has acknowledged.
        queues: what waits there, by destination; destinations whose next hops are the same share a queue. An entry
            counts only while its product has bits waiting there.
        outgoing: the channels that can carry something for a destination, by destination.
        incoming: the channels that end here.
    """

    __slots__ = ("_left_entries", "capacity_bits", "incoming", "is_bounded", "latency_s", "name", "outgoing", "queues", "used_bits", "when_full")  # fmt: skip

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
        self._left_entries = 0

    @property
    def room_bits(self) -> float:
        """What still fits."""
        return self.capacity_bits - self.used_bits

    def wait(self, product: Product, bits: int) -> None:
        """Bits of a product wait here from now on; those already waiting are joined by them."""
        name, waiting = self.name, product.waiting_bits
        if name in waiting:
            waiting[name] += bits
            return
        waiting[name] = bits
        queue = self.queues.get(product.destination)
        if queue is None:
            queue = self.queues[product.destination] = []
        heappush(queue, (product.priority, product.created_utc_s, product.number, product))

    def settle(self, utc_s: float) -> None:
        """Up to date with what has had its turn by now: before what waits here is counted, or goes."""
        for channels in self.outgoing.values():
            if channels[0].is_alone:
                channels[0].settle(utc_s)

    def gave_up(self) -> None:
        """A product waits here no more that no channel has taken: what it leaves in its queue goes once it is the half.

        A queue whose channel never opens would grow through the whole run, and be searched all through.
        """
        self._left_entries += 1
        if self._left_entries < FEW:
            return
        queues = self._own_queues()
        if 2 * self._left_entries >= sum(map(len, queues)):
            self._left_entries = 0
            for queue in queues:
                queue[:] = [entry for entry in queue if self.name in entry[3].waiting_bits]
                heapify(queue)

    def _own_queues(self) -> list[list[Entry]]:
        """Each queue once, however many destinations share it."""
        return list({id(queue): queue for queue in self.queues.values()}.values())

    def waiting(self) -> list[Product]:
        """Every product with bits waiting here, in the order in which they would leave."""
        entries = (entry for queue in self._own_queues() for entry in queue)
        found = {entry[2]: entry for entry in entries if self.name in entry[3].waiting_bits}
        return [entry[3] for entry in sorted(found.values())]

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
