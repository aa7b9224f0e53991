"""The tornado: the mean outcome where each factor is lowest and where it is highest, the widest bar first."""

from __future__ import annotations

from markupsafe import Markup

from relaysim.campaign.report.axes import clipped, draw_quantity_axis
from relaysim.campaign.report.measure import Measure, short_number
from relaysim.campaign.report.plain import Json
from relaysim.report.svg import Drawing, Layout, Scale
from relaysim.report.times import figure

_MOST_FACTORS = 12


def draw_tornado(told: Json, outcome: Json, effects: Json, measure: Measure, layout: Layout) -> Markup:
    """One bar a factor, from its lowest fifth to its highest; a thin line is each end's interval."""
    factors = [one for one in effects["factors"] if _ends(one) is not None][:_MOST_FACTORS]
    named = {one["name"]: one for one in told["uncertain"]}
    wide = layout.is_wide
    pitch, top = (34.0 if wide else 50.0), 30.0
    bottom = top + pitch * len(factors)
    drawing = Drawing(layout, bottom + 42.0, f"tornado-{outcome['name']}-{effects['variant']}")
    left = 262.0 if wide else 14.0
    x = Scale(*_span(outcome, measure), left, layout.width - (120.0 if wide else 14.0))
    draw_quantity_axis(drawing, x, top, bottom, f"mean {outcome['label']}, {measure.unit}".removesuffix(", "))
    middle = measure.scaled(outcome["variants"][effects["variant"]]["mean"]["value"])
    if wide:
        drawing.text(drawing.width, top - 12.0, "alone explains", "tick faint", "end")
    for n, one in enumerate(factors):
        y = top + pitch * (n + (0.5 if wide else 0.68))
        _draw_bar(drawing, one, named[one["name"]], x, y, middle, measure)
    if middle is not None:
        drawing.line(x(middle), top - 6.0, x(middle), bottom, "middle")
        drawing.text(x(middle), top - 10.0, f"mean {figure(middle)}", "tick strong", "middle")
    return drawing.render(_words(outcome, factors, named, measure))


def _draw_bar(
    drawing: Drawing, effect: Json, factor: Json, x: Scale, y: float, middle: float | None, measure: Measure
) -> None:
    low, high = (measure.scaled(effect[end]["mean"]["value"]) or 0.0 for end in ("lowest", "highest"))
    _draw_name(drawing, factor["label"], explained(effect), x, y)
    centre = (low + high) / 2.0
    if middle is not None and min(low, high) <= middle <= max(low, high):
        centre = middle
    for end, value, style in (("lowest", low, "factor-low"), ("highest", high, "factor-high")):
        found = effect[end]
        a, b = sorted((x(value), x(centre)))
        span = f"{short_number(found['from'])} to {short_number(found['to'])} {factor['unit']}".rstrip()
        mean = f"mean {measure.full(found['mean']['value'])} in {found['n']:,} runs"
        drawing.rect(a, y - 8.0, b - a, 16.0, style, f"{factor['label']} from {span}: {mean}")
        reach = [measure.scaled(found["mean"][side]) for side in ("low", "high")]
        if reach[0] is not None and reach[1] is not None:
            drawing.line(x(reach[0]), y, x(reach[1]), y, "whisker")
    # On a phone the factor's name is there: colours alone tell which end is which.
    if high != low and drawing.layout.is_wide:
        for value, other, text in ((low, high, "low"), (high, low, "high")):
            side = "end" if value < other else "start"
            drawing.text(x(value) + (-5.0 if side == "end" else 5.0), y - 10.0, text, "tick faint halo", side)


def _draw_name(drawing: Drawing, name: str, share: str, x: Scale, y: float) -> None:
    """The factor's name and what it explains: beside its bar, or above it on a phone."""
    if drawing.layout.is_wide:
        drawing.text(250.0, y + 4, clipped(name, 245.0), "label", "end")
        drawing.text(drawing.width, y + 4, share, "tick", "end")
    else:
        drawing.text(x.start_px, y - 14, clipped(name, x.end_px - x.start_px - 90.0), "halo label")
        drawing.text(drawing.width - 2.0, y - 14, share, "tick halo", "end")


def explained(effect: Json) -> str:
    """The share of the variance that the factor explains alone; what cannot be told from nothing is said to be so."""
    share, floor = effect["share"], effect["floor"]
    if share is None:
        return "–"
    if floor is not None and share <= floor:
        return f"< {max(100.0 * floor, 1.0):.0f} %"
    return f"{100.0 * share:.0f} %"


def has_tornado(effects: Json) -> bool:
    """Whether any factor varies and its means are known."""
    return any(_ends(one) is not None for one in effects["factors"])


def _ends(effect: Json) -> tuple[float, float] | None:
    low, high = effect["lowest"]["mean"]["value"], effect["highest"]["mean"]["value"]
    return None if low is None or high is None else (low, high)


def _span(outcome: Json, measure: Measure) -> tuple[float, float]:
    """Both ends of all bars and their intervals, with a little air; the same for all variants' tornadoes."""
    values: list[float | None] = []
    for effects in outcome["sensitivity"]:
        means = [one[end]["mean"] for one in effects["factors"] for end in ("lowest", "highest")]
        values += [one[key] for one in means for key in ("value", "low", "high")]
        values.append(outcome["variants"][effects["variant"]]["mean"]["value"])
    known = [measure.scaled(one) or 0.0 for one in values if one is not None]
    air = 0.08 * (max(known) - min(known)) or 1.0
    return min(known) - air, max(known) + air


def _words(outcome: Json, factors: list[Json], named: dict[str, Json], measure: Measure) -> str:
    parts = [f"What decides {outcome['label']}, the strongest first."]
    for one in factors:
        low, high = one["lowest"]["mean"]["value"], one["highest"]["mean"]["value"]
        parts.append(
            f"{named[one['name']]['label']}: mean {measure.bare(low)} where it is lowest, {measure.full(high)} where highest."
        )
    return " ".join(parts)
