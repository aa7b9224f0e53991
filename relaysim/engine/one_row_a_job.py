"""Of all the rows that were ever written for a job, the one that counts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from relaysim.engine.columns import FAILED
from relaysim.errors import InputError


def one_row_a_job(rows: pa.Table) -> pa.Table:
    """One row a number, by ascending number: what is done before what failed, of failures the last.

    `rows` in the order of writing, with number, key and status. A job may be there twice: it failed and was tried again
    later, or its parent ended between writing and noting it. Takes the memory of the table and one column more.

    Raises: InputError if two rows of a number have two keys.
    """
    numbers = rows["number"].to_numpy()
    order = np.argsort(numbers, kind="stable")
    again = numbers[order[1:]] == numbers[order[:-1]]
    if again.any():
        failed = pc.equal(rows["status"], FAILED).to_numpy()
        later_first = -np.arange(len(numbers))
        order = np.lexsort((later_first, failed, numbers))
        _refuse_two_keys(rows["key"], order, again)
        order = order[np.append(True, ~again)]
    return _taken(rows, pa.array(order))


def _refuse_two_keys(keys: pa.ChunkedArray, order: NDArray[np.int64], again: NDArray[np.bool_]) -> None:
    """`order` puts rows of a number together; `again`: of all but the first, whether the one before has its number."""
    places = np.flatnonzero(again)
    one, other = keys.take(pa.array(order[places])), keys.take(pa.array(order[places + 1]))
    if not pc.all(pc.equal(one, other)).as_py():
        raise InputError(
            "the shards hold rows of one run that were made from different inputs: those of two studies or versions "
            "in one folder; give each a folder of its own with --out"
        )


def _taken(rows: pa.Table, places: pa.Array) -> pa.Table:
    """Those rows, column by column, each in one piece; what is taken is let go at once."""
    schema, columns = rows.schema, []
    for _ in schema:
        columns.append(rows.column(0).take(places).combine_chunks())
        rows = rows.remove_column(0)
    return pa.Table.from_arrays(columns, schema=schema)
