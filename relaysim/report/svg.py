"""Hand-made inline SVG: scales, round ticks, and a drawing that escapes what it is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

_MOST_LETTERS = 90
Draw = Callable[["Layout"], Markup]


@dataclass(frozen=True)
class Layout:
    """One of the two sizes every figure is drawn in: text keeps its size on a screen and on a phone."""

    name: str
    width: float

    @property
    def is_wide(self) -> bool:
        """True for the layout of screens and paper."""
        return self.name == "wide"


WIDE = Layout("wide", 900.0)
NARROW = Layout("narrow", 350.0)
PANEL = Layout("panel", 320.0)


def in_both_layouts(draw: Draw) -> Markup:
    """The figure twice; the style sheet shows the one that fits."""
    return Markup('<div class="only-wide">{}</div><div class="only-narrow">{}</div>').format(
        draw(WIDE), draw(NARROW)
    )


@dataclass(frozen=True)
class Scale:
    """A linear map from values to pixels."""

    low: float
    high: float
    start_px: float
    end_px: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return self.start_px + (value - self.low) / span * (self.end_px - self.start_px)

    def of(self, values: NDArray[np.float64]) -> list[float]:
        """The same of many values at once."""
        span = (self.high - self.low) or 1.0
        found: list[float] = (
            self.start_px + (values - self.low) / span * (self.end_px - self.start_px)
        ).tolist()
        return found


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Round values within [low, high], at most so many (steps of 1, 2, 5 times a power of ten)."""
    span = high - low
    if not span > 0.0 or not math.isfinite(span):
        return [low]
    step = 10.0 ** math.floor(math.log10(span / max(most, 1)))
    step *= next(factor for factor in (1, 2, 5, 10, 20) if span / (step * factor) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def px(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    if text[-1] != "0":
        return text
    return text[:-2] if text != "-0.0" else "0"


def points_path(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    """An SVG path through points in pixels; a point with nan starts a new piece."""
    parts: list[str] = []
    pen = "M"
    for x, y in points:
        if math.isnan(x) or math.isnan(y):
            pen = "M"
            continue
        parts.append(f"{pen}{px(x)} {px(y)}")
        pen = "L"
    return "".join(parts) + ("Z" if closed and parts else "")


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels."""
    return 0.56 * size * len(text)


class Drawing:
    """Collects elements in the order they are painted; every text and attribute is escaped."""

    def __init__(self, layout: Layout, height: float, name: str) -> None:
        self.layout = layout
        self.width = layout.width
        self.height = height
        self.name = f"{name}-{layout.name}"
        self._parts: list[str] = []

    def element(self, tag: str, content: str | None = None, **attributes: object) -> None:
        """Add an element; `class_` and `stroke_width` become class and stroke-width; content becomes <title>."""
        inner = "" if content is None else f"<title>{escape(content)}</title>"
        self._parts.append(
            f"<{tag}{_attributes(attributes)}>{inner}</{tag}>"
            if inner
            else f"<{tag}{_attributes(attributes)}/>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str, title: str | None = None) -> None:
        """A straight line."""
        self.element("line", title, x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)

    def rect(
        self, x: float, y: float, width: float, height: float, class_: str, title: str | None = None
    ) -> None:
        """A rectangle; a negative size is drawn as nothing."""
        self.element("rect", title, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), class_=class_)

    def circle(self, x: float, y: float, radius: float, class_: str, title: str | None = None) -> None:
        """A disc."""
        self.element("circle", title, cx=x, cy=y, r=radius, class_=class_)

    def path(self, data: str, class_: str, title: str | None = None, **more: object) -> None:
        """A path, unless it is empty."""
        if data:
            self.element("path", title, d=data, class_=class_, **more)

    def text(
        self, x: float, y: float, content: str, class_: str = "", anchor: str = "start", **more: object
    ) -> None:
        """A text with its baseline at y; the end of a very long one is left out."""
        content = content if len(content) <= _MOST_LETTERS else f"{content[: _MOST_LETTERS - 1]}…"
        attributes = _attributes({"x": x, "y": y, "class_": class_ or None, "text_anchor": anchor, **more})
        self._parts.append(f"<text{attributes}>{escape(content)}</text>")

    def open(self, tag: str, **attributes: object) -> None:
        """Begin a group or definition."""
        self._parts.append(f"<{tag}{_attributes(attributes)}>")

    def close(self, tag: str) -> None:
        """End what `open` began."""
        self._parts.append(f"</{tag}>")

    def render(
        self, label: str, hover: str = "", moments: tuple[Scale, float, float] | None = None
    ) -> Markup:
        """The SVG, with a text alternative; `hover` is the JSON of its read-outs.

        `moments` is the axis of time (of utc_s) with the top and bottom of its field: there the page draws the moment
        that is looked at, and a click sets it.
        """
        size = f'viewBox="0 0 {px(self.width)} {px(self.height)}"'
        extra = f' data-hover="{escape(hover)}" tabindex="0"' if hover else ""
        if moments is not None:
            axis, top, bottom = moments
            values = (axis.low, axis.high, axis.start_px, axis.end_px, top, bottom)
            extra += f' data-moments="{" ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)}" tabindex="0"'
        body = "".join(self._parts)
        return Markup(
            f'<svg class="figure" id="{escape(self.name)}" {size} role="img" aria-label="{escape(label)}"{extra}>{body}</svg>'
        )


def _attributes(values: dict[str, object]) -> str:
    parts = []
    for key, value in values.items():
        if value is None:
            continue
        text = px(value) if isinstance(value, (int, float)) else escape(str(value))
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{text}"')
    return "".join(parts)
