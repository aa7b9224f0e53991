"""How the first data of each flight reached Earth: when they were where, and how long each part took."""

from __future__ import annotations

from dataclasses import dataclass, field

from relaysim.relay.product import Product, Status
from relaysim.relay.topology import EARTH


@dataclass(frozen=True)
class Passage:
    """A product's way: since when each node had all of it, the source first.

    Attributes:
        stops: (node, instant).
    """

    flight: int
    product_id: str
    kind: str
    name: str
    stops: tuple[tuple[str, float], ...]


@dataclass
class FirstData:
    """The first product of each flight that reached Earth, of all kinds and, apart, of what flights leave behind.

    Telemetry sent in the air is at the rover at once; pictures show what a session after landing costs.
    """

    _first: dict[tuple[int, str], Passage] = field(default_factory=dict)

    def ended(self, product: Product) -> None:
        """A product's fate is known; those delivered come in the order of their arrival."""
        if product.status is not Status.DELIVERED or product.destination != EARTH or product.flight is None:
            return
        key = product.flight, product.kind
        if key not in self._first:
            stops = tuple(sorted(product.whole_utc_s.items(), key=lambda stop: stop[1]))
            self._first[key] = Passage(product.flight, product.product_id, product.kind, product.name, stops)

    def passages(self) -> list[Passage]:
        """By flight, and of each flight by arrival."""
        return sorted(self._first.values(), key=lambda passage: (passage.flight, passage.stops[-1][1]))
