"""Laws and limits of the small drawing tools: contours, relief, PNG, ticks, labels, quantiles."""

import math
import zlib

import numpy as np
import pytest

from relaysim.report.contours import contour_lines, interval_m
from relaysim.report.hillshade import TRANSPARENT, relief_rgb, shade
from relaysim.report.map_labels import Label, place_labels
from relaysim.report.png import encode_png
from relaysim.report.product_tables import quantile
from relaysim.report.svg import nice_ticks, points_path


def test_contour_of_a_cone_is_one_closed_circle():
    """The line at half the height of a cone is a ring at half its radius, to a small part of a cell."""
    y, x = np.mgrid[-20:21, -20:21].astype(float)
    lines = contour_lines(20.0 - np.hypot(x, y), 10.0)
    assert len(lines) == 1
    assert np.array_equal(lines[0][0], lines[0][-1])
    assert np.hypot(*(lines[0] - 20.0).T) == pytest.approx(10.0, abs=0.05)


def test_contour_stops_at_unknown_ground():
    """No line crosses a cell with an unknown corner; a saddle gives two lines, not a crossing."""
    heights = np.tile(np.arange(6.0), (6, 1))
    heights[2, :] = np.nan
    ends = [line[[0, -1], 1].tolist() for line in contour_lines(heights, 2.5)]
    assert sorted(map(sorted, ends)) == [[0.0, 1.0], [3.0, 5.0]]
    assert len(contour_lines(np.array([[0.0, 1.0], [1.0, 0.0]]), 0.5)) == 2


def test_contour_interval_is_round_and_keeps_lines_few():
    """35 m of relief are drawn every 2 m, a plain every half metre."""
    assert [interval_m(span) for span in (0.0, 8.0, 18.0, 35.0, 900.0)] == [0.5, 0.5, 1.0, 2.0, 50.0]


def test_light_from_the_north_west_brightens_the_slope_that_faces_it():
    """A slope that falls to the north-west is brighter than level ground, one that falls to the south-east darker."""
    south, east = np.mgrid[0:9, 0:9].astype(float)
    facing, away, level = (
        shade(h, 1.0)[4, 4] for h in (0.1 * (south + east), -0.1 * (south + east), 0.0 * south)
    )
    assert away < level < facing


def test_unknown_ground_is_transparent_and_known_ground_never_is():
    """Exactly the unknown cells carry the transparent colour."""
    heights = np.arange(64.0).reshape(8, 8)
    heights[3, 4] = np.nan
    clear = (relief_rgb(heights, 1.0) == TRANSPARENT).all(axis=-1)
    assert np.argwhere(clear).tolist() == [[3, 4]]


def test_png_holds_the_picture_it_was_given():
    """Undoing the row differences of the file gives the pixels back."""
    rgb = np.random.default_rng(1).integers(0, 255, (5, 7, 3), dtype=np.uint8)
    png = encode_png(rgb)
    start = png.index(b"IDAT") + 4
    length = int.from_bytes(png[start - 8 : start - 4], "big")
    lines = np.frombuffer(zlib.decompress(png[start : start + length]), dtype=np.uint8).reshape(5, 22)
    assert (lines[:, 0] == 2).all()
    assert np.array_equal(np.cumsum(lines[:, 1:], axis=0, dtype=np.uint8), rgb.reshape(5, 21))


def test_ticks_are_round_and_inside():
    """Steps are 1, 2 or 5 times a power of ten, never more ticks than asked for, none outside."""
    assert nice_ticks(772.0, 873.0, 11) == [780.0 + 10.0 * i for i in range(10)]
    assert nice_ticks(-3.2, 8.1, 4) == [0.0, 5.0]
    assert nice_ticks(5.0, 5.0, 4) == [5.0]


def test_path_breaks_where_a_value_is_unknown():
    """A nan lifts the pen."""
    assert points_path([(0.0, 1.0), (math.nan, 1.0), (2.04, 3.0), (4.0, 5.0)]) == "M0 1M2 3L4 5"


def test_labels_do_not_cover_each_other_and_stay_inside():
    """Six labels at one point get six free places; the optional ones beyond the room there is are left out."""
    labels = [Label(100.0, 60.0, f"label {i}") for i in range(40)]
    boxes = [placed.box for placed in place_labels(labels, [], [], (0.0, 0.0, 200.0, 120.0))]
    assert 6 <= len(boxes) < 40
    for i, a in enumerate(boxes):
        assert a[0] >= 0 and a[1] >= 0 and a[2] <= 200 and a[3] <= 120
        for b in boxes[:i]:
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_quantile_is_a_value_that_occurred():
    """The 90 % quantile of 1 to 10 is 9; of one value that value; of none nan."""
    values = [float(i) for i in range(1, 11)]
    assert [quantile(values, share) for share in (0.0, 0.5, 0.9, 1.0)] == [1.0, 5.0, 9.0, 10.0]
    assert math.isnan(quantile([], 0.5))
