"""Runs what the tutorial and the how-to pages show: `python docs/build_tutorial.py` rewrites their outputs.

Each page is played in an empty folder, from top to bottom:

    ```console        lines `$ command`, each followed by what it prints; `...` stands for lines left out
    ```yaml name      is written to the file of that name; so are csv, json and python blocks with a name
    ```yaml into:name takes the place of the sections of the same names in that file
    ```diff name      edits that file: lines with - go, lines with + come, others must be there
    ```python         without a name is executed; a ```text block right after it is what it prints

The commands are relaysim, and mkdir, mv, python and `echo $?`, which do what they do in a shell; `pip install FOLDER`
makes a package of plain modules findable where it stands, for the rest of the page: no network, no build.
`play_with_wheel.py` plays a page as a new user types it, with an installed relaysim.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib
import io
import os
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DOCS = Path(__file__).resolve().parent
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."
FETCHED = "RELAYSIM_DATA"  # the folder of fetched terrain


def pages() -> list[Path]:
    """The pages that are played."""
    return [DOCS / "tutorial.md", DOCS / "your-own-mission.md", *sorted((DOCS / "how-to").glob("*.md"))]


@dataclass
class Player:
    """Plays the blocks of one page in a folder, which must be the current one."""

    code: int = 0
    printed: str | None = None
    names: dict[str, object] = field(default_factory=lambda: {"__name__": "__main__"})

    def play(self, block: re.Match[str]) -> str:
        """The block as it should stand on the page, its outputs those of now."""
        language, name, body = block["language"], block["name"], block["body"]
        printed, self.printed = self.printed, None
        if language == "console":
            body = "".join(self._command(line, shown) for line, shown in _commands(body))
        elif language == "diff" and name:
            edit(Path(name), body)
        elif name and name.startswith("into:"):
            replace_sections(Path(name.removeprefix("into:")), body)
        elif name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(body, encoding="utf-8")
        elif language == "python":
            self.printed = _printed_by(body, self.names)
        elif language == "text" and printed is not None:
            body = "".join(f"{line}\n" for line in with_gaps(body.splitlines(), printed.splitlines()))
        return f"```{language}{' ' + name if name else ''}\n{body}```"

    def relaysim(self, arguments: Sequence[str]) -> tuple[str, int]:
        """What a relaysim command prints, and its exit code."""
        return relaysim(arguments)

    def python(self, script: Path) -> str:
        """What a script prints."""
        return _printed_by(script.read_text(encoding="utf-8"), {"__name__": "__main__"})

    def _command(self, line: str, shown: list[str]) -> str:
        """The command and what it prints now, with the gaps of what is shown."""
        words, _, target = line.partition(" > ")
        printed = self._run(shlex.split(words))
        if target:
            Path(target.strip()).write_text(printed, encoding="utf-8")
            printed = ""
        return "".join(f"{text}\n" for text in (f"$ {line}", *with_gaps(shown, printed.splitlines())))

    def _run(self, words: list[str]) -> str:
        if words == ["echo", "$?"]:
            return f"{self.code}\n"
        if words[0] == "relaysim":
            printed, self.code = self.relaysim(words[1:])
            return printed
        if words[0] == "python":
            return self.python(Path(words[1]))
        if words[0] == "mkdir":
            Path(words[-1]).mkdir(parents=True)
        elif words[:2] == ["pip", "install"]:
            install(Path(words[-1]))
        elif words[0] == "mv":
            Path(words[1]).rename(words[2])
        else:
            raise ValueError(f"the pages do not run {words[0]}")
        return ""


def relaysim(arguments: Sequence[str]) -> tuple[str, int]:
    """(what it prints on both of its streams, its exit code) of a relaysim command in this process."""
    from relaysim.cli.app import main

    stream, before = io.StringIO(), sys.argv
    sys.argv = ["relaysim", *arguments]
    code = 0
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            main()
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    finally:
        sys.argv = before
    return stream.getvalue(), code


def install(folder: Path) -> None:
    """What `pip install FOLDER` leaves of a package of plain modules: metadata, in a folder that Python searches."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in names.items())
        for group, names in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    sys.path.insert(0, str(folder.resolve()))
    importlib.invalidate_caches()


def edit(file: Path, changes: str) -> None:
    """Applies a block of -, + and unchanged lines to a file; a line `...` parts one place from the next.

    Raises: ValueError if the old lines do not stand in the file exactly once.
    """
    text = file.read_text(encoding="utf-8")
    for part in re.split(rf"^{re.escape(LEFT_OUT)}\n", changes, flags=re.MULTILINE):
        lines = part.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        if f"\n{text}".count(f"\n{old}") != 1:
            raise ValueError(f"{file}: these lines do not stand there once:\n{old}")
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]
    file.write_text(text, encoding="utf-8")


def replace_sections(file: Path, sections: str) -> None:
    """Puts top-level sections of YAML in place of those of the same names.

    Raises: ValueError if the file has no such section.
    """
    text = file.read_text(encoding="utf-8")
    for section in re.findall(r"^\w.*\n(?:(?:[ #-].*)?\n)*", sections, re.MULTILINE):
        key = section.partition(":")[0]
        place = re.search(rf"^{key}:.*\n(?:[ #-].*\n)*", text, re.MULTILINE)
        if place is None:
            raise ValueError(f"{file}: there is no section {key}")
        text = text[: place.start()] + section + text[place.end() :]
    file.write_text(text, encoding="utf-8")


def with_gaps(shown: list[str], printed: list[str]) -> list[str]:
    """What is printed, with `...` where lines are left out on the page, as far as its neighbours are still there."""
    printed = [line.rstrip() for line in printed]
    kept = [line for line in shown if line != LEFT_OUT]
    place = {-1: -1, len(kept): len(printed)}
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(None, kept, printed, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and a2 - a1 == b2 - b1):
            place.update(zip(range(a1, a2), range(b1, b2), strict=True))
    out: list[str] = []
    number = done = 0
    for line in shown:
        if line != LEFT_OUT:
            number += 1
        elif number - 1 in place and number in place:
            out += [*printed[done : place[number - 1] + 1], LEFT_OUT]
            done = place[number]
    return out + printed[done:]


def play(page: Path) -> str:
    """The page with the outputs of now."""
    with _in_a_new_folder():
        player = Player()
        return BLOCK.sub(player.play, page.read_text(encoding="utf-8"))


def main() -> int:
    """Rewrite the outputs of every page; say which have changed."""
    for page in pages():
        before, after = page.read_text(encoding="utf-8"), play(page)
        if after != before:
            page.write_text(after, encoding="utf-8", newline="")
            sys.stdout.write(f"written: {page.relative_to(DOCS.parent)}\n")
    return 0


@contextlib.contextmanager
def _in_a_new_folder() -> Iterator[None]:
    """An empty folder, as one has who installed relaysim; no fetched terrain, whatever this machine has."""
    before, searched = os.environ.get(FETCHED), list(sys.path)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as nothing,
        contextlib.chdir(folder),
    ):
        os.environ[FETCHED] = nothing
        try:
            yield
        finally:
            sys.path[:] = searched
            here = str(Path(folder).resolve())
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None)).startswith(here):
                    del sys.modules[name]
            os.environ.pop(FETCHED)
            if before is not None:
                os.environ[FETCHED] = before


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """(command, lines shown below it) of a console block."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        yield line, shown


def _printed_by(text: str, names: dict[str, object]) -> str:
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        exec(compile(text, "page", "exec"), names)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
