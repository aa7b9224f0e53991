"""Overrides: --set path.to.field=value."""

from __future__ import annotations

from pathlib import Path

import pytest

from relaysim.errors import ScenarioError
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario

MINIMAL = Path(__file__).with_name("minimal.yaml")


def load(*overrides: str) -> Scenario:
    """The minimal scenario with overrides."""
    return load_scenario(MINIMAL, overrides)


def message(*overrides: str) -> str:
    """What the faults of overrides read like."""
    with pytest.raises(ScenarioError) as caught:
        load(*overrides)
    return str(caught.value)


def test_by_key_name_number_and_index() -> None:
    """Items of lists are found by name, by flight number, or by index."""
    scenario = load(
        "link.frequency=915 MHz",
        "link.budget.fixed loss.value=-7 dB",
        "link.modes.1.sensitivity=-99 dBm",
        "link.modes[0].sensitivity=-111 dBm",
        "flights.1.altitude=70 m",
        "sessions.after_contact=[11:30 local, 12:30 local]",
    )
    model = scenario.model
    assert model.link.frequency_hz == 915e6
    assert model.link.budget[1].value == -7.0
    assert [mode.sensitivity_dbm for mode in model.link.modes] == [-111.0, -99.0]
    assert model.flights[0].altitude_m == 70.0
    assert model.sessions.after_contact_s == (41400.0, 45000.0)
    assert scenario.overrides[0] == "link.frequency=915 MHz"
    assert scenario.resolved()["link"]["budget"][1]["value"] == "-7 dB"


def test_new_keys_and_sections() -> None:
    """Optional keys that the file leaves out can be set, and whole sections be built from them."""
    model = load("terrain.as_of=day 1", *(f"helicopter.in_flight_telemetry.{part}" for part in (
        "rate=20 kbit/s", "every=2 s", "priority=1"))).model  # fmt: skip
    assert model.terrain.as_of_utc_s == model.clock.day_zero_utc_s + 86400
    assert model.helicopter.in_flight_telemetry is not None
    assert model.helicopter.in_flight_telemetry.every_s == 2.0


def test_the_last_one_wins() -> None:
    """Overrides are applied in order."""
    assert load("seed=1", "seed=2").model.seed == 2


def test_null_removes() -> None:
    """An empty value or null removes an optional key."""
    assert load("link.sweep=").model.link.sweep is None
    assert message("gate.policy=null") == "--set gate.policy=null: missing key 'policy'"


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("link", "an override is written path.to.field=value, for example link.sweep=fixed loss"),
        ("=3", "an override is written path.to.field=value, for example link.sweep=fixed loss"),
        ("link..sweep=x", "the path 'link..sweep' has an empty part"),
        ("title=a: b: c", "not YAML: mapping values are not allowed here"),
        ("link.frequency=9 kg", "unit 'kg' is not a frequency (Hz, kHz, MHz, GHz)"),
        ("link.frequency.value=9", "'value' cannot be set within '868 MHz', which has no keys"),
        ("link.frequensy=9 MHz", "unknown key 'frequensy'; did you mean frequency? allowed: frequency,"),
        ("lnk.frequency=9 MHz", "lnk: unknown key 'lnk'; did you mean link? allowed: relaysim, name"),
        (
            "link.budget.fixd loss.value=1 dB",
            "the list has no item 'fixd loss'; did you mean fixed loss? there are: ",
        ),
        ("flights.7.mode=slow", "the list has no item '7'; there are: 1"),
        ("link.budget.9.value=0 dB", "the list has no item '9'; there are: transmit power, fixed loss"),
        ("link.in_flight={mode: slow}", ": missing key 'goodput'"),
        ("weather.wind=3 m/s", "weather: unknown key 'weather'; did you mean earth? allowed: relaysim"),
        ("link.sweep=nothing", "'nothing' is no term of the budget; there are: transmit power, fixed loss"),
        ("flights.1.takeoff=day 0", "flight 1 takes off 2026-05-01T00:00:00Z, day 0 00:00:00 local, before"),
    ],
)
def test_faults(override: str, words: str) -> None:
    """A fault that an override brings is told with the override as its place."""
    assert message(override).startswith(f"--set {override}: "), message(override)
    assert words in message(override)


def test_all_faults_at_once() -> None:
    """Faults of several overrides come together."""
    lines = message("link.frequency=9 kg", "seed=-1", "gate.policy=never").splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "--set gate.policy=never",
        "--set link.frequency=9 kg",
        "--set seed=-1",
    ]


def test_an_override_can_mend_the_file(tmp_path: Path) -> None:
    """What an override replaces is not checked."""
    path = tmp_path / "broken.yaml"
    path.write_text(MINIMAL.read_text().replace("868 MHz", "868 kg"), encoding="utf-8")
    assert load_scenario(path, ["link.frequency=868 MHz"]).model.link.frequency_hz == 868e6
