"""The section `envelope` of a scenario's helicopter, and the limits it becomes."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from relaysim.helicopter.envelope import Envelope
from relaysim.scenario import schema_envelope
from relaysim.scenario.build_envelope import envelope

SOURCED = {"kind": "assumed", "source": "made up"}


def test_all_limits_are_read_in_their_units() -> None:
    """Every key of the section is a field of the envelope, in SI units and degrees."""
    section = schema_envelope.Envelope.model_validate(
        SOURCED
        | {
            "speed": "36 km/h", "acceleration": "0.7 m/s2", "ceiling": "24 m", "pause": "5 s", "fly_on": "30 deg",
            "spin_up": "13 s", "spin_down": "1 min", "least_clearance": "300 cm", "landing_slope": "10 deg",
        }
    )  # fmt: skip
    assert envelope(section) == Envelope(
        speed_mps=pytest.approx(10.0), acceleration_mps2=0.7, ceiling_m=24.0, pause_s=5.0, fly_on_deg=30.0,
        spin_up_s=13.0, spin_down_s=60.0, least_clearance_m=3.0, landing_slope_deg=10.0,
    )  # fmt: skip


def test_what_is_absent_bounds_nothing() -> None:
    """Without the section, or with nothing in it but its source, there is no limit."""
    assert envelope(None) == envelope(schema_envelope.Envelope.model_validate(SOURCED)) == Envelope()
    assert math.isinf(envelope(None).acceleration_mps2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"speed": "0 m/s"},
        {"pause": "-1 s"},
        {"fly_on": "200 deg"},
        {"acceleration": "1 m/s"},
        {"tilt": "5 deg"},
    ],
)
def test_values_that_cannot_be_are_refused(wrong: dict[str, str]) -> None:
    """No speed, a negative pause, more than a reversal, another quantity, an unknown key."""
    with pytest.raises(ValidationError):
        schema_envelope.Envelope.model_validate(SOURCED | wrong)
