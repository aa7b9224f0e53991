"""The folder of a campaign: whose it is, and whether it may be gone on with."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relaysim.aside_names import drop, name_aside
from relaysim.code_version import CODE_VERSION
from relaysim.errors import OutputError
from relaysim.records.run_folder import ELSEWHERE, MANIFEST, check_output_folder
from relaysim.records.write_aside import keep_names, remove_empty

KIND = "campaign"
INDEX = "index.sqlite"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class CampaignFolder:
    """Where a campaign's files are.

    Attributes:
        path: the folder.
        digest: of all that defines the campaign's answers (`Work` and study): a folder belongs to one.
    """

    path: Path
    digest: str

    @property
    def shards(self) -> Path:
        """The folder of the shards, which are the truth."""
        return self.path / "shards"

    def open(self, manifest: Mapping[str, Any], *, resume: bool) -> bool:
        """Take possession of the folder: it is new, or holds this very campaign and is to be gone on with.

        Returns:
            Whether it is new.

        Raises:
            OutputError: it holds something else, or another campaign, or this one and nobody said to resume.
        """
        there = self._there()
        if there is None:
            check_output_folder(self.path, force=False)
            if self._write_manifest(manifest):
                return True
            there = self._there() or {}  # another process was quicker
        self._check_same(there)
        if not resume:
            raise OutputError(
                f"{self.path} holds this campaign already: --resume goes on with it and does only what is missing; "
                f"{ELSEWHERE} to begin anew"
            )
        text = self._text(manifest)  # a title, a label, a threshold may have been changed
        if text != (self.path / MANIFEST).read_bytes():
            write_aside(self.path / MANIFEST, text)
        return False

    def give_up(self) -> bool:
        """Remove the folder again, which was new; not if there is a row of a run in it, or another process writes there.

        Returns:
            Whether it is gone.
        """
        try:
            if self.shards.exists():
                self.shards.rmdir()  # which holds the lock of whoever writes there
        except OSError:
            return False
        for left in (*self.path.glob(f"{INDEX}*"), self.path / MANIFEST):
            left.unlink(missing_ok=True)
        remove_empty([self.path, self.path.parent])
        return not self.path.exists()

    def tidy(self) -> None:
        """Remove what a killed process has left half-written; only while nobody else writes here."""
        for left in self.path.glob(".*.part"):
            if left.is_file():
                left.unlink(missing_ok=True)

    def check(self) -> None:
        """The folder must hold this campaign.

        Raises:
            OutputError: it does not; the message says what is there.
        """
        there = self._there()
        if there is None:
            raise OutputError(f"{self.path} holds no campaign yet: run the study first")
        self._check_same(there)

    def _there(self) -> dict[str, Any] | None:
        """The manifest of the campaign that is there; None where nothing is."""
        try:
            if not self.path.exists() or not any(self.path.iterdir()):
                return None
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be read: {error.strerror or error}; {ELSEWHERE}"
            ) from error
        found = read_manifest(self.path)
        if found is None:
            raise OutputError(
                f"{self.path} holds something that is no relaysim campaign: it is left alone; {ELSEWHERE}"
            )
        return found

    def _check_same(self, there: Mapping[str, Any]) -> None:
        if there.get("version") != CODE_VERSION:
            raise OutputError(
                f"{self.path} holds a campaign made by relaysim {there.get('version')}, this is {CODE_VERSION}: their runs "
                f"must not be mixed; {ELSEWHERE}"
            )
        if (made := there.get("libraries")) != (here := _libraries()):
            raise OutputError(
                f"{self.path} holds a campaign made with {_shown(made)}, here is {_shown(here)}: the last digits of their runs may "
                f"differ, they must not be mixed; {ELSEWHERE}"
            )
        if there.get("digest") != self.digest:
            raise OutputError(
                f"{self.path} holds another campaign ('{there.get('name')}'), or this study with other values, tables, "
                f"terrain or code of other packages: it is left alone; {ELSEWHERE}"
            )

    def _write_manifest(self, manifest: Mapping[str, Any]) -> bool:
        """False if there is one by now: two campaigns that begin at once must not take each other's folder."""
        return write_new(self.path / MANIFEST, self._text(manifest))

    def _text(self, manifest: Mapping[str, Any]) -> bytes:
        told: dict[str, Any] = {
            "made_by": "relaysim",
            "kind": KIND,
            "version": CODE_VERSION,
            "schema": SCHEMA_VERSION,
        }
        told["libraries"] = _libraries()
        text = json.dumps(
            told | {"digest": self.digest} | dict(manifest), indent=1, ensure_ascii=False, allow_nan=False
        )
        return (text + "\n").encode("utf-8")


def _libraries() -> dict[str, str]:
    """Versions of what makes the numbers of a row, beside relaysim."""
    from relaysim.engine.dask_versions import versions_here

    return {name: version for name, version in versions_here().items() if name != "relaysim"}


def _shown(libraries: object) -> str:
    named = libraries if isinstance(libraries, dict) else {}
    return ", ".join(f"{name} {version}" for name, version in named.items()) or "unknown libraries"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a campaign's folder; None where it is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_ours = (
        isinstance(manifest, dict) and manifest.get("made_by") == "relaysim" and manifest.get("kind") == KIND
    )
    return manifest if is_ours else None


def write_aside(path: Path, content: bytes) -> None:
    """One file of the folder, written aside and renamed.

    Raises:
        OutputError: the disk or its permissions refuse.
    """
    with _aside(path, content) as aside:
        aside.replace(path)


def write_new(path: Path, content: bytes) -> bool:
    """The same for a file that must not be there yet, on the disk itself when this returns; False if it is there.

    Raises:
        OutputError: the disk or its permissions refuse.
    """
    with _aside(path, content) as aside:
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        try:
            path.hardlink_to(aside)  # unlike a rename it never replaces
        except OSError:
            if path.exists():
                return False
            aside.replace(path)  # a file system without links
        keep_names(path.parent)
    return True


@contextlib.contextmanager
def _aside(path: Path, content: bytes) -> Iterator[Path]:
    """The content under a hidden name beside `path`, for the block to put in its place."""
    aside = name_aside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        yield aside
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        drop(aside)
