"""A word that names something of relaysim's own, or something that an installed package adds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from relaysim.plugins import PluginKind, installed_plugins
from relaysim.scenario.scalars import Scalar, nearest, show

FORM = "[a-z0-9]+([._-][a-z0-9]+)*"


@dataclass(frozen=True)
class PluginName(Scalar):
    """One of relaysim's own words, or the name of an installed plug-in of that kind."""

    kind: PluginKind
    own: tuple[str, ...]

    def read(self, value: object, context: Any) -> str:
        """The word."""
        if isinstance(value, str) and value in self.own:
            return value
        added = [plugin.name for plugin in installed_plugins(self.kind) if plugin.name not in self.own]
        if isinstance(value, str) and value in added:
            return value
        known = [*self.own, *added]
        hint = nearest(value, known) if isinstance(value, str) else ""
        raise ValueError(f"{show(value)} is not a {self.kind.what}{hint or ';'} allowed: {', '.join(known)}")

    def json_schema(self) -> dict[str, Any]:
        """A word; editors complete relaysim's own."""
        assert all(re.fullmatch(FORM, word) for word in self.own)
        return {"anyOf": [{"enum": list(self.own)}, {"type": "string", "pattern": f"^{FORM}$"}]}
