"""Vega-Lite as plain dicts, in the words of Altair: what our charts use of it, and no more.

Altair checks each piece against its schema and copies the whole chart at each call: nine tenths
of the time of drawing, for pieces that are the same in each portrait. Names and meaning here are
Altair's, and so is what is written; the tests hold each drawing against its schema. Not done
here: checking, themes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
"""The version that vl-convert draws and Altair writes."""

Facts = dict[str, Any]

_TYPES = {"Q": "quantitative", "N": "nominal", "O": "ordinal"}
_SECONDARY = {"x2", "y2"}


class Channel(Facts):
    """An encoding: ``field:Q`` (or N, O), and what is said of it."""

    def __init__(self, shorthand: str, **facts: Any) -> None:
        name, _, kind = shorthand.partition(":")
        super().__init__(field=name, type=_TYPES[kind], **facts)

    def scale(self, **facts: Any) -> Self:
        """Give the same with a scale."""
        self["scale"] = facts
        return self


class X(Channel):
    """Distance from the left."""


class Y(Channel):
    """Distance from the top."""


class Color(Channel):
    """Colour."""


class Fill(Channel):
    """Colour inside."""


class Stroke(Channel):
    """Colour of the line."""


class Shape(Channel):
    """Sign of a point."""


class Size(Channel):
    """Area of a point."""


class StrokeDash(Channel):
    """Dashes of a line."""


class ExprRef(Facts):
    """An expression of Vega in place of a value."""

    def __init__(self, expr: str) -> None:
        super().__init__(expr=expr)


class Parameter(Facts):
    """A named value, or a selection."""


class Axis(Facts):
    """Ticks, labels and title of an encoding."""


class Scale(Facts):
    """From data to the screen."""


class TitleParams(Facts):
    """The title of a chart."""


class AutoSizeParams(Facts):
    """How a chart takes the room that it is given."""


def value(constant: Any) -> Facts:
    """Encode a constant of the screen: a colour, an opacity."""
    return {"value": constant}


def datum(constant: Any) -> Facts:
    """Encode a constant of the data."""
    return {"datum": constant}


def param(name: str, expr: str) -> Parameter:
    """Declare a value that follows an expression."""
    return Parameter(name=name, expr=expr)


def selection_point(name: str, *, empty: bool, **select: Any) -> Parameter:
    """Declare what the pointer selects; with ``empty`` false, nothing at first."""
    return Parameter(name=name, select={"type": "point", **select}, _empty=empty)


@dataclass(frozen=True, slots=True)
class When:
    """A choice between two encodings, being written."""

    condition: Facts
    shown: Facts = field(default_factory=dict)

    def then(self, shown: Facts) -> When:
        """Say what is shown where the condition holds."""
        return replace(self, shown=shown)

    def otherwise(self, shown: Facts) -> Facts:
        """Say what is shown elsewhere; gives the encoding."""
        return {"condition": [self.condition | self.shown], **shown}


def when(test: str | Parameter) -> When:
    """Begin a choice, by an expression or a selection."""
    if isinstance(test, str):
        return When({"test": test})
    return When({"param": test["name"], "empty": test["_empty"]})


@dataclass(frozen=True, slots=True)
class InlineData:
    """Rows written into the chart."""

    values: Sequence[Facts]

    @property
    def name(self) -> str:
        """Name by which a chart knows these rows: a hash of them."""
        text = json.dumps(self.values, sort_keys=True)
        return "data-" + hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Chart:
    """One layer: data, a mark and its encodings. Each method gives a new one."""

    data: InlineData | None = None
    mark: Facts = field(default_factory=dict)
    encoding: Facts = field(default_factory=dict)
    transform: tuple[Facts, ...] = ()
    params: tuple[Parameter, ...] = ()
    name: str = ""

    def _mark(self, kind: str, options: Facts) -> Chart:
        return replace(self, mark={"type": kind, **options})

    def mark_bar(self, **options: Any) -> Chart:
        """Draw bars."""
        return self._mark("bar", options)

    def mark_line(self, **options: Any) -> Chart:
        """Draw lines."""
        return self._mark("line", options)

    def mark_point(self, **options: Any) -> Chart:
        """Draw signs."""
        return self._mark("point", options)

    def mark_rect(self, **options: Any) -> Chart:
        """Draw rectangles."""
        return self._mark("rect", options)

    def mark_rule(self, **options: Any) -> Chart:
        """Draw straight lines."""
        return self._mark("rule", options)

    def mark_text(self, **options: Any) -> Chart:
        """Write texts."""
        return self._mark("text", options)

    def mark_tick(self, **options: Any) -> Chart:
        """Draw short lines across an axis."""
        return self._mark("tick", options)

    def encode(self, **channels: str | Facts) -> Chart:
        """Add encodings; a text is a shorthand."""
        return replace(
            self,
            encoding=self.encoding
            | {name: _read_channel(name, channel) for name, channel in channels.items()},
        )

    def transform_calculate(self, **fields: str) -> Chart:
        """Compute fields by expressions."""
        added = tuple({"calculate": expr, "as": name} for name, expr in fields.items())
        return replace(self, transform=self.transform + added)

    def transform_filter(self, expr: str) -> Chart:
        """Keep the rows for which an expression holds."""
        return replace(self, transform=(*self.transform, {"filter": expr}))

    def add_params(self, *params: Parameter) -> Chart:
        """Let the layer answer the pointer."""
        return replace(self, params=self.params + params)

    def properties(self, *, data: InlineData | None = None, name: str = "") -> Chart:
        """Set the data or the name."""
        return replace(self, data=data or self.data, name=name or self.name)

    def to_dict(self) -> Facts:
        """Write the layer; its data by their name."""
        written: Facts = {}
        if self.data is not None:
            written["data"] = {"name": self.data.name}
        written |= {"mark": self.mark, "encoding": self.encoding}
        if self.name:
            written["name"] = self.name
        if self.transform:
            written["transform"] = list(self.transform)
        return written


def _read_channel(name: str, channel: str | Facts) -> Facts:
    if not isinstance(channel, str):
        return channel
    read = Channel(channel)
    if name in _SECONDARY:  # of the type of the first
        del read["type"]
    return read


@dataclass(frozen=True, slots=True)
class LayerChart:
    """Layers on one plot, back to front, with what is said of the whole."""

    layers: tuple[Chart, ...]
    params: tuple[Parameter, ...] = ()
    facts: Facts = field(default_factory=dict)

    def add_params(self, *params: Parameter) -> LayerChart:
        """Declare values that all layers may read."""
        return replace(self, params=self.params + params)

    def properties(self, **facts: Any) -> LayerChart:
        """Say something of the whole: its size, its title, its theme."""
        return replace(self, facts=self.facts | facts)

    def to_dict(self) -> Facts:
        """Write the specification: nothing in it is shared with the chart."""
        selections = [
            {key: fact for key, fact in param.items() if key != "_empty"} | {"views": [layer.name]}
            for layer in self.layers
            for param in layer.params
        ]
        written = {
            "$schema": SCHEMA,
            "layer": [layer.to_dict() for layer in self.layers],
            "params": [*selections, *self.params],
            "datasets": {
                layer.data.name: layer.data.values
                for layer in self.layers
                if layer.data is not None
            },
            **self.facts,
        }
        own: Facts = json.loads(json.dumps(written, sort_keys=True))
        return own


def layer(*layers: Chart) -> LayerChart:
    """Put layers on one plot, back to front."""
    return LayerChart(layers)
