"""The answer of a variant on a card: median, nine of ten, what happened, how probable longer, what is cut."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.campaign.report.measure import Measure, percent, percent_interval, short_number
from relaysim.campaign.report.palette import Ink, inks
from relaysim.campaign.report.plain import Json

MOST_CARDS = 4


@dataclass(frozen=True)
class Card:
    """What a card says.

    Attributes:
        name, style: of the variant; role: "baseline" or "".
        median, unit, around: the median, and its interval ("57 to 61").
        bar: left, middle, right and observed place on a common scale, per cent; None where not known.
        lines: what the bar says, in words; shares: threshold and probability; remarks: the rest.
    """

    name: str
    style: str
    role: str
    median: str
    unit: str
    around: str
    bar: tuple[float | None, ...]
    lines: tuple[str, ...]
    shares: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]


def cards(told: Json, outcome: Json, measure: Measure) -> list[Card]:
    """A card for each variant; of more than four for the baseline, the best and the worst, or a sweep's ends."""
    shown = inks(told, outcome, also_empty=len(told["variants"]) <= MOST_CARDS)
    if len(shown) > MOST_CARDS:
        # Of one swept factor the colours are a ramp, from its least value to its greatest.
        is_ramp = shown[0].style.startswith("r")
        ends = [shown[0].variant, shown[-1].variant] if is_ramp else _best_and_worst(outcome, shown)
        kept = {*ends, told["baseline"]}
        shown = [one for one in shown if one.variant in kept]
    least, most = _scale(outcome, shown)
    return [_card(told, outcome, ink, measure, least, most) for ink in shown]


def _best_and_worst(outcome: Json, shown: list[Ink]) -> list[int]:
    drawn = {one.variant for one in shown}
    order = [one for one in outcome["order"] if one in drawn]
    return [order[0], order[-1]]


def _scale(outcome: Json, shown: list[Ink]) -> tuple[float, float]:
    """The common scale of the bars: durations from 0, numbers from their least."""
    rows = [outcome["variants"][one.variant] for one in shown]
    values = [one["value"] for row in rows for one in row["quantiles"]] + [row.get("longest") for row in rows]
    known = [one for one in (*values, outcome.get("observed_days")) if one is not None]
    least = 0.0 if outcome["kind"] == "blackout" else min(known, default=0.0)
    return least, max([*known, least + 1e-9])


def _card(told: Json, outcome: Json, ink: Ink, measure: Measure, least: float, most: float) -> Card:
    row = outcome["variants"][ink.variant]
    low, median, high = (row["quantiles"][n] for n in (0, 2, 4))

    def place(value: float | None) -> float | None:
        return None if value is None else 100.0 * (value - least) / (most - least)

    longest = row.get("longest")
    end = longest if high["value"] is None else high["value"]
    observed = outcome.get("observed_days") if row["n"] else None
    return Card(
        ink.name,
        ink.style,
        "baseline" if ink.variant == told["baseline"] and len(told["variants"]) > 1 else "",
        measure.median(row) if row["n"] else "no answer",
        measure.unit if row["n"] else "",
        measure.interval(median) if row["n"] > 1 else "",
        tuple(place(one) for one in (low["value"], median["value"], end, observed)),
        _lines(outcome, row, measure),
        tuple(
            (f"longer than {short_number(one['days'])} {measure.unit}", _share(one), percent_interval(one))
            for one in (row.get("exceed", ()) if row["n"] else ())
        ),
        _remarks(row),
    )


def _lines(outcome: Json, row: Json, measure: Measure) -> tuple[str, ...]:
    """What the bar shows: nine of ten runs, and what was observed."""
    lines = []
    if row["quantiles"][0]["value"] is not None:
        few = "all runs" if row["n"] < 20 else "nine of ten runs"
        span = measure.span(row).replace("> ", "more than ")
        lines.append(f"{few}: {span} {measure.unit}".rstrip())
    if row.get("observed") and row["n"]:
        lines.append(
            f"observed: {measure.full(outcome['observed_days'])}, {_inside(row['observed']['inside'])}"
        )
    return tuple(lines)


def _share(found: Json) -> str:
    """A probability; where the runs are cut before, what it is at most."""
    if found["value"] is not None or found["high"] is None:
        return percent(found)
    return f"≤ {100.0 * found['high']:.0f} %"


def _inside(inside: bool | None) -> str:
    """Whether within the 90 % interval."""
    return {True: "inside", False: "not inside", None: "cannot be told"}[inside]


def _remarks(row: Json) -> tuple[str, ...]:
    """Of how many runs: without a blackout, cut."""
    remarks = [f"{row['n']:,} runs"] if row["n"] or not (row["unknown"] or row["no_landing"]) else []
    if row["unknown"]:
        more = "more " if row["n"] else "runs "
        remarks.append(f"in {row['unknown']:,} {more}nothing can be told: ground not surveyed")
    if row["no_landing"]:
        remarks.append(f"in {row['no_landing']:,}{' more' if row['n'] else ''} the flight did not land")
    if row.get("none"):
        remarks.append(f"no such blackout in {row['none']:,}")
    if row.get("censored"):
        remarks.append(f"cut in {row['censored']:,}: lower bounds")
    return tuple(remarks)
