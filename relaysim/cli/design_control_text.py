"""A design control table as text, at most 100 columns wide."""

from __future__ import annotations

import textwrap

from relaysim.radio.design_control_table import DesignControlTable, Row
from relaysim.radio.spread import SIGMAS_WITHOUT_RANGE, Spread

WIDTH = 100
NAME_WIDTH, FIGURE_WIDTH = 35, 11
SIGMAS_BELOW_MEAN = 2.0
_HEADS = ("design", "favourable", "adverse", "mean", "sigma")


def table_lines(table: DesignControlTable) -> list[str]:
    """The terms, their sum, what each mode has left, and below that the sources."""
    lines = [_line("design control table", _HEADS, "kind"), *(_row(row) for row in table.rows)]
    lines.append("-" * len(_line("", ("",) * len(_HEADS))))
    lines.append(_spread_line("received power, dBm", table.received))
    lines.append(_line("required margin, dB", (f"{table.required_margin_db:.2f}",)))
    for one in table.margins:
        name = _short(one.mode.name, NAME_WIDTH - len("sensitivity , dBm"))
        lines.append(_line(f"sensitivity {name}, dBm", (f"{one.mode.sensitivity_dbm:.2f}",)))
    for one in table.margins:
        name = _short(one.mode.name, NAME_WIDTH - len("margin , dB"))
        lines.append(_spread_line(f"margin {name}, dB", one.spread))
        low = f"{one.at_mean_minus(SIGMAS_BELOW_MEAN):.2f}"
        lines.append(_line(f"  at its mean - {SIGMAS_BELOW_MEAN:g} sigma", ("", "", "", low)))
    return [*lines, *_notes(table), "", *_sources(table)]


def _row(row: Row) -> str:
    name = _short(row.name, NAME_WIDTH - len(row.unit) - 3)
    return _spread_line(f"{name}, {row.unit}" + ("" if row.ranged else "*"), row.spread, row.kind)


def _spread_line(name: str, spread: Spread, kind: str = "") -> str:
    values = (spread.design, spread.favourable, spread.adverse, spread.mean, spread.sigma)
    return _line(name, tuple(f"{value + 0.0:.2f}" for value in values), kind)


def _line(name: str, values: tuple[str, ...], kind: str = "") -> str:
    """One line: the name, columns of figures, the kind."""
    figures = "".join(f"{value:>{FIGURE_WIDTH}}" for value in values)
    return f"{name:<{NAME_WIDTH}}{figures}" + (f"  {kind}" if kind else "")


def _notes(table: DesignControlTable) -> list[str]:
    """What the star stands for, if there is one."""
    if all(row.ranged for row in table.rows):
        return []
    return [
        f"* no range is stated: favourable and adverse are the design value +/- {SIGMAS_WITHOUT_RANGE:g} sigma"
    ]


def _sources(table: DesignControlTable) -> list[str]:
    """Where each figure comes from: terms and modes, whose texts may take several lines."""
    named = [(row.name, row.kind, row.source) for row in table.rows]
    named += [(f"mode {m.mode.name}", m.mode.kind, m.mode.source) for m in table.margins]
    lines = ["sources"]
    for name, kind, source in named:
        lines += textwrap.wrap(
            f"{name} [{kind}]: {source}", WIDTH, initial_indent="  ", subsequent_indent="      "
        )
    return lines


def _short(name: str, most: int) -> str:
    """A name that is too long ends in dots; the sources have it whole."""
    return name if len(name) <= most else name[: most - 3] + "..."
