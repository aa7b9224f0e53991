"""The earliest arrival over a list of contacts: when would a few bits sent now be there?"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

from relaysim.plans.contact import Contact


class EarliestArrival:
    """Answers for one destination; a product so small that no window is too short for it, and no queue before it.

    Args:
        contacts: the windows; no order is asked.
        latencies_s: how long a node keeps what comes before it may go on, 0 for those not named.
    """

    def __init__(self, contacts: Iterable[Contact], latencies_s: Mapping[str, float] | None = None) -> None:
        self._latencies_s = dict(latencies_s or {})
        self._by_source: dict[str, dict[str, list[Contact]]] = defaultdict(lambda: defaultdict(list))
        for contact in sorted(contacts, key=lambda contact: contact.end_utc_s):
            self._by_source[contact.source][contact.destination].append(contact)

    def at(self, source: str, destination: str, utc_s: float) -> float:
        """When it arrives at the destination (s since 1970) if it waits at the source from `utc_s` on; inf for never."""
        best = {source: utc_s}
        todo = [(utc_s, source)]
        while todo:
            here_utc_s, here = heapq.heappop(todo)
            if here == destination:
                return here_utc_s
            if here_utc_s > best[here]:
                continue
            for neighbour, contacts in self._by_source[here].items():
                there = self._next(contacts, here_utc_s) + self._latencies_s.get(neighbour, 0.0)
                if there < best.get(neighbour, math.inf):
                    best[neighbour] = there
                    heapq.heappush(todo, (there, neighbour))
        return math.inf

    @staticmethod
    def _next(contacts: list[Contact], utc_s: float) -> float:
        """When it lands that waits for the next of these windows: they follow one another, so the first left serves."""
        found = bisect_left(contacts, utc_s, key=lambda contact: contact.end_utc_s)
        while found < len(contacts) and contacts[found].end_utc_s <= utc_s:
            found += 1
        if found == len(contacts):
            return math.inf
        contact = contacts[found]
        return max(contact.start_utc_s, utc_s) + contact.one_way_light_time_s + contact.latency_s
