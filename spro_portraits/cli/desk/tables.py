"""Tables that notebooks ask for: a comparison, the communes of a territory, a level."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from spro_portraits.cli.desk.views import TableView
from spro_portraits.wording import LEVEL_WORDS, typeset
from spro_portraits.wording import desk as words

if TYPE_CHECKING:
    from spro_portraits.indicators import Indicator, Result
    from spro_portraits.indicators.model import Place
    from spro_portraits.portrait import Subject
    from spro_portraits.tables import Edition
    from spro_portraits.territory import Territory

USUAL = (
    "population", "density", "population_growth_2013_2018", "activity_rate_2018",
    "unemployment_rate_census_2018", "job_concentration_2018", "jobs_growth_2013_2018",
    "median_income_2021", "young_not_in_work_share_2018", "recruitment_projects",
    "recruitment_difficulty",
)  # fmt: skip
"""Indicators of a comparison that asks for none."""


def draw_comparison(subject: Subject, keys: Sequence[str]) -> TableView:
    """Lay indicators of a territory beside those of its places of comparison."""
    import pandas as pd  # noqa: PLC0415

    from spro_portraits.portrait.blocks import draw_measure_table  # noqa: PLC0415

    listed = list(keys) or list(USUAL)
    sources = list(
        dict.fromkeys(s for key in listed for s in subject.measures[key].indicator.sources)
    )
    block = draw_measure_table(
        subject, listed, caption=words.MEASURES_CAPTION, source=subject.citation(*sources)
    )
    columns = {subject.title: [subject.measures[key].value for key in listed]}
    for role in subject.shown:
        columns[subject.name(role)] = [
            subject.measures[key].references[role].value for key in listed
        ]
    frame = pd.DataFrame(columns, index=pd.Index(listed, name="indicator"), dtype=float)
    if block.data is None:
        raise TypeError("a table of measures keeps its data")
    notes = write_notes(subject.edition, words.MEASURES_CAPTION, subject.title, sources)
    return TableView(block.data, frame, f"{subject.stem}-comparaison", notes)


def write_notes(
    edition: Edition, title: str, territory: str, sources: Sequence[str]
) -> list[tuple[str, str]]:
    """Write the tab of notes of a workbook."""
    from spro_portraits.wording import spreadsheets  # noqa: PLC0415

    cited = [edition.sources[key] for key in sources]
    return spreadsheets.write_notes(
        title=title,
        territory=territory,
        edition=edition.label,
        sources=[one.citation for one in cited],
        licences=[typeset(one.licence) for one in cited],
        geography=edition.geography_year,
    )


def draw_commune_table(edition: Edition, territory: Territory, title: str) -> TableView:
    """List the communes of a territory with their inhabitants, the largest first."""
    import pandas as pd  # noqa: PLC0415

    from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415
    from spro_portraits.indicators import BY_KEY, list_commune_values  # noqa: PLC0415
    from spro_portraits.wording import format_measure  # noqa: PLC0415

    people = list_commune_values(edition, territory.communes, BY_KEY["population"]).value
    names = edition.places["name"].reindex(list(territory.communes))
    frame = pd.DataFrame(
        {"code": list(territory.communes), "name": names.to_numpy(), "population": people}
    ).sort_values(["population", "code"], ascending=[False, True], ignore_index=True)
    rows = tuple(
        (
            Cell(typeset(str(name))),
            Cell(str(code)),
            Cell(
                format_measure(None if math.isnan(number) else number, "nombre", "non_disponible"),
                None if math.isnan(number) else float(number),
            ),
        )
        for code, name, number in frame.itertuples(index=False)
    )
    columns = (
        Column(words.COMMUNE, align="left"), Column(words.CODE, align="left"),
        Column(words.INHABITANTS),
    )  # fmt: skip
    sources = BY_KEY["population"].sources
    table = Table(
        words.COMMUNES_CAPTION, columns, rows,
        source=" ; ".join(edition.sources[key].citation for key in sources),
    )  # fmt: skip
    notes = write_notes(edition, words.COMMUNES_CAPTION, title, sources)
    return TableView(table, frame, f"communes-{territory.level}-{territory.code}", notes)


def draw_list(territories: Sequence[Territory], caption: str) -> TableView:
    """List territories: name, level, code."""
    import pandas as pd  # noqa: PLC0415

    from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415

    rows = tuple(
        (Cell(typeset(one.name)), Cell(LEVEL_WORDS[one.level].singular), Cell(one.code))
        for one in territories
    )
    columns = tuple(Column(text, align="left") for text in (words.NAME, words.LEVEL, words.CODE))
    frame = pd.DataFrame(
        [(one.level, one.code, one.name) for one in territories], columns=["level", "code", "name"]
    )
    return TableView(Table(caption, columns, rows), frame, "territoires")


def draw_values(
    edition: Edition,
    indicator: Indicator,
    results: Mapping[str, tuple[str, Result]],
    level: str,
    label: str,
) -> TableView:
    """Rank the territories of a level by an indicator, the highest first, the absent last.

    Parameters
    ----------
    results : mapping
        Code → name and result.
    """
    import pandas as pd  # noqa: PLC0415

    from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415
    from spro_portraits.portrait.results import make_result_cell  # noqa: PLC0415

    def rank(item: tuple[str, tuple[str, Result]]) -> tuple[bool, float, str]:
        value = item[1][1].value
        return value is None, -(value or 0.0), item[1][0]

    ordered = sorted(results.items(), key=rank)
    rows = tuple(
        (Cell(typeset(name)), make_result_cell(indicator, result)) for _, (name, result) in ordered
    )
    noun = LEVEL_WORDS[level].singular
    columns = (
        Column(noun[:1].upper() + noun[1:], align="left"),
        Column(words.write_indicator(label, indicator.vintage, indicator.unit), bar=True),
    )
    frame = pd.DataFrame(
        [(code, name, result.value) for code, (name, result) in ordered],
        columns=["code", "name", indicator.key],
    )
    known = [edition.sources[key] for key in indicator.sources if key in edition.sources]
    table = Table(label, columns, rows, source=" ; ".join(one.citation for one in known))
    notes = write_notes(edition, label, LEVEL_WORDS[level].plural, [one.key for one in known])
    return TableView(table, frame, f"{indicator.key}-{level}", notes)


def draw_local_comparison(
    edition: Edition,
    indicators: Sequence[tuple[Indicator, str]],
    places: Sequence[tuple[str, Place]],
) -> TableView:
    """Lay indicators of a declared source out: a column a place, the first one in bold.

    Parameters
    ----------
    indicators : sequence of (Indicator, str)
        With their French names.
    places : sequence of (str, Place)
        Names and places.
    """
    import pandas as pd  # noqa: PLC0415

    from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415
    from spro_portraits.indicators import compute_results  # noqa: PLC0415
    from spro_portraits.portrait.results import make_result_cell  # noqa: PLC0415

    records = [record for record, _ in indicators]
    results = compute_results(edition, [place for _, place in places], records)
    rows = tuple(
        (
            Cell(words.write_indicator(label, record.vintage, record.unit)),
            *(make_result_cell(record, result) for result in results[record.key]),
        )
        for record, label in indicators
    )
    columns = (
        Column(words.INDICATOR, align="left"),
        *(Column(name, strong=not number) for number, (name, _) in enumerate(places)),
    )
    frame = pd.DataFrame(
        {
            name: [results[one.key][n].value for one in records]
            for n, (name, _) in enumerate(places)
        },
        index=pd.Index([one.key for one in records], name="indicator"),
        dtype=float,
    )
    sources = list(dict.fromkeys(key for one in records for key in one.sources))
    cited = " ; ".join(edition.sources[key].citation for key in sources)
    table = Table(words.MEASURES_CAPTION, columns, rows, source=cited)
    notes = write_notes(edition, words.MEASURES_CAPTION, places[0][0], sources)
    return TableView(table, frame, f"{sources[0]}-comparaison", notes)
