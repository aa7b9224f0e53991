"""What SimPy's queue holds of the relay: events at an instant, each with one callback.

A Timeout knows delays alone, and now + (instant - now) is not always the instant. So these put themselves into the queue, as
SimPy's own `schedule` does: nothing else here reaches into it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any

import simpy
from simpy.events import NORMAL, Event

if TYPE_CHECKING:
    from relaysim.relay.node import Node
    from relaysim.relay.product import Product


class Timer(Event):
    """Happens by itself at an instant, now or later, and calls back; nobody waits for it and nobody triggers it."""

    # Of every one of them, so that making one sets nothing but what differs.
    _ok, _value = True, None

    def __init__(self, env: simpy.Environment, utc_s: float, callback: Callable[[Any], None]) -> None:
        self.callbacks = [callback]
        heappush(env._queue, (utc_s, NORMAL, next(env._eid), self))

    def cancel(self) -> None:
        """Its instant still comes, and nothing happens."""
        self.callbacks = []


class Piece(Timer):
    """Bits of a product that arrive at a node, or whose acknowledgement does.

    Attributes:
        acknowledgement: of what lands, when its sender waits for one.
    """

    def __init__(
        self, env: simpy.Environment, utc_s: float, callback: Callable[[Any], None],
        product: Product, bits: int, node: Node,
    ) -> None:  # fmt: skip
        self.callbacks = [callback]
        self.product, self.bits, self.node = product, bits, node
        self.acknowledgement: Piece | None = None
        heappush(env._queue, (utc_s, NORMAL, next(env._eid), self))

    def recall(self) -> None:
        """It never left: nothing lands, nothing is acknowledged."""
        self.cancel()
        if self.acknowledgement is not None:
            self.acknowledgement.cancel()
