"""Find a territory among all: by name, whatever its level, with the help of the Tab key."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.place import Place
from spro_portraits.cli.desk.tables import draw_list
from spro_portraits.cli.desk.views import TableView, simplify
from spro_portraits.cli.faults import tell_faults
from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import LEVEL_WORDS, format_count
from spro_portraits.wording import desk as words

if TYPE_CHECKING:
    from spro_portraits.tables import Edition
    from spro_portraits.territory import Territory

LEVELS = (
    "spro", "perso", "departement", "region", "bassin", "arrondissement", "epci", "zone_emploi",
    "commune",
)  # fmt: skip
"""Levels in the order in which a bare name is looked for."""

_MOST_NEAR = 4


def territory(name: str | Place, level: str = "") -> Place:
    """Find a territory by its name or code.

    Parameters
    ----------
    name : str
        ``"Dreux"``, ``"bassin:2418"``, the name of a territory that was saved, the path of a
        perimeter file, or communes separated by commas. Case and accents do not count. A name that
        several levels have is that of the first of :data:`LEVELS`; the others are named beside it.
    level : str
        ``spro``, ``bassin``, ``commune`` …; empty to look everywhere.

    Returns
    -------
    Place

    Raises
    ------
    UsageError
        Unknown or ambiguous name, with near matches.
    """
    from spro_portraits.territory import find_own, find_territory  # noqa: PLC0415

    if isinstance(name, Place):
        return name
    edition = open_edition()
    before, colon, after = name.partition(":")
    if not level and colon and before.strip() in LEVELS:
        level, name = before.strip(), after.strip()
    if level == "perso" or (not level and _is_personal(name)):
        return _find_personal(edition, name)
    if level:
        return Place(find_territory(edition, level, name))
    found = [one for lv in LEVELS for one in _list_named(edition, lv, name)]
    if not found:
        if find_own(load_settings().personal, name):  # it is there, and cannot be used: says why
            return _find_personal(edition, name)
        raise UsageError("unknown_place", text=name, near=list_near(edition, name))
    first = found[0]
    same = [one for one in found if one.level == first.level]
    if len(same) > 1:
        near = [words.write_near(one.level, one.code, one.name) for one in same]
        raise UsageError("ambiguous_territory", text=name, near=near)
    if first.level == "perso":
        return _find_personal(edition, first.code)
    others = dict.fromkeys(one.level for one in found[1:])
    return Place(first, others=tuple(others))


def _is_personal(name: str) -> bool:
    return "," in name or Path(name).suffix.lower() in {".txt", ".csv"}


def _find_personal(edition: Edition, name: str) -> Place:
    from spro_portraits.territory import find_own, find_territory  # noqa: PLC0415

    text = str(find_own(load_settings().personal, name) or name)
    return Place(find_territory(edition, "perso", text), text)


def _list_named(edition: Edition, level: str, name: str) -> list[Territory]:
    from spro_portraits.territory import search_territories  # noqa: PLC0415

    wanted = simplify(name)
    listed = (
        list_level(edition, level) if level == "perso" else search_territories(edition, name, level)
    )
    return [one for one in listed if wanted in (simplify(one.name), simplify(one.code))]


def list_level(edition: Edition, level: str) -> list[Territory]:
    """List the territories of a level; saved ones that cannot be used are told once."""
    from spro_portraits.territory import list_territories  # noqa: PLC0415

    if level == "perso":
        tell_faults(edition)
    return list_territories(edition, level)


def list_near(edition: Edition, text: str) -> list[str]:
    """Find near matches at all levels, as they can be typed: ``spro:dreux (Dreux)``."""
    import difflib  # noqa: PLC0415

    forms: dict[str, str] = {}
    for level in LEVELS:
        for one in list_level(edition, level):
            forms.setdefault(simplify(one.name), words.write_near(level, one.code, one.name))
    wanted = simplify(text)
    near = difflib.get_close_matches(wanted, forms, n=_MOST_NEAR, cutoff=0.6)
    within = [form for form in forms if wanted and f" {wanted}" in f" {form}"]
    return [forms[form] for form in dict.fromkeys([*near, *within])][:_MOST_NEAR]


class TerritoryFinder:
    """The word ``spro.territory``: finds a territory; as the room of that name, gives its parts."""

    def __call__(self, name: str | Place, level: str = "") -> Place:
        """Find a territory by its name or code; as :func:`territory`."""
        return territory(name, level)

    def __getattr__(self, name: str) -> Any:
        """Give what the room ``spro_portraits.territory`` holds."""
        return getattr(import_module("spro_portraits.territory"), name)

    def __repr__(self) -> str:
        """Show how it is used."""
        return 'spro.territory("Dreux")'


class Territories:
    """All territories, or those of one level.

    Parameters
    ----------
    level : str
        Empty for all levels.
    """

    def __init__(self, level: str = "") -> None:
        self._level = level

    def __getattr__(self, name: str) -> Territories:
        """Give the territories of a level: ``spro.territories.bassin``."""
        if not self._level and name in LEVELS:
            return Territories(name)
        raise AttributeError(name)

    def __dir__(self) -> list[str]:
        """List the levels, for the Tab key."""
        return ["search", "frame", *(() if self._level else LEVELS)]

    def __getitem__(self, name: str) -> Place:
        """Find a territory by its name or code; errors as :func:`territory`."""
        return territory(name, self._level)

    def __iter__(self) -> Iterator[Place]:
        """Go through the territories; without a level, communes are left out."""
        for level in [self._level] if self._level else [lv for lv in LEVELS if lv != "commune"]:
            for one in list_level(open_edition(), level):
                yield _find_personal(open_edition(), one.code) if level == "perso" else Place(one)

    def __len__(self) -> int:
        """Count what an iteration gives."""
        return sum(1 for _ in self)

    def _ipython_key_completions_(self) -> list[str]:
        levels = [self._level] if self._level else LEVELS
        names = [one.name for level in levels for one in list_level(open_edition(), level)]
        return list(dict.fromkeys(names))

    def search(self, text: str) -> TableView:
        """Search names and codes; accents and case do not count."""
        from spro_portraits.territory import search_territories  # noqa: PLC0415

        found = search_territories(open_edition(), text, self._level or None)
        return draw_list(found, words.FOUND)

    @property
    def frame(self) -> TableView:
        """The list as a table; without a level, communes are left out."""
        return draw_list([place.territory for place in self], words.LISTED)

    def __repr__(self) -> str:
        """Name the levels, or the territories of this one."""
        if self._level:
            return "\n".join(repr(place.title) for place in self)
        return ", ".join(LEVELS)

    def _repr_html_(self) -> str:
        if self._level:
            return self.frame._repr_html_()
        return _draw_levels(open_edition())


def _draw_levels(edition: Edition) -> str:
    """Draw how many territories each level has, with an example to type."""
    rows = []
    left = 'style="text-align:left"'
    for level in LEVELS:
        listed = list_level(edition, level)
        example = f'spro.territories.{level}["{listed[0].name}"]' if listed else "–"
        rows.append(
            f"<tr><td {left}>{escape(LEVEL_WORDS[level].singular)}</td>"
            f"<td {left}><code>{level}</code></td>"
            f'<td style="text-align:right">{escape(format_count(len(listed)))}</td>'
            f"<td {left}><code>{escape(example)}</code></td></tr>"
        )
    heads = (words.LEVEL, words.CODE, words.COUNT, words.EXAMPLE)
    head = "".join(f"<th {left}>{escape(text)}</th>" for text in heads)
    return (
        f"<table><caption>{escape(words.LEVEL_CAPTION)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
