"""Earth's legs: the windows between centre, stations, orbiters and the surface, followed as the world lists them."""

from __future__ import annotations

from collections import defaultdict

from relaysim.earth.network import EARTH, HANDED_ON_EVERY_S, STATION, handed_on
from relaysim.plans.contact import Contact
from relaysim.records.rows import ContactRow
from relaysim.relay.channel import Channel, mean_age_s
from relaysim.relay.timetable import Lossy, follow
from relaysim.simulation.mission import Mission, Process

Pair = tuple[str, str]

EARTH_PACKET_BITS = 8192.0  # assumed: a transfer frame of 1,024 octets, the largest of CCSDS 132.0-B is 2,048


class EarthLegs:
    """The legs of one run.

    Attributes:
        channels: by (source, destination).
        contacts: the window that is open, by (source, destination).
    """

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self.channels: dict[Pair, Channel] = {}
        self.contacts: dict[Pair, Contact] = {}
        listed: dict[Pair, list[Contact]] = defaultdict(list)
        stations = {node.name for node in mission.world.earth.nodes if node.kind == STATION}
        for contact in mission.world.earth.contacts:
            listed[contact.source, contact.destination].append(contact)
        for pair, contacts in listed.items():
            self.channels[pair] = mission.network.channel(pair)
            streams = pair[0] == EARTH and pair[1] in stations
            mission.env.process(self._follow(pair, contacts, streams))

    def close(self) -> None:
        """The end of the run cuts the windows that are open."""
        for pair, contact in self.contacts.items():
            channel = self.channels[pair]
            channel.close()
            _record(self._mission, contact, channel.opened_utc_s, channel)

    def _follow(self, pair: Pair, contacts: list[Contact], streams: bool) -> Process:
        mission, subject = self._mission, "-".join(pair)
        draws = mission.streams.named(f"frames {subject}")

        def opened(contact: Contact) -> None:
            self.contacts[pair] = contact
            mission.recorder.event(mission.now, contact.source, "window opened", subject)

        def closed(contact: Contact, since: float, _: int) -> None:
            del self.contacts[pair]
            mission.recorder.event(mission.now, contact.source, "window closed", subject)
            _record(mission, contact, since, self.channels[pair])

        def pace(contact: Contact, rate_bps: float) -> Lossy:
            return Lossy(rate_bps, contact.end_utc_s, contact.success, EARTH_PACKET_BITS, draws)

        for contact in contacts:
            # One after the other: the steps of all of them would fill the memory of a long run.
            now = handed_on(contact, HANDED_ON_EVERY_S) if streams else contact
            yield from follow(mission.network, self.channels[pair], [now], opened, closed, pace)


def _record(mission: Mission, contact: Contact, since: float, channel: Channel) -> None:
    """The window as a contact, up to now, in the time of its source."""
    world, until, [way] = mission.world, mission.now, channel.ways
    if until <= since:
        return
    capacity_bits = contact.volume_between(since, until) * contact.success
    mission.recorder.contacts.append(
        ContactRow(
            contact_id=len(mission.recorder.contacts) + 1,
            source=contact.source,
            destination=contact.destination,
            start_utc=since,
            end_utc=until,
            start_sol=world.clock.day(since),
            duration_s=until - since,
            min_margin_db=None,
            max_margin_db=None,
            rate_bps=max(rate for _, rate in contact.rates_bps),
            goodput_bps=capacity_bits / (until - since),
            capacity_bits=int(capacity_bits),
            one_way_light_time_s=contact.one_way_light_time_s,
            open_start=since > contact.start_utc_s or since <= world.start_utc_s,
            open_end=until >= world.end_utc_s,
            carried_bits=way.carried_bits,
            mean_age_s=mean_age_s(way.carried_bits, way.carried_bit_s),
        )
    )
