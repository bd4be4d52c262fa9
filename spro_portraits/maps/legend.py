"""What a layer says: the class and the words of each area, its legend, its source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spro_portraits.maps.classes import ClassScheme, Floats, compute_classes, rank_values
from spro_portraits.style import mute_colour
from spro_portraits.wording import REASON_WORDS, format_count, format_measure
from spro_portraits.wording import maps as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

MISSING_SIGN = "-"
MASKED_SIGN = "*"
_FIRST_MUTED = ord("a")
_FADED = 0.4


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One quantity by area (commune, territory), ready to be drawn; texts in French, typeset.

    Attributes
    ----------
    key : str
        Short name, unique on its map.
    label : str
        What is shown, with its year: ``Taux de chômage au sens du recensement, 2018``.
    unit : str
        A unit of :data:`spro_portraits.wording.typography.UNITS`.
    values : Series of float
        By code of the area; NaN or no row where absent.
    reasons : Series of str
        By code: why the value is absent (a key of ``wording.REASON_WORDS``), or
        an empty text.
    source : str
        The source line of this layer.
    diverging_at : float, optional
        Reference around which the colours part; sequential colours without it.
    unreliable : Series of bool, optional
        By code: weak values, shown at low saturation under the sign ◊, in any layer.
    breaks : tuple of float
        Bounds of the classes, where they are chosen (distances); found from the values
        otherwise.
    indicator, year : str
        Name of what is shown without its year, and that year: layers of one indicator are
        chosen by year. The layer stands alone without them.
    about : str
        How the indicator is defined, for the notes of who presents the map.
    references : tuple of (str, str)
        Places of comparison, each with its value, written: ``("Région", "8,4 %")``.
    """

    key: str
    label: str
    unit: str
    values: pd.Series[float]
    reasons: pd.Series[str]
    source: str
    diverging_at: float | None = None
    unreliable: pd.Series[bool] | None = None
    breaks: tuple[float, ...] = ()
    indicator: str = ""
    year: str = ""
    about: str = ""
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line of a legend.

    ``kind`` is ``class``, ``unreliable``, ``missing`` or ``secret``; ``fill`` and ``muted``
    (for the unreliable values of a class) are SVG paints, empty where there is none.
    """

    kind: str
    fill: str
    muted: str
    text: str
    count: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the values of a layer that can be trusted lie.

    Attributes
    ----------
    low, high : int
        Rank of the area with the lowest and with the highest value, the first of equals.
    middle : str
        Their median, written.
    is_partial : bool
        Whether weak values were left aside.
    """

    low: int
    high: int
    middle: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """A layer as the page shows it.

    Attributes
    ----------
    key, label : str
        As in :class:`MapLayer`.
    heading : str
        Label with the unit.
    rows : tuple of LegendRow
        The legend, highest class first.
    method : str
        How the classes were made.
    source : str
        Source of the values, of the boundaries, credit of the library.
    signs : str
        One sign an area: ``0`` … its class; ``a`` … its class, value unreliable;
        ``-`` not available; ``*`` masked by secrecy.
    fills : dict
        The SVG paint of each sign.
    weak_colors : tuple of str
        Pale colours of the weak values in use, under the sign ◊; see :func:`name_weak`.
    texts : tuple of str
        What the tooltip of each area says.
    unit, indicator, year, about, references
        As in :class:`MapLayer`.
    spread : Spread, optional
        Between which areas the values lie; None where no value can be trusted.
    """

    key: str
    label: str
    heading: str
    rows: tuple[LegendRow, ...]
    method: str
    source: str
    signs: str
    fills: dict[str, str]
    weak_colors: tuple[str, ...]
    texts: tuple[str, ...]
    unit: str = "nombre"
    indicator: str = ""
    year: str = ""
    about: str = ""
    references: tuple[tuple[str, str], ...] = ()
    spread: Spread | None = None


def describe_layer(layer: MapLayer, codes: Sequence[str], boundaries: str) -> LayerFacts:
    """Say what a layer shows of the areas ``codes``, in their order."""
    values = np.array(_look_up(layer.values, codes, math.nan), dtype=np.float64)
    reasons = _look_up(layer.reasons, codes, "")
    weak = [] if layer.unreliable is None else _look_up(layer.unreliable, codes, default=False)
    doubtful = ~np.isnan(values) & (np.array(weak, dtype=bool) if weak else False)
    scheme = compute_classes(values, diverging_at=layer.diverging_at, breaks=layer.breaks)
    classes = rank_values(values, scheme)
    signs = "".join(
        _sign(rank, doubtful=doubt, reason=reason)
        for rank, doubt, reason in zip(classes.tolist(), doubtful.tolist(), reasons, strict=True)
    )
    texts = tuple(
        _describe_value(value, layer.unit, reason, doubtful=doubt)
        for value, reason, doubt in zip(values.tolist(), reasons, doubtful.tolist(), strict=True)
    )
    return LayerFacts(
        key=layer.key,
        label=layer.label,
        heading=words.name_heading(layer.label, layer.unit),
        rows=_rows(scheme, signs),
        method=_describe_method(scheme, layer),
        source=words.name_source(layer.source, boundaries),
        signs=signs,
        fills=_fills(scheme),
        weak_colors=tuple(
            _mute(color)
            for rank, color in enumerate(scheme.colors)
            if chr(_FIRST_MUTED + rank) in signs
        ),
        texts=texts,
        unit=layer.unit,
        indicator=layer.indicator or layer.label,
        year=layer.year,
        about=layer.about,
        references=layer.references,
        spread=_find_spread(values, doubtful, layer.unit),
    )


def _find_spread(values: Floats, doubtful: npt.NDArray[np.bool_], unit: str) -> Spread | None:
    sound = np.where(doubtful, math.nan, values)
    if np.isnan(sound).all():
        return None
    return Spread(
        low=int(np.nanargmin(sound)),
        high=int(np.nanargmax(sound)),
        middle=format_measure(float(np.nanmedian(sound)), unit),
        is_partial=bool(doubtful.any()),
    )


def _look_up(known: pd.Series, codes: Sequence[str], default: Any) -> list[Any]:
    """Find what is known of each area; the default where it is absent.

    Raises
    ------
    ValueError
        Where an area is there twice.
    """
    by_code = dict(zip(known.index.tolist(), known.tolist(), strict=True))
    if len(by_code) < len(known):
        raise ValueError("an area is twice in a layer of the map")
    found = [by_code.get(code, default) for code in codes]
    return [default if value is None or value != value else value for value in found]  # noqa: PLR0124 - NaN


def _sign(rank: int, *, doubtful: bool, reason: str) -> str:
    if rank < 0:
        return MASKED_SIGN if reason == "secret" else MISSING_SIGN
    return chr(_FIRST_MUTED + rank) if doubtful else str(rank)


def _describe_value(value: float, unit: str, reason: str, *, doubtful: bool) -> str:
    if math.isnan(value):
        return REASON_WORDS[reason or "non_disponible"]
    text = format_measure(value, unit)
    return f"{text} {words.UNRELIABLE_SIGN}" if doubtful else text


def _describe_method(scheme: ClassScheme, layer: MapLayer) -> str:
    center = (
        "" if layer.diverging_at is None else words.name_reference(layer.diverging_at, layer.unit)
    )
    if layer.breaks and layer.year:
        return words.SAME_FOR_YEARS
    return words.METHODS[scheme.method].format(center=center)


def _fills(scheme: ClassScheme) -> dict[str, str]:
    plain = {str(i): color for i, color in enumerate(scheme.colors)}
    muted = {
        chr(_FIRST_MUTED + i): f"url(#{name_weak(_mute(color))})"
        for i, color in enumerate(scheme.colors)
    }
    return plain | muted | {MISSING_SIGN: _hatch("missing"), MASKED_SIGN: _hatch("secret")}


def _mute(color: str) -> str:
    """Bring a colour to low saturation and nearer to the paper: it must not stand out."""
    muted = mute_colour(color)
    channels = (int(muted[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * _FADED):02x}" for c in channels)


def name_weak(color: str) -> str:
    """Name the pattern of a pale colour strewn with the sign ◊."""
    return f"weak-{color.removeprefix('#')}"


def _hatch(kind: str) -> str:
    return f"url(#hatch-{kind})"


def _rows(scheme: ClassScheme, signs: str) -> tuple[LegendRow, ...]:
    texts = words.describe_classes(scheme.breaks, scheme.values)
    doubtful = sum(sign.isalpha() for sign in signs)
    rows = [
        LegendRow(
            "class",
            color,
            f"url(#{name_weak(_mute(color))})" if chr(_FIRST_MUTED + rank) in signs else "",
            text,
            format_count(count),
        )
        for rank, (color, text, count) in enumerate(
            zip(scheme.colors, texts, scheme.counts, strict=True)
        )
    ][::-1]
    others = (
        ("unreliable", "", words.UNRELIABLE, doubtful),
        ("missing", _hatch("missing"), words.MISSING, signs.count(MISSING_SIGN)),
        ("secret", _hatch("secret"), words.MASKED, signs.count(MASKED_SIGN)),
    )
    rows += [
        LegendRow(kind, fill, "", text, format_count(count))
        for kind, fill, text, count in others
        if count
    ]
    return tuple(rows)
