"""The figures of a scenario that are not documented facts, each with its source, for the report."""

from __future__ import annotations

from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import Assumption


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Everything the scenario marks with a kind and a source outside the link budget itself."""
    model = scenario.model
    found = []
    ground = model.link.ground
    if ground is not None:
        value = (
            f"relative permittivity {ground.relative_permittivity:g}, loss tangent {ground.loss_tangent:g}"
        )
        found.append(Assumption("ground", value, ground.kind, ground.source))
    clock, wake = scenario.clock, model.helicopter.wake
    alarm = clock.format_time(clock.utc_s(0, wake.alarm_s))[:5]
    value = f"alarm {alarm} {clock.time_name}, awake {wake.awake_s / 60:g} min"
    found.append(Assumption("wake-up", value, wake.kind, wake.source))
    sessions = model.sessions
    value = f"{len(sessions.after_contact_s)} further sessions of {sessions.duration_s / 60:g} min after a morning contact"
    found.append(Assumption("sessions", value, sessions.kind, sessions.source))
    earth = model.earth
    value = f"uplinks: {len(earth.uplinks)} a {clock.day_name}; orbiter passes: {len(earth.passes)}"
    found.append(Assumption("Earth", value, earth.kind, earth.source))
    climb = (
        f"climb {model.helicopter.climb_rate_mps:g} m/s, descent {model.helicopter.descent_rate_mps:g} m/s"
    )
    found.append(Assumption("flight heights", climb, "assumed", "recorded tracks carry no heights"))
    heights = f"rover {model.radios.rover.antenna_height_m:g} m, helicopter {model.radios.helicopter.antenna_height_m:g} m"
    found.append(Assumption("antenna heights", heights, "assumed", "fixed, not fitted"))
    return tuple(found)
