"""Every command that writes: how it is asked, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fuzz import bases

OUT = ("--out", "out")
FEW = ("--hindcast", "--radius", "60")


@dataclass(frozen=True)
class Writing:
    """A command that writes.

    arguments   as typed, in a folder with the valley and a run of it
    targets     what it leaves, each whole or not at all
    again       what must be added to write over them
    """

    name: str
    arguments: tuple[str, ...]
    targets: tuple[str, ...]
    again: tuple[str, ...] = ("--force",)


def _export(ending: str) -> Writing:
    return Writing(f"export {ending}", ("export", "done", "--out", f"out.{ending}"), (f"out.{ending}",))


LOOK = ("viewshed", "--terrain", bases.GROUND, "--target-height", "1", "--out", "out.tif")
AT = ("--at", "46.502,8.102,3", "--radius", "300")
LINK = ("link", "--scenario", bases.VALLEY, "--from", "46.5,8.1,2", "--to", "46.503,8.103,1")

COMMANDS = (
    Writing("run", ("run", bases.VALLEY, *OUT), ("out",)),
    Writing("report", ("report", "done"), ("done/report.html", "done/summary.md"), ()),
    Writing("blackouts", ("blackouts", bases.VALLEY, *OUT), ("out/blackouts.csv",)),
    *map(_export, ("geojson", "gpkg", "kml", "czml")),
    Writing("contacts", ("contacts", bases.VALLEY, "--format", "ion", "--out", "out.ion"), ("out.ion",)),
    Writing("terrain build", ("terrain", "build", "--survey", "points.csv", "--dtm", bases.GROUND, "--out", "out.tif"), ("out.tif",)),
    Writing("terrain info --picture", ("terrain", "info", bases.GROUND, "--picture", "out.png"), ("out.png",)),
    Writing("viewshed", (*LOOK, *AT, "--picture", "out.png"), ("out.tif", "out.qml", "out.png")),
    Writing("viewshed margin", (*LOOK, *AT, "--quantity", "margin", "--scenario", bases.VALLEY), ("out.tif", "out.qml")),
    Writing("viewshed along", (*LOOK, "--along", "stands.csv", "--radius", "300"), ("out.tif", "out.qml")),
    Writing("link --plot", (*LINK, "--plot", "out.png"), ("out.png",)),
    Writing("map", ("map", bases.VALLEY, *OUT, *FEW), ("out",)),
    Writing("sites", ("sites", bases.VALLEY, *OUT, *FEW, "--grid", "30"), ("out",)),
    Writing("recover", ("recover", bases.VALLEY, *OUT, "--hindcast", "--corridor", "20"), ("out",)),
    Writing("calibrate", ("calibrate", "--scenario", "mission.yaml", "--out", "out.json"), ("out.json",)),
    Writing("validate", ("validate", "--scenario", "mission.yaml", *OUT), ("out/validation.md", "out/predictions.csv", "out/margin.svg")),
    Writing("compare", ("compare", "done", "other", *OUT), ("out",)),
    Writing("scenarios new", ("scenarios", "new", "out.yaml", "--terrain", bases.GROUND), ("out.yaml", "out-route.csv"), ()),
    Writing("scenarios show", ("scenarios", "show", "first-flight", *OUT), ("out",), ()),
)  # fmt: skip
# One of each way of writing: a folder, files into a folder, a file of text, of bytes, of GDAL's, several files.
QUICK = tuple(
    one
    for one in COMMANDS
    if one.name in {"run", "report", "contacts", "terrain build", "viewshed", "scenarios show"}
)
WRITE_ONCE = {"scenarios show", "scenarios new"}
