"""The French of a portrait: titles, captions, notes.

Functions take numbers and names, and give whole sentences, typeset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spro_portraits.wording.grammar import count_of, join_words, plural
from spro_portraits.wording.places import in_place, of_place
from spro_portraits.wording.portrait_terms import NOTES
from spro_portraits.wording.typography import (
    format_count,
    format_decimal,
    format_percent,
    typeset,
)

_MOST_ZONES = 6
"""Zones d'emploi that a card names; it counts more."""


def write_note(key: str, **values: str | int) -> str:
    """Write one of :data:`NOTES`, its blanks filled, typeset."""
    return NOTES[key].format(**values)


def write_title(title: str) -> str:
    """Write the title of the page."""
    return f"Portrait de territoire – {title}"


def write_description(title: str, edition: str) -> str:
    """Write the description of the page for search engines and the index."""
    return typeset(
        f"{title} : population, emploi, chômage, groupes socioprofessionnels, revenus, jeunes et "
        f"métiers qui recrutent. Édition {edition}."
    )


def write_subtitle(edition: str) -> str:
    """Write the line under the title."""
    return typeset(f"Portrait de territoire · édition {edition}")


def write_composition(
    communes: int,
    departements: Sequence[str],
    bassins: Sequence[str],
    zones: Sequence[str],
    part_of: str = "",
) -> list[tuple[str, str]]:
    """Write what a territory is made of, as pairs of term and text.

    Parameters
    ----------
    part_of : str
        Name of the commune of which the territory is a part.
    """
    held = (
        ("Commune", f"{part_of} (en partie)") if part_of else ("Communes", format_count(communes))
    )
    return [
        held,
        (plural(len(departements), "Département"), _list(departements)),
        (plural(len(bassins), "Bassin d’emploi", "Bassins d’emploi"), _list(bassins) or "–"),
        (plural(len(zones), "Zone d’emploi", "Zones d’emploi"), _list(zones) or "–"),
    ]


def _list(names: Sequence[str]) -> str:
    return typeset(join_words(list(names)))


def _write_share(value: float) -> str:
    """Write a share that is never nil: what would read 0,0 % is less than 0,1 %."""
    return format_percent(value) if value >= 0.05 else f"moins de {format_percent(0.1)}"  # noqa: PLR2004 - rounds to 0.1


def write_share_of(value: float, role: str, name: str) -> str:
    """Write what part of a place a territory is: ``15,6 % de l’Indre``."""
    return f"{_write_share(value)} {of_place(role, name)}"


def write_share_of_projects(value: float, role: str, name: str) -> str:
    """Write what part of the published projects of a place a territory has."""
    return f"{_write_share(value)} des projets publiés {of_place(role, name)}"


def write_range(low: float, high: float) -> str:
    """Write the range of a rate over covering zones: ``6,7 à 10,3 %``."""
    if format_decimal(low) == format_decimal(high):
        return format_percent(low)
    return f"{format_decimal(low)} à {format_percent(high)}"


def write_covering_note(names: Sequence[str]) -> str:
    """Say which zones a range is over: ``Zones d’emploi d’Orléans et de Pithiviers``."""
    if len(names) > _MOST_ZONES:
        return f"selon la zone d’emploi ({count_of(len(names), 'zone')})"
    places = [of_place("zone_emploi", name) for name in names]
    noun = plural(len(places), "Zone d’emploi", "Zones d’emploi")
    return f"{noun} {join_words(places)}"


def write_locator_title(title: str) -> str:
    """Write the title of the locator map, for readers who cannot see it."""
    return typeset(f"Situation : {title}")


def write_locator_description(title: str, departements: Sequence[str]) -> str:
    """Write the description of the locator map."""
    return typeset(
        f"Carte de la région : {title}, {plural(len(departements), 'département')} : "
        f"{join_words(list(departements))}."
    )


def write_map_title(title: str) -> str:
    """Write the title of the map of communes."""
    return f"Les communes – {title}"


_YEARS_AT_THE_END = re.compile(r", \d{4}(?:-\d{4})?$")


def drop_year(label: str) -> str:
    """Name an indicator without the year that ends its label: a map offers its years apart."""
    return _YEARS_AT_THE_END.sub("", label)


def write_layer(label: str, vintage: str) -> str:
    """Write the name of a layer, its year once."""
    return label if vintage in label else f"{drop_year(label)}, {vintage}"


def write_boundaries(producer: str, title: str, year: int) -> str:
    """Write the source of the boundaries on the map itself."""
    return typeset(f"Contours : {producer}, {title}, communes {year}")


def write_card_note(vintage: str, *, survey: bool) -> str:
    """Write the small line of a card: its year, and the universe of a survey share."""
    return f"{vintage}, parmi les projets publiés" if survey else vintage


def write_row(label: str, vintage: str) -> str:
    """Name a row of a table: the label, and its year unless the label has it."""
    return label if not vintage or vintage in label else f"{label} ({vintage})"


def write_zone_strip(region: str) -> str:
    """Title of the rates of the zones of one of the regions that a territory touches."""
    return typeset(f"Taux de chômage localisé des zones d'emploi {in_place('region', region)}")


def count_undrawn(count: int) -> str:
    """Count the communes that a map does not draw: ``1 commune non dessinée``."""
    return count_of(count, "commune non dessinée", "communes non dessinées")


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{count_of(count, 'chiffre publié', 'chiffres publiés')} avec ce portrait.")


def write_zone_indicator(label: str, zone: str, share: float) -> str:
    """Name a rate of a covering zone in the file of indicators."""
    place = of_place("zone_emploi", zone)
    return typeset(
        f"{label} de la zone d'emploi {place} ({format_percent(100 * share)} de la population du "
        f"territoire)"
    )
