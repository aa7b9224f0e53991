"""Where relaysim's own data are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from relaysim.errors import InputError

DataFolder = Literal["terrain", "scenarios"]


def data_folder(name: DataFolder) -> Path:
    """The folder of data that ships with relaysim.

    A wheel holds it as relaysim/_data/NAME; an editable install finds it at the top of the checkout.

    Raises: InputError if the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise InputError(f"relaysim's own {name} folder is missing beside {package}; install relaysim again")


def default_scenario() -> str:
    """Name of the built-in scenario whose radio is used when a command is given none."""
    return (data_folder("scenarios") / "default").read_text(encoding="utf-8").strip()
