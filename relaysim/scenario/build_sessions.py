"""When base station and helicopter talk."""

from __future__ import annotations

from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import SearchPlan, SessionPlan


def session_plan(scenario: Scenario) -> SessionPlan:
    """The daily rhythm, and the search after a silence."""
    sessions = scenario.model.sessions
    return SessionPlan(
        after_contact_seconds_of_day=sessions.after_contact_s,
        duration_s=sessions.duration_s,
        handshake_s=sessions.handshake_s,
        before_flight_s=sessions.flight.before_s,
        after_flight_s=sessions.flight.after_s,
        search=_search(scenario),
    )


def _search(scenario: Scenario) -> SearchPlan | None:
    search = scenario.model.sessions.search
    if search is None:
        return None
    return SearchPlan(search.after_days, tuple((window.at_s, window.duration_s) for window in search.windows))
