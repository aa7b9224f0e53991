"""What a kind of vehicle lets a scenario set: quantities with units, under `helicopter.vehicle_settings`."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.units import DIMENSIONS, parse_quantity


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        key: in the scenario (longest_hop).
        field: what the vehicle calls it, with the base unit of its dimension at the end (longest_hop_m).
        what: for people, in a few words.
        dimension: of relaysim.units ("length", "duration", "angle", "mass", "power", "share" ...).
        example: as a person would write it.
        default: likewise; None for one that has to be given.
        low, high: bounds, themselves allowed, as a person would write them; None for no bound.
        above: lower bound, itself not allowed.

    Raises: ValueError for a dimension that there is none of, or a figure that is no quantity of it.
    """

    key: str
    field: str
    what: str
    dimension: str
    example: str
    default: str | None = None
    low: str | None = None
    high: str | None = None
    above: str | None = None

    def __post_init__(self) -> None:
        if self.dimension not in DIMENSIONS:
            raise ValueError(f"setting {self.key}: '{self.dimension}' is none of {', '.join(DIMENSIONS)}")
        for written in (self.example, self.default, self.low, self.high, self.above):
            if written is not None:
                parse_quantity(written, self.dimension)
