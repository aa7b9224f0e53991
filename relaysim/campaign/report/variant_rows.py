"""variants.csv: a row a variant, all its figures in columns."""

from __future__ import annotations

from typing import Any

from relaysim.campaign.report.measure import short_number
from relaysim.campaign.report.plain import Json

_QUANTILES = ("p05", "p25", "median", "p75", "p95")


def variant_rows(summary: Json) -> list[dict[str, Any]]:
    """Every variant's figures, unrounded by their intervals; None where they are not known. All rows have equal keys.

    Durations in local days, numbers in their outcome's unit. `_longer_than_30` is the probability that it lasts longer
    than 30 local days; `_difference` is to the baseline, by pairs of equal draws.
    """
    rows = []
    for one in summary["variants"]:
        row: dict[str, Any] = {"variant": one["number"], "name": one["name"]}
        row |= {factor["name"]: one["levels"].get(factor["name"], "") for factor in summary["factors"]}
        row["runs"] = one["done"]
        for outcome in summary["outcomes"]:
            row |= _outcome(outcome, one["number"])
        rows.append(row)
    return rows


def _outcome(outcome: Json, variant: int) -> dict[str, Any]:
    name, row = outcome["name"], outcome["variants"][variant]
    found: dict[str, Any] = {f"{name}_n": row["n"]}
    if outcome["kind"] == "blackout":
        found |= {
            f"{name}_{key}": row[kept]
            for key, kept in (
                ("cut", "censored"),
                ("none", "none"),
                ("unknown", "unknown"),
                ("no_landing", "no_landing"),
            )
        }
    for key, quantile in zip(_QUANTILES, row["quantiles"], strict=True):
        found[f"{name}_{key}"] = quantile["value"]
    middle, mean = row["quantiles"][2], row["mean"]
    found |= {f"{name}_median_low": middle["low"], f"{name}_median_high": middle["high"]}
    found |= {
        f"{name}_mean": mean["value"],
        f"{name}_mean_low": mean["low"],
        f"{name}_mean_high": mean["high"],
    }
    if outcome["kind"] == "number":
        found |= {
            f"{name}_deviation": row["deviation"],
            f"{name}_least": row["least"],
            f"{name}_most": row["most"],
        }
    for one in row.get("exceed", ()):
        key = f"{name}_longer_than_{short_number(one['days'])}"
        found |= {key: one["value"], f"{key}_low": one["low"], f"{key}_high": one["high"]}
    if outcome["kind"] == "blackout":
        found[f"{name}_observed_inside"] = row["observed"]["inside"] if row["observed"] else None
    return found | _compared(outcome, variant)


def _compared(outcome: Json, variant: int) -> dict[str, Any]:
    """Against the baseline; None of the baseline itself and of variants that were not compared."""
    name, nobody = outcome["name"], {"value": None, "low": None, "high": None}
    one = next((one for one in outcome["comparison"] if one["variant"] == variant), None)
    less, more = ("shorter", "longer") if outcome["kind"] == "blackout" else ("less", "more")
    difference = nobody if one is None else one["median"]
    found = {f"{name}_difference": difference["value"]}
    found |= {f"{name}_difference_low": difference["low"], f"{name}_difference_high": difference["high"]}
    for key, column in (("shorter", less), ("longer", more)):
        found[f"{name}_share_{column}"] = None if one is None else one[key]["value"]
    return found
