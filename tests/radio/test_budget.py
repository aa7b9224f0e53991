import math

import pytest

from relaysim.errors import InputError
from relaysim.radio.budget import Budget, BudgetTerm, Mode

POWER = BudgetTerm("transmit power", 28.75, "dBm", 0.5, "a paper", "assumed")
ANTENNA = BudgetTerm("antenna", 0.0, "dBi", 1.2, "a guess", "assumed", low=0.0, high=2.0)
FIXED = BudgetTerm("fixed loss", -5.0, "dB", 0.0, "fitted to contacts", "fitted", low=-13.0, high=0.0)
SLOW = Mode("slow", 20e3, 14.6e3, -110.0, "a data sheet", "given")
FAST = Mode("fast", 250e3, 142e3, -101.0, "a data sheet", "assumed")
BUDGET = Budget((POWER, ANTENNA, FIXED), (FAST, SLOW))


def test_threshold_is_the_sum_of_the_terms_less_the_sensitivity() -> None:
    """28.75 dBm less 5 dB down to -110 dBm leaves 133.75 dB to lose on the way."""
    assert BUDGET.threshold_loss_db(SLOW) == pytest.approx(133.75)
    assert BUDGET.threshold_loss_db(FAST) == pytest.approx(124.75)


def test_margin_falls_decibel_by_decibel() -> None:
    """The margin is what is left of the threshold, and 0 at the threshold."""
    assert BUDGET.margin_db(BUDGET.threshold_loss_db(SLOW), SLOW) == 0.0
    assert BUDGET.margin_db(120.0, FAST) - BUDGET.margin_db(121.0, FAST) == pytest.approx(1.0)


def test_the_fastest_closing_mode_wins_then_the_slow_one_then_none() -> None:
    """As the loss grows the rate steps down and at last the link is lost; an unknown loss closes nothing."""
    assert BUDGET.lowest_mode == SLOW
    assert BUDGET.highest_closing_mode(124.75) == FAST
    assert BUDGET.highest_closing_mode(124.76) == SLOW
    assert BUDGET.highest_closing_mode(133.76) is None
    assert BUDGET.highest_closing_mode(math.nan) is None


def test_sigma_is_the_root_of_the_sum_of_squares() -> None:
    """Independent terms of 0.5 and 1.2 dB make 1.3 dB."""
    assert BUDGET.sigma_db == pytest.approx(1.3)


def test_with_term_leaves_the_original_and_the_order_alone() -> None:
    """A changed budget is a new one, its terms in the same order."""
    changed = BUDGET.with_term("fixed loss", -8.0)
    assert [term.name for term in changed.terms] == ["transmit power", "antenna", "fixed loss"]
    assert changed.threshold_loss_db(SLOW) == pytest.approx(130.75)
    assert BUDGET.threshold_loss_db(SLOW) == pytest.approx(133.75)


def test_an_unknown_term_or_one_out_of_range_is_refused_by_name() -> None:
    """The message names the term, and what there is."""
    with pytest.raises(InputError, match=r"no term is called 'cable'.*'fixed loss'"):
        BUDGET.with_term("cable", -1.0)
    with pytest.raises(InputError, match=r"'fixed loss'.*below its low"):
        BUDGET.with_term("fixed loss", -14.0)


def test_a_budget_without_one_power_or_without_modes_is_refused() -> None:
    """Received power has a meaning only with exactly one transmitted power, and a mode to hear it."""
    for terms, modes in (((FIXED,), (SLOW,)), ((POWER, POWER), (SLOW,)), ((POWER,), ())):
        with pytest.raises(InputError):
            Budget(terms, modes)


def test_goodput_is_never_above_the_rate() -> None:
    """Overhead takes from the rate over the air; it can't add to it."""
    with pytest.raises(InputError, match="goodput"):
        Mode("odd", 20e3, 21e3, -110.0, "nowhere", "assumed")


def test_the_required_margin_is_taken_off_before_a_mode_closes() -> None:
    """With 3 dB to keep, every threshold and margin is 3 dB less, and the mode steps down earlier."""
    kept = Budget(BUDGET.terms, BUDGET.modes, required_margin_db=3.0)
    for mode in (SLOW, FAST):
        assert kept.threshold_loss_db(mode) == pytest.approx(BUDGET.threshold_loss_db(mode) - 3.0)
        assert kept.margin_db(120.0, mode) == pytest.approx(BUDGET.margin_db(120.0, mode) - 3.0)
    assert (BUDGET.highest_closing_mode(123.0), kept.highest_closing_mode(123.0)) == (FAST, SLOW)
    assert kept.with_term("fixed loss", -6.0).required_margin_db == 3.0
    for wrong in (-1.0, math.nan):
        with pytest.raises(InputError, match="required margin"):
            Budget(BUDGET.terms, BUDGET.modes, required_margin_db=wrong)


def test_a_distribution_changes_the_sigma_but_never_the_threshold() -> None:
    """Uniform over 13 dB has a sigma of 13 / sqrt(12); margins go on by design values."""
    uniform = BudgetTerm("fixed loss", -5.0, "dB", 0.0, "", "fitted", -13.0, 0.0, "uniform")
    changed = Budget((POWER, ANTENNA, uniform), BUDGET.modes)
    assert changed.threshold_loss_db(SLOW) == BUDGET.threshold_loss_db(SLOW)
    assert uniform.sigma_db == pytest.approx(13.0 / math.sqrt(12.0))
    assert changed.sigma_db == pytest.approx(math.hypot(1.3, 13.0 / math.sqrt(12.0)))
    moved = changed.with_term("fixed loss", -8.0)
    assert moved.sigma_db == pytest.approx(changed.sigma_db)


def test_a_distribution_needs_its_range_and_no_sigma_beside_it() -> None:
    """What contradicts itself is refused by the term's name."""
    with pytest.raises(InputError, match="'loss': uniform needs a range"):
        BudgetTerm("loss", -5.0, "dB", 0.0, "", "fitted", distribution="uniform")
    with pytest.raises(InputError, match="'loss': the sigma of triangular follows"):
        BudgetTerm("loss", -5.0, "dB", 3.0, "", "fitted", -13.0, 0.0, "triangular")
