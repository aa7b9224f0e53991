"""The page has what a reader asks for, escapes what users write, and is the same for the same files."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from relaysim.report import build_report

SECTIONS = (
    "answers", "map-section", "profiles", "timeline", "margin", "blackouts", "obstructions", "flights",
    "products", "budget", "assumptions", "provenance",
)  # fmt: skip
_VOID = {"meta", "link", "br", "img", "input", "hr"}


class _Tree(HTMLParser):
    """Checks that elements nest, and collects ids."""

    def __init__(self):
        super().__init__()
        self.open, self.ids = [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page_of(run_dir):
    """Build the page and read it."""
    build_report(run_dir)
    return (run_dir / "report.html").read_text(encoding="utf-8")


def test_page_has_every_section_in_the_order_a_reader_asks(page):
    """Answer, answers, map, profiles, time, tables, basis: each section is there once, in this order."""
    asked = [*SECTIONS[:5], "sweep", *SECTIONS[5:]]
    places = [page.index(f'<section id="{name}"') for name in asked]
    assert places == sorted(places)
    assert page.index('class="answer"') < places[0]


def test_page_is_well_formed_with_unique_ids(page):
    """Every element is closed where it was opened, and no id is used twice although figures come in two sizes."""
    tree = _Tree()
    tree.feed(page)
    assert tree.open == []
    assert len(tree.ids) == len(set(tree.ids))


def test_answer_names_times_lengths_and_the_ground_in_the_way(page):
    """The first sentence holds both ends, elapsed days, local days, calendar days and their time zone."""
    answer = re.search(r'<p class="answer">(.*?)</p>', page).group(1)
    assert answer == (
        "Perseverance could not hear Ingenuity from 2023-04-27 04:12:14 UTC (sol 776 15:22:46 LMST) to "
        "2023-06-27 15:40:10 UTC (sol 836 11:22:05 LMST): 61.5 days elapsed (59.8 sols, 62 calendar days in "
        "America/Los_Angeles)."
    )
    more = re.search(r'<p class="answer-more">(.*?)</p>', page).group(1)
    assert more == (
        "What stood in the way: ground 7.5 m above the straight line between the antennas, 132 m from Perseverance, "
        "at 18.47902° N 77.37124° E, where Perseverance later drove within 12 m (on sol 838)."
    )


def test_cut_answer_is_called_a_lower_bound(page):
    """A blackout cut by the edge of the scenario says so on its card and in the table."""
    assert "Cut by the end of the scenario: a lower bound." in page
    assert "still dark at the end" in page


def test_the_blackout_table_says_how_sure_its_edges_are(files, page, write_run):
    """Where a blackout has quantiles they stand below its start and its end; without them there is no such line."""
    assert "90 %: " not in page
    radio = next(row for row in files["blackouts.csv"] if row["level"] == "radio")
    for row in files["blackouts.csv"]:
        row |= {"end_utc_p05": "", "end_utc_p95": ""}
    radio |= {"end_utc_p05": "2023-05-18T15:32:23.6Z", "end_utc_p95": "2023-06-29T18:29:36.1Z"}
    told = page_of(write_run(files))
    assert told.count("90 %: ") == 1
    assert re.search(r"sol 836 11:22:05 LMST</small><br><small>90 %: sol 797–838</small>", told)


def test_same_files_give_the_same_bytes(files, write_run):
    """Two builds of one run are equal byte for byte, and timing.json has no part in it."""
    run_dir = write_run(files)
    first = page_of(run_dir)
    (run_dir / "timing.json").write_text('{"wall_s": 3.1}')
    assert page_of(run_dir) == first
    assert not list(run_dir.glob(".report*"))


def test_what_users_write_is_escaped_everywhere(files, page, write_run):
    """A title, name, purpose or reason with markup in it stays text: no element of it reaches the page."""
    evil = "<script>alert(1)</script>\"'&{{ 7*7 }}"
    files["summary.json"] |= {"title": evil, "scenario": evil, "terrain": evil}
    files["geometry.json"]["rover"]["name"] = evil
    files["geometry.json"]["helicopter"]["name"] = evil
    files["geometry.json"]["profiles"][0]["title"] = evil
    files["geometry.json"]["limits"] = [evil]
    files["geometry.json"]["sweep"]["term"] = evil
    files["flights.csv"][0] |= {"purpose": evil, "reason": evil, "outcome": evil, "flight": evil}
    files["products.csv"][0] |= {"kind": evil}
    hostile = page_of(write_run(files))
    assert hostile.count("<script") == page.count("<script")
    assert "<script>alert" not in hostile
    assert "&lt;script&gt;alert(1)" in hostile


def test_page_asks_nothing_of_a_network(page):
    """No address outside the page: its only links are its own anchors and pictures inside it."""
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert {link.split(":")[0] if ":" in link else link[0] for link in links} == {"#", "data"}
    assert "url(http" not in page
    assert "@import" not in page
    assert len(page) < 1_000_000


def test_figures_have_text_alternatives(page):
    """Every figure is an image with a label, every table has a caption, headings do not skip a level."""
    for figure in re.findall(r'<svg class="figure"[^>]*>', page):
        assert 'role="img"' in figure
        assert re.search(r'aria-label="[^"]{20,}"', figure)
    assert page.count("<table") == page.count("<caption>")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_short_blackouts_are_folded_away(page):
    """Flickers shorter than a local day are counted in a fold and do not lengthen the main table."""
    assert "3 more radio blackouts, the longest of 40 s" in page


def test_products_add_up_or_the_page_says_they_do_not(page, files, write_run):
    """created = delivered + queued + expired + dropped is printed; a product outside it is pointed out."""
    assert "60 created = 50 delivered + 3 queued + 3 expired + 4 dropped." in page
    files["products.csv"][0] |= {"status": "vanished"}
    assert "this does NOT add up" in page_of(write_run(files))


def test_product_that_went_around_the_rover_is_pointed_out(files, write_run):
    """A delivered product without a time at the rover is counted in words."""
    files["products.csv"][0] |= {"at_rover_utc": ""}
    assert "1 of 50 delivered products have no time at the rover." in page_of(write_run(files))


def test_empty_tables_and_no_geometry_give_a_sensible_page(empty_tables, write_run):
    """With nothing known every section but the sweep still stands, each with a sentence instead of an empty chart."""
    page = page_of(write_run(empty_tables))
    for name in SECTIONS:
        assert f'<section id="{name}"' in page
    assert "is not known" in page
    assert page.count("No such blackout was found.") == 3
    assert "This run has no map." in page
    assert "Nothing happened in this run" in page
    assert 'class="figure"' not in page
    assert "No flight was planned in this run." in page


def test_run_without_a_blackout_says_so(files, write_run):
    """An open link throughout is an answer, not an empty sentence."""
    files["blackouts.csv"] = list(files["blackouts.csv"][0])
    files["geometry.json"] |= {"answers": [], "obstructions": [], "profiles": []}
    files["geometry.json"]["states"]["radio"] = [["open", "2023-04-22T09:45:44Z", "2023-08-04T04:24:04Z"]]
    page = page_of(write_run(files))
    assert "There was no radio blackout: Perseverance and Ingenuity could hear each other throughout." in page


def test_unknown_ground_everywhere_is_drawn_as_unknown(files, write_run):
    """A map, a profile and a link without one known value give a page: hatched, with a gap, and in words."""
    geometry = files["geometry.json"]
    geometry["map"]["heights"] = [-1] * len(geometry["map"]["heights"])
    geometry["link"] |= {"margin_db": None, "loss_db": None}
    first = geometry["profiles"][0]
    first |= {"ground_m": [None] * len(first["distance_m"]), "loss_db": None, "margin_db": None}
    page = page_of(write_run(files))
    assert "unknown ground, 100 % of the map" in page
    assert "The margin is not known at any time of this run." in page
    assert "path loss unknown" in page
