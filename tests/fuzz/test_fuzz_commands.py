"""Command lines as they are mistyped: any option in any place, with any value."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import typer
from hypothesis import strategies as st

from relaysim.cli.commands import app
from tests.fuzz import bases
from tests.fuzz.damage import NUMBERS, odd_texts
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

# The default scenario is sound, and takes its time: what is odd here is the user's.
ALWAYS = dict.fromkeys([("validate",), ("calibrate",)], ("--scenario", "mine.yaml"))
# They serve or fetch, and have tests of their own.
LEFT_OUT = {("explore",), ("terrain", "fetch")}
FITTING = (
    "mine.yaml", bases.GROUND, "study.yaml", "stands.csv", "points.csv", "no-such-file", "46.502,8.102,2", "46.502,8.102", "46.503,8.103,1",
    "out", "out.tif", "out.json", "out.png", "2026-05-02T08:00:00Z", "day 2 09:30 local", "200", "20", "5", "1", "margin",
    "geojson", "ion", "planned", "flown", "6371 km", "free-space", "seed=3", "first-flight", "run",
)  # fmt: skip


def _commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its name in words."""
    for name, command in getattr(group, "commands", {}).items():
        yield from _commands(command, (*path, name))
    if path and not hasattr(group, "commands"):
        yield path, group


COMMANDS = [(path, one) for path, one in _commands(typer.main.get_command(app)) if path not in LEFT_OUT]


def _arguments(draw: st.DataObject, command: click.Command) -> list[str]:
    """Some of its options, each with a value that fits, or none, or rubbish."""
    words: list[str] = []
    values = st.sampled_from(FITTING) | st.sampled_from(FITTING) | st.sampled_from(NUMBERS) | odd_texts
    for parameter in command.params:
        if not parameter.required and draw.draw(st.integers(0, 3), parameter.name) != 0:
            continue
        if isinstance(parameter, click.Option):
            words.append(draw.draw(st.sampled_from(parameter.opts)))
        if not getattr(parameter, "is_flag", False):
            words.append(draw.draw(values))
    if draw.draw(st.integers(0, 5), "mixed") == 0:
        words = draw.draw(st.permutations(words))
    if draw.draw(st.integers(0, 9), "more") == 0:
        words.append(draw.draw(values))
    # A shell passes no NUL, and surrogates only of bytes that are no UTF-8.
    return [word.replace("\0", "").encode("utf-8", "replace").decode() for word in words]


def _is_far(words: list[str]) -> bool:
    """Asks for what lies outside the folder of the case, or for a map of a whole planet's worth of cells."""
    return any(word.startswith(("/", "..")) or "=/" in word or "=.." in word for word in words)


def command_case(draw: st.DataObject, desk: Desk) -> None:
    """A command in a folder with all that it could ask for."""
    path, command = draw.draw(st.sampled_from(COMMANDS), "command")
    words = _arguments(draw, command)
    if _is_far(words):
        return
    for name, content in bases.valley_files().items():
        desk.put(name, content)
    data = bases.as_yaml(bases.valley_data())
    for name, text in {"stands.csv": bases.STANDS, "points.csv": bases.SURVEY}.items():
        desk.put(name, text.encode())
    desk.put("mine.yaml", data)
    desk.put(bases.VALLEY, data)
    desk.put("study.yaml", bases.as_yaml(bases.study_data()))
    desk.ask(*path, *ALWAYS.get(path, ()), *words, replaced=FITTING if "--force" in words else ())


def test_no_command_line_is_too_odd(no_flaw: Callable[[str, float, Case], None]) -> None:
    """Options in any order with any value: an answer, or one message."""
    no_flaw("command lines", 0.10, command_case)


def test_no_process_is_otherwise(no_flaw: Callable[[str, float, Case], None]) -> None:
    """The same as a process of its own: what the terminal sees is what the tests see."""

    def case(draw: st.DataObject, desk: Desk) -> None:
        words = [word.replace("\0", "").encode("utf-8", "replace").decode() for word in draw.draw(
            st.lists(st.sampled_from(FITTING) | odd_texts, max_size=3), "words")]  # fmt: skip
        path, _ = draw.draw(st.sampled_from(COMMANDS), "command")
        if not _is_far(words):
            desk.ask(*path, *words, in_a_process=True)

    no_flaw("processes", 0.01, case)
