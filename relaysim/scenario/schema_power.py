"""The helicopter's power and heat: battery, panel, rotors, heater, the air around it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.quantities import (
    Area,
    Density,
    Distance,
    Duration,
    EarthDistance,
    Energy,
    Mass,
    Quantity,
    Share,
    Temperature,
)
from relaysim.scenario.scalars import Choice, Number
from relaysim.scenario.section import FilePath, Section, Sourced, written
from relaysim.scenario.times import Instant, TimeOfDay

Efficiency = Annotated[float, Quantity("share", "26 %", above="0 %", high="100 %")]
Wattage = Annotated[float, Quantity("power", "0.2 W", low="0 W", high="1000000 W")]
HeatCapacity = Annotated[float, Quantity("heat capacity", "600 J/K", above="0 J/K", high="1000000000 J/K")]
Conductance = Annotated[float, Quantity("thermal conductance", "0.03 W/K", above="0 W/K", high="1000000 W/K")]
OpticalDepth = Annotated[float, Number(0.0, 20.0)]
Declination = Annotated[float, Quantity("angle", "0 deg", low="-90 deg", high="90 deg")]

Facing = Annotated[Literal["up", "sun"], Choice("side that the panel faces", ("up", "sun"))]
SunHorizon = Annotated[Literal["level", "terrain"], Choice("horizon of the Sun", ("level", "terrain"))]


class Charger(Sourced):
    """The rover charges it: on the ground, while both stand."""

    power_w: Wattage = Field(alias="power", description="what it gives at most")
    within_m: Distance = Field(alias="within", description="how near to the rover it has to stand")


class Battery(Sourced):
    """What it can store."""

    capacity_wh: Energy = Field(alias="capacity", description="usable energy, from full to empty")
    reserve_wh: Energy = Field(alias="reserve", description="what a flight must leave in it")
    initial: Share = Field(default=written("100 %"), description="charge at the start, of the capacity")
    charge_efficiency: Efficiency = Field(
        default=written("100 %"), description="part of what is put in that is kept"
    )
    charger: Charger | None = Field(default=None, description="how the rover charges it; absent: it does not")


class Dust(Section):
    """How dusty the panel is at an instant."""

    at_utc_s: Instant = Field(alias="at", description="when")
    loss: Share = Field(description="the share of light that the dust on it takes")


class Panel(Sourced):
    """The solar panel."""

    area_m2: Area = Field(alias="area", description="area of the cells")
    efficiency: Efficiency = Field(
        description="electrical power over sunlight on clean cells, regulator included"
    )
    dust: tuple[Dust, ...] = Field(
        default=(),
        description="dust on the panel, instants rising; linear between them; none is a clean panel",
    )
    facing: Facing = Field(
        default="up",
        description="`up`: it lies level; `sun`: it is turned and tilted to face the Sun squarely",
    )
    horizon: SunHorizon = Field(
        default="level",
        description="what the Sun has to stand above to shine on it; `terrain`: the terrain within 10 km of where it"
        " stands, at least level, seen from the height of the antenna; unknown ground counts as level",
    )


class Rotor(Sourced):
    """The rotors, taken as one disc."""

    mass_kg: Mass = Field(alias="mass", description="mass of the whole helicopter")
    diameter_m: Distance = Field(alias="diameter", description="diameter of the disc")
    efficiency: Efficiency = Field(description="ideal power over electrical power")
    electronics_w: Wattage = Field(
        default=written("0 W"), alias="electronics", description="what everything else takes in flight"
    )
    spin_w: Wattage = Field(
        default=written("0 W"), alias="spin", description="mean power while the rotors spin up or down"
    )


class SetPoint(Section):
    """A new set-point of the heater."""

    from_utc_s: Instant = Field(alias="from", description="when it begins to hold")
    set_point_c: Temperature = Field(alias="set_point", description="the heater keeps the inside no colder")


class Heater(Sourced):
    """The heater of battery and electronics."""

    set_point_c: Temperature = Field(alias="set_point", description="the heater keeps the inside no colder")
    power_w: Wattage = Field(alias="power", description="its greatest power")
    changes: tuple[SetPoint, ...] = Field(default=(), description="later set-points, instants rising")


class Thermal(Sourced):
    """Battery and electronics as one warm body."""

    capacity_j_k: HeatCapacity = Field(alias="capacity", description="heat that warms it by one kelvin")
    conductance_w_k: Conductance = Field(
        alias="conductance", description="heat it loses to the air per kelvin"
    )


class Loads(Sourced):
    """What the electronics take on the ground."""

    asleep_w: Wattage = Field(alias="asleep", description="between its times awake")
    awake_w: Wattage = Field(alias="awake", description="while it listens or works")


class DustStorm(Sourced):
    """A dust storm: the optical depth rises in a line to its peak and falls back in a line."""

    from_utc_s: Instant = Field(alias="from", description="when it begins")
    peak_utc_s: Instant = Field(alias="peak", description="when it is at its worst")
    to_utc_s: Instant = Field(alias="to", description="when it is over")
    optical_depth: OpticalDepth = Field(description="at the peak, all that is in the air together")


class Air(Sourced):
    """The air around it: a table by season or date, or as many constants as something needs."""

    table: FilePath | None = Field(
        default=None,
        description="CSV table (solar_longitude_deg, or utc; density_kg_m3, optical_depth, night_c, day_c)",
    )
    density_kg_m3: Density | None = Field(
        default=None, alias="density", description="density of the air; absent: there is none"
    )
    optical_depth: OpticalDepth | None = Field(
        default=None, description="of all that is in the air, in visible light; 0 is clear, as without air"
    )
    night_c: Temperature | None = Field(default=None, alias="night", description="coldest of a day, at 06:00")
    day_c: Temperature | None = Field(default=None, alias="day", description="warmest of a day, at 14:00")
    storms: tuple[DustStorm, ...] = Field(default=(), description="dust storms on top of it")


class SunSection(Sourced):
    """The Sun, for a body whose sky is not known: the same every day, noon at 12:00."""

    declination_deg: Declination = Field(alias="declination", description="latitude under the Sun")
    distance_m: EarthDistance = Field(alias="distance", description="distance from the Sun")


class ScriptedBrownOuts(Sourced):
    """Days on which the charge gives out whatever the model says."""

    from_utc_s: Instant = Field(alias="from", description="from this instant on")
    to_utc_s: Instant = Field(alias="to", description="up to this instant, itself outside")
    at_s: TimeOfDay = Field(alias="at", description="time of the local day at which the charge gives out")


class BrownOut(Sourced):
    """What happens when the charge gives out: everything goes off, and sunlight or a charger has to bring it back."""

    boots_at: Efficiency = Field(description="charge at which the electronics start again, of the capacity")
    awake_s: Duration = Field(alias="awake", description="how long they then stay awake")


class HelicopterPower(Section):
    """Battery, panel, rotors, heater, and the air; without this section energies are flight_power times duration.

    Of panel, heater, heat and air a vehicle has what it has: what is absent takes part in nothing.
    """

    battery: Battery = Field(description="what it can store")
    panel: Panel | None = Field(default=None, description="the solar panel; absent: no sunlight charges it")
    rotor: Rotor | None = Field(
        default=None, description="the rotors, of a vehicle that has some (rotorcraft): it needs them"
    )
    heater: Heater | None = Field(default=None, description="the heater; absent: nothing is heated")
    thermal: Thermal | None = Field(
        default=None, description="how warm it stays; absent: the battery has no temperature"
    )
    loads: Loads = Field(description="what the electronics take on the ground")
    air: Air | None = Field(default=None, description="the air around it; absent: there is none")
    sun: SunSection | None = Field(
        default=None,
        description="for a panel on a body other than Mars and the Moon, whose Sun is not in the ephemeris",
    )
    brown_out: BrownOut = Field(description="when the charge gives out")
    brown_outs: tuple[ScriptedBrownOuts, ...] = Field(
        default=(), description="brown-outs that the scenario prescribes, marked as scripted in the results"
    )
