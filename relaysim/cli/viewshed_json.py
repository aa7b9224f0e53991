"""What both kinds of viewshed round one place print alike with --json."""

from __future__ import annotations

from typing import Any

from relaysim.sightline import End
from relaysim.sightline.seen import Farthest


def observer_json(observer: End, ground_m: float) -> dict[str, float]:
    """The place looked from; ground_m: the terrain's height there."""
    return {
        "lat_deg": observer.latitude_deg,
        "lon_deg": observer.longitude_deg,
        "height_m": observer.antenna_m,
        "ground_m": round(ground_m, 3),
    }


def farthest_json(far: Farthest | None) -> dict[str, Any] | None:
    """The farthest cell that is reached; null where none is."""
    if far is None:
        return None
    return {
        "lat_deg": round(far.latitude_deg, 8),
        "lon_deg": round(far.longitude_deg, 8),
        "distance_m": round(far.distance_m, 2),
    }
