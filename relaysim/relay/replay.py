"""A contact plan run alone: given traffic, what arrives where and when.

Routes are fixed before the run (relay.least_delay): a product may go to every neighbour that is nearer to its destination,
and goes to whichever of them it can be sent to first. Nothing is computed again on the way (contact graph routing, as
other simulators have it, would).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import simpy

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.relay.channel import Channel
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.network import Network
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Template
from relaysim.relay.timetable import follow
from relaysim.relay.topology import Routes


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
    windows = []
    for pair, listed in by_pair.items():
        windows.append(_Window(found, network.channel(pair)))
        env.process(follow(network, windows[-1].channel, listed, windows[-1].opened, windows[-1].closed))
    _feed(network, todo)
    env.run(until_utc_s)
    for window in windows:
        window.close()
    network.close()
    found.products.sort(key=lambda product: product.number)
    return found


class _Window:
    """The window of a channel that is open, if one is."""

    def __init__(self, found: Replay, channel: Channel) -> None:
        self._found, self.channel = found, channel
        self._contact: Contact | None = None

    def opened(self, contact: Contact) -> None:
        self._contact = contact

    def closed(self, contact: Contact, since_utc_s: float, bits: int) -> None:
        self._contact = None
        self._found.carried_bits.append((contact, bits))

    def close(self) -> None:
        """The end of the run cuts what is open."""
        if self._contact is not None:
            self.channel.close()
            self.closed(self._contact, self.channel.opened_utc_s, self.channel.carried_bits[0])


def _feed(network: Network, todo: deque[Traffic]) -> None:
    """Create each product at its instant: one event an instant, by callbacks."""

    def create(_: simpy.Event) -> None:
        while todo and todo[0].utc_s <= network.env.now:
            one = todo.popleft()
            network.create(one.template, one.source, one.destination)
        arm()

    def arm() -> None:
        if todo:
            network.env.timeout(max(todo[0].utc_s - network.env.now, 0.0)).callbacks.append(create)

    arm()
