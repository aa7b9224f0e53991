"""The link budget: an ordered list of named terms between transmitter and receiver, and the radio's modes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum, hypot, isfinite
from typing import Literal

from relaysim.errors import InputError
from relaysim.radio.spread import Distribution, Spread, spread

Kind = Literal["given", "assumed", "fitted"]


@dataclass(frozen=True)
class BudgetTerm:
    """One line of the budget, in the order in which the signal meets it.

    value: dBm for the transmitted power, dBi for an antenna, dB otherwise; a loss is negative.
    given_sigma_db: standard deviation that the sources give, dB, 0 for a figure taken as exact.
    source: where the figure comes from; kind: given (documented), assumed, or fitted to observed contacts.
    low, high: the range the sources allow, in the same unit; None where they name no limit.
    distribution: normal has the given sigma; uniform and triangular take theirs from the range, need both its ends
        and no sigma.

    Raises InputError where these contradict each other.
    """

    name: str
    value: float
    unit: Literal["dBm", "dB", "dBi"]
    given_sigma_db: float
    source: str
    kind: Kind
    low: float | None = None
    high: float | None = None
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise InputError(f"budget term '{self.name}': value {self.value} is not a number")
        if not (isfinite(self.given_sigma_db) and self.given_sigma_db >= 0):
            raise InputError(f"budget term '{self.name}': sigma {self.given_sigma_db} dB must be 0 or more")
        self._check_distribution()
        if self.low is not None and self.value < self.low:
            raise InputError(
                f"budget term '{self.name}': {self.value} {self.unit} is below its low of {self.low}"
            )
        if self.high is not None and self.value > self.high:
            raise InputError(
                f"budget term '{self.name}': {self.value} {self.unit} is above its high of {self.high}"
            )

    def _check_distribution(self) -> None:
        if self.distribution == "normal":
            return
        if self.low is None or self.high is None:
            raise InputError(f"budget term '{self.name}': {self.distribution} needs a range, low and high")
        if self.given_sigma_db != 0:
            raise InputError(
                f"budget term '{self.name}': the sigma of {self.distribution} follows from its range; give none"
            )

    @property
    def spread(self) -> Spread:
        """Design, favourable and adverse value, mean and sigma: the term's line in a design control table."""
        return spread(self.distribution, self.value, self.low, self.high, self.given_sigma_db)

    @property
    def sigma_db(self) -> float:
        """Standard deviation of the term, dB: the one given, or that of its range."""
        return self.spread.sigma


@dataclass(frozen=True)
class Mode:
    """One way to use the radio: its rate over the air, what of it is left for data, and the weakest signal
    it hears."""

    name: str
    rate_bps: float
    goodput_bps: float
    sensitivity_dbm: float
    source: str
    kind: Kind

    def __post_init__(self) -> None:
        if not 0 < self.goodput_bps <= self.rate_bps < float("inf"):
            raise InputError(
                f"mode '{self.name}': goodput {self.goodput_bps} bit/s must be above 0 and at most"
                f" the rate, {self.rate_bps} bit/s"
            )
        if not isfinite(self.sensitivity_dbm):
            raise InputError(f"mode '{self.name}': sensitivity {self.sensitivity_dbm} dBm is not a number")


@dataclass(frozen=True)
class Budget:
    """Terms in order, exactly one of them the transmitted power in dBm, and at least one mode, in any
    order.

    required_margin_db: what must be left above a mode's sensitivity before the mode counts as closed, 0 or more.
    """

    terms: tuple[BudgetTerm, ...]
    modes: tuple[Mode, ...]
    required_margin_db: float = 0.0

    def __post_init__(self) -> None:
        names = [term.name for term in self.terms]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise InputError(f"link budget: the term '{repeated[0]}' stands in it twice")
        powers = [term.name for term in self.terms if term.unit == "dBm"]
        if len(powers) != 1:
            raise InputError(
                f"link budget: one term must be the transmitted power in dBm, found {len(powers)}"
            )
        if not self.modes:
            raise InputError("link budget: it needs at least one mode")
        if not (isfinite(self.required_margin_db) and self.required_margin_db >= 0):
            raise InputError(f"link budget: required margin {self.required_margin_db} dB must be 0 or more")

    @property
    def sigma_db(self) -> float:
        """Standard deviation of the terms' sum, dB: the root of the sum of squares, as they are
        independent."""
        return hypot(*(term.sigma_db for term in self.terms))

    @property
    def lowest_mode(self) -> Mode:
        """The mode of the lowest rate over the air: the last to close as the loss grows."""
        return min(self.modes, key=lambda mode: mode.rate_bps)

    def threshold_loss_db(self, mode: Mode) -> float:
        """The largest basic path loss over which the mode still closes, dB: from the design values of the terms."""
        needed = mode.sensitivity_dbm + self.required_margin_db
        return self._strength_dbm - needed

    @cached_property
    def _strength_dbm(self) -> float:
        """The sum of the terms, asked for at every change of a link: summed once."""
        return fsum(term.value for term in self.terms)

    def margin_db(self, loss_db: float, mode: Mode) -> float:
        """Received power above the mode's sensitivity and the required margin, dB; 0 or more closes, nan for a loss
        of nan."""
        return self.threshold_loss_db(mode) - loss_db

    def highest_closing_mode(self, loss_db: float) -> Mode | None:
        """The fastest mode with a margin of 0 or more; None if no mode closes, or the loss is nan."""
        closing = [mode for mode in self.modes if self.margin_db(loss_db, mode) >= 0]
        return max(closing, key=lambda mode: mode.rate_bps) if closing else None

    def with_term(self, name: str, value: float) -> Budget:
        """A new budget in which the named term has another value; raises InputError if there is no such term,
        or the value lies outside the term's range."""
        if all(term.name != name for term in self.terms):
            known = ", ".join(f"'{term.name}'" for term in self.terms)
            raise InputError(f"link budget: no term is called '{name}'; there are {known}")
        terms = tuple(replace(term, value=value) if term.name == name else term for term in self.terms)
        return replace(self, terms=terms)
