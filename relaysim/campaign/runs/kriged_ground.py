"""Errors of the ground as kriging implies them, for the runs of a study: worked out once, carried to every worker."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relaysim.campaign.study.kriged import ADVICE, kriged_entry
from relaysim.errors import InputError
from relaysim.scenario.ground_plan import GroundWish
from relaysim.terrain.grid import Box

if TYPE_CHECKING:
    from relaysim.engine.job import Arrays
    from relaysim.terrain.kriged_error import KrigedErrors

# Beyond the ground that variants ask for: a drawn place of a vehicle may ask for a little more.
WIDER_M = 50.0


@dataclass(frozen=True)
class CarriedErrors:
    """The errors of one terrain as of one day, wherever variants ask for it; its large parts are among the work's arrays.

    Attributes:
        terrain, as_of_sol: of the wishes it serves.
        errors: without factor and gain.
        factor, gain: names of the arrays.
    """

    terrain: str | Path
    as_of_sol: int | None
    errors: KrigedErrors
    factor: str
    gain: str

    def unpacked(self, arrays: Arrays) -> KrigedErrors:
        """The errors with their arrays."""
        factor: Any = arrays[self.factor]
        gain: Any = arrays[self.gain]
        return dataclasses.replace(self.errors, factor=factor, gain=gain)


class GroundErrors:
    """The errors at hand, by terrain and day."""

    def __init__(self, known: dict[tuple[str | Path, int | None], KrigedErrors]) -> None:
        self._known = known

    @staticmethod
    def carried(carried: Sequence[CarriedErrors], arrays: Arrays) -> GroundErrors:
        """Those that came with the work."""
        return GroundErrors({(one.terrain, one.as_of_sol): one.unpacked(arrays) for one in carried})

    @staticmethod
    def made(wishes: Sequence[GroundWish]) -> GroundErrors:
        """Those of the grounds that are wished for.

        Raises:
            InputError: a ground is not made by kriging, or too large.
        """
        return GroundErrors({(terrain, day): errors for terrain, day, errors in _errors(wishes)})

    def of(self, wish: GroundWish) -> KrigedErrors:
        """Those of a ground.

        Raises:
            InputError: no variant that was looked at has this terrain as of this day.
        """
        found = self._known.get((wish.names[0], wish.as_of_sol)) if len(wish.names) == 1 else None
        if found is None:
            names = ", ".join(str(name) for name in wish.names)
            raise InputError(f"no errors of terrain {names} were worked out for this run: {ADVICE}")
        return found


def carry_errors(
    wishes: Sequence[GroundWish], arrays: dict[str, NDArray[np.generic]]
) -> tuple[CarriedErrors, ...]:
    """The errors of all grounds that are wished for; their large parts go to `arrays`.

    Raises:
        InputError: a ground is not made by kriging, or too large.
    """
    carried = []
    for number, (terrain, day, errors) in enumerate(_errors(wishes)):
        factor, gain, nothing = f"errors {number}", f"gain {number}", np.zeros((0, 0), dtype=np.float32)
        arrays[factor], arrays[gain] = errors.factor, errors.gain
        small = dataclasses.replace(errors, factor=nothing, gain=nothing)
        carried.append(CarriedErrors(terrain, day, small, factor, gain))
    return tuple(carried)


def _errors(wishes: Sequence[GroundWish]) -> Iterator[tuple[str | Path, int | None, KrigedErrors]]:
    """One for each terrain and day, over all ground that is wished for: a place has one error in all variants."""
    from relaysim.resources import data_folder
    from relaysim.terrain.kriged_error import KrigedErrors

    groups: dict[tuple[str, int | None], list[GroundWish]] = {}
    for wish in wishes:
        groups.setdefault((kriged_entry(wish.names).name, wish.as_of_sol), []).append(wish)
    for (name, day), group in groups.items():
        recipe = kriged_entry((name,)).survey
        assert recipe is not None
        around = reduce(_both, (wish.around for wish in group)).wider(WIDER_M, group[0].body)
        points = recipe.points(data_folder("terrain"))
        yield name, day, KrigedErrors.of(recipe, points, day, around)


def _both(one: Box, other: Box) -> Box:
    return Box(
        min(one.south_deg, other.south_deg), min(one.west_deg, other.west_deg),
        max(one.north_deg, other.north_deg), max(one.east_deg, other.east_deg),
    )  # fmt: skip
