"""A package with a plug-in of each kind, installed by pip: what people would do, from its wheel to a study's workers."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from wheel import write_wheel

import relaysim
from relaysim.records.columns import KEYS

HERE = Path(__file__).parent
HOME_OF_PACKAGE = str(Path(relaysim.__file__).resolve().parents[1])
ALL_FOUR = (
    "helicopter.vehicle=example-scout",
    "link.propagation=example-loss",
    "link.modes.high.modulation=example-curve",
    "earth.router=example-ways",
)
SHORT = "end=sol 59"
SETTINGS = [word for one in ALL_FOUR for word in ("--set", one)]
STUDY = """relaysim_study: 1
name: all-five
title: "With a plug-in of each kind"
scenario: first-flight
set: {{{settings}}}
factors:
  - {{name: height, path: radios.rover.antenna_height, values: [1.2 m, 2 m]}}
outcomes:
  - {{name: delivered, summary: counts.products_delivered}}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where pip has put the package."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = write_wheel(HERE / "example", folder)
    target = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
         "--target", str(target), str(wheel)],
        check=True,
    )  # fmt: skip
    return target


def relaysim_with(site: Path | None, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A relaysim of its own in a folder, with what is installed in `site`."""
    path = os.pathsep.join([HOME_OF_PACKAGE, *([] if site is None else [str(site)])])
    return subprocess.run(
        [sys.executable, "-m", "relaysim", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        text=True,
        capture_output=True,
        check=False,
    )


def test_what_is_installed_is_listed(installed, tmp_path):
    """`relaysim plugins` has all five, with their package."""
    found = relaysim_with(installed, tmp_path, "plugins")
    assert [line.split()[-3:] for line in found.stdout.splitlines()] == [
        [name, "example-relays", "1.2"]
        for name in ("example-scout", "example-loss", "example-curve", "example-ways", "example-plain")
    ]


def test_a_run_with_a_plug_in_of_each_kind(installed, tmp_path):
    """All five do their part in one run; nothing is lost; the manifest names each with its package, version, sources."""
    found = relaysim_with(
        installed,
        tmp_path,
        "run",
        "first-flight",
        *SETTINGS,
        "--set",
        SHORT,
        "--terrain",
        "example-plain",
        "--out",
        "out",
    )
    assert found.returncode == 0, found.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {(one["what"], one["name"], one["package"]) for one in manifest["plugins"]} == {
        ("vehicle", "example-scout", "example-relays 1.2"),
        ("propagation model", "example-loss", "example-relays 1.2"),
        ("modulation", "example-curve", "example-relays 1.2"),
        ("router", "example-ways", "example-relays 1.2"),
        ("terrain source", "example-plain", "example-relays 1.2"),
    }
    assert len({one["sources"] for one in manifest["plugins"]}) == 1
    described = {key for key in KEYS["manifest.json"] if key.startswith("plugins[]")}
    assert {f"plugins[].{key}" for one in manifest["plugins"] for key in one} == described
    assert manifest["terrain"]["name"] == "example-plain"
    counts = json.loads((tmp_path / "out" / "summary.json").read_text())["counts"]
    ends = ("delivered", "queued", "expired", "dropped")
    assert counts["products_created"] == sum(counts[f"products_{end}"] for end in ends)
    with (tmp_path / "out" / "products.csv").open(encoding="utf-8") as table:
        hops = [row["hops"] for row in csv.DictReader(table)]
    assert any("mro" in one for one in hops)
    assert not any("tgo" in one for one in hops)  # which the router leaves out


def test_without_the_package_every_name_is_told(tmp_path):
    """All that is missing at once, each with its place; nothing is written."""
    found = relaysim_with(None, tmp_path, "run", "first-flight", *SETTINGS, "--out", "out")
    assert found.returncode == 2
    lines = found.stderr.splitlines()
    assert {line.partition(" is not a ")[0] for line in lines} == {
        f"--set {one}: '{one.partition('=')[2]}'" for one in ALL_FOUR
    }
    assert not (tmp_path / "out").exists()


def test_a_studys_workers_have_them_too(installed, tmp_path):
    """In processes of their own the same classes answer; the campaign's manifest names them."""
    settings = ", ".join(one.replace("=", ": ") for one in [*ALL_FOUR, SHORT, "terrain.source=example-plain"])
    (tmp_path / "study.yaml").write_text(STUDY.format(settings=settings), encoding="utf-8")
    found = relaysim_with(installed, tmp_path, "campaign", "study.yaml", "--workers", "2", "--out", "out")
    assert found.returncode == 0, found.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {one["name"] for one in manifest["plugins"]} == {
        "example-scout", "example-loss", "example-curve", "example-ways", "example-plain",
    }  # fmt: skip
