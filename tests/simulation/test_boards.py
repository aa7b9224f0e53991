"""What is on board the helicopter."""

from __future__ import annotations

import simpy

from relaysim.relay.product import Product, Template
from relaysim.simulation.boards import Boards

PATCH = Template("software", "patch 2", 900, 1, parts=2)


def test_software_counts_once_all_its_parts_are_there_and_stays() -> None:
    """Sent again, it is still on board while the new parts are on their way."""
    boards = Boards(simpy.Environment())
    told = []
    for event in ("created", "created", "delivered", "delivered", "created", "created"):
        boards.command(event, Product(1, PATCH, 450, "earth", "helicopter", 0.0))
        told.append(boards.has("software", "patch 2"))
    assert told == [False, False, False, True, True, True]
    assert not boards.has("software", "patch 3")
