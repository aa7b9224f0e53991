"""The way between the ground and Earth: daily windows, or stations, orbiters and X-band, or a contact plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.plugins import ROUTERS
from relaysim.relay.routers import BY_RANK
from relaysim.relay.routers import ROUTERS as OURS
from relaysim.scenario.horizon import HorizonSource
from relaysim.scenario.light_time import LightTimeSource
from relaysim.scenario.plan_names import PlanNames
from relaysim.scenario.plugin_name import PluginName
from relaysim.scenario.quantities import (
    DataRate,
    Duration,
    EarthDistance,
    Elevation,
    Latitude,
    Longitude,
    PositiveDuration,
    Separation,
    Volume,
)
from relaysim.scenario.scalars import Choice, Number, Whole
from relaysim.scenario.schema_orbiters import Orbiter
from relaysim.scenario.section import FilePath, Name, NodeName, Section, Sourced, WhenFull, written
from relaysim.scenario.times import Instant, TimeOfDay

PlanFormat = Annotated[
    Literal["ion", "hdtn", "tvg"], Choice("format of contact plans", ("ion", "hdtn", "tvg"))
]


class Window(Section):
    """A window that returns every local day."""

    at_s: TimeOfDay = Field(alias="at", description="local time of day when it begins")
    duration_s: PositiveDuration = Field(alias="duration", description="its length")


class Uplink(Section):
    """A daily transmission from Earth to the rover."""

    at_s: TimeOfDay = Field(alias="at", description="local time of day at the rover when it begins")
    duration_s: PositiveDuration = Field(alias="duration", description="its length")
    rate_bps: DataRate = Field(alias="rate", description="data per time")


class Pass(Section):
    """A daily transmission from the rover to Earth, through an orbiter."""

    at_s: TimeOfDay = Field(alias="at", description="local time of day at the rover when it begins")
    duration_s: PositiveDuration = Field(alias="duration", description="its length")
    rate_bps: DataRate = Field(alias="rate", description="data per time")
    latency_s: Duration = Field(
        default=written("0 s"), alias="latency", description="time the orbiter keeps the data"
    )


class Station(Section):
    """A ground station on Earth."""

    name: NodeName = Field(description="its name in contacts and hops")
    latitude_deg: Latitude = Field(alias="latitude", description="its geodetic latitude")
    longitude_deg: Longitude = Field(alias="longitude", description="its east longitude")
    mask_deg: Elevation = Field(
        default=written("10 deg"), alias="mask", description="lowest elevation at which it listens and sends"
    )
    latency_s: Duration = Field(
        default=written("0 s"),
        alias="latency",
        description="what the ground network adds between it and the operations centre, either way",
    )
    rate_bps: DataRate = Field(
        default=written("100 Mbit/s"), alias="rate", description="of the ground network, either way"
    )


class DirectRate(Section):
    """What one station does at the reference distance."""

    station: NodeName = Field(description="name of a station of earth.stations")
    commands_bps: DataRate | None = Field(
        default=None, alias="commands", description="data per time to the rover; no commands if absent"
    )
    returns_bps: DataRate | None = Field(
        default=None, alias="returns", description="data per time from the rover; none if absent"
    )


class Direct(Sourced):
    """The rover's own link with the stations, without an orbiter (X-band)."""

    windows: Annotated[tuple[Window, ...], Field(min_length=1)] = Field(
        description="when the rover points its antenna at Earth"
    )
    horizon_deg: HorizonSource = Field(
        default=written("10 deg"),
        alias="horizon",
        description="how high Earth must stand at the rover; `terrain`: as high as the terrain within 10 km stands, at"
        " least level; unknown ground counts as level",
    )
    rates: Annotated[tuple[DirectRate, ...], Field(min_length=1)] = Field(
        description="the stations that take part, and their rates at the reference distance"
    )
    reference_distance_m: EarthDistance | None = Field(
        default=None,
        alias="reference_distance",
        description="where these rates hold, else as the inverse square of the distance; everywhere if absent",
    )


class Conjunction(Sourced):
    """When the Sun stands between: no commands, fewer returns."""

    below_deg: Separation = Field(
        default=written("2.2 deg"), alias="below", description="angle between Sun and body as Earth sees them"
    )
    returns_factor: Annotated[float, Number(0.0, 1.0)] = Field(
        alias="returns", description="what is left of the rates to Earth: 1 all, 0 nothing"
    )


class PlanNode(Section):
    """A node of the contact plan other than Earth, the rover and the landers."""

    name: NodeName = Field(description="as the scenario calls it")
    type: Annotated[Literal["station", "orbiter"], Choice("type of node", ("station", "orbiter"))] = Field(
        description="station or orbiter"
    )
    storage_bits: Volume | None = Field(
        default=None, alias="storage", description="what it can keep for the relay; without limit if absent"
    )
    latency_s: Duration = Field(
        default=written("0 s"), alias="latency", description="how long it keeps data before they may go on"
    )


class ContactPlan(Section):
    """A contact plan of another simulator, which takes the place of all windows here."""

    file: FilePath = Field(description="the plan")
    format: PlanFormat | None = Field(
        default=None, description="its format; found from its content if absent"
    )
    epoch_utc_s: Instant | None = Field(
        default=None, alias="epoch", description="what its times count from, where the file does not say so"
    )
    names: PlanNames = Field(
        default=written({}), description="its nodes' names or numbers: those of this scenario"
    )
    nodes: tuple[PlanNode, ...] = Field(default=(), description="its nodes besides Earth and the ground")


class Earth(Sourced):
    """The way between the ground and Earth, or what a scenario has in its place."""

    name: Name | None = Field(
        default=None,
        description="what people call the far end, with its article (the command post); Earth if absent; in files and"
        " levels it stays `earth`",
    )
    light_time: LightTimeSource = Field(
        description="one-way light time: a duration, a CSV table (utc, one_way_light_time_s), or `ephemeris`"
    )
    uplinks: tuple[Uplink, ...] = Field(default=(), description="daily, Earth to rover")
    passes: tuple[Pass, ...] = Field(default=(), description="daily, rover to Earth")
    pass_time_sigma_s: Duration = Field(
        default=written("0 s"),
        alias="pass_time_sigma",
        description="standard deviation of a daily pass's start, drawn from the seed",
    )
    stations: tuple[Station, ...] = Field(
        default=(), description="ground stations; without any, orbiters reach Earth at all times"
    )
    direct: Direct | None = Field(default=None, description="the rover's own link with the stations")
    orbiters: tuple[Orbiter, ...] = Field(default=(), description="orbiters that hear rover and landers")
    most_passes: Annotated[int, Whole(1, 1000)] | None = Field(
        default=None,
        description="passes of all orbiters that are used on one local day, those that carry most; all if absent",
    )
    shortest_pass_s: Duration = Field(
        default=written("0 s"), alias="shortest_pass", description="what is shorter is not used"
    )
    conjunction: Conjunction | None = Field(
        default=None, description="what happens near the Sun; without it nothing does"
    )
    contacts: ContactPlan | None = Field(
        default=None, description="a contact plan, instead of windows, stations and orbiters"
    )
    when_full: WhenFull = Field(
        default="refuse", description="what a full orbiter does with the next that comes"
    )
    router: Annotated[str, PluginName(ROUTERS, tuple(OURS))] = Field(
        default=BY_RANK,
        description="who gets a product next: by-rank, any node nearer to where it goes; least-delay, of those any whose"
        " expected delay over the planned windows is less; or the name of an installed one (docs/how-to/add-a-router.md)",
    )
    normal_gap_days: Annotated[float, Number(0.0, 10_000.0)] = Field(
        default=2.0, alias="normal_gap", description="local days without data that nobody calls a blackout"
    )
