"""The map of all communes of France: their density, and indicators where the edition has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from spro_portraits.indicators import Indicator, list_commune_values
from spro_portraits.maps import Land, MapLayer
from spro_portraits.maps.france import DepartementPage, draw_france_map
from spro_portraits.portrait.layers import make_commune_layer
from spro_portraits.tables import Edition
from spro_portraits.tables.france import FrenchPlaces
from spro_portraits.territory.france import Departement, gather_departements
from spro_portraits.wording import france as words
from spro_portraits.wording import typeset

DENSITY = "density"
_INSET = ("75", "92", "93", "94")
"""Paris and its neighbours: a hand's breadth of France, a finger's of its map."""
_ENOUGH, _FEW = 0.99, 20
_UNIT = "hab./km²"


def draw_france(
    edition: Edition, source: FrenchPlaces, indicators: Sequence[Indicator] = ()
) -> str:
    """Draw the communes of all départements as one page.

    Parameters
    ----------
    edition : Edition
        Says which year the populations of ``source`` describe, and has the indicators.
    source : FrenchPlaces
        Communes of France.
    indicators : sequence of Indicator
        Shown behind the density, in those départements where a commune has one.

    Returns
    -------
    str
        A page that asks the network for nothing.
    """
    departements = gather_departements(source)
    vintage = find_population_year(edition, source)
    citation = words.write_source(vintage, source.version)
    whole = {d.code: _sum_up(d) for d in departements}
    country = _divide(sum(p for p, _ in whole.values()), sum(a for _, a in whole.values()))
    everywhere = ((words.COUNTED, words.write_density(country)),)
    pages = [
        _make_page(edition, d, indicators, vintage, citation, everywhere) for d in departements
    ]
    densities = pd.Series({code: _divide(*sums) for code, sums in whole.items()}, dtype=float)
    return draw_france_map(
        pages,
        _make_layer(densities, vintage, citation, everywhere),
        [words.write_people(people) if people else "" for people, _ in whole.values()],
        title=words.TITLE,
        boundaries=words.write_boundaries(source.version, sum(len(p.land) for p in pages)),
        note=words.WHOLE_NOTE,
        inset=_INSET,
    )


def find_population_year(edition: Edition, source: FrenchPlaces) -> str:
    """Find the year of the populations, which the package does not tell.

    It is the year whose municipal populations of the edition are those of ``source`` in 99
    communes of 100; an empty text where no year is.
    """
    places = source.places[source.places["kind"] == "COM"]
    given = pd.Series(places["population"].to_numpy(), index=places["code"].to_numpy()).dropna()
    best, found = _ENOUGH, ""
    for year in edition.list_periods("commune", "municipal_population"):
        known = edition.find_figures("commune", "municipal_population", year)["value"].dropna()
        both = given.index.intersection(known.index)
        if len(both) < _FEW:
            continue
        share = float((given[both] == known[both]).mean())
        if share >= best:
            best, found = share, year
    return found


def _make_page(
    edition: Edition,
    departement: Departement,
    indicators: Sequence[Indicator],
    vintage: str,
    citation: str,
    everywhere: tuple[tuple[str, str], ...],
) -> DepartementPage:
    communes = departement.communes
    codes = list(map(str, communes["code"]))
    people = communes["population"].to_numpy(dtype=float)
    values = pd.Series(people / communes["km2"].to_numpy(), index=codes)
    here = _divide(*_sum_up(departement))
    # As they are: rounding before they are merged would break some of them.
    shapes = np.asarray(communes.geometry.array, dtype=object)
    name = typeset(departement.name)
    known = () if np.isnan(here) else ((name, words.write_density(here)),)
    return DepartementPage(
        code=departement.code,
        name=name,
        title=words.write_title(departement.name, departement.code, city=departement.is_city),
        is_overseas=departement.is_overseas,
        land=Land(tuple(codes), tuple(map(words.name_commune, communes["name"])), shapes),
        people=tuple(people.tolist()),
        layers=(
            _make_layer(values, vintage, citation, (*known, *everywhere)),
            *_list_layers(edition, codes, indicators),
        ),
        remarks=tuple(
            "" if np.isnan(count) else words.write_people(count) for count in people.tolist()
        ),
        areas=words.find_area_words(divided=bool(departement.divided), city=departement.is_city),
        elsewhere=tuple(map(typeset, (*departement.divided, *departement.undrawn))),
        note=words.write_note(departement.divided, departement.undrawn, departement.inexact),
    )


def _list_layers(
    edition: Edition, codes: Sequence[str], indicators: Sequence[Indicator]
) -> list[MapLayer]:
    """List the layers of indicators that a commune of the département has."""
    inside = set(edition.shapes["code"])
    known = [code for code in codes if code in inside]
    if not known:
        return []
    return [
        make_commune_layer(edition, known, indicator, _cite(edition, indicator))
        for indicator in indicators
        if not np.isnan(list_commune_values(edition, known, indicator).value).all()
    ]


def _cite(edition: Edition, indicator: Indicator) -> str:
    return typeset(" ; ".join(edition.sources[key].citation for key in indicator.sources))


def _make_layer(
    values: pd.Series[float],
    vintage: str,
    citation: str,
    references: tuple[tuple[str, str], ...],
) -> MapLayer:
    return MapLayer(
        key=DENSITY,
        label=words.write_layer(vintage),
        unit=_UNIT,
        values=values,
        reasons=pd.Series("", index=values.index, dtype=object),
        source=citation,
        about=words.ABOUT,
        references=references,
    )


def _sum_up(departement: Departement) -> tuple[float, float]:
    """Add up the people and km² of those communes of which both are known."""
    communes = departement.communes
    known = communes["population"].notna() & communes["km2"].notna()
    return float(communes["population"][known].sum()), float(communes["km2"][known].sum())


def _divide(people: float, area: float) -> float:
    return people / area if area else np.nan
