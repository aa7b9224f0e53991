"""The answer: two sides, and all that differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from relaysim.comparison.edge import EDGES, EdgeDifference, duration_difference, edge_difference
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.inputs import InputDifference
from relaysim.comparison.matching import Match
from relaysim.comparison.reason import Reason
from relaysim.comparison.side import RunSide, Side
from relaysim.records.run_folder import MANIFEST
from relaysim.report.times import Times


@dataclass(frozen=True)
class EventCheck:
    """A recorded event held against the run: was the radio as the record says?

    Attributes:
        found: "open", "closed" or "unknown".
        margin_db: of the run at that instant, None where it says none.
    """

    event: str
    state: str
    utc_s: float
    found: str
    margin_db: float | None

    @property
    def agrees(self) -> bool:
        """Whether up is open and down is closed."""
        return (self.state, self.found) in (("up", "open"), ("down", "closed"))

    @property
    def differs(self) -> bool:
        """Whether the run says the opposite; of what it does not know nothing differs."""
        return self.found != "unknown" and not self.agrees


@dataclass(frozen=True)
class MatchAnswer:
    """One silence of either side or both, and why its edges lie apart where that was asked."""

    match: Match
    reasons: tuple[Reason, ...] = ()

    @cached_property
    def edges(self) -> tuple[EdgeDifference, ...]:
        """The differences of start and end; none of an unmatched one."""
        return tuple(edge_difference(self.match, edge) for edge in EDGES) if self.match.is_matched else ()

    @property
    def is_same(self) -> bool:
        """Whether both sides have it alike: in one piece or the same number, at the same times, cut in the same way."""
        a, b = self.match.a, self.match.b
        cut = [[(one.open_start, one.open_end) for one in pieces] for pieces in (a, b)]
        return (
            self.match.is_matched
            and cut[0] == cut[1]
            and all(edge.is_same for edge in self.edges)
            and abs(duration_difference(self.match)[0]) < 0.1
        )

    def reason(self, edge: str) -> Reason | None:
        """Why that edge differs, where it was asked."""
        return next((reason for reason in self.reasons if reason.edge == edge), None)


@dataclass(frozen=True)
class Comparison:
    """Two sides side by side; differences are B's value less A's.

    Attributes:
        inputs: what differs in what two runs were made from; empty beside a record.
        figures: flights, products and latencies, those that are the same among them.
        remarks: what could not be read, matched or explained, a sentence each.
    """

    a: Side
    b: Side
    inputs: tuple[InputDifference, ...]
    silences: tuple[MatchAnswer, ...]
    figures: tuple[Figure, ...]
    events: tuple[EventCheck, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def run(self) -> RunSide:
        """The run whose clock is used: A where both are runs."""
        return next(side for side in (self.a, self.b) if isinstance(side, RunSide))

    @property
    def times(self) -> Times:
        """The clock of `run`."""
        return self.run.times

    @property
    def has_record(self) -> bool:
        """Whether one side is a table of what happened."""
        return not (isinstance(self.a, RunSide) and isinstance(self.b, RunSide))

    @property
    def are_inputs_known(self) -> bool:
        """Whether both sides are runs that say what they were made from."""
        return all(isinstance(side, RunSide) and MANIFEST not in side.lost for side in (self.a, self.b))

    @property
    def is_same(self) -> bool:
        """Whether nothing that came out differs, whatever differs in the inputs."""
        return (
            all(answer.is_same for answer in self.silences)
            and all(figure.is_same for figure in self.figures)
            and not any(event.differs for event in self.events)
        )

    @cached_property
    def longest(self) -> MatchAnswer | None:
        """The silence that is spoken of first: of those that differ at the radio the longest; else of any other level."""
        apart = [one for one in self.silences if not one.is_same]
        radio = [one for one in apart if one.match.level == "radio"]
        return max(radio or apart, key=lambda one: one.match.length_s, default=None)
