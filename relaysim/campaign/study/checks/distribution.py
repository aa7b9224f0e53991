"""The distribution of an uncertain value: read from its section, and refused where it cannot be."""

from __future__ import annotations

import itertools
import math
from typing import Any

from relaysim.campaign.sampling.distributions import (
    Discrete,
    Distribution,
    LogNormal,
    Normal,
    Triangular,
    Truncated,
    Uniform,
)
from relaysim.campaign.study.draft import StudyDraft
from relaysim.campaign.study.scalars import Measure
from relaysim.campaign.study.schema_uncertain import DiscreteModel, Uncertain
from relaysim.scenario.document import Path_

KINDS = {
    "normal": "normal",
    "uniform": "uniform",
    "triangular": "triangular",
    "log-normal": "log_normal",
    "discrete": "discrete",
}
# Bounds that leave less of a distribution contradict it.
LEAST_MASS = 1e-6


def read_distribution(entry: Uncertain, at: Path_, draft: StudyDraft) -> tuple[Truncated, str] | None:
    """What a value is drawn from, and its unit; None, and a fault, if that cannot be."""
    given = [kind for kind in KINDS if draft.has(*at, kind)]
    if len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "has no distribution"
        message = f"this value {said}: give exactly one of {', '.join(KINDS)}"
        draft.faults.add(at, message, at_key=True)
        return None
    section = getattr(entry, KINDS[given[0]])
    place = (*at, given[0])
    if section is None or any(getattr(section, name) is None for name in _needed(section)):
        return None
    unit = _unit(
        _measures(section) + [one for one in (entry.low, entry.high) if one is not None], place, draft
    )
    distribution = _distribution(section, given[0], place, draft) if unit is not None else None
    if distribution is None or unit is None:
        return None
    bounded = [draft.has(*at, key) and getattr(entry, key) is None for key in ("low", "high")]
    if any(bounded):
        return None
    truncated = Truncated(
        distribution,
        entry.low.value if entry.low is not None else -math.inf,
        entry.high.value if entry.high is not None else math.inf,
    )
    return (truncated, unit) if _leaves_something(truncated, entry, at, draft) else None


def _needed(section: Any) -> list[str]:
    return [name for name, info in type(section).model_fields.items() if info.is_required()]


def _measures(section: Any) -> list[Measure]:
    values = [getattr(section, name) for name in type(section).model_fields]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [one for one in flat if isinstance(one, Measure)]


def _unit(measures: list[Measure], at: Path_, draft: StudyDraft) -> str | None:
    units = list(dict.fromkeys(one.unit for one in measures))
    if len(units) == 1:
        return units[0]
    shown = ", ".join(unit or "none" for unit in units)
    draft.faults.add(at, f"the units differ ({shown}): write all with the same", at_key=True)
    return None


def _distribution(section: Any, kind: str, at: Path_, draft: StudyDraft) -> Distribution | None:
    """The distribution of a section whose values are all there; None, and a fault, for an impossible one."""
    if kind == "normal":
        if section.sigma.value > 0.0:
            return Normal(section.mean.value, section.sigma.value)
        draft.faults.add((*at, "sigma"), f"sigma must be above 0, not {section.sigma}")
    elif kind == "log-normal":
        if section.median.value > 0.0:
            return LogNormal(section.median.value, section.geometric_sigma)
        draft.faults.add((*at, "median"), f"the median must be above 0, not {section.median}")
    elif kind == "discrete":
        return _discrete(section, at, draft)
    elif section.low.value >= section.high.value:
        draft.faults.add((*at, "high"), f"'high' must be above 'low' ({section.low}), not {section.high}")
    elif kind == "uniform":
        return Uniform(section.low.value, section.high.value)
    elif section.low.value <= section.mode.value <= section.high.value:
        return Triangular(section.low.value, section.mode.value, section.high.value)
    else:
        message = f"the mode {section.mode} is not from 'low' to 'high' ({section.low} to {section.high})"
        draft.faults.add((*at, "mode"), message)
    return None


def _discrete(section: DiscreteModel, at: Path_, draft: StudyDraft) -> Discrete | None:
    if None in section.values or None in (section.weights or ()):
        return None
    values = tuple(one.value for one in section.values)
    weights = section.weights if section.weights is not None else (1.0,) * len(values)
    if any(later <= earlier for earlier, later in itertools.pairwise(values)):
        draft.faults.add((*at, "values"), "the numbers must ascend")
    elif len(weights) != len(values):
        message = f"{len(weights)} weights for {len(values)} numbers: one for each"
        draft.faults.add((*at, "weights"), message)
    else:
        return Discrete(values, weights)
    return None


def _leaves_something(truncated: Truncated, entry: Uncertain, at: Path_, draft: StudyDraft) -> bool:
    if entry.low is not None and entry.high is not None and entry.low.value >= entry.high.value:
        draft.faults.add((*at, "high"), f"'high' must be above 'low' ({entry.low}), not {entry.high}")
        return False
    mass = truncated.mass
    if mass >= LEAST_MASS:
        return True
    key = "low" if entry.low is not None else "high"
    left = "nothing" if mass <= 0.0 else f"only {mass:.1g}"
    words = truncated.words((entry.low or entry.high or Measure(0.0, "")).unit)
    draft.faults.add((*at, key), f"low and high leave {left} of the distribution ({words})")
    return False
