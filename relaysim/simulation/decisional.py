"""Decisional data: what had to be on Earth before the next plan, what was late, and where it was stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.clock.local_clock import LocalClock
from relaysim.records.rows import DecisionRow
from relaysim.relay.product import Product
from relaysim.relay.topology import ROVER
from relaysim.scenario.world import Decision


@dataclass(frozen=True)
class _Needed:
    """When a needed product was made, was whole at the rover, reached Earth, or was given up and why; None for never."""

    kind: str
    created_utc_s: float
    at_rover_utc_s: float | None
    delivered_utc_s: float | None
    gone_utc_s: float | None
    reason: str


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
            product.kind,
            product.created_utc_s,
            product.whole_utc_s.get(ROVER),
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
        on_time = sum(1 for instant in arrived if instant <= decision.deadline_utc_s)
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
            why=_why(wanted, decision.deadline_utc_s, self.far_end),
        )


def _why(wanted: Sequence[_Needed], deadline_utc_s: float, far_end: FarEnd) -> str:
    """Where those that were not on Earth at the deadline were then; "" when all were."""
    if not wanted:
        return "the flight had made none"
    places: dict[str, int] = {}
    for one in wanted:
        if one.delivered_utc_s is None or one.delivered_utc_s > deadline_utc_s:
            place = _place(one, deadline_utc_s, far_end)
            places[place] = places.get(place, 0) + 1
    return ", ".join(f"{count} {place}" for place, count in places.items())


def _place(one: _Needed, deadline_utc_s: float, far_end: FarEnd) -> str:
    if one.gone_utc_s is not None and one.gone_utc_s <= deadline_utc_s:
        return one.reason
    if one.created_utc_s > deadline_utc_s:
        return "not yet made: the flight came later"
    if one.at_rover_utc_s is None or one.at_rover_utc_s > deadline_utc_s:
        return "still on the helicopter"
    return f"at the rover or on the way to {far_end.name}"
