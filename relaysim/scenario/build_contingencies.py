"""From a checked scenario to the helicopter's instruments and the faults that are injected."""

from __future__ import annotations

import math
from collections.abc import Sequence

from relaysim.helicopter.contingencies.contingency import Condition
from relaysim.helicopter.contingencies.faults import (
    AltimeterLoss,
    Fault,
    ImageGap,
    LostImages,
    PlannedFault,
    WrongSignal,
)
from relaysim.helicopter.contingencies.images import Images
from relaysim.helicopter.contingencies.instruments import Altimeter, BatteryCircuit, Instruments
from relaysim.helicopter.contingencies.signals import MODELLED
from relaysim.scenario import schema_contingencies, schema_faults
from relaysim.scenario.contingency_table import quantity_reader

# A condition that a fault meets is exceeded by a tenth of its threshold, or by one of its unit if that is more.
BEYOND = 0.1


def instruments(
    images: schema_contingencies.NavigationImages | None,
    altimeter: schema_contingencies.Altimeter | None,
    voltage: schema_contingencies.BatteryVoltage | None,
) -> Instruments:
    """What the helicopter measures with; what the scenario leaves out is not modelled."""
    return Instruments(
        images=navigation_images(images) if images else None,
        altimeter=Altimeter(altimeter.range_m) if altimeter else None,
        circuit=BatteryCircuit(voltage.full_v, voltage.empty_v, voltage.drop_v / voltage.at_a)
        if voltage
        else None,
    )


def navigation_images(section: schema_contingencies.NavigationImages) -> Images:
    """The navigation camera, with the tolerance that it has before any software widens it."""
    return Images(
        period_s=1.0 / section.rate_hz,
        tolerance_s=section.tolerance_s,
        swing_dps=section.swing_dps,
        swing_period_s=section.swing_period_s,
        landing_error_m=section.landing_error_m,
        least_height_m=section.least_height_m,
        features=section.features,
        view_deg=section.view_deg,
    )


def planned_faults(
    faults: Sequence[schema_faults.Fault], conditions: Sequence[Condition]
) -> tuple[PlannedFault, ...]:
    """The faults of a scenario that check_faults has found sound, in the order of the file."""
    return tuple(
        PlannedFault(f"fault {number}", _fault(one, conditions), one.flight, one.probability)
        for number, one in enumerate(faults, start=1)
    )


def units_of_signals(conditions: Sequence[Condition]) -> dict[str, str]:
    """The unit of every signal, modelled or named by a condition."""
    return {row.signal: row.unit for row in conditions} | {n: s.unit for n, s in MODELLED.items()}


def _fault(one: schema_faults.Fault, conditions: Sequence[Condition]) -> Fault:
    at_s = math.nan if one.at_s is None else one.at_s
    lasts_s = math.inf if one.lasts_s is None else one.lasts_s
    if one.fault == "lost images":
        return LostImages(at_s, one.images or 1, one.offset_s)
    if one.fault == "image gap":
        return ImageGap(at_s, lasts_s)
    if one.fault == "altimeter loss":
        return AltimeterLoss(at_s, lasts_s)
    condition = next((row for row in conditions if row.name == one.condition), None)
    signal = one.signal or (condition.signal if condition else "")
    if one.value is not None:
        value = quantity_reader(units_of_signals(conditions)[signal])(one.value)
    else:
        assert condition is not None  # a signal without a value is refused
        value = beyond(condition)
    return WrongSignal(at_s, signal, value, lasts_s)


def beyond(condition: Condition) -> float:
    """A value that meets a condition, in the base unit of its signal."""
    step = max(BEYOND * abs(condition.threshold), condition.scale)
    return condition.threshold + (step if condition.sense == "above" else -step)
