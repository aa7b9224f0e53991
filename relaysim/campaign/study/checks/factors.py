"""The chosen factors of a study: their form, names, paths and levels; what they make."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.levels import Level, levels_of, range_count
from relaysim.campaign.study.names import people_label
from relaysim.campaign.study.scenario_paths import value_checker
from relaysim.campaign.study.schema_factors import Factor, LevelRange, VariantRow
from relaysim.campaign.study.schema_study import MOST_VARIANTS
from relaysim.campaign.study.setting_text import setting_text
from relaysim.campaign.study.variants import ChosenFactor, variant_count
from relaysim.scenario.document import Path_

_WAYS = ("values", "range", "choices")


def check_factors(draft: StudyDraft) -> list[ChosenFactor]:
    """The factors that are sound, with their levels; faults for the others. Too many levels are not made."""
    factors = draft.model.factors or ()
    sound = [index for index, one in enumerate(factors) if one is not None and _check_form(one, index, draft)]
    counts = {index: _count(factors[index]) for index in sound}
    if not _check_number(draft, counts):
        return []
    chosen = []
    for index in sound:
        factor, name = factors[index], draft.names["factors", index]
        levels = levels_of(factor)
        _check_levels(levels, name, index, draft)
        chosen.append(ChosenFactor(index, name, factor.label or people_label(name), levels))
    return chosen


def check_rows(draft: StudyDraft) -> list[VariantRow]:
    """The rows of a list of variants; faults for those that cannot be."""
    rows = draft.model.variants or ()
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row is None:
            continue
        if row.label is not None and seen.setdefault(row.label, index) != index:
            draft.faults.add(("variants", index, "label"), f"'{row.label}' is the label of another variant")
        check_settings(row.settings, ("variants", index, "set"), draft, "the list of variants")
    return [row for row in rows if row is not None]


def check_settings(settings: Mapping[str, Any] | None, at: Path_, draft: StudyDraft, who: str) -> None:
    """Faults of values by path: paths that do not exist, values that the schema refuses."""
    for path, value in (settings or {}).items():
        place = draft.place(path, (*at, path), at_key=True)
        if who:
            draft.claim(place, who, (*at, path), at_key=True)
        try:
            setting_text(path, value)
        except ValueError as error:
            draft.faults.add((*at, path), str(error))
            continue
        fault = value_checker(place, draft.base)(value)
        if fault:
            draft.faults.add((*at, path), fault)


def _check_form(factor: Factor, index: int, draft: StudyDraft) -> bool:
    """Whether a factor says once how its levels are given, and says all that this needs."""
    here: Path_ = ("factors", index)
    given = [way for way in _WAYS if draft.has(*here, way)]
    before = len(draft.faults.faults)
    if len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "has no levels"
        draft.faults.add(here, f"this factor {said}: give exactly one of {', '.join(_WAYS)}", at_key=True)
        return False
    way = given[0]
    named, has_path = draft.has(*here, "name"), draft.has(*here, "path")
    if way == "choices" and has_path:
        draft.faults.add((*here, "path"), "choices name their own paths: remove this one", at_key=True)
    if way == "choices" and not named:
        draft.faults.add(here, "choices need a 'name': no path tells one", at_key=True)
    if way != "choices" and not has_path:
        draft.faults.add(here, f"'{way}' needs a 'path': where the value stands in the scenario", at_key=True)
    if way != "values" and draft.has(*here, "labels"):
        draft.faults.add((*here, "labels"), "labels are for 'values'", at_key=True)
    if factor.values is not None and factor.labels is not None and len(factor.values) != len(factor.labels):
        counts = f"{len(factor.labels)} labels for {len(factor.values)} values"
        draft.faults.add((*here, "labels"), f"{counts}: one for each")
    if way == "range" and not _check_range(factor.level_range, (*here, "range"), draft):
        return False
    levels = getattr(factor, "level_range" if way == "range" else way)
    whole = levels is not None and (
        way != "choices" or all(one and None not in (one.label, one.settings) for one in levels)
    )
    return whole and len(draft.faults.faults) == before and (way == "choices" or factor.path is not None)


def _check_range(given: LevelRange | None, at: Path_, draft: StudyDraft) -> bool:
    if given is None or given.start is None or given.end is None:
        return False
    steps = [key for key in ("step", "count") if draft.has(*at, key)]
    if len(steps) != 1:
        draft.faults.add(at, "a range needs exactly one of 'step' and 'count'", at_key=True)
        return False
    units = {one.unit for one in (given.start, given.end, given.step) if one is not None}
    if len(units) != 1:
        shown = ", ".join(unit or "none" for unit in sorted(units))
        draft.faults.add(at, f"the units differ ({shown}): write all with the same", at_key=True)
    elif given.start.value >= given.end.value:
        draft.faults.add((*at, "to"), f"'to' must be above 'from' ({given.start})")
    elif given.step is not None and given.step.value <= 0.0:
        draft.faults.add((*at, "step"), f"the step must be above 0 {given.step.unit}".rstrip())
    else:
        return given.step is not None or given.count is not None
    return False


def _count(factor: Factor) -> int:
    if factor.level_range is not None:
        return range_count(factor.level_range)
    return len(factor.values or factor.choices or ())


def _check_number(draft: StudyDraft, counts: Mapping[int, int]) -> bool:
    """Refuses a number of variants that nobody could run, before any is made; says what makes it so large."""
    design = draft.model.design or "grid"
    for index, count in counts.items():
        if count > MOST_VARIANTS:
            message = f"{counted(count)} levels; at most {MOST_VARIANTS:,}: take a larger step"
            draft.faults.add(("factors", index, "range"), message)
    total = variant_count(design, list(counts.values()))
    if total > MOST_VARIANTS and design != "list":
        largest = sorted(counts, key=lambda index: -counts[index])
        shown = " x ".join(
            f"{counted(counts[index])} ({draft.names['factors', index]})" for index in largest[:6]
        )
        more = f" x {len(largest) - 6} more factors" if len(largest) > 6 else ""
        least = variant_count("one-at-a-time", list(counts.values()))
        hint = f"design: one-at-a-time (here {counted(least)})" if design == "grid" else "a list of variants"
        message = (
            f"{counted(total)} variants = {shown}{more}; at most {MOST_VARIANTS:,}: fewer levels, or {hint}, or draw some"
            " of them under 'uncertain'"
        )
        draft.faults.add(("factors",), message, at_key=True)
    return total <= MOST_VARIANTS and max(counts.values(), default=0) <= MOST_VARIANTS


def _check_levels(levels: tuple[Level, ...], name: str, index: int, draft: StudyDraft) -> None:
    here: Path_ = ("factors", index)
    who = f"factor {name}"
    seen: set[str] = set()
    for level in levels:
        if level.label in seen:
            message = f"two levels of this factor are called '{level.label}'; give each its own label"
            draft.faults.add((*here, *level.place), message)
        seen.add(level.label)
        if level.place[0] == "choices":
            check_settings(level.values, (*here, *level.place, "set"), draft, who)
    if levels[0].place[0] == "choices":
        return
    path = next(iter(levels[0].values))
    place = draft.place(path, (*here, "path"))
    draft.claim(place, who, (*here, "path"))
    check = value_checker(place, draft.base)
    for level in levels:
        try:
            setting_text(path, level.values[path])
            fault = check(level.values[path])
        except ValueError as error:
            fault = str(error)
        if fault:
            draft.faults.add((*here, *level.place), fault)
        if fault and level.place == ("range",):
            break  # one level of a range says it for all


def counted(number: int) -> str:
    """A count for people, however large: 1,000, about 10^80."""
    return f"{number:,}" if number < 10**15 else f"about 10^{math.floor(math.log10(number))}"
