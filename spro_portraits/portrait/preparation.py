"""What the portraits of an edition share, made before the first of them.

A process that makes many portraits, or whose children do, calls it once: what
``load_edition`` gives afterwards, here and in forked children, already holds it. It changes no
figure. Not done here: anything of one territory.
"""

from __future__ import annotations

from spro_portraits.charts import Drawing
from spro_portraits.indicators import BY_KEY, compute_commune_values, compute_results
from spro_portraits.indicators.key_occupations import choose_occupations
from spro_portraits.indicators.surprises import find_usual
from spro_portraits.portrait.assemble import build_portrait
from spro_portraits.portrait.geography import LAYERS
from spro_portraits.portrait.model import Page
from spro_portraits.portrait.peers import build_peers
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import find_references, list_territories

FEW_TERRITORIES = (
    "spro", "bassin", "zone_emploi", "arrondissement", "epci", "departement", "region",
)  # fmt: skip
"""Levels that are quick to prepare: all but the communes."""

_SAMPLES, _MANY = 2, 200

_BY_COMMUNE = ("population", "median_income_2021", "poverty_rate_2021", *LAYERS)


_READ = (
    "shapes", "departement_shapes", "occupations", "occupation_links", "occupation_lists",
    "tension", "training_links", "training_outcomes", "training_places",
)  # fmt: skip
"""Tables of an edition that portraits read, beside those of the figures."""


def prepare_portraits(*levels: str, edition: Edition | None = None) -> None:
    """Read the tables and compute what portraits of some levels have in common.

    Figures of the territories of a level, of their places of comparison, and of each
    commune for the maps. Then some portraits are made and dropped: templates are compiled, and
    what is kept of words and workbooks is there, also for each child of this process.

    Parameters
    ----------
    *levels : str
        Levels of the portraits to come; :data:`FEW_TERRITORIES` by default.
    edition : Edition, optional
        The embedded one by default.
    """
    opened = edition or load_edition(load_settings().data)
    for level in levels or FEW_TERRITORIES:
        territories = list_territories(opened, level)
        if territories:
            build_peers(opened, territories[0])
        around = [place for one in territories for place in find_references(opened, one)]
        compute_results(opened, [*territories, *around])
    communes = opened.own_communes.index.tolist()
    for key in _BY_COMMUNE:
        compute_commune_values(opened, communes, BY_KEY[key])
    _read_tables(opened)
    for level in levels or FEW_TERRITORIES:
        territories = list_territories(opened, level)
        for territory in territories[:: max(1, len(territories) // _SAMPLES)][:_SAMPLES]:
            _show(build_portrait(opened, territory))
        if len(territories) >= _MANY:
            # Many of them lie in one bassin, and have its occupations.
            for bassin in list_territories(opened, "bassin"):
                choose_occupations(opened, bassin)


def prepare_occupations(*_: str, edition: Edition | None = None) -> None:
    """Read the tables, and measure what is usual in the bassins, for pages on occupations."""
    opened = edition or load_edition(load_settings().data)
    _read_tables(opened)
    find_usual(opened)


def _show(page: Page) -> None:
    """Write what a notebook would show, pictures aside: their library does not survive a fork."""
    for section in page.sections.values():
        for block in section.blocks:
            if isinstance(block, Drawing):
                block.spec()
            else:
                block._repr_html_()


def _read_tables(edition: Edition) -> None:
    for name in _READ:
        getattr(edition, name)
