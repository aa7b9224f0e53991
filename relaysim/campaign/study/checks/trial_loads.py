"""Loads of a study's scenario with values that its runs will have: what cannot be is said before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relaysim.campaign.sampling.distributions import Floats
from relaysim.campaign.study.checks.uncertain import Drawn
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.scenario_paths import value_checker
from relaysim.campaign.study.setting_text import setting_text
from relaysim.campaign.study.study import Variant, written
from relaysim.campaign.study.variants import ChosenFactor, spread_variants
from relaysim.errors import InputError, ScenarioError
from relaysim.scenario.document import Path_

MOST_LOADS = 24
SHOWN_FAULTS = 2


def load_fault(draft: StudyDraft, settings: Sequence[str]) -> str:
    """What a load of the scenario with overrides says, the first faults of it; "" where it loads."""
    if draft.opened is None:
        return ""
    try:
        draft.opened.load(settings)
    except InputError as error:
        return _said(error)
    return ""


def _said(error: InputError) -> str:
    """The first faults of a load."""
    if not isinstance(error, ScenarioError):
        return str(error)
    shown = []
    for fault in error.faults:
        # Of an override the study's own line tells more; of a file its name is enough.
        place = "" if fault.file.startswith("--") else f"{Path(fault.file).name}:{fault.line}: "
        shown.append(place + (f"{fault.path}: {fault.message}" if fault.path else fault.message))
    more = f" (and {len(shown) - SHOWN_FAULTS} more)" if len(shown) > SHOWN_FAULTS else ""
    return "; ".join(shown[:SHOWN_FAULTS]) + more


def load_with(draft: StudyDraft, settings: Sequence[str]) -> None:
    """Takes the scenario with the study's `set` for the base; a fault for each value that it does not load with."""
    if draft.opened is None or not settings:
        return
    try:
        draft.base = draft.opened.load(settings)
        return
    except InputError as error:
        together = _said(error)
    pairs = list(zip(draft.model.settings, settings, strict=True))
    alone = {path: load_fault(draft, [text]) for path, text in pairs} if len(pairs) > 1 else {}
    for path, fault in alone.items():
        if fault:
            draft.faults.add(("set", path), fault)
    if not any(alone.values()):
        place: Path_ = ("set", pairs[0][0]) if len(pairs) == 1 else ("set",)
        draft.faults.add(place, f"the scenario does not load with these values: {together}")


def try_variants(
    draft: StudyDraft, variants: Sequence[Variant], factors: Sequence[ChosenFactor], settings: Sequence[str]
) -> None:
    """Adds a fault for each level, or row of a list, that the scenario does not load with; of many it tries some."""
    design = str(draft.model.design)
    counts = [len(factor.levels) for factor in factors] if design != "list" else [len(variants)]
    for number in spread_variants(design, counts, MOST_LOADS):
        variant = variants[number]
        fault = load_fault(draft, [*settings, *variant.settings]) if variant.settings else ""
        if not fault:
            continue
        if design == "list":
            draft.faults.add(("variants", number, "set"), fault)
        elif not _blame_levels(draft, variant, factors, settings):
            message = f"the scenario does not load as variant '{variant.name}': {fault}"
            draft.faults.add(("factors",), message, at_key=True)


def _blame_levels(
    draft: StudyDraft, variant: Variant, factors: Sequence[ChosenFactor], settings: Sequence[str]
) -> bool:
    """Whether one of a variant's levels fails by itself; its fault is added."""
    found = False
    for factor in factors:
        level = next(one for one in factor.levels if one.label == variant.levels[factor.name])
        texts = [setting_text(path, value) for path, value in level.values.items()]
        fault = load_fault(draft, [*settings, *texts])
        if fault:
            shown = f" (level {level.label})" if level.place == ("range",) else ""
            draft.faults.add(("factors", factor.number, *level.place), fault + shown)
            found = True
    return found


def check_tails(draft: StudyDraft, drawn: Sequence[Drawn], tails: Floats) -> None:
    """Adds a fault for each uncertain value whose median or ends, (3, k), the scenario's schema refuses."""
    for one, values in zip(drawn, tails.T.tolist(), strict=True):
        check = value_checker(one.place, draft.base)
        _add_tail_faults(draft, one, values, [check(_in_scenario(one, value)) for value in values])


def try_tails(draft: StudyDraft, drawn: Sequence[Drawn], tails: Floats, settings: Sequence[str]) -> None:
    """Adds a fault for each uncertain value that the scenario does not load with at its median or ends, (3, k)."""
    texts = [
        [f"{one.factor.path}={_shown(one, value)}" for value in tails[:, k]] for k, one in enumerate(drawn)
    ]
    if not any(load_fault(draft, [*settings, *row]) for row in list(zip(*texts, strict=True))[1:]):
        return
    for one, values, row in zip(drawn, tails.T.tolist(), texts, strict=True):
        _add_tail_faults(draft, one, values, [load_fault(draft, [*settings, text]) for text in row])


def _add_tail_faults(draft: StudyDraft, one: Drawn, values: Sequence[float], faults: Sequence[str]) -> None:
    """The fault of the median where it has one, else those of the ends: these can be cut off."""
    at: Path_ = ("uncertain", one.number)
    if faults[0]:
        draft.faults.add(at, f"the scenario refuses {_shown(one, values[0])}, the median: {faults[0]}")
        return
    for value, fault, way, key in zip(values[1:], faults[1:], ("down", "up"), ("low", "high"), strict=True):
        if fault:
            message = (
                f"values {way} to {_shown(one, value)} would be drawn, which the scenario refuses: {fault}"
            )
            draft.faults.add(at, f"{message}; cut the distribution with '{key}', or narrow it")


def _in_scenario(one: Drawn, value: float) -> object:
    if one.factor.unit:
        return _shown(one, value)
    return int(value) if value.is_integer() else value


def _shown(one: Drawn, value: float) -> str:
    return f"{written(float(value))} {one.factor.unit}".rstrip()
