"""The rows of a run's tables. A field's name is its column; the unit is the last part of the name.

Fields ending in `_utc` hold seconds since 1970 and are written as ISO 8601 with Z; None is an empty cell.
"""

from __future__ import annotations

from dataclasses import dataclass

# 2: data_per_sol.csv, blackout_causes.csv, decisions.csv; carried_bits and mean_age_s in contacts.csv.
# 3: power.csv, pictures.csv; in flights.csv what made it land at once, its charge, how far its track was moved along;
# the last two columns of decisions.csv.
SCHEMA_VERSION = 3


@dataclass(frozen=True)
class BlackoutRow:
    """An interval without contact at one level; the obstruction is that of its first instant."""

    blackout_id: int
    level: str
    start_utc: float
    end_utc: float
    start_sol: int
    end_sol: int
    duration_s: float
    duration_days: float
    duration_sols: float
    calendar_days: int
    cause: str
    obstruction_lat_deg: float | None
    obstruction_lon_deg: float | None
    obstruction_above_sightline_m: float | None
    obstruction_distance_m: float | None
    distance_m: float | None
    worst_margin_db: float | None
    worst_margin_utc: float | None
    start_utc_p05: float | None
    start_utc_p95: float | None
    end_utc_p05: float | None
    end_utc_p95: float | None
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A stretch in which two neighbours could exchange data: both awake and the link open."""

    contact_id: int
    source: str
    destination: str
    start_utc: float
    end_utc: float
    start_sol: int
    duration_s: float
    min_margin_db: float | None
    max_margin_db: float | None
    rate_bps: float
    goodput_bps: float
    capacity_bits: int
    one_way_light_time_s: float
    open_start: bool
    open_end: bool
    carried_bits: int = 0
    mean_age_s: float | None = None


@dataclass(frozen=True)
class FlightRow:
    """One flight as flown, or as held."""

    flight: int
    purpose: str
    sol: int
    attempts: int
    gate_opened_utc: float | None
    takeoff_utc: float | None
    landing_utc: float | None
    planned_duration_s: float
    duration_s: float | None
    planned_distance_m: float
    distance_m: float | None
    max_altitude_m: float
    outcome: str
    reason: str
    link_at_takeoff: str
    margin_at_takeoff_db: float | None
    link_lost_utc: float | None
    link_lost_altitude_m: float | None
    margin_at_landing_db: float | None
    landing_lat_deg: float | None
    landing_lon_deg: float | None
    repositioned_from_record: bool
    energy_wh: float | None
    moved_from_record_m: float | None = None
    charge_at_takeoff_wh: float | None = None
    charge_at_landing_wh: float | None = None
    land_now_condition: str = ""
    land_now_utc: float | None = None
    land_now_height_m: float | None = None
    touchdown_after_s: float | None = None
    probability_at_takeoff: float | None = None
    probability_at_landing: float | None = None


@dataclass(frozen=True)
class GateRow:
    """One check of one attempt to take off."""

    flight: int
    attempt: int
    utc: float
    check: str
    value: str
    limit: str
    passed: bool


@dataclass(frozen=True, slots=True)
class PowerRow:
    """The helicopter's energy of one local day: charge_start + solar + charger = charge_end + all else but least, most."""

    sol: int
    charge_start_wh: float
    charge_end_wh: float
    charge_least_wh: float
    charge_most_wh: float
    solar_wh: float
    spilled_wh: float
    charging_wh: float
    heater_wh: float
    electronics_wh: float
    rotor_wh: float
    scripted_wh: float
    brown_outs: int
    charger_wh: float


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A command or data product and what became of it."""

    product_id: str
    kind: str
    flight: int | None
    source: str
    destination: str
    size_bits: int
    priority: int
    created_utc: float
    at_rover_utc: float | None
    delivered_utc: float | None
    latency_s: float | None
    deadline_utc: float | None
    hops: str
    status: str
    reason: str
    rover_in_frame: bool | None


@dataclass(frozen=True, slots=True)
class DataPerSolRow:
    """The helicopter's data of one local day: what it made, what reached the rover, what reached Earth and how late."""

    sol: int
    created_bits: int
    at_rover_bits: int
    to_earth_bits: int
    to_earth_products: int
    latency_median_s: float | None
    latency_p95_s: float | None
    oldest_waiting_s: float | None


@dataclass(frozen=True)
class BlackoutCauseRow:
    """A part of a blackout, put down to one cause; another part may overlap it, where two causes hold at once."""

    blackout_id: int
    level: str
    start_utc: float
    end_utc: float
    cause: str


@dataclass(frozen=True)
class DecisionRow:
    """What had to be on Earth for a decision, and whether it was."""

    decision_id: int
    what: str
    flight: int | None
    deadline_utc: float
    sol: int
    needed_products: int
    on_time_products: int
    late_products: int
    missing_products: int
    last_arrival_utc: float | None
    margin_s: float | None
    why: str
    needed_kinds: str
    not_on_time: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One change of state, at the node where it happened."""

    t_utc: float
    sol: int
    lmst: str
    node: str
    event: str
    subject: str
    detail: str
