"""Places that cannot take a run: refused before any work, and left as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]


@pytest.fixture
def unrunnable(valley: Writer) -> None:
    """A good scenario over a terrain that does not exist: whoever complains of that has begun to work."""
    valley(("source: valley.tif", "source: no-such-terrain"))


def tree(folder: Path) -> list[tuple[str, bytes]]:
    """Path and content of everything below a folder."""
    return [
        (str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    ]


@pytest.mark.usefixtures("unrunnable")
@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("file", "file is not a folder"),
        ("file/run", "file is not a folder"),
        ("file/deep/run", "file is not a folder"),
        ("foreign", "no complete relaysim run: it is left alone"),
        ("half", "no complete relaysim run: it is left alone"),
        ("link", "is a link"),
        ("dangling", "is a link"),
        ("/", "folder"),
        ("/proc/run", "no folder can be made in /proc"),
        ("n" * 300, "File name too long"),
    ],
)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_a_place_that_is_taken(
    tmp_path: Path, refused: Refused, out: str, says: str, force: tuple[str, ...]
) -> None:
    """A file, somebody's folder, half a run, a link, a system's folder: refused, force or not, and untouched."""
    if out.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("this system has no /proc")
    (tmp_path / "file").write_text("mine")
    for name, file in (("foreign", "thesis.tex"), ("half", "contacts.csv")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text("mine")
    (tmp_path / "link").symlink_to("foreign")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = tree(tmp_path)
    message = refused("run", "valley.yaml", "--out", out, *force)
    assert says in message
    assert "--out" in message
    assert "no-such-terrain" not in message
    assert tree(tmp_path) == before


@pytest.mark.usefixtures("unrunnable")
@pytest.mark.parametrize("out", [".", "", "../here"])
def test_the_folder_one_is_in(tmp_path: Path, command: Command, out: str) -> None:
    """It is never replaced, even empty: the shell would stand in a folder that is gone."""
    inside = tmp_path / "here"
    inside.mkdir()
    before = tree(tmp_path)
    done = command("run", "../valley.yaml", "--out", out, cwd=inside)
    assert done.returncode == 2
    assert "is the folder you are in" in done.stderr
    assert tree(tmp_path) == before


def test_a_forecast_goes_nowhere_else_either(tmp_path: Path, refused: Refused) -> None:
    """`blackouts --out` spares files, folders, and the tables of a run, before it computes anything."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "blackouts.csv").write_text("mine")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text('{"made_by": "relaysim"}')
    (tmp_path / "odd" / "blackouts.csv").mkdir(parents=True)
    before = tree(tmp_path)
    for out, force, says in (
        ("file", True, "is not a folder"),
        ("old", False, "exists: --force replaces it"),
        ("run", True, "holds a run"),
        ("odd", True, "is a folder"),
        ("n" * 300, True, "File name too long"),
    ):
        assert says in refused(
            "blackouts", "flight-52-blackout", "--out", out, *(["--force"] if force else [])
        )
    assert tree(tmp_path) == before


def test_a_copy_of_a_scenario_replaces_nothing(tmp_path: Path, here: Here, refused: Refused) -> None:
    """`scenarios show --out` writes what is not there yet, all or nothing, and the copy is good."""
    assert here("scenarios", "show", "flight-52-blackout", "--out", "mine")[0] == 0
    before = tree(tmp_path)
    assert here("scenarios", "check", "mine/flight-52-blackout.yaml")[0] == 0
    (tmp_path / "file").write_text("mine")
    for out, says in (("mine", "exists"), ("file", "is not a folder"), ("n" * 300, "File name too long")):
        assert says in refused("scenarios", "show", "flight-52-blackout", "--out", out)
    (tmp_path / "file").unlink()
    assert tree(tmp_path) == before
