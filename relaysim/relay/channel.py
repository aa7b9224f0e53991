"""A channel: one transmitter's worth of link, open from time to time, sending one piece of a product after another.

It is driven by callbacks, not by a process: a piece takes one event to leave and, where the way takes time, one to
arrive. Packets and their repetitions are never events: how long a piece takes with all of them is one draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from heapq import heapify, heappop
from typing import TYPE_CHECKING, Any, Protocol

import simpy
from simpy.events import Timeout

from relaysim.relay.node import Entry, Node
from relaysim.relay.product import Product

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
        ways: (node, neighbour) for each direction.
        is_open: whether it can send.
        is_idle: whether it is open and has nothing to send.
        is_plain: whether it has one direction and one queue, and a neighbour that holds whatever comes, as most have.
        opened_utc_s: since when it has been open.
        carried_bits: what it has carried since it was opened, for each direction.
        carried_bit_s: the same, each bit times its age as the last of its piece left: over carried_bits, the mean age.
    """

    __slots__ = (
        "_bits", "_changed_utc_s", "_delay_s", "_duration_s", "_end_utc_s", "_env", "_left_bits", "_network", "_on_end", "_only_queue", "_pace", "_product", "_queues",
        "_rate_bps", "_started_utc_s", "_timer", "_volume_bits", "_way", "carried_bit_s", "carried_bits", "is_idle", "is_open", "is_plain", "opened_utc_s", "ways",
    )  # fmt: skip

    def __init__(self, network: Network, ways: Sequence[tuple[Node, Node]]) -> None:
        self._network = network
        self._env: simpy.Environment = network.env
        self.ways = tuple(ways)
        self.carried_bits, self.carried_bit_s = [0] * len(self.ways), [0.0] * len(self.ways)
        self.is_open = self.is_idle = self.is_plain = False
        self.opened_utc_s = -math.inf
        self._queues: list[tuple[int, Node, Node, list[Entry]]] = []
        self._only_queue: tuple[int, Node, Node, list[Entry]] | None = None
        self._timer: Timeout | None = None
        self._pace: Pace | None = None
        self._rate_bps = self._delay_s = self._started_utc_s = self._duration_s = 0.0
        self._volume_bits = self._changed_utc_s = 0.0
        self._end_utc_s = self._left_bits = math.inf
        self._product: Product | None = None
        self._bits = self._way = 0
        self._on_end = self._ends  # a method looked up makes an object: once is enough

    def serve(self, way: int, destination: str) -> None:
        """From now on the direction also carries what is for this destination."""
        node, neighbour = self.ways[way]
        queue = node.queues.setdefault(destination, [])
        if not any(row[0] == way and row[3] is queue for row in self._queues):
            self._queues.append((way, node, neighbour, queue))
            self._queues.sort(key=lambda row: row[0])
        self.is_plain = len(self._queues) == 1 and not neighbour.is_bounded
        self._only_queue = self._queues[0] if self.is_plain else None
        self._way = way
        node.outgoing.setdefault(destination, []).append(self)

    def open(
        self, rate_bps: float, end_utc_s: float = math.inf, delay_s: float = 0.0, pace: Pace | None = None
    ) -> None:
        """Begin to send.

        Args:
            rate_bps: data per time; the window carries no more than its volume at it. With a pace it is the pace that
                decides, and 0 sets no limit to the volume; without one nothing is sent at 0.
            end_utc_s: when the window ends; whoever opens must close it then.
            delay_s: from the last bit's leaving to the arrival of the piece.
        """
        self.is_open = True
        self.opened_utc_s = float(self._env.now)
        self.carried_bits, self.carried_bit_s = [0] * len(self.ways), [0.0] * len(self.ways)
        self._delay_s = delay_s
        self._end_utc_s = end_utc_s
        self._volume_bits, self._rate_bps = 0.0, 0.0
        self.change(rate_bps, pace)

    def change(self, rate_bps: float, pace: Pace | None = None) -> None:
        """Another rate from now on: what is being sent goes on with it."""
        cut, now = self._cut(), float(self._env.now)
        # No window ever carries more than its volume, whatever the rounding of instants.
        self._volume_bits += self._rate_bps * (now - self._changed_utc_s)
        self._rate_bps, self._pace, self._changed_utc_s = rate_bps, pace, now
        self._left_bits = math.inf
        if rate_bps > 0.0 and self._end_utc_s != math.inf:
            volume = self._volume_bits + rate_bps * (self._end_utc_s - now)
            self._left_bits = math.floor(volume + 1e-3) - sum(self.carried_bits)
        self.is_idle = False
        if rate_bps > 0.0 or pace is not None:
            self.start()
        self._offer_elsewhere(cut)

    def close(self) -> None:
        """The window is over: what has got through is through, the rest waits for another."""
        cut = self._cut()
        self.is_open = self.is_idle = False
        self._offer_elsewhere(cut)

    def start(self) -> None:
        """Send what is next, or wait for it."""
        product = self._next()
        if product is None:
            self.is_idle = True
        else:
            self.send(product, product.waiting_bits.pop(self.ways[self._way][0].name))

    def send(self, product: Product, bits: int) -> None:
        """Begin with a piece that waits nowhere; a plain idle channel takes what has just come without a queue."""
        self.is_idle = False
        self._product, self._bits = product, bits
        product.under_way_bits += bits
        self._started_utc_s = now = self._env.now
        if not self.is_plain:
            neighbour = self.ways[self._way][1]
            if neighbour.is_bounded and product.destination != neighbour.name:
                neighbour.used_bits += bits
        if self._pace is None:
            duration_s, latest = bits / self._rate_bps, self._end_utc_s
        else:
            duration_s, latest = self._pace.attempt(bits, self.ways[self._way][0].name, now)
        self._duration_s = duration_s
        if now + duration_s > latest or bits > self._left_bits:
            if latest >= self._end_utc_s:
                self._timer = None  # closing the window cuts it
                return
            duration_s = max(latest - now, 0.0)
        self._timer = timer = Timeout(self._env, duration_s)
        timer.callbacks.append(self._on_end)

    def _ends(self, timer: Any) -> None:
        """A piece is through, or the answer of its pace has run out."""
        product = self._product
        if timer is not self._timer or product is None:
            return  # of a transfer that was cut since
        if self._pace is not None:
            cut = self._cut()
            self.start()
            self._offer_elsewhere(cut)
            return
        bits, way = self._bits, self._way
        self._timer = self._product = None
        self.carried_bits[way] += bits
        self.carried_bit_s[way] += bits * (self._env.now - product.created_utc_s)
        self._left_bits -= bits
        node, neighbour = self.ways[way]
        self._network.sent(product, bits, node, neighbour, self._delay_s)
        if self._only_queue is not None and not self._only_queue[3]:
            self.is_idle = True
        else:
            self.start()

    def _cut(self) -> tuple[Product, Node] | None:
        """End what is being sent now: the part that got through goes on, the rest waits again.

        Returns:
            The product of which some waits, and where: this channel may go on with it, or else another.
        """
        product, bits, way = self._product, self._bits, self._way
        if product is None:
            return None
        through = self._through(float(self._env.now) - self._started_utc_s)
        self._timer = self._product = None
        self.carried_bits[way] += through
        self.carried_bit_s[way] += through * (self._env.now - product.created_utc_s)
        self._left_bits -= through
        node, neighbour = self.ways[way]
        if through < bits:
            self._network.unsent(product, bits - through, node, neighbour)
        if through > 0 or bits == 0:
            self._network.sent(product, through, node, neighbour, self._delay_s)
        return (product, node) if through < bits else None

    def _offer_elsewhere(self, cut: tuple[Product, Node] | None) -> None:
        """What was cut, and does not go on here, goes on over another channel if one is idle."""
        if cut is not None and cut[1].name in cut[0].waiting_bits:
            self._network.offer(cut[1], cut[0].destination)

    def _through(self, elapsed_s: float) -> int:
        bits = self._bits
        # A step of the rate forgives nothing: what it cuts so close to the end sends its last bits at the next rate.
        is_step = self._pace is None and self._env.now < self._end_utc_s - ROUNDING_S
        if elapsed_s >= self._duration_s - (0.0 if is_step else ROUNDING_S):
            through = bits
        elif self._pace is not None:
            through = self._pace.through(bits, elapsed_s / self._duration_s)
        else:
            through = min(int(self._rate_bps * elapsed_s), bits)
        return through if through <= self._left_bits else max(int(self._left_bits), 0)

    def _next(self) -> Product | None:
        """Take the product to send next out of its queue: by direction, priority, age, number."""
        if self._only_queue is not None:
            self._way, node, _, chosen = self._only_queue
            while chosen:
                product = heappop(chosen)[3]
                if node.name in product.waiting_bits:
                    return product
            return None
        best: Entry | None = None
        chosen = []
        for way, node, neighbour, queue in self._queues:
            if best is not None and way != self._way:
                break
            name = node.name
            while queue and name not in queue[0][3].waiting_bits:
                heappop(queue)  # expired, dropped, or moved without a channel
            if not queue:
                continue
            entry: Entry | None = queue[0]
            if neighbour.is_bounded:
                entry = _first_that_fits(queue, node, neighbour)
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
