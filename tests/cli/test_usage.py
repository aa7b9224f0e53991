"""Help, version, and what is said to someone who mistypes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from relaysim.version import VERSION

Command = Callable[..., CompletedProcess[str]]
Here = Callable[..., tuple[int, str, str]]

COMMANDS = [
    "run", "report", "blackouts", "link", "scenarios", "scenarios list", "scenarios show", "scenarios check",
    "scenarios schema", "terrain", "terrain list", "terrain fetch", "terrain info", "terrain build", "viewshed",
]  # fmt: skip
HEAVY = ("numpy", "numba", "rasterio", "pydantic", "pyarrow", "simpy", "jinja2", "shapely", "ruamel")


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_explains_itself(here: Here, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """--help is on standard output, exit code 0, and no line of it is cut."""
    monkeypatch.setenv("COLUMNS", "80")
    code, output, errors = here(*name.split(), "--help")
    assert (code, errors) == (0, "")
    assert output.startswith("Usage: ")
    assert "..." not in output.split("\n", 1)[1]


def test_the_version_is_one_line(command: Command) -> None:
    """--version prints name and version, and nothing else."""
    done = command("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"relaysim {VERSION}\n", "")


@pytest.mark.parametrize("args", [(), ("scenarios",), ("terrain",)])
def test_without_arguments_there_is_help(command: Command, args: tuple[str, ...]) -> None:
    """Someone who types only the name learns what there is; it is still no success."""
    done = command(*args)
    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("rum", "x"), "No such command 'rum'"),
        (("terrain", "excavate"), "No such command 'excavate'"),
        (("run",), "Missing argument 'SCENARIO'"),
        (("run", "x", "--nope"), "No such option: --nope"),
        (("run", "x", "y"), "unexpected extra argument"),
        (("run", "x", "--seed", "-1"), "Invalid value for '--seed'"),
        (("run", "x", "--seed", "one"), "Invalid value for '--seed'"),
        (("link", "--from", "1,2,3"), "Missing option '--to'"),
        (("terrain", "build", "--survey", "s.csv"), "Missing option '--out'"),
        (
            ("terrain", "build", "--survey", "s.csv", "--out", "t.tif", "--cell", "nan"),
            "Invalid value for '--cell'",
        ),
        (("terrain", "info", "jezero-survey", "--as-of", "soon"), "Invalid value for '--as-of'"),
    ],
)
def test_mistakes_of_usage_are_named(refused: Callable[..., str], args: tuple[str, ...], says: str) -> None:
    """Unknown commands and options, missing or wrong values: exit code 2, the word at fault, the way to the help."""
    message = refused(*args)
    assert says in message
    assert "--help" in message


def test_help_loads_nothing_heavy() -> None:
    """--help and --version import typer and the standard library alone: they answer at once."""
    code = (
        "import sys\nfrom relaysim.cli.app import main\nsys.argv = ['relaysim', '--help']\n"
        f"try:\n    main()\nexcept SystemExit:\n    pass\nprint([name for name in {HEAVY} if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
