"""summary.json: the figures of campaigns whose answer is known beforehand."""

import dataclasses
import json
import math

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest

from relaysim.campaign.report.done_runs import needed_columns
from relaysim.campaign.report.measure import Measure, percent, warranted_digits
from relaysim.campaign.report.sentences import answer_sentences
from relaysim.campaign.report.summary import summary
from relaysim.campaign.report.sweep import sweep as sweep_of
from relaysim.campaign.report.terminal_text import terminal_text
from relaysim.campaign.report.variant_rows import variant_rows
from relaysim.campaign.study.study import Variant


def test_figures_are_those_of_the_runs(two):
    """Quantiles, probabilities, histogram and the place of the truth follow from the durations; cut ones are bounds."""
    told = two.told()
    whole, cut = told["outcomes"][0]["variants"]
    assert [one["value"] for one in whole["quantiles"]] == [5.0, 25.0, 50.0, 75.0, 95.0]
    assert [one["value"] for one in whole["exceed"]] == [0.7, 0.4]
    assert (whole["n"], whole["censored"], whole["none"], whole["observed"]["inside"]) == (100, 0, 0, True)
    assert [one["value"] for one in cut["quantiles"]] == [25.0, 45.0, 70.0, None, None]
    assert (cut["censored"], cut["longest"], cut["observed"]["inside"]) == (30, 90.0, True)
    assert sum(whole["histogram"]) == 100
    assert sum(cut["histogram"]) == 70
    assert cut["mean"]["horizon"] == whole["mean"]["horizon"] == 90.0
    assert [whole["runs"][key]["number"] for key in ("p05", "median", "p95")] == [190, 100, 10]
    assert cut["runs"]["p95"]["cut"]


def test_variants_are_compared_by_the_draws_they_share(two):
    """Every draw is 20 sols longer: so is the median of the differences; a failed run takes its pair with it."""
    two.failed = [7, 8]
    (one,) = two.told()["outcomes"][0]["comparison"]
    assert (one["pairs"], one["variant"]) == (98, 1)
    assert one["median"]["value"] == one["median"]["low"] == 20.0
    assert (one["longer"]["value"], one["shorter"]["value"]) == (pytest.approx(90 / 98, rel=1e-5), 0.0)
    assert one["undecidable"]["value"] == pytest.approx(8 / 98, rel=1e-5)
    number = two.told()["outcomes"][1]["comparison"][0]
    # Cut at 90 sols, the other variant is ahead in the 8 draws that take longer than that.
    assert number["longer"]["value"] == pytest.approx(8 / 98, rel=1e-5)
    assert number["shorter"]["value"] == pytest.approx(89 / 98, rel=1e-5)


def test_runs_over_unsurveyed_ground_are_in_no_figure(two):
    """0 days cut at both ends says that nothing can be told: such runs are counted apart, and said to be."""
    table = two.results()
    hidden = pa.array(np.arange(200) % 2 == 1)
    days = pa.compute.if_else(hidden, 0.0, table["silence_days"])
    table = table.set_column(table.column_names.index("silence_days"), "silence_days", days)
    for name in ("silence_open_start", "silence_open_end"):
        table = table.set_column(table.column_names.index(name), name, [hidden])
    told = summary(two.study, table)
    known, unknown = told["outcomes"][0]["variants"]
    assert (known["n"], known["unknown"], known["none"]) == (100, 0, 0)
    assert (unknown["n"], unknown["unknown"], unknown["censored"]) == (0, 100, 0)
    _, observed, said = answer_sentences(told)
    assert observed == "The observed 60.8 sols lie inside the 90 % interval with “hindcast”."
    assert said.startswith("In 100 of 100 runs with “as of sol 776” nothing can be told")
    assert told["outcomes"][1]["variants"][1]["n"] == 100


def test_what_decides_is_found(two):
    """The only factor that was drawn rules the outcome: the less of it the longer."""
    told = two.told()
    for outcome, sign in zip(told["outcomes"], (-1.0, 1.0), strict=True):
        (factor,) = outcome["sensitivity"][0]["factors"]
        assert factor["rank"]["value"] == pytest.approx(sign)
        assert (factor["lowest"]["from"], factor["highest"]["to"]) == (-8.0, 0.0)
    low, high = (
        told["outcomes"][1]["sensitivity"][0]["factors"][0][end]["mean"]["value"]
        for end in ("lowest", "highest")
    )
    assert (low, high) == (109.5, 189.5)


def test_order_of_rows_and_other_columns_do_not_matter(two):
    """Rows in any order, with columns that nobody asked for or only those needed, give the same summary."""
    table = two.results()
    shuffled = table.take(np.random.default_rng(5).permutation(table.num_rows))
    expected = summary(two.study, table)
    assert summary(two.study, shuffled.append_column("seed", pa.array(np.zeros(200)))) == expected
    assert summary(two.study, table.select(needed_columns(two.study))) == expected


def test_a_campaign_that_was_stopped_says_what_is_missing(two):
    """Half of the rows: the other half is missing, and none of it is counted."""
    told = summary(two.study, two.results().slice(0, 101))
    assert told["runs"] == {"total": 200, "done": 101, "failed": 0, "missing": 99}
    assert [one["n"] for one in told["outcomes"][0]["variants"]] == [51, 50]
    assert "99 of 200 runs have not been done." in terminal_text(told)


def test_odd_campaigns_are_plain_json_and_can_be_told(odd):
    """Whatever is not known is null, never nan; the terminal's text stays within 100 columns and 30 lines."""
    told = odd.told()
    text = terminal_text(told)
    assert len(text.splitlines()) <= 30
    assert max(map(len, text.splitlines())) <= 100
    assert "None" not in text
    assert "nan" not in text
    rows = variant_rows(told)
    assert len(rows) == len(odd.study.variants)
    assert len({tuple(row) for row in rows}) == 1
    assert not [
        value for row in rows for value in row.values() if isinstance(value, float) and math.isnan(value)
    ]


def test_many_variants_keep_the_summary_small(two):
    """Of 200 variants eight are drawn, twenty compared, and all are in the table."""
    study = dataclasses.replace(
        two.study,
        variants=tuple(Variant(n, f"v{n}", {"choice": f"v{n}"}, ()) for n in range(200)),
        baseline=100,
    )
    two.study, two.days, two.cut = study, np.arange(200.0) + np.zeros((100, 1)), np.zeros((100, 200))
    told = two.told()
    silence = told["outcomes"][0]
    assert len(silence["variants"]) == 200
    assert [row["variant"] for row in silence["comparison"]] == [*range(10), *range(190, 200)]
    assert silence["drawn"] == [100, 0, 1, 2, 197, 198, 199]
    assert len(json.dumps(told)) < 1_000_000
    heights = tuple(Variant(n, f"{n} m", {"choice": f"{n} m"}, ()) for n in range(200))
    two.study = dataclasses.replace(study, variants=heights)
    assert two.told()["outcomes"][0]["drawn"] == [100, 0, 33, 66, 99, 133, 166, 199]


def test_a_sweep_is_known_by_quantities_in_order(sweep):
    """Labels of one unit in order make a curve; names, other units, or values out of order do not."""
    told = sweep.told()
    assert told["sweep"]["unit"] == "m"
    assert [one["value"] for one in told["sweep"]["series"][0]["points"]] == [0.5, 1.0, 1.5, 2.0]
    assert "From 0.5 m to 2 m (what is chosen) the median goes from 49.7 to 19.7 sols" in " ".join(
        answer_sentences(told)
    )
    for labels in (["1 m", "3 m", "2 m"], ["1 m", "2 m", "3 cm"], ["low", "2 m", "3 m"], ["1 m", "2 m"]):
        variants = tuple(Variant(n, one, {"height": one}, ()) for n, one in enumerate(labels))
        assert sweep_of(dataclasses.replace(sweep.study, variants=variants)) is None
    both = [{"height": f"{n} m", "place": place} for place in ("here", "there") for n in (1, 2, 3)]
    variants = tuple(Variant(n, str(n), one, ()) for n, one in enumerate(both))
    found = sweep_of(
        dataclasses.replace(sweep.study, variants=variants, factor_labels={"place": "p", "height": "h"})
    )
    assert [one["label"] for one in found["series"]] == ["here", "there"]


def test_names_cannot_drive_a_terminal(two):
    """Escape sequences, line breaks and turned writing in names leave the terminal's lines as they are."""
    told = two.told()
    told["title"] = "a\x1b[31mb\nc\u202ed"
    told["variants"][1]["name"] = "\x1b[2J\r\n" + "long " * 60
    told["variants"][0]["name"] = "\u202eעברית"
    assert "“\u2068\u202eעברית\u2069”: 50.0 sols" in answer_sentences(told)[0]
    lines = terminal_text(told).split("\n")
    assert lines[0].startswith("a [31mb c d")
    assert all(line.isprintable() and len(line) <= 100 for line in lines)


def test_the_answer_is_said_honestly(two, sweep):
    """Inside for one variant and outside for another is said of each; a quantile that is cut is "more than"."""
    first, observed, other = answer_sentences(two.told())
    assert (
        first
        == "Silence between sessions with “hindcast”: 50.0 sols in the median run, 5.0 to 95.0 sols in nine of ten."
    )
    assert observed == "The observed 60.8 sols lie inside the 90 % interval of every variant."
    assert "“as of sol 776” it is longer" in other
    assert "the median of the differences is +20.0 sols" in other
    observed = answer_sentences(sweep.told())[1]
    assert observed == "The observed 60.8 sols do not lie inside the 90 % interval of any variant."
    assert "25 to > 90.0" in terminal_text(two.told())


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (60.0, 62.0, "61.2"),
        (50.0, 72.0, "61"),
        (61.2, 61.2, "61.2"),
        (None, None, "61.2"),
        (-900.0, 1100.0, "100"),
    ],
)
def test_figures_have_the_digits_their_interval_warrants(low, high, text):
    """Half of the interval keeps one or two digits; without an interval there is one decimal."""
    value = 61.234 if text != "100" else 61.234 + 50.0
    assert Measure("sols", most_digits=1).estimate({"value": value, "low": low, "high": high}) == text
    assert warranted_digits(0.0, 0.002) == 4


def test_a_share_is_never_rounded_to_none_or_all():
    """0.4 % is not 0 %, and 99.6 % not 100 %."""
    shares = [(0.004, "0.4 %"), (0.996, "99.6 %"), (0.0, "0 %"), (1.0, "100 %"), (0.52, "52 %")]
    assert [percent({"value": one, "low": 0.0, "high": 1.0}) for one, _ in shares] == [
        text for _, text in shares
    ]


def test_where_the_flight_did_not_land_no_blackout_is_short(two):
    """A policy that holds the flight has no silence after it: its runs are in no figure and no pair, and the answer says so."""
    days = two.days.copy()
    days[:40, 1] = np.nan
    told = dataclasses.replace(two, days=days).told()
    row = told["outcomes"][0]["variants"][1]
    assert (row["n"], row["no_landing"], row["unknown"], row["none"]) == (60, 40, 0, 0)
    assert told["outcomes"][0]["comparison"][0]["pairs"] == 60
    [said] = [one for one in answer_sentences(told) if "did not land" in one]
    assert said.startswith("In 40 of 100 runs with “as of sol 776” flight 52 did not land")
