"""Every command that writes, killed: what was there, or what was to be there, whole; and the next one tidies up."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import relaysim
from tests.fuzz import bases
from tests.kill.commands import COMMANDS, QUICK, WRITE_ONCE, Writing
from tests.kill.killing import Ended, instant

HOME = Path(relaysim.__file__).resolve().parents[1]
IN_CI = 3
KILLS = int(
    os.environ.get("RELAYSIM_KILLS", IN_CI)
)  # of each command; `make kill` asks for more, and of all commands
SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT")
SEED = int(os.environ.get("RELAYSIM_KILL_SEED", "9"))
LOG = os.environ.get("RELAYSIM_KILL_LOG")
Tree = dict[str, bytes]
Fork = Callable[..., Ended]
VARIES = ("timing.json",)  # how long it took


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork]:
    """fork(arguments, folder, number=, at_step= or after_s=): the command in a process of its own, and how it ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kill.killing"], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(HOME)},
    ) as server:  # fmt: skip

        def call(arguments: tuple[str, ...], folder: Path, **how: float) -> Ended:
            assert server.stdin and server.stdout
            server.stdin.write(json.dumps({"arguments": arguments, "folder": str(folder), **how}) + "\n")
            server.stdin.flush()
            return Ended(**json.loads(server.stdout.readline()))

        yield call
        assert server.stdin
        server.stdin.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, fork: Fork) -> Path:
    """A folder with all that the commands ask for: the valley, a run of it, the mission's first days."""
    folder = tmp_path_factory.mktemp("stage")
    files = bases.valley_files() | bases.mission_files()
    files |= {
        bases.VALLEY: bases.as_yaml(bases.valley_data()),
        "mission.yaml": bases.as_yaml(bases.mission_data()),
    }
    files |= {
        "stands.csv": bases.STANDS.encode(),
        "points.csv": bases.SURVEY.encode(),
        "study.yaml": bases.as_yaml(bases.study_data()),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    for place, seed in (("done", "1"), ("other", "2")):
        assert fork(("run", bases.VALLEY, "--out", place, "--seed", seed), folder).code == 0
    return folder


def tree(folder: Path) -> Tree:
    """Path and content of everything below a folder, what tells the time left out."""
    return {
        str(path.relative_to(folder)): b"/"
        if path.is_dir()
        else b""
        if path.name in VARIES
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def of(target: str, found: Tree) -> Tree:
    """What a target holds."""
    return {
        name: content for name, content in found.items() if name == target or name.startswith(f"{target}/")
    }


def make_old(folder: Path, command: Writing) -> None:
    """Every file of the targets becomes another one that is whole, too."""
    for target in command.targets:
        place = folder / target
        for path in [place, *place.rglob("*")]:
            if path.is_file():
                path.write_bytes(path.read_bytes() + b"\n")


def _kills(whole: Ended, command: Writing) -> Iterator[tuple[int, str, dict[str, float]]]:
    """(turn, signal, instant): every signal in turn."""
    draw = random.Random(f"{SEED} {command.name}")
    for turn in range(KILLS):
        yield (
            turn,
            SIGNALS[turn % len(SIGNALS)],
            instant(whole.steps, whole.seconds, turn // len(SIGNALS) + 1, draw),
        )


@pytest.mark.parametrize("command", COMMANDS if KILLS > IN_CI else QUICK, ids=lambda command: command.name)
def test_a_killed_command_leaves_what_was_or_what_was_to_be(
    tmp_path: Path, fork: Fork, stage: Path, command: Writing
) -> None:
    """At any step and instant, by any signal: each target is the old one or the new one; the next one tidies up."""
    new = tmp_path / "new"
    shutil.copytree(stage, new)
    whole = fork(command.arguments, new)
    assert whole.code == 0, whole.errors
    made = tree(new)
    for turn, name, how in _kills(whole, command):
        folder, over = tmp_path / f"{turn}", bool(command.again and turn % 2)
        shutil.copytree(new if over else stage, folder)
        if over:
            make_old(folder, command)
        before = tree(folder)
        asked = (*command.arguments, *(command.again if over else ()))
        ended = fork(asked, folder, number=getattr(signal, name), **how)
        _check(command, f"{name} {how} of {whole}", before, tree(folder), made, ended)
        if name == "SIGKILL":
            _go_on(command, folder, made, fork, f"{name} {how} of {whole}")
        shutil.rmtree(folder)
        _note(command, name, how, whole, ended)


def _go_on(command: Writing, folder: Path, made: Tree, fork: Fork, words: str) -> None:
    """The same again, over what is there: now it is whole, and what was left hidden is gone."""
    there = any((folder / target).exists() for target in command.targets)
    if there and command.name in WRITE_ONCE:
        return  # it refuses to replace what is there, which is whole
    after = fork((*command.arguments, *(command.again if there else ())), folder)
    assert after.code == 0, f"after {words}: {after.errors}"
    left = {name for name, content in tree(folder).items() if made.get(name) != content}
    assert not left, f"after {words} the next one left {left}"


@pytest.mark.parametrize("name", SIGNALS if KILLS > IN_CI else SIGNALS[:1])
def test_a_killed_campaign_is_gone_on_with(tmp_path: Path, fork: Fork, stage: Path, name: str) -> None:
    """Whatever is there when it is killed, --resume makes the campaign that was never killed of it."""
    campaign = Writing(
        "campaign", ("campaign", "study.yaml", "--out", "out", "--workers", "1", "--quiet"), ("out",)
    )
    new = tmp_path / "new"
    shutil.copytree(stage, new)
    whole = fork(campaign.arguments, new)
    assert whole.code == 0, whole.errors
    made = _results(new)
    draw = random.Random(f"{SEED} campaign {name}")
    for turn in range(max(1, KILLS // 3)):
        folder, how = tmp_path / f"{turn}", instant(whole.steps, whole.seconds, turn + 1, draw)
        shutil.copytree(stage, folder)
        ended = fork(campaign.arguments, folder, number=getattr(signal, name), **how)
        assert "Traceback" not in ended.errors, f"{how} of {whole}: {ended.errors}"
        more = ("--resume",) if (folder / "out").exists() else ()
        after = fork((*campaign.arguments, *more), folder)
        assert after.code == 0, f"after {name} {how} of {whole}: {after.errors}"
        assert _results(folder) == made, f"after {name} {how} of {whole}"
        shutil.rmtree(folder)
        _note(campaign, name, how, whole, ended)


def _results(folder: Path) -> Tree:
    """What a campaign found, and which files it has; shards are named by when they were written."""
    found = tree(folder)
    told = {name: found[name] for name in found if name.endswith("results.csv")}
    assert told
    return told | {name: b"" for name in found if "/." in name or not name.endswith(".parquet")}


def _check(command: Writing, words: str, before: Tree, after: Tree, made: Tree, ended: Ended) -> None:
    assert "Traceback" not in ended.errors, f"{words}: {ended.errors}"
    targets: set[str] = set()
    for target in command.targets:
        found = of(target, after)
        assert found in (of(target, before), of(target, made)), f"{words}: {target} is neither old nor new"
        targets |= found.keys() | of(target, before).keys()
    others = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - targets
    hidden = {name for name in others if "/." in f"/{name}"}
    folders = {
        name
        for name in others
        if after.get(name) == b"/" and any(t.startswith(f"{name}/") for t in command.targets)
    }
    assert others <= hidden | folders, f"{words}: {others}"
    if ended.signal != signal.SIGKILL:
        assert not hidden, f"{words}: {hidden} was left"


def _note(command: Writing, name: str, how: dict[str, float], whole: Ended, ended: Ended) -> None:
    """A line of the log: at which share of the command's steps or time it was killed, and whether that came in time."""
    if LOG:
        share = how.get("at_step", 0) / max(whole.steps, 1) or how.get("after_s", 0.0) / whole.seconds
        came = bool(ended.signal or ended.code)
        kind = "step" if "at_step" in how else "time"
        with Path(LOG).open("a", encoding="utf-8") as file:
            file.write(json.dumps([command.name, name, kind, round(share, 3), came]) + "\n")
