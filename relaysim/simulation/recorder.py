"""The recorder: told of every change of state; processes themselves never format or count."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from relaysim.clock.local_clock import LocalClock
from relaysim.links.state import LinkState, SightState
from relaysim.path.route import Route
from relaysim.records.event_log import EventLog, NoEvents
from relaysim.records.product_log import ProductLog
from relaysim.records.rows import ContactRow, FlightRow, GateRow, PowerRow, ProductRow
from relaysim.relay.product import Product
from relaysim.relay.topology import EARTH, HELICOPTER
from relaysim.scenario.world import Wake
from relaysim.simulation.pictures import Picture


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


class Recorder:
    """What a run has left behind so far. Events and products go to a folder as they come, if one is given.

    Used as a context manager, it lets go of unfinished files at the end.

    Attributes:
        wakes: (instant, alarm as software has set it from then on).
        power: the helicopter's energy, a row a local day, where power is modelled.
        outages: (from, to): without a clock, from a brown-out until it was heard and the clock set.
        pictures: those of the flights so far, where cameras are given.
        in_frame: whether the rover is in a product's picture, by the product's name; what is not known is left out.
        earth_arrivals_utc_s: when data of the helicopter were delivered at Earth, s since 1970.
    """

    def __init__(self, clock: LocalClock, folder: Path | None = None, *, events: bool = True) -> None:
        """`events`: whether the log of events is kept; without it a run cannot be written."""
        self.clock = clock
        path = None if folder is None else folder / "events.parquet"
        self.events = EventLog(path, clock) if events else NoEvents(clock)
        self.products = ProductLog(folder, clock, helicopter=HELICOPTER, earth=EARTH)
        self.radio_changes: list[tuple[float, LinkState]] = []
        self.sight_changes: list[tuple[float, SightState]] = []
        self.sessions: list[SessionRecord] = []
        self.wakes: list[tuple[float, Wake]] = []
        self.contacts: list[ContactRow] = []
        self.flights: list[FlightRow] = []
        self.gate: list[GateRow] = []
        self.power: list[PowerRow] = []
        self.outages: list[tuple[float, float]] = []
        self.pictures: list[Picture] = []
        self.in_frame: dict[str, bool] = {}
        self.earth_arrivals_utc_s: array[float] = array("d")
        self.flown: list[tuple[int, Route]] = []
        self.helicopter_sites: list[tuple[float, float, float, int | None]] = []

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write_logs(self, folder: Path) -> None:
        """events.parquet and products.csv stand whole in a folder: the recorder's own, if it has one.

        Raises:
            OSError: the disk refuses.
        """
        self.events.write(folder / "events.parquet")
        self.products.write(folder / "products.csv")

    def close(self) -> None:
        """Let go of files that were not finished; nothing happens where all are."""
        self.events.close()
        self.products.close()

    def event(self, utc_s: float, node: str, event: str, subject: str, detail: str = "") -> None:
        """One line of the log."""
        self.events.add(utc_s, node, event, subject, detail)

    def ended(self, row: ProductRow, gone_utc_s: float | None = None) -> None:
        """A product's fate is known, or the run is over and it is still queued (records.product_log)."""
        self.products.ended(row, gone_utc_s)

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
        self.event(record.end_utc_s, HELICOPTER, f"session {record.outcome}", subject)

    def product(self, utc_s: float, node: str, event: str, product: Product, detail: str) -> None:
        """Something happened to a product."""
        self.events.add(utc_s, node, f"product {event}", product.product_id, detail)
        if event == "delivered" and node == EARTH and product.source == HELICOPTER:
            self.earth_arrivals_utc_s.append(utc_s)
