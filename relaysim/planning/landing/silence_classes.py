"""Classes in which lengths of silence are shown and counted: the same in raster, polygons, picture and summary."""

from __future__ import annotations

import math

from relaysim.terrain.colours import ColourClass

# Local days: a day, a week and a half, a month; more where the time is long.
LENGTHS_DAYS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
COUNTED_DAYS = (1.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
ALWAYS_HEARD = "#9ecae1"
NEVER_HEARD = "#252525"
# From pale to dark (ColorBrewer YlOrRd, as for other lengths of time: relaysim.terrain.colours).
_SILENT = ("#ffffb2", "#fed976", "#fd8d3c", "#e31a1c", "#800026", "#4d0018", "#33000f", "#1a0008")
_JUST_BELOW = 1.0 - 1e-5


def silence_classes(whole_days: float, day: str) -> list[ColourClass]:
    """Classes of a longest silence in local days: blue for none, yellow to dark red the longer, black for the whole time."""
    bounds = [one for one in LENGTHS_DAYS if one < whole_days * _JUST_BELOW]
    lows, labels = [0.0, *bounds], []
    for low, most in zip(lows, [*bounds, math.inf], strict=True):
        if low == 0.0:
            labels.append(
                f"silent for up to {min(most, whole_days):.3g} {day}{'' if most == 1 else 's'} at a time"
            )
        else:
            labels.append(f"{low:g} to {min(most, whole_days):.3g} {day}s")
    ends = [*bounds, whole_days * _JUST_BELOW]
    return [
        ColourClass(0.0, ALWAYS_HEARD, "heard from every stop"),
        *(
            ColourClass(most, colour, label)
            for most, colour, label in zip(ends, _SILENT, labels, strict=False)
        ),
        ColourClass(math.inf, NEVER_HEARD, f"never heard ({whole_days:.3g} {day}s)"),
    ]


def counted_days(whole_days: float) -> tuple[float, ...]:
    """The lengths whose share of the ground is told: those that the time has room for."""
    return tuple(one for one in COUNTED_DAYS if one < whole_days)
