"""A contact plan run alone: given traffic, what arrives where and when.

Routes are fixed before the run (relay.least_delay): a product may go to every neighbour that is nearer to its destination,
and goes to whichever of them it can be sent to first. Nothing is computed again on the way (contact graph routing, as
other simulators have it, would).
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

import simpy

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.relay.least_delay import contacts_by_pair, routes_over
from relaysim.relay.network import Network
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Template
from relaysim.relay.timer import Timer, has_come
from relaysim.relay.topology import Routes
from relaysim.relay.windows import Windows


@dataclass(frozen=True, slots=True)
class Traffic:
    """A product to be created at an instant."""

    utc_s: float
    source: str
    destination: str
    template: Template


@dataclass
class Replay:
    """What came of it.

    Attributes:
        products: every product, in order of creation.
        carried_bits: what each contact has carried, in the order in which they ended; the end of the run ends those
            that are open.
        events: (instant, node, event, number of the product), in time.
    """

    products: list[Product] = field(default_factory=list)
    carried_bits: list[tuple[Contact, int]] = field(default_factory=list)
    events: list[tuple[float, str, str, int]] = field(default_factory=list)

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        """Keep the event (relay.network.Observer)."""
        self.events.append((utc_s, node, event, product.number))

    def ended(self, product: Product) -> None:
        """Keep the product (relay.network.Observer)."""
        self.products.append(product)


def replay(
    contacts: Sequence[Contact],
    traffic: Iterable[Traffic],
    *,
    nodes: Sequence[Node] = (),
    routes: Routes | None = None,
    until_utc_s: float | None = None,
    env: simpy.Environment | None = None,
) -> Replay:
    """Run a plan from its first instant to its last.

    Args:
        contacts: the plan; those of one pair and direction must not overlap.
        traffic: what is created; that of one instant in the order given.
        nodes: storage and its rule, for those that have one; the others hold whatever comes.
        routes: next hops; by the least expected delay if not given.
        until_utc_s: when to stop; the end of the last contact, and of what is on its way then, if not given.
        env: where to run, at or before the first instant; one of its own if not given.

    Raises:
        InputError: traffic for a node that is not in the plan, or for the node where it is created.
    """
    todo = sorted(traffic, key=attrgetter("utc_s"))
    by_pair = contacts_by_pair(contacts)
    if env is None:
        starts = [listed[0].start_utc_s for listed in by_pair.values()] + [one.utc_s for one in todo[:1]]
        env = simpy.Environment(initial_time=min(starts, default=0.0))
    given = {node.name: node for node in nodes}
    names = dict.fromkeys([*chain.from_iterable(by_pair), *given])
    _check(todo, names)
    found = Replay()
    network = Network(
        env,
        [given.get(name) or Node(name) for name in names],
        routes or routes_over(by_pair),
        found,
    )
    windows = [Windows(network, network.channel(pair), listed) for pair, listed in by_pair.items()]
    _feed(network, todo)
    env.run(until_utc_s)
    for of_pair in windows:
        of_pair.close()
    found.carried_bits = _carried(windows, math.inf if until_utc_s is None else until_utc_s)
    network.close()
    found.products.sort(key=lambda product: product.number)
    return found


def _check(traffic: Sequence[Traffic], names: Container[str]) -> None:
    for source, destination in dict.fromkeys((one.source, one.destination) for one in traffic):
        for name in (source, destination):
            if name not in names:
                raise InputError(f"traffic for {name}, which no contact reaches: name a node of the plan")
        if source == destination:
            raise InputError(f"traffic from {source} to itself: name another destination")


def _carried(windows: Sequence[Windows], until_utc_s: float) -> list[tuple[Contact, int]]:
    """What each contact that had begun has carried, in the order in which they ended; then those that were still open."""
    rows = [row for one in windows for row in zip(one.contacts, one.carried_bits, strict=True)]
    still_open = []
    if until_utc_s < math.inf:
        still_open = [row for row in rows if row[0].start_utc_s < until_utc_s <= row[0].end_utc_s]
        rows = [row for row in rows if row[0].end_utc_s < until_utc_s]
    rows.sort(key=lambda row: row[0].start_utc_s)  # twice, not by pairs: those would be an object a contact
    rows.sort(key=lambda row: row[0].end_utc_s)
    return rows + still_open


def _feed(network: Network, traffic: Sequence[Traffic]) -> None:
    """Create each product of sorted traffic at its instant: those between which nothing else happens are one event."""
    env, rows = network.env, iter(traffic)
    row = next(rows, None)

    def create(_: Timer) -> None:
        nonlocal row
        while row is not None and has_come(env, row.utc_s):
            network.create(row.template, row.source, row.destination)
            row = next(rows, None)
        if row is not None:
            Timer(env, row.utc_s, create)

    if row is not None:
        Timer(env, max(row.utc_s, env.now), create)
