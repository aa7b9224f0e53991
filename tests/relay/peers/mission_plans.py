"""Contact plans of 30 sols and their traffic: what aiodtnsim and the relay are both given.

Times are seconds from the first midnight at the site. The figures are those of the Mars relay in round numbers (a UHF pass of
about ten minutes at 0.25 to 2 Mbit/s, an X-band hour a sol at 2 kbit/s, light time from 7 to 9 minutes), not a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from relaysim.plans.contact import Contact
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic

SOLS, SOL_S, HOUR_S = 30, 88775.244, 3698.9685
END_S = SOLS * SOL_S
# Orbiter: hours of its passes, how much later they come each sol, minutes, rate.
PASSES = {
    "mro": ((3.3, 15.4), 0.011, 11.0, 1e6),
    "tgo": ((5.1, 17.3), -0.017, 12.0, 2e6),
    "odyssey": ((6.8, 18.9), 0.009, 9.0, 256e3),
    "maven": ((20.6,), 0.02, 13.0, 2e6),
}


@dataclass(frozen=True)
class Case:
    """A plan, its traffic, and whether both programs' policies are the same on it."""

    contacts: list[Contact]
    traffic: list[Traffic]
    same_policies: bool = True


def light_time_s(sol: int) -> float:
    """It grows by four seconds a sol."""
    return 430.0 + 4.0 * sol


def surface() -> Iterator[Contact]:
    """Two sessions a sol of helicopter and rover, both ways; and the uplink of the day."""
    for sol in range(SOLS):
        for hour in (10.0, 14.0):
            at = sol * SOL_S + hour * HOUR_S
            for pair in (("heli", "rover"), ("rover", "heli")):
                yield Contact.steady(*pair, at, at + 1800.0, 171_000.0, 1e-6)
        at = sol * SOL_S + 8.0 * HOUR_S
        yield Contact.steady("dsn", "rover", at, at + 3600.0, 2000.0, light_time_s(sol))
    for pair in (("dsn", "earth"), ("earth", "dsn")):
        yield Contact.steady(*pair, 0.0, END_S, 1e7, 0.02)


def passes(name: str, minutes: float | None = None) -> Iterator[Contact]:
    """The rover's passes of an orbiter, and four downlinks a sol from there to the station."""
    hours, drift, usual, rate_bps = PASSES[name]
    for sol in range(SOLS):
        for hour in hours:
            at = sol * SOL_S + (hour + drift * sol) * HOUR_S
            yield Contact.steady("rover", name, at, at + (minutes or usual) * 60.0, rate_bps, 0.004)
        for quarter in range(4):
            at = sol * SOL_S + (quarter * 6.0 + 0.5) * HOUR_S
            yield Contact.steady(name, "dsn", at, at + 5.4 * HOUR_S, 3e6, light_time_s(sol))


def products(rng: Random, source: str, kinds: list[tuple[str, int, int]], a_sol: int, last: int = SOLS - 2) -> Iterator[Traffic]:  # fmt: skip
    """So many a sol, at instants of their own: aiodtnsim takes two of one source and instant for the same."""
    destination = "heli" if source == "earth" else "earth"
    for sol in range(last):
        for at in sorted(rng.sample(range(80_000), a_sol)):
            kind, bits, priority = rng.choice(kinds)
            yield Traffic(sol * SOL_S + at + 0.5, source, destination, Template(kind, kind, bits, priority))


def one_orbiter() -> Case:
    """Helicopter, rover, one orbiter, a station, Earth; images down and commands up, all through by the next window."""
    rng = Random(1)
    down = products(rng, "heli", [("image", 8_000_000, 1), ("navigation", 1_000_000, 1)], 12)
    up = products(rng, "earth", [("command", 40_000, 1)], 3)
    return Case([*surface(), *passes("mro")], sorted([*down, *up], key=lambda one: one.utc_s))


def bursts() -> Case:
    """A campaign every third sol needs five passes to come down: 12 products fill a pass to a millisecond."""
    rng, size = Random(2), 55_000_000
    rows = []
    for sol in range(0, SOLS - 4, 3):
        for at in sorted(rng.sample(range(30_000), 5 * 12)):
            rows.append(
                Traffic(sol * SOL_S + at + 0.5, "rover", "earth", Template("image", "image", size, 1))
            )
    minutes = (12 * size / 1e6 + 1e-3) / 60.0
    return Case([*surface(), *passes("mro", minutes)], rows)


def four_orbiters() -> Case:
    """Passes of four orbiters, one after another: each takes all that waits, and the first to come is the first home."""
    rng = Random(3)
    down = products(rng, "heli", [("image", 8_000_000, 1), ("telemetry", 400_000, 1)], 10)
    up = products(rng, "earth", [("command", 40_000, 1), ("software", 400_000, 1)], 2)
    contacts = [*surface(), *(contact for name in PASSES for contact in passes(name))]
    return Case(contacts, sorted([*down, *up], key=lambda one: one.utc_s))


def contended() -> Case:
    """What neither program would do as the other does: priorities, two sources, passes that overlap, products cut."""
    rng = Random(4)
    own = [("image", 90_000_000, 3), ("telemetry", 2_000_000, 1)]
    rows = [
        *products(rng, "rover", own, 10),
        *products(rng, "heli", [("image", 8_000_000, 2), ("log", 6_000_000, 4)], 5),
        *products(rng, "earth", [("command", 40_000, 1), ("software", 2_500_000, 2)], 2),
    ]
    contacts = [*surface(), *passes("mro"), *passes("odyssey", 25.0)]
    late = [
        Contact.steady(c.source, "tgo", c.start_utc_s + 200.0, c.end_utc_s + 200.0, 5e5, 0.004)
        for c in passes("mro") if c.source == "rover"
    ]  # fmt: skip
    down = [contact for contact in passes("tgo") if contact.source == "tgo"]
    return Case([*contacts, *late, *down], sorted(rows, key=lambda one: one.utc_s), same_policies=False)


CASES = {
    "one-orbiter": one_orbiter,
    "bursts": bursts,
    "four-orbiters": four_orbiters,
    "contended": contended,
}
