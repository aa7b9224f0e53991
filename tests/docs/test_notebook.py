"""docs/the-63-days.ipynb runs as Jupyter runs it, and prints what it is kept with."""

from __future__ import annotations

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_notebook_prints_what_is_kept_in_it(monkeypatch, capfd):
    """Every cell runs, in order and in an empty folder; what they print is what stands in the file, and pictures come."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    builder = importlib.import_module("build_notebook")
    code = builder.main(["--check"])
    assert code == 0, capfd.readouterr().out + "\nrun python docs/build_notebook.py"
