"""ION's plans as others write them: the traps of the field."""

from __future__ import annotations

import pytest

from relaysim.clock.utc import parse_utc
from relaysim.errors import InputError
from relaysim.plans.contact import Contact
from relaysim.plans.formats import write_plan
from relaysim.plans.ion_reading import read_ion
from relaysim.plans.plan import ContactPlan

T = parse_utc("2023-04-27T05:20:00Z")
AT = "@ 2023/04/27-05:20:00\n"


def rows(text: str, **given: object) -> list[tuple[object, ...]]:
    """(source, destination, start and end after T, bit/s, light time, success) of each contact."""
    plan = read_ion(text, "plan.ionrc", **given)  # type: ignore[arg-type]
    return [
        (c.source, c.destination, c.start_utc_s - T, c.end_utc_s - T, c.rates_bps[0][1], c.one_way_light_time_s, c.success)
        for c in plan.contacts
    ]  # fmt: skip


def refused(text: str, **given: object) -> str:
    """What is said of a plan that cannot be read."""
    with pytest.raises(InputError) as why:
        read_ion(text, "plan.ionrc", **given)  # type: ignore[arg-type]
    return str(why.value)


def test_rates_are_bytes() -> None:
    """ION's rate is in bytes per second, ours in bits: 1,000 there is 8,000 here, and back."""
    text = f"{AT}a range +0 +60 1 2 3\na contact +0 +60 1 2 1000\n"
    assert rows(text) == [("1", "2", 0.0, 60.0, 8000.0, 3.0, 1.0)]
    assert "a contact +0 +60 1 2 1000\n" in write_plan(read_ion(text, "plan"), "ion").text


def test_a_contact_carries_one_way() -> None:
    """There is no way back unless a contact of its own says so."""
    assert [row[:2] for row in rows(f"{AT}a range +0 +60 1 2 3\na contact +0 +60 2 1 1000\n")] == [("2", "1")]


def test_a_range_from_the_smaller_number_holds_both_ways() -> None:
    """`a range ... 1 2` gives the light time of 2 to 1 too."""
    text = f"{AT}a range +0 +60 1 2 3\na contact +0 +60 1 2 1\na contact +0 +60 2 1 1\n"
    assert [row[5] for row in rows(text)] == [3.0, 3.0]


def test_a_range_from_the_larger_number_says_nothing_of_the_way_back() -> None:
    """`a range ... 2 1` leaves 1 to 2 without a light time: that contact cannot be used, and is refused."""
    text = f"{AT}a range +0 +60 2 1 3\na contact +0 +60 2 1 1\n"
    assert [row[5] for row in rows(text)] == [3.0]
    assert refused(text + "a contact +0 +60 1 2 1\n") == (
        "plan.ionrc:4:1: a contact: no range gives its light time from 2023-04-27T05:20:00Z on; "
        "add 'a range START STOP 1 2 LIGHT_SECONDS' (the smaller number first: it then holds both ways)"
    )


def test_a_range_the_other_way_round_overrides_what_is_implied() -> None:
    """With both stated, each direction has its own light time, for as long as each is stated."""
    text = f"{AT}a range +0 +60 1 2 3\na range +0 +30 2 1 9\na contact +0 +60 1 2 1\na contact +0 +60 2 1 1\n"
    assert [(row[0], *row[2:4], row[5]) for row in rows(text)] == [
        ("1", 0.0, 60.0, 3.0), ("2", 0.0, 30.0, 9.0), ("2", 30.0, 60.0, 3.0)
    ]  # fmt: skip


def test_a_light_time_that_changes_cuts_the_contact() -> None:
    """A range is constant to a light second: over several of them a contact becomes as many, touching each other."""
    text = f"{AT}a range +0 +20 1 2 3\na range +20 +60 1 2 4\na contact +10 +50 1 2 1\n"
    assert [(*row[2:4], row[5]) for row in rows(text)] == [(10.0, 20.0, 3.0), (20.0, 50.0, 4.0)]
    hole = text.replace("+20 +60", "+25 +60")
    assert "no range gives its light time from 2023-04-27T05:20:20Z on" in refused(hole)


def test_light_times_that_differ_are_written_as_ranges_of_their_own() -> None:
    """A change of light time begins a new range; the larger number first only where the way back takes longer."""
    contacts = (
        Contact.steady("a", "b", T, T + 10, 80.0, 3.4), Contact.steady("a", "b", T + 10, T + 20, 80.0, 3.6),
        Contact.steady("b", "a", T + 5, T + 25, 80.0, 9.0),
    )  # fmt: skip
    text = write_plan(ContactPlan(("a", "b"), contacts, T), "ion").text
    assert [line for line in text.splitlines() if line.startswith("a range")] == [
        "a range +0 +5 1 2 3", "a range +5 +10 1 2 3", "a range +5 +10 2 1 9", "a range +10 +20 1 2 4",
        "a range +10 +20 2 1 9", "a range +20 +25 2 1 9",
    ]  # fmt: skip


def test_plus_counts_from_the_last_reference_time() -> None:
    """`@` sets what `+` counts from, until the next one; it may be relative itself; absolute times need none."""
    text = (
        "a range 2023/04/27-05:20:00 2023/04/27-06:20:00 1 2 3\n"
        f"{AT}a contact +0 +10 1 2 1\n@ +100\na contact +0 +10 1 2 1\n"
        "a contact 2023/04/27-05:25:00 2023/04/27-05:26:00 1 2 1\n"
    )
    assert [row[2:4] for row in rows(text)] == [(0.0, 10.0), (100.0, 110.0), (300.0, 360.0)]


def test_plus_without_a_reference_must_be_told_what_it_counts_from() -> None:
    """In ION it would be the moment at which somebody starts ionadmin: refused, unless the caller gives the epoch."""
    text = "a range +0 +60 1 2 3\na contact +0 +60 1 2 1000\n"
    assert "nothing says what +0 counts from (in ION, the moment ionadmin starts)" in refused(text)
    assert rows(text, epoch_utc_s=T)[0][2:4] == (0.0, 60.0)


def test_the_confidence_is_no_light_time() -> None:
    """The last field is the chance that what is sent arrives; a number above 1 there is refused with that."""
    text = f"{AT}a range +0 +60 1 2 3\na contact +0 +60 1 2 1000 0.25\n"
    assert rows(text)[0][5:] == (3.0, 0.25)
    assert "confidence 682: a probability above 0 and up to 1; light times stand in ranges" in refused(
        text.replace("0.25", "682")
    )
    assert write_plan(read_ion(text, "plan"), "ion").text.endswith("a contact +0 +60 1 2 1000 0.25\n")


def test_windows_only_ever_shrink() -> None:
    """A start rounds up, an end down; a window without a whole second vanishes and is told of; no two can overlap."""
    contacts = (
        Contact.steady("a", "b", T + 0.2, T + 9.9, 8000.0),
        Contact.steady("a", "b", T + 9.95, T + 10.9, 8000.0),
        Contact.steady("a", "b", T + 10.9, T + 12.0, 8007.0),
        Contact.steady("b", "a", T, T + 10.0, 7.9),
    )
    written = write_plan(ContactPlan(("a", "b"), contacts, T), "ion")
    assert [line for line in written.text.splitlines() if line.startswith("a contact")] == [
        "a contact +1 +9 1 2 1000", "a contact +11 +12 1 2 1000"
    ]  # fmt: skip
    assert written.remarks[:2] == (
        "a to b at 2023-04-27T05:20:09.950Z holds no whole second and is left out",
        "b to a at 2023-04-27T05:20:00Z has a rate below 1 byte/s and is left out",
    )
    assert written.remarks[2].startswith("whole seconds and rates take 0.2")


def test_a_window_before_the_epoch_moves_what_is_counted_from() -> None:
    """Times relative to a reference are never negative: it is earlier than the epoch if a window is."""
    plan = ContactPlan(("a", "b"), (Contact.steady("a", "b", T - 600.5, T, 80.0),), T)
    assert "\n@ 2023/04/27-05:09:59\n" in (text := write_plan(plan, "ion").text)
    assert "\na contact +1 +601 1 2 10\n" in text


def test_what_a_way_adds_counts_as_light_time_and_is_told() -> None:
    """An orbiter that is no node and keeps data for 10 minutes makes a light time of 682.3 s one of 1282 s."""
    plan = ContactPlan(("a", "b"), (Contact("a", "b", T, T + 9, ((T, 80.0),), 682.3, 600.0),), T)
    written = write_plan(plan, "ion")
    assert "a range +0 +9 1 2 1282\n" in written.text
    assert any("is counted as light time" in remark for remark in written.remarks)


def test_nodes_have_the_names_of_who_reads_or_of_the_comments_or_their_number() -> None:
    """A mapping comes first, then `# node 1 earth`, then the number as it stands."""
    text = f"# node 1 earth\n# node 2 Mars Odyssey\n{AT}a range +0 +60 1 3 3\na contact +0 +60 1 3 1\n"
    assert read_ion(text, "plan").nodes == ("earth", "Mars Odyssey", "3")
    assert read_ion(text, "plan", {"1": "centre", "3": "rover"}).nodes == ("centre", "Mars Odyssey", "rover")
    assert "'rover' stands there twice" in refused(text, names={"1": "rover", "3": "rover"})


def test_an_ionrc_file_is_more_than_a_plan() -> None:
    """Comments, other commands, registrations and hypothetical contacts are passed over; the last are told of."""
    text = (
        f"## begin ionadmin\n1 1 ''\ns\n{AT}m horizon +0\n\na range +0 0 1 2 1   # for ever\n"
        "a contact -1 -1 1 1 0\na contact +0 0 1 2 0\na contact +0 +60 1 2 1000 # home\nm production 1\n"
    )
    plan = read_ion(text, "plan")
    assert len(plan.contacts) == 1
    assert plan.remarks == ("hypothetical contacts (stop time 0) are left out: nothing of them is planned",)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a contact +0 +60 1 2", "it needs START STOP FROM TO BYTES_PER_SECOND"),
        ("a contact +0 +60 1 2 1000 1 5", "it needs START STOP FROM TO BYTES_PER_SECOND"),
        ("a contact +60 +0 1 2 1000", "ends 60 s before it starts"),
        ("a contact +0 +60 1 1 1000", "a node needs no contact with itself"),
        ("a contact +0 +60 1 2 0", "rate 0 bit/s: it must be a positive number"),
        ("a contact +0 +60 1 2 -5", "rate (bytes per second) '-5': a whole number is needed"),
        ("a contact +0 +60 1 2 nan", "rate (bytes per second) 'nan'"),
        ("a contact +0 +60 1 2 10 x", "confidence 'x' is not a number"),
        ("a contact +0.5 +60 1 2 10", "'+0.5' is not a time (+SECONDS or yyyy/mm/dd-hh:mm:ss, whole seconds)"),
        ("a contact 2023/02/30-00:00:00 +60 1 2 10", "is not a date and time"),
        ("a contact +0 +60 0 2 10", "'0' is not a node number: 1, 2, ..."),
        ("a contact +0 +60 ipn:1 2 10", "'ipn:1' is not a node number"),
        ("a contact +30 +90 1 2 10", "no range gives its light time from 2023-04-27T05:21:00Z on"),
        ("a range +0 +60 1 2", "it needs START STOP NODE OTHER_NODE LIGHT_SECONDS"),
        ("a range +0 +60 1 2 -1", "distance (light seconds) '-1': a whole number is needed"),
        ("a range +60 +0 1 2 1", "it does not end after it starts"),
        ("a range +30 +90 1 2 5", "it overlaps the range of line 2; ION would ignore one of them"),
        ("d contact * 1 2", "a plan that changes or deletes what it added is not read"),
        ("@", "@ needs one time"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_its_number(line: str, says: str) -> None:
    """Every line that cannot be used is told of at its place, with the cause."""
    message = refused(f"{AT}a range +0 +60 1 2 3\na contact +10 +20 1 2 1000\n{line}\n")
    assert message.startswith("plan.ionrc:4:1: ")
    assert says in message


def test_overlapping_contacts_name_both_lines() -> None:
    """ION refuses the second of two contacts of a pair that overlap; so is the plan, with both lines."""
    message = refused(f"{AT}a range +0 +60 1 2 3\na contact +0 +30 1 2 1\na contact +20 +60 1 2 1\n")
    assert message.startswith("plan.ionrc:4:1: a contact: 1 to 2: begins at 2023-04-27T05:20:20Z")
    assert "(plan.ionrc:3) ends, at 2023-04-27T05:20:30Z" in message


def test_every_fault_is_told_at_once() -> None:
    """A file with three faults is mended once, not three times."""
    message = refused(f"{AT}a contact +0 +9 1 1 1\na contact x +9 1 2 1\na range +9 +0 1 2 3\n")
    assert [line.split(":")[1] for line in message.splitlines()] == ["2", "3", "4"]
