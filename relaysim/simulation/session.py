"""Sessions: base station and helicopter talk while both are awake and the link is open."""

from __future__ import annotations

from relaysim.links.state import LinkState
from relaysim.radio.free_space import SPEED_OF_LIGHT_M_S
from relaysim.records.rows import ContactRow
from relaysim.relay.chain import Node
from relaysim.relay.product import Product
from relaysim.relay.retries import packets_of, transmissions
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.recorder import SessionRecord
from relaysim.simulation.talk import Talk


def daily_sessions(mission: Mission) -> Process:
    """Every day: the alarm session, and further ones only when the morning brought contact."""
    world = mission.world
    wake = world.helicopter.wake
    for day in range(world.clock.day(world.start_utc_s) - 1, world.clock.day(world.end_utc_s) + 1):
        alarm = world.clock.utc_s(day, wake.alarm_seconds_of_day)
        if alarm + wake.awake_s <= world.start_utc_s:
            continue
        yield mission.until(alarm)
        if alarm >= world.start_utc_s:
            mission.recorder.event(mission.now, Node.HELICOPTER.value, "awake", "alarm")
            for template in world.helicopter.daily_products:
                mission.network.create(template, Node.HELICOPTER, Node.EARTH, None)
        yield from session(mission, "alarm", alarm + wake.awake_s)
        # Whichever session it was that used the radio: a contact in the morning is a contact.
        if mission.heard_since(alarm):
            later = [world.clock.utc_s(day, at) for at in world.sessions.after_contact_seconds_of_day]
            mission.env.process(_day_sessions(mission, [start for start in later if start >= mission.now]))


def _day_sessions(mission: Mission, starts: list[float]) -> Process:
    for start in starts:
        yield mission.until(start)
        yield from session(mission, "day", start + mission.world.sessions.duration_s)


def session(mission: Mission, kind: str, end_utc_s: float) -> Process:
    """One session, from now to `end_utc_s`.

    While another session has the base station's radio this one waits; if that lasts to its end it was no
    session at all, and is not recorded.
    """
    with mission.base_radio.request() as radio:
        yield mission.first_of(end_utc_s, radio)
        if not radio.triggered or mission.now >= end_utc_s:
            return
        talk = Talk(kind, mission.now, end_utc_s)
        mission.talk = talk
        mission.recorder.event(mission.now, Node.HELICOPTER.value, "session started", f"{kind} session")
        while mission.now < end_utc_s:
            if mission.two_way:
                yield from _contact(mission, talk)
            else:
                talk.saw_unknown |= mission.link.state is LinkState.UNKNOWN
                yield mission.first_of(end_utc_s, mission.link.changed)
        close_session(mission)


def close_session(mission: Mission) -> None:
    """Record the session under way, if there is one, as it stands now."""
    talk, mission.talk = mission.talk, None
    if talk is None:
        return
    if talk.opened is not None:
        _close_contact(mission, talk)
    contact = None if talk.first is None or talk.last is None else (talk.first, talk.last)
    outcome = "contact" if contact else "unknown" if talk.saw_unknown else "failed"
    mission.recorder.session(SessionRecord(talk.kind, talk.start_utc_s, mission.now, outcome, contact))


def _contact(mission: Mission, talk: Talk) -> Process:
    """Handshake, then exchange until the link closes or the session ends."""
    begun = mission.now
    done = begun + mission.world.sessions.handshake_s
    while mission.now < min(done, talk.end_utc_s) and mission.two_way:
        yield mission.first_of(min(done, talk.end_utc_s), mission.link.changed)
    if mission.now < done or not mission.two_way:
        return
    talk.opened = begun
    mission.recorder.event(
        mission.now, Node.ROVER.value, "contact started", "rover-helicopter", "handshake through"
    )
    talk.first = begun if talk.first is None else talk.first
    while mission.now < talk.end_utc_s and mission.two_way:
        yield from _exchange(mission, talk.end_utc_s)
    _close_contact(mission, talk)


def _close_contact(mission: Mission, talk: Talk) -> None:
    if talk.opened is not None:
        mission.recorder.event(mission.now, Node.ROVER.value, "contact ended", "rover-helicopter")
        _record_contact(mission, talk.opened)
    talk.opened, talk.last = None, mission.now


def _exchange(mission: Mission, end_utc_s: float) -> Process:
    """Send one product, commands before data; without any, wait for one."""
    network = mission.network
    for node, neighbour in ((Node.ROVER, Node.HELICOPTER), (Node.HELICOPTER, Node.ROVER)):
        product = network.next_for(node, neighbour)
        if product is not None:
            yield from _send(mission, product, node, end_utc_s)
            return
    arrivals = [network.stores[node].arrived for node in (Node.ROVER, Node.HELICOPTER)]
    yield mission.first_of(end_utc_s, mission.link.changed, *arrivals)


def _send(mission: Mission, product: Product, node: Node, end_utc_s: float) -> Process:
    """Carry a product over the hop at the fastest closing rate; cut short, it keeps what got through."""
    mode = mission.link.mode
    if mode is None:
        raise RuntimeError("the link is open but no mode closes")
    world = mission.world
    packets = packets_of(product.remaining_bits, world.packet_bits)
    sent = transmissions(packets, world.packet_success, mission.streams.named(f"retries {node.value}"))
    needed_s = product.remaining_bits / mode.goodput_bps * sent / packets
    start = mission.now
    yield mission.first_of(min(start + needed_s, end_utc_s), mission.link.changed)
    if mission.now >= start + needed_s:
        mission.network.hand_over(product, node)
        return
    through = int((mission.now - start) / needed_s * packets)
    product.remaining_bits -= through * min(world.packet_bits, product.remaining_bits / packets)


def _record_contact(mission: Mission, opened_utc_s: float) -> None:
    """The contact in both directions."""
    world, now = mission.world, mission.now
    losses = [loss for _, loss in mission.link.losses_between(opened_utc_s, now)]
    # The sample that closed the link is not one of the contact's.
    margins = [world.threshold_db - loss for loss in losses if loss <= world.threshold_db]
    mode = world.link.radio.budget.highest_closing_mode(world.threshold_db - min(margins))
    if mode is None:
        mode = world.link.radio.budget.lowest_mode
    for source, destination in ((Node.HELICOPTER, Node.ROVER), (Node.ROVER, Node.HELICOPTER)):
        mission.recorder.contacts.append(
            ContactRow(
                contact_id=len(mission.recorder.contacts) + 1,
                source=source.value,
                destination=destination.value,
                start_utc=opened_utc_s,
                end_utc=now,
                start_sol=world.clock.day(opened_utc_s),
                duration_s=now - opened_utc_s,
                min_margin_db=min(margins),
                max_margin_db=max(margins),
                rate_bps=mode.rate_bps,
                goodput_bps=mode.goodput_bps,
                capacity_bits=int(mode.goodput_bps * (now - opened_utc_s)),
                one_way_light_time_s=mission.link.distance_m(now) / SPEED_OF_LIGHT_M_S,
                open_start=opened_utc_s <= world.start_utc_s,
                open_end=now >= world.end_utc_s,
            )
        )
