"""The network: three stores, the ledger of every product, and the movement from one node to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import simpy

from relaysim.relay.chain import CHAIN, Node, next_hop
from relaysim.relay.product import Product, Status
from relaysim.relay.store import Store


class Watcher(Protocol):
    """Who is told of every change of a product; processes themselves never format or count."""

    def product(self, utc_s: float, node: Node, event: str, product: Product, detail: str) -> None:
        """Something happened to a product at a node."""


@dataclass(frozen=True)
class Template:
    """What a product to be created is like.

    Attributes:
        expires_s: time after creation at which it is worthless, None for never.
    """

    kind: str
    name: str
    size_bits: int
    priority: int
    expires_s: float | None = None


class Network:
    """Stores and ledger. Created = delivered + queued + expired + dropped holds after every call.

    Attributes:
        delivered: succeeds at the next delivery of a product to its destination.
    """

    def __init__(self, env: simpy.Environment, capacity_bits: dict[Node, float], watcher: Watcher) -> None:
        self.env = env
        self.products: list[Product] = []
        self.stores = {node: Store(env, node, capacity_bits[node]) for node in CHAIN}
        self.delivered = env.event()
        self._watcher = watcher

    def create(self, template: Template, source: Node, destination: Node, flight: int | None) -> Product:
        """A new product at its source; dropped at once if the store there is full."""
        now = float(self.env.now)
        deadline = None if template.expires_s is None else now + template.expires_s
        product = Product(
            number=len(self.products) + 1,
            kind=template.kind,
            name=template.name,
            flight=flight,
            source=source,
            destination=destination,
            size_bits=template.size_bits,
            priority=template.priority,
            created_utc_s=now,
            deadline_utc_s=deadline,
        )
        self.products.append(product)
        self._watcher.product(now, source, "created", product, product.name)
        self._arrive(product, source)
        return product

    def next_for(self, node: Node, neighbour: Node) -> Product | None:
        """The product that should cross a hop next: the overdue expire first, and one for which the
        neighbour has no room stays where it is."""
        self.expire(node)
        return self.stores[node].first_for(neighbour, self.stores[neighbour].room_bits)

    def hand_over(self, product: Product, node: Node) -> None:
        """A product has wholly reached the next node and was acknowledged: custody moves there.

        Nothing happens if it has expired while it was being sent, or was never taken in.
        """
        if product.is_gone:
            return
        neighbour = next_hop(node, product.destination)
        if neighbour is None:
            raise ValueError(f"{product.product_id} is at its destination already")
        self.stores[node].remove(product)
        self._arrive(product, neighbour)

    def lose(self, product: Product, node: Node, reason: str) -> None:
        """A product was sent once and did not arrive, and nobody will send it again: dropped, with the reason.

        Nothing happens if it is gone already.
        """
        if product.is_gone:
            return
        self.stores[node].remove(product)
        self._end(product, node, Status.DROPPED, reason)

    def depart(self, product: Product, node: Node) -> None:
        """A product has left on a hop that takes time (light, an orbiter): it counts as queued on its way."""
        if not product.is_gone:
            self.stores[node].remove(product)

    def arrive(self, product: Product, node: Node) -> None:
        """A product that had departed has come down at its next node; there is no other."""
        if product.is_gone:
            return
        following = next_hop(product.arrivals[-1][0], product.destination)
        if node is not following:
            there = f"the {following.value}" if following else "none: it was delivered"
            raise ValueError(f"the next node of {product.product_id} is {there}, not the {node.value}")
        self._arrive(product, node)

    def on_board(self, kind: str, flight: int) -> bool:
        """Whether the products of a kind for a flight were made and have all reached their destination."""
        made = [p for p in self.products if p.kind == kind and p.flight == flight]
        return bool(made) and all(p.status is Status.DELIVERED for p in made)

    def expire(self, node: Node) -> None:
        """Let go of what has passed its deadline at a node."""
        for product in self.stores[node].overdue(self.env.now):
            self.stores[node].remove(product)
            self._end(product, node, Status.EXPIRED, "deadline passed")

    def close(self) -> None:
        """The end of a run: whatever is past its deadline expires, at a node or on its way."""
        for node in CHAIN:
            self.expire(node)
        for product in self.products:
            if product.status is Status.QUEUED and product.is_overdue(self.env.now):
                self._end(product, product.arrivals[-1][0], Status.EXPIRED, "deadline passed on the way")

    def _arrive(self, product: Product, node: Node) -> None:
        self.expire(node)  # what is worthless takes no room
        if product.is_overdue(self.env.now):
            self._end(product, node, Status.EXPIRED, "deadline passed on the way")
            return
        product.remaining_bits = float(product.size_bits)
        product.arrivals.append((node, float(self.env.now)))
        if node is product.destination:
            self._end(product, node, Status.DELIVERED, "")
        elif not self.stores[node].put(product):
            self._end(product, node, Status.DROPPED, f"storage of {node.value} full")
        elif len(product.arrivals) > 1:
            self._watcher.product(self.env.now, node, "arrived", product, product.name)

    def _end(self, product: Product, node: Node, status: Status, reason: str) -> None:
        product.status = status
        product.reason = reason
        if status is Status.DELIVERED:
            delivered, self.delivered = self.delivered, self.env.event()
            delivered.succeed()
        self._watcher.product(self.env.now, node, status.value, product, reason or product.name)
