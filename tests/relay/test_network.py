"""The network: nothing is lost silently, nothing is in two places, nothing goes round the rover."""

from __future__ import annotations

import itertools

import pytest
import simpy
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from relaysim.relay.chain import CHAIN, Node, next_hop
from relaysim.relay.network import Network, Template
from relaysim.relay.product import Product, Status

ENDS = (Node.EARTH, Node.HELICOPTER)


class Log:
    """A watcher that keeps what it is told: [(instant, node, event, product, detail), ...]."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, str, str, str, str]] = []

    def product(self, utc_s: float, node: Node, event: str, product: Product, detail: str) -> None:
        self.lines.append((float(utc_s), node.value, event, product.product_id, detail))


class Made:
    """A network of its own, with its clock and its log."""

    def __init__(self, **capacity_bits: float) -> None:
        self.env = simpy.Environment()
        self.log = Log()
        capacity = {node: capacity_bits.get(node.value, float("inf")) for node in CHAIN}
        self.network = Network(self.env, capacity, self.log)

    def wait(self, seconds: float) -> None:
        self.env.run(until=self.env.now + seconds)


IMAGE = Template("image", "an image", 100, 3)
SHORT_LIVED = Template("image", "a short-lived image", 100, 1, expires_s=50.0)
COMMAND = Template("command", "commands of flight 7", 10, 1)


def test_the_life_of_an_image_sent_home() -> None:
    """Created at the helicopter, held at the rover, delivered at Earth: every change is told once, in order."""
    made = Made()
    image = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, 7)
    made.wait(10.0)
    made.network.hand_over(image, Node.HELICOPTER)
    made.wait(5.0)
    made.network.depart(image, Node.ROVER)
    made.wait(700.0)
    made.network.arrive(image, Node.EARTH)
    assert made.log.lines == [
        (0.0, "helicopter", "created", "P000001", "an image"),
        (10.0, "rover", "arrived", "P000001", "an image"),
        (715.0, "earth", "delivered", "P000001", "an image"),
    ]
    assert image.arrivals == [(Node.HELICOPTER, 0.0), (Node.ROVER, 10.0), (Node.EARTH, 715.0)]
    assert [image.arrival_utc_s(node) for node in CHAIN] == [715.0, 10.0, 0.0]
    assert [len(made.network.stores[node]) for node in CHAIN] == [0, 0, 0]


def test_a_product_past_its_deadline_expires_when_it_is_looked_at() -> None:
    """It is not sent, the reason is told, and the next product goes instead."""
    made = Made()
    late = made.network.create(SHORT_LIVED, Node.HELICOPTER, Node.EARTH, None)
    other = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, None)
    assert made.network.next_for(Node.HELICOPTER, Node.ROVER) is late
    made.wait(50.0)
    assert made.network.next_for(Node.HELICOPTER, Node.ROVER) is other
    assert (late.status, late.reason, late.deadline_utc_s) == (Status.EXPIRED, "deadline passed", 50.0)
    assert made.log.lines[-1] == (50.0, "helicopter", "expired", "P000001", "deadline passed")


def test_a_full_store_drops_the_newcomer_with_its_reason() -> None:
    """At its source or at the rover: what is there stays, what came is dropped, and both are accounted for."""
    made = Made(helicopter=100.0, rover=50.0)
    first = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, None)
    second = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, None)
    made.network.hand_over(first, Node.HELICOPTER)
    assert [(p.status, p.reason) for p in (first, second)] == [
        (Status.DROPPED, "storage of rover full"),
        (Status.DROPPED, "storage of helicopter full"),
    ]
    assert made.log.lines == [
        (0.0, "helicopter", "created", "P000001", "an image"),
        (0.0, "helicopter", "created", "P000002", "an image"),
        (0.0, "helicopter", "dropped", "P000002", "storage of helicopter full"),
        (0.0, "rover", "dropped", "P000001", "storage of rover full"),
    ]


def test_what_is_lost_on_the_air_is_dropped_with_its_reason() -> None:
    """It leaves its sender and reaches nobody, told once; losing it again, or what a full store refused, tells nothing."""
    made = Made(helicopter=100.0)
    sent = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, 7)
    refused = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, 7)
    for product in (sent, sent, refused):
        made.network.lose(product, Node.HELICOPTER, "lost on the air")
    assert (sent.status, sent.reason, refused.reason) == (
        Status.DROPPED,
        "lost on the air",
        "storage of helicopter full",
    )
    assert made.network.stores[Node.HELICOPTER].used_bits == 0
    assert [line[2:4] for line in made.log.lines] == [
        ("created", "P000001"),
        ("created", "P000002"),
        ("dropped", "P000002"),
        ("dropped", "P000001"),
    ]


def test_what_is_overdue_makes_room_before_a_newcomer_is_dropped() -> None:
    """A store full of worthless products is not full: they expire as something comes for their place."""
    made = Made(helicopter=100.0)
    old = made.network.create(SHORT_LIVED, Node.HELICOPTER, Node.EARTH, None)
    made.wait(60.0)
    new = made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, None)
    assert (old.status, new.status) == (Status.EXPIRED, Status.QUEUED)


@pytest.mark.parametrize("ahead", [False, True], ids=["handed over", "departed"])
def test_what_expires_while_it_is_being_sent_ends_there(ahead: bool) -> None:
    """A transfer that outlasts the deadline, seen by another process, delivers nothing and breaks nothing."""
    made = Made()
    late = made.network.create(SHORT_LIVED, Node.HELICOPTER, Node.EARTH, None)
    sending = made.network.next_for(Node.HELICOPTER, Node.ROVER)
    made.wait(60.0)
    assert made.network.next_for(Node.HELICOPTER, Node.ROVER) is None
    assert sending is late and late.status is Status.EXPIRED
    if ahead:
        made.network.depart(late, Node.HELICOPTER)
        made.network.arrive(late, Node.ROVER)
    else:
        made.network.hand_over(late, Node.HELICOPTER)
    assert (late.status, len(late.arrivals)) == (Status.EXPIRED, 1)
    assert [line[2] for line in made.log.lines] == ["created", "expired"]


def test_commands_are_on_board_when_all_of_them_have_arrived() -> None:
    """None made is not on board; neither is the half of them, nor those of another flight or of another kind."""
    made = Made()
    assert not made.network.on_board("command", 7)
    parts = [made.network.create(COMMAND, Node.EARTH, Node.HELICOPTER, 7) for _ in range(2)]
    made.network.create(COMMAND, Node.EARTH, Node.HELICOPTER, 8)
    made.network.create(IMAGE, Node.HELICOPTER, Node.EARTH, 7)
    seen = []
    for part, node in itertools.product(parts, (Node.EARTH, Node.ROVER)):
        made.network.hand_over(part, node)
        seen.append((part.product_id, node.value, made.network.on_board("command", 7)))
    assert seen == [
        ("P000001", "earth", False),
        ("P000001", "rover", False),
        ("P000002", "earth", False),
        ("P000002", "rover", True),
    ]
    assert not made.network.on_board("command", 8)
    assert not made.network.on_board("image", 7)


def test_a_dropped_command_is_never_on_board() -> None:
    """All that was made must have arrived: what is lost keeps the flight on the ground."""
    made = Made(rover=15.0)
    for _ in range(2):
        made.network.hand_over(made.network.create(COMMAND, Node.EARTH, Node.HELICOPTER, 7), Node.EARTH)
    first, second = made.network.products
    made.network.hand_over(first, Node.ROVER)
    assert (first.status, second.status) == (Status.DELIVERED, Status.DROPPED)
    assert not made.network.on_board("command", 7)


@pytest.mark.parametrize(("source", "destination"), [ENDS, ENDS[::-1]])
def test_no_product_can_be_made_to_skip_the_rover(source: Node, destination: Node) -> None:
    """Handed over it comes to the rover; departed it can arrive nowhere but there, and the attempt changes nothing."""
    made = Made()
    handed, flown = (made.network.create(IMAGE, source, destination, None) for _ in range(2))
    made.network.hand_over(handed, source)
    assert handed.arrivals[-1][0] is Node.ROVER
    made.network.depart(flown, source)
    for nowhere in ENDS:
        with pytest.raises(ValueError, match="next node of P000002 is the rover"):
            made.network.arrive(flown, nowhere)
    assert (flown.status, len(flown.arrivals)) == (Status.QUEUED, 1)
    made.network.arrive(flown, Node.ROVER)
    assert flown.arrivals[-1][0] is Node.ROVER


def test_a_delivered_product_goes_nowhere() -> None:
    """Handing it over again, or having it arrive again, is refused."""
    made = Made()
    done = made.network.create(COMMAND, Node.ROVER, Node.HELICOPTER, 7)
    made.network.hand_over(done, Node.ROVER)
    with pytest.raises(ValueError, match="at its destination already"):
        made.network.hand_over(done, Node.HELICOPTER)
    with pytest.raises(ValueError, match="P000001"):
        made.network.arrive(done, Node.HELICOPTER)


class Relay(RuleBasedStateMachine):
    """Any sequence of operations, on a network whose stores are small and whose products grow old."""

    def __init__(self) -> None:
        super().__init__()
        self.made = Made(rover=300.0, helicopter=250.0)
        self.network = self.made.network
        self.under_way: list[tuple[Product, Node]] = []

    @rule(
        route=st.sampled_from([(a, b) for a in CHAIN for b in CHAIN]),
        size=st.integers(1, 150),
        priority=st.integers(1, 3),
        expires=st.none() | st.floats(1.0, 100.0),
    )
    def create(self, route: tuple[Node, Node], size: int, priority: int, expires: float | None) -> None:
        self.network.create(Template("image", "made", size, priority, expires), *route, None)

    @rule(node=st.sampled_from(CHAIN), ahead=st.booleans(), seconds=st.just(0.0) | st.floats(0.1, 60.0))
    def carry(self, node: Node, ahead: bool, seconds: float) -> None:
        """One product crosses one hop, at once or after some time on the way; sending it takes time too."""
        for neighbour in CHAIN:
            product = self.network.next_for(node, neighbour) if neighbour is not node else None
            if product is None:
                continue
            if seconds > 0.0:
                self.made.wait(seconds)
                self.network.next_for(node, neighbour)
            if ahead:
                self.network.depart(product, node)
                if product.status is Status.QUEUED:
                    self.under_way.append((product, neighbour))
            else:
                self.network.hand_over(product, node)
            return

    @rule(node=st.sampled_from((Node.HELICOPTER, Node.ROVER)))
    def lose(self, node: Node) -> None:
        """The product next on its way is sent once and does not arrive."""
        for neighbour in CHAIN:
            product = self.network.next_for(node, neighbour) if neighbour is not node else None
            if product is not None:
                self.network.lose(product, node, "lost on the air")
                return

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def land(self, data: st.DataObject) -> None:
        """Any of the products under way comes down, in any order."""
        product, node = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        self.network.arrive(product, node)

    @rule(seconds=st.floats(0.1, 60.0))
    def wait(self, seconds: float) -> None:
        self.made.wait(seconds)

    @invariant()
    def created_is_delivered_queued_expired_or_dropped(self) -> None:
        """Every product ever made has one status; what is queued is in one store or on its way, nothing else is."""
        held = [product for store in self.network.stores.values() for product in store._held]
        queued = [product for product in self.network.products if product.status is Status.QUEUED]
        found = held + [product for product, _ in self.under_way]
        assert sorted(p.number for p in found) == [p.number for p in queued]
        counts = [sum(p.status is status for p in self.network.products) for status in Status]
        assert sum(counts) == len(self.network.products)
        assert [p.number for p in self.network.products] == list(range(1, len(self.network.products) + 1))

    @invariant()
    def nothing_ends_without_a_reason(self) -> None:
        """A product that was lost says why; a delivered one is at its destination."""
        for product in self.network.products:
            lost = product.status in (Status.EXPIRED, Status.DROPPED)
            assert bool(product.reason) == lost
            delivered = product.arrivals[-1][0] is product.destination
            assert delivered == (product.status is Status.DELIVERED)

    @invariant()
    def every_way_passes_the_rover(self) -> None:
        """Each node a product has reached is the next hop of the one before."""
        for product in self.network.products:
            way = [node for node, _ in product.arrivals]
            assert way[0] is product.source
            assert way[1:] == [next_hop(node, product.destination) for node in way[:-1]]

    @invariant()
    def no_store_holds_more_than_it_can(self) -> None:
        """Used room is the sum of what is held, and within the capacity."""
        for store in self.network.stores.values():
            assert store.used_bits == sum(product.size_bits for product in store._held) <= store.capacity_bits

    @invariant()
    def the_log_tells_all(self) -> None:
        """From the log alone: every product created once, ended at most once, and its end is its status."""
        told: dict[str, list[str]] = {}
        for _, _, event, product_id, _ in self.made.log.lines:
            told.setdefault(product_id, []).append(event)
        for product in self.network.products:
            events = told[product.product_id]
            ends = [event for event in events if event not in ("created", "arrived")]
            assert events.count("created") == 1 and events[0] == "created"
            assert ends == ([] if product.status is Status.QUEUED else [product.status.value])


TestRelay = Relay.TestCase
TestRelay.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
