"""What SimPy's queue holds of the relay: events at an instant, each with one callback.

A Timeout knows delays alone, and now + (instant - now) is not always the instant. So these put themselves into the queue, as
SimPy's own `schedule` does, and `has_come` moves the clock as its `step` does: nothing else here reaches into either.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any

import simpy
from simpy.events import NORMAL, URGENT, Event

if TYPE_CHECKING:
    from relaysim.relay.node import Node
    from relaysim.relay.product import Product


def has_come(env: simpy.Environment, utc_s: float) -> bool:
    """Whether an instant has come. If nothing is to happen up to it, it has at once: an event for it would be the next."""
    if utc_s > env._now:
        queue = env._queue
        if queue and queue[0][0] <= utc_s:
            return False
        env._now = utc_s
    return True


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


class Deadline(Timer):
    """Comes before all else that happens at its instant: from then on a product is gone."""

    def __init__(self, env: simpy.Environment, utc_s: float, callback: Callable[[Any], None]) -> None:
        self.callbacks = [callback]
        heappush(env._queue, (utc_s, URGENT, next(env._eid), self))


class Piece(Timer):
    """Bits of a product that arrive at a node, or whose acknowledgement does.

    Attributes:
        acknowledgement: of what lands, when its sender waits for one.
    """

    acknowledgement: Piece | None = None

    def __init__(
        self, env: simpy.Environment, utc_s: float, callback: Callable[[Any], None],
        product: Product, bits: int, node: Node,
    ) -> None:  # fmt: skip
        self.callbacks = [callback]
        self.product, self.bits, self.node = product, bits, node
        heappush(env._queue, (utc_s, NORMAL, next(env._eid), self))

    def recall(self) -> None:
        """It never left: nothing lands, nothing is acknowledged."""
        self.cancel()
        if self.acknowledgement is not None:
            self.acknowledgement.cancel()
