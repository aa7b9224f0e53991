"""The runs that gave an answer, variant by variant, as plain arrays: only the columns that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relaysim.campaign.study.study import BlackoutOutcome, Outcome, Study

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Values:
    """One outcome of the runs of one variant, by draw: (n,) each.

    Attributes:
        value: local days of a blackout, 0 where there is none; or the number of the outcome.
        cut: True where the duration is a lower bound; all False for numbers.
        number, draw: of the runs.
        unknown: how many more runs were done of which nothing can be told, for unsurveyed ground hides the answer.
        no_landing: how many more runs were done in which the flight that the blackout is to come after never landed.
    """

    value: Floats
    cut: Bools
    number: Ints
    draw: Ints
    unknown: int
    no_landing: int


class DoneRuns:
    """The done runs of a results table, ordered by variant, then by draw."""

    def __init__(self, study: Study, results: pa.Table) -> None:
        import pyarrow.compute as pc

        self._table = results
        self.rows = results.num_rows
        done = np.asarray(pc.fill_null(pc.equal(results["status"], "done"), False))
        which = np.flatnonzero(done)
        number = results["number"].to_numpy()[which].astype(np.int64)
        draw, variant = np.divmod(number, max(len(study.variants), 1))
        # By number first, as a rule it is so already; then a stable sort by variant leaves draws in order.
        if number.size > 1 and not bool(np.all(number[1:] > number[:-1])):
            order = np.lexsort((draw, variant))
        else:
            order = np.argsort(
                variant.astype(np.uint32 if len(study.variants) > 65535 else np.uint16), kind="stable"
            )
        self._which = which[order]
        self.number, self.draw = number[order], draw[order]
        self.starts = np.searchsorted(variant[order], np.arange(len(study.variants) + 1))

    @property
    def done(self) -> int:
        """How many runs gave an answer."""
        return int(self._which.size)

    def count(self, variant: int) -> int:
        """How many runs of a variant gave one."""
        return int(self.starts[variant + 1] - self.starts[variant])

    def column(self, name: str) -> Floats:
        """(done,) a column of numbers, nan where it is null or is not there."""
        if name not in self._table.column_names:
            return np.full(self.done, np.nan)
        found = self._table[name].to_numpy().astype(np.float64, copy=False)
        return np.asarray(found[self._which])

    def flag(self, name: str) -> Bools:
        """(done,) a column of yes and no, False where it is null or is not there."""
        import pyarrow.compute as pc

        if name not in self._table.column_names:
            return np.zeros(self.done, dtype=np.bool_)
        return np.asarray(pc.fill_null(self._table[name], False))[self._which]

    def outcome(self, outcome: Outcome) -> list[Values]:
        """The outcome's values, one entry a variant; runs without an answer are left out, and counted by why."""
        if isinstance(outcome, BlackoutOutcome):
            value = self.column(f"{outcome.name}_days")
            start, end = (self.flag(f"{outcome.name}_open_{which}") for which in ("start", "end"))
            # 0 days, cut at both ends, is how a row says that unsurveyed ground hides the answer.
            hidden = (value == 0.0) & start & end
            cut = start | end
        else:
            value = self.column(outcome.name)
            hidden = np.isnan(value)
            cut = np.zeros(value.size, dtype=np.bool_)
        return [
            self._of_variant(value, cut, hidden, slice(a, b))
            for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)
        ]

    def _of_variant(self, value: Floats, cut: Bools, hidden: Bools, part: slice) -> Values:
        known = np.isfinite(value[part]) & ~hidden[part]
        unknown = int(np.count_nonzero(hidden[part]))
        no_landing = int(known.size - np.count_nonzero(known)) - unknown
        kept: slice | Bools = slice(None) if known.all() else known
        return Values(
            value[part][kept],
            cut[part][kept],
            self.number[part][kept],
            self.draw[part][kept],
            unknown,
            no_landing,
        )


def needed_columns(study: Study) -> list[str]:
    """The columns of results.parquet that a summary reads; `pyarrow.parquet.read_table(columns=...)` takes no more."""
    names = ["number", "status", "error", "attempts"]
    for outcome in study.outcomes:
        if isinstance(outcome, BlackoutOutcome):
            names += [f"{outcome.name}_{end}" for end in ("days", "open_start", "open_end")]
        else:
            names.append(outcome.name)
    return names
