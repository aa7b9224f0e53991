"""The tables of an outcome: its variants, the comparison with the baseline, what decides it."""

from __future__ import annotations

from relaysim.campaign.report.comparison_figure import direction
from relaysim.campaign.report.measure import Measure, percent, percent_interval, short_number
from relaysim.campaign.report.plain import Json
from relaysim.campaign.report.sentences import difference
from relaysim.campaign.report.tornado_figure import explained
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE, figure

# Runs without an answer, and what the column of their number is called.
_WITHOUT = (("unknown", "Unknown#"), ("no_landing", "Not landed#"))
_INSIDE = {True: "inside", False: "outside", None: "cannot be told"}


def variant_table(told: Json, outcome: Json, measure: Measure) -> Table:
    """A row a variant: its distribution in figures; the baseline is marked."""
    is_observed = outcome.get("observed_days") is not None
    headings = ["Variant", f"Median, {measure.unit}#".replace(", #", "#"), "5 to 95 %#"]
    headings += ["Observed"] if is_observed else []
    if outcome["kind"] == "blackout":
        headings += [f"> {short_number(days)}#" for days in told["exceed_days"]]
        headings += (
            ["Cut#", "None#"]
            + [name for key, name in _WITHOUT if _any(outcome, key)]
            + [f"Mean to {measure.bare(outcome['horizon'])}#"]
        )
    else:
        headings += ["Mean#", "Standard deviation#"]
    rows = tuple(_variant_row(told, outcome, row, measure, is_observed) for row in outcome["variants"])
    marked = told["baseline"] if len(rows) > 1 else -1
    caption = f"{_capital(outcome['label'])}: every variant"
    return Table(caption, (*headings, "25 to 75 %#", "Runs#"), rows, marked)


def _variant_row(
    told: Json, outcome: Json, row: Json, measure: Measure, is_observed: bool
) -> tuple[Cell, ...]:
    cells = [
        Cell(told["variants"][row["variant"]]["name"]),
        Cell(measure.median(row), measure.interval(row["quantiles"][2])),
        Cell(measure.span(row)),
    ]
    cells += [_observed(row)] if is_observed else []
    if outcome["kind"] == "blackout":
        cells += [Cell(percent(one), percent_interval(one)) for one in row["exceed"]]
        cells += [Cell(_count(row[key], row["n"])) for key in ("censored", "none")]
        cells += [Cell(f"{row[key]:,}") for key, _ in _WITHOUT if _any(outcome, key)]
        cells += [Cell(measure.estimate(row["mean"]), measure.interval(row["mean"]))]
    else:
        cells += [Cell(measure.estimate(row["mean"]), measure.interval(row["mean"]))]
        cells += [Cell(measure.bare(row["deviation"]))]
    return (*cells, Cell(measure.span(row, 1, 3)), Cell(f"{row['n']:,}"))


def _any(outcome: Json, key: str) -> bool:
    """Whether any run is counted there."""
    return any(row[key] for row in outcome["variants"])


def _observed(row: Json) -> Cell:
    found = row["observed"]
    if found is None or not row["n"]:
        return Cell(NONE)
    share = "" if found["shorter"] is None else f"{100.0 * found['shorter']:.0f} % are not longer"
    return Cell(_INSIDE[found["inside"]], share)


def _count(count: int, of: int) -> str:
    return NONE if not of else f"{count:,}"


def comparison_table(told: Json, outcome: Json, measure: Measure) -> Table:
    """Every variant against the baseline, by pairs."""
    less, more = (_capital(direction(outcome, one)) for one in ("shorter", "longer"))
    headings = (
        "Variant",
        "Median difference#",
        "Mean difference#",
        f"{less}#",
        f"{more}#",
        "Equal#",
        "Cannot be told#",
        "Pairs#",
        "Sign test#",
    )
    rows = tuple(
        (
            Cell(told["variants"][one["variant"]]["name"]),
            _difference(one["median"], measure),
            _difference(one["mean"] | {"least": None, "most": None}, measure),
            *(Cell(percent(one[key]), percent_interval(one[key])) for key in ("shorter", "longer")),
            *(Cell(percent(one[key])) for key in ("equal", "undecidable")),
            Cell(f"{one['pairs']:,}"),
            Cell(chance(one["sign_test"])),
        )
        for one in outcome["comparison"]
    )
    base = told["variants"][told["baseline"]]["name"]
    return Table(f"{_capital(outcome['label'])}: less “{base}”, draw by draw", headings, rows)


def _difference(found: Json, measure: Measure) -> Cell:
    text = difference(found, measure)
    value, _, interval = text.partition(" (")
    return Cell(value or NONE, interval.removesuffix(")"))


def chance(probability: float | None) -> str:
    """A probability of chance: "0.03", "< 0.001"."""
    if probability is None:
        return NONE
    return "< 0.001" if probability < 0.001 else f"{probability:.2g}"


def effect_table(told: Json, outcome: Json, effects: Json, measure: Measure) -> Table:
    """What each factor does, in figures."""
    named = {one["name"]: one for one in told["uncertain"]}
    headings = (
        "Factor",
        "Where lowest, mean#",
        "Where highest, mean#",
        "Explains alone#",
        "Rank correlation#",
        "Others held fixed#",
        "Known how",
    )
    rows = tuple(_effect_row(one, named[one["name"]], measure) for one in effects["factors"])
    where = told["variants"][effects["variant"]]["name"]
    caption = f"{_capital(outcome['label'])}: what decides it"
    return Table(f"{caption}, “{where}”" if len(told["variants"]) > 1 else caption, headings, rows)


def _effect_row(effect: Json, factor: Json, measure: Measure) -> tuple[Cell, ...]:
    ends = []
    for which in ("lowest", "highest"):
        end, span = effect[which], ""
        if end["from"] is not None:
            span = f"{_round(end['from'])} to {_round(end['to'])} {factor['unit']}".rstrip()
        ends.append(Cell(measure.estimate(end["mean"]), span))
    ranks = (
        Cell(figure(effect[key]["value"], 2), _plain_interval(effect[key])) for key in ("rank", "partial")
    )
    kind = Cell("", badge=factor["kind"]) if factor["kind"] else Cell(NONE)
    return (Cell(factor["label"]), *ends, Cell(explained(effect)), *ranks, kind)


def _plain_interval(found: Json) -> str:
    if found["low"] is None or found["high"] is None:
        return ""
    return f"{figure(found['low'], 2)} to {figure(found['high'], 2)}"


def _round(value: float) -> str:
    return short_number(float(f"{value:.3g}"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
