"""A plan from an ionrc file: each contact with the light time that the ranges give it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from relaysim.plans.checks import moment
from relaysim.plans.contact import Contact
from relaysim.plans.draft import Draft, node_names
from relaysim.plans.ion_lines import IonContact, IonLines, IonRange
from relaysim.plans.plan import ContactPlan

Way = tuple[int, int]
Stretch = tuple[float, float, float]  # start, end, light time


def read_ion(
    text: str, file: str, names: Mapping[str, str] | None = None, epoch_utc_s: float | None = None
) -> ContactPlan:
    """The plan in an ionrc file; a contact over which the light time changes becomes several.

    Args:
        file: how messages name it.
        names: of its nodes, by number; those that its comments name need none.
        epoch_utc_s: what `+` counts from before the first `@`.

    Raises: ScenarioError with every fault and its line.
    """
    draft = Draft(file)
    lines = IonLines(text, draft, epoch_utc_s)
    called = node_names(lines.nodes, lines.names, names)
    stated = _by_way(lines.ranges, draft)
    resolved: dict[Way, list[Stretch]] = {}
    for contact in lines.contacts:
        way = contact.source, contact.destination
        if way not in resolved:
            resolved[way] = list(_resolved(way, stated))
        _add(draft, contact, resolved[way], called)
    starts = [contact.start_utc_s for contact in lines.contacts]
    epoch = lines.epoch_utc_s if lines.epoch_utc_s is not None else epoch_utc_s
    return draft.plan(list(called.values()), min(starts, default=0.0) if epoch is None else epoch)


def _by_way(found: Sequence[IonRange], draft: Draft) -> dict[Way, list[IonRange]]:
    """The ranges of each direction as stated, in time; those that overlap are faults, as ION leaves one of them out."""
    ways: dict[Way, list[IonRange]] = {}
    for one in sorted(found, key=lambda one: one.start_utc_s):
        before = ways.setdefault((one.source, one.destination), [])
        if before and one.start_utc_s < before[-1].end_utc_s:
            draft.fault(
                one.line,
                "a range",
                f"it overlaps the range of line {before[-1].line}; ION would ignore one of them: shorten one",
            )
        before.append(one)
    return ways


def _resolved(way: Way, stated: Mapping[Way, list[IonRange]]) -> Iterator[Stretch]:
    """The light times of one direction: its own ranges, and where there is none what the other direction implies."""
    own = stated.get(way, [])
    other = stated.get((way[1], way[0]), []) if way[0] > way[1] else []
    edges = sorted({edge for one in (*own, *other) for edge in (one.start_utc_s, one.end_utc_s)})
    last: Stretch | None = None
    at = [0, 0]
    for start, end in pairwise(edges):
        found = None
        for n, side in enumerate((own, other)):
            while at[n] < len(side) and side[at[n]].end_utc_s <= start:
                at[n] += 1
            covers = at[n] < len(side) and side[at[n]].start_utc_s <= start
            found = side[at[n]].delay_s if covers and found is None else found
        if last is not None and last[1:] == (start, found):
            last = (last[0], end, last[2])
            continue
        if last is not None:
            yield last
        last = None if found is None else (start, end, found)
    if last is not None:
        yield last


def _add(draft: Draft, contact: IonContact, stretches: Sequence[Stretch], called: Mapping[int, str]) -> None:
    """The contact to the draft, cut where its light time changes."""
    nodes = called[contact.source], called[contact.destination]
    if contact.end_utc_s <= contact.start_utc_s or contact.source == contact.destination:
        _part(
            draft, contact, nodes, (contact.start_utc_s, contact.end_utc_s, 0.0)
        )  # its own fault says enough
        return
    now = contact.start_utc_s
    first = max(bisect_right(stretches, (now, now)) - 1, 0)
    for n in range(first, len(stretches)):
        start, end, delay_s = stretches[n]
        if start >= contact.end_utc_s or start > now:
            break
        if end > now:
            until = min(end, contact.end_utc_s)
            _part(draft, contact, nodes, (now, until, delay_s))
            now = until
    if now < contact.end_utc_s:
        low, high = sorted((contact.source, contact.destination))
        draft.fault(
            contact.line,
            "a contact",
            f"no range gives its light time from {moment(now)} on; add 'a range START STOP {low} {high} LIGHT_SECONDS' "
            "(the smaller number first: it then holds both ways)",
        )


def _part(draft: Draft, contact: IonContact, nodes: tuple[str, str], stretch: Stretch) -> None:
    start, end, delay_s = stretch
    rates = ((start, contact.rate_bps),)
    draft.add(Contact(*nodes, start, end, rates, delay_s, success=contact.success), contact.line, "a contact")
