"""The answers that a study keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.names import people_label
from relaysim.campaign.study.numbers import NUMBERS
from relaysim.campaign.study.schema_outcomes import OutcomeModel
from relaysim.campaign.study.study import BlackoutOutcome, Outcome, SummaryOutcome
from relaysim.scenario.document import Path_

# What a run keeps of a blackout, each after its name.
BLACKOUT_COLUMNS = ("_days", "_open_start", "_open_end", "_start_utc", "_end_utc", "_end_day")
_UNITS = {"_bits": "bit", "_days": "local days"}
_LEVELS = {
    "radio": "silence of the radio",
    "session": "silence between sessions",
    "earth": "silence as seen from {far_end}",
    "sightline": "no line of sight",
}


def default_outcomes(draft: StudyDraft) -> tuple[Outcome, ...]:
    """What is kept where a study does not say: the longest session blackout, and products delivered to Earth."""
    far_end = _far_end(draft)
    return (
        _blackout(OutcomeModel(blackout="session"), far_end),
        _number(OutcomeModel(summary="counts.products_delivered"), far_end),
    )


def check_outcomes(draft: StudyDraft) -> list[tuple[Outcome, int]]:
    """The answers that are sound, each with its place in the file; faults for the others."""
    found: list[tuple[Outcome, int]] = []
    far_end = _far_end(draft)
    for index, one in enumerate(draft.model.outcomes or ()):
        at: Path_ = ("outcomes", index)
        if one is None or not _check_form(at, draft):
            continue
        if one.blackout is not None:
            _check_flight(one, at, draft)
            found.append((_blackout(one, far_end), index))
        elif one.summary is not None:
            found.append((_number(one, far_end), index))
    return found


def columns_of(outcome: Outcome) -> list[str]:
    """The columns that an answer has in the results."""
    if isinstance(outcome, SummaryOutcome):
        return [outcome.name]
    return [outcome.name + ending for ending in BLACKOUT_COLUMNS]


def _check_form(at: Path_, draft: StudyDraft) -> bool:
    given = {
        key for key in ("blackout", "summary", "after", "pick", "observed", "source") if draft.has(*at, key)
    }
    kept = given & {"blackout", "summary"}
    if len(kept) != 1:
        said = "has both 'blackout' and 'summary'" if kept else "keeps nothing"
        draft.faults.add(at, f"this outcome {said}: give exactly one of blackout, summary", at_key=True)
        return False
    if "summary" in kept:
        for key in sorted(given - {"summary"}):
            draft.faults.add((*at, key), f"'{key}' is for a blackout", at_key=True)
    if {"after", "pick"} <= given:
        draft.faults.add((*at, "pick"), "give 'after' or 'pick', not both", at_key=True)
    if ("observed" in given) != ("source" in given) and "blackout" in kept:
        there, lacking = ("observed", "source") if "observed" in given else ("source", "observed")
        draft.faults.add((*at, there), f"'{there}' needs '{lacking}', too", at_key=True)
    return True


def _check_flight(one: OutcomeModel, at: Path_, draft: StudyDraft) -> None:
    if one.after is None or draft.base is None:
        return
    flights = [flight.flight for flight in draft.base.model.flights]
    if one.after not in flights:
        shown = _runs(flights)
        draft.faults.add((*at, "after"), f"the scenario has no flight {one.after}; there are: {shown}")


def _runs(flights: Sequence[int]) -> str:
    shown = [str(flight) for flight in flights[:12]]
    return (", ".join(shown) or "none") + (f", ... {flights[-1]}" if len(flights) > 12 else "")


def _far_end(draft: StudyDraft) -> FarEnd:
    """What the scenario calls Earth."""
    return FAR_END if draft.base is None else FarEnd.called(draft.base.model.earth.name)


def _blackout(one: OutcomeModel, far_end: FarEnd) -> BlackoutOutcome:
    level = str(one.blackout)
    silence = _LEVELS[level].format(far_end=far_end.name)
    after = f" after flight {one.after}" if one.after is not None else ", the longest"
    name = f"{level}_blackout" + (f"_after_flight_{one.after}" if one.after is not None else "")
    return BlackoutOutcome(
        name=one.name or name,
        label=one.label or (people_label(one.name) if one.name else silence + after),
        level=level,
        pick="longest" if one.after is None else "after flight",
        flight=one.after,
        observed_days=math.nan if one.observed_days is None else one.observed_days,
        observed_source=one.source or "",
    )


def _number(one: OutcomeModel, far_end: FarEnd) -> SummaryOutcome:
    path = str(one.summary)
    unit = next((unit for ending, unit in _UNITS.items() if path.endswith(ending)), "")
    return SummaryOutcome(
        name=one.name or path.replace(".", "_").removeprefix("counts_").removeprefix("totals_"),
        label=one.label or NUMBERS[path].format(far_end=far_end.name),
        path=path,
        unit=unit,
    )
