"""Search occupations as people speak, from a notebook."""

from __future__ import annotations

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.views import TableView
from spro_portraits.wording import metiers_search as words
from spro_portraits.wording import typeset

_COLUMNS = ("rome", "name", "found_by", "bmo", "fap")


def metiers(search: str, limit: int = 10) -> TableView:
    """Search ROME occupations by an everyday title; accents, gender and small slips do not count.

    Parameters
    ----------
    search : str
        ``"aide soignante"``, ``"prof de maths"``.
    limit : int
        Most rows.

    Returns
    -------
    TableView
        ROME code and name, title found, codes of the BMO survey (those that ``.metiers(codes=…)``
        takes) and FAP; no row where nothing answers.
    """
    import pandas as pd  # noqa: PLC0415 - ``import`` stays quick

    from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415
    from spro_portraits.indicators.occupation_search import find_metiers  # noqa: PLC0415

    rows = [
        (
            one.rome,
            typeset(one.rome_name),
            words.write_found(one.title, one.kind),
            words.write_linked(one.bmo),
            words.write_linked(one.fap),
        )
        for one in find_metiers(open_edition(), search, limit)
    ]
    columns = tuple(Column(head, align="left") for head in words.FOUND_COLUMNS)
    table = Table(typeset(search), columns, tuple(tuple(map(Cell, row)) for row in rows))
    return TableView(table, pd.DataFrame(rows, columns=list(_COLUMNS)), "metiers")
