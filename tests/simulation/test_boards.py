"""What is on board the helicopter."""

from __future__ import annotations

import simpy

from relaysim.relay.product import Product, Template
from relaysim.simulation.boards import Boards

PATCH = Template("software", "patch 2", 900, 1, parts=2)


def told(*story: tuple[str, int]) -> list[bool]:
    """Whether the patch is on board after each (event, number of the product)."""
    boards, found = Boards(simpy.Environment(), [PATCH]), []
    for event, number in story:
        boards.command(event, Product(number, PATCH, 450, "earth", "helicopter", 0.0))
        found.append(boards.has("software", "patch 2"))
    assert not boards.has("software", "patch 3")
    return found


def test_software_counts_once_all_its_parts_are_there_and_stays() -> None:
    """Sent again, it is still on board while the new parts are on their way."""
    story = [("created", 1), ("created", 2), ("arrived", 2), ("delivered", 2), ("delivered", 1), ("created", 3), ("created", 4)]  # fmt: skip
    assert told(*story) == [False, False, False, False, True, True, True]


def test_a_sending_that_never_comes_whole_does_not_hold_up_the_next() -> None:
    """The first sending expires, half of it on board already; the second has all parts: they count, whatever came before."""
    lost = [("created", 1), ("created", 2), ("delivered", 1), ("expired", 2)]
    again = [("created", 3), ("created", 4), ("delivered", 3), ("delivered", 4)]
    assert told(*lost, *again) == [False] * 7 + [True]


def test_parts_of_different_sendings_make_a_whole() -> None:
    """The first part of one sending and the second of the next are all there is to have; twice the same part is not."""
    made = [("created", number) for number in (1, 2, 3, 4)]
    assert told(*made, ("delivered", 1), ("delivered", 4))[-1]
    assert not told(*made, ("delivered", 1), ("dropped", 2), ("delivered", 3))[-1]
