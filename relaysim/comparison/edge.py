"""How far the edges of two matched silences lie apart, and what is only known as a bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from relaysim.comparison.matching import Match, silent_s

Bound = Literal["", "at least", "at most", "not known"]
Edge = Literal["start", "end"]
EDGES: tuple[Edge, Edge] = ("start", "end")
SAME_S = 0.05  # files hold tenths of a second


@dataclass(frozen=True)
class EdgeDifference:
    """One edge of a match.

    Attributes:
        difference_s: B's less A's.
        bound: "" where both edges are known; "at least" or "at most" (of the signed difference) where one is cut;
            "not known" where both are.
    """

    edge: Edge
    a_utc_s: float
    b_utc_s: float
    difference_s: float
    bound: Bound

    @property
    def cut(self) -> Literal["", "A", "B"]:
        """The side whose edge is cut, where it is one alone."""
        if self.bound in ("", "not known"):
            return ""
        return "A" if (self.bound == "at most") == (self.edge == "end") else "B"

    @property
    def is_decided(self) -> bool:
        """Whether after the earlier edge one side is silent and the other hears, though one edge may be cut: the cut side's
        silence must last beyond the known edge."""
        if self.is_same or self.bound == "not known":
            return False
        first = "A" if self.difference_s > 0.0 else "B"
        return not self.bound or (self.cut == first) == (self.edge == "start")

    @property
    def is_same(self) -> bool:
        """Whether the files show no difference."""
        return abs(self.difference_s) < SAME_S


def edge_difference(match: Match, edge: Edge) -> EdgeDifference:
    """The difference of one edge of a match that both sides have: of broken ones that of the first or last piece."""
    piece = 0 if edge == "start" else -1
    a, b = match.a[piece], match.b[piece]
    bound = _bound(a.is_open(edge), b.is_open(edge), is_later=edge == "end")
    return EdgeDifference(edge, a.edge(edge), b.edge(edge), b.edge(edge) - a.edge(edge), bound)


def duration_difference(match: Match) -> tuple[float, Bound]:
    """How much longer B is silent (s), and what kind of a bound that is."""
    open_a, open_b = (any(one.open_start or one.open_end for one in pieces) for pieces in (match.a, match.b))
    return silent_s(match.b) - silent_s(match.a), _bound(open_a, open_b, is_later=True)


def _bound(open_a: bool, open_b: bool, *, is_later: bool) -> Bound:
    """What a difference B - A is where the true value of a cut side lies later (of an end), or earlier (of a start)."""
    if open_a and open_b:
        return "not known"
    if not (open_a or open_b):
        return ""
    return "at least" if open_b == is_later else "at most"
