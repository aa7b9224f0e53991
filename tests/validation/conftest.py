"""Documented events made up on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relaysim.scenario.link_events import LinkEvent


def event(**given: Any) -> LinkEvent:
    """A take-off on sol 100 at the origin, unless something else is given."""
    facts: dict[str, Any] = {
        "event": "flight-1-takeoff", "calibrate": True, "first_day": 100, "last_day": 100, "start_utc_s": 1000.0,
        "end_utc_s": 1000.0, "latitude_deg": 0.0, "longitude_deg": 0.0, "antenna_m": 0.5, "mode_bps": 20e3,
        "state": "up", "confidence": "high", "source": "made up", "note": "", "line": 2,
    }  # fmt: skip
    return LinkEvent(**(facts | given))


@pytest.fixture(scope="session")
def make_event() -> Callable[..., LinkEvent]:
    """An event by what differs from a take-off on sol 100."""
    return event
