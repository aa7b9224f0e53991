"""Passes from a table."""

from __future__ import annotations

import math
from dataclasses import replace

from relaysim.earth.pass_table import PassRow, pass_contacts, pass_faults
from relaysim.earth.radio_turns import RadioRule
from relaysim.plans.contact import Contact


def test_what_is_wrong_with_a_table() -> None:
    """Every fault at once: the end before the start, no rate, no name, a negative latency, an overlap with itself even
    behind a shorter pass; what could not be read is not judged again."""
    rows = [
        PassRow("MRO", 0.0, 100.0, 1e6),
        PassRow("MRO", 50.0, 60.0, 1e6),
        PassRow("MRO", 70.0, 80.0, 1e6),
        PassRow("TGO", 50.0, 50.0, 1e6),
        PassRow(" ", 0.0, 1.0, 0.0, -1.0),
        PassRow("TGO", math.nan, 10.0, math.nan),
        PassRow("MRO", 100.0, 110.0, 1e6),
    ]
    assert [(n, column) for n, column, _ in pass_faults(rows)] == [
        (1, "start_utc"),
        (2, "start_utc"),
        (3, "end_utc"),
        (4, "latency_s"),
        (4, "orbiter"),
        (4, "rate_bps"),
    ]
    assert "1970-01-01T00:00:00Z ends; join them" in pass_faults(rows)[1][2]
    assert pass_faults([rows[0], rows[-1]]) == []


def test_a_pass_with_a_latency_goes_through_the_orbiter() -> None:
    """Without one the orbiter is a node; with one the data go to Earth, light time and latency added; sorted by start."""
    rows = [PassRow("TGO", 300.0, 400.0, 2e6, 1800.0), PassRow("MRO", 0.0, 100.0, 1e6)]
    assert pass_contacts(rows, "rover", "earth", lambda t: 600.0 + t, -10.0, 1e4) == [
        Contact.steady("rover", "MRO", 0.0, 100.0, 1e6),
        replace(Contact.steady("rover", "earth", 300.0, 400.0, 2e6, 950.0), latency_s=1800.0),
    ]


def test_passes_are_cut_by_the_interval_and_by_each_other() -> None:
    """The interval's ends cut, those outside are left out, and the rover's radio has one orbiter at a time."""
    rows = [
        PassRow("MRO", 0.0, 100.0, 1.0),
        PassRow("TGO", 80.0, 150.0, 2.0),
        PassRow("MRO", 140.0, 200.0, 3.0),
        PassRow("TGO", 500.0, 600.0, 4.0),
    ]

    def spans(rule: RadioRule | None) -> list[tuple[str, float, float, float]]:
        found = pass_contacts(rows, "r", "e", lambda at: 0.0 * at, 10.0, 190.0, rule)
        return [(c.destination, c.start_utc_s, c.end_utc_s, c.rates_bps[0][1]) for c in found]

    assert spans(None) == [("MRO", 10.0, 100.0, 1.0), ("TGO", 100.0, 150.0, 2.0), ("MRO", 150.0, 190.0, 3.0)]
    assert spans(RadioRule(("TGO",))) == [
        ("MRO", 10.0, 80.0, 1.0),
        ("TGO", 80.0, 150.0, 2.0),
        ("MRO", 150.0, 190.0, 3.0),
    ]
