"""From a name or a file to a checked study: read, override, check everything, all faults at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relaysim.campaign.sampling.correlation import correlated
from relaysim.campaign.sampling.distributions import Floats
from relaysim.campaign.sampling.sampling import rounded, sampling_words, unit_samples
from relaysim.campaign.study.base_scenario import BaseScenario, open_base
from relaysim.campaign.study.builtin_studies import find_study, shown_study
from relaysim.campaign.study.checks.study import StudyParts, check_study, tail_values
from relaysim.campaign.study.checks.terrain_error import check_kriged_terrain
from relaysim.campaign.study.checks.trial_loads import check_tails, try_tails, try_variants
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.resolved_study import resolve_study
from relaysim.campaign.study.schema_study import StudyModel
from relaysim.campaign.study.study import Study, TerrainDraw, Variant
from relaysim.campaign.study.variants import listed_variants, variants_of
from relaysim.errors import Fault, ScenarioError
from relaysim.scenario.document import read_document
from relaysim.scenario.overrides import Overrides
from relaysim.scenario.places import FaultList
from relaysim.scenario.read_model import read_model
from relaysim.scenario.scalars import nearest
from relaysim.scenario.text_file import read_text
from relaysim.scenario.times import Reading

MOST_BYTES = 5_000_000
SCENARIO_FILE = (
    "this is a scenario, not a study: run it with relaysim run; a study begins with 'relaysim_study: 1' and names its"
    " scenario under 'scenario'"
)


def load_study(source: str | Path, overrides: Sequence[str] = ()) -> Study:
    """The study of a built-in name or a YAML file.

    Args:
        overrides: texts "path.in.the.study=value", applied in order: "sampling.runs=50",
            "set.radios.rover.antenna_height=1.5 m".

    Raises:
        ScenarioError: with every fault of study and scenario, in the order of the file.
    """
    path = find_study(source)
    shown = shown_study(path, source)
    text = read_text(path, shown, MOST_BYTES, "study")
    if isinstance(text, Fault):
        raise ScenarioError([text])
    document = read_document(text, shown, "study")
    if document.faults and not document.data:
        raise ScenarioError(document.faults)
    if "relaysim" in document.data and "relaysim_study" not in document.data:
        raise ScenarioError([Fault(shown, 0, 0, "", SCENARIO_FILE)])
    applied = Overrides(document.data, paths_in="set")
    for override in overrides:
        applied.apply_text(override)
    faults = FaultList(document, applied.origins, [*document.faults, *applied.faults])
    base = open_base(path.parent, faults)
    reading = Reading(base.scenario.clock if base is not None else None)
    model = read_model(StudyModel, document, reading, faults)
    draft = StudyDraft(model, faults, base.opened if base else None, None)
    draft.base = base.scenario if base is not None else None
    return _checked(draft, base)


def _checked(draft: StudyDraft, base: BaseScenario | None) -> Study:
    """The study of a draft, after all checks: those of the file first, then those that load the scenario."""
    parts = check_study(draft)
    _stop_at_faults(draft)
    assert base is not None  # else there was a fault
    variants = _variants(draft, parts)
    baseline = _baseline(draft, variants)
    _stop_at_faults(draft)
    try_variants(draft, variants, parts.factors, parts.settings)
    check_kriged_terrain(draft, variants, parts.settings)
    values = _values(draft, parts)
    ends = tail_values(parts.drawn, values)
    check_tails(draft, parts.drawn, ends)
    _stop_at_faults(draft)
    try_tails(draft, parts.drawn, ends, (*parts.settings, *variants[0].settings))
    _stop_at_faults(draft)
    return _study(draft, base, parts, variants, baseline, values)


def _stop_at_faults(draft: StudyDraft) -> None:
    if draft.faults.faults:
        raise ScenarioError(draft.faults.in_order())


def _variants(draft: StudyDraft, parts: StudyParts) -> tuple[Variant, ...]:
    if draft.model.design == "list":
        return listed_variants(parts.rows)
    assert draft.base is not None  # checked
    variants = variants_of(draft.model.design, parts.factors, draft.base.model.name)
    if len({variant.name for variant in variants}) < len(variants):
        message = "two variants have the same name, their labels joined by ', ': choose other labels"
        draft.faults.add(("factors",), message, at_key=True)
    return variants


def _baseline(draft: StudyDraft, variants: Sequence[Variant]) -> int:
    wanted = draft.model.baseline
    if wanted is None:
        return 0
    for variant in variants:
        if variant.name == wanted:
            return variant.number
    names = [variant.name for variant in variants]
    shown = ", ".join(f"'{name}'" for name in names[:8]) + (", ..." if len(names) > 8 else "")
    hint = nearest(wanted, names) or ";"
    draft.faults.add(("baseline",), f"no variant is called '{wanted}'{hint} there are: {shown}")
    return 0


def _values(draft: StudyDraft, parts: StudyParts) -> Floats:
    """What is drawn, (draws, k): the rows of the sample, each as often as there are replications."""
    sampling, model = draft.model.sampling, draft.model
    if sampling is None:
        return np.empty((model.replications, 0))
    names = [one.factor.name for one in parts.drawn]
    u = unit_samples(sampling.method, sampling.runs, names, model.seed)
    u = correlated(u, parts.matrix, keep_strata=sampling.method == "latin-hypercube")
    sample = np.empty_like(u)
    for column, one in enumerate(parts.drawn):
        sample[:, column] = rounded(one.truncated.quantile(u[:, column]))
    return np.repeat(sample, model.replications, axis=0)


def _sampling(model: StudyModel, drawn: int) -> str:
    repeated = f"{model.replications:,} replications" if model.replications > 1 else ""
    if model.sampling is None:
        return f"nothing is uncertain; {repeated}" if repeated else "nothing is uncertain"
    words = sampling_words(model.sampling.method, model.sampling.runs)
    if not drawn:
        words = f"{model.sampling.runs:,} errors of the ground, drawn independently"
    return f"{words}, {repeated} of each" if repeated else words


def _terrain(model: StudyModel) -> TerrainDraw | None:
    error = model.terrain_error
    if error is None:
        return None
    reach_m = math.nan if error.correlation == "kriging" else error.correlation_length_m
    return TerrainDraw(error.height_sigma_m, reach_m, error.kind, error.source, error.correlation)


def _study(
    draft: StudyDraft,
    base: BaseScenario,
    parts: StudyParts,
    variants: tuple[Variant, ...],
    baseline: int,
    values: Floats,
) -> Study:
    model = draft.model
    assert draft.base is not None  # checked
    return Study(
        name=model.name,
        title=model.title,
        description=" ".join(model.description.split()),
        scenario=base.source,
        settings=parts.settings,
        seed=model.seed,
        variants=variants,
        factor_labels={factor.name: factor.label for factor in parts.factors},
        uncertain=tuple(one.factor for one in parts.drawn),
        terrain=_terrain(model),
        sampling=_sampling(model, len(parts.drawn)),
        draws=len(values),
        replications=model.replications,
        values=values,
        outcomes=tuple(parts.outcomes),
        baseline=baseline,
        exceed_days=tuple(sorted(set(model.exceed))),
        attempts=model.attempts,
        takes=model.takes,
        day_name=draft.base.clock.day_name,
        resolved=resolve_study(draft, parts, draft.base, values),
    )
