"""The templates of pages: escaped, strict about names, those of a run's page at hand for every other page."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_OF_A_RUN = Path(__file__).parent / "templates"


def page_environment(*folders: Path) -> Environment:
    """Templates of these folders, then those of a run's page; whoever asks keeps it: compiling takes longer than filling."""
    return Environment(
        loader=FileSystemLoader([*folders, _OF_A_RUN]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
