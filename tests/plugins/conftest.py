"""Packages as pip leaves them: a module and its metadata in a folder that Python searches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """install(name, group, entry points, source): an installed package of one module, forgotten after the test.

    What relaysim has once looked up by a name it keeps: each test takes names of its own for what its packages add.
    """
    installed: list[str] = []
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(name: str, group: str, points: str, source: str, version: str = "1.0") -> None:
        installed.append(name)
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(metadata, encoding="utf-8")
        (folder / "entry_points.txt").write_text(f"[relaysim.{group}]\n{points}\n", encoding="utf-8")

    yield install
    for name in installed:
        sys.modules.pop(name, None)
