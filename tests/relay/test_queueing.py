"""A link that is always open is the queue M/D/1 of the textbooks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from relaysim.plans.contact import Contact
from relaysim.relay.product import Template
from relaysim.relay.replay import Traffic, replay

BATCHES, OF_A_BATCH = 40, 500


@pytest.mark.parametrize(("rho", "seed"), [(0.3, 11), (0.6, 12), (0.8, 13)])
def test_an_always_open_link_is_m_d_1(rho: float, seed: int) -> None:
    """Poisson arrivals, one size: the mean wait is rho / (2 mu (1 - rho)) (Pollaczek and Khinchine).

    By batch means: the batches are long beside the queue's memory, so their means are next to independent, and the
    theory lies within 3.3 standard errors of them (99.8 % of Student's t with 39 degrees of freedom).
    """
    bits, service_s = 1000, 10.0
    draws = np.random.default_rng(seed)
    instants = np.cumsum(draws.exponential(service_s / rho, BATCHES * OF_A_BATCH))
    template = Template("image", "an image", bits, 1)
    link = Contact.steady("a", "b", 0.0, float(instants[-1]) + 1e6, bits / service_s)
    found = replay([link], [Traffic(float(at), "a", "b", template) for at in instants])
    waits = np.array([one.whole_utc_s["b"] - one.created_utc_s - service_s for one in found.products])
    assert waits.min() > -1e-6
    means = waits.reshape(BATCHES, OF_A_BATCH).mean(axis=1)
    error = means.std(ddof=1) / math.sqrt(BATCHES)
    theory = rho * service_s / (2.0 * (1.0 - rho))
    assert abs(means.mean() - theory) < 3.3 * error
    assert error < 0.15 * theory
    # Share of the time that the link is busy: what went through over the time there was.
    assert bits * len(waits) / (instants[-1] * bits / service_s) == pytest.approx(rho, rel=0.03)


def test_two_links_in_a_row_keep_a_fixed_spacing() -> None:
    """Behind one queue of fixed service a second of the same rate never has anybody waiting (a tandem of D servers)."""
    draws = np.random.default_rng(5)
    instants = np.cumsum(draws.exponential(12.0, 2000))
    template = Template("image", "an image", 1000, 1)
    links = [Contact.steady(*pair, 0.0, 1e6, 100.0, 5.0) for pair in (("a", "m"), ("m", "b"))]
    found = replay(links, [Traffic(float(at), "a", "b", template) for at in instants])
    hop = np.array([one.whole_utc_s["b"] - one.whole_utc_s["m"] for one in found.products])
    assert np.abs(hop - 15.0).max() < 1e-6
