"""A landing map as GeoTIFF, with its style for QGIS."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.utc import format_utc
from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.silence_classes import silence_classes
from relaysim.terrain.map_file import MapBand, write_map
from relaysim.terrain.qgis_style import style_text

BANDS = {
    "longest_blackout_at_least": "longest unbroken time without radio contact, local days; what may be contact counts as contact: "
    "unknown ground, and moments of drives between those looked at",
    "longest_blackout_at_most": "the same, where only contact that is shown counts",
    "first_contact": "first contact that is shown, as number of the local day with its part; no-data: none",
    "margin_now_db": "margin of the slowest mode as the time begins, decibels; 0 and more closes",
    "last_contact": "last contact that is shown, as number of the local day with its part; no-data: none",
    "blackout_goes_on": "1 where the longest silence lasts to the end of the time and may go on, 0 elsewhere",
}


def write_landing_raster(found: LandingMap, path: Path) -> None:
    """Six bands over the cells, float32, nan for no value; the style shows the first.

    Raises OutputError as `write_map`.
    """
    cells, clock, day = found.cells, found.world.clock, found.world.clock.day_name
    silence = found.silence
    known = np.where(np.isfinite(cells.ground_m), 1.0, np.nan)
    values: dict[str, tuple[NDArray[np.generic], str]] = {
        "longest_blackout_at_least": (found.at_least_days, f"{day}s"),
        "longest_blackout_at_most": (found.at_most_days, f"{day}s"),
        "first_contact": (found.day_number(silence.first_utc_s), day),
        "margin_now_db": (found.margin_now_db, "dB"),
        "last_contact": (found.day_number(silence.last_utc_s), day),
        "blackout_goes_on": (silence.cut * known, "1"),
    }
    time, link = found.time, found.world.link
    tags = {
        "QUANTITY": ", ".join(BANDS),
        "DEFINITION": "; ".join(f"{name}: {what}" for name, what in BANDS.items()),
        "SCENARIO": found.world.name,
        "TIME_BEGIN": format_utc(time.start_utc_s),
        "TIME_END": format_utc(time.end_utc_s),
        "LOCAL_BEGIN": clock.format(time.start_utc_s),
        "LOCAL_END": clock.format(time.end_utc_s),
        "LOCAL_DAY_S": f"{clock.day_length_s:.10g}",
        "RADIUS_M": f"{found.wish.radius_m:g}",
        "ROVER_ANTENNA_M": f"{link.rover_antenna_m:g}",
        "HELICOPTER_ANTENNA_M": f"{link.helicopter_antenna_m:g}",
        "PROPAGATION": link.radio.propagation,
        "MODE": link.radio.budget.lowest_mode.name,
    }
    bands = [MapBand(name, cells.spread_out(values[name][0]), values[name][1]) for name in BANDS]
    frame = dataclasses.replace(found.ground.terrain, transform=cells.transform)
    style = style_text(silence_classes(found.whole_days, day), 0.0)
    write_map(frame, bands, path, tags=tags, style=style)
