"""What a landing map is asked for, beside the scenario."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.errors import InputError

DEFAULT_RADIUS_M = 1000.0
LARGEST_RADIUS_M = 20_000.0
DEFAULT_STEP_M = 5.0


@dataclass(frozen=True)
class LandingWish:
    """Which cells, which time, which ground.

    Attributes:
        radius_m: cells are looked at within it of the rover's stops, or of `place_deg`.
        cell_m: about how large a cell is; None: as the terrain's.
        start, end: texts as of `planning_time`.
        place_deg: latitude and longitude; None: the stops.
        as_of: text of an instant: the ground as it was known on that local day; None: on the day the time begins.
        hindcast: all ground that is known now.
        step_m: how close together the rover's drives are at most looked at.
    """

    radius_m: float = DEFAULT_RADIUS_M
    cell_m: float | None = None
    start: str | None = None
    end: str | None = None
    place_deg: tuple[float, float] | None = None
    as_of: str | None = None
    hindcast: bool = False
    step_m: float = DEFAULT_STEP_M


def check_wish(wish: LandingWish) -> None:
    """Refuses a wish that is none, before anything is read.

    Raises InputError.
    """
    if not 0.0 < wish.radius_m <= LARGEST_RADIUS_M:
        raise InputError(
            f"--radius {wish.radius_m:g}: a radius is more than 0 and at most {LARGEST_RADIUS_M:,.0f} m"
        )
    if wish.cell_m is not None and not 0.0 < wish.cell_m <= wish.radius_m:
        raise InputError(
            f"--cell {wish.cell_m:g}: a cell has a size of more than 0 m and not more than the radius"
        )
    if not 0.0 < wish.step_m < float("inf"):
        raise InputError(f"--step {wish.step_m:g}: a step along the drives is more than 0 m")
    if wish.hindcast and wish.as_of is not None:
        raise InputError(
            "--hindcast takes all ground that is known now, --as-of what was known on a day: give one of them"
        )
