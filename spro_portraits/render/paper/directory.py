"""Structures under their réseau, of a guide or of a répertoire, as entries that are never cut.

Blocks of kind ``entries``: ``former`` (runs: the former name of the réseau), ``about`` (lists of
runs), and ``entries``, each with ``number``, ``slug`` (its anchor), ``name``, ``role`` (runs),
``lines`` (lists of runs: address, telephone and site, publics), ``small`` (lists of runs: what is
said in small) and ``persons`` (of a répertoire alone: ``name``, ``role``, ``lines``, ``small``).
A heading of kind ``heading`` stands before each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import Tag

from spro_portraits.render.paper.inline import Run, read_inline, read_words
from spro_portraits.wording import NBSP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Block = dict[str, Any]
_BESIDE = "\u00a0\u00a0·\u00a0 "
"""Between a telephone and a site, which stand on one line."""


def read_guide(tag: Tag) -> list[Block]:
    """Read the réseaux of a guide, each a heading and its entries."""
    blocks: list[Block] = []
    for section in tag.select(".spro-guide-reseau"):
        former: list[Run] = []
        heading = section.find("h3")
        if isinstance(heading, Tag):
            if (before := heading.select_one(".spro-guide-former")) is not None:
                former = read_inline(before)
                before.decompose()
            blocks.append(_make_heading(heading))
        entries = {
            "kind": "entries",
            "former": former,
            "about": [read_inline(said) for said in section.select(".spro-guide-head p")],
            "entries": [_read_entry(row) for row in section.select("tbody tr[id]")],
        }
        blocks.append(entries)
    return blocks + _read_notes(tag)


def read_repertoire(tag: Tag) -> list[Block]:
    """Read the réseaux of a répertoire, each a heading and its structures with their persons."""
    blocks: list[Block] = []
    heads = [read_words(head) for head in tag.select("thead th")]
    for body in tag.find_all("tbody", recursive=False):
        if "spro-internal-reseau" in body.get_attribute_list("class"):
            heading = body.find("th")
            if isinstance(heading, Tag):
                blocks.append(_make_heading(heading))
            blocks.append({"kind": "entries", "former": [], "about": [], "entries": []})
        elif blocks:
            blocks[-1]["entries"].append(_read_member(body, heads))
    return blocks


def _make_heading(tag: Tag) -> Block:
    return {"kind": "heading", "level": 2, "slug": "", "top": False, "runs": read_inline(tag)}


def _read_notes(tag: Tag) -> list[Block]:
    return [{"kind": "note", "runs": read_inline(note)} for note in tag.select("p.spro-note")]


def _read_entry(row: Tag) -> Block:
    """Read a row of a guide: structure, address, telephone and site, publics and services."""
    number = _take_number(row)
    cells = [_split(cell) for cell in row.find_all(["th", "td"], recursive=False)]
    (_, role), (address, position), (contact, _), (publics, said) = cells
    return {
        "number": number,
        "slug": str(row["id"]),
        "name": _join([_read_name(row)]),
        "role": _join(role),
        "lines": [line for line in (*address, _join(contact, _BESIDE), _join(publics)) if line],
        "small": [*said[:-1], _join([*position, *said[-1:]], _BESIDE)],
        "persons": [],
    }


def _read_member(body: Tag, heads: Sequence[str]) -> Block:
    """Read a structure of a répertoire, and its persons."""
    number = _take_number(body)
    head = body.find("th")
    spans = head.find_all("span", recursive=False) if isinstance(head, Tag) else []
    role, *places = [read_inline(span) for span in spans]
    persons = []
    lines: list[list[Run]] = [*places]
    for row in body.find_all("tr", recursive=False):
        cells = row.find_all("td", recursive=False)
        if len(cells) == 1:  # nobody is known
            lines.append(read_inline(cells[0]))
            continue
        person, line, mail, seen = cells
        work = person.find("span")
        persons.append({
            "name": _join([_read_name(person)]),
            "role": read_inline(work) if isinstance(work, Tag) else [],
            "lines": [
                [f"{head}{NBSP}: ", *read_inline(cell)]
                for head, cell in zip(heads[2:4], (line, mail), strict=True)
            ],
            "small": [read_inline(span) for span in seen.find_all("span", recursive=False)],
        })  # fmt: skip
    return {
        "number": number,
        "slug": str(body.get("id") or ""),
        "name": _join([_read_name(body)]),
        "role": role,
        "lines": lines,
        "small": [],
        "persons": persons,
    }


def _take_number(tag: Tag) -> str:
    number = tag.select_one(".spro-guide-ref")
    said = read_words(number) if number is not None else ""
    if number is not None:
        number.decompose()
    return said


def _read_name(tag: Tag) -> list[Run]:
    name = tag.find("b")
    return read_inline(name) if isinstance(name, Tag) else []


def _split(cell: Tag) -> tuple[list[list[Run]], list[list[Run]]]:
    """Split a cell at its new lines: those of usual letters, those in small."""
    usual: list[list[Run]] = [[]]
    small: list[list[Run]] = []
    for run in read_inline(cell):
        if isinstance(run, dict) and "break" in run:
            usual.append([])
        elif isinstance(run, dict) and "s" in run.get("style", ""):
            plain = {**run, "style": run["style"].replace("s", "")}
            small.append([plain if plain["style"] or "link" in plain else plain["text"]])
        else:
            usual[-1].append(run)
    return [line for line in map(_trim, usual) if line], small


def _trim(line: list[Run]) -> list[Run]:
    return [] if all(isinstance(run, str) and run.isspace() for run in line) else line


def _join(lines: Sequence[list[Run]], between: str = " ") -> list[Run]:
    """Put lines one after the other."""
    joined: list[Run] = []
    for line in lines:
        joined += [between, *line] if joined else line
    return joined


READERS: dict[str, Callable[[Tag], list[Block]]] = {
    "spro-guide-reseaux": read_guide,
    "spro-internal-table": read_repertoire,
}
"""Class of an element → who reads it."""
