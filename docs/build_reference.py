"""Writes docs/reference from the code: `python docs/build_reference.py`; `--check` only says what is stale.

Nothing here depends on the width of a terminal, the machine or the day: the same code gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markdown_parts import code, link_to, page, slug, table
from reference_scenario import scenario_page
from reference_study import study_page

DOCS = Path(__file__).resolve().parent
FOLDER = DOCS / "reference"


# --- commands.md -------------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command with its arguments and options, as the command line itself declares them."""
    import typer

    from relaysim.cli.commands import app

    root: Any = typer.main.get_command(app)
    found = list(_commands(root, "relaysim"))
    index = table(("command", "does"), ((link_to(name), _first_line(one.help)) for name, one in found))
    exits = table(
        ("exit code", "means"),
        [
            ("0", "done"),
            (
                "1",
                "the question was sound, but has no answer here: an antenna on unknown ground, for example; or a full disk",
            ),
            ("2", "a mistake in what was given; one message says where, why and what to do"),
            ("130", "interrupted with Ctrl-C; nothing half-written is left"),
        ],
    )
    intro = (
        "SCENARIO is the name of a built-in scenario (`relaysim scenarios list`) or a YAML file. Options in square "
        "brackets may be left out; those with `...` may be repeated. Every command answers `--help`."
    )
    options = table(("option", "does"), [(code("--version"), "Print the version and stop.")])
    return page(
        "Commands", intro, index, "Options of `relaysim` itself:", options, *(_command(*c) for c in found),
        "## Exit codes", exits, "Messages go to standard error, results to standard output.",
    )  # fmt: skip


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        elif not command.hidden:
            yield f"{prefix} {name}", command


def _command(name: str, command: Any) -> str:
    params = [param for param in command.params if param.name != "help"]
    usage = " ".join([name, *(_usage(param) for param in params)])
    rows = [(code(_spelled(param)), _note(param), _given(param)) for param in params]
    parts = [f"## `{name}`", inspect.cleandoc(command.help or ""), f"```text\n{usage}\n```"]
    return "\n\n".join([*parts, table(("argument or option", "what", "default"), rows)] if rows else parts)


def _is_argument(param: Any) -> bool:
    return not param.opts[0].startswith("-")


def _spelled(param: Any) -> str:
    if _is_argument(param):
        return str(param.metavar or param.name.upper())
    return ", ".join(param.opts) + (f" {param.metavar}" if param.metavar and not param.is_flag else "")


def _usage(param: Any) -> str:
    text = _spelled(param) if param.required else f"[{_spelled(param)}]"
    return f"{text}..." if param.multiple or param.nargs == -1 else text


def _note(param: Any) -> str:
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    bounds = "" if low is None else f" At least {low}."
    return (param.help or "") + bounds + ("" if high is None else f" At most {high}.")


def _given(param: Any) -> str:
    if param.required:
        return "must be given"
    return "" if param.default in (None, False) else code(str(param.default))


def _first_line(text: str | None) -> str:
    return inspect.cleandoc(text or "").split("\n\n")[0]


# --- files.md ----------------------------------------------------------------------------------------


def files_page() -> str:
    """Every file of a run, every column and key."""
    from relaysim.records.columns import COLUMNS, FILES, KEYS, TABLES

    intro = (
        "`relaysim run SCENARIO --out DIR` leaves these files in DIR. Text is UTF-8. Times are ISO 8601 UTC with Z, at "
        "the node where the event happens. The unit is the last part of a name: `_m` metres, `_s` seconds, `_db` "
        "decibels, `_bits`, `_bps` bits per second, `_deg` degrees, `_utc` a time. An empty cell means that there is "
        "no such value. [Read the files](../how-to/read-the-files.md) shows how."
    )
    parts = [
        table(
            ("file", "what"),
            ((link_to(f) if f in TABLES or f in KEYS else code(f), w) for f, w in FILES.items()),
        )
    ]
    for name, row_type in TABLES.items():
        fields = dataclasses.fields(row_type)
        rows = ((code(f.name), unit_of(f.name, str(f.type)), COLUMNS[name][f.name]) for f in fields)
        parts += [f"## `{name}`", FILES[name], table(("column", "unit or type", "meaning"), rows)]
    for name, keys in KEYS.items():
        lines = ((code(key), unit_of(key, ""), meaning) for key, meaning in keys.items())
        parts += [f"## `{name}`", FILES[name], table(("key", "unit", "meaning"), lines)]
    return page("Files of a run", intro, *parts)


_UNITS = (
    ("_deg", "deg"), ("_db", "dB"), ("_dbm", "dBm"), ("_bps", "bit/s"), ("_bits", "bit"), ("_wh", "Wh"),
    ("_days", "days"), ("_sols", "local days"), ("_sol", "local day"), ("_mps", "m/s"), ("_m", "m"), ("_s", "s"),
)  # fmt: skip
_TYPES = {"str": "text", "int": "whole number", "bool": "true or false", "float": "number"}


def unit_of(name: str, kind: str) -> str:
    """The unit that a name ends with, else the type in words; "" when neither says anything."""
    last = name.rpartition(".")[2]
    if last == "utc" or last.endswith("_utc") or "_utc_p" in last:
        return "UTC"
    if last == "calendar_days":
        return "days"
    unit = next((unit for ending, unit in _UNITS if last.endswith(ending) or last == ending[1:]), None)
    return unit or _TYPES.get(kind.split(" | ")[0], "")


# --- python.md ---------------------------------------------------------------------------------------


def python_page() -> str:
    """The public names of the package, with signatures and docstrings."""
    import relaysim

    intro = (
        "`import relaysim` gives these names. They are typed. What is not listed here may change at any time.\n\n"
        "```python\nimport relaysim\n\n"
        'folder = relaysim.run("flight-52-blackout", "out", overrides=["link.budget.fixed loss.value=-7 dB"])\n```'
    )
    names = [name for name in relaysim.__all__ if not name.startswith("__")]
    things = [(name, getattr(relaysim, name)) for name in names]
    index = table(
        ("name", "what"),
        (
            (
                link_to(name, sum(slug(name) == slug(other) for other in names[:number])),
                _first_line(inspect.getdoc(thing)),
            )
            for number, (name, thing) in enumerate(things)
        ),
    )
    return page("Python", intro, index, *(_thing(name, thing) for name, thing in things))


def _thing(name: str, thing: Any) -> str:
    parts = [
        f"## `{name}`",
        f"```python\n{_signature(name, thing)}\n```",
        f"```text\n{inspect.getdoc(thing)}\n```",
    ]
    if not inspect.isclass(thing):
        return "\n\n".join(parts)
    rows = []
    for member, value in sorted(vars(thing).items()):
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if (
            member.startswith("_")
            or member in getattr(thing, "_fields", ())
            or not (inspect.isfunction(function) or hasattr(function, "__get__"))
        ):
            continue
        shown = _signature(member, function) if inspect.isfunction(function) else member
        if _first_line(inspect.getdoc(function)):
            rows.append((code(" ".join(shown.split())), _first_line(inspect.getdoc(function))))
    return "\n\n".join([*parts, table(("method or property", "what"), rows)] if rows else parts)


def _signature(name: str, thing: Any) -> str:
    """name(parameters) -> result, one parameter a line where they are many; annotations as in the source."""
    signature = inspect.signature(thing)
    parts: list[str] = []
    starred = False
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            parts, starred = [*parts, "*"], True
        kind = parameter.annotation
        text = parameter.name if kind is inspect.Parameter.empty else f"{parameter.name}: {_named(kind)}"
        parts.append(
            text if parameter.default is inspect.Parameter.empty else f"{text} = {parameter.default!r}"
        )
    result = "" if inspect.isclass(thing) else f" -> {_named(signature.return_annotation)}"
    line = f"{name}({', '.join(parts)}){result}"
    return (
        line
        if len(line) <= 100
        else f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){result}"
    )


def _named(annotation: Any) -> str:
    annotation = getattr(annotation, "__forward_arg__", annotation)
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


# --- writing -----------------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """Every generated file with its text."""
    from relaysim.campaign.study.json_schema import study_schema
    from relaysim.scenario.json_schema import json_schema

    return {
        FOLDER / "commands.md": commands_page(),
        FOLDER / "scenario.md": scenario_page(),
        FOLDER / "study.md": study_page(),
        FOLDER / "files.md": files_page(),
        FOLDER / "python.md": python_page(),
        FOLDER / "scenario.schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n",
        FOLDER / "study.schema.json": json.dumps(study_schema(), indent=1, ensure_ascii=False) + "\n",
    }


def stale() -> list[Path]:
    """The generated files that are absent or differ from what the code gives now."""
    return [
        path
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with --check name the stale ones and return 1 if there are any."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("python docs/build_reference.py [--check]\n")
        return 2
    found = stale()
    for path in found:
        if not arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages()[path], encoding="utf-8", newline="")
        sys.stdout.write(f"{'stale' if arguments else 'written'}: {path.relative_to(DOCS.parent)}\n")
    return 1 if arguments and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
