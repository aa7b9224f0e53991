"""What `relaysim campaign` prints at its end: the answer, a line a variant, what failed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from relaysim.campaign.report.measure import Measure, measure_of, percent, short_number
from relaysim.campaign.report.plain import Json
from relaysim.campaign.report.sentences import answer_sentences, quoted, typical

_WIDTH = 100
_FEW_VARIANTS = 4
_MOST_VARIANTS, _MOST_ERRORS, _MOST_OTHERS, _MOST_SHARES = 10, 3, 3, 2
_INSIDE = {True: "inside", False: "outside", None: "?"}


def terminal_text(summary: Json) -> str:
    """At most some 30 lines of 100 columns, plain text, of what `summary` gave (or summary.json holds)."""
    runs = summary["runs"]
    head = f"{summary['title'] or summary['name']} ({runs['done']:,} runs, {len(summary['variants']):,} variants)"
    lines = _wrapped(head)[:2]
    for sentence in answer_sentences(summary):
        lines += _wrapped(sentence)
    if runs["done"] and summary["outcomes"]:
        lines += ["", *_variants(summary, summary["outcomes"][0]), ""]
        lines += [line for one in summary["outcomes"][1 : 1 + _MOST_OTHERS] for line in _other(summary, one)]
    lines += _failures(summary)
    if runs["missing"]:
        lines.append(f"{runs['missing']:,} of {runs['total']:,} runs have not been done.")
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    """A line without what moves a terminal's cursor or turns its writing."""
    return "".join(one if one.isprintable() else " " for one in line).rstrip()


def _variants(told: Json, outcome: Json) -> list[str]:
    """The table; of many variants the best, the baseline and the worst."""
    measure = measure_of(outcome, told["day_name"])
    numbers, left_out = _chosen(told, outcome)
    heading, columns = _columns(told, outcome, measure)
    rows = [heading, *(_row(told, outcome["variants"][one], columns) for one in numbers)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(heading))]
    widths[0] = max(min(widths[0], _WIDTH - 2 - sum(widths[1:]) - 2 * (len(widths) - 1)), 12)
    lines = [_line(row, widths) for row in rows]
    return lines + ([f"  and {left_out:,} more variants in report.html"] if left_out else [])


def _chosen(told: Json, outcome: Json) -> tuple[list[int], int]:
    count = len(outcome["variants"])
    if count <= _MOST_VARIANTS:
        return list(range(count)), 0
    half = (_MOST_VARIANTS - 2) // 2
    kept = {told["baseline"], *outcome["order"][:half], *outcome["order"][-half:]}
    return sorted(kept), count - len(kept)


_Column = Callable[[Json], str]


def _columns(told: Json, outcome: Json, measure: Measure) -> tuple[list[str], list[_Column]]:
    """Headings after the variant's, and what stands below each."""
    heading = [f"median, {measure.unit}".removesuffix(", "), "90 % interval"]
    columns: list[_Column] = [
        measure.median,
        measure.span,
    ]
    hidden = any(row["unknown"] for row in outcome["variants"])
    if hidden:
        heading.append("unknown")
        columns.append(lambda row: f"{row['unknown']:,}")
    if any(row["no_landing"] for row in outcome["variants"]):
        hidden = True
        heading.append("not landed")
        columns.append(lambda row: f"{row['no_landing']:,}")
    if outcome["kind"] == "blackout":
        for place in _places(outcome, told["baseline"], 1 if hidden else _MOST_SHARES):
            heading.append(f"> {short_number(told['exceed_days'][place])}")
            columns.append(lambda row, place=place: percent(row["exceed"][place]))  # type: ignore[misc]
        heading.append("cut")
        columns.append(lambda row: f"{row['censored']:,}")
        if outcome["observed_days"] is not None:
            heading.append("observed")
            columns.append(
                lambda row: "" if not row["observed"] or not row["n"] else _INSIDE[row["observed"]["inside"]]
            )
    first = "variant (* baseline)" if len(told["variants"]) > 1 else "variant"
    return [first, *heading, "runs"], [*columns, lambda row: f"{row['n']:,}"]


def _places(outcome: Json, baseline: int, most: int) -> list[int]:
    """Thresholds worth a column: those whose probability is nearest to even in the baseline."""
    shares = [one["value"] for one in outcome["variants"][baseline]["exceed"]]
    ranked = sorted(range(len(shares)), key=lambda n: 1.0 if shares[n] is None else abs(shares[n] - 0.5))
    return sorted(ranked[:most])


def _row(told: Json, row: Json, columns: list[_Column]) -> list[str]:
    mark = " *" if row["variant"] == told["baseline"] and len(told["variants"]) > 1 else ""
    return [told["variants"][row["variant"]]["name"] + mark, *(one(row) for one in columns)]


def _line(row: list[str], widths: list[int]) -> str:
    name = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1].rstrip() + "…"
    cells = (text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))
    return _cut("  " + "  ".join([name.ljust(widths[0]), *cells]).rstrip())


def _other(told: Json, outcome: Json) -> list[str]:
    """Another outcome in a sentence: of a few variants the median of each, else of the baseline."""
    measure = measure_of(outcome, told["day_name"])
    name = f"{outcome['label'][:1].upper()}{outcome['label'][1:]}"
    rows = [row for row in outcome["variants"] if row["n"]]
    if 1 < len(rows) <= _FEW_VARIANTS:
        medians = (f"{measure.median(row)} with {quoted(told, row['variant'])}" for row in rows)
        unit = f", {measure.unit}" if measure.unit else ""
        return _wrapped(f"{name}{unit}, in the median run: {', '.join(medians)}.")
    row = outcome["variants"][told["baseline"]]
    return _wrapped(f"{name}: {typical(row, measure)}.") if row["n"] else []


def _failures(told: Json) -> list[str]:
    runs = told["runs"]
    if not runs["failed"]:
        return []
    lines = [f"{runs['failed']:,} of {runs['total']:,} runs failed and are in no figure (failures.csv):"]
    for one in told["failures"][:_MOST_ERRORS]:
        lines.append(_cut(f"  {one['runs']:,} x {' '.join(one['error'].split())}"))
    more = len(told["failures"]) - _MOST_ERRORS
    return lines + ([f"  and {more} other errors"] if more > 0 else [])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1].rstrip() + "…"
