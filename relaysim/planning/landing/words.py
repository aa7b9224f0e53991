"""A landing map in words for people."""

from __future__ import annotations

import numpy as np

from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.summary import PlaceAnswer
from relaysim.planning.wording import PLAN_AS_IT_IS

# Bounds nearer than this to each other are one figure.
ONE_FIGURE_DAYS = 0.15
AS_PLANNED = f"{PLAN_AS_IT_IS}: a forecast is one of the ground alone"


def time_words(found: LandingMap) -> str:
    """From when to when: "sol 776 15:22:46 LMST (landing of flight 52) to sol 841 00:00:00 LMST"."""
    clock, time = found.world.clock, found.time
    landing = "" if time.flight is None else f" (landing of flight {time.flight})"
    return f"{clock.format(time.start_utc_s)}{landing} to {clock.format(time.end_utc_s)}"


def length_words(at_least_days: float, at_most_days: float, day: str, *, goes_on: bool) -> str:
    """How long a silence is: "59.9 sols", "41.9 to 59.9 sols", "at least 64.4 sols"."""
    if at_most_days - at_least_days <= ONE_FIGURE_DAYS:
        return f"{'at least ' if goes_on else ''}{at_most_days:.1f} {day}s"
    upper = f"{at_most_days:.1f} {day}s"
    return f"{at_least_days:.1f} to {upper}{' or more' if goes_on else ''}"


def day_text(found: LandingMap, utc_s: float) -> str:
    """The local day of an instant: "sol 836"."""
    clock = found.world.clock
    return f"{clock.day_name} {clock.day(utc_s)}"


def place_words(found: LandingMap, one: PlaceAnswer) -> str:
    """What a place's answer is, in a sentence without its name."""
    day = found.world.clock.day_name
    if not one.known:
        return "its ground is unknown on this terrain."
    now = _now_words(one.margin_now_db)
    if one.at_most_days == 0.0:
        return f"heard all the time; {now} as the time begins."
    if one.at_least_days == 0.0:
        hours = one.at_most_days * found.world.clock.day_length_s / 3600.0
        return f"heard from every stop, and in drives never silent for more than {hours:.1f} h; {now} as the time begins."
    length = length_words(one.at_least_days, one.at_most_days, day, goes_on=one.goes_on)
    words = f"longest silence {length}; {now} as the time begins"
    if not np.isfinite(one.first_utc_s):
        return f"{words}; not shown to be heard at all."
    if one.first_utc_s <= found.time.start_utc_s:
        return f"{words}."
    return (
        f"{words}; first heard on {day_text(found, one.first_utc_s)}, so that its own alarm can bring a session from "
        f"{found.world.clock.format(one.alarm_utc_s)} on."
    )


def _now_words(margin_db: float) -> str:
    if np.isnan(margin_db):
        return "the link is unknown"
    return f"the link is {'open' if margin_db >= 0 else 'closed'}, {abs(margin_db):.1f} dB {'above' if margin_db >= 0 else 'below'} its limit"
