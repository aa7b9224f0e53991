"""Decisional data: what had to be on Earth before the next plan, what was late, and where it was stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.clock.local_clock import LocalClock
from relaysim.records.rows import DecisionRow
from relaysim.relay.product import Product, product_id
from relaysim.relay.topology import HELICOPTER, ROVER
from relaysim.scenario.world import Decision


@dataclass(frozen=True)
class _Needed:
    """When a needed product was made, was whole at which node, reached Earth, or was given up and why; None for never."""

    number: int
    kind: str
    created_utc_s: float
    stops: tuple[tuple[str, float], ...]
    delivered_utc_s: float | None
    gone_utc_s: float | None
    reason: str

    def is_late(self, deadline_utc_s: float) -> bool:
        """Whether it was not on Earth by then."""
        return self.delivered_utc_s is None or self.delivered_utc_s > deadline_utc_s


@dataclass
class Decisional:
    """The decisions of a run, and the products they wait for."""

    decisions: Sequence[Decision]
    far_end: FarEnd = FAR_END
    _needed: dict[int, list[_Needed]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wanted = {(d.flight, kind) for d in self.decisions for kind in d.kinds}

    def ended(self, product: Product) -> None:
        """A product's fate is known."""
        if product.flight is None or (product.flight, product.kind) not in self._wanted:
            return
        found = _Needed(
            product.number,
            product.kind,
            product.created_utc_s,
            tuple(product.whole_utc_s.items()),
            product.delivered_utc_s,
            product.gone_utc_s,
            product.reason,
        )
        self._needed.setdefault(product.flight, []).append(found)

    def rows(self, clock: LocalClock, end_utc_s: float) -> list[DecisionRow]:
        """A row for each decision that fell due within the run."""
        due = [decision for decision in self.decisions if decision.deadline_utc_s < end_utc_s]
        return [self._row(number + 1, decision, clock) for number, decision in enumerate(due)]

    def _row(self, number: int, decision: Decision, clock: LocalClock) -> DecisionRow:
        wanted = [one for one in self._needed.get(decision.flight, []) if one.kind in decision.kinds]
        arrived = [one.delivered_utc_s for one in wanted if one.delivered_utc_s is not None]
        late = [one for one in wanted if one.is_late(decision.deadline_utc_s)]
        on_time = len(wanted) - len(late)
        last = max(arrived, default=None)
        is_complete = bool(wanted) and len(arrived) == len(wanted)
        margin_s = decision.deadline_utc_s - last if is_complete and last is not None else None
        return DecisionRow(
            decision_id=number,
            what=f"plan of drive {decision.drive}",
            flight=decision.flight,
            deadline_utc=decision.deadline_utc_s,
            sol=clock.day(decision.deadline_utc_s),
            needed_products=len(wanted),
            on_time_products=on_time,
            late_products=len(arrived) - on_time,
            missing_products=len(wanted) - len(arrived),
            last_arrival_utc=last,
            margin_s=margin_s,
            why=_why(late, decision.deadline_utc_s, self.far_end) if wanted else "the flight had made none",
            needed_kinds=", ".join(decision.kinds),
            not_on_time=_spans([one.number for one in late]),
        )


def _why(late: Sequence[_Needed], deadline_utc_s: float, far_end: FarEnd) -> str:
    """Where those that were not on Earth at the deadline were then; "" when all were."""
    places: dict[str, int] = {}
    for one in late:
        place = _place(one, deadline_utc_s, far_end)
        places[place] = places.get(place, 0) + 1
    return ", ".join(f"{count} {place}" for place, count in places.items())


def _spans(numbers: Sequence[int]) -> str:
    """Products by their names in the files, those that follow each other as first-last."""
    ordered = sorted(numbers)
    found = []
    for _, span in groupby(enumerate(ordered), lambda row: row[1] - row[0]):
        first, *rest = [product_id(number) for _, number in span]
        found.append(f"{first}-{rest[-1]}" if rest else first)
    return " ".join(found)


def _place(one: _Needed, deadline_utc_s: float, far_end: FarEnd) -> str:
    if one.gone_utc_s is not None and one.gone_utc_s <= deadline_utc_s:
        return one.reason
    if one.created_utc_s > deadline_utc_s:
        return "not yet made: the flight came later"
    at = {node for node, utc_s in one.stops if utc_s <= deadline_utc_s}
    if ROVER not in at:
        return "still on the helicopter"
    beyond = sorted(at - {HELICOPTER, ROVER})
    if beyond:
        return f"got as far as {', '.join(beyond)}"
    return f"at the rover or on the way to {far_end.name}"
