"""A command or data product on its way, and what one that is yet to be made is like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """What became of a product; each has exactly one of these at any time."""

    __hash__ = object.__hash__  # its own is a call in Python, and a count is kept of each

    QUEUED = "queued"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    DROPPED = "dropped"


_QUEUED = Status.QUEUED  # looked up once: a member of an Enum costs as much as a call


@dataclass(frozen=True)
class Template:
    """What a product to be created is like.

    Attributes:
        expires_s: time after creation at which it is worthless, None for never.
        parts: it is made as so many products, and counts as on board when all of them are there.
    """

    kind: str
    name: str
    size_bits: int
    priority: int
    expires_s: float | None = None
    parts: int = 1

    def part_sizes_bits(self) -> list[int]:
        """The size of each of its parts, the larger ones first where they cannot be equal."""
        each, more = divmod(self.size_bits, self.parts)
        return [each + (n < more) for n in range(self.parts)]


class Product:
    """One product; only the network changes it.

    Its bits wait at nodes, are under way between two, or have arrived at the destination; a transfer that is cut
    leaves some on either side, and each part goes on from where it is.

    Attributes:
        waiting_bits: bits that could be sent on from a node, by its name.
        under_way_bits: bits being sent, or on their way.
        arrived_bits: bits that have ever reached a node, by its name, the source first.
        whole_utc_s: since when all of it has reached a node, by its name.
        gone_utc_s: when it expired or was dropped, None unless it did.
        reason: why it did; at the end of a run why it never could have gone on. Else "".
    """

    __slots__ = (
        "arrived_bits", "created_utc_s", "deadline_utc_s", "destination", "flight", "gone_utc_s", "kind", "name", "number", "priority",
        "reason", "size_bits", "source", "status", "under_way_bits", "waiting_bits", "whole_utc_s",
    )  # fmt: skip

    def __init__(
        self, number: int, template: Template, size_bits: int, source: str, destination: str, created_utc_s: float,
        flight: int | None = None,
    ) -> None:  # fmt: skip
        self.number = number
        self.kind = template.kind
        self.name = template.name
        self.flight = flight
        self.source = source
        self.destination = destination
        self.size_bits = size_bits
        self.priority = template.priority
        self.created_utc_s = created_utc_s
        self.deadline_utc_s = None if template.expires_s is None else created_utc_s + template.expires_s
        self.status = _QUEUED
        self.reason = ""
        self.gone_utc_s: float | None = None
        self.waiting_bits: dict[str, int] = {}
        self.under_way_bits = 0
        self.arrived_bits = {source: size_bits}
        self.whole_utc_s = {source: created_utc_s}

    @property
    def product_id(self) -> str:
        """Its name in the files."""
        return product_id(self.number)

    @property
    def is_gone(self) -> bool:
        """Whether it has expired or was dropped: it goes nowhere any more."""
        return self.status is Status.EXPIRED or self.status is Status.DROPPED

    @property
    def delivered_utc_s(self) -> float | None:
        """When the last of it reached its destination, None as long as it has not."""
        return self.whole_utc_s.get(self.destination)

    @property
    def in_transit_bits(self) -> int:
        """Bits that are neither at the destination nor given up."""
        return 0 if self.is_gone else sum(self.waiting_bits.values()) + self.under_way_bits


def product_id(number: int) -> str:
    """The name of a product in the files."""
    return f"P{number:06d}"
