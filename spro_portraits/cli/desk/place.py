"""A territory as an analyst holds it: compare it, map it, read its pages, take its data away."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.tables import draw_commune_table, draw_comparison
from spro_portraits.cli.desk.views import (
    Files,
    MapView,
    PageView,
    SectionView,
    TableView,
    find_near,
    find_section,
    write_sheet,
)
from spro_portraits.errors import UsageError
from spro_portraits.wording import desk as words
from spro_portraits.wording.network_page import SECTION_TITLES as NETWORK_TITLES
from spro_portraits.wording.occupations import SECTION_TITLES as OCCUPATION_TITLES
from spro_portraits.wording.places import title_territory
from spro_portraits.wording.portrait_terms import SECTION_TITLES

if TYPE_CHECKING:
    import pandas as pd

    from spro_portraits.cli.desk.curves import SeriesView
    from spro_portraits.portrait import Subject
    from spro_portraits.portrait.downloads import Figure
    from spro_portraits.territory import Territory

STANDARD = ("departement", "region", "france")
_NETWORK_FOCUS = "mission_locale"


class Place:
    """A territory, with what may be asked of it.

    Parameters
    ----------
    territory : Territory
        Of the installed edition.
    text : str
        How a command finds it again: its code, or for ``perso`` its file or its members.
    others : tuple of str
        Levels that have a territory of the same name.
    """

    def __init__(self, territory: Territory, text: str = "", others: tuple[str, ...] = ()) -> None:
        self._territory = territory
        self._text = text or territory.code
        self._others = others

    @property
    def name(self) -> str:
        """Bare French name: ``Dreux``."""
        return self._territory.name

    @property
    def title(self) -> str:
        """``SPRO de Dreux``."""
        return title_territory(self._territory.level, self._territory.name)

    @property
    def level(self) -> str:
        """Its level: ``spro``, ``bassin``, ``commune`` and so on."""
        return self._territory.level

    @property
    def code(self) -> str:
        """Official code, or that of the file of perimeters."""
        return self._territory.code

    @property
    def text(self) -> str:
        """How a command or a notebook finds it again."""
        return self._text

    @property
    def territory(self) -> Territory:
        """The record behind, for the other rooms of the package."""
        return self._territory

    @property
    def communes(self) -> TableView:
        """Communes of the territory with their inhabitants, the largest first."""
        return draw_commune_table(open_edition(), self._territory, self.title)

    def __repr__(self) -> str:
        """Say what it is, in one line."""
        size = words.count_communes(len(self._territory.communes), self._count_people())
        return f"{words.write_title(self.title, self.level)} : {size} [{self.level}:{self.code}]"

    def _repr_html_(self) -> str:
        hint = f"<br><small>{escape(words.HINT)}</small></p>"
        return self.draw().removesuffix("</p>") + hint

    def draw(self) -> str:
        """Draw what it is: name, code, size, what is assumed, other levels of the name."""
        size = words.count_communes(len(self._territory.communes), self._count_people())
        notes = "".join(f"<br><small>{escape(note)}</small>" for note in self._territory.notes)
        also = ""
        if self._others:
            also = f"<br><small>{words.ALSO}{escape(words.write_levels(self._others))}</small>"
        return (
            f"<p><strong>{escape(words.write_title(self.title, self.level))}</strong> "
            f"<code>{escape(self.level)}:{escape(self.code)}</code><br>{escape(size)}{notes}{also}"
            "</p>"
        )

    def _count_people(self) -> float | None:
        from spro_portraits.indicators import BY_KEY, compute_results  # noqa: PLC0415

        one = BY_KEY["population"]
        return compute_results(open_edition(), [self._territory], [one])[one.key][0].value

    def _subject(self, compare_to: Sequence[str | Place] = STANDARD) -> Subject:
        from spro_portraits.portrait import build_subject  # noqa: PLC0415

        asked = [name_place(other) for other in compare_to]
        return build_subject(open_edition(), self._territory, asked)

    def value(self, indicator: str) -> float | None:
        """Give the plain value of an indicator; None where it is absent.

        Raises
        ------
        UsageError
            Unknown indicator, with near matches.
        """
        from spro_portraits.cli.desk.catalogue import find_indicator  # noqa: PLC0415
        from spro_portraits.indicators import compute_results  # noqa: PLC0415

        one = find_indicator(indicator)
        return compute_results(open_edition(), [self._territory], [one])[one.key][0].value

    def compare(self, *others: str | Place, indicators: str | Sequence[str] = ()) -> TableView:
        """Set the territory beside others, indicator by indicator.

        Parameters
        ----------
        *others : str or Place
            ``departement``, ``region``, ``france``, or any territory by its name; the three by
            default.
        indicators : str or sequence of str
            Keys or French names; those of the portrait by default.

        Raises
        ------
        UsageError
            Unknown territory or indicator, with near matches.
        """
        from spro_portraits.cli.desk.catalogue import find_indicator  # noqa: PLC0415

        listed = [indicators] if isinstance(indicators, str) else list(indicators)
        keys = [find_indicator(one).key for one in listed]
        return draw_comparison(self._subject(others or STANDARD), keys)

    def map(self, *indicators: str, year: int | None = None) -> MapView:
        """Draw the communes of the territory by class.

        An indicator that no commune has is drawn for the zones d'emploi of the region, if it is
        published for them; the map says so.

        Parameters
        ----------
        *indicators : str
            Keys or French names; those of the portrait by default.
        year : int, optional
            Year that they describe; the newest by default.

        Raises
        ------
        UsageError
            Unknown indicator, or one that cannot be mapped.
        """
        from spro_portraits.cli.desk.catalogue import find_indicator  # noqa: PLC0415
        from spro_portraits.portrait.mapping import (  # noqa: PLC0415
            build_level_sheet,
            build_territory_sheet,
        )

        edition = open_edition()
        keys = [find_indicator(one, year).key for one in indicators]
        try:
            return MapView(build_territory_sheet(edition, self._territory, keys, year))
        except UsageError as error:
            if error.kind != "no_map_value" or not keys:
                raise
            try:
                sheet = build_level_sheet(edition, "zone_emploi", keys, year)
            except UsageError:
                raise error from None
            return MapView(sheet, words.PUBLISHED_BY_ZONE)

    def series(self, indicator: str) -> SeriesView:
        """Give an indicator over all vintages at hand, joined only where definitions agree.

        They are those of the installed edition and of the others of ``data/editions``. Breaks
        are marked, and no difference is computed across them. What nobody publishes for the
        territory is given for the zones that cover it.

        Parameters
        ----------
        indicator : str
            Key or French name.

        Raises
        ------
        UsageError
            Unknown indicator, with near matches.
        EditionError
            A damaged ``data/breaks.toml``.
        """
        from spro_portraits.cli.desk.catalogue import find_indicator  # noqa: PLC0415
        from spro_portraits.cli.desk.curves import SeriesView  # noqa: PLC0415
        from spro_portraits.portrait.series import build_curves, gather_editions  # noqa: PLC0415

        record = find_indicator(indicator)
        text = self._text if self.level == "perso" else self.code
        editions = gather_editions(open_edition(), self._territory, text)
        return SeriesView(build_curves(editions, record))

    def metiers(self, count: int = 5, **choices: Any) -> PageView:
        """Give the key occupations: why they are chosen, a sheet each.

        Parameters
        ----------
        count : int
            From 1 to 20.
        **choices
            ``codes``, ``pinned``, ``excluded`` (codes or names), ``weights``, ``remark``: as the
            notebook ``metiers`` takes them.
        """
        from spro_portraits.portrait import (  # noqa: PLC0415
            build_occupations_page,
            build_occupations_subject,
        )

        edition = open_edition()
        subject = build_occupations_subject(edition, self._territory, count, **choices)
        return PageView(build_occupations_page(subject), OCCUPATION_TITLES)

    def network(self, day: str = "", focus: str = _NETWORK_FOCUS) -> PageView:
        """Give the network of the territory: circles, map, distances, structures.

        Parameters
        ----------
        day : str
            The day described (``2026-11-24``); the most recent of the facts by default.
        focus : str
            Code of the réseau that is looked at closely.
        """
        from spro_portraits.portrait import (  # noqa: PLC0415
            build_network_page,
            build_network_subject,
        )
        from spro_portraits.portrait.network_reach import build_reach  # noqa: PLC0415

        subject = build_network_subject(open_edition(), self._territory, day)
        page = build_network_page(build_reach(subject, focus=focus, count=3))
        return PageView(page, NETWORK_TITLES)

    def portrait(self, *compare_to: str | Place) -> PageView:
        """Give the portrait, to be read here; :meth:`make` writes it as a file."""
        from spro_portraits.portrait import build_portrait  # noqa: PLC0415

        asked = [name_place(other) for other in compare_to or STANDARD]
        return PageView(build_portrait(open_edition(), self._territory, asked))

    def figure(self, text: str) -> SectionView | Figure:
        """Give one section of the portrait (``chômage``), or the drawing of one indicator.

        Raises
        ------
        UsageError
            ``unknown_figure``, with near matches.
        """
        from spro_portraits.cli.desk.catalogue import find_indicator, list_labels  # noqa: PLC0415
        from spro_portraits.portrait.blocks import draw_dot_block  # noqa: PLC0415
        from spro_portraits.wording import INDICATOR_WORDS  # noqa: PLC0415

        key = find_section(text, SECTION_TITLES)
        if key is not None:
            return self.portrait()[key]
        try:
            one = find_indicator(text)
        except UsageError as error:
            if error.kind != "unknown_indicator":
                raise
            near = find_near(text, SECTION_TITLES | list_labels())
            raise UsageError(
                "unknown_figure", text=text, near=near, known=list(SECTION_TITLES)
            ) from error
        return draw_dot_block(
            self._subject(), [one.key], title=INDICATOR_WORDS[one.key].label, unit=one.unit
        )

    @property
    def figures(self) -> pd.DataFrame:
        """All figures of the portrait with plain numbers: the rows of ``indicators.csv``."""
        import pandas as pd  # noqa: PLC0415

        content = self.portrait().page.publication.content
        return pd.DataFrame(content["indicators"], columns=content["columns"])

    def export(self, path: str | Path = "") -> Files:
        """Write all figures as XLSX or CSV for a French spreadsheet, by the end of the name.

        Parameters
        ----------
        path : str or Path
            ``dreux.xlsx``; a name made of the territory's in the current folder by default.

        Raises
        ------
        UsageError
            ``unknown_file_kind``, ``unwritable_folder``.
        """
        from spro_portraits.render.payload import (  # noqa: PLC0415
            make_figures_sheet,
            read_payload,
            write_figure_notes,
        )

        page = self.portrait().page
        payload = read_payload(page.publication.content)
        target = Path(path or f"{self._subject(()).stem}-chiffres.xlsx")
        return write_sheet(make_figures_sheet(payload), target, write_figure_notes(payload))

    def make(
        self, *forms: str, notebook: str = "portrait", out: str | Path = "", **parameters: Any
    ) -> Files:
        """Make the product as ``spro-portraits render`` does, and say where it is.

        Parameters
        ----------
        *forms : str
            ``html`` (the default), ``pdf``, ``slides``.
        notebook : str
            ``portrait``, ``metiers``, ``reseau``, ``guide``.
        out : str or Path
            Folder of the reports; ``reports`` by default.
        **parameters
            Other parameters of the notebook.

        Raises
        ------
        SproError
            What the command line would say.
        """
        from spro_portraits.cli.lab.making import make_product  # noqa: PLC0415

        return make_product(
            self._text, self.level, forms or ("html",), notebook=notebook, out=out,
            parameters=parameters,
        )  # fmt: skip

    @property
    def command(self) -> str:
        """The command line that makes its portrait."""
        quoted = f'"{self._text}"' if set(self._text) & set(" '()’") else self._text
        level = "" if self.level == "spro" else f" --level {self.level}"
        return f"spro-portraits render {quoted}{level}"


def name_place(other: str | Place) -> str:
    """Name a place of comparison as a portrait takes it: ``region``, ``bassin:2418``."""
    from spro_portraits.cli.desk.finding import territory  # noqa: PLC0415

    if isinstance(other, str) and other in STANDARD:
        return other
    place = other if isinstance(other, Place) else territory(other)
    return f"{place.level}:{place.text}"
