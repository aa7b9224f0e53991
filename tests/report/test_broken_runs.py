"""A run's folder that is not whole: what is missing is said, on the page too, and the rest is shown."""

from __future__ import annotations

import json

import pytest

from relaysim.cli.commands import app
from relaysim.errors import InputError
from relaysim.report import build_report

WHOLE = ("manifest.json", "summary.json", "geometry.json", "blackouts.csv", "contacts.csv", "flights.csv", "gate.csv",
         "products.csv")  # fmt: skip
DAMAGE = {
    "missing": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.fixture
def small_run(files, write_run):
    """A run with a manifest as `run` writes it, and without what takes long to draw."""
    clock = {
        "day": "sol",
        "time": "LMST",
        "day_length": "88775.244 s",
        "day_zero": "2021-02-18T04:24:15.800Z",
    }
    summary = files["summary.json"]
    files["manifest.json"] |= {
        "made_by": "relaysim", "schema": 1, "start_utc": summary["start_utc"], "end_utc": summary["end_utc"],
        "scenario": {"name": "flight-52-blackout", "title": summary["title"], "clock": clock},
    }  # fmt: skip
    summary |= {
        "blackouts": files["blackouts.csv"],
        "flights": files["flights.csv"],
        "counts": {"products_created": 60},
    }
    geometry = files["geometry.json"]
    geometry |= {"profiles": geometry["profiles"][:1]}
    geometry["map"] |= {"rows": 9, "columns": 12, "heights": geometry["map"]["heights"][:108]}
    folder = write_run(files)
    (folder / "events.parquet").write_bytes(b"PAR1")
    return folder


def read(folder, name="report.html"):
    """A file that was made there."""
    return (folder / name).read_text(encoding="utf-8")


def test_a_whole_run_has_no_box(small_run):
    """Nothing is missing, so nothing is said to be, and both files are there."""
    assert build_report(small_run) == ()
    assert "is not complete" not in read(small_run) + read(small_run, "summary.md")


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", WHOLE)
def test_any_file_broken_is_named_and_the_rest_is_shown(small_run, name, how):
    """Missing, cut in the middle or empty: the page, its summary and the caller name the file; the other sections stand."""
    DAMAGE[how](small_run / name)
    faults = build_report(small_run)
    page, text = read(small_run), read(small_run, "summary.md")
    assert any(fault.startswith(name) for fault in faults)
    assert "This page is not complete" in page
    assert "This summary is not complete" in text
    assert f"<li>{name}" in page
    assert "Flight 52: silent behind a hill for 63 days" in page
    # what one file lacks another one says, so that no blackout or flight turns into none
    assert "could not hear" in page
    assert ("No flight was planned" in page, "No blackout at any level" in page) == (False, False)
    if name != "products.csv":
        assert "60 created = 50 delivered" in page
    elif how != "cut":
        assert "Not known: products.csv is missing or broken." in page


def test_rows_before_a_cut_are_shown(small_run):
    """Of a table cut in the middle of a row the rows before it are shown, and their number is told."""
    table = small_run / "products.csv"
    lines = table.read_bytes().splitlines(keepends=True)
    table.write_bytes(b"".join(lines[:31]) + lines[31][:9])
    assert build_report(small_run) == ("products.csv: is cut short; the 30 rows before that are shown",)
    table.write_bytes(b"".join(lines[:31]))
    assert "has 30 rows, but summary.json counts 60" in build_report(small_run)[0]


def test_a_run_of_a_later_version_is_shown_as_far_as_known(small_run):
    """A later schema, with a column and a key more, is told by version; all that is known of it is shown."""
    manifest = json.loads(read(small_run, "manifest.json")) | {
        "schema": 99,
        "version": "9.1",
        "flavour": "new",
    }
    (small_run / "manifest.json").write_text(json.dumps(manifest))
    table = read(small_run, "gate.csv").splitlines()
    (small_run / "gate.csv").write_text(
        "\n".join([table[0] + ",more", *(line + ",1" for line in table[1:])]) + "\n"
    )
    faults = build_report(small_run)
    assert "written by relaysim 9.1 with tables of version 99" in faults[0]
    assert not any(fault.startswith("gate.csv") for fault in faults)
    assert "Flight 51: 1 attempt, 3 checks, 1 failed" in read(small_run)


@pytest.mark.parametrize(
    ("name", "text", "words", "kept"),
    [
        ("geometry.json", '{"map": {"rows": "x", "columns": 2}}', "map: rows should be a number", "could not hear"),
        ("geometry.json", '{"map": {"rows": 2, "columns": 2, "heights": [1]}}', "rows x columns", "could not hear"),
        ("geometry.json", '{"rover": {"track": [[1, 2]], "name": "Percy"}}', "rows of 3 numbers", "Percy could not"),
        ("geometry.json", '{"link": {"utc_s": [1, 2], "margin_db": [1]}}', "as long as utc_s", "could not hear"),
        ("geometry.json", '{"sessions": [{"start_utc": "noon"}]}', "sessions[0]: start_utc should be", "could not hear"),
        ("geometry.json", '{"budget": [{"value": []}]}', "value should be a number", "could not hear"),
        ("blackouts.csv", "level\nradio\n", "has no column start_utc", "could not hear"),
        ("gate.csv", "flight,attempt,utc,check,passed\n52,1\n", "row 2 has 2 values for 5 columns", "Flights and the gate"),
        ("gate.csv", "flight,attempt,utc,check,passed\n52,1,,x,maybe\n", "passed should be true or false", "Flights, planned"),
        ("contacts.csv", "source,destination,start_utc,end_utc\nrover,earth,noon,\n", "start_utc should be", "The answers"),
        ("products.csv", b"\xff\xfe", "is not UTF-8 text", "The answers"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named_and_left_out(small_run, name, text, words, kept):
    """A value of the wrong kind costs the section that needs it: its place is told, the others are shown."""
    (small_run / name).write_bytes(text.encode() if isinstance(text, str) else text)
    faults = build_report(small_run)
    assert any(words in fault for fault in faults)
    assert kept in read(small_run)


def test_a_folder_that_is_no_run_is_refused(tmp_path, small_run):
    """Without manifest and summary nothing can be shown: an error that says what to do, and no page is left."""
    with pytest.raises(InputError, match="no such run folder; make one with `relaysim run"):
        build_report(tmp_path / "nowhere")
    for name in ("manifest.json", "summary.json"):
        (small_run / name).unlink()
    with pytest.raises(
        InputError, match=r"is no relaysim run: manifest.json: missing; summary.json: missing; name the"
    ):
        build_report(small_run)
    (small_run / "summary.json").write_text("{}")
    with pytest.raises(InputError, match="start_utc and end_utc should be times"):
        build_report(small_run)
    assert not (small_run / "report.html").exists()


def test_the_command_says_what_is_missing(small_run):
    """`relaysim report` names the file on the error stream, prints the page's place and ends well; without a run it ends with 2."""
    from typer.testing import CliRunner

    (small_run / "contacts.csv").unlink()
    done = CliRunner().invoke(app, ["report", str(small_run)])
    assert done.exit_code == 0
    assert f"{small_run / 'contacts.csv'}: missing" in done.stderr
    assert done.stdout.strip() == str(small_run / "report.html")
