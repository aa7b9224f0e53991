"""Plays pages as a new user types them: `python docs/play_with_wheel.py VENV/bin [PAGE ...]`.

Every command is a process of its own, of the relaysim and the Python that are installed in VENV, in an empty folder and
without this checkout on the path. What is printed must be what stands on the page, to the letter; the time it takes is told.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

from build_tutorial import BLOCK, DOCS, FETCHED, Player

NEW_USERS_PAGES = (DOCS / "your-own-mission.md",)


@dataclass
class Installed(Player):
    """A player that runs what is installed in a virtual environment."""

    programs: Path = Path()
    wall_s: list[float] = field(default_factory=list)

    def relaysim(self, arguments: Sequence[str]) -> tuple[str, int]:
        """What the installed relaysim prints on both of its streams, and its exit code."""
        return self._process([str(self.programs / "relaysim"), *arguments])

    def python(self, script: Path) -> str:
        """What a script prints."""
        printed, code = self._process([str(self.programs / "python"), str(script)])
        if code:
            raise RuntimeError(f"{script} ended with {code}:\n{printed}")
        return printed

    def _process(self, words: Sequence[str]) -> tuple[str, int]:
        began = time.perf_counter()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        with tempfile.TemporaryDirectory() as nothing:
            done = subprocess.run(
                words,
                env={**kept, "PYTHONUNBUFFERED": "1", FETCHED: nothing},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        self.wall_s.append(time.perf_counter() - began)
        return done.stdout, done.returncode


def differences(page: Path, programs: Path) -> tuple[list[str], list[float]]:
    """Lines of a diff between a page and what is printed now, and how long each process took."""
    text, player = page.read_text(encoding="utf-8"), Installed(programs=programs)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        now = BLOCK.sub(player.play, text)
    return list(
        difflib.unified_diff(text.splitlines(), now.splitlines(), page.name, "printed", lineterm="")
    ), player.wall_s


def main(arguments: Sequence[str]) -> int:
    """Play the pages; 1 if anything differs."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    programs, pages = Path(arguments[0]).absolute(), [Path(name) for name in arguments[1:]] or NEW_USERS_PAGES
    differ = False
    for page in pages:
        lines, wall_s = differences(page, programs)
        differ = differ or bool(lines)
        verdict = "differs" if lines else "every line as on the page"
        print(
            "\n".join(
                [
                    *lines,
                    f"{page.name}: {len(wall_s)} commands in {sum(wall_s):.1f} s, the slowest {max(wall_s):.1f} s: {verdict}",
                ]
            )
        )
    return int(differ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
