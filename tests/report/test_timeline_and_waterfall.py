"""The timeline's lanes and the data's way, as numbers: what is merged, what waits, and that unknown is neither."""

from __future__ import annotations

import re

import numpy as np
import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.report.geometry_file import read_geometry
from relaysim.report.link_share import link_shares, share_sentence
from relaysim.report.node import Node
from relaysim.report.svg import WIDE, Scale
from relaysim.report.timeline_closeups import closeups
from relaysim.report.timeline_figure import draw_timeline, merged_px
from relaysim.report.timeline_lanes import TimelineData
from relaysim.report.times import Times
from relaysim.report.waterfall import delays, fallen, waterfall, waterfall_sentence

DAY_S = 88775.244


def run(days: float, **geometry: object) -> TimelineData:
    """A run of so many local days."""
    times = Times(LocalClock(DAY_S, 0.0), 0.0, days * DAY_S, "UTC")
    return TimelineData(read_geometry(Node(dict(geometry), "geometry.json"), times), (), (), {}, times)


def product(
    made: float, rover: float | None, earth: float | None, status: str = "delivered", flight: str = "7"
) -> Node:
    """A product of 100 bits."""
    values = {
        "source": "helicopter",
        "destination": "earth",
        "size_bits": 100,
        "flight": flight,
        "status": status,
    }
    return Node(values | {"created_utc": made, "at_rover_utc": rover, "delivered_utc": earth}, "products.csv")


def test_marks_nearer_than_a_pixel_shows_are_one():
    """Spans are cut to the axis and have a least width; of those under half a pixel apart one mark is made, others stay two."""
    scale = Scale(0.0, 1000.0, 0.0, 100.0)
    assert merged_px([(100.0, 110.0), (112.0, 130.0), (200.0, 200.0)], scale, 1.0) == [
        (10.0, 13.0),
        (20.0, 21.0),
    ]
    assert merged_px([(-50.0, -10.0), (-5.0, 20.0), (990.0, 5000.0)], scale, 1.0) == [
        (0.0, 2.0),
        (99.0, 100.0),
    ]


def test_a_mission_has_no_more_elements_than_a_week():
    """3,000 sessions, 500 drives of 1,000 local days: under 120 elements, in pieces of a hundred days besides."""
    sessions = [
        {"start_utc": n * DAY_S / 3.0, "outcome": "failed" if n % 2 else "contact"} for n in range(3000)
    ]
    track = [[x, 0.0, (2.0 * n + x) * DAY_S] for n in range(500) for x in (0.0, 0.1)]
    data = run(1000.0, sessions=sessions, rover={"track": track}, states={"radio": [["closed", 0.0, DAY_S]]})
    assert str(draw_timeline(data, WIDE)).count("<") < 120
    pieces = closeups(data)
    assert [heading for heading, _ in pieces[:2]] == ["Sols 0 to 99", "Sols 100 to 199"]
    assert len(pieces) == 10
    assert closeups(run(200.0)) == []


def test_unknown_is_hatched_and_counted_apart():
    """A link that is unknown for a fifth of the time is not open, not closed: a pattern of its own, and its own share."""
    data = run(
        10.0,
        states={
            "radio": [
                ["open", 0.0, 5 * DAY_S],
                ["unknown", 5 * DAY_S, 7 * DAY_S],
                ["closed", 7 * DAY_S, 10 * DAY_S],
            ]
        },
    )
    shares = link_shares(data.geometry.radio, data.times)
    assert shares == [("open", 0.5), ("closed", pytest.approx(0.3)), ("unknown", pytest.approx(0.2))]
    words = share_sentence(data.geometry, data.times, is_told=False)
    assert words.startswith(
        "Of the time the radio was open 50 %, closed 30 %, unknown 20 %. Unknown, for 2.0 sols:"
    )
    [hatched] = re.findall(
        r'<path d="([^"]*)" class="hatched" fill="url\(#hatch-timeline-wide\)"',
        str(draw_timeline(data, WIDE)),
    )
    left, right = (float(number) for number in re.match(r"M([\d.]+) [\d.]+H([\d.]+)", hatched).groups())
    assert (left, right) == (pytest.approx(108 + 0.5 * 782), pytest.approx(108 + 0.7 * 782))


def test_passes_and_refusals_have_their_marks():
    """A window of the rover that carried data is a pass, another one an idle pass; a refused take-off is no flight."""
    contacts = [
        Node({"source": "rover", "destination": "Odyssey", "start_utc": n * 100.0, "end_utc": n * 100.0 + 50.0, "carried_bits": n}, "c")
        for n in range(2)
    ]  # fmt: skip
    gate = [Node({"utc": 500.0, "passed": "false"}, "g"), Node({"utc": 900.0, "passed": "true"}, "g")]
    base = run(1.0)
    data = TimelineData(base.geometry, (), (), {}, base.times, contacts, (), gate)
    lanes = {lane.name: lane.spans for lane in data.lanes}
    assert lanes["Odyssey"] == {"idle-pass": [(0.0, 50.0)], "pass": [(100.0, 150.0)]}
    assert lanes["Flights"] == {"refused": [(500.0, 500.0)]}
    assert "Conjunction" not in lanes


def test_what_lies_between_two_places_waits():
    """At any time made = waiting on the helicopter + waiting at the rover + on Earth; what was dropped is made, and never waits."""
    rows = fallen(
        [product(0.0, 10.0, 30.0), product(5.0, 20.0, None, "queued"), product(6.0, None, None, "dropped")]
    )
    fall = waterfall(rows)
    instants, helicopter, rover = fall.waiting()
    assert instants.tolist() == [0.0, 5.0, 10.0, 20.0, 30.0]
    assert helicopter.tolist() == [100.0, 200.0, 100.0, 0.0, 0.0]
    assert rover.tolist() == [0.0, 0.0, 100.0, 200.0, 100.0]
    assert fall.all_made[1].tolist() == [100.0, 200.0, 300.0]
    words = waterfall_sentence(fall, run(1.0).times)
    assert words.startswith(
        "Of 300 bit made by the helicopter 200 bit came to the rover and 100 bit to Earth."
    )
    [(flight, to_rover, to_earth, missing)] = delays(rows)
    assert (flight, to_rover.tolist(), to_earth.tolist(), missing) == ("7", [10.0, 15.0], [30.0], 2)
    assert waterfall([]) is None
    assert np.isfinite(helicopter).all()
