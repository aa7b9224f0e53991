"""Colours of maps: classes with a colour and a label, readable for every kind of colour vision.

Blue is in sight, orange to red is not, in every map.

Reference: Harrower & Brewer 2003, ColorBrewer.org, The Cartographic Journal 40(1), 27-37 (schemes Oranges,
Blues and YlOrRd, which the common deficiencies of colour vision tell apart).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# From 0 down to these depths; a depth has the same shade in every map.
_DEPTHS_M = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_HIDDEN = ("#feedde", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#6f2403")
_SEEN = ("#9ecae1", "#4292c6", "#08519c")
_TIME = ("#ffffcc", "#ffeda0", "#fed976", "#feb24c", "#fd8d3c", "#fc4e2a", "#e31a1c", "#b10026")
# Decibels; 6 is about what the ground and the vehicles' bodies leave open (docs/explanation/link.md).
_SHORT_DB = (3.0, 6.0, 10.0, 15.0, 20.0, 30.0, 50.0)
_SPARE_DB = (6.0, 20.0)
_ALWAYS = "#6baed6"
_WHOLE_TIME = "#252525"
_MOST_CLASSES_OF_TIME = 8
# Nothing lies between these and 0: a class that ends here leaves 0 itself, the border, to the next one.
_JUST_BELOW_0 = -1e-6
_LOWEST_TARGET_M = 1e-3  # a target that is lower is the ground
_JUST_BELOW = 1.0 - 1e-5


@dataclass(frozen=True)
class ColourClass:
    """Values above the class before, up to `most` and with it; the colour as #rrggbb; words for the legend."""

    most: float
    colour: str
    label: str


def height_classes(target_m: float, deepest_m: float) -> list[ColourClass]:
    """Classes of a height above the lowest visible point: orange is hidden, the deeper the darker; blue is visible.

    Args:
        target_m: the greatest value there can be: the ground itself is seen there.
        deepest_m: how far below 0 the lowest value of the map is; classes beyond are left out.
    """
    bounds = [depth for depth in _DEPTHS_M if depth < deepest_m]
    labels = [
        f"hidden, {low:g} to {high:g} m too low" for low, high in zip([0.0, *bounds], _DEPTHS_M, strict=False)
    ]
    if len(bounds) == len(_DEPTHS_M):
        labels.append(f"hidden, more than {_DEPTHS_M[-1]:g} m too low")
    hidden = [
        ColourClass(_JUST_BELOW_0 if n == 0 else -bounds[n - 1], colour, label)
        for n, (label, colour) in enumerate(zip(labels, _HIDDEN, strict=False))
    ]
    return [*reversed(hidden), *_seen_classes(target_m)]


def _seen_classes(target_m: float) -> list[ColourClass]:
    ground = ColourClass(math.inf, _SEEN[2], "visible, down to the ground")
    if target_m < _LOWEST_TARGET_M:
        return [ground]
    half = f"{target_m / 2:.3g}"
    return [
        ColourClass(target_m / 2, _SEEN[0], f"visible, the upper 0 to {half} m"),
        ColourClass(target_m * _JUST_BELOW, _SEEN[1], f"visible, more than the upper {half} m"),
        ground,
    ]


def margin_classes() -> list[ColourClass]:
    """Classes of a link's margin, dB, the same in every map: orange is too weak, the weaker the darker; blue closes."""
    lows, mosts = [*reversed(_SHORT_DB), 0.0], [-low for low in reversed(_SHORT_DB)]
    short = [
        ColourClass(most, colour, f"too weak by {low:g} to {-below:g} dB" if below else f"too weak by more than {low:g} dB")
        for low, most, below, colour in zip(
            lows, [*mosts, _JUST_BELOW_0], [None, *mosts], reversed(_HIDDEN), strict=True
        )
    ]  # fmt: skip
    ends = [0.0, *_SPARE_DB]
    spare = [f"closes with {low:g} to {most:g} dB to spare" for low, most in pairwise(ends)]
    words = [*spare, f"closes with more than {ends[-1]:g} dB to spare"]
    limits = zip([*_SPARE_DB, math.inf], _SEEN, words, strict=True)
    return [*short, *(ColourClass(most, colour, label) for most, colour, label in limits)]


def time_classes(whole: float, unit: str) -> list[ColourClass]:
    """Classes of a longest time without, blue for none, then from pale yellow to dark red; the whole time is black.

    Args:
        whole: the greatest value there can be.
        unit: of the values, as the legend names it ("sols").
    """
    step = _nice_step(whole / _MOST_CLASSES_OF_TIME)
    steps = (n * step for n in range(1, math.ceil(whole / step)))
    bounds = [most for most in steps if most < whole * _JUST_BELOW]
    ends = [0.0, *bounds, whole]
    labels = [f"{low:g} to {high:.4g} {unit}" for low, high in pairwise(ends)]
    return [
        ColourClass(0.0, _ALWAYS, "always in sight"),
        *(
            ColourClass(most, colour, label)
            for most, colour, label in zip(
                [*bounds, whole * _JUST_BELOW], spread(_TIME, len(labels)), labels, strict=True
            )
        ),
        ColourClass(math.inf, _WHOLE_TIME, f"never in sight ({whole:.4g} {unit})"),
    ]


def spread(ramp: Sequence[str], count: int) -> list[str]:
    """`count` colours from end to end of a ramp, between its colours where there are more."""
    stops = [tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in ramp]
    found = []
    for n in range(count):
        place = n * (len(stops) - 1) / max(count - 1, 1)
        low = min(int(place), len(stops) - 2)
        mixed = (round(a + (b - a) * (place - low)) for a, b in zip(stops[low], stops[low + 1], strict=True))
        found.append("#" + "".join(f"{part:02x}" for part in mixed))
    return found


def _nice_step(least: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1 - 1e-9))
