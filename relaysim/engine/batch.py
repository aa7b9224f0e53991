"""One task of a worker: a batch of jobs, each done for itself, the rows handed back as columns.

Whatever pool runs it submits `do_batch(ticket, payloads)`, so both sides agree on this file alone.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol

import pyarrow as pa

from relaysim.engine.job import Arrays, Row, Work
from relaysim.errors import InputError, NoResult, RelaysimError

_LONGEST_ERROR = 2000  # characters kept of one: a table of failures is for reading


@dataclass(frozen=True)
class State:
    """The work made ready in one worker: what `prepare` answered, what is done with it, the columns of a row."""

    prepared: Any
    do: Callable[[Any, Any], Row]
    schema: pa.Schema

    @classmethod
    def of(cls, work: Work, arrays: Arrays) -> State:
        """Make the work ready here, with the arrays as they reached this worker. Raises what `prepare` raises."""
        return cls(work.prepare(work.context, arrays), work.do, work.schema)


class Ticket(Protocol):
    """What leads a worker to the state of its work: small, can be pickled, goes with every task."""

    def state(self) -> State:
        """The state in this worker: made when it is first asked for, kept for the tasks after.

        Raises: what `prepare` raises, at every call.
        """
        ...


@dataclass(frozen=True)
class Answers:
    """What came of a batch. Jobs are named by their place in it, from 0.

    Attributes:
        done: places of the jobs that have a row, ascending.
        rows: their rows, in that order, with the columns of the work's schema.
        failed: (place, error in words) of the others.
        seconds: spent on the jobs, without making the worker ready.
        unready: why this worker could not be made ready; then no job was tried, and none failed.
    """

    done: tuple[int, ...] = ()
    rows: pa.RecordBatch | None = None
    failed: tuple[tuple[int, str], ...] = ()
    seconds: float = 0.0
    unready: Exception | None = None


def do_batch(ticket: Ticket, payloads: Sequence[Any]) -> Answers:
    """Do these jobs one after another. A job that raises fails alone; nothing it raises gets out of here."""
    try:
        state = ticket.state()
    except Exception as error:
        return Answers(unready=portable(error))
    began = time.perf_counter()
    rows: dict[int, Row] = {}
    failed: dict[int, str] = {}
    names = set(state.schema.names)
    for place, payload in enumerate(payloads):
        try:
            rows[place] = _checked(state.do(state.prepared, payload), names)
        except (Exception, SystemExit) as error:
            failed[place] = in_words(error)
    table = _columns(rows, failed, state.schema)
    return Answers(tuple(rows), table, tuple(sorted(failed.items())), time.perf_counter() - began)


def in_words(error: BaseException) -> str:
    """What a table of failures says of it: relaysim's own errors speak for themselves, others name type and place."""
    try:
        text = str(error)
    except Exception:
        text = "(it has no text)"
    if not isinstance(error, RelaysimError):
        text = (
            f"{type(error).__name__}: {text}{_place(error)}"
            if text
            else f"{type(error).__name__}{_place(error)}"
        )
    # A file name that is not UTF-8 comes with lone surrogates, which no table takes.
    return text[:_LONGEST_ERROR].encode("utf-8", "replace").decode("utf-8")


def portable(error: Exception) -> Exception:
    """The same complaint as an exception that survives the way from a worker to its parent."""
    for kind in (InputError, NoResult):
        if isinstance(error, kind):
            return kind(str(error))
    return RuntimeError("".join(traceback.format_exception(error)))


def _place(error: BaseException) -> str:
    """Where it was raised, " (relaysim/x/y.py:12)": without the folders before, which differ between machines."""
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    if innermost is None:
        return ""
    parts = PurePath(innermost.tb_frame.f_code.co_filename).parts
    own = len(parts) - 1 - parts[::-1].index("relaysim") if "relaysim" in parts else len(parts) - 1
    return f" ({'/'.join(parts[own:])}:{innermost.tb_lineno})"


def _checked(row: Row, names: set[str]) -> Row:
    """The row. Raises KeyError if it has a column that the schema lacks: it would be lost without a word."""
    if not row.keys() <= names:
        raise KeyError(f"columns that the work's schema lacks: {', '.join(sorted(row.keys() - names))}")
    return row


def _columns(rows: dict[int, Row], failed: dict[int, str], schema: pa.Schema) -> pa.RecordBatch:
    """All rows as columns; a row that does not fit them is moved to `failed`."""
    try:
        return pa.RecordBatch.from_pylist(list(rows.values()), schema=schema)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        for place, row in list(rows.items()):
            try:
                pa.RecordBatch.from_pylist([row], schema=schema)
            except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
                del rows[place]
                failed[place] = f"its row does not fit the table: {in_words(error)}"
        return pa.RecordBatch.from_pylist(list(rows.values()), schema=schema)
