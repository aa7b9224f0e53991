"""Fixed routes of a contact plan: onward is where the expected delay is less.

Each link costs what a product created at any instant waits on average for its next window, and then takes. A node's distance is
the least sum of such costs to the destination (minimum expected delay: Jain, Fall and Patra 2004, Routing in a
delay tolerant network, SIGCOMM, section 4.3). A product may go to the best neighbour and to every other that is clearly
nearer, whichever has a window first: distances only fall on the way, so there is no loop.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from relaysim.plans.contact import Contact
from relaysim.relay.topology import Routes

# A product of this size stands for all when a link's cost is reckoned: an image.
TYPICAL_BITS = 1e6
# A neighbour that is hardly nearer is a hop more for nothing (HDTN's issue 70), unless it is on the best way.
WORTH_A_HOP = 0.999

Costs = Mapping[str, Mapping[str, float]]


def least_delay_routes(contacts: Sequence[Contact]) -> Routes:
    """Next hops by (node, destination): the neighbours whose expected delay is less; none where there is no way."""
    costs_s = _costs_s(contacts)
    into: dict[str, dict[str, float]] = defaultdict(dict)
    names: dict[str, None] = {}
    for (source, destination), cost_s in costs_s.items():
        into[destination][source] = cost_s
        names |= {source: None, destination: None}
    found: Routes = {}
    for destination in names:
        distance_s = _distances_s(into, destination)
        for node, here_s in distance_s.items():
            beyond_s = {n: distance_s[n] for n in distance_s if node in into[n] and distance_s[n] < here_s}
            if beyond_s:
                best = min(beyond_s, key=lambda n: costs_s[node, n] + beyond_s[n])
                much_nearer = {n for n, delay_s in beyond_s.items() if delay_s < WORTH_A_HOP * here_s}
                found[node, destination] = frozenset({best} | much_nearer)
    return found


def _costs_s(contacts: Sequence[Contact]) -> dict[tuple[str, str], float]:
    """Mean wait, time to send something typical, and light time of each pair and direction."""
    first = min((contact.start_utc_s for contact in contacts), default=0.0)
    last = max((contact.end_utc_s for contact in contacts), default=0.0)
    by_pair: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in sorted(contacts, key=lambda contact: contact.start_utc_s):
        by_pair[contact.source, contact.destination].append(contact)
    return {pair: _cost_s(windows, first, last) for pair, windows in by_pair.items() if _carries(windows)}


def _carries(windows: Iterable[Contact]) -> bool:
    return any(_volume_bits(window) > 0.0 and window.success > 0.0 for window in windows)


def _volume_bits(window: Contact) -> float:
    """Its volume, quickly for a steady rate, as most have."""
    if len(window.rates_bps) == 1:
        return window.rates_bps[0][1] * window.duration_s
    return window.volume_bits


def _cost_s(windows: Sequence[Contact], first: float, last: float) -> float:
    gaps_s = [max(b.start_utc_s - a.end_utc_s, 0.0) for a, b in pairwise(windows)]
    # The plan is taken to come round again: after the last window the first one follows.
    gaps_s.append(windows[0].start_utc_s - first + last - windows[-1].end_utc_s)
    wait_s = sum(gap * gap for gap in gaps_s) / (2.0 * (last - first)) if last > first else 0.0
    open_s = sum(window.duration_s for window in windows)
    rate_bps = sum(_volume_bits(window) * window.success for window in windows) / open_s
    way_s = max(window.one_way_light_time_s + window.latency_s for window in windows)
    return wait_s + TYPICAL_BITS / rate_bps + way_s


def _distances_s(into: Costs, destination: str) -> dict[str, float]:
    """The least sum of costs from each node that has a way (Dijkstra)."""
    found: dict[str, float] = {}
    todo = [(0.0, destination)]
    while todo:
        here_s, here = heapq.heappop(todo)
        if here in found:
            continue
        found[here] = here_s
        for node, cost_s in into.get(here, {}).items():
            if node not in found:
                heapq.heappush(todo, (here_s + cost_s, node))
    return found
