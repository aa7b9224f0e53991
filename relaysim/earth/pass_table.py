"""Passes as a table gives them, and the contacts they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from relaysim.clock.utc import format_utc
from relaysim.earth.light_steps import LightTime
from relaysim.earth.radio_turns import RadioRule, one_at_a_time
from relaysim.plans.contact import Contact

PASS_COLUMNS = ("orbiter", "start_utc", "end_utc", "rate_bps")
LATENCY_COLUMN = "latency_s"


@dataclass(frozen=True)
class PassRow:
    """One pass over the site.

    Attributes:
        orbiter: name of its node.
        start_utc_s, end_utc_s: at the site.
        rate_bps: site -> orbiter.
        latency_s: how long the data stay on board before they leave for Earth, where the table says so: the orbiter then is
            no node of its own. nan: it is one.
    """

    orbiter: str
    start_utc_s: float
    end_utc_s: float
    rate_bps: float
    latency_s: float = math.nan


def pass_faults(rows: Sequence[PassRow]) -> list[tuple[int, str, str]]:
    """What is wrong with the rows: (row from 0, column, what and what to do), in order.

    A pass must end after it starts, carry something, name its orbiter, and not overlap another of the same orbiter.
    A nan instant or rate is a fault that the reading of the cell has already noted: such a row is not judged again.
    """
    faults = []
    for n, row in enumerate(rows):
        if not row.orbiter.strip():
            faults.append((n, "orbiter", "the cell is empty; name the orbiter of this pass"))
        if row.end_utc_s <= row.start_utc_s:
            until = format_utc(row.end_utc_s)
            faults.append(
                (n, "end_utc", f"the pass ends at {until}, not after its start; exchange or mend the times")
            )
        if row.rate_bps <= 0.0:
            faults.append((n, "rate_bps", f"a rate of {row.rate_bps:g} carries nothing; leave the pass out"))
        if row.latency_s < 0.0:
            faults.append((n, LATENCY_COLUMN, f"{row.latency_s:g} s is negative"))
    return sorted(faults + _overlaps(rows))


def _overlaps(rows: Sequence[PassRow]) -> list[tuple[int, str, str]]:
    faults = []
    sound = [n for n, row in enumerate(rows) if row.end_utc_s > row.start_utc_s]
    order = sorted(sound, key=lambda n: (rows[n].orbiter, rows[n].start_utc_s, n))
    longest: dict[str, PassRow] = {}
    for n in order:
        row = rows[n]
        before = longest.get(row.orbiter)
        if before is not None and row.start_utc_s < before.end_utc_s:
            began = format_utc(before.start_utc_s)
            text = f"this pass of {row.orbiter} begins before the one of {began} ends; join them or mend the times"
            faults.append((n, "start_utc", text))
        if before is None or row.end_utc_s > before.end_utc_s:
            longest[row.orbiter] = row
    return faults


def pass_contacts(
    rows: Sequence[PassRow],
    site: str,
    earth: str,
    one_way_light_time_s: LightTime,
    start_utc_s: float,
    end_utc_s: float,
    rule: RadioRule | None = None,
) -> list[Contact]:
    """The contacts of a sound table in [start, end), sorted by start.

    A row without a latency is a contact site -> orbiter; one with a latency is a contact site -> `earth` through the
    orbiter, with the light time (of the middle of the pass; a function of (n,) UTC seconds) and that latency. Passes are cut at the interval's
    ends and where the site's one radio is another orbiter's (`rule`; most_per_day is not applied: the table chose).
    """
    row_of = {(row.orbiter, row.start_utc_s): row for row in rows}
    windows: dict[str, list[tuple[float, float]]] = {}
    for row in sorted(rows, key=lambda row: row.start_utc_s):
        windows.setdefault(row.orbiter, []).append((row.start_utc_s, row.end_utc_s))
    contacts = []
    for orbiter, turns in one_at_a_time(windows, rule or RadioRule()).items():
        own = windows[orbiter]
        for a, b in turns:
            row = row_of[orbiter, max(start for start, _ in own if start <= a)]
            a, b = max(a, start_utc_s), min(b, end_utc_s)
            if b > a:
                contacts.append(_contact(row, site, earth, a, b, one_way_light_time_s))
    return sorted(contacts, key=lambda c: (c.start_utc_s, c.destination))


def _contact(row: PassRow, site: str, earth: str, start: float, end: float, light_time: LightTime) -> Contact:
    if math.isnan(row.latency_s):
        return Contact.steady(site, row.orbiter, start, end, row.rate_bps)
    light_s = float(light_time(np.array([0.5 * (start + end)]))[0])
    through = Contact.steady(site, earth, start, end, row.rate_bps, light_s)
    return replace(through, latency_s=row.latency_s)
