"""The explorer of JupyterLab: find or draw a territory, look at it, take it away.

``notebooks/explorer.ipynb`` shows it in one line. Not done here: figures, drawings, pages.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.errors import draw_error
from spro_portraits.cli.desk.views import link_served
from spro_portraits.cli.faults import list_faults
from spro_portraits.cli.lab.drawing import Drawer
from spro_portraits.cli.lab.finding import Finder
from spro_portraits.cli.lab.looking import Looker
from spro_portraits.cli.lab.parts import (
    draw_style,
    make_button,
    make_column,
    make_html,
    make_row,
    make_tabs,
)
from spro_portraits.cli.lab.root import ROOT
from spro_portraits.errors import SproError
from spro_portraits.wording import desk as desk_words
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.cli.desk.own import OwnPlace
    from spro_portraits.cli.desk.place import Place
    from spro_portraits.cli.desk.views import Files


def explore() -> Explorer:
    """Open the explorer; the last line of a cell shows it."""
    return Explorer()


class Explorer:
    """Two ways to a territory, four ways to look at it, four things to take away.

    Attributes
    ----------
    place : Place or None
        The territory that is looked at.
    """

    def __init__(self) -> None:
        self.place: Place | None = None
        self.finder = Finder(self.show)
        self.drawer = Drawer(self.show, self._show_saved, self._complain)
        self.ways = make_tabs(
            (words.FIND_TAB, self.finder.page), (words.DRAW_TAB, self.drawer.page)
        )
        self.ways.observe(lambda _: self._open_way(), names="selected_index")
        self.looker = Looker()
        self.about = make_html(_write_quiet(words.NOTHING_CHOSEN), "spro-lab-place")
        self.message = make_html()
        self.message.add_class("spro-lab-message")
        self.code = make_html()
        self.page_button = make_button(words.MAKE_HTML, lambda: self._make("html"), style="primary")
        self.pdf_button = make_button(words.MAKE_PDF, lambda: self._make("pdf"), style="primary")
        self.xlsx_button = make_button(words.DATA_XLSX, lambda: self._export("xlsx"))
        self.csv_button = make_button(words.DATA_CSV, lambda: self._export("csv"))
        self.code_button = make_button(words.SHOW_CODE, self._toggle_code)
        self.taking = make_row(
            self.page_button, self.pdf_button, self.xlsx_button, self.csv_button, self.code_button
        )
        self.taking.layout.display = "none"
        head = make_html(
            f'{draw_style()}<div class="spro-lab-head"><h2>{escape(words.TITLE)}</h2>'
            f"<p>{escape(words.LEDE)}</p></div>"
        )
        self.faults = make_html()
        self._show_faults()
        self.page = make_column(
            head,
            self.faults,
            self.ways,
            self.about,
            self.taking,
            self.message,
            self.code,
            self.looker.page,
        )
        self.page.add_class("spro-lab")
        self.looker.indicator.observe(lambda _: self._write_code(), names="value")

    def __repr__(self) -> str:
        """Say what is looked at."""
        return f"{words.TITLE} : {self.place!r}" if self.place else words.TITLE

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415

        display(self.page)  # type: ignore[no-untyped-call]

    def show(self, place: Place) -> None:
        """Look at a territory."""
        self.place = place
        self.message.value = ""
        self.about.value = place.draw()
        self.taking.layout.display = None
        self.looker.look_at(place)
        self._write_code()

    def _open_way(self) -> None:
        if self.ways.selected_index == 1:
            self.drawer.open(self.place)

    def _show_faults(self) -> None:
        """Name the saved territories that cannot be used: the lists go without them."""
        faults = list_faults(open_edition())
        self.faults.value = "".join(map(draw_error, faults))

    def _show_saved(self, place: OwnPlace, files: Files) -> None:
        self.show(place)
        self.finder.refresh()
        self._show_faults()
        self.message.value = draw_files(files)

    def _complain(self, error: SproError) -> None:
        self.message.value = draw_error(error)

    def _make(self, form: str) -> None:
        self._take(lambda place: place.make(form))

    def _export(self, kind: str) -> None:
        def write(place: Place) -> Files:
            folder = Path(os.environ.get(ROOT, "")) / "exports"
            return place.export(folder / f"{place.level}-{place.code}-chiffres.{kind}")

        self._take(write)

    def _take(self, take: Callable[[Place], Files]) -> None:
        """Write files; say so meanwhile, and what came of it."""
        if self.place is None:
            return
        buttons = [child for child in self.taking.children if child is not self.code_button]
        self.message.value = _write_quiet(words.WORKING)
        for button in buttons:
            button.disabled = True
        try:
            self.message.value = draw_files(take(self.place))
        except SproError as error:
            self._complain(error)
        finally:
            for button in buttons:
                button.disabled = False

    def _toggle_code(self) -> None:
        is_hidden = self.code_button.description == words.SHOW_CODE
        self.code_button.description = words.HIDE_CODE if is_hidden else words.SHOW_CODE
        self._write_code()

    def _write_code(self) -> None:
        shown = self.code_button.description == words.HIDE_CODE
        self.code.value = ""
        if shown and self.place is not None:
            code = write_code(self.place, self.looker.indicator.value)
            self.code.value = f"<p>{escape(words.CODE_INTRO)}</p><pre>{escape(code)}</pre>"


def write_code(place: Place, indicator: str) -> str:
    """Write the lines that do what the explorer does, and the command line that makes the page."""
    from spro_portraits.cli.desk.own import OwnPlace  # noqa: PLC0415

    if isinstance(place, OwnPlace) and place.file is None:
        members = ", ".join(f'"{level}:{code}"' for level, code in place.members)
        notes = f', "{place.notes[0]}"' if place.notes else ""
        found = f'spro.perimeter("{place.name}", [{members}]{notes})'
    else:
        found = f'spro.territory("{place.level}:{place.code}")'
    level = "spro" if place.level == "perso" else place.level
    return (
        f"{words.IN_A_CELL}\nimport spro_portraits as spro\n\n"
        f"territoire = {found}\n"
        f'territoire.map("{indicator}")\n'
        f'territoire.compare(indicators="{indicator}")\n'
        f'spro.indicators["{indicator}"].values("{level}")\n'
        'territoire.make("html", "pdf")\n'
        f'territoire.export("{place.level}-{place.code}.xlsx")\n\n'
        f"{words.IN_A_TERMINAL}\n{place.command} --format html,pdf"
    )


def draw_files(files: Files) -> str:
    """Draw links to files, as JupyterLab serves them where it shows their folder."""
    items = []
    for path in files:
        kind, name, where = map(
            escape, (desk_words.name_file(path.name), path.name, str(path.resolve()))
        )
        link = link_served(path)
        shown = f'<a href="{escape(link)}" target="_blank">{name}</a>' if link else name
        items.append(f"<li>{kind} : {shown}<br><small>{where}</small></li>")
    remark = f"<p>{escape(files.remark)}</p>" if files.remark else ""
    return f'<div role="status"><p>{escape(words.WHERE)}</p><ul>{"".join(items)}</ul>{remark}</div>'


def _write_quiet(text: str) -> str:
    return f'<span class="spro-lab-quiet" role="status">{escape(text)}</span>'
