"""The relay alone: products and SimPy steps a second, cost a sol, memory, and aiodtnsim on the same plan.

    python benchmarks/bench_relay.py [--quick]

Steps are the events that SimPy really processes, those of windows among them; a piece whose rate is known is one, its landing,
and products created while nothing else happens are one together. Fewer steps for the same products are a gain that steps a
second hide: trust products a second. Steps stand beside those of SimPy alone (a timeout whose callback sets the next), measured in turn:
trust the ratio, the machine's speed drifts.

aiodtnsim and relaysim are given the same contacts and traffic, by turns, what the other left collected before each. Timed is all
from those lists to the last delivery: for relaysim routes, network and run, with every event and what each contact
carried; for aiodtnsim graph, nodes and run, with the deliveries alone. It is skipped with a word where it is not installed.
"""

from __future__ import annotations

import gc
import importlib.util
import itertools
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import TypeVar

import simpy
from simpy.events import Timeout

from relaysim.plans.contact import Contact
from relaysim.relay.least_delay import least_delay_routes
from relaysim.relay.network import Network
from relaysim.relay.node import Node
from relaysim.relay.product import Product, Status, Template
from relaysim.relay.replay import Traffic, replay
from relaysim.relay.timetable import follow

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "relay" / "peers"))

Answer = TypeVar("Answer")
SOL_S, HOUR_S = 88775.244, 3698.9685
NAMES = ("heli", "rover", "mro", "dsn", "earth")
KINDS = (
    Template("image", "navigation", 1_000_000, 3),
    Template("image", "colour", 8_000_000, 4),
    Template("log", "log", 6_000_000, 2),
)
ROUNDS = 5


def sol_of_pair(pair: tuple[str, str], at: float) -> list[Contact]:
    """One sol's windows of a pair: five sessions, three passes, a long downlink, the ground line."""
    if pair in (("heli", "rover"), ("rover", "heli")):
        starts = [at + hour * HOUR_S for hour in (8, 10, 12, 14, 16)]
        return [Contact.steady(*pair, start, start + 1800.0, 171e3, 1e-6) for start in starts]
    if pair == ("rover", "mro"):
        starts = [at + hour * HOUR_S for hour in (3.3, 15.8, 19.0)]
        return [Contact.steady(*pair, start, start + 720.0, 1e6, 0.002) for start in starts]
    if pair == ("mro", "dsn"):
        return [Contact.steady(*pair, at, at + SOL_S * 0.9, 2e6, 800.0)]
    return [Contact.steady(*pair, at, at + SOL_S, 1e8, 0.01)]


PAIRS = (("heli", "rover"), ("rover", "heli"), ("rover", "mro"), ("mro", "dsn"), ("dsn", "earth"))


def plan(sols: int) -> list[Contact]:
    return [contact for n in range(sols) for pair in PAIRS for contact in sol_of_pair(pair, n * SOL_S)]


def traffic(sols: int, a_sol: float) -> list[Traffic]:
    rng = Random(1)
    count = round(sols * a_sol)
    instants = sorted(rng.random() * sols * SOL_S * 0.95 for _ in range(count))
    return [Traffic(at, "heli", "earth", KINDS[n % 3]) for n, at in enumerate(instants)]


def simpy_alone(steps: int) -> float:
    """Steps a second of timeouts whose callback sets the next."""
    env, left = simpy.Environment(), [steps]

    def again(_: object) -> None:
        left[0] -= 1
        if left[0] > 0:
            Timeout(env, 1.0).callbacks.append(again)

    Timeout(env, 1.0).callbacks.append(again)
    began = time.process_time()
    env.run()
    return steps / (time.process_time() - began)


def relay(sols: int, a_sol: float) -> tuple[float, int]:
    """Seconds and steps of one replay, its events and products kept; every product must arrive."""
    contacts, rows, env = plan(sols), traffic(sols, a_sol), simpy.Environment()
    began = time.process_time()
    found = replay(contacts, rows, env=env)
    seconds = time.process_time() - began
    if any(product.status is not Status.DELIVERED for product in found.products):
        raise SystemExit("the answer is wrong: a product is not delivered")
    return seconds, next(env._eid)


def steps_a_second() -> None:
    rows = []
    for _ in range(ROUNDS):
        before = simpy_alone(60_000)
        seconds, steps = relay(30, 4000 / 30)
        after = simpy_alone(60_000)
        rows.append((seconds, steps / seconds, (before + after) / 2))
    best, steps = min(seconds for seconds, _, _ in rows), round(rows[0][0] * rows[0][1])
    ratio = statistics.median(rate / alone for _, rate, alone in rows)
    cost = statistics.median(seconds * alone for seconds, _, alone in rows) / 4000
    print(
        f"30 sols, {len(NAMES)} nodes, 4,000 products over {len(NAMES) - 1} hops each, events kept: "
        f"{statistics.median(seconds for seconds, _, _ in rows):.3f} s (best {best:.3f}), {4000 / best:,.0f} products/s at best"
    )
    print(
        f"{steps:,} steps, {max(r for _, r, _ in rows) / 1e6:.2f} million a second at best, SimPy alone "
        f"{max(a for _, _, a in rows) / 1e6:.2f}; in turn {ratio:.2f} of SimPy alone, a product costs as much as "
        f"{cost:.1f} of its steps (medians of {ROUNDS})"
    )


def cost_a_sol(quick: bool) -> None:
    for sols in (100, 300, 1000) if quick else (100, 300, 1000, 2000):
        alone = simpy_alone(60_000)
        seconds, steps = relay(sols, 20.0)
        print(
            f"{sols:5d} sols, {20 * sols:6,} products: {1e3 * seconds / sols:.2f} ms a sol, "
            f"{steps / seconds / alone:.2f} of SimPy alone"
        )


class Nobody:
    """An observer that keeps nothing."""

    def __init__(self) -> None:
        self.ended_count = 0

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        pass

    def ended(self, product: Product) -> None:
        self.ended_count += 1


def stream(sols: int, tell: Callable[[int], None]) -> int:
    """Contacts and products made as time comes to them, nothing kept; `tell` is called every hundred sols."""
    env, nobody = simpy.Environment(), Nobody()
    network = Network(env, [Node(name) for name in NAMES], least_delay_routes(plan(1)), nobody)

    def feed() -> Iterator[simpy.Event]:
        rng = Random(1)
        for sol in range(sols):
            for at in sorted(rng.random() * SOL_S for _ in range(20)):
                yield env.timeout(max(sol * SOL_S + at - env.now, 0.0))
                network.create(KINDS[sol % 3], "heli", "earth")
            if sol % 100 == 99:
                tell(sol + 1)

    for pair in PAIRS:
        days = (contact for n in range(sols + 3) for contact in sol_of_pair(pair, n * SOL_S))
        env.process(follow(network, network.channel(pair), days))  # type: ignore[arg-type]
    env.process(feed())
    env.run()
    return nobody.ended_count


def memory(quick: bool) -> None:
    peaks: dict[int, float] = {}
    sols = 500 if quick else 2000
    ended = stream(sols, lambda sol: peaks.update({sol: getrusage(RUSAGE_SELF).ru_maxrss / 1024}))
    print(
        f"peak memory, nothing kept: {peaks[100]:.1f} MB after 100 sols, {peaks[sols]:.1f} MB after {sols} "
        f"({ended:,} products ended)"
    )


def against_aiodtnsim(quick: bool) -> None:
    if importlib.util.find_spec("aiodtnsim") is None or importlib.util.find_spec("tvgutil") is None:
        print("no aiodtnsim: skipped (pip install relaysim[peers])")
        return
    from exported_plans import CASES as EXPORTED
    from mission_plans import CASES as MADE

    for name, make in (MADE | EXPORTED).items():
        case = make()
        beside(name, case.contacts, case.traffic, rounds=1 if quick else 9)
        if name in EXPORTED and not quick:
            beside(name, case.contacts, many(case.traffic, 4000), rounds=5)


def many(rows: list[Traffic], count: int) -> list[Traffic]:
    """More products of the same ends and sizes over the same time, each at an instant of its own."""
    rng, last = Random(2), max(one.utc_s for one in rows)
    instants = sorted({round(rng.uniform(0.0, last), 6) for _ in range(count)})
    return [
        Traffic(at, one.source, one.destination, one.template)
        for at, one in zip(instants, itertools.cycle(rows))
    ]


def timed(call: Callable[[], Answer]) -> tuple[Answer, float]:
    """What a call answers, and seconds of processor."""
    gc.collect()
    began = time.process_time()
    answer = call()
    return answer, time.process_time() - began


def beside(name: str, contacts: list[Contact], rows: list[Traffic], rounds: int) -> None:
    """Both programs on a plan; the same products must arrive."""
    from aiodtnsim_run import deliveries

    ratios, rates = [], []
    for _ in range(rounds):
        found, ours_s = timed(lambda: replay(contacts, rows))
        ours = [one.delivered_utc_s for one in found.products]
        del found  # as aiodtnsim keeps nothing of a round
        theirs, theirs_s = timed(lambda: deliveries(contacts, rows))
        ratios.append(theirs_s / ours_s)
        rates.append(len(rows) / ours_s)
    differ = sum((there is None) != (here is None) for there, here in zip(theirs, ours, strict=True))
    if differ and len(rows) < 1000:
        raise SystemExit(f"{name}: not the same products are delivered")
    print(
        f"{name}: {len(contacts)} contacts, {len(rows):,} products, {max(rates):,.0f} products/s, "
        f"{statistics.median(ratios):.1f} times aiodtnsim ({min(ratios):.0f}-{max(ratios):.0f}; ours on fixed routes, its "
        "computed for each product)" + (f"; {differ} delivered by one alone" if differ else "")
    )


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    print(f"{platform.machine()}, Python {platform.python_version()}, SimPy {simpy.__version__}")
    memory(quick)  # first: a peak never falls
    steps_a_second()
    cost_a_sol(quick)
    against_aiodtnsim(quick)


if __name__ == "__main__":
    main()
