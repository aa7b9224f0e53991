"""What the server answers with: the page's files to everybody, the scene and the questions to those who know the token."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from relaysim.explore.link_answer import chance_answer, link_answer
from relaysim.explore.margin_map import margin_map
from relaysim.explore.newest import Lane
from relaysim.explore.relief import Relief
from relaysim.explore.route_answer import RouteAnswers
from relaysim.explore.saved_scenario import saved_scenario
from relaysim.explore.scene import scene
from relaysim.explore.stage import Stage
from relaysim.explore.wish import Wish, read_wish

_PAGE = Path(__file__).parent / "page"
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# The only files that are ever read for a client, by name: what it sends is no path.
_FILES = (
    "explore.css", "explore.js", "asking.js", "ground.js", "view.js", "overlay.js", "vehicles.js", "words.js", "section.js",
    "strip.js", "icon.svg",
)  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """One answer of the server."""

    status: HTTPStatus
    content_type: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Answers:
    """The answers of one session.

    Attributes:
        public: what has no secret, by path: scripts, styles, the icon.
        pages: what only who knows the token gets.
        questions: what is asked with POST and a body, likewise.
    """

    def __init__(self, stage: Stage, token: str) -> None:
        self._stage, self._route = stage, RouteAnswers(stage)
        self._relief, self._drawing = Relief(stage.model), Lock()
        self._picture: Reply | None = None
        self._lanes = {name: Lane() for name in ("link", "chance", "map", "route", "save")}
        files = {f"/{name}": _file(name) for name in _FILES}
        self.public: Mapping[str, Callable[[], Reply]] = {
            path: _always(reply) for path, reply in files.items()
        }
        page = _page(stage, token)
        told = _json(scene(stage, self._relief))
        self.pages: Mapping[str, Callable[[], Reply]] = {
            "/": _always(page),
            "/scene.json": _always(told),
            "/relief.png": self._drawn,
        }
        self.questions: Mapping[str, Callable[[bytes], Reply]] = {
            "/ask/link": self._asked("link", lambda wish, _: _json(link_answer(stage, wish))),
            "/ask/chance": self._asked("chance", lambda wish, _: _json(chance_answer(stage, wish))),
            "/ask/map": self._asked("map", lambda wish, go_on: _bytes(margin_map(stage, wish, go_on))),
            "/ask/route": self._asked("route", lambda wish, go_on: _json(self._route.answer(wish, go_on))),
            "/ask/save": self._asked("save", lambda wish, _: _download(*saved_scenario(stage, wish))),
        }

    def prepare(self) -> None:
        """What the first page would wait for, while the browser starts: a link, which loads or compiles all that links need,
        and the relief."""
        stage, model = self._stage, self._stage.model
        heights = model.rover_antenna_m, model.helicopter_antenna_m
        wish = Wish("0", 0, stage.opening, None, None, *heights, stage.power.value)
        self._lanes["link"].answer(wish.page, wish.number, lambda _: link_answer(stage, wish))
        self._drawn()

    def close(self) -> None:
        """Nothing that is asked from now on, or being worked out, is answered."""
        for lane in self._lanes.values():
            lane.close()

    def _drawn(self) -> Reply:
        with self._drawing:
            if self._picture is None:
                self._picture = Reply(HTTPStatus.OK, "image/png", self._relief.png())
            return self._picture

    def _asked(
        self, kind: str, work: Callable[[Wish, Callable[[], None]], Reply]
    ) -> Callable[[bytes], Reply]:
        def answer(body: bytes) -> Reply:
            wish = read_wish(body)
            self._stage.day(wish)
            return self._lanes[kind].answer(wish.page, wish.number, lambda go_on: work(wish, go_on))

        return answer


def _always(reply: Reply) -> Callable[[], Reply]:
    return lambda: reply


def _file(name: str) -> Reply:
    path = _PAGE / name
    return Reply(HTTPStatus.OK, f"{_KINDS[path.suffix]}; charset=utf-8", path.read_bytes())


def _page(stage: Stage, token: str) -> Reply:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined)
    world = stage.world
    text = environment.get_template("explore.html.j2").render(
        token=token, title=world.title, name=world.name, rover=world.rover.name, helicopter=world.helicopter.name,
        terrain=world.link.terrain.name, as_of=world.link.terrain.as_of, day=world.clock.day_name,
    )  # fmt: skip
    return Reply(HTTPStatus.OK, "text/html; charset=utf-8", text.encode("utf-8", "replace"))


def _json(data: Any) -> Reply:
    content = json.dumps(data, allow_nan=False, separators=(",", ":")).encode()
    return Reply(HTTPStatus.OK, "application/json; charset=utf-8", content)


def _bytes(content: bytes) -> Reply:
    return Reply(HTTPStatus.OK, "application/octet-stream", content)


def _download(name: str, text: str) -> Reply:
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Reply(HTTPStatus.OK, "application/yaml; charset=utf-8", text.encode(), named)
