"""A node's store: the order in which products leave, and what happens when it is full."""

from __future__ import annotations

import random

import pytest
import simpy

from relaysim.relay.chain import Node
from relaysim.relay.product import Product
from relaysim.relay.store import Store


def product(
    number: int, priority: int = 1, created: float = 0.0, size: int = 100, **changes: object
) -> Product:
    values: dict[str, object] = {
        "number": number, "kind": "image", "name": f"image {number}", "flight": None, "source": Node.HELICOPTER,
        "destination": Node.EARTH, "size_bits": size, "priority": priority, "created_utc_s": created,
        "deadline_utc_s": None,
    }  # fmt: skip
    return Product(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def store() -> Store:
    return Store(simpy.Environment(), Node.ROVER, 1000.0)


def test_products_leave_by_priority_then_age_then_number(store: Store) -> None:
    """Whatever the order in which they came, that of leaving is one."""
    rows = ((4, 1, 5.0), (3, 2, 0.0), (1, 2, 1.0), (2, 2, 1.0), (5, 1, 2.0))
    held = [product(number, priority, created) for number, priority, created in rows]
    for seed in range(10):
        random.Random(seed).shuffle(held)
        for one in held:
            assert store.put(one)
        left = []
        while (first := store.first_for(Node.EARTH)) is not None:
            left.append(first.product_id)
            store.remove(first)
        assert left == ["P000005", "P000004", "P000003", "P000001", "P000002"]


def test_each_neighbour_gets_its_own_products(store: Store) -> None:
    """What goes to Earth does not stand in the way of what goes to the helicopter."""
    home = product(1, priority=1)
    command = product(2, priority=9, source=Node.EARTH, destination=Node.HELICOPTER)
    store.put(home)
    store.put(command)
    assert store.first_for(Node.EARTH) is home
    assert store.first_for(Node.HELICOPTER) is command
    store.remove(command)
    assert store.first_for(Node.HELICOPTER) is None


def test_a_full_store_refuses_the_newcomer_and_keeps_what_it_has(store: Store) -> None:
    """It takes products up to the last bit, one bit more is refused, and room is room again after leaving."""
    first, second, third = product(1, size=600), product(2, size=400), product(3, size=1)
    assert [store.put(one) for one in (first, second, third)] == [True, True, False]
    assert (store.used_bits, len(store)) == (1000, 2)
    store.remove(first)
    assert store.put(third)
    assert (store.used_bits, len(store)) == (401, 2)
    assert store.first_for(Node.EARTH) is second


def test_overdue_from_the_deadline_on(store: Store) -> None:
    """A product without a deadline never is; one with a deadline is from that instant."""
    store.put(product(1))
    dated = product(2, deadline_utc_s=50.0)
    store.put(dated)
    assert [(t, store.overdue(t)) for t in (0.0, 49.9, 50.0, 1e12)] == [
        (0.0, []),
        (49.9, []),
        (50.0, [dated]),
        (1e12, [dated]),
    ]


def test_an_arrival_wakes_who_waits_for_it() -> None:
    """Each put succeeds the event of its time; a refused product wakes nobody."""
    env = simpy.Environment()
    store, log = Store(env, Node.ROVER, 250.0), []

    def wait() -> object:
        while True:
            yield store.arrived
            log.append((env.now, len(store)))

    def bring() -> object:
        for number in range(4):
            yield env.timeout(10.0)
            store.put(product(number))

    env.process(wait())  # type: ignore[arg-type]
    env.process(bring())  # type: ignore[arg-type]
    env.run()
    assert log == [(10.0, 1), (20.0, 2)]


def test_what_is_not_held_cannot_be_let_go(store: Store) -> None:
    """Removing a product twice is a mistake, not a second product's loss, and the room stays as it was."""
    one = product(1)
    store.put(one)
    store.remove(one)
    with pytest.raises(ValueError, match="not in list"):
        store.remove(one)
    assert store.used_bits == 0
