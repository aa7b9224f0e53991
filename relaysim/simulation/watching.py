"""From the network's products to the recorder's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from relaysim.records.rows import ProductRow
from relaysim.relay.product import Product, Status
from relaysim.relay.topology import HELICOPTER, ROVER
from relaysim.simulation.boards import Boards
from relaysim.simulation.recorder import Recorder

Ended = Callable[[Product], None]


class Watching:
    """Observes the network for one run (relay.network.Observer).

    Args:
        ended: who else is told of a product whose fate is known.
        ranks: how far from Earth each node is, by name: those of one rank that a product passed stand side by side.
    """

    def __init__(
        self, recorder: Recorder, boards: Boards, ended: Sequence[Ended], ranks: Mapping[str, int]
    ) -> None:
        self._recorder, self._boards, self._ended, self._ranks = recorder, boards, ended, ranks

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        """Something happened to a product at a node."""
        self._recorder.product(utc_s, node, event, product, detail)
        if product.destination == HELICOPTER:
            self._boards.command(event, product)

    def ended(self, product: Product) -> None:
        """A product's fate is known, or the run is over."""
        for told in self._ended:
            told(product)
        in_frame = self._recorder.in_frame.get(product.product_id)
        self._recorder.ended(product_row(product, self._ranks, in_frame), product.gone_utc_s)


def product_row(product: Product, ranks: Mapping[str, int], rover_in_frame: bool | None = None) -> ProductRow:
    """The product as it stands in products.csv."""
    delivered = product.delivered_utc_s if product.status is Status.DELIVERED else None
    return ProductRow(
        product_id=product.product_id,
        kind=product.kind,
        flight=product.flight,
        source=product.source,
        destination=product.destination,
        size_bits=product.size_bits,
        priority=product.priority,
        created_utc=product.created_utc_s,
        at_rover_utc=product.whole_utc_s.get(ROVER),
        delivered_utc=delivered,
        latency_s=None if delivered is None else delivered - product.created_utc_s,
        deadline_utc=product.deadline_utc_s,
        hops=_hops(product, ranks),
        status=product.status.value,
        reason=product.reason,
        rover_in_frame=rover_in_frame,
    )


def _hops(product: Product, ranks: Mapping[str, int]) -> str:
    """ "helicopter>rover>mro+tgo>earth": the nodes it has reached, those of one rank joined."""
    found: list[list[str]] = []
    for name in sorted(product.arrived_bits, key=lambda name: abs(ranks[name] - ranks[product.source])):
        if found and ranks[found[-1][0]] == ranks[name]:
            found[-1].append(name)
        else:
            found.append([name])
    return ">".join("+".join(names) for names in found)
