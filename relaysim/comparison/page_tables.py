"""The tables of the page."""

from __future__ import annotations

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.edge import duration_difference
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.matching import silent_s
from relaysim.comparison.reason import Reason
from relaysim.comparison.silence import Silence
from relaysim.comparison.wording import bounded, difference_of, difference_text, figure_text, signed
from relaysim.report.tables import NO_TABLE, Cell, Table, duration_cell
from relaysim.report.times import NONE, Times, figure

_MOST_ROWS = 200
_PARTS = (("flights", "Flights"), ("products", "Products"), ("latency", "Latency"))


def input_table(found: Comparison) -> Table:
    """What the runs were made from, where it differs."""
    rows = tuple((Cell(one.path), Cell(one.a), Cell(one.b)) for one in found.inputs[:_MOST_ROWS])
    return Table(
        _capped("What differs in what the runs were made from", len(found.inputs)), ("Key", "A", "B"), rows
    )


def silence_table(found: Comparison) -> Table:
    """Every blackout of either side, the same ones among them."""
    headings = (
        "Level",
        "A, UTC@",
        "B, UTC@",
        "Start B−A#",
        "End B−A#",
        "A lasts#",
        "B lasts#",
        "B−A#",
        "Cause",
    )
    rows = tuple(_silence_row(one, found.times) for one in found.silences[:_MOST_ROWS])
    return Table(_capped("Blackouts of both, matched by their overlap", len(found.silences)), headings, rows)


def _silence_row(answer: MatchAnswer, times: Times) -> tuple[Cell, ...]:
    match = answer.match
    lasts = [duration_cell(silent_s(pieces)) if pieces else Cell(NONE) for pieces in (match.a, match.b)]
    causes = list(dict.fromkeys(one.cause for one in (*match.a, *match.b) if one.cause))
    if not match.is_matched:
        alone = f"only in {'A' if match.a else 'B'}"
        edges = [Cell(NONE), Cell(NONE)]
        apart = Cell(NONE)
    else:
        alone = "same" if answer.is_same else ""
        edges = [Cell(difference_text(edge), key=edge.difference_s) for edge in answer.edges]
        seconds, bound = duration_difference(match)
        apart = Cell(bounded(seconds, bound), key=seconds)
    return (
        Cell(match.level, alone),
        _span_cell(match.a, times),
        _span_cell(match.b, times),
        *edges,
        *lasts,
        apart,
        Cell(", ".join(causes) or NONE),
    )


def _span_cell(pieces: tuple[Silence, ...], times: Times) -> Cell:
    if not pieces:
        return Cell(NONE)
    words = f"in {len(pieces)} pieces" if len(pieces) > 1 else ""
    first, last = times.cell_utc(pieces[0].start_utc_s), times.cell_utc(pieces[-1].end_utc_s)
    return Cell(first, f"to {last}", third=words, key=pieces[0].start_utc_s)


def share_table(reason: Reason) -> Table:
    """The link of both runs at the instant that decides, and each cause's share of the difference."""
    a, b = reason.a, reason.b
    if not reason.quantity or a is None or b is None:
        return NO_TABLE
    names = (
        ("Margin at the lowest rate", "margin_db", "dB"),
        ("Path loss", "path_loss_db", "dB"),
        ("Antennas and bodies", "antenna_db", "dB"),
        ("Largest loss that closes", "threshold_db", "dB"),
        ("Clearance of the straight line", "clearance_m", "m"),
        ("Distance", "distance_m", "m"),
    )
    rows = [_value_row(title, getattr(a, name), getattr(b, name), unit) for title, name, unit in names]
    unit = "m" if reason.quantity == "clearance" else "dB"
    for share in reason.shares:
        rows.append(
            (Cell(f"Share of: {share.cause}"), Cell(""), Cell(""), Cell(signed(share.value, 2, unit)))
        )
    caption = f"The link at the {reason.edge}, where one of the two still hears"
    return Table(caption, ("What", "A#", "B#", "B−A#"), tuple(rows))


def _value_row(title: str, a: float | None, b: float | None, unit: str) -> tuple[Cell, ...]:
    apart = signed(b - a, 2, unit) if a is not None and b is not None else NONE
    return (Cell(title), Cell(figure(a, 2, unit)), Cell(figure(b, 2, unit)), Cell(apart))


def figure_tables(found: Comparison) -> list[tuple[str, str, Table]]:
    """(anchor, heading, table) of flights, products and latency: what differs, and how many figures are the same."""
    tables = []
    for part, heading in _PARTS:
        rows = [one for one in found.figures if one.part == part and one.known]
        apart = [one for one in rows if not one.is_same]
        caption = _capped(f"{len(apart)} of {len(rows)} figures differ", len(apart))
        shown = tuple(_figure_row(one, found.times) for one in apart[:_MOST_ROWS])
        if rows:
            tables.append((part, heading, Table(caption, ("Of what", "Figure", "A#", "B#", "B−A#"), shown)))
    return tables


def _figure_row(one: Figure, times: Times) -> tuple[Cell, ...]:
    a, b = (Cell(figure_text(value, one, times)) for value in (one.a, one.b))
    return (Cell(one.item), Cell(one.quantity), a, b, Cell(difference_of(one) or NONE, key=one.difference))


def event_table(found: Comparison) -> Table:
    """Events on record beside the run's radio."""
    rows = tuple(
        (
            Cell(one.event),
            Cell(found.times.cell_utc(one.utc_s), found.times.local(one.utc_s)),
            Cell(one.state),
            Cell(one.found, badge="warn differs" if one.differs else "fine agrees" if one.agrees else ""),
            Cell(signed(one.margin_db, 1, "dB")),
        )
        for one in sorted(found.events, key=lambda event: not event.differs)[:_MOST_ROWS]
    )
    headings = ("Event", "UTC@", "On record", "Radio in the run", "Margin#")
    return Table(_capped("Events on record", len(found.events)), headings, rows)


def _capped(caption: str, count: int) -> str:
    return (
        caption
        if count <= _MOST_ROWS
        else f"{caption} (the first {_MOST_ROWS} of {count:,}; comparison.csv has all)"
    )
