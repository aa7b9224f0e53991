"""The tables of a campaign, from its shards: one row a run, in the order of the runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.campaign.folder import write_aside

if TYPE_CHECKING:
    import pyarrow as pa

    from relaysim.campaign.study.study import Study

# Of the shards' columns these stay there, or go into a table of their own.
_ELSEWHERE = frozenset({"key", "blackouts"})
_FIRST = ("number", "status", "error", "attempts")


def results_table(study: Study, rows: pa.Table) -> pa.Table:
    """A row a run, sorted by its number, with what its variant is called and the label of each factor.

    Args:
        rows: all rows of the shards, by number.
    """
    import numpy as np
    import pyarrow as pa

    # A failed run has no columns of its own: which one it was follows from its number.
    draw, variant = np.divmod(rows["number"].to_numpy(), len(study.variants))
    labels = {"variant_name": [one.name for one in study.variants]}
    labels |= {name: [one.levels[name] for one in study.variants] for name in study.factor_labels}
    columns = {name: rows[name] for name in _FIRST}
    columns["variant"] = pa.array(variant, pa.int32())
    for name, texts in labels.items():
        columns[name] = pa.DictionaryArray.from_arrays(columns["variant"], pa.array(texts, pa.string()))
    columns["draw"] = pa.array(draw, pa.int32())
    others = (name for name in rows.column_names if name not in columns and name not in _ELSEWHERE)
    return pa.table(columns | {name: rows[name] for name in others})


def blackouts_table(rows: pa.Table) -> pa.Table:
    """A row for every blackout of a local day or more of every run: its run's number, then what the run's row holds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = rows["blackouts"].combine_chunks()
    run = pc.take(rows["number"], pc.list_parent_indices(lists))
    flat = pc.list_flatten(lists)
    fields = {field.name: flat.field(n) for n, field in enumerate(flat.type)}
    return pa.table({"number": run} | fields)


def write_results(folder: Path, results: pa.Table, blackouts: pa.Table) -> None:
    """results.parquet and results.csv, blackouts.parquet, failures.csv: the same rows give the same bytes."""
    import pyarrow.compute as pc

    write_aside(folder / "results.parquet", _parquet(results))
    write_aside(folder / "results.csv", _csv(results))
    write_aside(folder / "blackouts.parquet", _parquet(blackouts))
    failed = results.filter(pc.equal(results["status"], "failed"))
    write_aside(
        folder / "failures.csv", _csv(failed.select(["number", "variant_name", "draw", "attempts", "error"]))
    )


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A CSV file of rows that have the same keys; None is an empty cell."""
    text = io.StringIO()
    if rows:
        table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    write_aside(path, text.getvalue().encode("utf-8"))


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    found = io.BytesIO()
    pq.write_table(table, found, compression="zstd")
    return found.getvalue()


def _csv(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    plain = pa.schema(
        pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type)
        for one in table.schema
    )
    found = io.BytesIO()
    arrow_csv.write_csv(table.cast(plain), found, arrow_csv.WriteOptions(quoting_style="needed"))
    return found.getvalue()
