"""What is on board the helicopter: commands that have come whole, and the software loaded with them."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy

from relaysim.relay.product import Product, Status


@dataclass
class Boards:
    """Commands sent and arrived, counted by (kind, name): all parts must be there before any counts.

    What has once come whole stays on board, whatever is sent again later.

    Attributes:
        changed: succeeds whenever a command has arrived.
    """

    env: simpy.Environment
    changed: simpy.Event = field(init=False)
    _made: dict[tuple[str, str], int] = field(default_factory=dict)
    _there: dict[tuple[str, str], int] = field(default_factory=dict)
    _whole: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.changed = self.env.event()

    def command(self, event: str, product: Product) -> None:
        """Something happened to a product for the helicopter."""
        key = product.kind, product.name
        if event == "created":
            self._made[key] = self._made.get(key, 0) + 1
        elif event == Status.DELIVERED.value:
            self._there[key] = self._there.get(key, 0) + 1
            if self._there[key] == self._made[key]:
                self._whole.add(key)
            changed, self.changed = self.changed, self.env.event()
            changed.succeed()

    def has(self, kind: str, name: str) -> bool:
        """Whether every part of these commands has arrived."""
        return (kind, name) in self._whole
