"""Validation as a page of Markdown: misses first, every event beside its probability."""

from __future__ import annotations

import math
from collections.abc import Sequence

from relaysim.validation.likelihood import SCATTER_DB, interval_95
from relaysim.validation.prediction import Prediction, share_above_threshold
from relaysim.validation.validate import Outage, Validation, Variant


def validation_page(found: Validation) -> str:
    """The whole page; the same inputs give the same text."""
    parts = [
        *_calibrated(found),
        *_misses(found),
        *_events(found),
        *(line for outage in found.outages for line in _outage(outage)),
        *_dark(found),
        *_score(found),
        *_variants(found.variants),
    ]
    return "\n".join(parts) + "\n"


def _calibrated(found: Validation) -> list[str]:
    after = found.fit.calibration.posterior
    fixed, body = after.mean_db
    low, high = interval_95(after.fixed_loss_db, after.fixed_weight)
    body_low, body_high = interval_95(after.body_loss_db, after.body_weight)
    above, of = share_above_threshold(found.fit.predictions)
    lines = [
        f"## What was fitted, on {found.fit.terrain}",
        "",
        "| | calibrated (posterior mean) | 95 % |",
        "|---|---|---|",
        f"| fixed loss | {fixed:.1f} dB | {low:.1f} to {high:.1f} dB |",
        f"| loss of the rover's body, in its bearings | {body:.1f} dB | {body_low:.1f} to {body_high:.1f} dB |",
        "",
        f"{len(found.fit.calibration.pieces)} pieces of evidence, scatter {SCATTER_DB:g} dB (fixed). With the calibrated set"
        f" {above} of {of} take-offs that may calibrate are above the threshold.",
    ]
    if left := [a.event.event for a in found.fit.calibration.left_out]:
        lines.append(f"Left out, as the terrain does not know the ground: {', '.join(left)}.")
    return [*lines, ""]


def _misses(found: Validation) -> list[str]:
    missed = [p for p in found.fit.predictions if p.missed]
    close = [
        p
        for p in found.fit.predictions
        if not p.missed and p.event.state in ("up", "down") and p.probability < 0.8
    ]
    lines = ["## Missed", ""]
    lines += [f"- {_sentence(p)}" for p in missed] or ["None had less than an even chance."]
    if close:
        lines += ["", "Closest to a miss:", "", *(f"- {_sentence(p)}" for p in close)]
    return [*lines, ""]


def _sentence(p: Prediction) -> str:
    return f"{p.event.event}: {_word(p)}, predicted with probability {p.probability:.2f}, margin {p.margin_db:+.1f} dB"


def _word(p: Prediction) -> str:
    return {
        "up": "contact",
        "down": "silence",
        "marginal": "a few packets",
        "lost_in_descent": "lost in its descent",
    }[p.event.state]


def _events(found: Validation) -> list[str]:
    lines = [
        "## Every event",
        "",
        "Margin: at the event's rate with the calibrated set, at the rover's best place, on the ground. Residual: the error",
        "the event needs to have happened; 0 where it needs none.",
        "",
        "| event | fitted | what happened | loss, dB | margin, dB | residual, dB | probability |",
        "|---|---|---|---|---|---|---|",
    ]
    for p in found.fit.predictions:
        used = "yes" if p.event.calibrate else "no"
        if math.isnan(p.probability):
            lines.append(f"| {p.event.event} | {used} | {_word(p)} | | | | {p.why_not} |")
            continue
        lines.append(
            f"| {p.event.event} | {used} | {_word(p)} | {p.loss_db:.1f} | {p.margin_db:+.1f} | {p.residual_db:+.1f} |"
            f" {p.probability:.2f} |"
        )
    return [*lines, ""]


def _outage(outage: Outage) -> list[str]:
    first = next(iter(outage.endings.values()))
    lines = [
        f"## When {outage.event.event} ends",
        "",
        "Probability that the first contact is on the morning of each sol on which the rover stands at a new place.",
        "",
        "| sol | " + " | ".join(outage.endings) + " |",
        "|---|" + "---|" * len(outage.endings),
    ]
    for n, day in enumerate(first.days):
        row = [found.probability[n] for found in outage.endings.values()]
        if max(row) >= 0.005:
            lines.append(f"| {day} | " + " | ".join(f"{p:.2f}" for p in row) + " |")
    for what, which in (("never silent", "never_silent"), ("still silent at the end", "still_silent")):
        lines.append(
            f"| {what} | " + " | ".join(f"{getattr(e, which):.2f}" for e in outage.endings.values()) + " |"
        )
    if first.unknown_stands:
        lines += [
            "",
            f"From {first.unknown_stands} places the ground is not known: counted as without contact.",
        ]
    return [*lines, ""]


def _dark(found: Validation) -> list[str]:
    """Stretches the model calls dark: predictions, to be held against what is not documented here."""
    clock, line = found.scenario.clock, found.history
    dark: list[tuple[float, float, float]] = []
    for start, end, margin in zip(line.start_utc_s, line.end_utc_s, line.margin_db, strict=True):
        if not margin < 0.0:
            continue
        if dark and start - dark[-1][1] < 2 * clock.day_length_s:
            dark[-1] = (dark[-1][0], float(end), min(dark[-1][2], float(margin)))
        else:
            dark.append((float(start), float(end), float(margin)))
    lines = [
        "## Stretches predicted to be dark",
        "",
        f"Both at rest, margin below 0 with the calibrated set (scatter {SCATTER_DB:g} dB: half of those near 0 will not have been).",
        "",
        "| sols | least margin, dB |",
        "|---|---|",
    ]
    return [*lines, *(f"| {clock.day(a)}-{clock.day(b)} | {m:+.1f} |" for a, b, m in dark), ""]


def _score(found: Validation) -> list[str]:
    s = found.score
    if math.isnan(s.area):
        return []
    return [
        "## Telling contact from silence",
        "",
        f"Area under the ROC curve {s.area:.2f}: {s.takeoffs} take-offs against {s.outages} independent outages. As a share"
        f" seen in {s.outages} trials that is {s.low:.2f} to {s.high:.2f} (95 %): so few outages prove little.",
        "",
    ]


def _variants(variants: Sequence[Variant]) -> list[str]:
    lines = [
        "## The same fit on something else",
        "",
        "Nothing is fitted again. Likely: the sols that together hold half of all endings, the likeliest first.",
        "",
        "| with | take-offs above threshold | ROC area | outages | ends: likely sols |",
        "|---|---|---|---|---|",
    ]
    for v in variants:
        above, of = share_above_threshold(v.predictions)
        area = "" if math.isnan(v.score.area) else f"{v.score.area:.2f}"
        ends = "; ".join(_likely(outage) for outage in v.outages)
        lines.append(
            f"| {v.name} | {above} of {of} | {area} | {v.score.outages} | {ends or 'unknown ground'} |"
        )
    return [*lines, ""]


def _likely(outage: Outage) -> str:
    from relaysim.validation.ending import likely_days

    found = next(iter(outage.endings.values()))
    if found.never_silent >= 0.5:
        return f"never silent ({found.never_silent:.0%})"
    days = likely_days(found)
    share = {int(day): float(p) for day, p in zip(found.days, found.probability, strict=True)}
    return ", ".join(f"{day} ({share[day]:.0%})" for day in days[:4])
