"""The recorder: told of every change of state; processes themselves never format or count."""

from __future__ import annotations

from dataclasses import dataclass, field

from relaysim.clock.local_clock import LocalClock
from relaysim.links.state import LinkState, SightState
from relaysim.path.route import Route
from relaysim.records.rows import ContactRow, EventRow, FlightRow, GateRow
from relaysim.relay.chain import Node
from relaysim.relay.product import Product


@dataclass(frozen=True)
class SessionRecord:
    """One scheduled session between base station and helicopter.

    Attributes:
        kind: "alarm", "day" or "flight".
        outcome: "contact", "failed", or "unknown" when for some of the time the link lay over unsurveyed ground.
        contact: first and last instant of two-way contact, None without.
    """

    kind: str
    start_utc_s: float
    end_utc_s: float
    outcome: str
    contact: tuple[float, float] | None


@dataclass
class Recorder:
    """What a run has left behind so far."""

    clock: LocalClock
    events: list[EventRow] = field(default_factory=list)
    radio_changes: list[tuple[float, LinkState]] = field(default_factory=list)
    sight_changes: list[tuple[float, SightState]] = field(default_factory=list)
    sessions: list[SessionRecord] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    flights: list[FlightRow] = field(default_factory=list)
    gate: list[GateRow] = field(default_factory=list)
    earth_arrivals_utc_s: list[float] = field(default_factory=list)
    flown: list[tuple[int, Route]] = field(default_factory=list)
    helicopter_sites: list[tuple[float, float, float, int | None]] = field(default_factory=list)

    def event(self, utc_s: float, node: str, event: str, subject: str, detail: str = "") -> None:
        """One line of the log."""
        lmst = self.clock.format_time(utc_s)
        self.events.append(EventRow(utc_s, self.clock.day(utc_s), lmst, node, event, subject, detail))

    def radio(self, utc_s: float, state: LinkState, margin_db: float) -> None:
        """The link at the lowest rate is now in this state."""
        self.radio_changes.append((utc_s, state))
        self.event(utc_s, "link", f"radio {state.value}", "rover-helicopter", f"margin {margin_db:.2f} dB")

    def sight(self, utc_s: float, state: SightState) -> None:
        """The straight line is now in this state."""
        self.sight_changes.append((utc_s, state))
        self.event(utc_s, "link", f"sightline {state.value}", "rover-helicopter")

    def session(self, record: SessionRecord) -> None:
        """A session is over."""
        self.sessions.append(record)
        subject = f"{record.kind} session"
        self.event(record.end_utc_s, Node.HELICOPTER.value, f"session {record.outcome}", subject)

    def product(self, utc_s: float, node: Node, event: str, product: Product, detail: str) -> None:
        """Something happened to a product (relay.network.Watcher)."""
        self.event(utc_s, node.value, f"product {event}", product.product_id, detail)
        if event == "delivered" and node is Node.EARTH and product.source is Node.HELICOPTER:
            self.earth_arrivals_utc_s.append(utc_s)
