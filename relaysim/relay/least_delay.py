"""Fixed routes of a contact plan: onward is where the expected delay is less.

Each link costs what a product created at any instant waits on average for its next window, and then takes. A node's distance is
the least sum of such costs to the destination (minimum expected delay: Jain, Fall and Patra 2004, Routing in a
delay tolerant network, SIGCOMM, section 4.3). A product may go to the best neighbour and to every other that is clearly
nearer, whichever has a window first: distances only fall on the way, so there is no loop.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from relaysim.plans.contact import Contact
from relaysim.relay.topology import Routes

# A product of this size stands for all when a link's cost is reckoned: an image.
TYPICAL_BITS = 1e6
# A neighbour that is hardly nearer is a hop more for nothing (HDTN's issue 70), unless it is on the best way.
WORTH_A_HOP = 0.999

Costs = Mapping[str, Mapping[str, float]]


def least_delay_routes(contacts: Sequence[Contact]) -> Routes:
    """Next hops by (node, destination): the neighbours whose expected delay is less; none where there is no way."""
    return routes_over(contacts_by_pair(contacts))


def routes_over(by_pair: Mapping[tuple[str, str], Sequence[Contact]]) -> Routes:
    """`least_delay_routes` of windows by pair and direction, each by their start."""
    costs_s = _costs_s(by_pair)
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


def _costs_s(by_pair: Mapping[tuple[str, str], Sequence[Contact]]) -> dict[tuple[str, str], float]:
    """Mean wait, time to send something typical, and light time of each pair and direction; of those that carry anything."""
    first = min((windows[0].start_utc_s for windows in by_pair.values()), default=0.0)
    last = max((window.end_utc_s for windows in by_pair.values() for window in windows), default=0.0)
    costs_s = {pair: _cost_s(windows, first, last) for pair, windows in by_pair.items()}
    return {pair: cost_s for pair, cost_s in costs_s.items() if cost_s < math.inf}


def contacts_by_pair(contacts: Sequence[Contact]) -> dict[tuple[str, str], list[Contact]]:
    """The windows of each pair and direction, by their start."""
    found: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in sorted(contacts, key=attrgetter("start_utc_s")):
        found[contact.source, contact.destination].append(contact)
    return found


def _cost_s(windows: Sequence[Contact], first: float, last: float) -> float:
    """inf where nothing can be carried."""
    gaps_s2 = open_s = carried_bits = way_s = 0.0
    before_utc_s = math.inf
    for window in windows:
        start, end = window.start_utc_s, window.end_utc_s
        if start > before_utc_s:
            gaps_s2 += (start - before_utc_s) * (start - before_utc_s)
        before_utc_s = end
        open_s += end - start
        steps = window.rates_bps
        volume_bits = steps[0][1] * (end - start) if len(steps) == 1 else window.volume_bits
        carried_bits += volume_bits * window.success
        if window.one_way_light_time_s + window.latency_s > way_s:
            way_s = window.one_way_light_time_s + window.latency_s
    if carried_bits <= 0.0:
        return math.inf
    # The plan is taken to come round again: after the last window the first one follows.
    around_s = windows[0].start_utc_s - first + last - before_utc_s
    wait_s = (gaps_s2 + around_s * around_s) / (2.0 * (last - first)) if last > first else 0.0
    return wait_s + TYPICAL_BITS / (carried_bits / open_s) + way_s


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
