"""What is on board the helicopter: commands that have come whole, and the software loaded with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import simpy

from relaysim.relay.product import Product, Status, Template

Key = tuple[str, str]  # kind and name


@dataclass
class Boards:
    """Commands sent and arrived: all parts must be there before any counts, whichever sending each of them is of.

    What has once come whole stays on board, whatever is sent again later.

    Attributes:
        templates: everything that is ever sent; each sending makes as many products as it has parts, in their order.
        changed: succeeds whenever a command has arrived.
    """

    env: simpy.Environment
    templates: Iterable[Template]
    changed: simpy.Event = field(init=False)
    _parts: dict[Key, int] = field(init=False)
    _made: dict[Key, int] = field(default_factory=dict)
    _part: dict[int, int] = field(default_factory=dict)
    _there: dict[Key, set[int]] = field(default_factory=dict)
    _whole: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.changed = self.env.event()
        self._parts = {(one.kind, one.name): one.parts for one in self.templates}

    def command(self, event: str, product: Product) -> None:
        """Something happened to a product for the helicopter."""
        key = product.kind, product.name
        if event == "created":
            made = self._made.get(key, 0)
            self._made[key] = made + 1
            self._part[product.number] = made % self._parts[key]
        elif event == Status.DELIVERED.value:
            self._has_come(key, self._part.pop(product.number))
        elif event != "arrived":  # it is gone
            del self._part[product.number]

    def _has_come(self, key: Key, part: int) -> None:
        there = self._there.setdefault(key, set())
        there.add(part)
        if len(there) == self._parts[key]:
            self._whole.add(key)
        changed, self.changed = self.changed, self.env.event()
        changed.succeed()

    def has(self, kind: str, name: str) -> bool:
        """Whether every part of these commands has arrived."""
        return (kind, name) in self._whole
