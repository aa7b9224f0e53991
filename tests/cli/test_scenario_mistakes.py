"""What `relaysim run` says to a scenario that cannot be used: place, cause, the next thing to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

Command = Callable[..., CompletedProcess[str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("missing.yaml", "missing.yaml: there is no such file"),
        ("flight-52-blakout", "did you mean flight-52-blackout?"),
        ("", "its name is empty"),
        ("folder", "folder: this is a folder"),
        ("words.yaml", "words.yaml:1:1: a scenario file is a mapping"),
        ("broken.yaml", "broken.yaml:2:1: not YAML"),
        ("empty.yaml", "empty.yaml: the scenario file is empty"),
        ("binary.yaml", "binary.yaml:1:4: the scenario file is not UTF-8 text"),
        ("x" * 300, "there is no such file"),
    ],
)
def test_a_file_that_is_no_scenario(tmp_path: Path, refused: Refused, source: str, says: str) -> None:
    """Missing, a folder, empty, binary, another kind of text: one line that says which, and nothing is made."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "words.yaml").write_text("just words\n")
    (tmp_path / "broken.yaml").write_text("a: [1,\n")
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01\x02\xff\xfe")
    before = sorted(tmp_path.iterdir())
    message = refused("run", source)
    assert says in message
    assert "\n" not in message
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("climb_rate", "climb_rat", "valley.yaml:30:3: helicopter.climb_rat: unknown key 'climb_rat'; did you mean climb_rate?"),
        ("20 cm", "20 MHz", "valley.yaml:24:32: radios.helicopter.antenna_height: unit 'MHz' is not a length (m, km, cm, mm)"),
        ("day 1 09:30 local", "day 0 01:30 local", "valley.yaml:45:14: flights[0].takeoff"),
        ("day 1 09:30 local", "day 1 25:30 local", "'25:30 local' is not a time of day"),
        ("day 1 09:30 local", "sol 1 09:30 LMST", "valley.yaml:45:14: flights[0].takeoff: 'sol 1 09:30 LMST' is not a time"),
        ("source: valley.tif", "source: hill", "valley.yaml:8:19: terrain.source: no terrain is called 'hill'"),
        ("source: valley.tif", "source: hill.tif", "valley.yaml:8:19: terrain.source: there is no raster 'hill.tif'"),
    ],
)  # fmt: skip
def test_a_fault_has_its_place(refused: Refused, valley: Writer, old: str, new: str, says: str) -> None:
    """File, line, column, field, cause and what is allowed, in the words of the file."""
    text = valley((old, new)).read_text(encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if new in row)
    message = refused("run", "valley.yaml")
    assert f"valley.yaml:{line}:" in message
    assert says.split(": ", 1)[-1] in message


def test_all_faults_come_at_once(refused: Refused, valley: Writer) -> None:
    """Two faults are two lines, each beginning with its place, as editors and people read them."""
    valley(("climb_rate", "climb_rat"), ("20 cm", "20 MHz"), ("valley.tif", "jezero-survey"))
    lines = refused("run", "valley.yaml").splitlines()
    assert len(lines) == 2
    assert all(line.startswith("valley.yaml:") for line in lines)


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("nope.x=1", "unknown key 'nope'"),
        ("a..b=1", "has an empty part"),
        ("seed", "path.to.field=value"),
        ("=3", "path.to.field=value"),
        ("seed=abc", "'abc' is not a whole number"),
        ("link.frequency=914", "'914' has no unit"),
        ("flights.99.takeoff=x", "no item '99'; there are: 1"),
        ("link.propagation=magic", "allowed: parabolic-equation, p526, two-ray, free-space"),
    ],
)
def test_an_override_that_cannot_be(refused: Refused, valley: Writer, override: str, says: str) -> None:
    """A wrong --set is shown as it was typed, once, with the cause."""
    valley()
    message = refused("run", "valley.yaml", "--set", override, "--terrain", "jezero-survey")
    assert message.startswith(f"--set {override}: ")
    assert says in message
    assert "\n" not in message


def test_a_message_survives_any_locale(command: Command, valley: Writer) -> None:
    """Where the terminal knows only ASCII, names with accents still come out in some form."""
    valley(("climb_rate", "climb_räte"))
    for environment in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}):
        done = command("run", "valley.yaml", **environment)
        assert done.returncode == 2
        assert "did you mean climb_rate?" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("latitude: 46.501 deg", "latitude: 47.5 deg", ("helicopter.latitude: the helicopter starts at latitude 47.5",)),
        ("latitude: 46.501 deg", "latitude: 46.515 deg", ("valley.yaml:28:13: helicopter.latitude: the helicopter starts",)),
        ("latitude: 46.5 deg", "latitude: 46.515 deg", ("valley.yaml:25:31: rover.latitude: the rover starts",)),
        ("longitude: 8.102 deg", "longitude: 8.0925 deg", ("helicopter.latitude: the helicopter starts", "no height")),
    ],
)  # fmt: skip
def test_a_vehicle_off_the_terrain(
    refused: Refused, valley: Writer, raster: Writer, old: str, new: str, says: tuple[str, ...]
) -> None:
    """A start outside the terrain, or on a hole in it, is refused before anything is simulated."""
    heights = np.zeros((260, 340))
    heights[:, 20:30] = np.nan
    raster("valley.tif", heights)
    valley((old, new))
    message = refused("run", "valley.yaml")
    assert message.startswith("relaysim: valley.yaml:")
    for words in says:
        assert words.split(": ", 1)[-1] in message


def test_a_good_file_is_called_good(command: Command, valley: Writer) -> None:
    """`scenarios check` says so, and prints every fault of a bad one with exit code 2."""
    valley(("valley.tif", "jezero-survey"))
    done = command("scenarios", "check", "valley.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("valley.yaml: good (rescue-drone")
    done = command("scenarios", "check", "valley.yaml", "--set", "seed=none")
    assert (done.returncode, done.stdout) == (2, "")
