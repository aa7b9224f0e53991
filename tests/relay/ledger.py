"""A network run step by step, its books held against what is really there after each of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from relaysim.plans.contact import Contact
from relaysim.relay.channel import Channel
from relaysim.relay.network import Network
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Status
from relaysim.relay.replay import Traffic
from relaysim.relay.timetable import Lossy, follow
from relaysim.relay.topology import Routes

PACKET_BITS = 64.0


class Log:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, str, str, str, str]] = []
        self.products: dict[int, Product] = {}
        self.ended_numbers: list[int] = []

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        self.lines.append((float(utc_s), node, event, product.product_id, detail))
        self.products[product.number] = product

    def ended(self, product: Product) -> None:
        self.ended_numbers.append(product.number)


class Books(Network):
    """A network that also counts what each node has sent of each product."""

    def __init__(self, env: simpy.Environment, nodes: Sequence[Node], routes: Routes, log: Log) -> None:
        super().__init__(env, nodes, routes, log)
        self.sent_bits: Counter[tuple[str, int]] = Counter()
        self.channels: list[Channel] = []

    def channel(self, *ways: tuple[str, str]) -> Channel:
        channel = super().channel(*ways)
        channel.__class__ = Counted
        self.channels.append(channel)
        return channel

    def sent(self, product: Product, bits: int, node: Node, neighbour: Node, delay_s: float) -> None:
        assert bits > 0 or product.size_bits == 0
        self.sent_bits[node.name, product.number] += bits
        super().sent(product, bits, node, neighbour, delay_s)


class Counted(Channel):
    """A channel that tells its network, `Books`, of pieces that land by themselves and of those recalled."""

    __slots__ = ()

    def send(self, product: Product, bits: int, utc_s: float) -> None:
        super().send(product, bits, utc_s)
        if self._flight is not None:
            self._network.sent_bits[self._way.node.name, product.number] += bits

    def _stop(self, through: int) -> tuple[Product, Node] | None:
        if self._flight is not None:  # it is cut
            self._network.sent_bits[self._way.node.name, self._flight.product.number] -= self._bits
        return super()._stop(through)


@dataclass
class Run:
    """A plan, its traffic, and what has come of it so far.

    Attributes:
        shared: pairs of nodes whose two directions share one transmitter, the first direction named goes first;
            windows of the first direction open it.
        carried: (contact, what it carried each way), as windows close.
    """

    contacts: Sequence[Contact]
    traffic: Sequence[Traffic]
    routes: Routes
    nodes: Sequence[Node] = ()
    shared: frozenset[tuple[str, str]] = frozenset()
    lossy: bool = False
    seed: int = 1
    log: Log = field(default_factory=Log)
    carried: list[tuple[Contact, list[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        starts = [contact.start_utc_s for contact in self.contacts] + [one.utc_s for one in self.traffic]
        self.env = simpy.Environment(initial_time=min(starts, default=0.0))
        given = {node.name: node for node in self.nodes}
        names = {contact.source for contact in self.contacts} | {
            contact.destination for contact in self.contacts
        }
        names |= {name for one in self.traffic for name in (one.source, one.destination)} | set(given)
        nodes = [given.get(name) or Node(name) for name in sorted(names)]
        self.network = Books(self.env, nodes, self.routes, self.log)
        self.draws = np.random.default_rng(self.seed)
        self._follow_all()
        self.env.process(self._feed())

    def _follow_all(self) -> None:
        by_pair: dict[tuple[str, str], list[Contact]] = defaultdict(list)
        for contact in sorted(self.contacts, key=lambda contact: contact.start_utc_s):
            by_pair[contact.source, contact.destination].append(contact)
        for (source, destination), listed in by_pair.items():
            ways = [(source, destination)]
            if (source, destination) in self.shared:
                ways.append((destination, source))
            channel = self.network.channel(*ways)
            pace = self._pace if self.lossy else None

            def closed(contact: Contact, _: float, __: int, channel: Channel = channel) -> None:
                self.carried.append((contact, [way.carried_bits for way in channel.ways]))

            self.env.process(follow(self.network, channel, listed, closed=closed, pace=pace))

    def _pace(self, contact: Contact, rate_bps: float) -> Lossy:
        return Lossy(rate_bps, contact.end_utc_s, contact.success, PACKET_BITS, self.draws)

    def _feed(self) -> Iterator[Any]:
        for one in sorted(self.traffic, key=lambda one: one.utc_s):
            yield self.env.timeout(max(one.utc_s - self.env.now, 0.0))
            self.network.create(one.template, one.source, one.destination)

    def steps(self) -> Iterator[float]:
        """Every step to the end: the instant after each."""
        while self.env.peek() != math.inf:
            before = self.env.now
            self.env.step()
            assert self.env.now >= before
            yield self.env.now

    def run(self) -> Run:
        """To the end at once."""
        self.env.run()
        return self

    @property
    def products(self) -> list[Product]:
        return [self.log.products[number] for number in sorted(self.log.products)]


def check(run: Run) -> None:
    """The books are right as things stand: of products, of the network, of every node, of every idle channel.

    Channels are looked at, which settles them.
    """
    network = run.network
    for node in network.nodes.values():
        node.settle(run.env.now)
    for product in run.products:
        _check_product(product)
        assert (product.status is Status.QUEUED) == (product.number in network.live)
    assert network.created == len(run.products) == sum(network.ended.values()) + len(network.live)
    assert sorted(run.log.ended_numbers) == sorted(set(run.log.products) - set(network.live))
    held = really_held(run)
    for node in network.nodes.values():
        if node.is_bounded:
            assert node.used_bits == held[node.name], node.name
            assert node.used_bits <= node.capacity_bits
    for channel in network.channels:
        has_left = channel._ends_utc_s <= run.env.now and channel._timer is None
        if channel.is_idle or has_left:
            assert channel.is_open
            assert not list(_could_send(channel, run.products))
    for (_, number), bits in network.sent_bits.items():
        assert bits <= run.log.products[number].size_bits


def _check_product(product: Product) -> None:
    there = product.arrived_bits.get(product.destination, 0)
    assert all(bits > 0 or product.size_bits == 0 for bits in product.waiting_bits.values())
    assert product.under_way_bits >= 0
    assert all(0 <= bits <= product.size_bits for bits in product.arrived_bits.values())
    if not product.is_gone:
        assert sum(product.waiting_bits.values()) + product.under_way_bits + there == product.size_bits
        assert product.in_transit_bits == product.size_bits - there
    else:
        assert not product.waiting_bits and product.reason and product.delivered_utc_s is None
    delivered = product.status is Status.DELIVERED
    assert delivered == (there == product.size_bits and not product.is_gone) or product.size_bits == 0
    assert delivered == (product.delivered_utc_s is not None)


def really_held(run: Run) -> Counter[str]:
    """Bits at each node, counted from the products, the channels and SimPy's queue alone."""
    held: Counter[str] = Counter()
    for product in run.products:
        held.update(product.waiting_bits)
    for channel in run.network.channels:
        product = channel._product
        if product is not None:
            node, neighbour = channel._way.node, channel._way.neighbour
            acknowledged = channel._flight is not None and channel._flight.acknowledgement is not None
            if not acknowledged:
                held[node.name] += channel._bits
            if product.destination != neighbour.name and channel._flight is None:
                held[neighbour.name] += channel._bits
    for *_, event in run.env._queue:
        for callback in event.callbacks or ():
            what = getattr(callback, "__func__", None)
            lands = what is Network._lands or what is Channel._lands
            is_on_its_way = lands and event.product.destination != event.node.name
            if is_on_its_way or what is Network._acknowledged:
                held[event.node.name] += event.bits
    return held


def _could_send(channel: Channel, products: Sequence[Product]) -> Iterator[Product]:
    """What a channel could send now."""
    for product in products:
        for way in channel.ways:
            node, neighbour = way.node, way.neighbour
            bits = product.waiting_bits.get(node.name)
            if bits is not None and channel in node.outgoing.get(product.destination, ()):
                fits = product.destination == neighbour.name or bits <= neighbour.room_bits
                if fits and _serves(channel, node, product.destination):
                    yield product


def _serves(channel: Channel, node: Node, destination: str) -> bool:
    queue = node.queues.get(destination)
    return any(way.node is node and one is queue for way, one in channel._queues)
