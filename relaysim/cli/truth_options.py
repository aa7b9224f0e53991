"""What the commands that look at documented events are told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Truth = Annotated[
    Path | None,
    typer.Argument(
        metavar="[TRUTH.csv]", help="Documented events [those the scenario names].", show_default=False
    ),
]
ScenarioOption = Annotated[
    str | None,
    typer.Option(
        "--scenario", metavar="SCENARIO", help="Whose radio, drives and flights [the default scenario]."
    ),
]
TerrainName = Annotated[
    str | None,
    typer.Option("--terrain", metavar="NAME_OR_FILE", help="The terrain to fit on [the scenario's own]."),
]
FixedTerm = Annotated[
    str, typer.Option("--fixed-term", metavar="NAME", help="The budget term that stands for the fixed loss.")
]
