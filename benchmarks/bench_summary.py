"""A million runs of a made-up study, read from Parquet and summarised: time by the clock and memory.

python benchmarks/bench_summary.py [--quick]
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from relaysim.campaign.report.done_runs import needed_columns
from relaysim.campaign.report.summary import summary
from relaysim.campaign.study.study import BlackoutOutcome, Study, SummaryOutcome, UncertainFactor, Variant

FACTORS = ("fixed_loss", "rover_antenna", "scout_antenna", "permittivity")
EDGE_DAYS = 95.0


def made_up(draws: int) -> tuple[Study, pa.Table]:
    """Two variants, two blackouts of each run, some cut by the edge, and a number; four uncertain factors."""
    random = np.random.default_rng(7)
    values = random.normal(size=(draws, len(FACTORS)))
    variants = tuple(Variant(n, name, {"ground": name}, ()) for n, name in enumerate(("one", "other")))
    study = Study(
        name="made-up", title="A million runs", description="", scenario="none", settings=(), seed=7, variants=variants,
        factor_labels={"ground": "ground"},
        uncertain=tuple(UncertainFactor(name, name, "", name, "normal", "assumed", "made up") for name in FACTORS),
        terrain=None, sampling="made up", draws=draws, replications=1, values=values,
        outcomes=(
            BlackoutOutcome("silence", "silence", "session", "longest", None, 60.8, "made up"),
            BlackoutOutcome("radio", "silence of the radio", "radio", "longest", None, float("nan"), ""),
            SummaryOutcome("delivered", "delivered", "counts.products_delivered", ""),
        ),
        baseline=0, exceed_days=(30.0, 60.0, 90.0), attempts=3, takes="", day_name="sol", resolved={},
    )  # fmt: skip
    rows = draws * 2
    days = (
        60.0 + 8.0 * values[:, :1] + 5.0 * values[:, 1:2] + random.normal(0.0, 4.0, (draws, 2)) + [[0.0, 5.0]]
    )
    flat = np.maximum(days, 0.0).ravel()
    cut = flat > EDGE_DAYS
    flat = np.minimum(flat, EDGE_DAYS)
    variant = pa.DictionaryArray.from_arrays(pa.array(np.arange(rows, dtype=np.int32) % 2), ["one", "other"])
    columns = {
        "number": np.arange(rows),
        "status": pa.array(["done"]).take(pa.array(np.zeros(rows, np.int8))),
        "error": pa.nulls(rows, pa.string()),
        "attempts": np.ones(rows, np.int8),
        "variant": (np.arange(rows) % 2).astype(np.int32),
        "variant_name": variant,
        "ground": variant,
        "draw": (np.arange(rows) // 2).astype(np.int32),
        "seed": np.arange(rows),
        **{name: np.repeat(values[:, n], 2) for n, name in enumerate(FACTORS)},
        "delivered": np.round(500.0 - flat),
    }
    for name in ("silence", "radio"):
        columns |= {f"{name}_days": flat, f"{name}_open_start": np.zeros(rows, bool), f"{name}_open_end": cut}
        columns |= {f"{name}_{end}_utc": pa.nulls(rows, pa.string()) for end in ("start", "end")}
        columns[f"{name}_end_day"] = (776 + flat).astype(np.int32)
    return study, pa.table(columns)


def main() -> None:
    rows = 100_000 if "--quick" in sys.argv else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "results.parquet"
        study, results = made_up(rows // 2)
        pq.write_table(results, place, compression="zstd")
        columns = needed_columns(study)
        del results
        np.argsort(study.values[:, 0])
        before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for turn in ("first", "again"):
            began, used = time.perf_counter(), time.process_time()
            told = summary(study, pq.read_table(place, columns=columns))
            print(
                f"{rows:,} rows, {turn}: {time.perf_counter() - began:.2f} s by the clock, "
                f"{time.process_time() - used:.2f} s of processor, {len(json.dumps(told)) / 1e3:.0f} kB of JSON"
            )
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {peak_mb:.0f} MB at most; {before_mb:.0f} MB with the made-up rows before")


if __name__ == "__main__":
    main()
