"""What the forms of `relaysim viewshed` have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from relaysim.terrain.colours import ColourClass
    from relaysim.terrain.grid import Terrain


@dataclass(frozen=True)
class MapWish:
    """The map a user wants: over which terrains, of which target, how far, and where to."""

    terrains: tuple[str, ...]
    target_m: float
    radius_m: float | None
    out: Path
    picture: Path | None
    replace: bool
    as_json: bool

    def check_place(self, *inputs: Path) -> None:
        """Refuses a place that cannot take the map, or is one of its inputs, before any work is done.

        Raises: OutputError.
        """
        from relaysim.terrain.map_file import check_map_place
        from relaysim.terrain.picture import check_picture_place
        from relaysim.terrain.write import check_not_read

        for written in map(Path, self.files):
            check_not_read(written, (*self.terrains, *inputs), what="map")
        check_map_place(self.out, replace=self.replace)
        if self.picture is not None:
            check_picture_place(self.picture, replace=self.replace)

    def draw(
        self,
        terrain: Terrain,
        values: NDArray[np.float32],
        classes: Sequence[ColourClass],
        at: tuple[int, int],
    ) -> None:
        """Draws values over the window of the terrain that begins `at` (column, row), if a picture is wanted.

        Raises: OutputError.
        """
        if self.picture is not None:
            from relaysim.terrain.map_picture import write_map_picture

            write_map_picture(terrain, values, classes, self.picture, column=at[0], row=at[1])

    def legend(self, words: str) -> list[tuple[str, str]]:
        """A line that says what the colours of the picture are; none without one."""
        return [("colours", f"{words}, unknown ground striped")] if self.picture is not None else []

    @property
    def style(self) -> Path | None:
        """The map's style for QGIS; NetCDF has none."""
        from relaysim.terrain.map_file import is_netcdf, style_place

        return None if is_netcdf(self.out) else style_place(self.out)

    @property
    def files(self) -> list[str]:
        """The map, its style and its picture, as they are printed."""
        return [str(path) for path in (self.out, self.style, self.picture) if path is not None]

    def files_json(self) -> dict[str, str | None]:
        """The same by what they are; None for what is not there."""
        named = {"file": self.out, "style": self.style, "picture": self.picture}
        return {name: None if path is None else str(path) for name, path in named.items()}
