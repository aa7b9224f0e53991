"""The navigation images as an instrument, and the faults that a flight draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.helicopter.contingencies.faults import (
    AltimeterLoss,
    ImageGap,
    LostImages,
    PlannedFault,
    WrongSignal,
    drawn_faults,
)
from relaysim.helicopter.contingencies.images import Images, drifted
from relaysim.helicopter.contingencies.instruments import Altimeter, BatteryCircuit
from relaysim.path.route import Route
from relaysim.streams import Streams

IMAGES = Images(
    period_s=0.1,
    tolerance_s=0.0,
    swing_dps=200.0,
    swing_period_s=2.0,
    landing_error_m=5.0,
    least_height_m=1.0,
    features=100.0,
    view_deg=90.0,
)
TIMES = np.arange(0.0, 10.05, 0.1)
ALOFT = np.full_like(TIMES, 10.0)


def test_images_come_in_time() -> None:
    """Without a fault they are never out of step, and never older than their period."""
    times = np.linspace(0.0, 10.0, 777)
    aloft = np.full_like(times, 10.0)
    assert IMAGES.offset_s(times, aloft, []).max() == 0.0
    gap = IMAGES.gap_s(times, aloft, [])
    assert gap.min() >= 0.0 and gap.max() <= 0.1 + 1e-9
    assert IMAGES.gap_s(TIMES, ALOFT, []).max() < 1e-6  # at every whole period there is one


def test_lost_images_shift_all_later_ones() -> None:
    """Two lost at 3 s: 0.2 s out of step from then on, and 0.3 s between the images on either side of them."""
    fault = [LostImages(3.0, images=2)]
    offset = IMAGES.offset_s(TIMES, ALOFT, fault)
    assert offset[:30].max() == 0.0 and offset[30:].tolist() == pytest.approx([0.2] * 71)
    fine = np.linspace(0.0, 10.0, 10_001)
    gap = IMAGES.gap_s(fine, np.full_like(fine, 10.0), fault)
    assert gap.max() == pytest.approx(0.3, abs=0.0011)
    assert fine[np.argmax(gap)] == pytest.approx(3.2, abs=0.0011)
    assert gap[fine > 3.21].max() <= 0.1 + 1e-9


def test_stated_offsets_take_the_place_of_counted_ones_and_add_up() -> None:
    """A stated offset replaces that of the lost images; a second fault adds its own."""
    fault = [LostImages(3.0, 2, offset_s=0.5), LostImages(6.0)]
    offset = IMAGES.offset_s(TIMES, ALOFT, fault)
    assert offset[[29, 30, 59, 60]].tolist() == pytest.approx([0.0, 0.5, 0.5, 0.6])


def test_a_gap_shifts_nothing() -> None:
    """No images from 3 to 5 s: the last is then 2.1 s old, and those after it are timed right."""
    fault = [ImageGap(3.0, 2.0)]
    gap = IMAGES.gap_s(TIMES, ALOFT, fault)
    assert gap[49] == pytest.approx(2.0) and gap[50] == pytest.approx(0.0, abs=1e-6)
    assert IMAGES.offset_s(TIMES, ALOFT, fault).max() == 0.0


def test_near_the_ground_no_image_is_used() -> None:
    """Below the least height images say nothing, and nothing of them swings the vehicle (flight 6 levelled out)."""
    height = np.linspace(2.0, 0.0, len(TIMES))
    unused = height < 1.0
    fault = [LostImages(0.0)]
    assert np.array_equal(np.isnan(IMAGES.offset_s(TIMES, height, fault)), unused)
    assert np.array_equal(np.isnan(IMAGES.gap_s(TIMES, height, fault)), unused)
    tilt, rate = IMAGES.swing(TIMES, height, fault)
    assert tilt[unused].max() == rate[unused].max() == 0.0 and tilt.max() > 10.0


def test_swings_grow_with_what_is_beyond_the_tolerance() -> None:
    """In proportion beyond it, none below it, 90 deg at most."""
    patched = Images(0.1, 0.15, 200.0, 2.0, 5.0, 1.0, 100.0, 90.0)
    offsets = np.array([0.0, 0.1, 0.15, 0.25, 0.35, 5.0, math.nan])
    assert patched.amplitude_deg(offsets).tolist() == pytest.approx([0, 0, 0, 20, 40, 90, 0])


def test_swings_grow_over_one_swing() -> None:
    """From nothing at the fault that exceeds the tolerance to all of it a swing later."""
    patched = Images(0.1, 0.15, 200.0, 2.0, 5.0, 1.0, 100.0, 90.0)
    faults = [LostImages(4.0), LostImages(2.0)]
    assert patched.swings_from_s(faults) == 4.0 and patched.swings_from_s(faults[:1]) == math.inf
    amplitude = patched.swing_amplitude_deg(TIMES, ALOFT, faults)
    assert amplitude[[0, 39, 40, 50, 60, 100]].tolist() == pytest.approx([0, 0, 0, 5, 10, 10], abs=1e-6)
    tilt, rate = patched.swing(TIMES, ALOFT, faults)
    assert tilt.max() == pytest.approx(10.0, rel=0.02) and rate.max() == pytest.approx(
        10.0 * math.pi, rel=0.02
    )


def test_features_are_those_that_both_views_share() -> None:
    """At 45 deg to either side the view is twice the height wide: half of it gone is half of the features."""
    seen = IMAGES.features_seen(np.full(4, 10.0), np.full(4, 5.0), np.array([0.0, 2.0, 4.0, 9.0]))
    assert seen.tolist() == pytest.approx([97.5, 50.0, 0.0, 0.0])


def test_the_landing_place_is_in_error_only_after_swings() -> None:
    """Uniform over the disc of the greatest error: half of them beyond 1 / sqrt(2) of it; exact without swings."""
    generator = np.random.default_rng(1)
    errors = [math.hypot(*IMAGES.landing_offset(True, generator)) for _ in range(2000)]
    assert max(errors) <= 5.0
    assert np.mean(np.array(errors) > 5.0 / math.sqrt(2.0)) == pytest.approx(0.5, abs=0.04)
    assert IMAGES.landing_offset(False, generator) == (0.0, 0.0)


def test_a_place_error_grows_from_the_fault_to_touchdown() -> None:
    """Nothing before it, all of it at touchdown; times and heights stay."""
    route = Route(
        np.array([0.0, 10.0, 20.0, 30.0]),
        np.array([0.0, 0.0, 40.0, 40.0]),
        np.zeros(4),
        np.array([0.0, 9.0, 9.0, 0.0]),
    )
    moved = drifted(route, 14.0, 4.0, -8.0)
    assert moved.utc_s.tolist() == [0.0, 10.0, 14.0, 20.0, 30.0]
    assert moved.x_m.tolist() == pytest.approx([0.0, 0.0, 16.0, 41.5, 44.0])
    assert moved.y_m.tolist() == pytest.approx([0.0, 0.0, 0.0, -3.0, -8.0])
    assert moved.above_ground_m.tolist() == [0.0, 9.0, 9.0, 9.0, 0.0]
    assert drifted(route, 30.0, 4.0, -8.0) is route


def test_a_flight_meets_its_own_faults_in_time() -> None:
    """Those of its number and those of any flight, by the instant; a drawn instant lies within the flight."""
    planned = [
        PlannedFault("a", AltimeterLoss(50.0), flight=6),
        PlannedFault("b", ImageGap(20.0, 1.0)),
        PlannedFault("c", LostImages(10.0), flight=7),
        PlannedFault("d", WrongSignal(math.nan, "rotor speed", 1.0), flight=8),
        PlannedFault("e", ImageGap(5.0), probability=0.0),
    ]
    assert drawn_faults(planned, 6, 100.0, Streams(1).named) == (ImageGap(20.0, 1.0), AltimeterLoss(50.0))
    gap, wrong = sorted(drawn_faults(planned, 8, 10.0, Streams(1).named), key=lambda one: -one.at_s)
    assert isinstance(wrong, WrongSignal) and 0.0 <= wrong.at_s < 10.0 and gap.at_s == 20.0


def test_a_slanted_altimeter_measures_the_slant() -> None:
    """10 m up and 60 deg off the vertical it reads 20 m; beyond its range, or level with the ground, nothing."""
    read = Altimeter(30.0).slant_m(np.array([10.0, 10.0, 20.0, 10.0]), np.array([0.0, 60.0, 60.0, 90.0]))
    assert read[:2].tolist() == pytest.approx([10.0, 20.0]) and np.isnan(read[2:]).all()


@given(st.floats(0.0, 1.0), st.floats(0.0, 900.0))
def test_voltage_and_current_give_the_power(charge: float, power_w: float) -> None:
    """V * I is the power and V + R I the voltage without load, as far as the battery can give it."""
    circuit = BatteryCircuit(25.2, 18.0, 0.15)
    voltage, current = (float(a[0]) for a in circuit.load(np.array([charge]), np.array([power_w])))
    still_v = 18.0 + 7.2 * charge
    assert voltage + 0.15 * current == pytest.approx(still_v)
    most_w = still_v**2 / 0.6
    assert voltage * current == pytest.approx(min(power_w, most_w), rel=1e-9, abs=1e-9)
