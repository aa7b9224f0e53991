"""Every faulty study of tests/campaign/invalid gives exactly the message beside it, and nonsense gives a message too."""

from __future__ import annotations

import importlib.util
import random
import re
from pathlib import Path
from types import ModuleType

import pytest

from relaysim.campaign.study.load_study import load_study
from relaysim.errors import InputError, ScenarioError
from relaysim.scenario.loader import open_scenario

FOLDER = Path(__file__).parent / "invalid"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
MUTANTS = 16
SCENARIO = Path(__file__).resolve().parents[1] / "scenario" / "minimal.yaml"
SOUND = f"""relaysim_study: 1
name: mutant
title: A mutant
scenario: {SCENARIO}
set: {{link.required_margin: 1 dB}}
seed: 5
factors:
  - path: gate.policy
    values: [takeoff, whole-flight]
    labels: [a, b]
  - {{path: gate.tries_per_day, range: {{from: 1, to: 5, step: 2}}}}
  - {{name: c, choices: [{{label: x, set: {{command_lead: 2}}}}, {{label: y, set: {{sessions.duration: 20 min}}}}]}}
uncertain:
  - {{path: radios.rover.antenna_height, normal: {{mean: 3 m, sigma: 0.2 m}}, low: 0 m}}
  - {{path: sessions.handshake, log-normal: {{median: 1 s, geometric_sigma: 1.5}}, high: 3 s}}
  - {{path: link.packet.success, triangular: {{low: 0.9, mode: 0.99, high: 1}}, kind: given, source: x}}
correlations: [{{between: [antenna_height, handshake], value: 0.4}}]
sampling: {{method: sobol, runs: 16}}
terrain_error: {{height_sigma: 1 m, correlation_length: 30 m}}
outcomes: [{{blackout: radio, after: flight 1}}, {{summary: counts.sessions}}]
exceed: [30 days, 700 h]
replications: 2
baseline: a, 1, x
"""
WORDS = (
    *("null", "[]", "{}", "-1", "1e400", ".nan", ".inf", "true", "'x y'", "[[1]]", "{a: {b: 1}}", "[null]"),
    *("[1, 1]", "[{}]", "'a=b'", "1e-320", "1e300", "&a", "!!int x", "2001-01-01", "''", "-0.0"),
)


@pytest.fixture(scope="module")
def regenerate() -> ModuleType:
    """tests/campaign/invalid/regenerate.py as a module."""
    spec = importlib.util.spec_from_file_location("regenerate_invalid_studies", FOLDER / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CASES)
def test_message(regenerate: ModuleType, name: str) -> None:
    """A faulty study gives all its faults, word for word, with file, line and column."""
    expected = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert expected
    assert regenerate.message(FOLDER / f"{name}.yaml") == expected


def test_every_message_has_its_study_and_no_foreign_wording() -> None:
    """No message is left behind when its study goes, and none speaks in a library's words."""
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == CASES
    for path in FOLDER.glob("*.txt"):
        text = path.read_text(encoding="utf-8").lower()
        for foreign in ("input should", "validation error", "pydantic", "traceback", "value error", "nan"):
            assert foreign not in text, path.name


def test_a_study_that_is_not_there_is_named_with_the_nearest() -> None:
    """A name that is neither built in nor a file gets the built-in names, the nearest first."""
    for name in ("blackout-52-uncertainti", "", "a\0b", "x" * 5000):
        with pytest.raises(ScenarioError, match=r"no built-in study of this name.*blackout-52-uncertainty"):
            load_study(name)
    with pytest.raises(
        ScenarioError, match="this is a scenario, not a study: relaysim run flight-52-blackout"
    ):
        load_study("flight-52-blackout")
    with pytest.raises(ScenarioError, match=r"minimal\.yaml: this is a scenario, not a study"):
        load_study(SCENARIO)


def test_broken_studies_give_faults_and_never_a_traceback(tmp_path: Path) -> None:
    """Whatever is changed in a study's text, it loads or is refused with a message."""
    chance = random.Random(7)
    path = tmp_path / "mutant.yaml"
    refused = 0
    for _ in range(MUTANTS):
        lines = SOUND.splitlines()
        for _ in range(chance.randint(1, 2)):
            line = chance.randrange(4, len(lines))
            found = chance.choice(list(re.finditer(r"[^\s,\[\]{}:]+", lines[line])) or [None])
            if found is not None and chance.random() < 0.8:
                lines[line] = lines[line][: found.start()] + chance.choice(WORDS) + lines[line][found.end() :]
            else:
                lines[line] = lines[line].replace(chance.choice("[]{}:,"), chance.choice("{}[]: "), 1)
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            study = load_study(path)
        except InputError:
            refused += 1
        else:
            assert study.run(study.runs - 1).number == study.runs - 1
    assert refused > MUTANTS / 2


def test_a_study_given_as_a_scenario_is_told_so(tmp_path: Path) -> None:
    """One message with the command that runs it, not a list of all keys that a scenario lacks."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("relaysim_study: 1\nname: mine\nscenario: flight-54-hop\n", encoding="utf-8")
    for source in (mine, "gate-policy-comparison"):
        with pytest.raises(
            ScenarioError, match=f"a study, not a scenario: relaysim campaign .*{Path(source).stem}"
        ) as told:
            open_scenario(source)
        assert len(told.value.faults) == 1
