"""Small runs with round numbers: 100 bit/s, products of 1,000 bits, ten seconds each."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import Run, check

from relaysim.plans.contact import Contact
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.node import Node
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic


def contact(source: str, destination: str, start: float, end: float, rate: float = 100.0, delay: float = 0.0) -> Contact:  # fmt: skip
    return Contact.steady(source, destination, start, end, rate, delay)


def product(
    at: float, source: str, destination: str, bits: int = 1000, priority: int = 2, expires: float | None = None, parts: int = 1
) -> Traffic:  # fmt: skip
    return Traffic(at, source, destination, Template("image", "an image", bits, priority, expires, parts))


def run(
    contacts: Sequence[Contact],
    traffic: Sequence[Traffic],
    nodes: Sequence[Node] = (),
    shared: Sequence[tuple[str, str]] = (),
) -> Run:
    """To the end, the books checked after every step."""
    back = [contact(there, here, 0, 1) for here, there in shared]
    made = Run(contacts, traffic, least_delay_routes([*contacts, *back]), nodes, frozenset(shared))
    for _ in made.steps():
        check(made)
    return made


def whole(made: Run, node: str) -> list[float | None]:
    """When each product was whole at a node, in the order of their numbers."""
    return [one.whole_utc_s.get(node) for one in made.products]


def fates(made: Run) -> list[tuple[str, str]]:
    return [(one.status.value, one.reason) for one in made.products]


def story(made: Run) -> list[tuple[float, str, str, str]]:
    """(instant, node, event, product) as the observer was told."""
    return [line[:4] for line in made.log.lines]
