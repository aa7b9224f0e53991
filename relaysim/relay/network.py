"""The network: nodes, the channels between them, and the ledger of every product.

Created = delivered + queued + expired + dropped holds after every step, and of each product
bits waiting + bits under way + bits at the destination = its size. A sender keeps what it has sent until
the acknowledgement is back, which takes as long as the way there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Protocol

import simpy

from relaysim.relay.channel import Channel
from relaysim.relay.node import Entry, Node
from relaysim.relay.product import Product, Status, Template
from relaysim.relay.timer import Deadline, Piece, Timer

# Looked up once: a member of an Enum costs as much as a call.
_QUEUED, _DELIVERED = Status.QUEUED, Status.DELIVERED


class Observer(Protocol):
    """Who is told of every change of a product; the network itself never formats or keeps a log."""

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        """Something happened to a product at a node."""

    def ended(self, product: Product) -> None:
        """A product's fate is known, or the run is over: it will not change any more."""


class Network:
    """Nodes, channels, and what became of every product.

    Attributes:
        nodes: by name.
        created: how many products there have been.
        ended: how many of them were delivered, have expired or were dropped.
        live: those that are still queued, by number.
    """

    def __init__(
        self,
        env: simpy.Environment,
        nodes: Sequence[Node],
        routes: Mapping[tuple[str, str], frozenset[str]],
        observer: Observer,
    ) -> None:
        self.env = env
        self.nodes = {node.name: node for node in nodes}
        self.created = 0
        self.ended = dict.fromkeys(Status, 0)
        self.live: dict[int, Product] = {}
        self._routes = routes
        # What may go to the same neighbours waits in one queue, wherever it goes from there.
        queues: dict[tuple[str, frozenset[str]], list[Entry]] = {}
        for (at, destination), hops in routes.items():
            if at in self.nodes:
                self.nodes[at].queues[destination] = queues.setdefault((at, hops), [])
        # A method looked up makes an object: once is enough.
        self._on_acknowledgement = self._acknowledged
        self._tell, self._tell_ended = observer.product, observer.ended

    def channel(self, *ways: tuple[str, str]) -> Channel:
        """A new channel for these directions, (node, neighbour) each; what it carries follows from the routes."""
        ends = [(self.nodes[node], self.nodes[neighbour]) for node, neighbour in ways]
        channel = Channel(self, ends)
        for way in channel.ways:
            node, neighbour = way.node.name, way.neighbour.name
            way.neighbour.incoming.append(channel)
            for (at, destination), hops in self._routes.items():
                if at == node and neighbour in hops:
                    channel.serve(way, destination)
        return channel

    def create(
        self, template: Template, source: str, destination: str, flight: int | None = None
    ) -> list[Product]:
        """New products at their source, one for each part; when the node is full its rule says what gives way."""
        if template.parts == 1:
            return [self._create(template, template.size_bits, source, destination, flight)]
        found = []
        for bits in template.part_sizes_bits():
            found.append(self._create(template, bits, source, destination, flight))
        return found

    def _create(
        self, template: Template, bits: int, source: str, destination: str, flight: int | None
    ) -> Product:
        now, node = float(self.env.now), self.nodes[source]
        self.created += 1
        product = Product(self.created, template, bits, source, destination, now, flight)
        self.live[product.number] = product
        self._tell(now, source, "created", product, product.name)
        if node.is_bounded and not self._made_room(product, node):
            self._end(product, source, Status.DROPPED, f"storage of {source} full")
            return product
        if product.deadline_utc_s is not None:
            # By its number: a product delivered long before its deadline need not be kept until then.
            Deadline(self.env, max(product.deadline_utc_s, now), partial(self._overdue, product.number))
        self._wait(product, bits, node, now)
        return product

    def _made_room(self, product: Product, node: Node) -> bool:
        """Whether a new product fits, once others have given way by the node's rule."""
        if product.size_bits > node.room_bits:
            node.settle(self.env.now)
        gives_way = node.to_give_way(product)
        if gives_way is None:
            return False
        # All at once: what is freed for this product must not be promised to a neighbour, nor be sent meanwhile.
        node.used_bits += product.size_bits - sum(other.waiting_bits.pop(node.name) for other in gives_way)
        reason = f"storage of {node.name} full: made room for {product.product_id}"
        for other in gives_way:
            node.gave_up()
            self._settle(other, self.env.now)
            self._end(other, node.name, Status.DROPPED, reason)
        if gives_way:
            self._release(node, 0)
        return True

    def carry(self, product: Product, node: str, neighbour: str) -> None:
        """A product crosses a hop at once, without a channel; nothing happens if none of it waits there.

        Nobody asks before whether there is room: without it the product is dropped.
        """
        self._settle(product, self.env.now)
        if node not in product.waiting_bits:
            return
        bits, there = product.waiting_bits[node], self.nodes[neighbour]
        if there.is_bounded and product.destination != neighbour:
            if bits > there.room_bits:
                self._end(product, neighbour, Status.DROPPED, f"storage of {neighbour} full")
                return
            there.used_bits += bits
        del product.waiting_bits[node]
        self.nodes[node].gave_up()
        product.under_way_bits += bits
        self.sent(product, bits, self.nodes[node], there, 0.0)

    def lose(self, product: Product, node: str, reason: str) -> None:
        """A product was sent once and did not arrive, and nobody will send it again; nothing happens if it is gone."""
        if product.status is _QUEUED:
            self._settle(product, self.env.now)
            self._end(product, node, Status.DROPPED, reason)

    def close(self) -> None:
        """The end of a run: whoever observes is told of those still queued, and why if more time would not help."""
        for product in list(self.live.values()):
            product.reason = self._cannot_go_on(product)
            self._tell_ended(product)

    def _cannot_go_on(self, product: Product) -> str:
        """Why what waits somewhere will never be sent on, "" if it may be."""
        for name, bits in product.waiting_bits.items():
            hops = sorted(self._routes.get((name, product.destination), ()))
            if not hops:
                return f"no way on from {name}"
            if all(bits > self.nodes[hop].capacity_bits and hop != product.destination for hop in hops):
                return f"larger than the storage of {', '.join(hops)}"
        return ""

    def offer(self, node: Node, destination: str) -> None:
        """Something waits: of the free channels that can take it, the one that has been open longest does."""
        channels, now = node.outgoing.get(destination, ()), self.env.now
        free = []
        for channel in channels:
            if channel.is_free(now):
                free.append(channel)
        if len(free) > 1:
            free.sort(key=attrgetter("opened_utc_s"))
        for channel in free:
            channel.start(now)
            if not channel.is_idle:
                return
        for channel in channels:
            channel.go_on()

    def sent(self, product: Product, bits: int, node: Node, neighbour: Node, delay_s: float) -> None:
        """Bits have left a node wholly; they arrive after the delay, and the acknowledgement after as much again."""
        way_s = delay_s + neighbour.latency_s
        if way_s > 0.0:
            now = self.env.now
            piece = Piece(self.env, now + way_s, self._lands, product, bits, neighbour)
            if node.is_bounded:
                self.will_acknowledge(piece, node, now + 2.0 * way_s)
            return
        if node.is_bounded:
            self._release(node, bits)
        self.land(product, bits, neighbour, self.env.now)

    def will_acknowledge(self, piece: Piece, node: Node, utc_s: float) -> None:
        """A node keeps what it has sent until an instant, unless the piece is recalled before it has left."""
        piece.acknowledgement = Piece(
            self.env, utc_s, self._on_acknowledgement, piece.product, piece.bits, node
        )

    def unsent(self, product: Product, bits: int, node: Node, neighbour: Node) -> None:
        """Bits that were to be sent did not get through: they wait again, unless their product is gone."""
        product.under_way_bits -= bits
        if neighbour.is_bounded and product.destination != neighbour.name:
            self._release(neighbour, bits)
        if product.status is _QUEUED:
            node.wait(product, bits)
        elif node.is_bounded:
            self._release(node, bits)

    def _lands(self, piece: Piece) -> None:
        self.land(piece.product, piece.bits, piece.node, self.env.now)

    def _acknowledged(self, piece: Piece) -> None:
        self._release(piece.node, piece.bits)

    def land(self, product: Product, bits: int, node: Node, now_utc_s: float) -> None:
        """Bits have arrived at a node."""
        product.under_way_bits -= bits
        name = node.name
        is_there = name == product.destination
        if product.status is not _QUEUED:
            if node.is_bounded and not is_there:
                self._release(node, bits)
            return
        arrived = product.arrived_bits
        arrived[name] = total = arrived.get(name, 0) + bits
        is_whole = total == product.size_bits
        if not is_there:
            if is_whole:
                product.whole_utc_s[name] = now_utc_s
                self._tell(now_utc_s, name, "arrived", product, product.name)
            self._wait(product, bits, node, now_utc_s)
        elif is_whole:
            self._is_there(product, name, now_utc_s)

    def _wait(self, product: Product, bits: int, node: Node, now_utc_s: float) -> None:
        """Bits wait at a node until a channel takes them, which may be at once."""
        channels = node.outgoing.get(product.destination)
        if channels is None:
            node.wait(product, bits)
            return
        first = channels[0]
        if not first.is_alone:
            node.wait(product, bits)
            self.offer(node, product.destination)
        elif first.is_free(now_utc_s):
            first.send(product, bits, now_utc_s)  # a free channel has nothing else that waits
        else:
            node.wait(product, bits)

    def _release(self, node: Node, bits: int) -> None:
        """A node holds so much less: who could not send to it may now."""
        node.used_bits -= bits
        for channel in node.incoming:
            if channel.is_idle:
                channel.start(self.env.now)

    def _overdue(self, number: int, _: Timer) -> None:
        product = self.live.get(number)
        if product is not None:
            self._expires(product)

    def _settle(self, product: Product, utc_s: float) -> None:
        """What has had its turn before a product is gone had it, though nobody has looked since."""
        for name in tuple(product.waiting_bits):
            self.nodes[name].settle(utc_s)

    def _expires(self, product: Product) -> None:
        # Its turn may come at this very instant: that is too late.
        self._settle(product, math.nextafter(self.env.now, -math.inf))
        where = next(iter(product.waiting_bits), None)
        reason = "deadline passed" if where else "deadline passed on the way"
        self._end(product, where or next(reversed(product.arrived_bits)), Status.EXPIRED, reason)

    def _is_there(self, product: Product, node: str, now_utc_s: float) -> None:
        """All of it is at its destination, so none of it is anywhere else."""
        product.status = _DELIVERED
        product.whole_utc_s[node] = now_utc_s
        self.ended[_DELIVERED] += 1
        del self.live[product.number]
        self._tell(now_utc_s, node, "delivered", product, product.name)
        self._tell_ended(product)

    def _end(self, product: Product, node: str, status: Status, reason: str) -> None:
        """It is gone, undelivered, wherever it is; whoever says so has settled it."""
        now = float(self.env.now)
        product.status, product.reason, product.gone_utc_s = status, reason, now
        self.ended[status] += 1
        del self.live[product.number]
        held, product.waiting_bits = product.waiting_bits, {}
        self._tell(now, node, status.value, product, reason)
        self._tell_ended(product)
        for name, bits in held.items():
            self.nodes[name].gave_up()
            if self.nodes[name].is_bounded:
                self._release(self.nodes[name], bits)
