"""Two runs side by side: what differs, by how much, and which part of the link carries it."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from pathlib import Path

import pytest

import relaysim
from relaysim.clock.utc import format_utc
from relaysim.comparison.comparison import Comparison
from relaysim.comparison.lines import comparison_lines
from relaysim.comparison.link_reason import jump
from relaysim.comparison.link_view import link_view
from relaysim.comparison.reason import Reason
from relaysim.comparison.sentences import answer_sentences
from relaysim.comparison.side import read_run_side
from relaysim.comparison.whereabouts import whereabouts
from relaysim.comparison.world_again import world_again


def compared(valley: Path, a: str, b: str) -> Comparison:
    return relaysim.compare(valley / a, valley / b)


def reasons(found: Comparison, level: str) -> list[Reason]:
    return [reason for answer in found.silences if answer.match.level == level for reason in answer.reasons]


def test_two_runs_of_the_same_inputs_are_the_same(valley: Path) -> None:
    """Nothing differs, in the inputs nor in what came out, and that is what is said."""
    found = compared(valley, "low", "again")
    assert found.is_same and not found.inputs and not found.remarks
    assert answer_sentences(found) == [
        "A and B are the same: nothing differs in what they were made from, nor in what came out."
    ]


def test_another_ground_is_told_by_the_link_that_differs(valley: Path) -> None:
    """Both edges of the radio blackout move, and the terrain's share is the whole difference of the margins."""
    found = compared(valley, "low", "high")
    assert [one.path for one in found.inputs] == ["terrain name", "terrain sha256", "terrain.source"]
    assert found.longest is not None and found.longest.match.level == "radio"
    assert [reason.edge for reason in found.longest.reasons] == ["start", "end"]
    for reason in found.longest.reasons:
        assert reason.a is not None and reason.b is not None
        assert reason.a.margin_db is not None and reason.b.margin_db is not None
        # At the edge that decides one of the two is just at its threshold, the other is not.
        assert min(abs(reason.a.margin_db), abs(reason.b.margin_db)) < 0.2
        assert [share.cause for share in reason.shares] == ["terrain"]
        assert reason.shares[0].value == pytest.approx(reason.b.margin_db - reason.a.margin_db, abs=1e-6)
        assert reason.a.recorded_margin_db == pytest.approx(reason.a.margin_db, abs=0.3)
        assert reason.a.obstacle is not None and reason.b.obstacle is not None
        assert reason.b.obstacle.above_sightline_m > reason.a.obstacle.above_sightline_m


def test_another_power_is_a_share_of_the_budget_and_not_of_the_ground(valley: Path) -> None:
    """2 dB more transmit power are 2 dB of margin, to the last digit."""
    found = compared(valley, "low", "loud")
    assert [(one.path, one.a, one.b) for one in found.inputs] == [
        ("link.budget[transmit power].value", "6 dBm", "8 dBm")
    ]
    for reason in reasons(found, "radio"):
        assert [(share.cause, round(share.value, 9)) for share in reason.shares] == [
            ("budget: transmit power", 2.0)
        ]


def test_shares_of_two_causes_add_up_to_the_difference(valley: Path) -> None:
    """Ground and power differ: each has its share, and together they are the difference of the margins."""
    found = compared(valley, "high", "loud")
    (reason, *_) = reasons(found, "radio")
    assert {share.cause for share in reason.shares} == {"terrain", "budget: transmit power"}
    assert reason.a is not None and reason.b is not None
    whole = reason.b.margin_db - reason.a.margin_db  # type: ignore[operator]
    assert sum(share.value for share in reason.shares) == pytest.approx(whole, abs=1e-6)


def test_the_other_way_round_everything_is_mirrored(valley: Path) -> None:
    """compare(B, A): the same matches, differences and shares with the other sign."""
    there, back = compared(valley, "low", "loud"), compared(valley, "loud", "low")
    for one, other in zip(there.silences, back.silences, strict=True):
        assert (one.match.a, one.match.b) == (other.match.b, other.match.a)
        assert [edge.difference_s for edge in one.edges] == [-edge.difference_s for edge in other.edges]
        for reason, mirrored in zip(one.reasons, other.reasons, strict=True):
            assert (reason.utc_s, reason.a, reason.b) == (mirrored.utc_s, mirrored.b, mirrored.a)
            ours, theirs = ({s.cause: s.value for s in r.shares} for r in (reason, mirrored))
            assert ours == pytest.approx({cause: -value for cause, value in theirs.items()})
    assert [(f.item, f.quantity, f.a, f.b) for f in there.figures if not f.is_same] == [
        (f.item, f.quantity, f.b, f.a) for f in back.figures if not f.is_same
    ]


def test_a_run_whose_ground_is_gone_is_explained_from_its_files(valley: Path, tmp_path: Path) -> None:
    """Margins of both stand in geometry.json: shares of budget and path loss remain, and it is said why no more."""
    for name in ("low", "loud"):
        shutil.copytree(valley / name, tmp_path / "deep" / "er" / name)
    found = relaysim.compare(tmp_path / "deep" / "er" / "low", tmp_path / "deep" / "er" / "loud")
    assert found.remarks == (
        "The links are explained from the runs' own files alone, because the table drives.csv of low, as it was then, is in none"
        " of the folders looked in: name the folder it lies in with --look-in DIR",
    )
    (reason, *_) = reasons(found, "radio")
    assert reason.shares[0].cause == "budget: transmit power" and reason.shares[0].value == pytest.approx(2.0)
    again = relaysim.compare(
        tmp_path / "deep" / "er" / "low", tmp_path / "deep" / "er" / "loud", look_in=[valley]
    )
    assert not again.remarks


def test_a_raster_that_has_changed_is_not_taken_for_the_one_of_the_run(valley: Path, tmp_path: Path) -> None:
    """A file of the same name and other heights is found out by its digest."""
    for name in ("low", "loud"):
        shutil.copytree(valley / name, tmp_path / name)
    for name in ("drives.csv", "paths.csv"):
        shutil.copy(valley / name, tmp_path / name)
    shutil.copy(valley / "high.tif", tmp_path / "low.tif")
    found = relaysim.compare(tmp_path / "low", tmp_path / "loud")
    assert "the terrain of low (low) is not the one of the run any more" in found.remarks[0]


def test_broken_runs_are_compared_as_far_as_they_go(valley: Path, tmp_path: Path) -> None:
    """Without flights.csv, products cut short, geometry.json gone: what is missing is said, blackouts are compared."""
    shutil.copytree(valley / "low", tmp_path / "low")
    shutil.copytree(valley / "high", tmp_path / "high")
    (tmp_path / "high" / "flights.csv").unlink()
    (tmp_path / "high" / "geometry.json").unlink()
    text = (tmp_path / "low" / "products.csv").read_text(encoding="utf-8")
    (tmp_path / "low" / "products.csv").write_text(text[: len(text) - 20], encoding="utf-8")
    found = relaysim.compare(tmp_path / "low", tmp_path / "high", tmp_path / "out", look_in=[valley])
    assert any(one.startswith("high: flights.csv: missing") for one in found.remarks)
    assert any(one.startswith("high: geometry.json: missing") for one in found.remarks)
    assert any(one.startswith("low: products.csv: is cut short") for one in found.remarks)
    assert any(answer.match.level == "radio" and not answer.is_same for answer in found.silences)
    assert not any(figure.part == "products" for figure in found.figures)
    assert all(reason.a is None or reason.a.obstacle is None for reason in reasons(found, "radio"))
    assert not any(
        share.cause.startswith("budget") for one in reasons(found, "radio") for share in one.shares
    )
    assert not reasons(found, "session")
    assert "geometry.json: missing" in (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")


def test_what_a_run_has_lost_differs_in_nothing(valley: Path, tmp_path: Path) -> None:
    """Without blackouts, products, manifest: none of it is "only in A", nor a value that B lacks; that it is lost is said."""
    shutil.copytree(valley / "high", tmp_path / "high")
    for name in ("blackouts.csv", "summary.json", "products.csv"):
        (tmp_path / "high" / name).unlink()
    found = relaysim.compare(valley / "low", tmp_path / "high", look_in=[valley])
    assert not found.silences and not any(one.part in ("products", "latency") for one in found.figures)
    shutil.copytree(valley / "again", tmp_path / "again")
    (tmp_path / "again" / "manifest.json").write_text("{", encoding="utf-8")
    found = relaysim.compare(valley / "low", tmp_path / "again")
    assert not found.inputs and found.is_same
    assert answer_sentences(found) == [
        "Nothing differs in what can be compared of the two; what cannot is said below."
    ]
    found = relaysim.compare(tmp_path / "again", valley / "high")
    assert "What the two were made from cannot be compared: not both say so." in answer_sentences(found)


def test_only_the_time_that_both_have_is_compared(valley: Path, tmp_path: Path) -> None:
    """A run that begins after the blackout says nothing of it: it is no blackout that only the other one has."""
    relaysim.run(valley / "valley.yaml", tmp_path / "late", overrides=["start=2026-05-02T10:00:00Z"])
    found = relaysim.compare(valley / "low", tmp_path / "late", look_in=[valley])
    assert found.remarks[0].startswith(
        "The two have 2026-05-02 10:00:00 UTC to 2026-05-03 06:00:00 UTC in common:"
    )
    assert (
        relaysim.compare(valley / "low", valley / "high").silences[0].match.b[0].start_utc_s < 1_777_716_000
    )
    assert all(
        piece.end_utc_s > 1_777_716_000 for one in found.silences for piece in (*one.match.a, *one.match.b)
    )


def test_a_blackout_that_one_run_alone_has_is_told_by_both_links_at_its_start(valley: Path) -> None:
    """With 40 dB more power the long silence is none: the other run's link has just closed, this one's is open."""
    found = compared(valley, "low", "strong")
    assert found.longest is not None and not found.longest.match.is_matched
    (reason,) = found.longest.reasons
    assert reason.a is not None and reason.a.margin_db == pytest.approx(0.0, abs=0.3)
    assert [(share.cause, round(share.value, 9)) for share in reason.shares] == [
        ("budget: transmit power", 40.0)
    ]
    told = answer_sentences(found)
    assert told[0].startswith("Only A has a radio blackout from ")
    assert "All +40.00 dB come from budget: transmit power" in " ".join(told)


def test_an_end_that_one_run_does_not_see_is_explained_at_the_end_of_the_other(
    valley: Path, tmp_path: Path
) -> None:
    """The scenario ends while the one is still silent and the other hears: that, and not the start, is the story."""
    end = next(one for one in read_run_side(valley / "loud").silences if one.level == "radio").end_utc_s
    until = f"end={format_utc(end + 5.0, 0)}"
    for name, more in (("weak", ()), ("loud", ("link.budget.0.value=8 dBm",))):
        overrides = [until, "flights=[]", *more]
        relaysim.run(valley / "valley.yaml", tmp_path / name, overrides=overrides)
    found = relaysim.compare(tmp_path / "weak", tmp_path / "loud", look_in=[valley])
    assert found.longest is not None
    told = answer_sentences(found)
    assert (
        told[0].startswith("The radio blackout ends at least ") and " earlier in B: all +2.00 dB" in told[0]
    )
    assert any(": not before 2026-05-02 " in one for one in told)
    reason = found.longest.reason("end")
    assert reason is not None and reason.a is not None and reason.b is not None
    assert reason.a.margin_db == pytest.approx(-2.0, abs=0.2)
    assert reason.b.margin_db == pytest.approx(0.0, abs=0.2)


def test_a_margin_that_jumps_at_the_edge_is_said_to(valley: Path) -> None:
    """Where the link opens with the shadow of a body and not with the ground, both sides of the jump are told."""
    side = read_run_side(valley / "low")
    world = world_again(side, [valley], None)
    edge_utc_s = next(one.end_utc_s for one in side.silences if one.level == "radio")
    (before, after) = (link_view(world.link, whereabouts(side, world, edge_utc_s + s)) for s in (-0.1, 0.05))
    assert after.margin_db - before.margin_db < 1.0
    assert not jump("A", before, after)
    shadowed = dataclasses.replace(
        before, margin_db=before.margin_db - 9.0, antenna_db=before.antenna_db - 9.0
    )
    (told,) = jump("A", shadowed, after)
    assert told.startswith("In A the margin jumps there, from −") and told.endswith("by antennas and bodies.")


def test_the_files_hold_what_was_found(valley: Path, tmp_path: Path) -> None:
    """comparison.csv has a row a difference and none of what is the same; comparison.json has the reasons; bytes repeat."""
    found = relaysim.compare(valley / "low", valley / "loud", tmp_path / "one")
    relaysim.compare(valley / "low", valley / "loud", tmp_path / "two")
    for name in ("comparison.html", "comparison.csv", "comparison.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    with (tmp_path / "one" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == dict(
        zip(
            rows[0],
            ("inputs", "", "link.budget[transmit power].value", "", "6 dBm", "8 dBm", "", "", ""),
            strict=True,
        )
    )
    ends = [row for row in rows if row["item"].startswith("radio") and row["quantity"] == "end"]
    assert [row["why"] for row in ends] == ["budget: transmit power +2.00 dB"]
    told = json.loads((tmp_path / "one" / "comparison.json").read_text(encoding="utf-8"))
    assert told["kind"] == "comparison" and told["answer"] == answer_sentences(found)
    assert [one["level"] for one in told["blackouts"]] == [one.match.level for one in found.silences]


def test_a_session_that_only_one_run_held_carries_its_edge(valley: Path) -> None:
    """With a later alarm the radio is the same, but the first session after the silence comes later: the schedule decides."""
    found = compared(valley, "low", "late")
    (reason,) = reasons(found, "session")
    assert (reason.edge, reason.carrier) == ("end", "sessions")
    assert reason.words == (
        "A had a session at 2026-05-02 08:10:00 UTC (day 1 08:10:00 local), B had none then: its next began at "
        "2026-05-02 09:30:00 UTC.",
        "When sessions are held carries the difference.",
    )
    assert answer_sentences(found)[0].endswith("later in B: when sessions were held decides.")
    assert all(answer.is_same for answer in found.silences if answer.match.level == "radio")


def test_a_session_that_both_held_leaves_the_difference_to_the_link(valley: Path) -> None:
    """More power opens the same session earlier, and holds the one before the silence longer."""
    found = compared(valley, "low", "loud")
    told = reasons(found, "session")
    assert [(reason.edge, reason.carrier) for reason in told] == [("start", "link"), ("end", "link")]
    assert all("the link carries the difference" in reason.words[0] for reason in told)


def test_at_earth_the_passes_are_told_that_brought_the_data(valley: Path, tmp_path: Path) -> None:
    """With the passes an hour later the sessions stay as they are: the way on from the rover carries the difference.

    Home need not be Earth, and is not called so.
    """
    village = ["earth.normal_gap=0.9", "earth.name=the village"]
    passes = '[{at: "07:30 local", duration: 20 min, rate: 1 Mbit/s}, {at: "14:00 local", duration: 20 min, rate: 1 Mbit/s}]'
    relaysim.run(
        valley / "valley.yaml",
        tmp_path / "after",
        overrides=[f"earth.passes={passes}", *village],
    )
    relaysim.run(valley / "valley.yaml", tmp_path / "before", overrides=village)
    found = relaysim.compare(tmp_path / "before", tmp_path / "after", look_in=[valley])
    told = reasons(found, "earth")
    assert told and all(reason.carrier == "passes" for reason in told)
    assert all(
        "A: the last pass with data that had begun by then is that from rover" in " ".join(r.words)
        for r in told
    )
    lines = "\n".join(comparison_lines(found))
    assert "the way on from the rover decides" in lines
    assert "Earth" not in lines
