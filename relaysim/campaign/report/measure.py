"""Numbers for people: as many digits as their interval warrants, and the unit of an outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.campaign.report.plain import Json
from relaysim.report.times import NONE, figure

_VOLUMES = ((1e12, "Tbit"), (1e9, "Gbit"), (1e6, "Mbit"), (1e3, "kbit"), (1.0, "bit"))


def days_word(day_name: str) -> str:
    """What durations are in: "sols"; "local days" where a day is just a day."""
    return "local days" if day_name == "day" else f"{day_name}s"


def warranted_digits(low: float | None, high: float | None, otherwise: int = 1) -> int:
    """Decimals (negative: tens) of a figure known to lie between two: one or two digits of half the interval.

    Reference:
        Particle Data Group, Review of Particle Physics, Introduction 5.3: two digits of an uncertainty up to 354.
    """
    if low is None or high is None or not high > low:
        return otherwise
    half = (high - low) / 2.0
    power = math.floor(math.log10(half))
    leading = half / 10.0**power
    return -power + (1 if leading < 3.55 else 0)


def rounded(value: float | None, digits: int) -> str:
    """A figure with so many decimals; with negative digits rounded to tens, hundreds."""
    if value is None:
        return NONE
    return figure(round(value, digits), max(digits, 0))


@dataclass(frozen=True)
class Measure:
    """The unit an outcome is shown in: its name, and how much of what is stored makes one of it."""

    unit: str
    divisor: float = 1.0
    usual_digits: int = 1
    most_digits: int = 3

    def scaled(self, value: float | None) -> float | None:
        """The value in this unit."""
        return None if value is None else value / self.divisor

    def digits(self, low: float | None, high: float | None) -> int:
        """Decimals that an interval warrants."""
        return min(warranted_digits(self.scaled(low), self.scaled(high), self.usual_digits), self.most_digits)

    def bare(self, value: float | None, digits: int | None = None) -> str:
        """The figure alone; an exact 0 of a blackout, which is none at all, without decimals."""
        if value == 0.0 and self.most_digits == 1:
            return "0"
        return rounded(self.scaled(value), self.usual_digits if digits is None else digits)

    def full(self, value: float | None, digits: int | None = None) -> str:
        """The figure with its unit."""
        return f"{self.bare(value, digits)} {self.unit}".rstrip()

    def estimate(self, found: Json) -> str:
        """A figure as its interval warrants."""
        return (
            NONE
            if found["value"] is None
            else self.bare(found["value"], self.digits(found["low"], found["high"]))
        )

    def row_digits(self, row: Json) -> int:
        """Decimals of a variant's quantiles, all alike: those that the best known of three warrants."""
        known = [row["quantiles"][n] for n in (0, 2, 4) if row["quantiles"][n]["value"] is not None]
        return max((self.digits(one["low"], one["high"]) for one in known), default=self.usual_digits)

    def median(self, row: Json) -> str:
        """The median of a variant; "> 94.8" where it is not reached before the runs are cut."""
        value = row["quantiles"][2]["value"]
        if value is None:
            return f"> {self.bare(row['longest'])}" if row.get("longest") is not None else NONE
        return self.bare(value, self.row_digits(row))

    def span(self, row: Json, first: int = 0, last: int = 4) -> str:
        """From one quantile of a variant to another: "44.0 to 84.0", "44.0 to > 94.8"."""
        low, high = (row["quantiles"][n]["value"] for n in (first, last))
        if low is None:
            return NONE
        digits = self.row_digits(row)
        most = f"> {self.bare(row['longest'])}" if high is None else self.bare(high, digits)
        return f"{self.bare(low, digits)} to {most}"

    def interval(self, found: Json) -> str:
        """ "58 to 61", "58 or more", "" where nothing is known or both ends read the same."""
        low, high = found["low"], found["high"]
        digits = self.digits(low, high)
        if low is None and high is None:
            return ""
        if high is None:
            return f"{self.bare(low)} or more"
        if low is None:
            return f"{self.bare(high)} or less"
        ends = self.bare(low, digits), self.bare(high, digits)
        return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else ""


def measure_of(outcome: Json, day_name: str) -> Measure:
    """The unit of an outcome; bits in the multiple that fits its greatest figure."""
    if outcome["kind"] == "blackout":
        return Measure(days_word(day_name), most_digits=1)
    if outcome["unit"] not in ("bit", "bits"):
        whole = all(_is_whole(row["least"]) and _is_whole(row["most"]) for row in outcome["variants"])
        return Measure(outcome["unit"], usual_digits=0, most_digits=0) if whole else Measure(outcome["unit"])
    most = max((abs(row["most"]) for row in outcome["variants"] if row["most"] is not None), default=0.0)
    divisor, unit = next((one for one in _VOLUMES if most >= one[0]), _VOLUMES[-1])
    return Measure(unit, divisor, 2, 2)


def _is_whole(value: float | None) -> bool:
    return value is None or value == round(value)


def percent(found: Json) -> str:
    """A share: "83 %", "0.4 %"; never "0 %" for what is more than nothing, nor "100 %" for less than all."""
    value = found["value"]
    return NONE if value is None else f"{_percent_figure(value, found)} %"


def percent_interval(found: Json) -> str:
    """ "80 to 86 %"; "" where it is not known."""
    low, high = found["low"], found["high"]
    if low is None or high is None:
        return ""
    return f"{_percent_figure(low, found)} to {_percent_figure(high, found)} %"


def _percent_figure(share: float, found: Json) -> str:
    low, high = found["low"], found["high"]
    if share in (0.0, 1.0):
        return figure(100.0 * share, 0)
    # More than whole per cent only where the interval is narrower than one.
    digits = 1 if low is not None and high is not None and 0.0 < high - low < 0.01 else 0
    text = figure(100.0 * share, digits)
    if text in ("0", "100"):
        return figure(100.0 * share, 1)
    return text


def short_number(value: float) -> str:
    """A number as people write thresholds: 30, 0.5."""
    return f"{value:g}".replace("-", "−")
