"""The files of a validation: the page, the predictions as a table, the margin as a picture."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from relaysim.errors import InputError
from relaysim.records.run_folder import check_output_file, write_file
from relaysim.validation.page import validation_page
from relaysim.validation.validate import Validation

PAGE, TABLE, PICTURE = "validation.md", "predictions.csv", "margin.svg"


def check_validation_place(folder: Path, *, force: bool) -> None:
    """Refuses a folder that cannot take the files, or a machine that cannot draw, before any work is done.

    Raises: OutputError; InputError if matplotlib is not installed.
    """
    for name in (PAGE, TABLE, PICTURE):
        check_output_file(folder / name, force=force)
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"--out {folder}: {PICTURE} needs matplotlib, which is not installed: `pip install 'relaysim[plot]'`"
        ) from error


def write_validation(found: Validation, folder: Path, *, force: bool) -> None:
    """Writes the three files, each aside and renamed.

    Raises: OutputError if one is there and not to be replaced, or cannot be written.
    """
    from relaysim.validation.figure import margin_picture

    rows = prediction_rows(found)
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows)
    title = f"# {found.scenario.model.title}: what is documented, and what the model says of it\n\n"
    write_file(folder / PAGE, title + validation_page(found), force=force)
    write_file(folder / TABLE, table.getvalue(), force=force)
    write_file(folder / PICTURE, margin_picture(found, "svg").decode(), force=force)


def prediction_rows(found: Validation) -> list[dict[str, object]]:
    """One row for each event, in their order; None for what is not known."""
    return [
        {
            "event": p.event.event,
            "calibrate": "yes" if p.event.calibrate else "no",
            "state": p.event.state,
            "loss_db": _number(p.loss_db),
            "margin_db": _number(p.margin_db),
            "residual_db": _number(p.residual_db),
            "probability": _number(p.probability),
            "missed": "yes" if p.missed else "no",
            "why_not": p.why_not or None,
        }
        for p in found.fit.predictions
    ]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)
