"""What a contact plan may not hold, and what is only odd."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relaysim.errors import InputError, ScenarioError
from relaysim.plans.checks import MOST_SHOWN
from relaysim.plans.contact import Contact
from relaysim.plans.plan import ContactPlan
from relaysim.plans.suspicion import rate_remarks

T = 1682572800.0  # 2023-04-27T05:20:00Z
NODES = ("earth", "rover")
GOOD = Contact.steady("rover", "earth", T, T + 100.0, 8000.0, 600.0)


def faults(*contacts: Contact, nodes: tuple[str, ...] = NODES) -> list[str]:
    """What a plan of these contacts is refused for, one message a fault."""
    with pytest.raises(InputError) as refused:
        ContactPlan(nodes, contacts, T)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"end_utc_s": T - 3.0}, "ends 3 s before it starts"),
        ({"end_utc_s": T}, "ends as it starts"),
        ({"destination": "phobos"}, "there is no node 'phobos'; the plan's nodes: earth, rover"),
        ({"destination": "rover"}, "a node needs no contact with itself"),
        ({"rates_bps": ((T, 0.0),)}, "rate 0 bit/s: it must be a positive number"),
        ({"rates_bps": ((T, -8.0),)}, "rate -8 bit/s"),
        ({"rates_bps": ((T, float("nan")),)}, "rate nan bit/s"),
        ({"rates_bps": ((T, float("inf")),)}, "rate inf bit/s"),
        ({"rates_bps": ()}, "its first rate must begin with the window"),
        ({"rates_bps": ((T + 1.0, 8.0),)}, "its first rate must begin with the window"),
        ({"rates_bps": ((T, 8.0), (T, 9.0))}, "its rates must follow each other in time within the window"),
        ({"rates_bps": ((T, 8.0), (T + 100.0, 9.0))}, "its rates must follow each other in time"),
        ({"one_way_light_time_s": -1.0}, "light time -1 s: it must be 0 or more"),
        ({"one_way_light_time_s": float("nan")}, "light time nan s"),
        ({"latency_s": -1.0}, "latency -1 s"),
        ({"success": 0.0}, "success 0: a probability above 0 and up to 1"),
        ({"success": 682.0}, "success 682: a probability above 0 and up to 1"),
        ({"start_utc_s": float("nan")}, "is not within the years 1900 to 2999"),
        ({"start_utc_s": 1e14, "end_utc_s": 2e14}, "is not within the years 1900 to 2999"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_cause(changed: dict[str, object], says: str) -> None:
    """A contact that cannot be is refused with its number, its nodes, the cause and what is allowed."""
    found = faults(GOOD, replace(GOOD, **changed))  # type: ignore[arg-type]
    assert any(says in line and line.startswith("contact plan: contact 2: rover to ") for line in found), (
        found
    )


def test_contacts_of_a_pair_and_direction_may_touch_but_not_overlap() -> None:
    """The end does not belong to a window; one that begins before another has ended is a fault that names both."""
    after = Contact.steady("rover", "earth", T + 100.0, T + 200.0, 8000.0)
    back = Contact.steady("earth", "rover", T + 50.0, T + 150.0, 8000.0)
    assert len(ContactPlan(NODES, (after, GOOD, back), T).contacts) == 3
    early = Contact.steady("rover", "earth", T + 99.5, T + 200.0, 8000.0)
    assert faults(early, GOOD, back) == [
        "contact plan: contact 1: rover to earth: begins at 2023-04-27T05:21:39.500Z, before the one that began at "
        "2023-04-27T05:20:00Z (contact plan: contact 2) ends, at 2023-04-27T05:21:40Z; "
        "contacts of a pair in one direction must not overlap: shorten or join them"
    ]  # fmt: skip


def test_a_window_inside_another_does_not_hide_the_next_overlap() -> None:
    """Overlaps are told of the window that lasts longest so far, not of the one just before."""
    long = Contact.steady("rover", "earth", T, T + 100.0, 1.0)
    inside = Contact.steady("rover", "earth", T + 10.0, T + 20.0, 1.0)
    late = Contact.steady("rover", "earth", T + 50.0, T + 150.0, 1.0)
    assert len(faults(long, inside, late)) == 2


def test_nodes_have_names_of_their_own() -> None:
    """A name that stands twice, is empty or cannot be printed is refused."""
    assert "'rover' stands there twice" in faults(nodes=("earth", "rover", "rover"))[0]
    assert "'' cannot be a name" in faults(nodes=("",))[0]
    assert "cannot be a name" in faults(nodes=("a\nb",))[0]


def test_all_faults_come_at_once_and_a_thousand_are_cut_short() -> None:
    """One message for every fault; where a whole plan is wrong, the first ones and how many more."""
    wrong = [replace(GOOD, rates_bps=((T, 0.0),), one_way_light_time_s=-1.0)] * 600
    with pytest.raises(ScenarioError) as refused:
        ContactPlan(NODES, tuple(wrong), T)
    assert len(refused.value.faults) == MOST_SHOWN + 1
    assert str(refused.value).endswith(f"and {1200 - MOST_SHOWN} more faults")


def at_rates(*rates: float, pair: tuple[str, str] = NODES) -> list[Contact]:
    """Contacts one after another at these rates."""
    return [Contact.steady(*pair, T + 100 * n, T + 100 * n + 50, rate) for n, rate in enumerate(rates)]


def test_bytes_among_bits_are_suspected() -> None:
    """The rare one of just two rates that differ by 8 is named, with which confusion it would be."""
    (low,) = rate_remarks(at_rates(8000, 8000, 1000, 8000))
    assert "1000 bit/s stands there once: bytes per second written as bits?" in low
    (high,) = rate_remarks(at_rates(1000, 1000, 8000, 1000))
    assert "8000 bit/s stands there once: bits per second written as bytes?" in high


def test_bytes_in_one_link_and_bits_in_another_are_suspected() -> None:
    """Where each pair has one rate, those of the plan are held against each other."""
    (remark,) = rate_remarks([*at_rates(125000, 125000), *at_rates(1e6, 1e6, 1e6, pair=("rover", "scout"))])
    assert remark.startswith("the plan: the rates are 125000 and 1e+06 bit/s")


def test_a_radio_that_adapts_its_rate_is_not_suspected() -> None:
    """With rates between them, or another factor, nothing is odd: adaptive radios have a factor of 8 among theirs."""
    assert rate_remarks(at_rates(8000, 16000, 32000, 64000)) == []
    assert rate_remarks(at_rates(8000, 65000)) == []
    assert rate_remarks(at_rates(8000)) == rate_remarks([]) == []
