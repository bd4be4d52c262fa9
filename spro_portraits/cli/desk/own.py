"""A territory of one's own: drawn up from names or codes, used at once, saved when it is right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.finding import territory
from spro_portraits.cli.desk.place import Place
from spro_portraits.cli.desk.views import Files
from spro_portraits.settings import load_settings
from spro_portraits.wording import desk as words

if TYPE_CHECKING:
    from pathlib import Path

_SEPARATORS = re.compile(r"[\n;,\t]+")


class OwnPlace(Place):
    """A territory that is not saved yet; all that a :class:`Place` does works on it.

    Parameters
    ----------
    name : str
    members : sequence of Place
    notes : sequence of str
    """

    def __init__(self, name: str, members: Sequence[Place], notes: Sequence[str] = ()) -> None:
        from spro_portraits.territory import build_own, name_own  # noqa: PLC0415

        self.members = tuple(dict.fromkeys((one.level, one.code) for one in members))
        self.notes = tuple(notes)
        built = build_own(open_edition(), name, name_own(name), self.members, self.notes)
        super().__init__(built, ",".join(f"{level}:{code}" for level, code in self.members))
        self.file: Path | None = None

    def save(self, *, replace: bool = False) -> Files:
        """Save it under its name: ``spro-portraits batch --level perso`` knows it afterwards.

        Parameters
        ----------
        replace : bool
            Whether an earlier one of this name may go.

        Raises
        ------
        UsageError
            ``known_perimeter``, ``unnamed_perimeter``, ``unwritable_folder``.
        """
        from spro_portraits.territory import write_own  # noqa: PLC0415

        folder = load_settings().personal
        path = write_own(folder, self.name, self.members, self.notes, replace=replace)
        self.file, self._text = path, str(path)
        return Files((path,), words.SAVED_HINT)

    def _repr_html_(self) -> str:
        state = "" if self.file else f"<p><small>{escape(words.UNSAVED)}</small></p>"
        return super()._repr_html_() + state


def perimeter(
    name: str, members: str | Iterable[str | Place], notes: str | Sequence[str] = ()
) -> OwnPlace:
    """Draw up a territory of one's own.

    Parameters
    ----------
    name : str
        Its French name.
    members : str, or names, codes and places
        Communes by name or code, zones as ``bassin:2418`` or ``bassin:Vierzon``; a text may hold
        several, one a line or separated by commas or semicolons.
    notes : str or sequence of str
        What is assumed; the portrait shows it.

    Raises
    ------
    UsageError
        A member that is unknown, with near matches; none at all.
    """
    texts: Iterable[str | Place] = members
    if isinstance(members, str):
        texts = split_names(members)
    places = [find_member(one) for one in texts]
    told = [notes] if isinstance(notes, str) else list(notes)
    return OwnPlace(name, places, [note for note in told if note])


def split_names(text: str) -> list[str]:
    """Split a pasted list into names and codes."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def find_member(text: str | Place) -> Place:
    """Find a member: a commune unless another level is written before it.

    Raises
    ------
    UsageError
        Unknown or ambiguous name, with near matches.
    """
    if isinstance(text, Place):
        return text
    return territory(text if ":" in text else f"commune:{text}")
