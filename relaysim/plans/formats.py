"""The formats of contact plans that other simulators read and write, and which of them a file is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from relaysim.errors import InputError
from relaysim.plans.hdtn_file import read_hdtn, write_hdtn
from relaysim.plans.ion_file import write_ion
from relaysim.plans.ion_reading import read_ion
from relaysim.plans.plan import ContactPlan, Written
from relaysim.plans.tvg_file import write_tvg
from relaysim.plans.tvg_reading import read_tvg

MOST_BYTES = 200_000_000
Reader = Callable[[str, str, Mapping[str, str] | None, float | None], ContactPlan]
_ION_LINE = re.compile(r"^\s*(a\s+(contact|range)\b|@\s)", re.MULTILINE)


@dataclass(frozen=True)
class PlanFormat:
    """A format: who reads it, and the two ways."""

    name: str
    title: str
    write: Callable[[ContactPlan], Written]
    read: Reader


FORMATS: Mapping[str, PlanFormat] = {
    one.name: one
    for one in (
        PlanFormat("ion", "ION, ionrc(5)", write_ion, read_ion),
        PlanFormat("hdtn", "HDTN, JSON", write_hdtn, read_hdtn),
        PlanFormat("tvg", "dtn-tvg-util and aiodtnsim, time-varying graph v2", write_tvg, read_tvg),
    )
}


def plan_format(name: str) -> PlanFormat:
    """The format of a name. Raises: InputError if there is none of it."""
    if name not in FORMATS:
        allowed = "; ".join(f"{one.name} ({one.title})" for one in FORMATS.values())
        raise InputError(f"contact plans: there is no format '{name}'; allowed: {allowed}")
    return FORMATS[name]


def write_plan(plan: ContactPlan, format: str) -> Written:
    """The text of a plan in a format, with what it could not say. Raises: InputError if there is no such format."""
    return plan_format(format).write(plan)


def read_plan(
    path: str | Path,
    format: str | None = None,
    *,
    names: Mapping[str, str] | None = None,
    epoch_utc_s: float | None = None,
) -> ContactPlan:
    """The contact plan in a file.

    Args:
        format: ion, hdtn or tvg; found from the file's content if not given.
        names: what the scenario calls the nodes, by what the file calls them: {"1": "earth"}. A file that relaysim wrote
            names them itself; a node that nobody names keeps its number.
        epoch_utc_s: what the file's times count from, s since 1970, where it does not say so itself.

    Returns:
        The plan; its remarks say what looks odd, or was left out.

    Raises:
        InputError: the file cannot be read, or is in no such format; ScenarioError (one of them) with every fault that
            its lines have.
    """
    chosen = plan_format(format) if format is not None else None
    file = str(path)
    text = _text(Path(path), file)
    return (chosen or _found_format(text, file)).read(text, file, names, epoch_utc_s)


def _found_format(text: str, file: str) -> PlanFormat:
    start = text.lstrip()[:1]
    if start == "{":
        return FORMATS["tvg" if '"contact_type"' in text else "hdtn"]
    if start != "[" and _ION_LINE.search(text):
        return FORMATS["ion"]
    formats = ", ".join(FORMATS)
    raise InputError(
        f"{file}: this is no contact plan in a known format ({formats}); name the format if it is one"
    )


def _text(path: Path, file: str) -> str:
    try:
        if path.is_dir():
            raise InputError(f"{file}: this is a folder, not a contact plan")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"{file}: larger than {MOST_BYTES // 1_000_000} MB: no contact plan is; check the name"
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such contact plan; check its name") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: this is not UTF-8 text, so no contact plan") from None
    except OSError as error:
        raise InputError(f"{file}: the contact plan cannot be read: {error.strerror or error}") from error
