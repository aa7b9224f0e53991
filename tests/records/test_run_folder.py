"""A run's folder is whole or not there: refusals before, and what is left after success, errors and Ctrl-C."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaysim.errors import OutputError
from relaysim.records import write_aside
from relaysim.records.run_folder import (
    RUN_FILES,
    check_output_folder,
    is_complete_run,
    replacing,
    write_file,
    write_json,
)

NOBODY = 65534


@pytest.fixture
def public(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to all but the one who runs it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder
        for path in folder.rglob("*"):
            if path.is_dir():
                path.chmod(0o755)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """The test as an ordinary user, where it is root that runs it: root may write everywhere."""
    if os.getuid() != 0:
        yield
        return
    if not hasattr(os, "setresuid"):
        pytest.skip("root may write everywhere, and this system cannot lend another user's rights")
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def tree(folder: Path) -> list[tuple[str, str]]:
    """(path, text) of everything below a folder; folders end in a slash."""
    paths = sorted(folder.rglob("*"))
    return [
        (f"{path.relative_to(folder)}/", "")
        if path.is_dir()
        else (str(path.relative_to(folder)), path.read_text())
        for path in paths
    ]


def make_run(folder: Path, content: str = "old") -> None:
    folder.mkdir(parents=True)
    for name in RUN_FILES:
        (folder / name).write_text(content)
    write_json(folder / "manifest.json", {"made_by": "relaysim"})


@pytest.fixture(params=[True, False], ids=["exchanged", "renamed"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to put a run in the place of another: in one step where the system can, else in two."""
    if not request.param:
        monkeypatch.setattr(write_aside, "_exchanged", lambda one, other: False)


def test_a_new_or_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """Checking makes nothing: not the folder, not its parents."""
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty", "deep/down/new"):
        check_output_folder(tmp_path / name, force=False)
    assert tree(tmp_path) == [("empty/", "")]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file in its place is refused, with and without force, as is a place below a file."""
    (tmp_path / "file").write_text("mine")
    for force in (False, True):
        with pytest.raises(OutputError, match=r"is not a folder.*--out"):
            check_output_folder(tmp_path / "file", force=force)
        with pytest.raises(OutputError, match=r"cannot be written.*--out"):
            check_output_folder(tmp_path / "file" / "run", force=force)


def test_a_link_to_a_folder_is_left_alone(tmp_path: Path) -> None:
    """Replacing a link would leave what it points to behind: it is refused."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(OutputError, match="is a link"):
            check_output_folder(tmp_path / name, force=True)


@pytest.mark.parametrize(
    "manifest",
    [None, "", "{", "[]", '"relaysim"', "{}", '{"made_by": "another"}', '{"made_by": ["relaysim"]}', "\x00"],
)
def test_what_is_no_complete_run_is_never_replaced(tmp_path: Path, manifest: str | None) -> None:
    """Someone's folder, a foreign or broken manifest: force or not, it is left as it is."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    if manifest is not None:
        (folder / "manifest.json").write_text(manifest)
    before = tree(tmp_path)
    for force in (False, True):
        with pytest.raises(OutputError, match="no complete relaysim run: it is left alone"):
            check_output_folder(folder, force=force)
    assert not is_complete_run(folder)
    assert tree(tmp_path) == before


def test_a_run_is_replaced_only_with_force(tmp_path: Path) -> None:
    """Without it the message says both ways on."""
    make_run(tmp_path / "run")
    assert is_complete_run(tmp_path / "run")
    with pytest.raises(OutputError, match="holds a run already: --force replaces it, --out DIR"):
        check_output_folder(tmp_path / "run", force=False)
    check_output_folder(tmp_path / "run", force=True)


def test_a_run_with_less_or_more_than_its_files_is_left_alone(tmp_path: Path) -> None:
    """An incomplete run may be somebody's evidence, a note beside one is somebody's: both are named and stay."""
    make_run(tmp_path / "less")
    (tmp_path / "less" / "gate.csv").unlink()
    make_run(tmp_path / "more")
    (tmp_path / "more" / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    assert (is_complete_run(tmp_path / "less"), is_complete_run(tmp_path / "more")) == (False, True)
    for name, named in (("less", "gate.csv"), ("more", "notes.txt")):
        with pytest.raises(OutputError, match=named):
            check_output_folder(tmp_path / name, force=True)
    assert tree(tmp_path) == before


def test_a_run_of_an_earlier_relaysim_is_complete_without_later_files(tmp_path: Path) -> None:
    """Schema 1 had no data_per_sol.csv, blackout_causes.csv, decisions.csv: such a run is whole, and may be replaced.

    What it had itself must be there, and what a run of today lacks is named.
    """
    later = {"data_per_sol.csv", "blackout_causes.csv", "decisions.csv", "power.csv", "pictures.csv"}
    for name, schema in (("earlier", 1), ("today", 3)):
        make_run(tmp_path / name)
        write_json(tmp_path / name / "manifest.json", {"made_by": "relaysim", "schema": schema})
        for file in later:
            (tmp_path / name / file).unlink()
    check_output_folder(tmp_path / "earlier", force=True)
    assert (is_complete_run(tmp_path / "earlier"), is_complete_run(tmp_path / "today")) == (True, False)
    with pytest.raises(
        OutputError,
        match=r"without its blackout_causes\.csv, data_per_sol\.csv, decisions\.csv, pictures\.csv, power\.csv",
    ):
        check_output_folder(tmp_path / "today", force=True)
    (tmp_path / "earlier" / "gate.csv").unlink()
    with pytest.raises(OutputError, match=r"without its gate\.csv:"):
        check_output_folder(tmp_path / "earlier", force=True)


def test_the_folder_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by its name and not as a dot, even if it is empty: the shell would stand in a folder that is gone."""
    monkeypatch.chdir(tmp_path)
    for here in (Path(), tmp_path):
        with pytest.raises(OutputError, match="the folder you are in"):
            check_output_folder(here, force=True)


def test_a_place_that_cannot_be_written_is_refused_before_any_work(
    public: Path, request: pytest.FixtureRequest
) -> None:
    """A parent that may be read but not written, one that may not even be entered, and a name no disk can hold."""
    (public / "closed").mkdir(mode=0o700)
    (public / "closed" / "inner").mkdir()
    (public / "readable").mkdir()
    (public / "closed").chmod(0o000)
    (public / "readable").chmod(0o555)
    request.getfixturevalue("unprivileged")
    for folder in ("closed/run", "closed/inner/run", "readable/run", "readable/new/run", "n" * 300):
        with pytest.raises(OutputError, match=r"cannot be written.*--out"):
            check_output_folder(public / folder, force=True)


def test_a_folder_whose_content_is_hidden_is_refused(public: Path, request: pytest.FixtureRequest) -> None:
    """What cannot be looked into cannot be known to be a run."""
    (public / "secret").mkdir()
    (public / "secret").chmod(0o333)
    request.getfixturevalue("unprivileged")
    with pytest.raises(OutputError, match="--out"):
        check_output_folder(public / "secret", force=True)


def test_a_run_appears_whole(tmp_path: Path) -> None:
    """Nothing stands at the place while it is written; at the end everything does, and nothing else."""
    folder = tmp_path / "deep" / "run"
    with replacing(folder) as aside:
        (aside / "summary.json").write_text("new")
        (aside / "figures").mkdir()
        assert not folder.exists()
        assert aside.parent == folder.parent
    assert tree(tmp_path) == [
        ("deep/", ""),
        ("deep/run/", ""),
        ("deep/run/figures/", ""),
        ("deep/run/summary.json", "new"),
    ]


@pytest.mark.usefixtures("swapping")
def test_an_older_run_is_replaced_whole(tmp_path: Path) -> None:
    """It stands until the new one is ready, and no file of it is left among the new ones."""
    make_run(tmp_path / "run")
    with replacing(tmp_path / "run") as aside:
        (aside / "summary.json").write_text("new")
        assert (tmp_path / "run" / "blackouts.csv").read_text() == "old"
    assert tree(tmp_path) == [("run/", ""), ("run/summary.json", "new")]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError, MemoryError])
@pytest.mark.parametrize("standing", [False, True], ids=["nothing there", "a run there"])
def test_whatever_interrupts_it_leaves_everything_as_it_was(
    tmp_path: Path, error: type[BaseException], standing: bool
) -> None:
    """Ctrl-C and errors while writing: the older run is intact, the half-written one and new parents are gone."""
    folder = tmp_path / ("run" if standing else "new/parents/run")
    if standing:
        make_run(folder)
    before = tree(tmp_path)

    def interrupted() -> None:
        with replacing(folder) as aside:
            (aside / "summary.json").write_text("half")
            (aside / "figures").mkdir()
            raise error

    with pytest.raises(error):
        interrupted()
    assert tree(tmp_path) == before


def test_a_disk_that_refuses_is_reported_in_words(tmp_path: Path) -> None:
    """An error of the system while writing becomes one that names the folder, and nothing is left behind."""
    with (
        pytest.raises(OutputError, match=r"run cannot be written: No space left"),
        replacing(tmp_path / "run"),
    ):
        raise OSError(28, "No space left on device")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"), replacing(tmp_path / "file" / "run"):
        pass
    assert tree(tmp_path) == [("file", "mine")]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_an_interruption_as_the_names_change_leaves_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Where folders cannot be exchanged, Ctrl-C before any of the renamings leaves the older or the newer run."""
    make_run(tmp_path / "run")
    before, rename, steps = tree(tmp_path), Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        steps.append(self.name)
        if len(steps) == step:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(write_aside, "_exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "run") as aside:
        (aside / "summary.json").write_text("new")
    monkeypatch.undo()
    visible = [(name, text) for name, text in tree(tmp_path) if not name.startswith(".")]
    assert visible == (before if step < 3 else [("run/", ""), ("run/summary.json", "new")])
    if step < 3:
        assert tree(tmp_path) == before


def test_a_file_is_written_whole_and_not_over_another(tmp_path: Path) -> None:
    """An existing file is replaced with force only; parents are made; nothing but the file is left."""
    path = tmp_path / "new" / "forecast.csv"
    write_file(path, "one\n", force=False)
    with pytest.raises(OutputError, match="exists: --force replaces it"):
        write_file(path, "two\n", force=False)
    assert tree(tmp_path) == [("new/", ""), ("new/forecast.csv", "one\n")]
    write_file(path, "two\n", force=True)
    assert tree(tmp_path) == [("new/", ""), ("new/forecast.csv", "two\n")]


def test_a_file_that_cannot_be_written_is_reported_in_words(tmp_path: Path) -> None:
    """A folder in its place, a file where its folder should be, a name no disk can hold: one message, nothing left."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "folder", tmp_path / "file" / "x.csv", tmp_path / ("n" * 300)):
        with pytest.raises(OutputError, match=r"cannot be written|is a folder"):
            write_file(path, "text", force=True)
    assert tree(tmp_path) == [("file", "mine"), ("folder/", "")]


def test_a_file_in_a_closed_folder_is_reported_in_words(public: Path, request: pytest.FixtureRequest) -> None:
    """A folder that may not be entered gives no traceback either."""
    (public / "closed").mkdir()
    (public / "closed").chmod(0o000)
    request.getfixturevalue("unprivileged")
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(public / "closed" / "x.csv", "text", force=False)


def test_json_is_the_same_text_each_time_and_holds_no_nan(tmp_path: Path) -> None:
    """Keys in the order given, characters as they are, a final newline; what JSON cannot hold is an error."""
    write_json(tmp_path / "a.json", {"b": 1, "a": "é"})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n "b": 1,\n "a": "é"\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "b.json", {"b": float("nan")})
    assert not (tmp_path / "b.json").exists()
