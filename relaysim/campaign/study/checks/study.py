"""Faults between the parts of a study: its size, names that clash, what needs what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.campaign.sampling.distributions import Floats
from relaysim.campaign.sampling.sampling import rounded
from relaysim.campaign.study.checks.factors import check_factors, check_rows, check_settings
from relaysim.campaign.study.checks.outcomes import check_outcomes, columns_of, default_outcomes
from relaysim.campaign.study.checks.terrain_error import check_terrain_error
from relaysim.campaign.study.checks.trial_loads import check_tails, load_with
from relaysim.campaign.study.checks.uncertain import Drawn, check_correlations, check_uncertain
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.names import RESERVED
from relaysim.campaign.study.schema_factors import VariantRow
from relaysim.campaign.study.schema_study import MOST_RUNS
from relaysim.campaign.study.setting_text import setting_text
from relaysim.campaign.study.study import Outcome
from relaysim.campaign.study.variants import ChosenFactor, variant_count
from relaysim.scenario.document import Path_

MOST_DRAWN = 20_000_000
# Quantiles that are tried whatever the sample holds.
TAIL = 0.001


@dataclass(frozen=True)
class StudyParts:
    """What the checks have read of a study; sound if there was no fault.

    Attributes:
        settings: of the study's `set`, as overrides.
        matrix: correlations of the copula.
    """

    settings: tuple[str, ...]
    factors: list[ChosenFactor]
    rows: list[VariantRow]
    drawn: list[Drawn]
    matrix: Floats
    outcomes: list[Outcome]


def check_study(draft: StudyDraft) -> StudyParts:
    """The parts of a study; what is wrong with them goes to the draft's faults."""
    settings = _settings(draft)
    factors, rows = check_factors(draft), check_rows(draft)
    _check_design(draft)
    drawn = check_uncertain(draft)
    matrix = check_correlations(draft, drawn)
    check_terrain_error(draft)
    outcomes = check_outcomes(draft)
    kept = [outcome for outcome, _ in outcomes] or list(default_outcomes(draft))
    _check_names(draft, factors, drawn, outcomes)
    _check_sampling(draft)
    _check_size(draft, factors)
    check_tails(draft, drawn, tail_values(drawn))
    return StudyParts(settings, factors, rows, drawn, matrix, kept)


def _settings(draft: StudyDraft) -> tuple[str, ...]:
    """The study's `set` as overrides; sound ones are in the draft's base from here on, so that paths lead there."""
    before = len(draft.faults.faults)
    check_settings(draft.model.settings, ("set",), draft, "")
    if len(draft.faults.faults) > before or not draft.model.settings:
        return ()
    settings = tuple(setting_text(path, value) for path, value in draft.model.settings.items())
    load_with(draft, settings)
    return settings


def tail_values(drawn: Sequence[Drawn], values: Floats | None = None) -> Floats:
    """Median, least and greatest value to be tried, (3, k): far quantiles, or values drawn beyond them."""
    quantiles = np.array([one.truncated.quantile(np.array([0.5, TAIL, 1.0 - TAIL])) for one in drawn])
    middle, low, high = rounded(quantiles.reshape(-1, 3).T)
    if values is not None and len(drawn):
        low, high = np.minimum(low, values.min(axis=0)), np.maximum(high, values.max(axis=0))
    return np.stack([middle, low, high])


def _check_design(draft: StudyDraft) -> None:
    given = draft.has
    if draft.model.design == "list":
        if not given("variants"):
            draft.faults.add(("design",), "a list needs 'variants': its rows")
        if given("factors"):
            draft.faults.add(("factors",), "factors are for 'design: grid' or 'one-at-a-time'", at_key=True)
    elif given("variants"):
        draft.faults.add(("variants",), "rows of variants need 'design: list'", at_key=True)
    if given("variants") and not draft.faults.document.data["variants"]:
        draft.faults.add(("variants",), "the list is empty: give a row for each variant")


def _check_sampling(draft: StudyDraft) -> None:
    given = draft.has
    data = draft.faults.document.data
    # An empty section is a terrain's error by default values; an empty list is nothing.
    uncertain = [key for key in ("uncertain", "terrain_error") if given(key) and data[key] != []]
    if uncertain and not given("sampling"):
        message = "what is not known needs 'sampling': sampling: {method: latin-hypercube, runs: 500}"
        draft.faults.add((uncertain[0],), message, at_key=True)
    elif given("sampling") and not uncertain:
        message = "nothing is uncertain here: for runs that differ by chance alone use 'replications'"
        draft.faults.add(("sampling",), message, at_key=True)


def _check_size(draft: StudyDraft, factors: Sequence[ChosenFactor]) -> None:
    model = draft.model
    if model.design is None or model.replications is None:
        return
    variants = variant_count(model.design, [len(factor.levels) for factor in factors])
    if model.design == "list":
        variants = len(model.variants or ())
    samples = (model.sampling.runs or 1) if model.sampling is not None else 1
    runs = variants * samples * model.replications
    largest: Path_ = ("sampling", "runs") if samples >= model.replications else ("replications",)
    if samples == model.replications == 1:
        largest = ("variants",) if model.design == "list" else ("factors",)
    numbers = samples * model.replications * len(model.uncertain or ())
    if runs > MOST_RUNS:
        product = f"{variants:,} variants x {samples:,} samples x {model.replications:,} replications"
        draft.faults.add(largest, f"{runs:,} runs = {product}; at most {MOST_RUNS:,}")
    elif numbers > MOST_DRAWN:
        message = f"{numbers:,} values would be drawn; at most {MOST_DRAWN:,}: fewer samples or replications"
        draft.faults.add(largest, message)


def _check_names(
    draft: StudyDraft,
    factors: Sequence[ChosenFactor],
    drawn: Sequence[Drawn],
    outcomes: Sequence[tuple[Outcome, int]],
) -> None:
    """Faults of names that two columns of the results would have."""
    seen: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for at, column, who in _columns(factors, drawn, outcomes):
        place: Path_ = (*at, "name") if draft.has(*at, "name") else at
        if column.lower() in RESERVED:
            message = f"'{column}' is a column of every study's results: choose another name"
            draft.faults.add(place, message)
        elif (other := seen.setdefault(column.lower(), who)) != who and (who, other) not in told:
            told.add((who, other))
            draft.faults.add(place, f"the column '{column}' is that of {other} too: choose another name")


def _columns(
    factors: Sequence[ChosenFactor], drawn: Sequence[Drawn], outcomes: Sequence[tuple[Outcome, int]]
) -> Iterator[tuple[Path_, str, str]]:
    for factor in factors:
        yield ("factors", factor.number), factor.name, f"factors[{factor.number}]"
    for one in drawn:
        yield ("uncertain", one.number), one.factor.name, f"uncertain[{one.number}]"
    for outcome, number in outcomes:
        for column in columns_of(outcome):
            yield ("outcomes", number), column, f"outcomes[{number}]"
