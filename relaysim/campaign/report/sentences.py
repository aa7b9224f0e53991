"""The answer of a campaign in a few sentences, for the page and for a terminal."""

from __future__ import annotations

import unicodedata

from relaysim.campaign.report.measure import Measure, measure_of, percent
from relaysim.campaign.report.plain import Json

_FEW = 20
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI"}


def answer_sentences(told: Json) -> list[str]:
    """What came out, what happened in truth, which choice does best: one sentence each, the most asked for first."""
    if not told["runs"]["done"]:
        return [_nothing(told["runs"])]
    if not told["outcomes"]:
        return ["The study keeps no outcome."]
    outcome = told["outcomes"][0]
    measure = measure_of(outcome, told["day_name"])
    first = _baseline(told, outcome, measure)
    sentences = [first, observed_sentence(told, outcome, measure)]
    moved = sweep_sentence(told, outcome, measure) or _best(told, outcome, measure)
    return [
        one
        for one in (*sentences, moved, unknown_sentence(told, outcome), no_landing_sentence(told, outcome))
        if one
    ]


def _nothing(runs: Json) -> str:
    if runs["failed"]:
        return (
            f"No answer: all {runs['failed']:,} runs failed."
            if not runs["missing"]
            else (f"No answer yet: {runs['failed']:,} runs failed, {runs['missing']:,} are still to be done.")
        )
    return "No run has been done yet."


def _no_answer(row: Json) -> str:
    if row["no_landing"]:
        return "the flight never landed"
    return "nothing can be told" if row["unknown"] else "no run gave an answer"


def _baseline(told: Json, outcome: Json, measure: Measure) -> str:
    row = outcome["variants"][told["baseline"]]
    where = "" if len(told["variants"]) == 1 else f" with {quoted(told, told['baseline'])}"
    name = _capital(outcome["label"])
    if not row["n"]:
        return f"{name}{where}: {_no_answer(row)}."
    if row["n"] == 1:
        value = measure.full(row["quantiles"][2]["value"])
        return f"{name}{where}: {value if row['quantiles'][2]['value'] is not None else at_least(row, measure)} in the only run."
    if outcome["kind"] == "blackout" and row["none"] == row["n"]:
        return f"{name}{where}: there was none in any of {row['n']:,} runs."
    return f"{name}{where}: {typical(row, measure)}."


def typical(row: Json, measure: Measure) -> str:
    """ "61.0 sols in the median run, 28.9 to 71 sols in nine of ten"."""
    low, median, high = row["quantiles"][0], row["quantiles"][2], row["quantiles"][4]
    share = "nine of ten" if row["n"] >= _FEW else f"all {row['n']} runs" if row["n"] > 1 else "the only run"
    if median["value"] is None:
        middle = f"more than {measure.full(row['longest'])} in more than half of the runs, which are cut"
    else:
        middle = f"{measure.median(row)} {measure.unit}".rstrip() + " in the median run"
    if low["value"] is None:
        return middle
    if low["value"] == high["value"]:
        return f"{middle} and in {share}"
    span = measure.span(row).replace("> ", "more than ")
    return f"{middle}, {span} {measure.unit}".rstrip() + f" in {share}"


def at_least(row: Json, measure: Measure) -> str:
    """A duration that is a lower bound."""
    return f"at least {measure.full(row['longest'])} (cut)"


def observed_sentence(told: Json, outcome: Json, measure: Measure) -> str:
    """Whether what happened lies inside, for each variant; "" where nobody knows what did."""
    if outcome.get("observed_days") is None:
        return ""
    observed = f"The observed {measure.full(outcome['observed_days'])}"
    found = {
        quoted(told, row["variant"]): row["observed"]["inside"] for row in outcome["variants"] if row["n"] > 1
    }
    if not found:
        return ""
    if len(told["variants"]) == 1:
        return f"{observed} {inside_words(next(iter(found.values())))}."
    groups = {
        state: [name for name, inside in found.items() if inside is state] for state in (True, False, None)
    }
    everything = len(found) == len(told["variants"])
    if everything and len(found) == len(groups[True]):
        return f"{observed} lie inside the 90 % interval of every variant."
    if everything and len(found) == len(groups[False]):
        return f"{observed} do not lie inside the 90 % interval of any variant."
    if len(found) > 6:
        unclear = f"; for {len(groups[None])} it cannot be told" if groups[None] else ""
        return f"{observed} lie inside the 90 % interval of {len(groups[True])} of {len(found)} variants{unclear}."
    parts = [f"{inside_words(state)} with {_listed(names)}" for state, names in groups.items() if names]
    return f"{observed} {'; they '.join(parts)}."


def inside_words(inside: bool | None) -> str:
    """The verdict, as it follows on "the observed 60.8 sols"."""
    return {
        True: "lie inside the 90 % interval",
        False: "do not lie inside the 90 % interval",
        None: "may lie inside the 90 % interval or not: the runs are cut before that can be told",
    }[inside]


def unknown_sentence(told: Json, outcome: Json) -> str:
    """In how many runs the answer is hidden, by variant; "" where it never is."""
    why = "the answer depends on ground that is not surveyed; they are in no figure"
    return _without_answer(told, outcome, "unknown", f"nothing can be told: {why}")


def no_landing_sentence(told: Json, outcome: Json) -> str:
    """In how many runs there was no flight for the blackout to come after, by variant; "" where there always was."""
    why = "(held, or lost), so that no blackout could follow it; they are in no figure"
    return _without_answer(told, outcome, "no_landing", f"flight {outcome.get('flight')} did not land {why}")


def _without_answer(told: Json, outcome: Json, key: str, why: str) -> str:
    """How many runs have no answer for that reason; "" where none has none."""
    rows = [row for row in outcome["variants"] if row[key]]
    if not rows:
        return ""
    runs = {row["variant"]: row["n"] + row["unknown"] + row["no_landing"] for row in outcome["variants"]}
    if len(told["variants"]) == 1 or len(rows) > 3:
        return f"In {sum(row[key] for row in rows):,} of {sum(runs.values()):,} runs {why}."
    parts = [
        f"in {row[key]:,} of {runs[row['variant']]:,} runs with {quoted(told, row['variant'])}"
        for row in rows
    ]
    return f"{_capital(_listed(parts))} {why}."


def sweep_sentence(told: Json, outcome: Json, measure: Measure) -> str:
    """From which median to which as a quantity goes through its range; "" without one, or with several series."""
    swept = told["sweep"]
    if swept is None or len(swept["series"]) != 1:
        return ""
    points = swept["series"][0]["points"]
    ends = [points[0], points[-1]]
    rows = [outcome["variants"][one["variant"]] for one in ends]
    if any(not row["n"] for row in rows):
        return ""
    texts = [measure.median(row).replace("> ", "more than ") for row in rows]
    span = " to ".join(f"{one['value']:g} {swept['unit']}".rstrip() for one in ends)
    change = f"the median goes from {texts[0]} to {texts[1]} {measure.unit}".rstrip()
    return f"From {span} ({swept['label']}) {change}."


def _best(told: Json, outcome: Json, measure: Measure) -> str:
    """Which variant is shortest, and against the baseline by how much; numbers have no better or worse."""
    compared = {one["variant"]: one for one in outcome["comparison"] if one["pairs"]}
    if outcome["kind"] != "blackout" or not compared:
        return ""
    baseline = told["baseline"]
    best = next(one for one in outcome["order"] if one == baseline or one in compared)
    if best != baseline:
        return _against(told, compared[best], measure)
    if len(compared) == 1:
        return _against(told, next(iter(compared.values())), measure)
    return f"No variant has a shorter median than {quoted(told, baseline)}."


def _against(told: Json, found: Json, measure: Measure) -> str:
    """One variant against the baseline, in the direction that more draws take."""
    more, share = max(
        (("longer", found["longer"]), ("shorter", found["shorter"])), key=lambda one: one[1]["value"] or 0.0
    )
    if found["equal"]["value"] == 1.0:
        return (
            f"With {quoted(told, found['variant'])} it is the same as with {quoted(told, told['baseline'])} in each of"
            f" {found['pairs']:,} draws."
        )
    by = difference(found["median"], measure)
    return (
        f"With {quoted(told, found['variant'])} it is {more} than with {quoted(told, told['baseline'])} in"
        f" {percent(share)} of the same draws" + (f"; the median of the differences is {by}." if by else ".")
    )


def difference(found: Json, measure: Measure) -> str:
    """ "−35.1 sols (−36 to −34)"; between two figures where cut durations leave it open; "" where it is not known."""
    digits = measure.digits(found["low"], found["high"])
    interval = _signed_interval(found, measure)
    if found["value"] is not None:
        text = signed(found["value"], measure, digits)
    elif found["least"] is not None and found["most"] is not None:
        ends = [signed(found[end], measure, digits) for end in ("least", "most")]
        text = " to ".join(dict.fromkeys(ends))
    else:
        return ""
    unit = f" {measure.unit}" if measure.unit else ""
    return f"{text}{unit} ({interval})" if interval else f"{text}{unit}"


def signed(value: float, measure: Measure, digits: int) -> str:
    """A figure with its sign."""
    text = measure.bare(value, digits)
    return f"+{text}" if value > 0.0 and text.strip("0.") else text


def _signed_interval(found: Json, measure: Measure) -> str:
    if found["low"] is None or found["high"] is None:
        return ""
    digits = measure.digits(found["low"], found["high"])
    return f"{signed(found['low'], measure, digits)} to {signed(found['high'], measure, digits)}"


def quoted(told: Json, variant: int) -> str:
    """A variant's name as people read it in a sentence; kept apart where it turns the direction of writing."""
    name = told["variants"][variant]["name"]
    if any(unicodedata.bidirectional(one) in _TURNING for one in name):
        name = f"\u2068{name}\u2069"
    return f"“{name}”"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
