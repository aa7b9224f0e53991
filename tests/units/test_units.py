"""Quantities with units: every unit, every refusal, and what people read."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.units import DIMENSIONS, allowed_units, format_duration, format_volume, parse_quantity

EVERY_UNIT = [(dimension, unit) for dimension, units in DIMENSIONS.items() for unit in units]
# What one of each unit is in the base unit, written down here a second time.
ONE = {
    "length": {"m": 1, "km": 1000, "cm": 0.01, "mm": 0.001},
    "duration": {"s": 1, "min": 60, "h": 3600, "ms": 0.001, "day": 86400, "days": 86400},
    "speed": {"m/s": 1, "m/h": 1 / 3600, "km/h": 1 / 3.6},
    "frequency": {"Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "power level": {"dBm": 1},
    "gain or loss": {"dB": 1, "dBi": 1},
    "data rate": {"bit/s": 1, "kbit/s": 1000, "Mbit/s": 1e6},
    "data volume": {
        "bit": 1,
        "kbit": 1e3,
        "Mbit": 1e6,
        "Gbit": 1e9,
        "byte": 8,
        "kB": 8e3,
        "MB": 8e6,
        "GB": 8e9,
    },
    "angle": {"deg": 1},
    "angular rate": {"deg/s": 1, "rpm": 6},
    "acceleration": {"m/s2": 1},
    "area": {"m2": 1, "cm2": 1e-4},
    "mass": {"kg": 1, "g": 1e-3},
    "density": {"kg/m3": 1},
    "energy": {"Wh": 1},
    "power": {"W": 1},
    "temperature": {"C": 1},
    "voltage": {"V": 1},
    "current": {"A": 1},
    "share": {"%": 0.01},
    "heat capacity": {"J/K": 1},
    "thermal conductance": {"W/K": 1},
}


def test_every_unit_has_the_value_it_has_everywhere() -> None:
    """One of each unit, in SI, degrees, decibels and bits; no unit is missing from this list, and none is new."""
    found = {
        name: {unit: parse_quantity(f"1 {unit}", name) for unit in units}
        for name, units in DIMENSIONS.items()
    }
    assert found.keys() == ONE.keys()
    for dimension, units in found.items():
        assert units == pytest.approx(ONE[dimension])


@given(st.sampled_from(EVERY_UNIT), st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_written_with_its_unit_is_read_as_that_number(pair: tuple[str, str], value: float) -> None:
    """Any finite number, in any notation Python prints, comes back times its unit."""
    dimension, unit = pair
    assert parse_quantity(f"{value!r} {unit}", dimension) == value * DIMENSIONS[dimension][unit]


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("914 MHz", "frequency", 914e6),
        ("914MHz", "frequency", 914e6),
        ("  1.2   m  ", "length", 1.2),
        ("-110 dBm", "power level", -110.0),
        ("+0 dBi", "gain or loss", 0.0),
        (".5 m", "length", 0.5),
        ("5. m", "length", 5.0),
        ("1e3 m", "length", 1000.0),
        ("1.5E-3 km", "length", 1.5),
        ("8_000 bit", "data volume", 8000.0),
    ],
)
def test_ways_to_write_a_quantity(text: str, dimension: str, value: float) -> None:
    """Blanks, signs, exponents and Python's digit groups are a person's choice."""
    assert parse_quantity(text, dimension) == pytest.approx(value)


@pytest.mark.parametrize("text", ["1.2", "-110", "1e3", " 5 ", "0"])
def test_a_bare_number_is_refused(text: str) -> None:
    """A number without a unit names the units it could have had."""
    with pytest.raises(ValueError, match=r"has no unit \(a length takes m, km, cm, mm\)"):
        parse_quantity(text, "length")


@pytest.mark.parametrize("value", [1.2, 5, None, True, ["1 m"], {"m": 1}])
def test_what_is_no_text_is_refused(value: object) -> None:
    """A number as YAML reads it has no unit either: only text is a quantity."""
    with pytest.raises(ValueError, match=r"a number and a unit: m, km, cm, mm"):
        parse_quantity(value, "length")


@pytest.mark.parametrize(
    "text", ["", " ", "m", "one m", "nan m", "inf m", "-inf m", "1,2 m", "1,500 m", "--1 m", "1__0 m"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """No number, nan and infinity, and a comma, which is a decimal to some and a thousand to others."""
    with pytest.raises(ValueError, match="m, km, cm, mm") as caught:
        parse_quantity(text, "length")
    assert repr(text) in str(caught.value) or "unit" in str(caught.value)


@pytest.mark.parametrize("text", ["1e400 m", "-1e400 m", "1e308 km"])
def test_a_number_too_large_to_hold_is_refused(text: str) -> None:
    """A number that overflows is not taken for infinity."""
    with pytest.raises(ValueError, match="is not a finite length"):
        parse_quantity(text, "length")


@pytest.mark.parametrize(("dimension", "unit"), EVERY_UNIT)
def test_a_unit_serves_only_its_own_dimension(dimension: str, unit: str) -> None:
    """Every other dimension refuses it and lists what it takes; the letter's case counts."""
    for other in DIMENSIONS:
        if unit not in DIMENSIONS[other]:
            refusal = rf"unit {unit!r} is not an? {other} {re.escape(f'({allowed_units(other)})')}"
            with pytest.raises(ValueError, match=refusal):
                parse_quantity(f"1 {unit}", other)
    if unit.swapcase() not in DIMENSIONS[dimension]:
        with pytest.raises(ValueError, match=r"is not an? "):
            parse_quantity(f"1 {unit.swapcase()}", dimension)


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (0.0, "0 s"), (74.0, "74 s"), (119.9, "120 s"), (120.0, "2 min"), (750.0, "12.5 min"), (7200.0, "2 h"),
        (14040.0, "3.9 h"), (172800.0, "2.00 days"), (5310144.0, "61.46 days"), (-750.0, "-12.5 min"),
    ],
)  # fmt: skip
def test_a_duration_for_people(duration_s: float, text: str) -> None:
    """The unit grows with the length: seconds, minutes, hours, days."""
    assert format_duration(duration_s) == text


@pytest.mark.parametrize(
    ("volume_bits", "text"),
    [
        (0.0, "0 bit"), (640.0, "640 bit"), (999.0, "999 bit"), (1000.0, "1 kbit"), (999_400.0, "999 kbit"),
        (2.4e6, "2.4 Mbit"), (8e9, "8 Gbit"), (512e9, "512 Gbit"),
        (999.9, "1 kbit"), (999_999.0, "1 Mbit"), (999.9e6, "1 Gbit"), (2.5e12, "2.5 Tbit"),
    ],
)  # fmt: skip
def test_a_data_volume_for_people(volume_bits: float, text: str) -> None:
    """Three figures and the unit that suits them; never an exponent."""
    assert format_volume(volume_bits) == text


def test_the_table_of_units_cannot_be_changed_by_a_user_of_it() -> None:
    """No caller adds a dimension for everybody else."""
    with pytest.raises(TypeError):
        DIMENSIONS["mass"] = {"kg": 1.0}  # type: ignore[index]
    assert math.isfinite(parse_quantity("1 m", "length"))
