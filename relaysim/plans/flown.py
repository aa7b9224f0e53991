"""The contacts of a run as those of a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from relaysim.plans.contact import Contact
from relaysim.records.rows import ContactRow


def flown_contacts(rows: Iterable[ContactRow], scheduled: Sequence[Contact]) -> Iterator[Contact]:
    """A contact for each row of contacts.csv.

    A row within a scheduled window is that window, cut to the row, with its steps of the rate and its latency, which a
    row does not hold. Any other is steady, its rate the goodput: lost packets are sent again within it. Rows without
    length, or that could carry nothing, are left out.
    """
    ways: dict[tuple[str, str], list[Contact]] = {}
    for contact in sorted(scheduled, key=lambda one: one.start_utc_s):
        ways.setdefault((contact.source, contact.destination), []).append(contact)
    for row in rows:
        if row.end_utc <= row.start_utc or row.goodput_bps <= 0.0:
            continue
        within = _window_of(row, ways.get((row.source, row.destination), []))
        yield within or Contact.steady(
            row.source, row.destination, row.start_utc, row.end_utc, row.goodput_bps, row.one_way_light_time_s
        )  # fmt: skip


def _window_of(row: ContactRow, scheduled: Sequence[Contact]) -> Contact | None:
    """The scheduled window that holds a row, cut to it; None if there is none."""
    at = bisect_right(scheduled, row.start_utc, key=lambda one: one.start_utc_s) - 1
    if at < 0 or row.end_utc > scheduled[at].end_utc_s:
        return None
    return scheduled[at].cut(row.start_utc, row.end_utc)
