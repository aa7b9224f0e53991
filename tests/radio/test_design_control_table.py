"""The design control table: rows, sums and margins against figures worked out by hand."""

from __future__ import annotations

import math

import pytest

from relaysim.errors import InputError
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.design_control_table import design_control_table
from relaysim.radio.spread import Spread

TERMS = (
    BudgetTerm("transmit power", 20.0, "dBm", 0.5, "data sheet", "given"),
    BudgetTerm(
        "antenna", 2.0, "dBi", 0.0, "catalogue", "given", low=0.0, high=3.0, distribution="triangular"
    ),
    BudgetTerm("cables", -4.0, "dB", 0.0, "guess", "assumed", low=-6.0, high=-1.0, distribution="uniform"),
)
SLOW = Mode("slow", 20e3, 14.6e3, -110.0, "data sheet", "given")
FAST = Mode("fast", 250e3, 142e3, -101.0, "data sheet", "assumed")
BUDGET = Budget(TERMS, (SLOW, FAST), required_margin_db=3.0)


def test_design_values_decide_and_means_stand_beside_them() -> None:
    """20 + 2 - 4 - 120 dB is received by design; the means are 20, 5/3 and -3.5."""
    table = design_control_table(BUDGET, 120.0, "by hand")
    assert table.received.design == pytest.approx(-102.0)
    assert table.received.mean == pytest.approx(20.0 + 5.0 / 3.0 - 3.5 - 120.0)
    slow, fast = table.margins
    assert (slow.mode, fast.mode) == (SLOW, FAST)
    assert slow.spread.design == pytest.approx(-102.0 + 110.0 - 3.0)
    assert slow.spread.design == pytest.approx(BUDGET.margin_db(120.0, SLOW))
    assert fast.spread.mean - slow.spread.mean == pytest.approx(-9.0)


def test_variances_add() -> None:
    """0.25, (1 + 2 + 4)/18 and 25/12 dB squared; the budget has the same sigma."""
    variance = 0.25 + (1.0 + 2.0 + 4.0) / 18.0 + 25.0 / 12.0
    table = design_control_table(BUDGET, 120.0, "by hand")
    assert table.received.sigma == pytest.approx(math.sqrt(variance))
    assert BUDGET.sigma_db == pytest.approx(table.received.sigma)
    margin = table.margins[0]
    assert margin.at_mean_minus(2.0) == pytest.approx(margin.spread.mean - 2.0 * math.sqrt(variance))


def test_best_and_worst_at_once() -> None:
    """Favourable and adverse values add as they are: 21 + 3 - 1 and 19 + 0 - 6, less the loss."""
    received = design_control_table(BUDGET, 120.0, "by hand").received
    assert (received.favourable, received.adverse) == (pytest.approx(-97.0), pytest.approx(-107.0))


def test_the_loss_is_the_last_row_exact_and_computed() -> None:
    """Its source is the model; rows whose ends are only two sigma are told from those with a range."""
    rows = design_control_table(BUDGET, 120.0, "by hand").rows
    assert [row.name for row in rows] == ["transmit power", "antenna", "cables", "path loss"]
    assert (rows[-1].spread, rows[-1].kind, rows[-1].source) == (Spread.fixed(-120.0), "computed", "by hand")
    assert [row.ranged for row in rows] == [False, True, True, True]


def test_an_unknown_loss_has_no_table() -> None:
    """Over unknown ground nothing is received, not even nan dBm."""
    with pytest.raises(InputError, match="not a number"):
        design_control_table(BUDGET, math.nan, "by hand")
