"""The study as plain data that say everything, for manifest.json: two studies of the same data have the same runs."""

from __future__ import annotations

import hashlib
from typing import Any

from relaysim.campaign.sampling.distributions import Floats
from relaysim.campaign.study.checks.study import StudyParts
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.schema_study import StudyModel
from relaysim.scenario.resolved import resolve
from relaysim.scenario.scenario import Scenario


def resolve_study(draft: StudyDraft, parts: StudyParts, base: Scenario, values: Floats) -> dict[str, Any]:
    """The study as written after overrides, defaults filled in; with the whole base scenario.

    Further keys: `base` (the scenario with the study's `set`, and the SHA-256 of its tables), and under `made` what
    came of the file: names, labels, distributions in words, the SHA-256 of the values that were drawn (float64, little
    endian, row by row).

    Args:
        base: with the study's `set`.
    """
    return {
        **resolve(StudyModel, draft.faults.document.data),
        "base": {"scenario": base.resolved(), "tables_sha256": dict(base.table_digests)},
        "made": {
            "factors": [
                {
                    "name": factor.name,
                    "label": factor.label,
                    "levels": [{"label": level.label, "set": dict(level.values)} for level in factor.levels],
                }
                for factor in parts.factors
            ],
            "uncertain": [
                {"name": one.factor.name, "label": one.factor.label, "distribution": one.factor.distribution}
                for one in parts.drawn
            ],
            "outcomes": [{"name": one.name, "label": one.label} for one in parts.outcomes],
            "values_sha256": hashlib.sha256(values.astype("<f8").tobytes()).hexdigest(),
        },
    }
