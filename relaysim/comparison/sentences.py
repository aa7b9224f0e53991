"""What differs, by how much, and why: the sentences that the terminal and the page begin with."""

from __future__ import annotations

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.edge import EdgeDifference, duration_difference
from relaysim.comparison.link_view import Obstacle
from relaysim.comparison.matching import Match, silent_s
from relaysim.comparison.reason import LinkThere, Reason
from relaysim.comparison.wording import bounded, instant, signed
from relaysim.report.blackouts import latitude, longitude
from relaysim.report.times import Times, figure
from relaysim.units import format_duration

# A model built again that misses the run's own margin by more is told.
OFF_DB = 0.5
UNKNOWN_INPUTS = "What the two were made from cannot be compared: not both say so."
_MOST_NAMED = 4


def answer_sentences(found: Comparison) -> list[str]:
    """The answer: what differs most and what carries it, what the two were made from, then the figures behind it."""
    if found.is_same:
        return [_same_sentence(found)]
    main = found.longest
    if main is None:
        count = sum(not one.is_same for one in found.figures) + sum(one.differs for one in found.events)
        return [
            f"No blackout differs, but {count:,} other figure{' does' if count == 1 else 's do'}.",
            *_inputs_sentence(found),
        ]
    if not main.match.is_matched:
        alone, *why = match_sentences(main, found.times)
        return [alone, *_inputs_sentence(found), *why, *_others_sentence(found, main)]
    first, *others = edges_by_size(main)
    return [
        _headline(main, first, _where_b_is(found)),
        *_inputs_sentence(found),
        *_lengths(main.match),
        *edge_sentences(main, first, found.times),
        *(edge_sentence(edge, found.times) for edge in others),
        *_others_sentence(found, main),
    ]


def match_sentences(answer: MatchAnswer, times: Times) -> list[str]:
    """A silence of either side: how it differs, and why where that was asked."""
    match = answer.match
    if not match.is_matched:
        why = (words for reason in answer.reasons for words in reason_sentences(reason, times))
        return [_alone_sentence(match, times), *why]
    edges = (one for edge in edges_by_size(answer) for one in edge_sentences(answer, edge, times))
    return [*_lengths(match), *edges]


def length_sentences(answer: MatchAnswer, times: Times) -> list[str]:
    """A silence without its edges: how long it lasts on both sides, or that only one has it."""
    match = answer.match
    return _lengths(match) if match.is_matched else [_alone_sentence(match, times)]


def edge_sentences(answer: MatchAnswer, difference: EdgeDifference, times: Times) -> list[str]:
    """How far one edge of a silence lies apart, and why where that was asked."""
    reason = answer.reason(difference.edge)
    return [edge_sentence(difference, times), *([] if reason is None else reason_sentences(reason, times))]


def edges_by_size(answer: MatchAnswer) -> list[EdgeDifference]:
    """The edges that differ or are cut: first one that is explained though one side does not see it at all, then those known,
    the farthest apart first. Both of a silence that only its pieces tell apart, none of one that only one side has."""
    apart = [edge for edge in answer.edges if not edge.is_same or edge.bound] or answer.edges

    def rank(edge: EdgeDifference) -> int:
        return 1 if not edge.bound else 2 if answer.reason(edge.edge) is None else 0

    return sorted(apart, key=lambda edge: (rank(edge), -abs(edge.difference_s)))


def _where_b_is(found: Comparison) -> str:
    """How a sentence names B beside A: a record is no run."""
    if not found.has_record:
        return "in B"
    return "on record" if found.run is found.a else "in the run"


def _headline(answer: MatchAnswer, difference: EdgeDifference, in_b: str) -> str:
    """What differs most, and what carries it, in one sentence."""
    words = f"The {answer.match.level} blackout {_apart(difference, in_b)}"
    reason = answer.reason(difference.edge)
    carried = "" if reason is None else _carrier(reason)
    return f"{words}: {carried}." if carried else f"{words}."


def _carrier(reason: Reason) -> str:
    if reason.shares:
        unit = "m" if reason.quantity == "clearance" else "dB"
        first, whole = reason.shares[0], sum(share.value for share in reason.shares)
        what = "straight lines" if reason.quantity == "clearance" else "links"
        part = "all" if len(reason.shares) == 1 else f"{signed(first.value, 2)} of the"
        return f"{part} {signed(whole, 2, unit)} between the two {what} come from {first.cause}"
    return {
        "sessions": "when sessions were held decides",
        "passes": "the way on from the rover decides",
    }.get(reason.carrier, "")


def _inputs_sentence(found: Comparison) -> list[str]:
    """In which of their inputs two runs differ; the terrain's name and digest go with its source."""
    paths = {one.path for one in found.inputs}
    derived = {"terrain name", "terrain sha256"} if "terrain.source" in paths else set()
    told = [one for one in found.inputs if one.path not in derived]
    if found.has_record:
        return []
    if not found.are_inputs_known:
        return [UNKNOWN_INPUTS]
    if not told:
        return ["Nothing differs in what the two were made from."]
    if len(told) == 1:
        (one,) = told
        return [f"The two were made alike but for {one.path}: {_short(one.a)} in A, {_short(one.b)} in B."]
    named = ", ".join(one.path for one in told[:_MOST_NAMED])
    more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
    return [f"{len(told)} values differ in what the two were made from: {named}{more}."]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _same_sentence(found: Comparison) -> str:
    if found.has_record:
        return "The run and the record agree in all that both tell."
    if found.remarks:
        return "Nothing differs in what can be compared of the two; what cannot is said below."
    if not found.inputs:
        return "A and B are the same: nothing differs in what they were made from, nor in what came out."
    count = len(found.inputs)
    differ = "value differs" if count == 1 else "values differ"
    return f"What came out is the same, though {count} {differ} in what the runs were made from."


def _others_sentence(found: Comparison, main: MatchAnswer) -> list[str]:
    apart = sum(not one.is_same for one in found.silences if one is not main)
    same = sum(one.is_same for one in found.silences)
    if not apart and not same:
        return []
    count = apart + same
    if not (apart and same):
        others = "The other blackout" if count == 1 else f"The {count:,} other blackouts"
        verb = ("differs" if apart else "is") if count == 1 else ("differ" if apart else "are")
        return [f"{others} {verb}{', too' if apart else ' the same'}."]
    return [f"Of {count:,} other blackouts {apart:,} {'differs' if apart == 1 else 'differ'}."]


def _alone_sentence(match: Match, times: Times) -> str:
    name, (one,) = ("A", match.a) if match.a else ("B", match.b)
    cause = f" ({one.cause})" if one.cause else ""
    return (
        f"Only {name} has {'an' if match.level == 'earth' else 'a'} {match.level} blackout from {instant(one.start_utc_s, times)} to "
        f"{instant(one.end_utc_s, times)}: {format_duration(one.duration_s)}{cause}."
    )


def _lengths(match: Match) -> list[str]:
    """How long it lasts in both, and in how many pieces where that differs."""
    apart, bound = duration_difference(match)
    lengths = [format_duration(silent_s(pieces)) for pieces in (match.a, match.b)]
    words = f"It lasts {lengths[0]} in A and {lengths[1]} in B"
    found = [f"{words}, cut in both." if bound == "not known" else f"{words} ({bounded(apart, bound)})."]
    if len(match.a) != len(match.b):
        counts = [("one piece" if len(one) == 1 else f"{len(one):,} pieces") for one in (match.a, match.b)]
        found.append(f"It is in {counts[0]} in A and in {counts[1]} in B.")
    return found


def edge_sentence(difference: EdgeDifference, times: Times) -> str:
    """ "It ends 15.4 min later in B: 2023-06-27 16:20:05 UTC (sol 836 ...) in A, ... in B."."""
    beyond = "not before " if difference.edge == "end" else "not after "
    edges = (("A", difference.a_utc_s), ("B", difference.b_utc_s))
    ends = (
        f"{beyond if name == difference.cut else ''}{instant(utc_s, times)} in {name}"
        for name, utc_s in edges
    )
    return f"It {_apart(difference)}: {', '.join(ends)}."


def _apart(difference: EdgeDifference, in_b: str = "in B") -> str:
    """ "ends 15.4 min later in B"."""
    edge = f"{difference.edge}s"
    if difference.bound == "not known":
        return f"is cut at its {difference.edge} in both"
    if difference.bound:
        # A difference of at least -2 h is one of at most 2 h the other way.
        is_at_least = (difference.bound == "at least") == (difference.difference_s >= 0.0)
        return f"{edge} at {'least' if is_at_least else 'most'} {_shift(difference)} {in_b}"
    if difference.is_same:
        return f"{edge} at the same time in both"
    return f"{edge} {_shift(difference)} {in_b}"


def _shift(difference: EdgeDifference) -> str:
    """ "15.4 min later"."""
    later = "later" if difference.difference_s >= 0.0 else "earlier"
    return f"{format_duration(abs(difference.difference_s))} {later}"


def reason_sentences(reason: Reason, times: Times) -> list[str]:
    """Why an edge differs."""
    found = []
    if reason.quantity:
        found.append(_values_sentence(reason, times))
        found += _share_sentences(reason)
        found += _obstacle_sentences(reason)
        found += _doubt_sentences(reason)
    elif reason.carrier == "record":
        found += _margin_on_record(reason, times)
    return [*found, *reason.words]


def _values_sentence(reason: Reason, times: Times) -> str:
    a, b = reason.a, reason.b
    assert a is not None and b is not None  # a reason of a link has both
    doing = f", with {a.doing}," if a.doing and a.doing == b.doing else ","
    if reason.quantity == "clearance":
        texts = [figure(one.clearance_m, 2, "m") for one in (a, b)]
        what = "the straight line passes the ground by"
    else:
        texts = [signed(one.margin_db, 2, "dB") for one in (a, b)]
        what = "the margin at the lowest rate is"
    words = f"At {instant(reason.utc_s, times)}{doing} {what} {texts[0]} in A and {texts[1]} in B."
    if a.doing != b.doing and a.doing and b.doing:
        words += f" Then {a.doing} in A; {b.doing} in B."
    return words


def _share_sentences(reason: Reason) -> list[str]:
    if not reason.shares:
        return []
    unit = "m" if reason.quantity == "clearance" else "dB"
    whole = signed(sum(share.value for share in reason.shares), 2, unit)
    first, *others = reason.shares
    words = f"Of the {whole}, {signed(first.value, 2, unit)} come from {first.cause}"
    if not others:
        words = f"All {whole} come from {first.cause}"
    words += "".join(f", {signed(share.value, 2, unit)} from {share.cause}" for share in others[:5])
    words += f", the rest from {len(others) - 5} more" if len(others) > 5 else ""
    a, b = reason.a, reason.b
    if reason.quantity == "margin" and a is not None and b is not None and a.path_loss_db is not None:
        words += f" (path loss {figure(a.path_loss_db, 2)} dB in A, {figure(b.path_loss_db, 2)} dB in B)"
    return [f"{words}."]


def _obstacle_sentences(reason: Reason) -> list[str]:
    told = [(name, one.obstacle) for name, one in (("A", reason.a), ("B", reason.b)) if one is not None]
    texts = {name: _obstacle_text(obstacle) for name, obstacle in told if obstacle is not None}
    if len(texts) == 2 and texts["A"] == texts["B"]:
        return [f"The ground that decides, in both: {texts['A']}."]
    parts = [f"in {name} {text}" for name, text in texts.items()]
    return [f"The ground that decides: {'; '.join(parts)}."] if parts else []


def _obstacle_text(one: Obstacle) -> str:
    side = "above" if one.above_sightline_m > 0.0 else "below"
    return (
        f"{figure(abs(one.above_sightline_m), 2)} m {side} the straight line, {figure(one.from_rover_m, 0)} m from the "
        f"rover at {latitude(one.latitude_deg)} {longitude(one.longitude_deg)}, height {figure(one.height_m, 1)} m"
    )


def _doubt_sentences(reason: Reason) -> list[str]:
    """Where a world built again does not have the margin that the run itself wrote."""
    found = []
    for name, one in (("A", reason.a), ("B", reason.b)):
        if one is not None and one.margin_db is not None and one.recorded_margin_db is not None:
            off = one.margin_db - one.recorded_margin_db
            if abs(off) > OFF_DB:
                found.append(
                    f"{name}'s own files have {signed(one.recorded_margin_db, 2, 'dB')} there: the link asked again is off by "
                    f"{signed(off, 2, 'dB')} (places on the move are kept to 0.1 m and 0.1 s)."
                )
    return found


def _margin_on_record(reason: Reason, times: Times) -> list[str]:
    there: LinkThere | None = reason.a or reason.b
    if there is None or there.margin_db is None:
        return []
    return [
        f"At the recorded {reason.edge}, {instant(reason.utc_s, times)}, the run's margin is {signed(there.margin_db, 2, 'dB')}."
    ]
