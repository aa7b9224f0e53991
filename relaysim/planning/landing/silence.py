"""How long each of many places goes without contact, from when there is contact at stands and on the way between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.path.route import Floats
from relaysim.planning.landing.itinerary import Leg, Stand

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LegContacts:
    """What is known of contact along one leg, for n places; times in s since 1970.

    Attributes:
        first_utc_s, last_utc_s: of the instants looked at, the first and the last with contact; nan without one.
        may: True where there may be contact that no instant looked at shows.
        sure: True where there is contact all along, if there is at both ends.
    """

    first_utc_s: Floats
    last_utc_s: Floats
    may: Flags
    sure: Flags

    @classmethod
    def none(cls, count: int) -> LegContacts:
        """Nothing looked at, and nothing possible."""
        times = (np.full(count, np.nan), np.full(count, np.nan))
        return cls(*times, np.zeros(count, dtype=bool), np.zeros(count, dtype=bool))

    def add(self, utc_s: float, heard: NDArray[np.intp]) -> None:
        """Contact of some of the places at an instant."""
        self.first_utc_s[heard] = np.fmin(self.first_utc_s[heard], utc_s)
        self.last_utc_s[heard] = np.fmax(self.last_utc_s[heard], utc_s)


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contact of n places with the rover, along its itinerary.

    Attributes:
        open, unknown: (stands, n) at each stand; unknown ground is neither open nor closed.
        legs: between them.
    """

    stands: Sequence[Stand]
    drives: Sequence[Leg]
    open: Flags
    unknown: Flags
    legs: Sequence[LegContacts]

    @property
    def count(self) -> int:
        """How many places."""
        return int(self.open.shape[1])

    def between_closed(self, n: int) -> Flags:
        """Where leg n leads from one closed end to another, both known."""
        ends = self.open[n : n + 2] | self.unknown[n : n + 2]
        return np.asarray(~ends.any(axis=0))


@dataclass(frozen=True, eq=False)
class Silence:
    """Of n places; s, and s since 1970.

    Attributes:
        at_most_s: longest time without contact, where contact counts only if it is shown: unknown ground, and what no
            instant looked at shows, counts as silence.
        at_least_s: the same where all that may be contact counts.
        first_utc_s, last_utc_s: first and last contact that is shown; nan for none.
        cut: True where the longest silence (at_most_s) lasts to the end of the time: it may go on.
    """

    at_most_s: Floats
    at_least_s: Floats
    first_utc_s: Floats
    last_utc_s: Floats
    cut: Flags


def silence(contacts: Contacts) -> Silence:
    """The longest silences; from one stand with contact to the next, where it is not sure between them, up to the whole drive."""
    begin, end = contacts.stands[0].start_utc_s, contacts.stands[-1].end_utc_s
    most, least = _Longest.at(begin, contacts.count), _Longest.at(begin, contacts.count)
    first, last = np.full(contacts.count, np.nan), np.full(contacts.count, np.nan)
    for start, until, shown, may in _spells(contacts):
        most.contact(start, until, shown)
        least.contact(start, until, may)
        first[shown] = np.fmin(first, start)[shown]
        last[shown] = np.fmax(last, until)[shown]
    open_end = end - most.since_s
    at_most = np.maximum(most.longest_s, open_end)
    cut = (open_end > 0) & (open_end >= at_most)
    return Silence(at_most, np.maximum(least.longest_s, end - least.since_s), first, last, cut)


def deciding(contacts: Contacts) -> Iterator[Flags]:
    """For each leg, where contact on it would change an answer: the longest silence, the first or the last contact.

    Only legs between two closed ends count, on which no contact is shown yet.
    """
    before, after = _silent_since(contacts), _silent_until(contacts)
    longest = silence(contacts).at_most_s * (1 - 1e-9)
    begin, end = contacts.stands[0].start_utc_s, contacts.stands[-1].end_utc_s
    for n, leg in enumerate(contacts.legs):
        alone = (after[n] - before[n] >= longest) | (before[n] <= begin) | (after[n] >= end)
        yield contacts.between_closed(n) & np.isnan(leg.first_utc_s) & alone


@dataclass(eq=False)
class _Longest:
    """The longest silence so far, and since when each place has been silent."""

    longest_s: Floats
    since_s: Floats

    @classmethod
    def at(cls, begin_utc_s: float, count: int) -> _Longest:
        return cls(np.zeros(count), np.full(count, begin_utc_s))

    def contact(self, start: float | Floats, end: float | Floats, where: Flags) -> None:
        """Contact from one instant to another."""
        gap = np.where(where, start - self.since_s, 0.0)
        np.maximum(self.longest_s, gap, out=self.longest_s)
        self.since_s[where] = np.broadcast_to(end, where.shape)[where]


def _spells(contacts: Contacts) -> Iterator[tuple[float | Floats, float | Floats, Flags, Flags]]:
    """(start, end, where it is shown, where it may be) of contact at stands and on legs, in time."""
    for n, stand in enumerate(contacts.stands):
        heard = contacts.open[n]
        yield stand.start_utc_s, stand.end_utc_s, heard, heard | contacts.unknown[n]
        if n == len(contacts.drives):
            return
        drive, leg = contacts.drives[n], contacts.legs[n]
        nowhere = np.zeros(contacts.count, dtype=bool)
        through = contacts.open[n] & contacts.open[n + 1]
        may = leg.may | ~np.isnan(leg.first_utc_s) | ~contacts.between_closed(n)
        yield drive.start_utc_s, drive.end_utc_s, through & leg.sure, may
        yield leg.first_utc_s, leg.last_utc_s, ~np.isnan(leg.first_utc_s) & ~through, nowhere


def _silent_since(contacts: Contacts) -> list[Floats]:
    """For each leg, since when each place has been silent as it begins."""
    since = np.full(contacts.count, contacts.stands[0].start_utc_s)
    found = []
    for n, leg in enumerate(contacts.legs):
        since = np.where(contacts.open[n], contacts.stands[n].end_utc_s, since)
        found.append(since)
        since = np.fmax(since, leg.last_utc_s)
    return found


def _silent_until(contacts: Contacts) -> list[Floats]:
    """For each leg, until when each place stays silent as it ends."""
    until = np.full(contacts.count, contacts.stands[-1].end_utc_s)
    found = []
    for n in range(len(contacts.legs) - 1, -1, -1):
        until = np.where(contacts.open[n + 1], contacts.stands[n + 1].start_utc_s, until)
        found.append(until)
        until = np.fmin(until, contacts.legs[n].first_utc_s)
    return found[::-1]
