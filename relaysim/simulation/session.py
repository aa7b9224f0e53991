"""Sessions: base station and helicopter talk while both are awake and the link is open."""

from __future__ import annotations

from relaysim.links.mode_stretches import Samples, mode_stretches
from relaysim.links.state import LinkState
from relaysim.radio.budget import Mode
from relaysim.radio.free_space import SPEED_OF_LIGHT_M_S
from relaysim.records.rows import ContactRow
from relaysim.relay.channel import mean_age_s
from relaysim.relay.topology import EARTH, HELICOPTER, ROVER
from relaysim.simulation.listening import listening_windows, search_windows, seeks_all_day
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.radio_pace import RadioPace
from relaysim.simulation.recorder import SessionRecord
from relaysim.simulation.talk import Talk

BASE_WAYS = ((ROVER, HELICOPTER), (HELICOPTER, ROVER))  # commands before data


def daily_sessions(mission: Mission) -> Process:
    """Every day: the alarm session, and further ones only when the morning brought contact.

    The helicopter sets its next alarm as the day begins: a software loaded since counts from then on.
    """
    world = mission.world
    for day in range(world.clock.day(world.start_utc_s) - 1, world.clock.day(world.end_utc_s) + 1):
        yield mission.until(world.clock.utc_s(day))
        alarm = world.clock.utc_s(day, mission.wake.alarm_seconds_of_day)
        asleep = alarm + mission.wake.awake_s
        if asleep <= world.start_utc_s:
            continue
        if seeks_all_day(mission):
            mission.env.process(_alarm(mission, alarm, asleep))
            since, kind, windows = mission.now, "search", search_windows(mission, day)
            mission.clock_was_lost = False  # further contacts of a day do not end the search of the next
        else:
            yield from _alarm(mission, alarm, asleep)
            since, kind, windows = alarm, "alarm", listening_windows(mission, day, alarm, asleep)
        for start, end in windows:
            yield mission.until(start)
            yield from session(mission, kind, end)
        # Whichever session it was that used the radio: a contact in the morning is a contact.
        if mission.heard_since(since):
            later = [world.clock.utc_s(day, at) for at in world.sessions.after_contact_seconds_of_day]
            mission.env.process(_day_sessions(mission, [start for start in later if start >= mission.now]))


def _alarm(mission: Mission, alarm: float, asleep: float) -> Process:
    """The helicopter wakes by its own clock, if it has one that is right."""
    yield mission.until(alarm)
    if alarm >= mission.world.start_utc_s and mission.keeps_time:
        awake(mission, "alarm")
        if mission.power is not None:
            mission.power.wake(asleep)


def awake(mission: Mission, why: str) -> None:
    """The helicopter has woken: what it makes then; a lost one makes nothing."""
    if mission.lost:
        return
    mission.recorder.event(mission.now, HELICOPTER, "awake", why)
    for template in mission.world.helicopter.daily_products:
        mission.network.create(template, HELICOPTER, EARTH)


def _day_sessions(mission: Mission, starts: list[float]) -> Process:
    for start in starts:
        yield mission.until(start)
        yield from session(mission, "day", start + mission.world.sessions.duration_s)


def session(mission: Mission, kind: str, end_utc_s: float) -> Process:
    """One session, from now to `end_utc_s`.

    While another session has the base station's radio, or the helicopter is in the air, this one waits; if that lasts to
    its end it was no session at all, and is not recorded.
    """
    with mission.base_radio.request() as radio:
        yield mission.first_of(end_utc_s, radio)
        while radio.triggered and mission.flying and mission.now < end_utc_s:
            yield mission.first_of(end_utc_s, mission.link.changed)
        if not radio.triggered or mission.now >= end_utc_s:
            return
        talk = Talk(kind, mission.now, end_utc_s)
        mission.talk = talk
        if mission.power is not None and mission.keeps_time and kind != "search":
            mission.power.wake(end_utc_s)
        mission.recorder.event(mission.now, HELICOPTER, "session started", f"{kind} session")
        while mission.now < talk.end_utc_s:
            if mission.two_way:
                yield from _contact(mission, talk)
            else:
                # One that is asleep would not have been heard over any ground: that is a failure, and known.
                talk.saw_unknown |= mission.is_awake and mission.link.state is LinkState.UNKNOWN
                yield mission.first_of(talk.end_utc_s, mission.link.changed)
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
    _heard(mission, talk)
    mission.recorder.event(mission.now, ROVER, "contact started", "rover-helicopter", "handshake through")
    talk.first = begun if talk.first is None else talk.first
    # Commands before data: the first of the two directions is served first.
    mission.base_channel.open(0.0, talk.end_utc_s, pace=RadioPace(mission, talk.end_utc_s))
    talk.notes.clear()
    while mission.now < talk.end_utc_s:
        yield mission.first_of(talk.end_utc_s, mission.link.changed)
        if not mission.two_way:
            break
        if mission.now < talk.end_utc_s:
            talk.note(mission.now, mission.base_channel)
            mission.base_channel.change(0.0, RadioPace(mission, talk.end_utc_s))
    _close_contact(mission, talk)


def _heard(mission: Mission, talk: Talk) -> None:
    """What the first exchange settles: the helicopter's clock, and how long a search goes on."""
    if talk.kind == "search":
        talk.end_utc_s = min(talk.end_utc_s, mission.now + mission.world.sessions.duration_s)
    if mission.power is not None:
        mission.clock_was_lost |= not mission.power.clock_right
        mission.power.set_clock()
        mission.power.wake(talk.end_utc_s)


def _close_contact(mission: Mission, talk: Talk) -> None:
    if talk.opened is not None:
        mission.base_channel.close()
        talk.note(mission.now, mission.base_channel)
        mission.recorder.event(mission.now, ROVER, "contact ended", "rover-helicopter")
        _record_contact(mission, talk, talk.opened)
        mission.heard_utc_s = mission.now
    talk.opened, talk.last = None, mission.now


def _record_contact(mission: Mission, talk: Talk, opened_utc_s: float) -> None:
    """The contact, a row for each stretch of one mode and each direction."""
    found = mode_stretches(
        mission.world.link.radio.budget, mission.link.losses_between(opened_utc_s, mission.now)
    )
    for mode, stretch in found:
        _record_stretch(mission, talk, mode, stretch)


def _record_stretch(mission: Mission, talk: Talk, mode: Mode, stretch: Samples) -> None:
    """Both directions of one stretch, with what it can carry once lost packets are sent again."""
    world, budget = mission.world, mission.world.link.radio.budget
    start, end = stretch[0][0], stretch[-1][0]
    success = mission.link.mean_success(mode, stretch, world.packets[mode.name].acknowledged)
    # A sample that closed the mode is not one of its stretch.
    closing_db = budget.threshold_loss_db(mode)
    threshold_db = world.threshold_db
    margins = [threshold_db - loss for _, loss in stretch if loss <= closing_db]
    light_time_s = mission.link.distance_m(end) / SPEED_OF_LIGHT_M_S
    carried = talk.carried(start, end)
    for way, (source, destination) in enumerate(BASE_WAYS):
        mission.recorder.contacts.append(
            ContactRow(
                contact_id=len(mission.recorder.contacts) + 1,
                source=source,
                destination=destination,
                start_utc=start,
                end_utc=end,
                start_sol=world.clock.day(start),
                duration_s=end - start,
                min_margin_db=min(margins),
                max_margin_db=max(margins),
                rate_bps=mode.rate_bps,
                goodput_bps=mode.goodput_bps * success,
                capacity_bits=round(mode.goodput_bps * success * (end - start)),
                one_way_light_time_s=light_time_s,
                open_start=start <= world.start_utc_s,
                open_end=end >= world.end_utc_s,
                carried_bits=carried[way][0],
                mean_age_s=mean_age_s(*carried[way]),
            )
        )
