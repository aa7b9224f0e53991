"""Which colour a variant has in all pictures of an outcome: style classes, the inks are in campaign.css."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.campaign.report.plain import Json

_STEPS = 7  # of the ramp, from the least value of a swept factor to its greatest


@dataclass(frozen=True)
class Ink:
    """One variant in pictures: its number, the name in legends, and its style class."""

    variant: int
    name: str
    style: str


def inks(told: Json, outcome: Json, *, also_empty: bool = False) -> list[Ink]:
    """The drawn variants in the order of legends; a swept factor has a ramp of colours, other variants distinct ones.

    Without those that gave nothing, unless asked for.
    """
    names = {one["number"]: one["name"] for one in told["variants"]}
    drawn = [one for one in outcome["drawn"] if also_empty or outcome["variants"][one]["n"]]
    swept = told["sweep"]
    if swept is not None and len(swept["series"]) == 1 and len(drawn) > 2:
        ordered = [one["variant"] for one in swept["series"][0]["points"] if one["variant"] in drawn]
        if sorted(ordered) == sorted(drawn):
            last = len(ordered) - 1
            return [Ink(one, names[one], f"r{round(_STEPS * n / last)}") for n, one in enumerate(ordered)]
    places = {one: n for n, one in enumerate(outcome["drawn"])}
    return [Ink(one, names[one], f"v{places[one]}") for one in drawn]
