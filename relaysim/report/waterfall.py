"""How the helicopter's data fall from place to place: made, at the rover, on Earth; what lies between waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.geometry_file import Floats
from relaysim.report.node import Node
from relaysim.report.times import Times
from relaysim.report.undelivered import EARTH, HELICOPTER
from relaysim.units import format_volume

# The places in the order of the way, with the column that says when a product was there.
PLACES = (("created", "created_utc"), ("at-rover", "at_rover_utc"), ("on-earth", "delivered_utc"))


@dataclass(frozen=True)
class Waterfall:
    """The helicopter's data for Earth: instants (utc_s) and bits so far, one pair for each place.

    `all_made` counts everything; `kept` leaves out what was dropped or expired, so that what lies between two places waits.
    """

    all_made: tuple[Floats, Floats]
    kept: tuple[tuple[Floats, Floats], ...]

    def waiting(self) -> tuple[Floats, Floats, Floats]:
        """Instants at which something changed, and from each on the bits that wait on the helicopter, and at the rover."""
        instants = np.unique(np.concatenate([at for at, _ in self.kept]))
        made, rover, earth = (_so_far(steps, instants) for steps in self.kept)
        return instants, made - rover, rover - earth


def _so_far(steps: tuple[Floats, Floats], instants: Floats) -> Floats:
    at, sums = steps
    return np.concatenate([[0.0], sums])[np.searchsorted(at, instants, side="right")]


@dataclass(frozen=True)
class Fallen:
    """A product of the helicopter for Earth: when (utc_s) it was made, at the rover and on Earth, None where it never was."""

    flight: str
    bits: float
    is_kept: bool
    instants: tuple[float | None, ...]


def fallen(products: Sequence[Node]) -> list[Fallen]:
    """The products that the helicopter made for Earth."""
    return [
        Fallen(
            one.text("flight"),
            one.number("size_bits") or 0.0,
            one.text("status") not in ("dropped", "expired"),
            tuple(one.when(column) for _, column in PLACES),
        )
        for one in products
        if one.text("source") == HELICOPTER and one.text("destination") == EARTH
    ]


def waterfall(products: Sequence[Fallen]) -> Waterfall | None:
    """How the products add up at each place; None without any."""
    made = _steps(products, 0)
    kept = [one for one in products if one.is_kept]
    return Waterfall(made, tuple(_steps(kept, place) for place in range(3))) if made[0].size else None


def _steps(products: Sequence[Fallen], place: int) -> tuple[Floats, Floats]:
    """Instants at which something came to a place, in order, and the bits that were there from then on."""
    rows = [(at, one.bits) for one in products if (at := one.instants[place]) is not None]
    instants, bits = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    order = np.lexsort((bits, instants))
    return instants[order], np.cumsum(bits[order])


def waterfall_sentence(fall: Waterfall, times: Times, far_end: FarEnd = FAR_END) -> str:
    """How much was made and arrived, and when the most waited on the helicopter."""
    made, rover, earth = (
        float(sums[-1]) if sums.size else 0.0 for _, sums in (fall.all_made, *fall.kept[1:])
    )
    words = f"Of {format_volume(made)} made by the helicopter {format_volume(rover)} came to the rover and {format_volume(earth)} to {far_end.name}."
    instants, waiting, _ = fall.waiting()
    if not waiting.size or waiting.max() < 1.0:
        return words
    most = int(np.argmax(waiting))
    at = times.local(float(instants[most]))
    return (
        f"{words} The most that waited on the helicopter was {format_volume(float(waiting[most]))}, at {at}."
    )


def delays(products: Sequence[Fallen]) -> list[tuple[str, Floats, Floats, int]]:
    """A row a flight: its name, how long its products took to the rover and to Earth (s, ascending), how many never came."""
    groups: dict[str, list[Fallen]] = {}
    for one in products:
        if one.flight:
            groups.setdefault(one.flight, []).append(one)
    found = []
    for flight, some in groups.items():
        to_rover, to_earth = (_latencies(some, place) for place in (1, 2))
        found.append((flight, to_rover, to_earth, len(some) - to_earth.size))
    return found


def _latencies(products: Sequence[Fallen], place: int) -> Floats:
    pairs = ((one.instants[0], one.instants[place]) for one in products)
    return np.sort([there - made for made, there in pairs if made is not None and there is not None])
