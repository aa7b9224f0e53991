"""The world of a scenario: everything the simulation needs, in SI units, with no YAML in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.clock.light_time import LightTime
from relaysim.clock.local_clock import LocalClock
from relaysim.earth.network import EarthNode
from relaysim.helicopter.contingencies.contingency import Condition
from relaysim.helicopter.contingencies.faults import PlannedFault
from relaysim.helicopter.contingencies.instruments import Instruments
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints
from relaysim.helicopter.gate_plan import GatePlan
from relaysim.helicopter.pictures.picture_plan import PicturePlan
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.rotorcraft import Rotorcraft
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.links.attitude import AttitudeLog
from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.model import LinkModel
from relaysim.path.route import Route
from relaysim.plans.contact import Contact
from relaysim.radio.budget import Mode
from relaysim.radio.packets import Packets
from relaysim.relay.product import Template
from relaysim.relay.routers import BY_RANK
from relaysim.rover.drives import Drive, stand_before

STANDARD_GRAVITY_MPS2 = 9.80665


@dataclass(frozen=True)
class LandNow:
    """A flight ended early: `after_s` seconds from take-off it goes straight down."""

    after_s: float
    reason: str


@dataclass(frozen=True)
class PlannedFlight:
    """A flight as planned.

    Attributes:
        route: the motion, time 0 at take-off, where the records (or the waypoints) have it.
        waypoints: the places it goes to, None for a recorded track.
        planned_distance_m: along the ground.
        mode: the radio mode of its one-way telemetry, with the goodput of that.
        recorded_speed_mps: greatest speed over ground in the records; 0 for none.
        needs_software: name of the software that must be loaded before it may begin, None for none.
    """

    flight: int
    purpose: str
    takeoff_utc_s: float
    route: Route
    waypoints: Waypoints | None
    limits: FlightLimits
    planned_duration_s: float
    planned_distance_m: float
    land_now: LandNow | None
    commands: Template
    mode: Mode
    needs_software: str | None = None
    recorded_speed_mps: float = 0.0

    @property
    def is_recorded(self) -> bool:
        """Whether it is replayed from the records, not planned by waypoints."""
        return self.waypoints is None


@dataclass(frozen=True)
class Wake:
    """The helicopter's own alarm: local dial time, and how long it stays awake."""

    alarm_seconds_of_day: float
    awake_s: float


@dataclass(frozen=True)
class Telemetry:
    """One-way telemetry in flight: a packet group every `every_s` at `rate_bps`."""

    rate_bps: float
    every_s: float
    priority: int


@dataclass(frozen=True)
class DailyProduct:
    """Products that a node makes every local day, `count` of them at a time of the local dial."""

    template: Template
    count: int
    seconds_of_day: float


@dataclass(frozen=True)
class SoftwareChange:
    """What a software changes on the helicopter once it is loaded; None leaves it as it was."""

    alarm_seconds_of_day: float | None
    awake_s: float | None
    image_tolerance_s: float | None = None


@dataclass(frozen=True)
class CommandPlan:
    """Commands to the helicopter beside those of its flights.

    Attributes:
        kind: "housekeeping", "go" or "software".
        send_utc_s: when Earth has them ready, once; None for a daily one.
        send_seconds_of_day: local dial time at which Earth has them ready every day; None for a single one.
        sets: what changes once it is loaded; None for nothing.
    """

    name: str
    kind: str
    template: Template
    send_utc_s: float | None
    send_seconds_of_day: float | None
    sets: SoftwareChange | None = None


@dataclass(frozen=True)
class LanderPlan:
    """A further node on the ground, which shares the orbiters and stations."""

    name: str
    latitude_deg: float
    longitude_deg: float
    storage_bits: float
    daily_products: tuple[DailyProduct, ...]
    when_full: str = "refuse"


@dataclass(frozen=True)
class Decision:
    """What has to be on Earth by when: a drive over ground that a flight has seen is being planned.

    Attributes:
        deadline_utc_s: by then, on Earth.
        drive: number of that drive.
        kinds: kinds of products that count.
    """

    flight: int
    deadline_utc_s: float
    drive: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class HelicopterPlan:
    """The helicopter apart from its flights."""

    name: str
    x_m: float
    y_m: float
    storage_bits: float
    wake: Wake
    flight_power_w: float | None
    daily_products: tuple[Template, ...]
    flight_products: tuple[tuple[Template, int], ...]
    telemetry: Telemetry | None
    when_full: str = "refuse"
    vehicle: Vehicle = field(default_factory=Rotorcraft)
    power: PowerModel | None = None
    conditions: tuple[Condition, ...] = ()
    instruments: Instruments = field(default_factory=Instruments)
    pictures: PicturePlan | None = None

    @property
    def envelope(self) -> Envelope:
        """The limits of its flights."""
        return self.vehicle.envelope


@dataclass(frozen=True)
class RoverPlan:
    """The rover: where it starts, how it drives, how it stood between drives, and its own data.

    Attributes:
        when_full: what its store does when it is full: refuse, drop-oldest or drop-lowest-priority.
    """

    name: str
    x_m: float
    y_m: float
    storage_bits: float
    drives: tuple[Drive, ...]
    attitudes: AttitudeLog = field(default_factory=AttitudeLog)
    daily_products: tuple[DailyProduct, ...] = ()
    when_full: str = "refuse"

    def stands_at(self, utc_s: float) -> tuple[float, float]:
        """Where it is at an instant, x_m and y_m: as its drives have it, or where it was put."""
        return stand_before(self.drives, utc_s) if self.drives else (self.x_m, self.y_m)


@dataclass(frozen=True)
class SearchPlan:
    """When the base station listens after a silence: (local dial time, s long) every day."""

    after_days: float
    windows: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SessionPlan:
    """When base station and helicopter try to talk."""

    after_contact_seconds_of_day: tuple[float, ...]
    duration_s: float
    handshake_s: float
    before_flight_s: float
    after_flight_s: float
    search: SearchPlan | None = None


@dataclass(frozen=True)
class EarthPlan:
    """The way between the ground and Earth.

    Attributes:
        nodes: stations, orbiters and landers; the rover, the helicopter and Earth are always there.
        contacts: every leg of the whole run but the one between rover and helicopter, by start, in the time of
            its source, between "earth", "rover" and the nodes' names.
        silences: (start, end, cause) when nothing is commanded, in Earth's time; the cause is "conjunction".
        decisions: what has to be on Earth by when, in time.
        router: the name of what says who gets a product next (relay.routers).
        far_end: what people call Earth here.
    """

    light_time: LightTime
    nodes: tuple[EarthNode, ...]
    contacts: tuple[Contact, ...]
    silences: tuple[tuple[float, float, str], ...]
    normal_gap_days: float
    command_lead_days: float
    decisions: tuple[Decision, ...] = ()
    router: str = BY_RANK
    far_end: FarEnd = FAR_END


@dataclass(frozen=True)
class HistoryRow:
    """What really happened, to be shown beside what was simulated; nothing reads it as an input."""

    level: str
    what: str
    start_utc_s: float
    end_utc_s: float
    source: str


@dataclass(frozen=True)
class Assumption:
    """A figure with its source, for the report."""

    what: str
    value: str
    kind: str
    source: str


@dataclass(frozen=True)
class World:
    """One scenario, ready to run.

    Attributes:
        seams: in words, how the layers of its terrain meet.
        packets: those of each mode, by the mode's name.
        gravity_mps2: of the body, at its surface.
    """

    name: str
    title: str
    start_utc_s: float
    end_utc_s: float
    seed: int
    time_zone: str
    clock: LocalClock
    link: LinkModel
    doubt: LinkUncertainty | None
    seams: tuple[str, ...]
    packets: Mapping[str, Packets]
    sweep_term: str | None
    rover: RoverPlan
    helicopter: HelicopterPlan
    flights: tuple[PlannedFlight, ...]
    sessions: SessionPlan
    gate: GatePlan
    earth: EarthPlan
    history: tuple[HistoryRow, ...]
    assumptions: tuple[Assumption, ...]
    limits: tuple[str, ...]
    resolved: Mapping[str, object]
    table_digests: Mapping[str, str]
    landers: tuple[LanderPlan, ...] = ()
    commands: tuple[CommandPlan, ...] = ()
    faults: tuple[PlannedFault, ...] = ()
    gravity_mps2: float = STANDARD_GRAVITY_MPS2

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The radio's modes, slowest first."""
        return tuple(sorted(self.link.radio.budget.modes, key=lambda mode: mode.rate_bps))

    @property
    def threshold_db(self) -> float:
        """The largest loss at which the slowest mode still closes: the link is open at or below it."""
        budget = self.link.radio.budget
        return budget.threshold_loss_db(budget.lowest_mode)

    @property
    def surface(self) -> Surface:
        """The ground as its vehicle asks for it."""
        return Surface.of(self.link.terrain, self.link.frame, self.gravity_mps2)

    @property
    def is_forecast(self) -> bool:
        """Whether the terrain is what was known on a day, not all that is known now."""
        return self.link.terrain.as_of is not None

    def next_awake(self, utc_s: float, set_later: Sequence[tuple[float, Wake]] = ()) -> float:
        """The first instant from `utc_s` on at which the helicopter is awake by its alarm alone.

        Args:
            set_later: (instant, alarm as set from then on), in time; the alarm of a day is that set as it begins.
        """
        for day in (self.clock.day(utc_s) - 1, self.clock.day(utc_s), self.clock.day(utc_s) + 1):
            begins = self.clock.utc_s(day)
            wake = next((w for at, w in reversed(set_later) if at <= begins), self.helicopter.wake)
            alarm = self.clock.utc_s(day, wake.alarm_seconds_of_day)
            if utc_s < alarm + wake.awake_s:
                return max(alarm, utc_s)
        raise RuntimeError("an alarm goes off every day")
