"""One-way telemetry in flight: what arrives is delivered at once, what does not is lost or stays."""

from __future__ import annotations

import dataclasses

from relaysim.path.route import Route
from relaysim.relay.product import Template
from relaysim.relay.retries import packets_of, received
from relaysim.relay.topology import EARTH, HELICOPTER, ROVER
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.mission import Mission, Process

LOST_ON_THE_AIR = "lost on the air in flight, where nothing is acknowledged"


def telemetry(mission: Mission, plan: PlannedFlight, route: Route) -> Process:
    """One-way telemetry: what is sent while the flight's mode closes arrives at once or is lost; the rest stays."""
    sent = mission.world.helicopter.telemetry
    if sent is None:
        return
    bits = round(sent.rate_bps * sent.every_s)
    template = Template("telemetry", "in-flight telemetry", bits, sent.priority)
    allowed_bits = 0.0
    while mission.now + sent.every_s <= route.end_utc_s:
        yield mission.until(mission.now + sent.every_s)
        allowed_bits = min(allowed_bits + plan.mode.goodput_bps * sent.every_s, float(bits))
        if mission.link.margin_db(plan.mode) >= 0.0 and allowed_bits >= bits:
            allowed_bits -= bits
            _send_once(mission, plan, template)
        else:
            mission.network.create(template, HELICOPTER, EARTH, plan.flight)


def _send_once(mission: Mission, plan: PlannedFlight, template: Template) -> None:
    """A group of packets nobody acknowledges: those that arrive are one product, those that do not another.

    One draw for the group, with the success of the signal as it is now.
    """
    radio = mission.world.packets[plan.mode.name]
    packets = packets_of(template.size_bits, radio.data_bits)
    success = float(radio.arrival(mission.link.above_sensitivity_db(plan.mode, mission.now)))
    arrived = received(packets, success, mission.streams.named("one-way telemetry"))
    arrived_bits = round(template.size_bits * arrived / packets)
    for bits, reason in ((arrived_bits, ""), (template.size_bits - arrived_bits, LOST_ON_THE_AIR)):
        if bits == 0:
            continue
        part = dataclasses.replace(template, size_bits=bits)
        [product] = mission.network.create(part, HELICOPTER, EARTH, plan.flight)
        if reason:
            mission.network.lose(product, HELICOPTER, reason)
        else:
            mission.network.carry(product, HELICOPTER, ROVER)
            if ROVER in product.whole_utc_s:  # else its store was full
                mission.progress[plan.flight].telemetry.append((mission.now, bits))
