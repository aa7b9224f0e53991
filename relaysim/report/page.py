"""report.html: one self-contained page of a run, in the order a reader asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template

from relaysim.aside_names import drop, name_aside
from relaysim.errors import OutputError
from relaysim.report import figures
from relaysim.report.blackouts import longest, read_blackouts
from relaysim.report.faults import Faults
from relaysim.report.geometry_file import read_geometry
from relaysim.report.moment import NO_MOMENT, moment_view
from relaysim.report.page_parts import heading, link_tables, network_tables, pictures, replay
from relaysim.report.page_templates import page_environment
from relaysim.report.reading import RunFiles, read_run
from relaysim.report.summary_markdown import markdown_summary
from relaysim.report.times import read_times


def build_report(run_dir: Path) -> tuple[str, ...]:
    """Write report.html and summary.md into a run directory from the files that are there; each appears whole or not at all.

    Returns:
        What could not be read or shown, a sentence each; nothing of a run that is whole.

    Raises:
        InputError: the directory is no run, or nothing of it can be shown; the message says what to do.
        OutputError: a file cannot be written there.
    """
    view = page_view(read_run(run_dir))
    _write(run_dir / "report.html", render_page(view))
    _write(run_dir / "summary.md", markdown_summary(view))
    found: tuple[str, ...] = view["missing"]
    return found


def _write(path: Path, text: str) -> None:
    aside = name_aside(path)
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        drop(aside)


def render_page(view: Mapping[str, Any]) -> str:
    """The page as text: the same values give the same bytes."""
    return _template().render(view)


@cache
def _template() -> Template:
    """The page's template, which takes longer to compile than most pages to fill."""
    return page_environment().get_template("page.html.j2")


def page_view(files: RunFiles) -> dict[str, Any]:
    """Everything that the page and summary.md show, by the names the templates use; `missing` is what they lack.

    Raises:
        InputError: the span of the run is not known, so there is no axis to show anything on.
    """
    times = read_times(files.summary)
    faults = Faults(files.faults, files.lost)
    geometry = read_geometry(files.geometry, times, faults)
    blackouts = faults.part(lambda: read_blackouts(files.blackouts, times), ())
    main = longest(blackouts, "radio")
    view = heading(files, geometry, main, times, faults)
    view |= link_tables(files, geometry, blackouts, times, faults)
    view |= network_tables(files, times, faults)
    view |= pictures(files, geometry, times, faults)
    view |= replay(files, times, faults)
    view |= figures.all_figures(files, geometry, blackouts, main, times, faults)
    view |= faults.part(lambda: moment_view(geometry, files.manifest, main, times), NO_MOMENT)
    return view | {"missing": faults.sentences, "lost": faults.lost}
