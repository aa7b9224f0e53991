"""The world of a scenario: everything the simulation needs, in SI units, with no YAML in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relaysim.clock.light_time import LightTime
from relaysim.clock.local_clock import LocalClock
from relaysim.earth.schedule import DailyWindow
from relaysim.helicopter.flight_route import FlightLimits, Waypoints
from relaysim.helicopter.gate import Policy
from relaysim.links.attitude import AttitudeLog
from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.model import LinkModel
from relaysim.path.route import Route
from relaysim.radio.budget import Mode
from relaysim.radio.packets import Packets
from relaysim.relay.network import Template
from relaysim.rover.drives import Drive, stand_before


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


@dataclass(frozen=True)
class RoverPlan:
    """The rover: where it starts, how it drives, and how it stood between drives."""

    name: str
    x_m: float
    y_m: float
    storage_bits: float
    drives: tuple[Drive, ...]
    attitudes: AttitudeLog = field(default_factory=AttitudeLog)

    def stands_at(self, utc_s: float) -> tuple[float, float]:
        """Where it is at an instant, x_m and y_m: as its drives have it, or where it was put."""
        return stand_before(self.drives, utc_s) if self.drives else (self.x_m, self.y_m)


@dataclass(frozen=True)
class SessionPlan:
    """When base station and helicopter try to talk."""

    after_contact_seconds_of_day: tuple[float, ...]
    duration_s: float
    handshake_s: float
    before_flight_s: float
    after_flight_s: float


@dataclass(frozen=True)
class GatePlan:
    """How flights are gated and held."""

    policy: Policy
    retry_every_s: float
    tries_per_day: int
    give_up_after_days: int


@dataclass(frozen=True)
class EarthPlan:
    """Earth's daily windows."""

    light_time: LightTime
    uplinks: tuple[DailyWindow, ...]
    passes: tuple[DailyWindow, ...]
    pass_time_sigma_s: float
    normal_gap_days: float
    command_lead_days: float


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
    def is_forecast(self) -> bool:
        """Whether the terrain is what was known on a day, not all that is known now."""
        return self.link.terrain.as_of is not None

    def next_awake(self, utc_s: float) -> float:
        """The first instant from `utc_s` on at which the helicopter is awake by its alarm alone."""
        wake = self.helicopter.wake
        for day in (self.clock.day(utc_s) - 1, self.clock.day(utc_s), self.clock.day(utc_s) + 1):
            alarm = self.clock.utc_s(day, wake.alarm_seconds_of_day)
            if utc_s < alarm + wake.awake_s:
                return max(alarm, utc_s)
        raise RuntimeError("an alarm goes off every day")
