"""The design control table of a link: every term with what it may be, and what that makes of received power and margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, hypot, isfinite
from typing import Literal

from relaysim.errors import InputError
from relaysim.radio.budget import Budget, Mode
from relaysim.radio.spread import Spread, spread

RowKind = Literal["given", "assumed", "fitted", "computed"]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    unit: dBm for a power, dBi for an antenna, dB otherwise. kind: as of BudgetTerm, computed for the path loss.
    source: where the figure comes from.
    ranged: False where favourable and adverse value lie 2 sigma from the design value, for want of a range.
    """

    name: str
    unit: Literal["dBm", "dB", "dBi"]
    spread: Spread
    kind: RowKind
    source: str
    ranged: bool


@dataclass(frozen=True)
class MarginRow:
    """What a mode has left above its sensitivity and the required margin, dB: 0 or more closes."""

    mode: Mode
    spread: Spread

    def at_mean_minus(self, sigmas: float) -> float:
        """The margin so many standard deviations below its mean, dB."""
        return self.spread.mean - sigmas * self.spread.sigma


@dataclass(frozen=True)
class DesignControlTable:
    """A budget over one path.

    rows: the terms in their order, then the path loss, as a negative value.
    received: received power, dBm; required_margin_db: what each mode must have left.
    margins: of every mode, in the budget's order.
    """

    rows: tuple[Row, ...]
    received: Spread
    required_margin_db: float
    margins: tuple[MarginRow, ...]


def design_control_table(
    budget: Budget, loss_db: float, loss_source: str, loss_sigma_db: float = 0.0
) -> DesignControlTable:
    """The table of a budget for one basic path loss, dB; loss_source says which model it comes from.

    loss_sigma_db: standard deviation of the path loss over what the ground may be, dB.

    Design values are those that decide whether the link is open. Means add, and so do variances, for the terms are
    independent. Favourable and adverse values add as they are: everything at its best, or at its worst, at once.

    Raises InputError if the loss is not a number.

    Reference: J. H. Yuen (ed.), Deep Space Telecommunications Systems Engineering, JPL Publication 82-76 (1982),
    chapter 1.
    """
    if not isfinite(loss_db):
        raise InputError(f"design control table: path loss {loss_db} dB is not a number")
    terms = tuple(
        Row(t.name, t.unit, t.spread, t.kind, t.source, t.low is not None and t.high is not None)
        for t in budget.terms
    )
    loss = Row(
        "path loss", "dB", spread("normal", -loss_db, None, None, loss_sigma_db), "computed", loss_source,
        loss_sigma_db == 0.0,
    )  # fmt: skip
    rows = (*terms, loss)
    received = _sum([row.spread for row in rows])
    margins = tuple(
        MarginRow(mode, _less(received, mode.sensitivity_dbm + budget.required_margin_db))
        for mode in budget.modes
    )
    return DesignControlTable(rows, received, budget.required_margin_db, margins)


def _sum(spreads: Sequence[Spread]) -> Spread:
    return Spread(
        design=fsum(s.design for s in spreads),
        favourable=fsum(s.favourable for s in spreads),
        adverse=fsum(s.adverse for s in spreads),
        mean=fsum(s.mean for s in spreads),
        sigma=hypot(*(s.sigma for s in spreads)),
    )


def _less(spread: Spread, needed: float) -> Spread:
    return Spread(
        spread.design - needed, spread.favourable - needed, spread.adverse - needed, spread.mean - needed, spread.sigma
    )  # fmt: skip
