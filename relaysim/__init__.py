"""relaysim: rover-helicopter relay communications over real terrain.

The public names load what they need when they are first used, so that importing relaysim costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relaysim.version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    from relaysim.flow import forecast, link, run
    from relaysim.forecasting.forecast import Forecast
    from relaysim.links.single import LinkExplanation
    from relaysim.scenario.loader import load_scenario
    from relaysim.scenario.scenario import Scenario
    from relaysim.sightline.clearance import End, Sightline
    from relaysim.terrain.raster import Terrain
    from relaysim.terrain.registry import open_terrain

_HOMES = {
    "End": "relaysim.sightline.clearance",
    "Forecast": "relaysim.forecasting.forecast",
    "LinkExplanation": "relaysim.links.single",
    "Scenario": "relaysim.scenario.scenario",
    "Sightline": "relaysim.sightline.clearance",
    "Terrain": "relaysim.terrain.raster",
    "forecast": "relaysim.flow",
    "link": "relaysim.flow",
    "load_scenario": "relaysim.scenario.loader",
    "open_terrain": "relaysim.terrain.registry",
    "run": "relaysim.flow",
}

__all__ = [
    "End",
    "Forecast",
    "LinkExplanation",
    "Scenario",
    "Sightline",
    "Terrain",
    "__version__",
    "forecast",
    "link",
    "load_scenario",
    "open_terrain",
    "run",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'relaysim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
