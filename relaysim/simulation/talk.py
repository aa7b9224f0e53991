"""A session under way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Talk:
    """What a session has seen so far.

    Attributes:
        opened: since when there is contact, None while there is none.
        first, last: first instant of two-way contact, and the last one of a contact that has ended.
        saw_unknown: for some of the time the link lay over unsurveyed ground.
    """

    kind: str
    start_utc_s: float
    end_utc_s: float
    opened: float | None = None
    first: float | None = None
    last: float | None = None
    saw_unknown: bool = False
