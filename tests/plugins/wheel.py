"""A wheel of a package of plain modules, made by hand: no build backend is at hand where tests run."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path


def write_wheel(project: Path, folder: Path) -> Path:
    """The wheel of the project in a folder, as its pyproject.toml describes it."""
    told = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = told["name"].replace("-", "_")
    info = f"{name}-{told['version']}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in told["dependencies"])
    points = (
        f"[{group}]\n" + "".join(f"{word} = {place}\n" for word, place in names.items())
        for group, names in told["entry-points"].items()
    )
    files = {module.name: module.read_text(encoding="utf-8") for module in sorted(project.glob("*.py"))}
    files |= {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "\n".join(points),
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    wheel = folder / f"{name}-{told['version']}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for place, text in files.items():
            archive.writestr(place, text)
    return wheel
