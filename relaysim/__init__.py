"""relaysim: rover-helicopter relay communications over real terrain.

The public names load what they need when they are first used, so that importing relaysim costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relaysim.version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    from relaysim.comparison.compare import compare
    from relaysim.comparison.comparison import Comparison
    from relaysim.exports.export import Exported, export
    from relaysim.flow import contacts, forecast, run, run_study
    from relaysim.forecasting.forecast import Forecast
    from relaysim.links.coverage import Coverage
    from relaysim.links.single import LinkExplanation
    from relaysim.planning.landing.landing_map import LandingMap
    from relaysim.planning.landing.question import landing_map
    from relaysim.planning.planner import recover, sites
    from relaysim.planning.recovery.answer import Recovery
    from relaysim.planning.sites.answer import Sites
    from relaysim.plans.contact import Contact
    from relaysim.plans.formats import read_plan
    from relaysim.plans.plan import ContactPlan
    from relaysim.questions import blackout_map, coverage, link, viewshed
    from relaysim.scenario.loader import load_scenario
    from relaysim.scenario.scenario import Scenario
    from relaysim.sightline import (
        Clearances,
        End,
        Ends,
        FresnelClearances,
        Obstruction,
        Ridge,
        Sightline,
        clearances,
        clearances_between,
        fresnel_clearances,
        ridges,
        visible,
        visible_between,
    )
    from relaysim.sightline.blackout_map import BlackoutMap, Stands
    from relaysim.sightline.viewshed import Viewshed
    from relaysim.terrain.body import Body
    from relaysim.terrain.build_file import build_terrain
    from relaysim.terrain.grid import Box, Terrain
    from relaysim.terrain.layers import open_layers
    from relaysim.terrain.look import Circle
    from relaysim.terrain.registry import open_terrain
    from relaysim.validation.against import calibrate, validate
    from relaysim.validation.validate import Fit, Validation

_HOMES = {
    "BlackoutMap": "relaysim.sightline.blackout_map",
    "Body": "relaysim.terrain.body",
    "Box": "relaysim.terrain.grid",
    "Circle": "relaysim.terrain.look",
    "Clearances": "relaysim.sightline",
    "Comparison": "relaysim.comparison.comparison",
    "Contact": "relaysim.plans.contact",
    "ContactPlan": "relaysim.plans.plan",
    "Coverage": "relaysim.links.coverage",
    "End": "relaysim.sightline",
    "Ends": "relaysim.sightline",
    "Exported": "relaysim.exports.export",
    "Fit": "relaysim.validation.validate",
    "Forecast": "relaysim.forecasting.forecast",
    "FresnelClearances": "relaysim.sightline",
    "LandingMap": "relaysim.planning.landing.landing_map",
    "LinkExplanation": "relaysim.links.single",
    "Obstruction": "relaysim.sightline",
    "Recovery": "relaysim.planning.recovery.answer",
    "Ridge": "relaysim.sightline",
    "Scenario": "relaysim.scenario.scenario",
    "Sightline": "relaysim.sightline",
    "Sites": "relaysim.planning.sites.answer",
    "Stands": "relaysim.sightline.blackout_map",
    "Terrain": "relaysim.terrain.grid",
    "Validation": "relaysim.validation.validate",
    "Viewshed": "relaysim.sightline.viewshed",
    "blackout_map": "relaysim.questions",
    "build_terrain": "relaysim.terrain.build_file",
    "calibrate": "relaysim.validation.against",
    "clearances": "relaysim.sightline",
    "clearances_between": "relaysim.sightline",
    "compare": "relaysim.comparison.compare",
    "contacts": "relaysim.flow",
    "coverage": "relaysim.questions",
    "export": "relaysim.exports.export",
    "forecast": "relaysim.flow",
    "fresnel_clearances": "relaysim.sightline",
    "landing_map": "relaysim.planning.landing.question",
    "link": "relaysim.questions",
    "load_scenario": "relaysim.scenario.loader",
    "open_layers": "relaysim.terrain.layers",
    "open_terrain": "relaysim.terrain.registry",
    "read_plan": "relaysim.plans.formats",
    "recover": "relaysim.planning.planner",
    "ridges": "relaysim.sightline",
    "run": "relaysim.flow",
    "run_study": "relaysim.flow",
    "sites": "relaysim.planning.planner",
    "validate": "relaysim.validation.against",
    "viewshed": "relaysim.questions",
    "visible": "relaysim.sightline",
    "visible_between": "relaysim.sightline",
}

__all__ = [
    "BlackoutMap",
    "Body",
    "Box",
    "Circle",
    "Clearances",
    "Comparison",
    "Contact",
    "ContactPlan",
    "Coverage",
    "End",
    "Ends",
    "Exported",
    "Fit",
    "Forecast",
    "FresnelClearances",
    "LandingMap",
    "LinkExplanation",
    "Obstruction",
    "Recovery",
    "Ridge",
    "Scenario",
    "Sightline",
    "Sites",
    "Stands",
    "Terrain",
    "Validation",
    "Viewshed",
    "__version__",
    "blackout_map",
    "build_terrain",
    "calibrate",
    "clearances",
    "clearances_between",
    "compare",
    "contacts",
    "coverage",
    "export",
    "forecast",
    "fresnel_clearances",
    "landing_map",
    "link",
    "load_scenario",
    "open_layers",
    "open_terrain",
    "read_plan",
    "recover",
    "ridges",
    "run",
    "run_study",
    "sites",
    "validate",
    "viewshed",
    "visible",
    "visible_between",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'relaysim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
