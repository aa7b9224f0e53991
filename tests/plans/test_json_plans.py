"""HDTN's plans and time-varying graphs as others write them, and files that are no plan at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.plans.formats import FORMATS, read_plan, write_plan
from relaysim.plans.hdtn_file import read_hdtn
from relaysim.plans.json_text import lines_of
from relaysim.plans.plan import ContactPlan
from relaysim.plans.tvg_reading import read_tvg

T = 1682572800.0
ROW = {"contact": 0, "source": 1, "dest": 2, "startTime": 5, "endTime": 60, "rateBitsPerSec": 8000, "owlt": 1}


def refused(read: Callable[..., ContactPlan], data: object, epoch_utc_s: float | None = T) -> str:
    """What is said of data that cannot be read."""
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    with pytest.raises(InputError) as why:
        read(text, "plan.json", None, epoch_utc_s)
    return str(why.value)


def hdtn(**changed: Any) -> dict[str, Any]:
    """A plan for HDTN of a good contact and one with changed fields; None takes a field away."""
    other = {**ROW, "contact": 1, "startTime": 70, "endTime": 90, **changed}
    return {"contacts": [ROW, {key: value for key, value in other.items() if value is not None}]}


def tvg(*rows: object, **changed: Any) -> dict[str, Any]:
    """A graph of two nodes with these contacts between them."""
    edges = [{"vertices": ["1", "2"], "contacts": list(rows)}]
    return {
        "vertices": {"1": ["2"], "2": []},
        "contact_type": "PredictedContact_v2",
        "edges": edges,
        **changed,
    }


def test_hdtn_counts_bits_and_whole_seconds_from_the_epoch() -> None:
    """Rates are bits per second; times count from what the file, or its reader, says."""
    plan = read_hdtn(json.dumps({"contacts": [ROW]}), "plan", {"1": "earth"}, T)
    assert plan.nodes == ("earth", "2")
    assert plan.contacts == (Contact.steady("earth", "2", T + 5, T + 60, 8000.0, 1.0),)


def test_every_field_of_every_contact_is_written() -> None:
    """HDTN takes 0 for what is missing: nothing ever is, whole numbers throughout, numbered from 0."""
    contacts = (
        Contact.steady("a", "b", T + 0.5, T + 9.5, 100.7, 0.2),
        Contact.steady("b", "a", T, T + 5, 9.0, 2.5),
    )
    written = json.loads(write_plan(ContactPlan(("a", "b"), contacts, T), "hdtn").text)
    assert [list(row) for row in written["contacts"]] == [list(ROW)] * 2
    assert [list(row.values()) for row in written["contacts"]] == [
        [0, 2, 1, 0, 5, 9, 3],
        [1, 1, 2, 1, 9, 100, 0],
    ]
    assert all(type(value) is int for row in written["contacts"] for value in row.values())


def test_losses_that_hdtn_cannot_say_are_told() -> None:
    """A chance of arrival below 1 is not in HDTN's plan, and its writer says so."""
    lossy = Contact("a", "b", T, T + 9, ((T, 80.0),), success=0.9)
    assert any(
        "no chance of arrival" in r for r in write_plan(ContactPlan(("a", "b"), (lossy,), T), "hdtn").remarks
    )


@pytest.mark.parametrize("field", [key for key in ROW if key != "contact"])
def test_a_missing_field_is_a_fault_not_a_zero(field: str) -> None:
    """Where HDTN would silently take 0 the contact is refused, with its line and the field."""
    message = refused(read_hdtn, hdtn(**{field: None}))
    assert message == (
        f"plan.json:12:1: contacts[1]: missing {field}: HDTN would silently take 0; write every field"
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"startTime": 70.5}, "startTime 70.5: a whole number is needed; HDTN would silently take 0"),
        ({"startTime": "70"}, 'startTime "70": a whole number is needed'),
        ({"owlt": True}, "owlt true: a whole number is needed"),
        ({"owlt": -1}, "light time -1 s: it must be 0 or more"),
        ({"rateBitsPerSec": 0}, "HDTN takes a rate of 0 for no limit; give one in bits per second"),
        ({"rateBitsPerSec": -8}, "rate -8 bit/s: it must be a positive number"),
        ({"rateBitsPerSec": None, "rate": 1}, "'rate' is HDTN's former field, in Mbit/s; write rateBitsPerSec"),
        ({"source": 0}, "source 0: node numbers are 1, 2, ..."),
        ({"source": 2}, "a node needs no contact with itself"),
        ({"endTime": 10}, "ends 60 s before it starts"),
        ({"startTime": 50}, "contacts of a pair in one direction must not overlap"),
        ({"endTime": 10**14}, "is not within the years 1900 to 2999"),
        ({"endTime": 10**400}, "a whole number is needed"),
    ],
)  # fmt: skip
def test_a_bad_contact_is_named_with_its_line(changed: dict[str, Any], says: str) -> None:
    """Each fault of a contact of HDTN's is told at its line and its place in the list."""
    message = refused(read_hdtn, hdtn(**changed))
    assert message.startswith("plan.json:12:1: contacts[1]: ") and says in message


def test_times_without_an_epoch_are_refused() -> None:
    """HDTN counts from its start, or from 1970: a plan that does not say, read by somebody who does not, means nothing."""
    for read, data in ((read_hdtn, hdtn()), (read_tvg, tvg())):
        assert "the file does not say what its times count from" in refused(read, data, None)


def test_what_a_file_says_of_its_epoch_comes_first() -> None:
    """A plan of ours states what it counts from; another epoch is only for those that do not."""
    text = write_plan(ContactPlan(("a", "b"), (Contact.steady("a", "b", T, T + 9, 80.0),), T), "hdtn").text
    assert read_hdtn(text, "plan", None, 0.0).contacts[0].start_utc_s == T
    assert "relaysim.epoch: 'soon' is not a UTC time" in refused(
        read_hdtn, {**hdtn(), "relaysim": {"epoch": "soon"}}
    )


def test_a_graph_keeps_steps_names_and_probability() -> None:
    """Rates step inside a window, from its start on even where the first step is older; a probability is success."""
    row = ["1", "2", 10, 40.5, [[0, 0.5, [[0, 100, 7.5], [20, 200, 7.5], [60, 9, 7.5]]]]]
    plan = read_tvg(json.dumps(tvg(row)), "plan", {"1": "earth"}, T)
    rates = ((T + 10, 100.0), (T + 20, 200.0))
    assert plan.contacts == (Contact("earth", "2", T + 10, T + 40.5, rates, 7.5, success=0.5),)


def test_of_the_steps_before_a_start_the_last_holds() -> None:
    """A description may begin long before the contact: what holds at its start is the step begun last."""
    row = ["1", "2", 10, 40, [[0, 1, [[0, 100, 7], [5, 50, 9], [10, 25, 8]]]]]
    (found,) = read_tvg(json.dumps(tvg(row)), "plan", None, T).contacts
    assert (found.rates_bps, found.one_way_light_time_s) == (((T + 10, 25.0),), 8.0)


def test_a_delay_that_changes_cuts_the_window() -> None:
    """A contact of ours has one light time: where the delay of a step is another, another contact begins."""
    row = ["1", "2", 0, 40, [[0, 1, [[0, 100, 7], [10, 200, 7], [20, 200, 8]]]]]
    found = read_tvg(json.dumps(tvg(row)), "plan", None, T).contacts
    assert [(c.start_utc_s - T, c.end_utc_s - T, c.one_way_light_time_s, len(c.rates_bps)) for c in found] == [
        (0.0, 20.0, 7.0, 2), (20.0, 40.0, 8.0, 1)
    ]  # fmt: skip


def test_of_several_predictions_the_last_is_taken() -> None:
    """What was predicted later holds, and that there was more is told."""
    row = ["1", "2", 0, 40, [[0, 1, [[0, 100, 7]]], [5, 0.5, [[0, 50, 7]]]]]
    plan = read_tvg(json.dumps(tvg(row)), "plan", None, T)
    assert (plan.contacts[0].success, plan.contacts[0].rates_bps[0][1]) == (0.5, 50.0)
    assert plan.remarks == ("of several predictions of a contact the last one is taken",)


GOOD = ["1", "2", 0, 40, [[0, 1, [[0, 100, 7]]]]]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["1", "2", 0, 40], "a contact is [FROM, TO, START, END, "),
        (["1", "2", 0, "x", GOOD[4]], "a contact is [FROM, TO, START, END, "),
        (["1", "2", 0, 40, []], "a contact is [FROM, TO, START, END, "),
        (["1", "2", 0, 40, [[0, 1, []]]], "a contact is [FROM, TO, START, END, "),
        (["2", "1", 0, 40, GOOD[4]], "it goes from 2 to 1, its edge from 1 to 2"),
        (["1", "2", 0, 40, [[0, 1, [[5, 100, 7]]]]], "its rates must begin at its start or before"),
        (["1", "2", 0, 40, [[0, 1, [[0, 0, 7]]]]], "rate 0 bit/s: it must be a positive number"),
        (["1", "2", 0, 40, [[0, 0, [[0, 9, 7]]]]], "success 0: a probability above 0"),
        (["1", "2", 40, 0, GOOD[4]], "ends 40 s before it starts"),
    ],
)  # fmt: skip
def test_a_bad_contact_of_a_graph_is_named(row: list[Any], says: str) -> None:
    """Each fault of a contact of a graph is told at its line and its place."""
    message = refused(read_tvg, tvg(row))
    assert message.startswith("plan.json:16:1: edges[0].contacts[0]: ") and says in message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (tvg(contact_type="Contact_v2"), "'Contact_v2' is not read, only 'PredictedContact_v2'"),
        ({"vertices": []}, "has 'vertices' (an object) and 'edges' (a list)"),
        (tvg(edges=[{"vertices": "12"}]), "an edge has 'vertices' and 'contacts', both lists"),
        (tvg(GOOD, vertices={"1": []}), "there is no node '2'; the plan's nodes: 1"),
        ('{"vertices": {},\n "edges": [}', "plan.json:2:1: this is not JSON: Expecting value"),
        ('{"vertices": {}, "vertices": {}}', "the key 'vertices' stands twice in one object"),
        ('{"vertices": NaN}', "NaN is not a number"),
        ("[" * 200000, "it is nested too deeply"),
    ],
    ids=str,
)  # fmt: skip
def test_a_graph_that_is_none(data: object, says: str) -> None:
    """What is no graph of predicted contacts is refused with what is missing."""
    assert says in refused(read_tvg, data)


def test_the_format_is_found_from_the_content(tmp_path: Path) -> None:
    """Whatever a file is called; a text that is no plan is refused, and so is a name that is no format."""
    file = tmp_path / "plan"
    for text in ("hello\n", "", "[1, 2]", "# a contact of mine\n"):
        file.write_text(text)
        with pytest.raises(InputError, match=r"no contact plan in a known format \(ion, hdtn, tvg\)"):
            read_plan(file)
    with pytest.raises(InputError, match="there is no format 'csv'; allowed: ion"):
        read_plan(file, "csv")
    file.write_text('{"contacts": 3}')
    with pytest.raises(InputError, match="a list 'contacts' is needed"):
        read_plan(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing, a folder, not text: one plain message each."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name, says in (("none", "there is no such contact plan"), (".", "a folder"), ("bytes", "not UTF-8")):
        with pytest.raises(InputError, match=says):
            read_plan(tmp_path / name)


def test_lines_are_those_of_the_text() -> None:
    """Each object and list has the line on which it begins, whatever strings hold."""
    text = '{\n "a[": [1, {"b\\"{": []},\n\n  [2]],\n "c": {}}'
    assert lines_of(text) == {(): 1, ("a[",): 2, ("a[", 1): 2, ("a[", 1, 'b"{'): 2, ("a[", 2): 4, ("c",): 5}


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_json_is_no_plan_is_refused_plainly(data: object) -> None:
    """Any other JSON gives messages, no traceback."""
    for format in ("hdtn", "tvg"):
        with pytest.raises(InputError):
            FORMATS[format].read(json.dumps(data), "plan", None, None)


@given(st.text(alphabet="a contrge+@-/: 0123456789\n#.", max_size=200))
def test_whatever_text_is_read_or_refused_plainly(text: str) -> None:
    """Any text is a plan for ION or gives messages, no traceback."""
    try:
        plan = FORMATS["ion"].read(text, "plan", None, None)
    except InputError:
        return
    assert all(contact.volume_bits > 0.0 for contact in plan.contacts)
