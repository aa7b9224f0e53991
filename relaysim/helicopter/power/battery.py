"""The battery: what it holds, and how much of what goes in comes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Charger:
    """The rover's charger for it.

    Attributes:
        power_w: what it gives at most; never more than the battery has room for.
        within_m: how near to the rover the helicopter has to stand, in plan.
    """

    power_w: float
    within_m: float


@dataclass(frozen=True)
class Battery:
    """A store of energy between empty and full.

    Attributes:
        capacity_wh: usable, from full to the voltage at which the electronics drop out.
        reserve_wh: what a flight must leave of it; looked at by whoever plans a flight, not by the battery.
        initial_share: of the capacity, at the start.
        charge_efficiency: part of what is put in that is kept, 0 to 1; all that is kept comes out.
        boot_share: of the capacity; after a brown-out it has to be filled so far before the electronics start.
        boot_awake_s: how long the electronics then stay awake.
        charger: how the rover charges it; None: it does not.
    """

    capacity_wh: float
    reserve_wh: float = 0.0
    initial_share: float = 1.0
    charge_efficiency: float = 1.0
    boot_share: float = 0.1
    boot_awake_s: float = 0.0
    charger: Charger | None = None

    @property
    def boot_wh(self) -> float:
        """The charge at which the electronics start again."""
        return self.boot_share * self.capacity_wh
