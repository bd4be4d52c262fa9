"""What a notebook is given to look at: a table, a map, a page, the files that were written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from spro_portraits.cli.lab.root import ROOT
from spro_portraits.errors import UsageError
from spro_portraits.wording import desk as words
from spro_portraits.wording import typeset
from spro_portraits.wording.portrait_terms import SECTION_TITLES

if TYPE_CHECKING:
    import pandas as pd

    from spro_portraits.charts import Table
    from spro_portraits.portrait.mapping import MapSheet
    from spro_portraits.portrait.model import Page, Section

_SHEETS = (".xlsx", ".csv")
_PICTURES = (".svg", ".png", ".html")
_IN_BROWSER = frozenset({".html", ".pdf", ".xlsx"})


@dataclass(frozen=True)
class Files:
    """Files that were written, with a link to each.

    Attributes
    ----------
    paths : tuple of Path
    remark : str
        A French sentence beside them; may be empty.
    """

    paths: tuple[Path, ...]
    remark: str = ""

    def __iter__(self) -> Iterator[Path]:
        """Go through the paths."""
        return iter(self.paths)

    def __repr__(self) -> str:
        """Name the files."""
        return "\n".join(f"{words.FILE}{path}" for path in self.paths)

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li>{escape(words.name_file(path.name))} : {_draw_name(path)} "
            f"<small>{escape(str(path.resolve()))}</small></li>"
            for path in self.paths
        )
        remark = f"<p>{escape(self.remark)}</p>" if self.remark else ""
        return f"<ul>{items}</ul>{remark}"


def _draw_name(path: Path) -> str:
    link, name = link_file(path), escape(path.name)
    return f'<a href="{escape(link)}" target="_blank">{name}</a>' if link else name


def link_file(path: Path) -> str:
    """Link a file from a notebook; empty where JupyterLab does not show the file.

    A page, a PDF or a workbook under the folder that ``spro-portraits lab`` has opened
    (:data:`~spro_portraits.cli.lab.root.ROOT`) is a link of the server: the browser opens it in a
    tab of its own. JupyterLab would show a page without its scripts, and no workbook at all.
    Other files are linked relative to the notebook: JupyterLab opens them beside it.
    """
    resolved, here, root = path.resolve(), Path.cwd(), os.environ.get(ROOT, "")
    if path.suffix.lower() in _IN_BROWSER and (served := link_served(path)):
        return served
    if resolved.is_relative_to(here):
        return resolved.relative_to(here).as_posix()
    if root and all(one.is_relative_to(Path(root).resolve()) for one in (resolved, here)):
        return Path(os.path.relpath(resolved, here)).as_posix()
    return ""


def link_served(path: Path) -> str:
    """Find the address by which the server gives a file; empty where it does not show it.

    JupyterLab leaves a link alone that begins at the root of the server.
    """
    root, resolved = os.environ.get(ROOT, ""), path.resolve()
    if not root or not resolved.is_relative_to(Path(root).resolve()):
        return ""
    return "/files/" + quote(resolved.relative_to(Path(root).resolve()).as_posix())


@dataclass(frozen=True)
class TableView:
    """A table that shows itself, and can be taken away.

    Attributes
    ----------
    table : Table
        As it is drawn: French numbers, signs of absence.
    frame : DataFrame
        The same with plain numbers, NaN where absent.
    stem : str
        Name of its files.
    notes : sequence of (str, str)
        The tab of notes of a workbook.
    """

    table: Table
    frame: pd.DataFrame = field(repr=False)
    stem: str = "tableau"
    notes: Sequence[tuple[str, str]] = field(default=(), repr=False)

    def __repr__(self) -> str:
        """Write the table as text."""
        return f"{self.table.caption}\n{self.frame.to_string()}"

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.table.rows)

    def _repr_html_(self) -> str:
        from spro_portraits.charts import (  # noqa: PLC0415
            draw_legend_of_signs,
            draw_table,
            find_signs,
        )

        if not self.table.rows:
            return f"<p>{escape(words.NOTHING_FOUND)}</p>"
        texts = [cell.text for row in self.table.rows for cell in row]
        return dress(draw_table(self.table) + draw_legend_of_signs(find_signs(texts)))

    def export(self, path: str | Path = "") -> Files:
        """Write the table as XLSX or CSV, by the end of the name.

        Raises
        ------
        UsageError
            ``unknown_file_kind``, ``unwritable_folder``.
        """
        from spro_portraits.charts import make_sheet  # noqa: PLC0415

        target = Path(path or f"{self.stem}.xlsx")
        return write_sheet(make_sheet(self.table), target, self.notes)


def write_sheet(sheet: Any, path: Path, notes: Sequence[tuple[str, str]]) -> Files:
    """Write one table as a file for a spreadsheet, whole or not at all."""
    from spro_portraits.store import build_csv, build_workbook  # noqa: PLC0415
    from spro_portraits.wording.spreadsheets import NOTES_TAB  # noqa: PLC0415

    kind = path.suffix.lower()
    if kind not in _SHEETS:
        raise UsageError("unknown_file_kind", file=path.name, known=list(_SHEETS))
    content = build_csv(sheet) if kind == ".csv" else build_workbook([sheet], notes, NOTES_TAB)
    return write_bytes(path, content)


def write_bytes(path: Path, content: bytes) -> Files:
    """Write a file whole or not at all.

    Raises
    ------
    UsageError
        ``unwritable_folder``.
    """
    from spro_portraits.store import replace_file  # noqa: PLC0415
    from spro_portraits.wording import describe_cause  # noqa: PLC0415

    try:
        with replace_file(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        problem = describe_cause(error)
        raise UsageError("unwritable_folder", folder=path.parent, problem=problem) from error
    return Files((path,))


@dataclass(frozen=True)
class MapView:
    """A map to explore, that can be taken away as a picture or as a page.

    Attributes
    ----------
    sheet : MapSheet
    remark : str
        A French sentence under the map; may be empty.
    """

    sheet: MapSheet = field(repr=False)
    remark: str = ""

    def __repr__(self) -> str:
        """Name what is on the map."""
        return " ; ".join(layer.label for layer in self.sheet.layers)

    def _repr_html_(self) -> str:
        root: Any = self.sheet.draw_page().get_root()
        drawn = str(root._repr_html_())
        note = f'<p class="spro-note">{escape(self.remark)}</p>' if self.remark else ""
        return drawn + note

    def save(self, path: str | Path = "", size: tuple[int, int] = (1920, 1080)) -> Files:
        """Write the map as SVG, PNG or HTML, by the end of the name.

        Raises
        ------
        UsageError
            ``unknown_file_kind``, ``unwritable_folder``.
        """
        target = Path(path or f"{self.sheet.stem}.png")
        kind = target.suffix.lower()
        if kind not in _PICTURES:
            raise UsageError("unknown_file_kind", file=target.name, known=list(_PICTURES))
        if kind == ".html":
            return write_bytes(target, str(self.sheet.draw_page().get_root().render()).encode())
        picture = self.sheet.draw_picture(shown=self.sheet.layers[0].key, size=size)
        content = picture.to_svg().encode() if kind == ".svg" else picture.to_png()
        return write_bytes(target, content)


class SectionNames(list[str]):
    """Keys of sections, that show themselves with their French titles.

    Parameters
    ----------
    keys : iterable of str
    titles : mapping of str to str
    """

    def __init__(self, keys: Iterable[str], titles: Mapping[str, str]) -> None:
        super().__init__(keys)
        self._titles = titles

    def __repr__(self) -> str:
        """Write a line each: what to put between brackets, and what it is."""
        width = max(map(len, self), default=0) + 2
        lines = [f'"{key}"'.ljust(width) + f"  {self._titles.get(key, key)}" for key in self]
        return "\n".join(lines)


class PageView:
    """A page (portrait, key occupations, network) to look at, whole or by section.

    Parameters
    ----------
    page : Page
    titles : mapping of str to str
        French titles of its sections, by their keys.
    """

    def __init__(self, page: Page, titles: Mapping[str, str] = SECTION_TITLES) -> None:
        self.page, self.titles = page, titles

    @property
    def sections(self) -> SectionNames:
        """Keys of the sections, in the order of the page."""
        return SectionNames(self.page.sections, self.titles)

    def __getitem__(self, text: str) -> SectionView:
        """Give a section by its key or its French title.

        Raises
        ------
        UsageError
            ``unknown_section``, with near matches.
        """
        titles = {key: self.titles.get(key, key) for key in self.sections}
        key = find_section(text, titles)
        if key is None:
            near = find_near(text, titles)
            raise UsageError("unknown_section", text=text, near=near, known=self.sections)
        return SectionView(self.page.sections[key])

    def _ipython_key_completions_(self) -> list[str]:
        return self.sections

    def __repr__(self) -> str:
        """Name the sections."""
        return f"{words.SECTIONS}{', '.join(self.sections)}"

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # noqa: PLC0415

        if not shows_html():
            display({"text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]
            return
        display(self.page.header)  # type: ignore[no-untyped-call]
        for key, section in self.page.sections.items():
            if key in self.titles:
                display(HTML(f"<h2>{escape(self.titles[key])}</h2>"))  # type: ignore[no-untyped-call]
            display(section)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class SectionView:
    """One section of a page, with its style."""

    section: Section

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # noqa: PLC0415

        display(HTML(dress("")))  # type: ignore[no-untyped-call]
        display(self.section)  # type: ignore[no-untyped-call]


def shows_html() -> bool:
    """Whether someone looks at this with a browser: a kernel, not a terminal."""
    from IPython import get_ipython  # noqa: PLC0415

    return type(get_ipython()).__name__ != "TerminalInteractiveShell"


def dress(html: str) -> str:
    """Put the style sheet of the house before a fragment: each output stands alone."""
    from spro_portraits.style import page_css  # noqa: PLC0415

    return f"<style>{page_css()}</style>{html}"


def find_section(text: str, titles: Mapping[str, str]) -> str | None:
    """Find a section by its key or its French title, accents and case aside."""
    wanted = simplify(text)
    for key, title in titles.items():
        if wanted in (simplify(key), simplify(title)):
            return key
    return None


def find_near(text: str, names: Mapping[str, str], count: int = 4) -> list[str]:
    """Find the keys of names that are near a text, as ``key (name)``."""
    import difflib  # noqa: PLC0415

    wanted = simplify(text)
    forms: dict[str, str] = {}
    for key, name in names.items():
        forms.setdefault(simplify(name), key)
        forms.setdefault(simplify(key), key)
    within = [key for form, key in forms.items() if wanted and wanted in form]
    alike = [forms[form] for form in difflib.get_close_matches(wanted, forms, n=count, cutoff=0.55)]
    keys = list(dict.fromkeys([*alike, *within]))[:count]
    return [f"{key} ({typeset(names[key])})" if names[key] != key else key for key in keys]


def simplify(text: str) -> str:
    """Fold a text as searches do: case, accents, punctuation."""
    from spro_portraits.store import slugify  # noqa: PLC0415

    return slugify(text).replace("-", " ")
