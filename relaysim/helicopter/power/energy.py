"""Power in time: what the helicopter holds, where energy goes, and when it gives out or comes back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

EventKind = Literal["brown-out", "boot"]
Load = Literal["asleep", "awake"]


@dataclass(frozen=True)
class PowerState:
    """What the battery and the inside are like at an instant.

    Attributes:
        utc_s: the instant.
        charge_wh: in the battery, 0 to its capacity.
        temperature_c: of electronics and battery.
        on: electronics and heater have power; off from a brown-out to the next boot, without a clock.
        awake_until_utc_s: after a boot the electronics stay awake so long, whatever the load asked for.
    """

    utc_s: float
    charge_wh: float
    temperature_c: float
    on: bool = True
    awake_until_utc_s: float = -math.inf


@dataclass(frozen=True)
class Energies:
    """Where energy came from and went, Wh, each 0 or more.

    solar + charger + charge at the start
    = spilled + charging + heater + electronics + rotor + scripted + charge at the end.

    Attributes:
        solar_wh: from the panel.
        spilled_wh: of that, what a full battery had no room for.
        charging_wh: what was lost in putting energy into the battery.
        heater_wh, electronics_wh, rotor_wh: used; the last by the rotors, or by whatever else moves the vehicle.
        scripted_wh: taken away by brown-outs that the scenario prescribes.
        charger_wh: from the rover's charger, which gives no more than there is room for.
    """

    solar_wh: float = 0.0
    spilled_wh: float = 0.0
    charging_wh: float = 0.0
    heater_wh: float = 0.0
    electronics_wh: float = 0.0
    rotor_wh: float = 0.0
    scripted_wh: float = 0.0
    charger_wh: float = 0.0

    @property
    def out_wh(self) -> float:
        """All that went out."""
        lost = self.spilled_wh + self.charging_wh + self.scripted_wh
        return lost + self.heater_wh + self.electronics_wh + self.rotor_wh

    def plus(self, other: Energies) -> Energies:
        """Both together."""
        return Energies(
            self.solar_wh + other.solar_wh,
            self.spilled_wh + other.spilled_wh,
            self.charging_wh + other.charging_wh,
            self.heater_wh + other.heater_wh,
            self.electronics_wh + other.electronics_wh,
            self.rotor_wh + other.rotor_wh,
            self.scripted_wh + other.scripted_wh,
            self.charger_wh + other.charger_wh,
        )


@dataclass(frozen=True)
class PowerEvent:
    """The electronics went off or came back.

    Attributes:
        scripted: the scenario prescribes it, the model did not find it.
    """

    kind: EventKind
    utc_s: float
    scripted: bool = False


@dataclass(frozen=True)
class Stretch:
    """What happened from one instant to a later one.

    Attributes:
        state: at the end.
        energies: that came and went.
        events: brown-outs and boots in time.
    """

    state: PowerState
    energies: Energies
    events: tuple[PowerEvent, ...] = ()

    @property
    def brown_outs(self) -> tuple[PowerEvent, ...]:
        """Those events at which the electronics went off."""
        return tuple(event for event in self.events if event.kind == "brown-out")
