"""Where the nodes on the ground stand through the run."""

from __future__ import annotations

from relaysim.earth.site import Site
from relaysim.scenario.scenario import Scenario
from relaysim.terrain.body import Body

# (from UTC s, latitude deg, longitude deg): it stands there from then on.
Stand = tuple[float, float, float]


def rover_stands(scenario: Scenario, apart_m: float) -> list[Stand]:
    """Where the rover stands, one place after the other; those less than `apart_m` from the one before are left out.

    A drive counts when it has ended.
    """
    rover, tables = scenario.model.rover, scenario.tables
    if not tables.drives:
        assert rover.latitude_deg is not None and rover.longitude_deg is not None  # checked: it has a place
        return [(0.0, rover.latitude_deg, rover.longitude_deg)]
    first = tables.drive_paths[tables.drives[0].drive]
    stands = [(0.0, float(first.latitude_deg[0]), float(first.longitude_deg[0]))]
    body = body_of(scenario)
    for drive in tables.drives:
        path = tables.drive_paths[drive.drive]
        latitude, longitude = float(path.latitude_deg[-1]), float(path.longitude_deg[-1])
        if float(body.distance_m(*stands[-1][1:], latitude, longitude)) >= apart_m:
            stands.append((drive.end_utc_s, latitude, longitude))
    return within_run(scenario, stands)


def within_run(scenario: Scenario, stands: list[Stand]) -> list[Stand]:
    """Those that hold at some time of the run."""
    start, end = scenario.model.start_utc_s, scenario.model.end_utc_s
    current = max(n for n, stand in enumerate(stands) if n == 0 or stand[0] <= start)
    return [stand for stand in stands[current:] if stand[0] < end or stand == stands[current]]


def body_of(scenario: Scenario) -> Body:
    """The figure on which the scenario's positions are given."""
    return scenario.model.body.figure


def site_of(scenario: Scenario, stands: list[Stand]) -> Site:
    """The site of a node that stands so, at the figure's own height."""
    return Site.moving(body_of(scenario), [(*stand, 0.0) for stand in stands])
