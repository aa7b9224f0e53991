"""What a link, or a sightline, can be at an instant."""

from __future__ import annotations

from enum import Enum


class LinkState(Enum):
    """Open (margin >= 0), closed (below), or unknown: over unsurveyed ground, counted as neither."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class SightState(Enum):
    """The straight line is clear, meets ground, or crosses ground nobody knows."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
