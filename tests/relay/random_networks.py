"""Random small networks for property tests: trees by rank, and contact plans of any shape.

Hypothesis chooses a seed and how much there is of everything; the rest is drawn from the seed, which is quicker than
drawing each number by itself, and fills the windows better.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random

from hypothesis import strategies as st
from ledger import Run

from relaysim.plans.contact import Contact
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.node import Node, WhenFull
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic
from relaysim.relay.topology import BaseLink, EarthLeg, EarthSide, Rank, Scout, Surface, routes

EPOCHS = (0.0, 1_613_681_700.0)  # small instants, and those of our days, good to a quarter of a microsecond
TICKS = 4096  # a second, where instants are to be exact
RULES: tuple[WhenFull, ...] = ("refuse", "drop-oldest", "drop-lowest-priority")


class Draws:
    """What a seed gives: windows, traffic, stores."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.epoch = self.random.choice(EPOCHS)
        self.lossy = self.random.random() < 0.4

    def seconds(self, most: int) -> float:
        """Whole ones half of the time, so that instants coincide."""
        whole = self.random.random() < 0.5
        return float(self.random.randint(1, most)) if whole else self.random.uniform(0.2, most)

    def rate_bps(self) -> float:
        whole = self.random.random() < 0.5
        return 50.0 * self.random.randint(1, 20) if whole else self.random.uniform(10.0, 2000.0)

    def instant(self) -> float:
        """When something is created, after the epoch."""
        return self.random.choice((0.0, 5.0 * self.random.randint(0, 8), self.random.uniform(0.0, 40.0)))

    def first(self) -> float:
        """From when on a pair may have windows."""
        return self.epoch

    def within(self, start: float, end: float, share: float) -> float:
        """An instant between two others."""
        return start + share * (end - start)

    def windows(self, source: str, destination: str, count: int) -> list[Contact]:
        """Windows of one pair, none overlapping another, some touching; rates step, packets may get lost."""
        random, found, at = self.random, list[Contact](), self.first()
        for _ in range(random.randint(min(count, 1), count)):
            start = at + (0.0 if random.random() < 0.4 else self.seconds(15))
            at = start + self.seconds(20)
            shares = sorted(random.uniform(0.05, 0.95) for _ in range(random.choice((0, 0, 1, 2))))
            rates = tuple(
                {self.within(start, at, share): self.rate_bps() for share in (0.0, *shares)}.items()
            )
            owlt, latency = random.choice((0.0, 0.0, 0.5, 7.0)), random.choice((0.0, 0.0, 3.0))
            success = random.choice((1.0, 0.9, 0.5)) if self.lossy else 1.0
            found.append(Contact(source, destination, start, at, rates, owlt, latency, success))
        return found

    def traffic(self, ends: list[tuple[str, str]], count: int) -> list[Traffic]:
        """Few sizes and instants, so that ties happen."""
        random, found = self.random, list[Traffic]()
        for _ in range(count):
            size = random.choice((1, 50, 1000, 2500, random.randint(1, 4000)))
            expires = random.choice((None, None, None, self.seconds(40)))
            template = Template(
                "image", "made", size, random.randint(1, 3), expires, random.choice((1, 1, 2, 3))
            )
            found.append(Traffic(self.epoch + self.instant(), *random.choice(ends), template))
        return found

    def stores(self, names: list[str]) -> list[Node]:
        """Some of the nodes hold little, and follow one of the rules when they are full."""
        random = self.random
        share = random.choice((0.0, 0.5, 1.0))
        return [
            Node(name, random.choice((1000, 3000, random.randint(500, 6000))), random.choice(RULES),
                 random.choice((0.0, 0.0, 2.0)))
            for name in names if random.random() < share
        ]  # fmt: skip


class Exact(Draws):
    """Instants and rates that floats hold exactly, and that hardly ever coincide; no losses."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.lossy = False

    def seconds(self, most: int) -> float:
        return self.random.randint(TICKS // 4, most * TICKS) / TICKS

    def instant(self) -> float:
        return self.random.randint(1, 40 * TICKS) / TICKS

    def first(self) -> float:
        return self.epoch + self.seconds(3)

    def within(self, start: float, end: float, share: float) -> float:
        return start + round(share * (end - start) * TICKS) / TICKS

    def traffic(self, ends: list[tuple[str, str]], count: int) -> list[Traffic]:
        """No part without a bit: such take no time."""
        found = super().traffic(ends, count)
        return [
            replace(one, template=replace(one.template, size_bits=one.template.size_bits + 2))
            for one in found
        ]

    def rate_bps(self) -> float:
        return 2.0 ** self.random.randint(5, 11)


def mission(
    seed: int, orbiters: int, rovers: int, windows: int, products: int, draw: type[Draws] = Draws
) -> Run:
    """A centre, a station, orbiters, rovers with a helicopter each: routes by rank; base links are two-way."""
    draws = draw(seed)
    earth = [EarthSide("centre", Rank.CENTRE), EarthSide("station-0", Rank.STATION)]
    earth += [EarthSide(f"orbiter-{n}", Rank.ORBITER) for n in range(orbiters)]
    bases = [Surface(f"rover-{n}") for n in range(rovers)]
    scouts = [Scout(f"scout-{n}", base) for n, base in enumerate(bases)]
    links: list[EarthLeg | BaseLink] = [BaseLink(scout) for scout in scouts]
    contacts: list[Contact] = []
    for one, other in itertools.permutations([*earth, *bases], 2):
        if one.rank != other.rank and draws.random.random() < 0.7:
            links.append(EarthLeg(one, other))
            contacts += draws.windows(one.name, other.name, windows)
    for scout in scouts:
        contacts += draws.windows(scout.base.name, scout.name, windows)
    names = [node.name for node in (*earth, *bases, *scouts)]
    far = [(scout.name, "centre") for scout in scouts] + [("centre", scout.name) for scout in scouts]
    near = [(base.name, "centre") for base in bases] + [(scout.name, scout.base.name) for scout in scouts]
    traffic = draws.traffic(far * 2 + near + [("station-0", bases[0].name)], products)
    shared = frozenset((scout.base.name, scout.name) for scout in scouts)
    return Run(contacts, traffic, routes(links), draws.stores(names), shared, draws.lossy, seed)


def plan(seed: int, nodes: int, windows: int, products: int, draw: type[Draws] = Draws) -> Run:
    """A contact plan of any shape among a few nodes: routes by the least expected delay."""
    draws = draw(seed)
    names = [f"n{n}" for n in range(nodes)]
    pairs = list(itertools.permutations(names, 2))
    chosen = [pair for pair in pairs if draws.random.random() < 0.5] or pairs[:1]
    contacts = [contact for pair in chosen for contact in draws.windows(*pair, windows)]
    traffic = draws.traffic(pairs, products)
    return Run(
        contacts, traffic, least_delay_routes(contacts), draws.stores(names), lossy=draws.lossy, seed=seed
    )


SEEDS = st.integers(0, 1_000_000)
MISSIONS = st.builds(
    mission, SEEDS, st.integers(1, 3), st.integers(1, 2), st.integers(1, 4), st.integers(1, 12)
)
PLANS = st.builds(plan, SEEDS, st.integers(2, 5), st.integers(1, 4), st.integers(1, 12))
