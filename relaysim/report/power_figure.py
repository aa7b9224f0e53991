"""The battery through the run: between which charges it moved each local day, what went in and out, when it gave out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from relaysim.report.node import Node
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times, figure

USES = ("heater_wh", "electronics_wh", "rotor_wh")


def draw_power(power: Sequence[Node], times: Times, layout: Layout) -> Markup:
    """Charge as a band from the day's least to its most; below it energy taken in, and energy used."""
    drawing = Drawing(layout, 320.0, "power")
    x = Scale(times.start_utc_s, times.end_utc_s, 66.0, layout.width - 10.0)
    _charge(drawing, power, times, x, (24.0, 146.0))
    _flows(drawing, power, times, x, (178.0, 266.0))
    draw_time_axis(drawing, x, times, 24.0, 266.0)
    drawing.text(layout.width - 10.0, 314.0, axis_name(times), "tick faint", "end")
    return drawing.render(power_sentence(power, times))


def power_sentence(power: Sequence[Node], times: Times) -> str:
    """How low the battery went, and on which days it gave out."""
    least = min(power, key=lambda row: row.need("charge_least_wh"))
    out = [row for row in power if (row.integer("brown_outs") or 0) > 0]
    words = (
        f"The battery's charge went down to {figure(least.number('charge_least_wh'), 1, 'Wh')} "
        f"on {times.day} {least.text('sol')}"
    )
    if not out:
        return f"{words}; it never gave out."
    first, last = out[0].text("sol"), out[-1].text("sol")
    when = (
        f"on {times.day} {first}" if first == last else f"on {len(out)} {times.days} from {first} to {last}"
    )
    prescribed = sum(_is_prescribed(row) for row in out)
    script = f", {prescribed} of them as the scenario prescribes" if prescribed else ""
    return f"{words}; it gave out {when}{script}."


def _charge(
    drawing: Drawing, power: Sequence[Node], times: Times, x: Scale, rows: tuple[float, float]
) -> None:
    top, bottom = rows
    most = max(row.need("charge_most_wh") for row in power)
    y = Scale(0.0, most * 1.05, bottom, top)
    _grid(drawing, x, y, most, "Charge, Wh", top)
    upper = [(_middle(row, times, x), y(row.need("charge_most_wh"))) for row in power]
    lower = [(_middle(row, times, x), y(row.need("charge_least_wh"))) for row in power]
    drawing.path(points_path([*upper, *reversed(lower)], closed=True), "charge")
    for row in power:
        if (row.integer("brown_outs") or 0) > 0:
            at, told = _middle(row, times, x), f"{times.day} {row.text('sol')}: the charge gave out"
            if _is_prescribed(
                row
            ):  # there may be hundreds, one beside the other: they must not hide the charge
                drawing.line(at, bottom - 8.0, at, bottom, "outage", f"{told}, as the scenario prescribes")
            else:
                drawing.line(at, top, at, bottom, "outage", told)


def _is_prescribed(row: Node) -> bool:
    return (row.number("scripted_wh") or 0.0) > 0.0


def _flows(
    drawing: Drawing, power: Sequence[Node], times: Times, x: Scale, rows: tuple[float, float]
) -> None:
    top, bottom = rows
    used = [sum(row.number(key) or 0.0 for key in USES) for row in power]
    charger = [row.number("charger_wh") or 0.0 for row in power]  # runs of an earlier relaysim do not say
    sunlight = [(row.number("solar_wh") or 0.0) - (row.number("spilled_wh") or 0.0) for row in power]
    taken = [mine + suns for mine, suns in zip(charger, sunlight, strict=True)]
    most = max(*used, *taken, 1.0)
    y = Scale(0.0, most * 1.05, bottom, top)
    whence = " and ".join(
        name for name, given in (("sunlight", sunlight), ("charge from the rover", charger)) if any(given)
    )
    source = f"{whence or 'nothing'} " if drawing.layout.is_wide else ""  # a phone has no room for it
    _grid(drawing, x, y, most, f"A day's energy, Wh: {source}taken in (line), used (dots)", top)
    drawing.path(
        points_path([(_middle(r, times, x), y(v)) for r, v in zip(power, taken, strict=True)]), "solar"
    )
    for row, value in zip(power, used, strict=True):
        drawing.circle(_middle(row, times, x), y(value), 1.4, "used")


def _grid(drawing: Drawing, x: Scale, y: Scale, most: float, name: str, top: float) -> None:
    drawing.text(x.start_px, top - 8.0, name, "tick")
    for value in nice_ticks(0.0, most, 4):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(x.start_px - 6.0, y(value) + 4.0, f"{value:g}", "tick", "end")


def _middle(row: Node, times: Times, x: Scale) -> float:
    """Where a day's values are drawn: in its middle, within the axis."""
    at = times.clock.utc_s(round(row.need("sol")), 43200.0)
    return min(max(x(at), x.start_px), x.end_px)
