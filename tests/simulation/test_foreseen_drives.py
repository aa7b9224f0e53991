"""Links of coming drives are asked at once; no answer changes by that."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from relaysim.links.samples import LinkSamples
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.link_process import LinkProcess
from relaysim.simulation.simulate import Outcome, simulate


def run_hop(*settings: str) -> Outcome:
    """Flight 54's scenario: drives before it, and after it."""
    return simulate(build_world(load_scenario("flight-54-hop", settings)))


@pytest.mark.parametrize("settings", [(), ("gate.policy=landing-site", "link.budget.fixed loss.value=-9 dB")])
def test_a_run_that_looks_ahead_is_the_run_that_does_not(
    settings: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tracks, events and flights are the same to the bit, whether the flight goes as planned or is held."""
    ahead = run_hop(*settings)
    monkeypatch.setattr(LinkProcess, "foresee", lambda *_: None)
    plain = run_hop(*settings)
    assert len(ahead.tracks) == len(plain.tracks) > 3
    for one, other in zip(ahead.tracks, plain.tracks, strict=True):
        np.testing.assert_array_equal(one.utc_s, other.utc_s)
        for field in dataclasses.fields(LinkSamples):
            np.testing.assert_array_equal(
                getattr(one.samples, field.name), getattr(other.samples, field.name)
            )
    assert ahead.recorder.events.rows() == plain.recorder.events.rows()
    assert ahead.recorder.flights == plain.recorder.flights
