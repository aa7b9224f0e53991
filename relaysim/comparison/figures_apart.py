"""A figure of both sides and how far it lies apart: the rows of flights, products and latencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["", "s", "utc", "m", "dB", "Wh", "bit", "products"]
# Below this a file shows no difference.
_SAME = {"s": 0.05, "utc": 0.1, "m": 0.005, "dB": 0.005, "Wh": 0.005, "bit": 0.5, "products": 0.5}


@dataclass(frozen=True)
class Figure:
    """One quantity of both sides.

    Attributes:
        part: "flights", "products" or "latency".
        item: of what: "flight 52", "image delivered".
        a, b: a number (utc_s for "utc"), a word, or None where the side does not have it.
        known: whether both sides could have told it; a record that says nothing of energy differs in nothing.
        apart_m: how far two places lie apart, which no difference of numbers says; None for all else.
    """

    part: Literal["flights", "products", "latency"]
    item: str
    quantity: str
    unit: Unit
    a: float | str | None
    b: float | str | None
    known: bool = True
    apart_m: float | None = None

    @property
    def difference(self) -> float | None:
        """B less A; of two places how far apart they are; None where either is no number."""
        if self.apart_m is not None:
            return self.apart_m
        if isinstance(self.a, float) and isinstance(self.b, float):
            return self.b - self.a
        return None

    @property
    def is_same(self) -> bool:
        """Whether the two show no difference, or cannot be compared."""
        if not self.known:
            return True
        apart = self.difference
        return self.a == self.b if apart is None else abs(apart) < _SAME.get(self.unit, 0.0)
