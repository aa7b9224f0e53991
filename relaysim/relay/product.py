"""A command or data product on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from relaysim.relay.chain import Node


class Status(Enum):
    """What became of a product; each has exactly one of these at any time."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    DROPPED = "dropped"


@dataclass
class Product:
    """One product; only the ledger and the hop that carries it change it.

    Attributes:
        remaining_bits: what the current hop has still to carry; a transfer cut short goes on from there.
        arrivals: (node, instant) of every node it has reached, the first being where it was created.
    """

    number: int
    kind: str
    name: str
    flight: int | None
    source: Node
    destination: Node
    size_bits: int
    priority: int
    created_utc_s: float
    deadline_utc_s: float | None
    status: Status = Status.QUEUED
    reason: str = ""
    remaining_bits: float = 0.0
    arrivals: list[tuple[Node, float]] = field(default_factory=list)

    @property
    def product_id(self) -> str:
        """Its name in the files."""
        return f"P{self.number:06d}"

    @property
    def order(self) -> tuple[int, float, int]:
        """Products leave by priority (1 first), then age, then number: the rule for ties."""
        return self.priority, self.created_utc_s, self.number

    @property
    def is_gone(self) -> bool:
        """Whether it has expired or was dropped: it goes nowhere any more."""
        return self.status in (Status.EXPIRED, Status.DROPPED)

    def is_overdue(self, utc_s: float) -> bool:
        """Whether its deadline has passed: nobody wants it any more."""
        return self.deadline_utc_s is not None and self.deadline_utc_s <= utc_s

    def arrival_utc_s(self, node: Node) -> float | None:
        """When it reached a node, None if it has not."""
        return next((instant for at, instant in self.arrivals if at is node), None)
