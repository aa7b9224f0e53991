"""The rules of docs/explanation/relay.md, written to be seen through: no queue, no timer, everything looked at anew at every instant.

What a node holds is added up from what is there, what is next is searched among all products, and the next instant among
all there are. Losses are not drawn: they slow a window down. Two things of one instant that have nothing to do with
each other come in no order that the rules tell: `is_tied` says that there were such.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from relaysim.plans.contact import Contact
from relaysim.relay.node import Node
from relaysim.relay.replay import Traffic
from relaysim.relay.topology import Routes

WAITING, DELIVERED, EXPIRED, DROPPED = "queued", "delivered", "expired", "dropped"


@dataclass(eq=False)
class Thing:
    """A product."""

    number: int
    source: str
    destination: str
    size: int
    priority: int
    created: float
    deadline: float
    status: str = WAITING
    waiting: dict[str, int] = field(default_factory=dict)
    arrived: dict[str, int] = field(default_factory=dict)
    whole: dict[str, float] = field(default_factory=dict)

    @property
    def turn(self) -> tuple[int, float, int]:
        return self.priority, self.created, self.number


@dataclass(eq=False)
class Part:
    """Bits of a product that left a node or are leaving it."""

    thing: Thing
    bits: int
    way: tuple[str, str]
    left: float = math.inf
    lands: float = math.inf
    acknowledged: float = math.inf


@dataclass(eq=False)
class Radio:
    """A channel: its windows, and what it is sending."""

    ways: list[tuple[str, str]]
    windows: list[Contact]
    starts: list[float] = field(default_factory=list)
    carried: list[int] = field(default_factory=list)
    window: Contact | None = None
    rate: float = 0.0
    sending: Part | None = None
    began: float = 0.0
    is_ending: bool = False

    @property
    def ends(self) -> float:
        """When what is being sent will have left; inf if the window ends before."""
        if self.sending is None or self.window is None or self.rate <= 0.0:
            return math.inf
        ends = self.began + self.sending.bits / self.rate
        return ends if ends <= self.window.end_utc_s else math.inf

    def is_idle(self) -> bool:
        return self.window is not None and self.rate > 0.0 and self.sending is None and not self.is_ending


class Obvious:
    """A network of plans without losses drawn, run to its end."""

    def __init__(self, contacts: Sequence[Contact], traffic: Sequence[Traffic], routes: Routes, nodes: Sequence[Node],
                 shared: Collection[tuple[str, str]] = ()) -> None:  # fmt: skip
        self.routes, self.nodes = routes, {node.name: node for node in nodes}
        self.things: list[Thing] = []
        self.parts: list[Part] = []
        self.is_tied = False
        self.now = -math.inf
        self.todo = sorted(traffic, key=lambda one: one.utc_s)
        by_pair: dict[tuple[str, str], list[Contact]] = defaultdict(list)
        for contact in sorted(contacts, key=lambda contact: contact.start_utc_s):
            by_pair[contact.source, contact.destination].append(contact)
        self.radios = [
            Radio([pair, *([pair[::-1]] if pair in shared else [])], listed)
            for pair, listed in by_pair.items()
        ]

    def run(self) -> Obvious:
        while (due := self._due()) is not None:
            self.now, act = due
            act()
        return self

    # What happens next

    def _due(self) -> tuple[float, Callable[[], None]] | None:
        """The next that happens by itself, of one instant the first by the rules: one at a time, for it may undo the others."""
        found: list[tuple[float, int, Callable[[], None]]] = []
        for thing in self.things:
            if thing.status == WAITING and thing.deadline < math.inf:
                found.append((thing.deadline, 0, lambda thing=thing: self._gone(thing, EXPIRED)))
        for radio in self.radios:
            found.append((radio.ends, 1, lambda radio=radio: self._finish(radio)))
            if radio.window is not None:
                found.append((radio.window.end_utc_s, 2, lambda radio=radio: self._close(radio)))
                later = [row for row in radio.window.rates_bps if row[0] > self.now]
                found += [
                    (at, 2, lambda radio=radio, rate=rate: self._step(radio, rate)) for at, rate in later[:1]
                ]
            elif radio.windows:
                found.append((radio.windows[0].start_utc_s, 3, lambda radio=radio: self._open(radio)))
        for part in self.parts:
            found.append((part.lands, 4, lambda part=part: self._land(part)))
            found.append((part.acknowledged, 5, lambda part=part: self._acknowledge(part)))
        if self.todo:
            found.append((self.todo[0].utc_s, 6, self._create))
        found.sort(key=lambda row: row[:2])
        first = [row for row in found if row[0] == found[0][0] < math.inf]
        # Deadlines come before all else.
        self.is_tied = self.is_tied or sum(row[1] != 0 for row in first) > 1
        return (first[0][0], first[0][2]) if first else None

    # Windows

    def _open(self, radio: Radio) -> None:
        radio.window = radio.windows.pop(0)
        radio.starts.append(radio.window.start_utc_s)
        radio.carried.append(0)
        radio.rate = radio.window.rates_bps[0][1] * radio.window.success
        self._start(radio)

    def _step(self, radio: Radio, rate: float) -> None:
        assert radio.window is not None
        cut = self._cut(radio)
        radio.rate, radio.began = rate * radio.window.success, self.now
        self._start(radio)
        self._elsewhere(cut)

    def _close(self, radio: Radio) -> None:
        cut = self._cut(radio)
        radio.window, radio.rate = None, 0.0
        self._elsewhere(cut)

    def _cut(self, radio: Radio) -> Part | None:
        part, rate = radio.sending, radio.rate
        if part is None:
            return None
        self._leave(radio, min(int(rate * (self.now - radio.began)), part.bits))
        return part

    def _elsewhere(self, part: Part | None) -> None:
        if part is not None and part.way[0] in part.thing.waiting:
            self._offer(part.way[0], part.thing.destination)

    def _finish(self, radio: Radio) -> None:
        assert radio.sending is not None
        self._leave(radio, radio.sending.bits)
        self._start(radio)

    def _leave(self, radio: Radio, through: int) -> None:
        """So many bits of what is being sent are through; the rest waits again."""
        part, window = radio.sending, radio.window
        assert part is not None and window is not None
        radio.sending, node, neighbour = None, *part.way
        radio.is_ending = True  # what this brings about elsewhere comes before its own next turn
        radio.carried[-1] += through
        rest = part.bits - through
        part.bits = through
        if rest and part.thing.status == WAITING:
            part.thing.waiting[node] = part.thing.waiting.get(node, 0) + rest
        is_through = through > 0 or not rest  # a product may be of no bits at all
        if not is_through:
            self.parts.remove(part)
        else:
            way_s = window.one_way_light_time_s + window.latency_s + self._latency(neighbour)
            part.left, part.lands, part.acknowledged = self.now, self.now + way_s, self.now + 2.0 * way_s
        if rest:
            self._room(neighbour)
            if part.thing.status != WAITING:
                self._room(node)
        if is_through and part.lands == self.now:
            self._acknowledge(part)
            self._land(part)
        radio.is_ending = False

    # Products

    def _create(self) -> None:
        row = self.todo.pop(0)
        template = row.template
        for bits in template.part_sizes_bits():
            deadline = math.inf if template.expires_s is None else self.now + template.expires_s
            thing = Thing(
                len(self.things) + 1, row.source, row.destination, bits, template.priority, self.now, deadline
            )
            thing.arrived[row.source], thing.whole[row.source] = bits, self.now
            gives_way = self._gives_way(thing)
            self.things.append(thing)
            if gives_way is None:
                thing.status = DROPPED
                continue
            thing.waiting[row.source] = bits
            for other in gives_way:  # all at once, so that what is freed is promised to nobody meanwhile
                del other.waiting[row.source]
            for other in gives_way:
                self._gone(other, DROPPED)
            if gives_way:
                self._room(row.source)
            if row.source in thing.waiting:
                self._offer(row.source, row.destination)

    def _gives_way(self, new: Thing) -> list[Thing] | None:
        node = self.nodes.get(new.source)
        room = self._free(new.source)
        if new.size <= room or node is None:
            return []
        here = sorted((one for one in self.things if new.source in one.waiting), key=lambda one: one.turn)
        if node.when_full == "refuse" or new.size > node.capacity_bits:
            return None
        if node.when_full == "drop-oldest":
            here.sort(key=lambda one: (one.created, one.number))
        else:
            here = [one for one in here[::-1] if one.priority > new.priority]
        chosen = []
        while here and new.size > room:
            chosen.append(here.pop(0))
            room += chosen[-1].waiting[new.source]
        return chosen if new.size <= room else None

    def _gone(self, thing: Thing, status: str) -> None:
        held, thing.waiting, thing.status = list(thing.waiting), {}, status
        for node in held:
            self._room(node)

    def _land(self, part: Part) -> None:
        part.lands = math.inf
        thing, node = part.thing, part.way[1]
        self._forget(part)
        if thing.status != WAITING:
            self._room(node)
            return
        thing.arrived[node] = total = thing.arrived.get(node, 0) + part.bits
        if total == thing.size:
            thing.whole[node] = self.now
            if node == thing.destination:
                thing.status = DELIVERED
        if node != thing.destination:
            thing.waiting[node] = thing.waiting.get(node, 0) + part.bits
            self._offer(node, thing.destination)

    def _acknowledge(self, part: Part) -> None:
        part.acknowledged = math.inf
        self._forget(part)
        self._room(part.way[0])

    def _forget(self, part: Part) -> None:
        if part.lands == part.acknowledged == math.inf and part in self.parts:
            self.parts.remove(part)

    # Who sends what

    def _free(self, name: str) -> float:
        """What still fits: not what waits, nor what left and is not acknowledged, nor what is promised to those who send."""
        node = self.nodes.get(name)
        if node is None:
            return math.inf
        used = sum(thing.waiting.get(name, 0) for thing in self.things)
        for part in self.parts:
            source, destination = part.way
            if source == name and (part.left == math.inf or part.acknowledged < math.inf):
                used += part.bits
            is_coming = part.left == math.inf or part.lands < math.inf
            if destination == name != part.thing.destination and is_coming:
                used += part.bits
        return node.capacity_bits - used

    def _latency(self, name: str) -> float:
        return self.nodes[name].latency_s if name in self.nodes else 0.0

    def _room(self, name: str) -> None:
        """Something may fit now that did not: those that can send there look, in the order of the plan."""
        if name in self.nodes and self.nodes[name].is_bounded:
            for radio in self.radios:
                if any(neighbour == name for _, neighbour in radio.ways) and radio.is_idle():
                    self._start(radio)

    def _offer(self, node: str, destination: str) -> None:
        """Something waits: the idle radio that has been open longest and can take it does."""
        able = [radio for radio in self.radios if radio.is_idle()
                and any(way[0] == node and way[1] in self.routes.get((node, destination), ()) for way in radio.ways)]  # fmt: skip
        for radio in sorted(able, key=lambda radio: radio.window.start_utc_s if radio.window else 0.0):
            self._start(radio)
            if radio.sending is not None:
                return

    def _start(self, radio: Radio) -> None:
        if not radio.is_idle():
            return
        for node, neighbour in radio.ways:
            room = self._free(neighbour)
            able = [
                one for one in self.things
                if node in one.waiting and neighbour in self.routes.get((node, one.destination), ())
                and (one.waiting[node] <= room or one.destination == neighbour)
            ]  # fmt: skip
            if able:
                thing = min(able, key=lambda one: one.turn)
                radio.sending = Part(thing, thing.waiting.pop(node), (node, neighbour))
                radio.began = self.now
                self.parts.append(radio.sending)
                return
