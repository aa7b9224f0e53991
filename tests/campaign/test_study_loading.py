"""A study file becomes a Study: variants, draws, settings, outcomes, and runs by number."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.campaign.study.builtin_studies import builtin_studies, find_study, study_text
from relaysim.campaign.study.json_schema import study_schema
from relaysim.campaign.study.load_study import load_study
from relaysim.campaign.study.names import made_names
from relaysim.campaign.study.setting_text import setting_text
from relaysim.campaign.study.study import Study
from relaysim.campaign.study.variants import spread_variants
from relaysim.errors import ScenarioError
from relaysim.scenario.document import read_document
from relaysim.scenario.overrides import parse_override

SCENARIO = Path(__file__).resolve().parents[1] / "scenario" / "minimal.yaml"
HEAD = f"relaysim_study: 1\nname: s\ntitle: S\nscenario: {SCENARIO}\n"
HEIGHTS = "  - {path: radios.rover.antenna_height, values: [3 m, 4 m], labels: [low, high]}\n"
POLICIES = "  - {name: policy, path: gate.policy, values: [takeoff, whole-flight, landing-site]}\n"
DRAWN = """uncertain:
  - {path: "link.budget.fixed loss.value", normal: {mean: -6 dB, sigma: 2 dB}, low: -10 dB, high: 0 dB}
  - {path: gate.tries_per_day, discrete: {values: [2, 4]}}
sampling: {runs: 8}
"""


@pytest.fixture
def load(tmp_path: Path):
    """Loads a study of this text after the usual head."""

    def loaded(text: str, *overrides: str) -> Study:
        path = tmp_path / "study.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load_study(path, overrides)

    return loaded


def test_a_grid_varies_the_last_factor_fastest(load) -> None:
    """Every combination of the levels, named by their labels; the baseline is found by its name."""
    study = load(f"factors:\n{HEIGHTS}{POLICIES}baseline: high, landing-site\n")
    assert [one.name for one in study.variants] == [
        "low, takeoff", "low, whole-flight", "low, landing-site",
        "high, takeoff", "high, whole-flight", "high, landing-site",
    ]  # fmt: skip
    assert study.variants[4].settings == ("radios.rover.antenna_height=4 m", "gate.policy=whole-flight")
    assert study.variants[4].levels == {"antenna_height": "high", "policy": "whole-flight"}
    assert (study.baseline, study.runs, study.draws, study.values.shape) == (5, 6, 1, (1, 0))


def test_one_at_a_time_changes_one_level_of_the_first(load) -> None:
    """The first level of all factors, then each other level alone."""
    study = load(f"design: one-at-a-time\nfactors:\n{HEIGHTS}{POLICIES}")
    assert [one.name for one in study.variants] == [
        "low, takeoff", "high, takeoff", "low, whole-flight", "low, landing-site",
    ]  # fmt: skip


def test_ranges_are_exact_decimals(load) -> None:
    """Levels at equal distances are written as a person would, both ends among them."""
    study = load(
        "factors:\n  - {path: radios.rover.antenna_height, range: {from: 0.6 m, to: 1.8 m, step: 0.3 m}}\n"
    )
    assert [one.name for one in study.variants] == ["0.6 m", "0.9 m", "1.2 m", "1.5 m", "1.8 m"]
    study = load("factors:\n  - {path: gate.tries_per_day, range: {from: 1, to: 9, count: 3}}\n")
    assert [one.settings for one in study.variants] == [(f"gate.tries_per_day={n}",) for n in (1, 5, 9)]


def test_rows_and_choices_set_several_values(load) -> None:
    """A level of choices and a row of a list set all their paths; null removes a key."""
    both = "{gate.policy: takeoff, link.sweep: null}"
    chosen = load(
        f"factors:\n  - {{name: way, choices: [{{label: a, set: {both}}}, {{label: b, set: {both}}}]}}\n"
    )
    listed = load(f"design: list\nvariants:\n  - label: as it is\n  - {{label: b, set: {both}}}\n")
    assert (
        chosen.variants[0].settings
        == listed.variants[1].settings
        == ("gate.policy=takeoff", "link.sweep=null")
    )
    assert (listed.variants[0].settings, listed.factor_labels) == ((), {})


def test_draws_are_common_to_all_variants_and_replications_share_their_sample(load) -> None:
    """Variants of a draw differ by their settings alone; replications repeat the sample and its ground, not the seed."""
    study = load(f"factors:\n{HEIGHTS}{DRAWN}replications: 3\nterrain_error: {{height_sigma: 1 m}}\n")
    assert (study.draws, study.runs, study.values.shape) == (24, 48, (24, 2))
    low, high, again = study.run(14), study.run(15), study.run(16)
    assert (low.variant, high.variant, low.draw, high.draw, again.draw) == (0, 1, 7, 7, 8)
    assert low.values == high.values == again.values
    assert (low.seed, low.terrain_seed) == (high.seed, high.terrain_seed)
    assert (again.seed != low.seed, again.terrain_seed) == (True, low.terrain_seed)
    assert study.run(18).terrain_seed != low.terrain_seed
    assert [text for text in low.settings if text not in high.settings] == ["radios.rover.antenna_height=3 m"]


def test_drawn_values_stay_within_their_bounds_and_whole_numbers_are_written_whole(load) -> None:
    """What is drawn lies within low and high, and a whole number suits keys that take no other."""
    study = load(DRAWN, "sampling.runs=500")
    losses, tries = study.values.T
    assert ((losses >= -10.0) & (losses <= 0.0)).all()
    assert sorted(set(tries)) == [2.0, 4.0]
    assert study.run(0).settings[1] in ("gate.tries_per_day=2", "gate.tries_per_day=4")
    assert [one.name for one in study.uncertain] == ["fixed_loss", "tries_per_day"]
    assert study.uncertain[0].distribution == "normal, -6 dB, sigma 2 dB, from -10 to 0 dB"


def test_overrides_change_the_study_and_a_fault_names_them(load) -> None:
    """An override wins over the file; keys of `set` are paths, dots and all."""
    study = load(DRAWN, "sampling.runs=5", "set.radios.rover.antenna_height=2 m", "seed=3")
    assert (study.draws, study.settings, study.seed) == (5, ("radios.rover.antenna_height=2 m",), 3)
    with pytest.raises(ScenarioError) as error:
        load(DRAWN, "set.radios.rover.antenna_heihgt=2 m")
    assert str(error.value).startswith(
        "--set set.radios.rover.antenna_heihgt=2 m: the scenario has no such path"
    )


def test_paths_lead_into_what_the_study_sets(load) -> None:
    """A list that `set` brings has its items named by factors; an anchor may be given anew without a warning."""
    terms = """[{name: transmit power, value: 14 dBm, kind: given, source: x},
       {name: cable, value: &a -2 dB, kind: assumed, source: x}]"""
    cable = "{path: link.budget.cable.value, uniform: {low: &a -3 dB, high: *a }, high: -1 dB}"
    text = (
        f"set:\n  link.sweep: null\n  link.budget: {terms}\nuncertain:\n  - {cable}\nsampling: {{runs: 2}}\n"
    )
    with pytest.raises(ScenarioError, match="'high' must be above 'low'"):
        load(text)
    study = load(text.replace("high: *a ", "high: 0 dB"))
    assert study.uncertain[0].name == "cable"
    assert study.settings[0] == "link.sweep=null"


def test_durations_are_in_the_scenarios_own_days(load) -> None:
    """The scenario's word for its day, hours and days of 24 hours become local days; outcomes have defaults."""
    study = load("exceed: [48 h, 1 day, 0.5 d, 1 day]\n")
    assert (study.exceed_days, study.day_name) == ((0.5, 1.0, 2.0), "day")
    longest, delivered = study.outcomes
    assert (longest.level, longest.pick, math.isnan(longest.observed_days)) == ("session", "longest", True)
    assert delivered.path == "counts.products_delivered"


def test_the_built_in_studies_load_and_give_the_same_twice() -> None:
    """Every built-in study is sound, and loading it again gives the same draws and the same plain data."""
    names = [name for name, title in builtin_studies() if title]
    assert "blackout-52-uncertainty" in names
    for name in names:
        assert find_study(name).stem == name
        study = load_study(name)
        assert study.name == name
    again = load_study(name)
    assert np.array_equal(again.values, study.values)
    assert json.dumps(again.resolved) == json.dumps(study.resolved)
    assert pickle.loads(pickle.dumps(study)).run(0) == study.run(0)


def test_the_built_in_studies_fit_the_json_schema() -> None:
    """Editors that check against the JSON Schema accept what ships."""
    jsonschema = pytest.importorskip("jsonschema")
    for name, _ in builtin_studies():
        jsonschema.validate(read_document(study_text(name), name).data, study_schema())


def test_plain_data_change_with_what_defines_a_run(load) -> None:
    """Another seed or another value of the base scenario shows in the plain data that a digest is made of."""
    texts = {
        json.dumps(load(DRAWN, *one).resolved)
        for one in ((), ("seed=1",), ("set.command_lead=2",), ("attempts=9",))
    }
    assert len(texts) == 4


@settings(max_examples=40)
@given(variants=st.integers(1, 50), draws=st.integers(1, 50), data=st.data())
def test_a_run_number_and_its_variant_and_draw_tell_each_other(variants: int, draws: int, data) -> None:
    """number = draw * variants + variant, both ways, for every study."""
    study = _study_of(variants, draws)
    number = data.draw(st.integers(0, study.runs - 1))
    spec = study.run(number)
    assert (spec.variant, spec.draw) == (number % variants, number // variants)
    assert spec.draw * variants + spec.variant == number == spec.number
    assert spec.variant < variants
    assert spec.draw < draws


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
)
def test_a_setting_reads_back_as_the_value_it_was_made_from(value: object) -> None:
    """Whatever a study's YAML holds reaches the scenario unchanged, or is refused."""
    try:
        text = setting_text("a.b", value)
    except ValueError:
        return
    override = parse_override(text)
    assert (override.path, repr(override.value)) == ("a.b", repr(value))


def test_made_names_are_unique_and_short() -> None:
    """A name takes as many parts of its path as tell it from the others, and leaves out a last `value`."""
    paths = [
        "link.budget.fixed loss.value",
        "radios.rover.antenna_height",
        "radios.helicopter.antenna_height",
        "seed",
    ]
    assert made_names(paths) == [
        "fixed_loss",
        "rover_antenna_height",
        "helicopter_antenna_height",
        "factor_seed",
    ]


@settings(max_examples=40)
@given(counts=st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_the_variants_that_are_tried_meet_every_level(counts: list[int]) -> None:
    """A few variants of a grid hold each level of each factor."""
    tried = spread_variants("grid", counts, 9)
    places = np.array(np.unravel_index(tried, counts))
    assert [len(set(row)) for row in places.tolist()] == counts
    assert len(tried) <= 9


def _study_of(variants: int, draws: int) -> Study:
    from relaysim.campaign.study.study import Variant

    return Study(
        name="s", title="S", description="", scenario="s", settings=(), seed=1,
        variants=tuple(Variant(number, str(number), {}, ()) for number in range(variants)),
        factor_labels={}, uncertain=(), terrain=None, sampling="", draws=draws, replications=1,
        values=np.empty((draws, 0)), outcomes=(), baseline=0, exceed_days=(), attempts=1, takes="",
        day_name="sol", resolved={},
    )  # fmt: skip
