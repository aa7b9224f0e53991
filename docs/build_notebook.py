"""Runs docs/the-63-days.ipynb as Jupyter would: `python docs/build_notebook.py` puts what its cells print into it.

`--check` runs it and says what differs from what is kept; pictures must come, but may differ by a pixel. It is run
in an empty folder, so what it leaves is gone afterwards.
"""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOK = Path(__file__).parent / "the-63-days.ipynb"
PICTURE = "image/png"


def executed(notebook: Any) -> Any:
    """The notebook with the outputs of now.

    Raises: CellExecutionError where a cell fails.
    """
    here = str(Path(__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}}).execute()
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def printed(notebook: Any) -> list[str]:
    """A line for each line that the cells print, and one for each picture."""
    lines = []
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text") or ("(a picture)" if PICTURE in data else data.get("text/plain", ""))
            lines += [f"cell {number}: {line}" for line in text.splitlines()]
    return lines


def main(arguments: list[str]) -> int:
    """Exit code 1 if something differs, or a cell fails."""
    kept = nbformat.read(NOTEBOOK, as_version=4)
    before = printed(kept)
    try:
        now = executed(kept)
    except CellExecutionError as fault:
        print(f"{NOTEBOOK.name}: a cell fails:\n{fault}")
        return 1
    if arguments == ["--check"]:
        differences = list(difflib.unified_diff(before, printed(now), "kept", "now", lineterm=""))
        print("\n".join(differences) or f"{NOTEBOOK.name}: as kept")
        return int(bool(differences))
    nbformat.write(now, NOTEBOOK)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
