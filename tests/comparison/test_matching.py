"""Which blackout is which: by overlap, one to one, broken ones told, and the same seen from either side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relaysim.comparison.edge import duration_difference, edge_difference
from relaysim.comparison.matching import Match, matches
from relaysim.comparison.silence import Silence


def silence(start: float, end: float, level: str = "radio", **more: object) -> Silence:
    return Silence(level, start, end, **more)  # type: ignore[arg-type]


def spans(found: tuple[Match, ...]) -> list[tuple[list[tuple[float, float]], list[tuple[float, float]]]]:
    return [tuple([(s.start_utc_s, s.end_utc_s) for s in pieces] for pieces in (m.a, m.b)) for m in found]  # type: ignore[misc]


def test_the_pairs_are_those_that_share_most_time_in_all() -> None:
    """A short one that overlaps two goes where it leaves the greater overlap to the others."""
    found = matches([silence(0, 100), silence(110, 120)], [silence(5, 104), silence(105, 121)])
    assert spans(found) == [([(0, 100)], [(5, 104)]), ([(110, 120)], [(105, 121)])]


def test_one_that_is_two_on_the_other_side_is_one_match_with_two_pieces() -> None:
    """A silence that is broken in B stays one match; start and end are those of the first and last piece."""
    (found,) = matches([silence(0, 100)], [silence(2, 40), silence(45, 99)])
    assert spans((found,)) == [([(0, 100)], [(2, 40), (45, 99)])]
    assert (edge_difference(found, "start").difference_s, edge_difference(found, "end").difference_s) == (
        2,
        -1,
    )
    assert duration_difference(found) == (-8, "")


def test_what_overlaps_nothing_stands_alone() -> None:
    """Neighbours that only touch are two."""
    found = matches([silence(0, 10)], [silence(10, 20)])
    assert spans(found) == [([(0, 10)], []), ([], [(10, 20)])]


def test_levels_are_never_mixed() -> None:
    """A radio blackout is no sightline blackout, though they overlap."""
    found = matches([silence(0, 10)], [silence(0, 10, "sightline")])
    assert [(match.level, match.is_matched) for match in found] == [("sightline", False), ("radio", False)]


def test_an_edge_that_is_cut_makes_the_difference_a_bound() -> None:
    """A's end cut: B may end sooner after A's true end; B's cut: later; both: nothing is known. Starts the other way round."""
    cut_a = Match("radio", (silence(0, 10, open_end=True, open_start=True),), (silence(3, 14),))
    assert [edge_difference(cut_a, edge).bound for edge in ("start", "end")] == ["at least", "at most"]
    cut_b = Match("radio", (silence(0, 10),), (silence(3, 14, open_end=True, open_start=True),))
    assert [edge_difference(cut_b, edge).bound for edge in ("start", "end")] == ["at most", "at least"]
    assert [duration_difference(one)[1] for one in (cut_a, cut_b)] == ["at most", "at least"]
    both = Match("radio", cut_a.a, cut_b.b)
    assert edge_difference(both, "end").bound == duration_difference(both)[1] == "not known"


def test_a_cut_edge_is_decided_where_the_cut_silence_lasts_beyond_the_known_one() -> None:
    """A still silent at its cut, after B's end: B hears while A does not. B's end after A's cut: nobody knows of A."""
    early, late = silence(0, 10), silence(0, 14)
    cut_early, cut_late = silence(0, 10, open_end=True), silence(0, 14, open_end=True)
    ends = [
        edge_difference(Match("radio", (a,), (b,)), "end")
        for a, b in ((cut_late, early), (early, cut_late), (cut_early, late), (cut_early, cut_late))
    ]
    assert [(one.cut, one.is_decided) for one in ends] == [
        ("A", True), ("B", True), ("A", False), ("", False),
    ]  # fmt: skip
    starts = [
        edge_difference(Match("radio", (silence(a, 20, open_start=True),), (silence(5, 20),)), "start")
        for a in (2, 8)
    ]
    assert [(one.cut, one.is_decided) for one in starts] == [("A", True), ("A", False)]


def some_silences() -> st.SearchStrategy[list[Silence]]:
    """Blackouts of one level as a run has them: apart from each other, in tenths of a second."""
    edges = st.lists(st.integers(0, 400), min_size=0, max_size=12, unique=True).map(sorted)
    return edges.map(lambda e: [silence(a / 10, b / 10) for a, b in zip(e[::2], e[1::2], strict=False)])


@given(some_silences(), some_silences())
def test_swapping_the_sides_swaps_the_pieces_and_nothing_else(a: list[Silence], b: list[Silence]) -> None:
    """compare(B, A) mirrors compare(A, B), and every silence is in exactly one match."""
    there, back = matches(a, b), matches(b, a)
    assert sum(len(one.a) for one in there) == len(a)
    assert sum(len(one.b) for one in there) == len(b)
    shared = sum(min(x.overlap_s(y), 1e9) for m in there for x in m.a[:1] for y in m.b[:1])
    mirrored = sum(min(x.overlap_s(y), 1e9) for m in back for x in m.a[:1] for y in m.b[:1])
    assert abs(shared - mirrored) < 1e-6
    assert sorted(map(str, spans(there))) == sorted(str((two, one)) for one, two in spans(back))


@given(some_silences())
def test_a_side_matches_itself(a: list[Silence]) -> None:
    """Equal sides give pairs of equals and no remainder."""
    assert spans(matches(a, a)) == [([(s.start_utc_s, s.end_utc_s)],) * 2 for s in a]
