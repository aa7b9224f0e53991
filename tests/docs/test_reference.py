"""docs/reference is what the code says now, and every column has a meaning."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

import relaysim
from relaysim.records.columns import COLUMNS, FILES, KEYS, TABLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """docs/build_reference.py as a module."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("build_reference")


def test_the_reference_pages_are_not_stale(builder, capsys):
    """`docs/build_reference.py --check` finds nothing to rewrite; it names what it finds."""
    code = builder.main(["--check"])
    assert (code, capsys.readouterr().out) == (0, ""), "run python docs/build_reference.py"


def test_check_names_what_is_stale_and_leaves_it(builder, capsys, monkeypatch):
    """--check exits 1 and names each page that differs or is absent; it writes nothing."""
    gone = ROOT / "docs" / "no-such-folder" / "page.md"
    monkeypatch.setattr(builder, "pages", lambda: {gone: "text", Path(__file__): "another text"})
    assert builder.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "stale: docs/no-such-folder/page.md",
        "stale: tests/docs/test_reference.py",
    ]
    assert not gone.parent.exists()


@pytest.mark.parametrize("file", TABLES)
def test_every_column_has_a_meaning(file):
    """The meanings of a table are those of its columns, in their order: none lacks, none is left over."""
    assert list(COLUMNS[file]) == [field.name for field in dataclasses.fields(TABLES[file])]
    assert all(COLUMNS[file].values())


def test_every_file_of_a_run_is_described(main_folder):
    """A run leaves the described files and no others."""
    assert sorted(path.name for path in main_folder.iterdir()) == sorted(FILES)


@pytest.fixture(scope="module")
def observed_folder(tmp_path_factory):
    """A run with cameras, whose gate only observes, and refuses: 400 m from the rover it is not."""
    overrides = ["gate.mode=observe", "gate.limits={keep_out: 400 m, kind: assumed, source: a test}"]
    return relaysim.run("flight-54-hop", tmp_path_factory.mktemp("observed") / "run", overrides=overrides)


@pytest.mark.parametrize("file", KEYS)
def test_every_key_of_a_json_file_has_a_meaning(main_folder, observed_folder, file):
    """The described keys of a JSON file are those that runs write."""
    described, written = set(KEYS[file]), set()
    for folder in (main_folder, observed_folder):
        written |= set(_keys(json.loads((folder / file).read_text(encoding="utf-8")), "", described))
    assert written - described == set(), "without a meaning"
    # finer heights are written where the map is coarse, plug-ins where a package is installed:
    # tests/simulation/test_mission.py and tests/plugins/test_an_installed_package.py look at their keys
    elsewhere = {key for key in described if key.partition(".")[0] in ("ground", "plugins[]")}
    assert {key for key in described if key.rpartition("[]")[2]} - elsewhere - written == set(), (
        "described but not written"
    )


def _keys(value: Any, path: str, described: set[str]) -> Iterator[str]:
    """Paths of the keys of JSON data, down to those that are described as a whole."""
    if path in described:
        yield path
    inside = [key for key in described if key.startswith((f"{path}.", f"{path}[]"))] if path else described
    if path and not inside:
        yield path
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _keys(inner, f"{path}.{key}".lstrip("."), described)
    elif isinstance(value, list):
        for item in value:
            for key in item:
                yield from _keys(item[key], f"{path}[].{key}", described)


def test_the_shipped_scenarios_fit_the_schema_of_the_reference():
    """What editors are told agrees with the built-in scenarios."""
    schema = json.loads((ROOT / "docs" / "reference" / "scenario.schema.json").read_text(encoding="utf-8"))
    reader = YAML(typ="safe", pure=True)
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        data = reader.load(re.sub(r"(\d{4}-\d\d-\d\dT[\d:.]+Z)", r'"\1"', path.read_text(encoding="utf-8")))
        jsonschema.validate(data, schema)
