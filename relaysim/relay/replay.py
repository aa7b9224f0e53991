"""A contact plan run alone: given traffic, what arrives where and when.

Routes are fixed before the run (relay.least_delay): a product may go to every neighbour that is nearer to its destination,
and goes to whichever of them it can be sent to first. Nothing is computed again on the way (contact graph routing, as
other simulators have it, would).
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import simpy

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.network import Network
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Template
from relaysim.relay.timer import Timer
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
    todo = deque(sorted(traffic, key=lambda one: one.utc_s))
    starts = [contact.start_utc_s for contact in contacts] + [one.utc_s for one in todo]
    env = env or simpy.Environment(initial_time=min(starts, default=0.0))
    names = {name: None for contact in contacts for name in (contact.source, contact.destination)}
    given = {node.name: node for node in nodes}
    for one in todo:
        for name in (one.source, one.destination):
            if name not in names and name not in given:
                raise InputError(f"traffic for {name}, which no contact reaches: name a node of the plan")
        if one.source == one.destination:
            raise InputError(f"traffic from {one.source} to itself: name another destination")
    found = Replay()
    network = Network(
        env,
        [given.get(name) or Node(name) for name in names | given],
        routes or least_delay_routes(contacts),
        found,
    )
    by_pair: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in sorted(contacts, key=lambda contact: contact.start_utc_s):
        by_pair[contact.source, contact.destination].append(contact)
    windows = [Windows(network, network.channel(pair), listed) for pair, listed in by_pair.items()]
    _feed(network, todo)
    env.run(until_utc_s)
    for of_pair in windows:
        of_pair.close()
    found.carried_bits = _carried(windows, math.inf if until_utc_s is None else until_utc_s)
    network.close()
    found.products.sort(key=lambda product: product.number)
    return found


def _carried(windows: Sequence[Windows], until_utc_s: float) -> list[tuple[Contact, int]]:
    """What each contact that had begun has carried, in the order in which they ended; then those that were still open."""
    rows = [row for one in windows for row in zip(one.contacts, one.carried_bits, strict=True)]
    over = [row for row in rows if row[0].end_utc_s < until_utc_s]
    over.sort(key=lambda row: (row[0].end_utc_s, row[0].start_utc_s))
    return over + [row for row in rows if row[0].start_utc_s < until_utc_s <= row[0].end_utc_s]


def _feed(network: Network, todo: deque[Traffic]) -> None:
    """Create each product at its instant: one event an instant, by callbacks."""

    env = network.env

    def create(_: Timer) -> None:
        now = env.now
        while todo and todo[0].utc_s <= now:
            one = todo.popleft()
            network.create(one.template, one.source, one.destination)
        if todo:
            Timer(env, todo[0].utc_s, create)

    if todo:
        Timer(env, max(todo[0].utc_s, env.now), create)
