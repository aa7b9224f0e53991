"""The contact plan of a scenario: Earth's legs as scheduled, and when rover and helicopter can talk if all goes as planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from relaysim.blackout.intervals import stretches
from relaysim.clock.windows import Window
from relaysim.forecasting.forecast import flight_route, planned_routes
from relaysim.forecasting.planned_sessions import planned_contacts_windows
from relaysim.links.mode_stretches import Samples, mode_stretches
from relaysim.links.state import LinkState
from relaysim.links.track import LinkTrack, changes_at, losses_between, track_in_force, track_onward
from relaysim.plans.contact import Contact
from relaysim.plans.plan import ContactPlan
from relaysim.radio.budget import Mode
from relaysim.radio.frames import mean_success
from relaysim.radio.free_space import SPEED_OF_LIGHT_M_S
from relaysim.relay.topology import EARTH, HELICOPTER, ROVER
from relaysim.scenario.world import PlannedFlight, World

Floats = NDArray[np.float64]
ONE_RADIO = (
    "rover and helicopter have one radio each: what goes one way does not go the other way at the same time, "
    "which no format of a plan can say"
)
HANDSHAKE = "a session's window begins with its handshake ({:g} s), in which no data pass"


def planned_plan(world: World) -> ContactPlan:
    """The plan of a scenario without events: what its schedule and the forecast of the link say.

    Rates between rover and helicopter are what the fastest closing mode leaves for data once lost packets are sent again.
    """
    tracks = _planned_tracks(world)
    contacts = [*earth_contacts(world), *_session_contacts(world, tracks), *_flight_contacts(world, tracks)]
    plan = ContactPlan(plan_nodes(world), tuple(contacts), world.start_utc_s)
    return plan.with_remarks(surface_remarks(world))


def earth_contacts(world: World) -> tuple[Contact, ...]:
    """Every leg but the one between rover and helicopter, as scheduled."""
    return world.earth.contacts


def plan_nodes(world: World) -> tuple[str, ...]:
    """The nodes in the order in which formats number them: Earth, what is on the way, rover, helicopter."""
    return (EARTH, *(node.name for node in world.earth.nodes), ROVER, HELICOPTER)


def surface_remarks(world: World) -> list[str]:
    """What a plan cannot say of the link between rover and helicopter."""
    return [ONE_RADIO, HANDSHAKE.format(world.sessions.handshake_s)]


def _planned_tracks(world: World) -> list[LinkTrack]:
    budget = world.link.radio.budget
    levels = [budget.threshold_loss_db(mode) for mode in world.modes]
    return [
        track_onward(world.link, rover, helicopter, start, world.end_utc_s, levels)
        for start, rover, helicopter in planned_routes(world)
    ]


def _session_contacts(world: World, tracks: Sequence[LinkTrack]) -> Iterator[Contact]:
    """Both directions of every stretch of two-way contact."""
    changes = changes_at(tracks, world.threshold_db)
    radio_open = [(a, b) for state, a, b in stretches(changes, world.end_utc_s) if state is LinkState.OPEN]
    budget = world.link.radio.budget
    for window in planned_contacts_windows(world, radio_open):
        found = [
            row for row in mode_stretches(budget, _samples(tracks, window)) if row[1][-1][0] > row[1][0][0]
        ]
        steps = [(run[0][0], _goodput_bps(world, mode, run, acknowledged=True)) for mode, run in found]
        steps = [(instant, rate) for instant, rate in steps if rate > 0.0]
        if not steps:
            continue
        distance_m = track_in_force(tracks, window[0]).distance_m(window[0])
        for source, destination in ((ROVER, HELICOPTER), (HELICOPTER, ROVER)):
            yield Contact(
                source, destination, steps[0][0], window[1], tuple(steps), distance_m / SPEED_OF_LIGHT_M_S
            )  # fmt: skip


def _flight_contacts(world: World, tracks: Sequence[LinkTrack]) -> Iterator[Contact]:
    """One-way telemetry of every planned flight, as long as its own mode closes."""
    for plan in world.flights:
        end = min(plan.takeoff_utc_s + flight_route(world, plan).end_utc_s, world.end_utc_s)
        if plan.takeoff_utc_s >= end:
            continue
        samples = _samples(tracks, (plan.takeoff_utc_s, end))
        for run in _closing(world, plan, samples):
            rate_bps = _goodput_bps(world, plan.mode, run, acknowledged=False)
            if rate_bps > 0.0:
                start = run[0][0]
                distance_m = track_in_force(tracks, start).distance_m(start)
                light_s = distance_m / SPEED_OF_LIGHT_M_S
                yield Contact.steady(HELICOPTER, ROVER, start, run[-1][0], rate_bps, light_s)


def _closing(world: World, plan: PlannedFlight, samples: Samples) -> list[Samples]:
    """The stretches of a flight in which its mode closes at both ends of every step."""
    threshold = world.link.radio.budget.threshold_loss_db(plan.mode)
    found: list[Samples] = [[]]
    for instant, loss in samples:
        if loss <= threshold:
            found[-1].append((instant, loss))
        elif found[-1]:
            found.append([])
    return [run for run in found if len(run) > 1 and run[-1][0] > run[0][0]]


def _goodput_bps(world: World, mode: Mode, run: Samples, *, acknowledged: bool) -> float:
    """What a mode leaves for data over a stretch, with the mean success of its packets; unknown samples do not count."""
    budget, packets = world.link.radio.budget, world.packets[mode.name]
    chance = packets.acknowledged if acknowledged else packets.arrival
    times, losses = np.array([sample for sample in run if not np.isnan(sample[1])]).reshape(-1, 2).T
    if not times.size:
        return 0.0
    above: Floats = budget.threshold_loss_db(mode) + budget.required_margin_db - losses
    return mode.goodput_bps * mean_success(times, chance(above))


def _samples(tracks: Sequence[LinkTrack], window: Window) -> Samples:
    return losses_between(tracks, *window)
