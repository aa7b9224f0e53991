"""Why the edges of two matched silences lie apart, as values: the link at the instant that decides, in both runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from relaysim.comparison.edge import Edge
from relaysim.comparison.link_view import Obstacle, Section
from relaysim.comparison.shares import Share

Carrier = Literal["link", "sessions", "passes", "record"]
Quantity = Literal["margin", "clearance", ""]


@dataclass(frozen=True)
class LinkThere:
    """The link of one run at the instant that decides; None for what its files do not tell.

    Attributes:
        recorded_margin_db: as the run's own files have it, between their samples.
        doing: what the vehicles were doing, in words.
        section: the ground below the straight line, where the world was built again.
    """

    margin_db: float | None
    path_loss_db: float | None
    antenna_db: float | None
    threshold_db: float | None
    clearance_m: float | None
    distance_m: float | None
    obstacle: Obstacle | None
    recorded_margin_db: float | None
    doing: str = ""
    section: Section | None = None


@dataclass(frozen=True)
class Reason:
    """Why one edge differs.

    Attributes:
        utc_s: the instant that decides: the earlier of the two edges, where one run hears and the other does not.
        carrier: what carries the difference: the link, when sessions were held, when passes were, or a record, which has no link.
        quantity: what the shares are of: "margin" (dB), "clearance" (m), or "" without shares.
        shares: they add up to B's value less A's; empty where they cannot be told.
        words: what the figures do not say, sentence by sentence.
    """

    level: str
    edge: Edge
    utc_s: float
    carrier: Carrier
    quantity: Quantity = ""
    a: LinkThere | None = None
    b: LinkThere | None = None
    shares: tuple[Share, ...] = ()
    words: tuple[str, ...] = ()
