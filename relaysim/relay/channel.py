"""A channel: one transmitter's worth of link, open from time to time, sending one piece of a product after another.

It is driven by callbacks, not by a process. A piece at a known rate is one event, its landing: when it will have left is
known as it begins. What is next can be chosen later than that, where nobody else takes from the queue: `settle` does so before
anybody looks at what waits or adds to it, and at the latest as the piece lands. Elsewhere what waits asks for an event.
Packets and their repetitions are never events: how long a piece takes with all of them is one draw, and its leaving is an event,
for what is next may draw too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from heapq import heapify, heappop
from typing import TYPE_CHECKING, Protocol

import simpy

from relaysim.relay.node import Entry, Node
from relaysim.relay.product import Product
from relaysim.relay.timer import Piece, Timer
from relaysim.relay.way import Way

if TYPE_CHECKING:
    from relaysim.relay.network import Network

# Instants since 1970 are floats, good to a quarter of a microsecond: what ends so little after a window ends with it.
ROUNDING_S = 2e-6


class Pace(Protocol):
    """How fast a channel is, where that is more than a rate: losses drawn, the signal changing."""

    def attempt(self, bits: int, source: str, utc_s: float) -> tuple[float, float]:
        """How long so many bits from a node take from now, and until when that answer holds."""

    def through(self, bits: int, share: float) -> int:
        """How many of them are through after a share (0 to 1) of that time."""


class Channel:
    """The directions that share one transmitter, served in order (a one-way contact has one).

    Attributes:
        ways: its directions, and what each has carried since it was opened.
        is_open: whether it can send.
        is_idle: whether it is open and known to have nothing to send; `is_free` looks.
        is_alone: whether it has one direction, one queue that no other takes from, and a neighbour that holds whatever comes:
            then it is settled late.
        opened_utc_s: since when it has been open.
        on_wanted: who is to be told that something will wait for it, if somebody is: it is closed then.
    """

    __slots__ = (
        "_before_bit_s", "_bits", "_changed_utc_s", "_delay_s", "_duration_s", "_end_utc_s", "_ends_utc_s", "_env", "_flight", "_left_bits", "_network", "_on_end",
        "_on_landing", "_on_wake", "_only_queue", "_pace", "_product", "_queues", "_rate_bps", "_started_utc_s", "_timer", "_volume_bits", "_way", "is_alone",
        "is_idle", "is_open", "on_wanted", "opened_utc_s", "ways",
    )  # fmt: skip

    def __init__(self, network: Network, ways: Sequence[tuple[Node, Node]]) -> None:
        self._network = network
        self._env: simpy.Environment = network.env
        self.ways = tuple(Way(node, neighbour) for node, neighbour in ways)
        self.is_open = self.is_idle = self.is_alone = False
        self.opened_utc_s = -math.inf
        self.on_wanted: Callable[[], None] | None = None
        self._queues: list[tuple[Way, list[Entry]]] = []
        self._only_queue: list[Entry] | None = None
        self._timer: Timer | None = None
        self._flight: Piece | None = None
        self._pace: Pace | None = None
        self._rate_bps = self._delay_s = self._started_utc_s = self._duration_s = 0.0
        self._before_bit_s = self._volume_bits = self._changed_utc_s = 0.0
        self._end_utc_s = self._ends_utc_s = self._left_bits = math.inf
        self._product: Product | None = None
        self._bits, self._way = 0, self.ways[0]
        # A method looked up makes an object: once is enough.
        self._on_end, self._on_wake, self._on_landing = self._ends, self._wakes, self._lands

    def serve(self, way: Way, destination: str) -> None:
        """From now on the direction also carries what is for this destination."""
        node = way.node
        queue = node.queues.setdefault(destination, [])
        if not any(row[0] is way and row[1] is queue for row in self._queues):
            self._queues.append((way, queue))
            self._queues.sort(key=lambda row: self.ways.index(row[0]))
        # Channels that share one queue of a node share it for the same destinations.
        is_plain = len(self.ways) == len(self._queues) == 1 and not way.neighbour.is_bounded
        self._only_queue = queue if is_plain else None
        sharing = node.outgoing.setdefault(destination, [])
        sharing.append(self)
        for channel in sharing:
            channel.is_alone = len(sharing) == 1 and is_plain

    def open(
        self,
        rate_bps: float,
        end_utc_s: float = math.inf,
        delay_s: float = 0.0,
        pace: Pace | None = None,
        *,
        since_utc_s: float | None = None,
        unused_bits: float = 0.0,
    ) -> None:
        """Begin to send.

        Args:
            rate_bps: data per time; the window carries no more than its volume at it. With a pace it is the pace that
                decides, and 0 sets no limit to the volume; without one nothing is sent at 0.
            end_utc_s: when the window ends; whoever opens must close it then.
            delay_s: from the last bit's leaving to the arrival of the piece.
            since_utc_s: when the window began, if it was not opened then as nothing waited; it could have carried
                `unused_bits` since. Whoever opens it so has something to offer, and does.
        """
        now = float(self._env.now)
        self.is_open = True
        self.opened_utc_s = now if since_utc_s is None else since_utc_s
        for way in self.ways:
            way.carried_bits, way.carried_bit_s = 0, 0.0
        self._delay_s, self._end_utc_s = delay_s, end_utc_s
        self._volume_bits = unused_bits
        self._set_rate(rate_bps, pace, now)
        if rate_bps > 0.0 or pace is not None:
            if since_utc_s is None:
                self.start(now)
            else:
                self.is_idle = True

    def change(self, rate_bps: float, pace: Pace | None = None) -> None:
        """Another rate from now on: what is being sent goes on with it."""
        now, cut = float(self._env.now), self._cut()
        self._volume_bits += self._rate_bps * (now - self._changed_utc_s)
        self._set_rate(rate_bps, pace, now)
        self._left_bits -= sum(way.carried_bits for way in self.ways)
        if rate_bps > 0.0 or pace is not None:
            self.start(now)
        if cut is not None:
            self._offer_elsewhere(*cut)

    def _set_rate(self, rate_bps: float, pace: Pace | None, now_utc_s: float) -> None:
        """No window ever carries more than its volume, whatever the rounding of instants."""
        self._rate_bps, self._pace, self._changed_utc_s = rate_bps, pace, now_utc_s
        self._left_bits, ends = math.inf, self._end_utc_s
        if rate_bps > 0.0 and ends != math.inf:
            self._left_bits = math.floor(self._volume_bits + rate_bps * (ends - now_utc_s) + 1e-3)
        self.is_idle = False

    def close(self) -> None:
        """The window is over: what has got through is through, the rest waits for another."""
        cut = self._cut()
        self.is_open = self.is_idle = False
        if cut is not None:
            self._offer_elsewhere(*cut)

    def is_free(self, now_utc_s: float) -> bool:
        """Whether it could send something that comes now; one that is opened when it is wanted may be opened by this."""
        if self._ends_utc_s <= now_utc_s:
            if self.is_alone:
                self.settle(now_utc_s)
            return self._ends_utc_s <= now_utc_s and self._timer is None
        if self.on_wanted is not None:
            self.on_wanted()
        return self.is_idle

    def settle(self, utc_s: float) -> None:
        """Begin what had its turn by now, if nobody has looked since."""
        queue, name = self._only_queue, self._way.node.name
        while queue and self._ends_utc_s <= utc_s:
            product = heappop(queue)[3]
            bits = product.waiting_bits.pop(name, None)
            if bits is not None:  # else it is gone
                self.send(product, bits, self._ends_utc_s)

    def has_waiting(self) -> bool:
        """Whether anything may wait for it (what is gone leaves its queue late)."""
        if self._only_queue is not None:
            return bool(self._only_queue)
        return any(queue for _, queue in self._queues)

    def go_on(self) -> None:
        """Something waits that came while a piece was being sent: look for what is next when that has left."""
        if self.is_alone:
            return  # as it is settled
        if self._timer is None and self._flight is not None and self._env.now < self._ends_utc_s:
            self._timer = Timer(self._env, self._ends_utc_s, self._on_wake)

    def start(self, utc_s: float) -> None:
        """Send what is next, or wait for it."""
        product = self._next()
        if product is None:
            self.is_idle = True
            return
        self.send(product, product.waiting_bits.pop(self._way.node.name), utc_s)
        if self._flight is not None and not self.is_alone and self.has_waiting():
            self._timer = Timer(self._env, self._ends_utc_s, self._on_wake)

    def send(self, product: Product, bits: int, utc_s: float) -> None:
        """Begin with a piece that waits nowhere; a plain free channel takes what has just come without a queue."""
        self.is_idle = False
        self._product, self._bits, self._started_utc_s = product, bits, utc_s
        product.under_way_bits += bits
        way = self._way
        node, neighbour = way.node, way.neighbour
        if neighbour.is_bounded and product.destination != neighbour.name:
            neighbour.used_bits += bits
        if self._pace is not None:
            self._flight = None
            self._attempt(bits, node.name, utc_s)
            return
        ends, way_s = utc_s + bits / self._rate_bps, self._delay_s + neighbour.latency_s
        if ends > self._end_utc_s or bits > self._left_bits:
            self._flight, self._ends_utc_s = None, math.inf  # closing the window cuts it
        elif way_s == 0.0:
            self._flight, self._ends_utc_s = None, math.inf
            self._timer = Timer(self._env, ends, self._on_end)
        else:
            self._ends_utc_s = ends
            self._flight = piece = Piece(self._env, ends + way_s, self._on_landing, product, bits, neighbour)
            if node.is_bounded:
                self._network.will_acknowledge(piece, node, ends + 2.0 * way_s)
            # Counted as it begins, for nobody looks before it has left; one that is cut is counted anew.
            self._left_bits -= bits
            way.carried_bits += bits
            self._before_bit_s = before = way.carried_bit_s
            way.carried_bit_s = before + bits * (ends - product.created_utc_s)

    def _attempt(self, bits: int, source: str, utc_s: float) -> None:
        """Until when the pace says that the piece takes, or has an answer."""
        assert self._pace is not None
        self._duration_s, latest = self._pace.attempt(bits, source, utc_s)
        if utc_s + self._duration_s > latest or bits > self._left_bits:
            if latest < self._end_utc_s:
                self._timer = Timer(self._env, max(latest, utc_s), self._on_end)
            return  # closing the window cuts it
        self._timer = Timer(self._env, utc_s + self._duration_s, self._on_end)

    def _wakes(self, timer: Timer) -> None:
        """The piece that was being sent has left, and something waits."""
        if timer is self._timer:  # else it was cut since
            self._timer = None
            self.start(self._ends_utc_s)

    def _lands(self, piece: Piece) -> None:
        """A piece is there; if it was the last to leave, what waits behind it has begun since."""
        now = self._env.now
        if self._only_queue and piece is self._flight and self.is_alone:
            self.settle(now)
        self._network.land(piece.product, piece.bits, piece.node, now)

    def _ends(self, timer: Timer) -> None:
        """A piece is through, or the answer of its pace has run out."""
        if timer is not self._timer:
            return  # of a transfer that was cut since
        passed_s = self._env.now - self._started_utc_s
        cut = self._stop(self._bits if self._pace is None else self._through(passed_s))
        self.start(self._env.now)
        if cut is not None:
            self._offer_elsewhere(*cut)

    def _cut(self) -> tuple[Product, Node] | None:
        """End what is being sent now, if it has not left wholly: what got through goes on, the rest waits again.

        Returns:
            The product of which some waits, and where: this channel may go on with it, or else another.
        """
        if self._product is None:
            return None
        now = self._env.now
        if self._only_queue and self.is_alone:
            self.settle(now)
        way, flight = self._way, self._flight
        if flight is not None:
            if self._ends_utc_s <= now:
                self._product = self._flight = self._timer = None
                self._ends_utc_s = math.inf
                return None
            flight.recall()
            self._left_bits += self._bits
            way.carried_bits -= self._bits
            way.carried_bit_s = self._before_bit_s
        return self._stop(self._through(now - self._started_utc_s))

    def _stop(self, through: int) -> tuple[Product, Node] | None:
        """So many bits have got through; returns as `_cut`."""
        product, bits, way = self._product, self._bits, self._way
        assert product is not None
        self._product = self._flight = self._timer = None
        self._ends_utc_s = math.inf
        self._left_bits -= through
        way.carried_bits += through
        way.carried_bit_s += through * (self._env.now - product.created_utc_s)
        node, neighbour = way.node, way.neighbour
        if through < bits:
            self._network.unsent(product, bits - through, node, neighbour)
        if through > 0 or bits == 0:
            self._network.sent(product, through, node, neighbour, self._delay_s)
        return (product, node) if through < bits else None

    def _offer_elsewhere(self, product: Product, node: Node) -> None:
        """What was cut, and does not go on here, goes on over another channel if one is idle."""
        if node.name in product.waiting_bits:
            self._network.offer(node, product.destination)

    def _through(self, elapsed_s: float) -> int:
        bits = self._bits
        duration_s = bits / self._rate_bps if self._pace is None else self._duration_s
        # A step of the rate forgives nothing: what it cuts so close to the end sends its last bits at the next rate.
        is_step = self._pace is None and self._env.now < self._end_utc_s - ROUNDING_S
        if elapsed_s >= duration_s - (0.0 if is_step else ROUNDING_S):
            through = bits
        elif self._pace is not None:
            through = self._pace.through(bits, elapsed_s / duration_s)
        else:
            through = min(int(self._rate_bps * elapsed_s), bits)
        return through if through <= self._left_bits else max(int(self._left_bits), 0)

    def _next(self) -> Product | None:
        """Take the product to send next out of its queue: by direction, priority, age, number."""
        if self._only_queue is not None:
            queue, name = self._only_queue, self._way.node.name
            while queue:
                product = heappop(queue)[3]
                if name in product.waiting_bits:
                    return product
            return None
        best: Entry | None = None
        chosen = []
        for way, queue in self._queues:
            if best is not None and way is not self._way:
                break
            node, name = way.node, way.node.name
            while queue and name not in queue[0][3].waiting_bits:
                heappop(queue)  # expired, dropped, or moved without a channel
            if not queue:
                continue
            entry: Entry | None = queue[0]
            if way.neighbour.is_bounded:
                entry = _first_that_fits(queue, node, way.neighbour)
            if entry is not None and (best is None or entry < best):
                best, chosen, self._way = entry, queue, way
        if best is None:
            return None
        if chosen[0] is best:
            heappop(chosen)
        else:
            chosen.remove(best)
            heapify(chosen)
        return best[3]


def _first_that_fits(queue: list[Entry], node: Node, neighbour: Node) -> Entry | None:
    """The first for which the neighbour has room; its destination needs none: what has arrived there is used."""
    room_bits, name, there = neighbour.room_bits, node.name, neighbour.name

    def fits(product: Product) -> bool:
        bits = product.waiting_bits.get(name)
        return bits is not None and (bits <= room_bits or product.destination == there)

    return queue[0] if fits(queue[0][3]) else min((entry for entry in queue if fits(entry[3])), default=None)


def mean_age_s(carried_bits: int, carried_bit_s: float) -> float | None:
    """Mean age, by volume, of what was carried; None of nothing."""
    return carried_bit_s / carried_bits if carried_bits else None
