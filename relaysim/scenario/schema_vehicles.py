"""The rover and the helicopter: where they are, what they store, what the helicopter produces."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.helicopter.vehicles.shipped import SHIPPED
from relaysim.plugins import VEHICLES
from relaysim.scenario.open_section import OpenSection
from relaysim.scenario.plugin_name import PluginName
from relaysim.scenario.quantities import (
    DataRate,
    Latitude,
    Longitude,
    PositiveDuration,
    Power,
    Quantity,
    Speed,
    Volume,
)
from relaysim.scenario.scalars import Text, Whole
from relaysim.scenario.schema_cameras import Camera, Pictures, Size
from relaysim.scenario.schema_contingencies import Altimeter, BatteryVoltage, NavigationImages
from relaysim.scenario.schema_envelope import Envelope
from relaysim.scenario.schema_power import HelicopterPower
from relaysim.scenario.schema_route import DriveRoute
from relaysim.scenario.section import FilePath, Name, Priority, Section, Sourced, WhenFull, written
from relaysim.scenario.times import TimeOfDay

Heading = Annotated[float, Quantity("angle", "90 deg", low="-360 deg", high="360 deg")]
VehicleName = Annotated[str, PluginName(VEHICLES, tuple(SHIPPED))]
ProductKind = Annotated[
    str,
    Text(
        pattern="(?!command$)[a-z][a-z0-9_-]*",
        form="a kind of product (telemetry, image, log; never command)",
    ),
]


class Product(Section):
    """Data that a node creates."""

    kind: ProductKind = Field(description="telemetry, image, log ...")
    name: Name = Field(description="name of the product, for people")
    count: Annotated[int, Whole(1, 100_000)] = Field(default=1, description="how many of them at a time")
    size_bits: Volume = Field(alias="size", description="size of each")
    priority: Priority = Field(description="1 is sent first")
    expires_s: PositiveDuration | None = Field(
        default=None, alias="expires", description="expires when older than this, never if absent"
    )


class TimedProduct(Product):
    """Data that a node creates at a time of the local day."""

    at_s: TimeOfDay | None = Field(
        default=None, alias="at", description="when it is created; as the local day begins if absent"
    )


class Rover(Section):
    """The relay: it follows recorded drives or a route, or stands where it is put."""

    name: Name = Field(description="name of the rover, for people")
    drives: FilePath | None = Field(
        default=None, description="CSV table of drives (drive, sol, start_utc, end_utc, length_m, note)"
    )
    drive_paths: FilePath | None = Field(
        default=None,
        description="CSV table of their paths (drive, sequence, latitude_deg, longitude_deg, fraction)",
    )
    route: DriveRoute | None = Field(
        default=None, description="a route from a file, in place of the tables of drives and their paths"
    )
    latitude_deg: Latitude | None = Field(
        default=None, alias="latitude", description="where it stands if it never drives"
    )
    longitude_deg: Longitude | None = Field(
        default=None, alias="longitude", description="east longitude where it stands if it never drives"
    )
    attitudes: FilePath | None = Field(
        default=None,
        description="CSV table of how it stood after its drives (sol, roll_deg, pitch_deg, yaw_deg): for body_loss and"
        " antenna patterns",
    )
    heading_deg: Heading | None = Field(
        default=None,
        alias="heading",
        description="which way it faces if it never drives, clockwise from north; unknown if absent",
    )
    size: Size | None = Field(default=None, description="its size, for pictures that may show it")
    storage_bits: Volume = Field(alias="storage", description="what it can keep for the relay")
    when_full: WhenFull = Field(default="refuse", description="what it does with the next when it is full")
    daily_products: tuple[TimedProduct, ...] = Field(
        default=(), description="its own data, created every local day, which compete for the way to Earth"
    )


class Wake(Sourced):
    """When the helicopter is awake while nothing has been heard."""

    alarm_s: TimeOfDay = Field(alias="alarm", description="time of the local day at which it wakes")
    awake_s: PositiveDuration = Field(alias="awake", description="how long it then listens")


class InFlightTelemetry(Section):
    """What the helicopter sends while it flies."""

    rate_bps: DataRate = Field(alias="rate", description="data per time of flight")
    every_s: PositiveDuration = Field(alias="every", description="one product each such interval")
    priority: Priority = Field(description="1 is sent first")


class Helicopter(Section):
    """The helicopter: where it stands at the start, its flights' records, its products."""

    name: Name = Field(description="name of the helicopter, for people")
    vehicle: VehicleName = Field(
        default="rotorcraft",
        description="how it moves: rotorcraft (climbs, cruises, descends), hopper (ballistic hops, for bodies without"
        " air), or what an installed package adds",
    )
    vehicle_settings: OpenSection = Field(
        default=written({}),
        description="what that kind of vehicle lets be set (below), with kind and source; a rotorcraft has none",
    )
    latitude_deg: Latitude = Field(alias="latitude", description="where it stands when the scenario starts")
    longitude_deg: Longitude = Field(
        alias="longitude", description="east longitude where it stands at the start"
    )
    flights: FilePath | None = Field(
        default=None,
        description="CSV table of recorded flights (flight, sol, takeoff_utc, duration_s, distance_m,"
        " max_altitude_m, max_speed_mps, takeoff and landing positions, purpose)",
    )
    flight_tracks: FilePath | None = Field(
        default=None,
        description="CSV table of their tracks (flight, sequence, elapsed_s, latitude_deg, longitude_deg)",
    )
    climb_rate_mps: Speed | None = Field(
        default=None, alias="climb_rate", description="vertical speed after take-off; needed by a rotorcraft"
    )
    descent_rate_mps: Speed | None = Field(
        default=None,
        alias="descent_rate",
        description="vertical speed before landing; needed by a rotorcraft",
    )
    envelope: Envelope | None = Field(
        default=None, description="limits of its flights; without it planned ones change speed at once"
    )
    contingencies: FilePath | None = Field(
        default=None,
        description="CSV table of the conditions under which it lands at once (name, signal, threshold, unit, sense,"
        " armed_phases, armed_above_m, armed_after_s, persists_s, does, kind, threshold_kind, source, what)",
    )
    images: NavigationImages | None = Field(
        default=None, description="its navigation images; without them they end no flight"
    )
    altimeter: Altimeter | None = Field(
        default=None, description="its altimeter; without it none ends a flight"
    )
    battery_voltage: BatteryVoltage | None = Field(
        default=None, description="the voltage of its battery; without it none ends a flight"
    )
    power: HelicopterPower | None = Field(
        default=None,
        description="battery, panel, rotors, heat: charge at any time, and nights on which it gives out; without it the"
        " helicopter always has power",
    )
    cameras: tuple[Camera, ...] = Field(
        default=(), description="what its pictures cover, and whether the rover is in them (rover.size)"
    )
    pictures: Pictures | None = Field(
        default=None, description="what is known of its attitude as its cameras look"
    )
    flight_power_w: Power | None = Field(
        default=None,
        alias="flight_power",
        description="mean power in flight, where `power` is not modelled; without either no energies are given",
    )
    storage_bits: Volume = Field(alias="storage", description="what it can keep for the relay")
    when_full: WhenFull = Field(default="refuse", description="what it does with the next when it is full")
    wake: Wake = Field(description="when it is awake while nothing has been heard")
    daily_products: tuple[Product, ...] = Field(
        default=(), description="created at every wake-up by the alarm"
    )
    flight_products: tuple[Product, ...] = Field(default=(), description="created by every flight")
    in_flight_telemetry: InFlightTelemetry | None = Field(default=None, description="sent while it flies")
