"""A landing map in numbers: summary.json, and what is printed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.planning.landing.drive_contacts import CHANGE_DB, CHANGE_DB_PER_M
from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.silence_classes import counted_days
from relaysim.radio.propagation import propagation_model
from relaysim.records.csv_table import utc_text
from relaysim.version import VERSION

# Longer than a drive takes, which leaves bounds apart, too.
OPEN_DAYS = 0.1
NOTES = (
    "The helicopter stands on the ground at the cell's centre all the time; where its heading matters the mean over all counts.",
    "Contact is of the radio at its slowest mode, whether or not anyone is awake.",
    f"While the rover drives, a margin is taken to stray by at most {CHANGE_DB:g} dB and {CHANGE_DB_PER_M:g} dB for each metre "
    "between two places looked at, beyond its values there: measured on one ground, an assumption elsewhere.",
)


@dataclass(frozen=True)
class PlaceAnswer:
    """What the map says of one place; nan and None where it is not known.

    Attributes:
        at_least_days, at_most_days: the longest silence, local days.
        first_utc_s: first contact from the time's begin on, nan for none.
        alarm_utc_s: the helicopter's first alarm from then on, by its alarm alone; nan without a contact.
        goes_on: True where the longest silence lasts to the end of the time.
    """

    name: str
    latitude_deg: float
    longitude_deg: float
    at_least_days: float
    at_most_days: float
    margin_now_db: float
    first_utc_s: float
    alarm_utc_s: float
    goes_on: bool

    @property
    def known(self) -> bool:
        """Whether the place has known ground."""
        return bool(np.isfinite(self.at_most_days))


def place_answers(found: LandingMap) -> list[PlaceAnswer]:
    """One for each of the map's places."""
    answers, silence = [], found.silence
    for n, place in enumerate(found.places, start=found.cells.cells):
        first = float(silence.first_utc_s[n])
        alarm = found.world.next_awake(first) if np.isfinite(first) else float("nan")
        answers.append(
            PlaceAnswer(
                place.name, place.latitude_deg, place.longitude_deg, float(found.at_least_days[n]),
                float(found.at_most_days[n]), float(found.margin_now_db[n]), first, alarm, bool(silence.cut[n]),
            )
        )  # fmt: skip
    return answers


@dataclass(frozen=True)
class GroundShares:
    """Shares of the cells on known ground, 0 to 1, unless it is said otherwise.

    Attributes:
        area_km2: of these cells; unknown_km2: of those within the radius whose own ground is unknown.
        always: surely heard all the time, always_perhaps: from every stop at least; never: surely not heard at all, never_perhaps: not shown to be.
        closed_now, unknown_now: as the time begins.
        uncertain: with unknown ground on the way to some stand.
        longer: (local days, share surely silent for longer, share perhaps).
    """

    cells: int
    area_km2: float
    unknown_km2: float
    always: float
    always_perhaps: float
    never: float
    never_perhaps: float
    closed_now: float
    unknown_now: float
    uncertain: float
    longer: tuple[tuple[float, float, float], ...]


def ground_shares(found: LandingMap) -> GroundShares:
    """The map counted."""
    cells, n = found.cells, found.cells.cells
    east_m, north_m = cells.cell_m
    each_km2 = east_m * north_m / 1e6
    least, most, margin = found.at_least_days[:n], found.at_most_days[:n], found.margin_now_db[:n]
    whole = found.whole_days * (1 - 1e-9)
    days = counted_days(found.whole_days)
    return GroundShares(
        cells=n,
        area_km2=n * each_km2,
        unknown_km2=(int(np.count_nonzero(cells.inside)) - n) * each_km2,
        always=float(np.mean(most == 0.0)),
        always_perhaps=float(np.mean(least == 0.0)),
        never=float(np.mean(least >= whole)),
        never_perhaps=float(np.mean(most >= whole)),
        closed_now=float(np.mean(margin < 0.0)),
        unknown_now=float(np.mean(np.isnan(margin))),
        uncertain=float(np.mean(found.unknown[:n])),
        longer=tuple((one, float(np.mean(least > one)), float(np.mean(most > one))) for one in days),
    )


def hangs_on_unknown(found: LandingMap) -> NDArray[np.bool_]:
    """(n + k,) where unknown ground on some way leaves the longest silence open by more than a tenth of a local day."""
    spread = found.at_most_days - found.at_least_days
    return np.asarray(found.unknown & (spread > OPEN_DAYS))


def ground_words(found: LandingMap) -> str:
    """Which ground the map is made of, as of when."""
    ground, clock = found.ground, found.world.clock
    name = ground.terrain.name
    if ground.undated:
        return f"{name}; it does not say what was known when, so all that is known now is taken: a hindcast"
    if ground.as_of_day is None:
        return f"{name}, all that is known now: a hindcast"
    return f"{name} as it was known on {clock.day_name} {ground.as_of_day}: a forecast (--hindcast takes all that is known now)"


def landing_summary(found: LandingMap) -> dict[str, Any]:
    """The whole as JSON values."""
    world, time, terrain, clock = found.world, found.time, found.ground.terrain, found.world.clock
    shares, link = ground_shares(found), found.world.link
    return {
        "made_by": "relaysim",
        "kind": "landing map",
        "version": VERSION,
        "scenario": world.name,
        "title": world.title,
        "start_utc": utc_text(time.start_utc_s),
        "end_utc": utc_text(time.end_utc_s),
        "start_local": clock.format(time.start_utc_s),
        "end_local": clock.format(time.end_utc_s),
        "local_day": clock.day_name,
        "local_days": round(found.whole_days, 6),
        "begins_with_landing_of_flight": time.flight,
        "radius_m": found.wish.radius_m,
        "around": "the rover's stops" if found.wish.place_deg is None else list(found.wish.place_deg),
        "cell_m": [round(size, 3) for size in found.cells.cell_m],
        "terrain": {
            "name": terrain.name, "sha256": terrain.sha256, "as_of": terrain.as_of, "hindcast": found.ground.is_hindcast,
            "undated": found.ground.undated, "words": ground_words(found), "seams": list(found.ground.seams),
        },
        "radio": {
            "propagation": link.radio.propagation, "title": propagation_model(link.radio.propagation).title,
            "mode": link.radio.budget.lowest_mode.name, "threshold_loss_db": round(world.threshold_db, 3),
            "rover_antenna_m": link.rover_antenna_m, "helicopter_antenna_m": link.helicopter_antenna_m,
        },
        "rover": {
            "stops": len(found.way.stops), "drives": len(found.way.legs),
            "way_m": round(sum(leg.length_m for leg in found.way.legs), 1), "places_looked_at_on_drives": found.asked_on_drives,
            "stands_on_unknown_ground": [_stand(found, n) for n in found.blind_stands],
        },
        "places": [_place(found, one) for one in place_answers(found)],
        "ground": {
            "cells": shares.cells, "area_km2": round(shares.area_km2, 6), "unknown_area_km2": round(shares.unknown_km2, 6),
            "always_heard_surely": round(shares.always, 6), "always_heard_perhaps": round(shares.always_perhaps, 6),
            "never_heard_surely": round(shares.never, 6),
            "never_heard_perhaps": round(shares.never_perhaps, 6), "closed_now": round(shares.closed_now, 6),
            "unknown_now": round(shares.unknown_now, 6), "unknown_ground_on_some_way": round(shares.uncertain, 6),
            "silent_longer_than": [
                {"local_days": days, "surely": round(sure, 6), "perhaps": round(perhaps, 6)}
                for days, sure, perhaps in shares.longer
            ],
        },
        "assumptions": [
            {"what": one.what, "value": one.value, "kind": one.kind, "source": one.source} for one in world.assumptions
        ],
        "notes": list(NOTES),
    }  # fmt: skip


def _place(found: LandingMap, one: PlaceAnswer) -> dict[str, Any]:
    clock = found.world.clock
    return {
        "name": one.name,
        "lat_deg": round(one.latitude_deg, 8),
        "lon_deg": round(one.longitude_deg, 8),
        "longest_blackout_at_least": _number(one.at_least_days, 4),
        "longest_blackout_at_most": _number(one.at_most_days, 4),
        "goes_on": one.goes_on,
        "margin_now_db": _number(one.margin_now_db, 2),
        "first_contact_utc": utc_text(one.first_utc_s) or None,
        "first_contact_local": clock.format(one.first_utc_s) or None,
        "first_alarm_after_utc": utc_text(one.alarm_utc_s) or None,
        "first_alarm_after_local": clock.format(one.alarm_utc_s) or None,
    }


def _stand(found: LandingMap, n: int) -> dict[str, Any]:
    stand, clock = found.way.stands[n], found.world.clock
    return {"from": clock.format(stand.start_utc_s), "to": clock.format(stand.end_utc_s)}


def _number(value: float, decimals: int) -> float | None:
    return round(value, decimals) if np.isfinite(value) else None
