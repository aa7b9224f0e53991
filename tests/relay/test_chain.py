"""The chain Earth - rover - helicopter: no way leaves the rover out."""

from __future__ import annotations

import pytest

from relaysim.relay.chain import CHAIN, Node, next_hop


def test_every_hop_there_is() -> None:
    """All nine questions and their answers."""
    assert [
        (a.value, b.value, hop.value if (hop := next_hop(a, b)) else None) for a in CHAIN for b in CHAIN
    ] == [
        ("earth", "earth", None),
        ("earth", "rover", "rover"),
        ("earth", "helicopter", "rover"),
        ("rover", "earth", "earth"),
        ("rover", "rover", None),
        ("rover", "helicopter", "helicopter"),
        ("helicopter", "earth", "rover"),
        ("helicopter", "rover", "rover"),
        ("helicopter", "helicopter", None),
    ]


@pytest.mark.parametrize(("here", "there"), [(Node.EARTH, Node.HELICOPTER), (Node.HELICOPTER, Node.EARTH)])
def test_between_earth_and_helicopter_stands_the_rover(here: Node, there: Node) -> None:
    """Whoever follows the hops from one end of the chain to the other passes each node once, the rover second."""
    way = [here]
    while (hop := next_hop(way[-1], there)) is not None:
        way.append(hop)
    assert way == [here, Node.ROVER, there]
