"""Nothing in the code asks what mission, body or vehicle it has before it: such names are data, never decisions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from relaysim.helicopter.vehicles.shipped import SHIPPED
from relaysim.resources import data_folder
from relaysim.scenario.builtin import builtin_scenarios
from relaysim.terrain.registry import list_terrains

PACKAGE = Path(__file__).resolve().parents[2] / "relaysim"
# Names that no scenario of ours has, and that a hasty hand might ask for.
ELSEWHERE = ("Jezero", "NASA", "JPL", "Mars", "Moon", "Earth", "Sun", "Venus", "Titan", "MRO", "MAVEN", "TGO")
COMPARING = (
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "fullmatch",
    "match",
    "search",
    "count",
)


def names() -> frozenset[str]:
    """Every name of a mission, body, vehicle, orbiter, station or terrain that ships, in small letters."""
    found = [*ELSEWHERE, *SHIPPED, *(terrain.name for terrain in list_terrains())]
    for scenario, _ in builtin_scenarios():
        data = YAML(typ="safe").load(
            (data_folder("scenarios") / f"{scenario}.yaml").read_text(encoding="utf-8")
        )
        earth = data["earth"]
        others = (*earth.get("orbiters", ()), *earth.get("stations", ()), *data.get("landers", ()))
        found += [scenario, data["body"]["name"], data["rover"]["name"], data["helicopter"]["name"]]
        found += [one["name"] for one in others]
    return frozenset(name.lower() for name in found) - ROLES


# The places of the network that contacts.csv and the levels of a blackout are told by: a contract, no mission's.
ROLES = frozenset({"earth", "rover", "helicopter"})
NAMES = names()


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module has given names of its own."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def strings(node: ast.AST, words: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The texts anywhere in an expression, those among them that stand there by a name of the module."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.lineno, one.value
        elif isinstance(one, ast.Name) and one.id in words:
            yield one.lineno, words[one.id]


def deciding(tree: ast.AST) -> Iterator[ast.AST]:
    """Expressions that decide: what is compared, matched, asked for its beginning or end, or picked from on the spot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.match_case):
            yield node.pattern
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield node.test
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            yield node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in COMPARING
        ):
            yield from node.args


def is_name(text: str) -> bool:
    """Whether a text is one of the names, with or without capitals; "earth" alone is a role, "Earth" a body."""
    return text.lower() in NAMES or text in ("Earth",)


def faults(source: str, file: str) -> list[str]:
    """The places at which a piece of Python decides by a name."""
    tree = ast.parse(source)
    words = constants(tree)
    found = {
        (line, text)
        for expression in deciding(tree)
        for line, text in strings(expression, words)
        if is_name(text)
    }
    return [f"{file}:{line}: decides by {text!r}" for line, text in sorted(found)]


SCRIPT_TEXT = re.compile(r"""(?:[=!]==?\s*|case\s+|\bin\s+|includes\(|startsWith\()\s*(["'`])(?P<right>[^"'`]*)\1"""
                         r"""|(["'`])(?P<left>[^"'`]*)\3\s*[=!]==?""")  # fmt: skip


def script_faults(source: str, file: str) -> list[str]:
    """The same of page scripts and templates, by their signs of comparison."""
    found = []
    for match in SCRIPT_TEXT.finditer(source):
        text = match["right"] if match["right"] is not None else match["left"]
        if is_name(text):
            line = source.count("\n", 0, match.start()) + 1
            found.append(f"{file}:{line}: decides by {text!r}")
    return found


def files(*endings: str) -> list[Path]:
    return sorted(path for ending in endings for path in PACKAGE.rglob(f"*{ending}"))


def test_no_python_decides_by_a_name() -> None:
    """No comparison, condition, case or beginning of a text names a mission, a body or a vehicle."""
    found = [
        fault
        for path in files(".py")
        for fault in faults(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE)))
    ]
    assert found == []


def test_no_page_decides_by_a_name() -> None:
    """Nor do the scripts and templates of the pages."""
    pages = files(".js", ".j2", ".html")
    assert len(pages) > 5
    found = [
        fault
        for path in pages
        for fault in script_faults(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE)))
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'if body.name == "Mars":\n    pass',
        'wet = name in ("Titan", "Earth")',
        'match vehicle:\n    case "hopper":\n        pass',
        'x = 1 if scenario.name.startswith("flight-54-hop") else 2',
        'x = 1 if "ingenuity" != helicopter else 2',
        'ok = terrain.name.lower() == "jezero-survey"',
        'while mission in {"flight-52-blackout"}:\n    pass',
        'if {"Perseverance": True}.get(rover):\n    pass',
        'gait = {"Mars": fly, "Moon": hop}[body.name]',
        'HOME = "Mars"\nred = body.name == HOME',
    ],
)
def test_a_planted_decision_is_found(planted: str) -> None:
    """The search is no rubber stamp."""
    assert len(faults(planted, "planted.py")) >= 1


@pytest.mark.parametrize(
    "planted",
    [
        'if (scene.name === "canyon-rescue") {}',
        "switch (b) { case 'Mars': break; }",
        '{% if body == "Moon" %}{% endif %}',
    ],
)
def test_a_planted_decision_in_a_page_is_found(planted: str) -> None:
    """Nor is that of the pages."""
    assert len(script_faults(planted, "planted.js")) == 1


def test_tables_of_facts_are_no_decisions() -> None:
    """What is known of bodies may stand in a table, and the places of the network have their names."""
    assert faults('BODIES = {"Mars": 3396.19, "Moon": 1737.4}\nradius = BODIES[name]', "table.py") == []
    assert faults('if source == "earth" and destination == "rover":\n    pass', "roles.py") == []
