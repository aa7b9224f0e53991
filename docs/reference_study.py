"""docs/reference/study.md: every key of a study file, from its models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from markdown_parts import code, link_to, page, table

EXAMPLE = "blackout-52-uncertainty"
LONGEST_EXAMPLE = 60


def study_page() -> str:
    """Every key of a study file, section by section, from its models."""
    from relaysim.campaign.study.builtin_studies import study_text
    from relaysim.campaign.study.schema_study import StudyModel
    from relaysim.scenario.document import read_document

    data = read_document(study_text(EXAMPLE), EXAMPLE).data
    found = list(_sections(StudyModel, ()))
    index = table(
        ("section", "what"),
        (
            (link_to(_dotted(p)) if p else "[The file itself](#the-file-itself)", _first_line(m))
            for p, m in found
        ),
    )
    intro = (
        "A study is one YAML file: a scenario many times over, with values that are chosen and values that are not "
        "known. Keys marked *yes* must be given. Unknown keys are faults, and all faults are shown at once, each with "
        f"file, line and column: `relaysim campaign FILE --dry-run`. The examples are those of the built-in study `{EXAMPLE}`."
    )
    parts = [_section(path, model, data) for path, model in found]
    return page("Study files", intro, _WRITING, "## Sections", index, *parts, _NUMBERS, _numbers())


_WRITING = """## How a study is read

- **Order**: the scenario as its file says, then the study's `set`, then the variant, then what was drawn: the last one
  wins. Two factors may not set the same value.
- **Paths** name a place in the scenario as `--set` does: `radios.rover.antenna_height`, `link.budget.fixed loss.value`
  (items of a list by their name or flight number, or by their index from 0: `radios.rover.body_loss.0.loss`).
- **Variants**: with `design: grid` every combination of the factors' levels (the last factor changes fastest), with
  `one-at-a-time` the first level of all factors and then each other level alone, with `list` the rows of `variants`.
  A variant's name is its levels' labels, joined by a comma and a space. At most 100,000 variants and 10,000,000 runs.
- **Draws are common**: run N of every variant has the same uncertain values, the same error of the ground and the same
  seed, so that variants differ by what was chosen alone.
- **Distributions**: `low` and `high` beside a distribution cut it: what is drawn has the distribution *given that* it
  lies between them; nothing heaps up at the bounds. Uniform and triangular ones have their own ends.
- **Correlations** are Spearman's rank correlations, made with a Gaussian copula: of its normal variables the
  correlation is 2 sin(pi rho / 6). Latin hypercubes keep their strata: only the order of the values changes.
- **Checked before anything runs**: each path against the scenario, each level and both tails of each distribution
  against what the scenario allows, and the scenario is loaded with them.
- **Names** become columns of the results. Where none is given it is made from the last parts of the path.
- **Overrides** of the study itself name its keys: `sampling.runs=50`, `uncertain.fixed_loss.low=-9 dB` (where it has a
  `name`), `set.gate.policy=takeoff`."""

_NUMBERS = """## Numbers of a run

What `summary` may name:"""


def _numbers() -> str:
    from relaysim.campaign.study.numbers import NUMBERS

    return table(
        ("summary", "what"), ((code(path), label.format(far_end="Earth")) for path, label in NUMBERS.items())
    )


def _sections(model: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(path, model) of every section, outer ones first; a list's path ends with []."""
    from relaysim.scenario.model_fields import fields_by_key

    yield path, model
    for key, (_, info) in fields_by_key(model).items():
        inner, is_list = _inner(info.annotation)
        if inner is not None:
            yield from _sections(inner, (*path, key + ("[]" if is_list else "")))


def _inner(annotation: Any) -> tuple[Any, bool]:
    """The section that a key holds, if it holds one, and whether it holds a list of them."""
    from relaysim.scenario.model_fields import item_type, section_type

    item = section_type(item_type(annotation))
    return (item, True) if item is not None else (section_type(annotation), False)


def _section(path: tuple[str, ...], model: Any, data: Any) -> str:
    from relaysim.scenario.model_fields import fields_by_key

    rows = []
    for key, (_, info) in fields_by_key(model).items():
        inner, is_list = _inner(info.annotation)
        if inner is not None:
            allowed = ("list of " if is_list else "") + link_to(
                _dotted((*path, key + ("[]" if is_list else "")))
            )
        else:
            allowed = _allowed(key, info)
        needed = "yes" if info.is_required() else _default(info.get_default())
        rows.append(
            (code(key), info.description or "", allowed, needed, "" if inner else _example(path, key, data))
        )
    heading = code(_dotted(path)) if path else "The file itself"
    head = ("key", "what", "unit or allowed values", "needed, or default", "example")
    return f"## {heading}\n\n{_first_line(model)}\n\n{table(head, rows)}"


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _first_line(model: Any) -> str:
    return " ".join(str(model.__doc__).split())


def _default(value: Any) -> str:
    return "none" if value in (None, (), {}, "") else code(str(value))


def _allowed(key: str, info: Any) -> str:
    """What a key may hold, from the objects that read it."""
    from relaysim.scenario.quantities import Quantity
    from relaysim.units import DIMENSIONS

    if key == "set":
        return "mapping of paths to values"
    scalar: Any = next(_scalars([*info.metadata, info.annotation]), None)
    many = "tuple" in str(info.annotation)
    if scalar is None:
        return "list of values"
    if isinstance(scalar, Quantity):
        return f"{scalar.dimension} ({', '.join(DIMENSIONS[scalar.dimension])}), from {scalar.low} to {scalar.high}"
    words = {
        "MeasureForm": "number, with its unit if the scenario's key has one",
        "LocalDays": "duration: sols (the scenario's word for its day), h, d (24 h)",
        "AfterFlight": "`flight` and its number",
        "HeightSigmaForm": "`band`, or a length (m, km, cm, mm) above 0 to 1000 m",
    }.get(type(scalar).__name__) or _by_schema(key, scalar)
    return f"list: {words}" if many else words


def _by_schema(key: str, scalar: Any) -> str:
    schema = scalar.json_schema()
    if key == "summary":
        return "one of the [numbers of a run](#numbers-of-a-run)"
    if "enum" in schema:
        return ", ".join(code(word) for word in schema["enum"])
    if "const" in schema:
        return code(str(schema["const"]))
    if schema["type"] in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        kind = "whole number" if schema["type"] == "integer" else "number"
        above = "above " if "exclusiveMinimum" in schema else ""
        ends = " to ".join(f"{one:,}".removesuffix(".0") for one in (low, schema["maximum"]))
        return f"{kind}, {above}{ends}"
    return getattr(scalar, "form", "") or f"text, at most {schema['maxLength']} characters"


def _scalars(things: Iterable[object]) -> Iterator[object]:
    from relaysim.scenario.scalars import Scalar

    for thing in things:
        if isinstance(thing, Scalar):
            yield thing
        else:
            yield from _scalars([*getattr(thing, "__metadata__", ()), *get_args(thing)])


def _example(path: tuple[str, ...], key: str, data: Any) -> str:
    """The built-in study's first value of a key."""
    found = [data]
    for part in path:
        inside = [place.get(part.removesuffix("[]")) for place in found if isinstance(place, dict)]
        found = [item for place in inside for item in (place if isinstance(place, list) else [place])]
    values = [place[key] for place in found if isinstance(place, dict) and key in place]
    if not values:
        return ""
    shown = values[0]
    text = (
        f"[{', '.join('null' if one is None else str(one) for one in shown)}]"
        if isinstance(shown, list)
        else str(shown)
    )
    text = " ".join(text.split())
    return code(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE].rstrip()} ...")
