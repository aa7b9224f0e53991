"""The terrain's error as a study gives it: a source where one is needed, and what kriging can tell."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.campaign.study.checks.trial_loads import MOST_LOADS
from relaysim.campaign.study.checks.uncertain import check_source
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.study import Variant
from relaysim.errors import InputError


def check_terrain_error(draft: StudyDraft) -> None:
    """Faults of the section by itself."""
    error = draft.model.terrain_error
    if error is None:
        return
    check_source(error, ("terrain_error",), draft)
    if error.correlation != "kriging":
        return
    if draft.has("terrain_error", "correlation_length"):
        message = (
            "kriging tells how far errors reach: leave out 'correlation_length', or 'correlation: kriging'"
        )
        draft.faults.add(("terrain_error", "correlation_length"), message)
    if error.height_sigma_m is not None:
        message = "errors as kriging implies them are as large as kriging says: 'height_sigma: band'"
        draft.faults.add(("terrain_error", "height_sigma"), message)


def check_kriged_terrain(draft: StudyDraft, variants: Sequence[Variant], settings: Sequence[str]) -> None:
    """A fault where kriging is to tell the errors of a terrain that it did not make."""
    from relaysim.campaign.study.kriged import kriged_entry

    error = draft.model.terrain_error
    if error is None or error.correlation != "kriging" or draft.opened is None:
        return
    tried: set[tuple[str, ...]] = set()
    for variant in variants:
        told = tuple(text for text in variant.settings if text.startswith("terrain"))
        if told in tried or len(tried) == MOST_LOADS:
            continue
        tried.add(told)
        try:
            terrain = draft.opened.load([*settings, *variant.settings]).terrain
            kriged_entry(terrain if isinstance(terrain, tuple) else (terrain,))
        except InputError as fault:
            who = f"variant '{variant.name}': " if len(variants) > 1 else ""
            draft.faults.add(("terrain_error", "correlation"), f"{who}{fault}")
            return
