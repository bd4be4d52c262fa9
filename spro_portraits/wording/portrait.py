"""The French of a portrait: titles, first sentences, captions, notes.

Functions take numbers and names, and give whole sentences, typeset.
"""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.places import of_place, subject_territory
from spro_portraits.wording.portrait_terms import (
    GROUPS,
    NOTES,
)
from spro_portraits.wording.typography import (
    format_count,
    format_decimal,
    format_percent,
    format_quarter,
    format_rounded_count,
    format_signed,
    typeset,
)


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
    communes: int, departements: Sequence[str], bassins: Sequence[str], zones: Sequence[str]
) -> list[tuple[str, str]]:
    """Write what a territory is made of, as pairs of term and text."""
    return [
        ("Communes", format_count(communes)),
        (plural(len(departements), "Département"), join_words(list(departements))),
        (
            plural(len(bassins), "Bassin d’emploi", "Bassins d’emploi"),
            join_words(list(bassins)) or "–",
        ),
        (plural(len(zones), "Zone d’emploi", "Zones d’emploi"), join_words(list(zones)) or "–"),
    ]


def _write_share(value: float) -> str:
    """Write a share that is never nil: what would read 0,0 % is less than 0,1 %."""
    return format_percent(value) if value >= 0.05 else f"moins de {format_percent(0.1)}"  # noqa: PLR2004 - rounds to 0.1


def write_share_of(value: float, role: str, name: str) -> str:
    """Write what part of a place a territory is: ``15,6 % de l’Indre``."""
    return f"{_write_share(value)} {of_place(role, name)}"


def write_share_of_projects(value: float, role: str, name: str) -> str:
    """Write what part of the published projects of a place a territory has."""
    return f"{_write_share(value)} des projets publiés {of_place(role, name)}"


def write_identity(
    level: str, name: str, population: float, year: str, shares: Sequence[str]
) -> str:
    """First sentence of *Carte d’identité*."""
    subject = subject_territory(level, name)
    text = (
        f"{subject[:1].upper()}{subject[1:]} compte {format_rounded_count(population)} habitants "
        f"en {year}"
    )
    if shares:
        text += f", soit {join_words(list(shares))}"
    return typeset(text + ".")


def _write_trend(rate: float) -> str:
    if abs(rate) < 0.005:  # noqa: PLR2004 - what two decimals show as zero
        return "est restée stable"
    verb = "augmenté" if rate > 0 else "diminué"
    return f"a {verb} de {format_decimal(abs(rate), 2)} % par an en moyenne"


def write_population(
    rate: float, natural: float, migration: float, references: Sequence[tuple[str, float]]
) -> str:
    """First sentences of *Population*: the trend, its two parts, the references."""
    text = f"De 2013 à 2018, la population {_write_trend(rate)}"
    if references:
        pairs = [f"{name} : {format_signed(value, 2)} %" for name, value in references]
        text += f" ({' ; '.join(pairs)})"
    text += (
        f". Le solde naturel est de {format_signed(natural, 0)} habitants sur la période, le solde "
        f"apparent des entrées et des sorties de {format_signed(migration, 0)}."
    )
    return typeset(text)


def write_activity(jobs: float, concentration: float, rate: float) -> str:
    """First sentences of *Emploi et activité*."""
    text = (
        f"Le territoire compte {format_rounded_count(jobs)} emplois en 2018, soit "
        f"{format_decimal(concentration)} emplois pour 100 actifs en emploi qui y résident. "
        f"De 2013 à 2018, le nombre d'emplois "
    )
    trend = _write_trend(rate).replace("restée", "resté")
    return typeset(text + trend + ".")


def write_unemployment(zones: Sequence[tuple[str, float]], quarter: str) -> str:
    """First sentence of *Chômage*: one rate, or the range over the covering zones."""
    when = format_quarter(quarter)
    if len(zones) == 1:
        name, rate = zones[0]
        return typeset(
            f"Au {when}, le taux de chômage localisé est de {format_percent(rate)} dans la zone "
            f"d'emploi {of_place('zone_emploi', name)}."
        )
    low = min(zones, key=lambda zone: zone[1])
    high = max(zones, key=lambda zone: zone[1])
    return typeset(
        f"Au {when}, le taux de chômage localisé des zones d'emploi qui couvrent le territoire va "
        f"de {format_percent(low[1])} ({low[0]}) à {format_percent(high[1])} ({high[0]})."
    )


def write_range(low: float, high: float) -> str:
    """Write the range of a rate over covering zones: ``6,7 à 10,3 %``."""
    if format_decimal(low) == format_decimal(high):
        return format_percent(low)
    return f"{format_decimal(low)} à {format_percent(high)}"


def write_covering_note(names: Sequence[str]) -> str:
    """Say which zones a range is over: ``Zones d’emploi d’Orléans et de Pithiviers``."""
    places = [of_place("zone_emploi", name) for name in names]
    noun = plural(len(places), "Zone d’emploi", "Zones d’emploi")
    return f"{noun} {join_words(places)}"


def write_groups(group: str, share: float, reference: str, reference_share: float) -> str:
    """First sentence of *Groupes socioprofessionnels*: the largest group in activity."""
    return typeset(
        f"Parmi les 15 ans ou plus, {format_percent(share)} sont {GROUPS[group]} en 2022, contre "
        f"{format_percent(reference_share)} en {reference}."
    )


def write_income(median: float | None, published: int, total: int) -> str:
    """First sentence of *Revenus*."""
    if median is not None:
        return typeset(
            f"La moitié des habitants ont un niveau de vie inférieur à {format_count(median)} € "
            f"par an en 2021."
        )
    return typeset(
        f"Le niveau de vie médian est publié en 2021 pour {format_count(published)} des "
        f"{format_count(total)} communes du territoire."
    )


def write_young(share: float | None, references: Sequence[tuple[str, float]]) -> str:
    """First sentence of *Jeunes*."""
    pairs = " ; ".join(f"{name} : {format_percent(value)}" for name, value in references)
    if share is not None:
        end = f" ({pairs})." if pairs else "."
        return typeset(
            f"En 2018, {format_percent(share)} des 15-24 ans ne sont ni en emploi ni en études{end}"
        )
    return typeset(
        f"La part des 15-24 ans ni en emploi ni en études n'est pas publiée pour ce territoire "
        f"({pairs} en 2018)." if pairs else
        "La part des 15-24 ans ni en emploi ni en études n'est pas publiée pour ce territoire."
    )  # fmt: skip


def write_recruitment(projects: float, difficulty: float, year: str, *, bound: bool) -> str:
    """First sentences of *Métiers qui recrutent*."""
    least = "au moins " if bound else ""
    return typeset(
        f"En {year}, les employeurs annoncent {least}{format_rounded_count(projects)} projets de "
        f"recrutement. Parmi les projets publiés, {least}{format_percent(difficulty)} sont jugés "
        f"difficiles."
    )


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


def write_layer(label: str, vintage: str) -> str:
    """Write the name of a layer, its year once."""
    return label if vintage in label else f"{label}, {vintage}"


def write_boundaries(producer: str, title: str, year: int) -> str:
    """Write the source of the boundaries on the map itself."""
    return typeset(f"Contours : {producer}, {title}, communes {year}")


def write_card_note(vintage: str, *, survey: bool) -> str:
    """Write the small line of a card: its year, and the universe of a survey share."""
    return f"{vintage}, parmi les projets publiés" if survey else vintage


def write_row(label: str, vintage: str) -> str:
    """Name a row of a table: the label, and its year unless the label has it."""
    return label if not vintage or vintage in label else f"{label} ({vintage})"


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{count} chiffres publiés avec ce portrait.")


def write_zone_indicator(label: str, zone: str, share: float) -> str:
    """Name a rate of a covering zone in the file of indicators."""
    place = of_place("zone_emploi", zone)
    return typeset(
        f"{label} de la zone d'emploi {place} ({format_percent(100 * share)} de la population du "
        f"territoire)"
    )
