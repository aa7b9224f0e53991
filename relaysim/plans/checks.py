"""What no contact plan may hold: every fault at once, each with its place, its cause and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from relaysim.clock.utc import format_utc
from relaysim.errors import Fault
from relaysim.plans.contact import Contact
from relaysim.plans.origin import Origin

# So many are shown: a plan with one field in the wrong unit has as many faults as contacts.
MOST_SHOWN = 40
# Instants must be dates that can be written, s since 1970.
EARLIEST_S, LATEST_S = -2208988800.0, 32503680000.0  # years 1900 and 3000


def plan_faults(nodes: Sequence[str], contacts: Sequence[Contact], origins: Sequence[Origin]) -> list[Fault]:
    """All faults of a plan, those of single contacts first, then overlaps; empty for a sound one."""
    known = frozenset(nodes)
    found = [Fault("contact plan", 0, 0, "nodes", message) for message in _node_faults(nodes)]
    sound = []
    for contact, origin in zip(contacts, origins, strict=True):
        messages = [
            *_name_faults(contact, known),
            *_time_faults(contact),
            *_rate_faults(contact),
            *_way_faults(contact),
        ]
        found += [origin.fault(f"{words(contact)}: {message}") for message in messages]
        if not messages:
            sound.append((contact, origin))
    return found + list(_overlaps(sound))


def shortened(faults: Sequence[Fault]) -> list[Fault]:
    """The faults in the order of the file, those beyond what a person reads left out with their number."""
    ordered = sorted(faults, key=lambda fault: (fault.file, fault.line))
    if len(ordered) <= MOST_SHOWN:
        return ordered
    left = len(ordered) - MOST_SHOWN
    return [*ordered[:MOST_SHOWN], Fault(ordered[-1].file, 0, 0, "", f"and {left} more faults")]


def words(contact: Contact) -> str:
    """A contact in words: "rover to earth"."""
    return f"{contact.source} to {contact.destination}"


def moment(utc_s: float) -> str:
    """An instant for a message, to the millisecond where it needs that."""
    if not math.isfinite(utc_s) or not EARLIEST_S <= utc_s <= LATEST_S:
        return f"{utc_s:g} s"
    return format_utc(utc_s) if utc_s == math.floor(utc_s) else format_utc(utc_s, 3)


def _node_faults(nodes: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(nodes):
        if nodes.count(name) > 1:
            yield f"'{name}' stands there twice; give each node one name of its own"
        if not name or name != name.strip() or not name.isprintable():
            yield f"{name!r} cannot be a name: use printable characters, none of them a blank at an end"


def _name_faults(contact: Contact, known: frozenset[str]) -> Iterator[str]:
    for name in dict.fromkeys((contact.source, contact.destination)):
        if name not in known:
            nodes = ", ".join(sorted(known)) or "none"
            yield f"there is no node '{name}'; the plan's nodes: {nodes}"
    if contact.source == contact.destination:
        yield "a node needs no contact with itself; remove it, or mend its nodes"


def _time_faults(contact: Contact) -> Iterator[str]:
    start, end = contact.start_utc_s, contact.end_utc_s
    if not all(EARLIEST_S <= instant <= LATEST_S for instant in (start, end)):
        yield f"from {moment(start)} to {moment(end)} is not within the years 1900 to 2999; check what its times count from"
    elif end <= start:
        what = "ends as it starts" if end == start else f"ends {start - end:g} s before it starts"
        yield f"{what}, at {moment(end)}; a window's end comes after its start"


def _rate_faults(contact: Contact) -> Iterator[str]:
    starts = [instant for instant, _ in contact.rates_bps]
    if not starts or starts[0] != contact.start_utc_s:
        yield "its first rate must begin with the window"
    elif any(not after > before for before, after in pairwise(starts)) or (
        contact.end_utc_s > contact.start_utc_s and not starts[-1] < contact.end_utc_s
    ):
        yield "its rates must follow each other in time within the window"
    for _, rate in contact.rates_bps:
        if not 0.0 < rate < math.inf:
            yield f"rate {rate:g} bit/s: it must be a positive number; a window that carries nothing is left out of a plan"
            break


def _way_faults(contact: Contact) -> Iterator[str]:
    for name, value in (("light time", contact.one_way_light_time_s), ("latency", contact.latency_s)):
        if not 0.0 <= value < math.inf:
            yield f"{name} {value:g} s: it must be 0 or more"
    if not 0.0 < contact.success <= 1.0:
        yield f"success {contact.success:g}: a probability above 0 and up to 1"


def _overlaps(contacts: Iterable[tuple[Contact, Origin]]) -> Iterator[Fault]:
    """Contacts of one pair and direction that share time; a start at the other's end is no overlap."""
    last: dict[tuple[str, str], tuple[Contact, Origin]] = {}
    for contact, origin in sorted(contacts, key=lambda one: one[0].start_utc_s):
        pair = contact.source, contact.destination
        if pair in last and contact.start_utc_s < last[pair][0].end_utc_s:
            before, where = last[pair]
            yield origin.fault(
                f"{words(contact)}: begins at {moment(contact.start_utc_s)}, before the one that began at "
                f"{moment(before.start_utc_s)} ({where}) ends, at {moment(before.end_utc_s)}; "
                "contacts of a pair in one direction must not overlap: shorten or join them"
            )  # fmt: skip
        if pair not in last or contact.end_utc_s > last[pair][0].end_utc_s:
            last[pair] = contact, origin
