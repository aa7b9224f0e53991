"""A scenario's terrain around one place, for a map of its radio."""

from __future__ import annotations

from relaysim.links.coverage import check_map_size
from relaysim.scenario.ground_plan import open_between, site_frame
from relaysim.scenario.scenario import Scenario
from relaysim.sightline import End
from relaysim.sightline.ground_around import check_observer
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.layers import Layered

# A map this small is never too large to be read.
_SMALL_M = 500.0


def open_around(scenario: Scenario, observer: End, radius_m: float) -> Layered:
    """The scenario's terrain within a radius of an observer, and somewhat more.

    Raises:
        InputError: the map has too many cells (said before they are read), or the observer stands on unknown ground.
        TerrainError: no such terrain, it cannot be read there, or does not reach the observer.
    """
    if radius_m > _SMALL_M:
        check_map_size(_opened(scenario, observer, _SMALL_M).terrain, radius_m)
    ground = _opened(scenario, observer, radius_m)
    check_observer(ground.terrain, observer)
    return ground


def _opened(scenario: Scenario, observer: End, radius_m: float) -> Layered:
    """The terrain of the square between two opposite corners."""
    frame = LocalFrame(site_frame(scenario).body, observer.latitude_deg, observer.longitude_deg)
    lat, lon = frame.to_geographic([-radius_m, radius_m], [-radius_m, radius_m])
    south_west, north_east = (End(float(lat[n]), float(lon[n]), 0.0) for n in (0, 1))
    return open_between(scenario, south_west, north_east)
