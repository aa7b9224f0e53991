"""Plans for the tests of the formats."""

from __future__ import annotations

from hypothesis import strategies as st

from relaysim.plans.contact import Contact
from relaysim.plans.plan import ContactPlan

T = 1682572800.0  # 2023-04-27T05:20:00Z
NODES = ("earth", "orbiter", "rover", "scout")
PAIRS = [(a, b) for a in NODES for b in NODES if a != b]


@st.composite
def plans(draw: st.DrawFn) -> ContactPlan:
    """Any sound plan: gaps, touching windows, steps of the rate, latencies, losses; times to a quarter of a second."""
    contacts = []
    for pair in draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=5)):
        now = T + draw(st.integers(-40, 40)) / 4
        for _ in range(draw(st.integers(1, 4))):
            now += draw(st.integers(0, 40)) / 4
            steps = draw(st.lists(st.integers(1, 40), min_size=1, max_size=3))
            rates = []
            for step in steps:
                rates.append((now, draw(st.floats(0.5, 1e9, allow_nan=False))))
                now += step / 4
            light, latency = draw(st.floats(0, 2000)), draw(st.sampled_from([0.0, 0.0, 600.0]))
            success = draw(st.sampled_from([1.0, 1.0, 0.9, 0.123456789]))
            contacts.append(Contact(*pair, rates[0][0], now, tuple(rates), light, latency, success))
    return ContactPlan(NODES, tuple(contacts), T + draw(st.sampled_from([0.0, 0.25, 5.0])))


def example() -> ContactPlan:
    """A day of a relay: commands one way, data the other, a pass whose rate steps, an orbiter that keeps data."""
    return ContactPlan(
        ("earth", "MRO", "rover", "helicopter"),
        (
            Contact.steady("earth", "MRO", T, T + 3600.0, 2000.0, 682.3),
            Contact("MRO", "rover", T + 4000.25, T + 4600.75, ((T + 4000.25, 8000.0),), 0.003),
            Contact(
                "rover",
                "MRO",
                T + 4000.25,
                T + 4600.75,
                ((T + 4000.25, 128000.0), (T + 4200.5, 256000.0), (T + 4400.0, 32000.0)),
                0.003,
                success=0.98,
            ),
            Contact("MRO", "earth", T + 5000.0, T + 9000.0, ((T + 5000.0, 500000.0),), 682.6, 1800.0),
            Contact.steady("rover", "helicopter", T + 12000.0, T + 13800.0, 105000.0, 2e-6),
            Contact.steady("helicopter", "rover", T + 12000.0, T + 13800.0, 105000.0, 2e-6),
        ),
        T - 60.0,
    )
