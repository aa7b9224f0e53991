"""The one-way contacts of a flight: while its own mode closes, telemetry reaches the rover."""

from __future__ import annotations

from relaysim.path.route import Route
from relaysim.radio.free_space import SPEED_OF_LIGHT_M_S
from relaysim.records.rows import ContactRow
from relaysim.relay.channel import mean_age_s
from relaysim.relay.topology import HELICOPTER, ROVER
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.mission import Mission


def record_flight_contacts(mission: Mission, plan: PlannedFlight, route: Route) -> None:
    """A row for each stretch of a flight, up to now, in which its mode closed; helicopter to rover only."""
    threshold = mission.world.link.radio.budget.threshold_loss_db(plan.mode)
    losses = mission.link.losses_between(route.start_utc_s, min(route.end_utc_s, mission.now))
    stretch: list[tuple[float, float]] = []
    for instant, loss in losses:
        if loss <= threshold:
            stretch.append((instant, loss))
            continue
        _record(mission, plan, stretch)
        stretch = []
    _record(mission, plan, stretch)


def _record(mission: Mission, plan: PlannedFlight, stretch: list[tuple[float, float]]) -> None:
    if len(stretch) < 2:
        return
    world, (start, end) = mission.world, (stretch[0][0], stretch[-1][0])
    success = mission.link.mean_success(plan.mode, stretch, world.packets[plan.mode.name].arrival)
    margins = [world.threshold_db - loss for _, loss in stretch]
    carried_bits = sum(b for at, b in mission.progress[plan.flight].telemetry if start <= at <= end)
    mission.recorder.contacts.append(
        ContactRow(
            contact_id=len(mission.recorder.contacts) + 1,
            source=HELICOPTER,
            destination=ROVER,
            start_utc=start,
            end_utc=end,
            start_sol=world.clock.day(start),
            duration_s=end - start,
            min_margin_db=min(margins),
            max_margin_db=max(margins),
            rate_bps=plan.mode.rate_bps,
            goodput_bps=plan.mode.goodput_bps * success,
            # A mean: packets in a row may have had better luck.
            capacity_bits=max(round(plan.mode.goodput_bps * success * (end - start)), carried_bits),
            one_way_light_time_s=mission.link.distance_m(end) / SPEED_OF_LIGHT_M_S,
            open_start=False,
            open_end=end >= world.end_utc_s,
            carried_bits=carried_bits,
            mean_age_s=mean_age_s(carried_bits, 0.0),  # it is sent as it is made
        )
    )
