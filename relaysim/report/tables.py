"""The tables of the page about the link: blackouts, what stood in the way, sweep, budget, assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.blackouts import Blackout, edge_span, latitude, longitude
from relaysim.report.node import Node
from relaysim.report.sweep_figure import digits_of, is_nominal
from relaysim.report.times import NONE, Times, figure
from relaysim.units import format_duration, format_volume

_MOST_ROWS = 12


@dataclass(frozen=True)
class Cell:
    """A table cell: a line, fainter lines below it, and a badge ("given", "warn", ...).

    `key` is what the column is sorted by, where the text's own number is in a unit that differs from row to row.
    """

    text: str
    second: str = ""
    badge: str = ""
    third: str = ""
    key: float | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption; headings that end in "#" are columns of numbers, in "@" of times: kept on one line."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marked: int = -1

    @property
    def kinds(self) -> list[str]:
        """What each column holds: "num", "time", or "" for words."""
        return [{"#": "num", "@": "time"}.get(heading[-1:], "") for heading in self.headings]


NO_TABLE = Table("", (), ())


def duration_cell(duration_s: float, second: str = "", before: str = "") -> Cell:
    """A length of time in the unit that suits it."""
    return Cell(before + format_duration(duration_s), second, key=duration_s)


def volume_cell(volume_bits: float) -> Cell:
    """A volume of data in the unit that suits it."""
    return Cell(format_volume(volume_bits), key=volume_bits)


def blackout_table(
    caption: str, blackouts: Sequence[Blackout], times: Times, far_end: FarEnd = FAR_END
) -> Table:
    """Blackouts with both ends, their lengths and what they say about the cause."""
    headings = (
        "Level",
        "From, UTC@",
        "To, UTC@",
        "Elapsed#",
        f"{times.days.capitalize()}#",
        "Calendar days#",
        "Cause",
        "Ground above line#",
        "Worst margin#",
    )
    return Table(caption, headings, tuple(_blackout_row(blackout, times, far_end) for blackout in blackouts))


def _blackout_row(blackout: Blackout, times: Times, far_end: FarEnd) -> tuple[Cell, ...]:
    row = blackout.row
    bound = "≥ " if blackout.open_start or blackout.open_end else ""
    above, away = row.number("obstruction_above_sightline_m"), row.number("obstruction_distance_m")
    return (
        Cell(far_end.level(blackout.level)),
        _edge(blackout, "start", times),
        _edge(blackout, "end", times),
        duration_cell(blackout.duration_s, "lower bound" if bound else "", bound),
        Cell(bound + figure(row.number("duration_sols") or times.clock.days(blackout.duration_s), 2)),
        Cell(row.text("calendar_days", NONE)),
        Cell(row.text("cause", NONE)),
        Cell(figure(above, 1, "m"), "" if away is None else f"at {figure(away, 0)} m"),
        Cell(figure(row.number("worst_margin_db"), 1, "dB")),
    )


def _edge(blackout: Blackout, edge: str, times: Times) -> Cell:
    """The instant, its local time, and between when and when it lies with 90 %."""
    utc_s, is_open, words = {
        "start": (blackout.start_utc_s, blackout.open_start, "already dark at the start"),
        "end": (blackout.end_utc_s, blackout.open_end, "still dark at the end"),
    }[edge]
    span = edge_span(blackout, edge, times, "–")
    return Cell(
        times.cell_utc(utc_s),
        words if is_open else times.local(utc_s),
        third=f"90 %: {span}" if span else "",
    )


def split_blackouts(
    blackouts: Sequence[Blackout], times: Times
) -> tuple[list[Blackout], dict[str, list[Blackout]]]:
    """Those worth a row, and by level the others.

    Worth a row are the longest of each level, and its next longest that last a local day or are cut by the
    scenario's edge, a dozen at most.
    """
    main: list[Blackout] = []
    others: dict[str, list[Blackout]] = {}
    for level in dict.fromkeys(blackout.level for blackout in blackouts):
        ranked = sorted((one for one in blackouts if one.level == level), key=lambda one: -one.duration_s)
        day_s = times.clock.day_length_s
        long = [one for one in ranked[1:] if one.duration_s >= day_s or one.open_start or one.open_end]
        kept = {one.row.place for one in [ranked[0], *long[: _MOST_ROWS - 1]]}
        main += [one for one in blackouts if one.row.place in kept]
        if len(kept) < len(ranked):
            others[level] = [one for one in blackouts if one.level == level and one.row.place not in kept]
    return main, others


def obstruction_table(obstructions: Sequence[Node], times: Times) -> Table:
    """For every place the rover stood during the longest radio blackout: which ground was in the way."""
    headings = (
        f"{times.days.capitalize()}@",
        "Above the line#",
        "From the rover#",
        "Where@",
        "Height#",
        "Rover later drove within#",
    )
    rows = []
    for row in obstructions:
        first, last = row.integer("from_sol"), row.integer("to_sol")
        days = NONE if first is None else str(first) if last in (first, None) else f"{first}–{last}"
        near, on = row.number("nearest_later_drive_m"), row.integer("nearest_later_drive_sol")
        rows.append(
            (
                Cell(days),
                Cell(figure(row.number("above_sightline_m"), 1, "m")),
                Cell(figure(row.number("distance_m"), 0, "m")),
                Cell(f"{latitude(row.number('latitude_deg'))} {longitude(row.number('longitude_deg'))}"),
                Cell(figure(row.number("height_m"), 1, "m")),
                Cell(figure(near, 0, "m"), "" if near is None or on is None else f"{times.day} {on}"),
            )
        )
    return Table(
        "Where the ground stood above the straight line, for each place of the rover", headings, tuple(rows)
    )


def sweep_table(sweep: Node, times: Times) -> Table:
    """Start and end of the radio blackout for each value of the swept term; the nominal row is marked."""
    values = sweep.children("rows")
    marked = next((index for index, row in enumerate(values) if is_nominal(sweep, row)), -1)
    rows = tuple(_sweep_row(sweep, row, digits_of(values), times) for row in values)
    headings = (
        sweep.text("term", "value").capitalize(),
        "Lost, UTC@",
        "Back, UTC@",
        "Days#",
        f"{times.days.capitalize()}#",
        "First alarm heard@",
    )
    return Table(f"The radio blackout for each {sweep.text('term', 'value')}", headings, rows, marked)


def _sweep_row(sweep: Node, row: Node, digits: int, times: Times) -> tuple[Cell, ...]:
    start, end, alarm = row.when("start_utc"), row.when("end_utc"), row.when("first_alarm_after_utc")
    value = Cell(
        figure(row.number("value"), digits, sweep.text("unit")),
        badge="nominal" if is_nominal(sweep, row) else "",
    )
    if start is None and end is None:
        return (value, Cell("no such blackout"), *([Cell(NONE)] * 4))
    return (
        value,
        Cell(times.cell_utc(start), times.local(start)) if start is not None else Cell("before the start"),
        Cell(times.cell_utc(end), times.local(end)) if end is not None else Cell("not by the end"),
        Cell(figure(row.number("duration_days"))),
        Cell(figure(row.number("duration_sols"))),
        Cell(times.local(alarm)),
    )


def budget_table(terms: Sequence[Node]) -> Table:
    """The link budget in order, each term with its spread, its range and how it is known."""
    rows = []
    for term in terms:
        low, high, unit = term.number("low"), term.number("high"), term.text("unit")
        span = "" if low is None or high is None else f"range {figure(low)} to {figure(high)} {unit}"
        value = Cell(figure(term.number("value"), 2, unit), span)
        spread = Cell(figure(term.number("sigma_db"), 1, "dB"))
        rows.append((Cell(term.text("name")), value, spread, _kind(term), Cell(term.text("source", NONE))))
    return Table(
        "Link budget: gains are positive, losses negative",
        ("Term", "Value#", "Sigma#", "Kind", "Source"),
        tuple(rows),
    )


def mode_table(modes: Sequence[Node]) -> Table:
    """The modes of the radio, slowest first, with the path loss at which each closes."""
    rows = tuple(
        (
            Cell(mode.text("name")),
            Cell(_rate(mode.number("rate_bps"))),
            Cell(_rate(mode.number("goodput_bps"))),
            Cell(figure(mode.number("sensitivity_dbm"), 1, "dBm")),
            Cell(figure(mode.number("threshold_loss_db"), 1, "dB")),
            _kind(mode),
            Cell(mode.text("source", NONE)),
        )
        for mode in modes
    )
    headings = ("Mode", "Rate#", "Goodput#", "Sensitivity#", "Largest path loss#", "Kind", "Source")
    return Table("Modes: the slowest decides whether the link is open", headings, rows)


def assumption_table(assumptions: Sequence[Node]) -> Table:
    """What is taken for granted, and on whose word."""
    rows = tuple(
        (Cell(one.text("what")), Cell(one.text("value", NONE)), _kind(one), Cell(one.text("source", NONE)))
        for one in assumptions
    )
    return Table("Assumptions of this run", ("What", "Value", "Kind", "Source"), rows)


def _kind(node: Node) -> Cell:
    kind = node.text("kind")
    return Cell("" if kind else NONE, badge=kind)


def _rate(rate_bps: float | None) -> str:
    return NONE if rate_bps is None else f"{rate_bps / 1000.0:,.4g} kbit/s"
