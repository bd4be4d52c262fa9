"""The sentences that open each section of a portrait.

Plain facts in, whole sentences out, typeset. A place of comparison is named in brackets, as a
fact beside a fact; « contre » is only written where the caller says that the values differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.wording.findings import write_trend
from spro_portraits.wording.grammar import count_about, join_words, plural
from spro_portraits.wording.places import in_place, name_reference, of_place, subject_territory
from spro_portraits.wording.portrait_terms import GROUPS
from spro_portraits.wording.typography import (
    format_count,
    format_decimal,
    format_percent,
    format_quarter,
    format_rounded_count,
    format_signed,
    typeset,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The same figure in a place of comparison.

    Attributes
    ----------
    level, name : str
        The place.
    value : float
    differs : bool
        Whether it may be said that the two values differ.
    """

    level: str
    name: str
    value: float
    differs: bool = False


def write_identity(
    level: str, name: str, population: float, year: str, shares: Sequence[str]
) -> str:
    """First sentence of *Carte d’identité*."""
    subject = subject_territory(level, name)
    text = (
        f"{subject[:1].upper()}{subject[1:]} compte {count_about(population, 'habitant')} en {year}"
    )
    if shares:
        text += f", soit {join_words(list(shares))}"
    return typeset(text + ".")


def write_population(rate: float, beside: Sequence[Beside]) -> str:
    """Write the trend of the population, the same in other places in brackets."""
    pairs = [f"{_name(place)} : {format_signed(place.value, 2)} %" for place in beside]
    end = f" ({' ; '.join(pairs)})." if pairs else "."
    return typeset(f"De 2013 à 2018, la population {write_trend(rate, feminine='e')}{end}")


def write_population_counts(first: float, last: float) -> str:
    """Write the population of two censuses, where the trend has already been told."""
    return typeset(
        f"Le territoire comptait {count_about(first, 'habitant')} en 2013 et "
        f"{format_rounded_count(last)} en 2018."
    )


def write_balances(natural: float, migration: float, *, follows: bool) -> str:
    """Write the two parts of a change of population.

    Parameters
    ----------
    follows : bool
        Whether the sentence before has named the period.
    """
    when = "Sur la période" if follows else "De 2013 à 2018"
    return typeset(
        f"{when}, le solde naturel est de {format_signed(natural, 0)} "
        f"{plural(natural, 'habitant')}, le solde "
        f"apparent des entrées et des sorties de {format_signed(migration, 0)}."
    )


def write_jobs(jobs: float, concentration: float | None) -> str:
    """Write how many jobs there are, and for how many who live there."""
    text = f"Le territoire compte {count_about(jobs, 'emploi')} en 2018"
    if concentration is not None:
        text += (
            f", soit {format_decimal(concentration)} emplois pour 100 actifs en emploi qui y "
            f"résident"
        )
    return typeset(text + ".")


def write_jobs_trend(rate: float) -> str:
    """Write the trend of the number of jobs."""
    return typeset(f"De 2013 à 2018, le nombre d'emplois {write_trend(rate)}.")


def write_jobs_before(jobs: float) -> str:
    """Write the jobs of the census before, where the trend has already been told."""
    return typeset(f"Il en comptait {format_rounded_count(jobs)} en 2013.")


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


def write_groups(group: str, share: float, beside: Beside | None) -> str:
    """First sentence of *Groupes socioprofessionnels*: one group, beside one place."""
    text = f"Parmi les 15 ans ou plus, {format_percent(share)} sont {GROUPS[group]} en 2022"
    if beside is None:
        return typeset(text + ".")
    other = format_percent(beside.value)
    if beside.differs:
        return typeset(f"{text}, contre {other} {in_place(beside.level, beside.name)}.")
    return typeset(f"{text} ({_name(beside)} : {other}).")


def write_income(median: float | None, published: int, total: int) -> str:
    """First sentence of *Revenus*."""
    if median is not None:
        return typeset(
            f"La moitié des habitants ont un niveau de vie inférieur à {format_count(median)} € "
            f"par an en 2021."
        )
    if total == 1:
        # Of one commune, the median is that of the territory: there is none.
        return typeset("Le niveau de vie médian de 2021 n'est pas publié pour cette commune.")
    if not published:
        return typeset(
            f"Le niveau de vie médian de 2021 n'est publié pour aucune des {format_count(total)} "
            f"communes du territoire."
        )
    return typeset(
        f"Le niveau de vie médian est publié en 2021 pour {format_count(published)} des "
        f"{format_count(total)} communes du territoire."
    )


def write_young(share: float | None, beside: Sequence[Beside]) -> str:
    """First sentence of *Jeunes*."""
    pairs = " ; ".join(f"{_name(place)} : {format_percent(place.value)}" for place in beside)
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


def write_young_before(share: float) -> str:
    """Write the share of 2008, where that of 2018 has already been told."""
    return typeset(
        f"En 2008, {format_percent(share)} des 15-24 ans n'étaient ni en emploi ni en études."
    )


def write_recruitment(projects: float, year: str, *, bound: bool) -> str:
    """Write how many projects of recruitment are published."""
    return typeset(
        f"En {year}, les employeurs annoncent {_least(bound=bound)}"
        f"{count_about(projects, 'projet')} de recrutement."
    )


def write_recruitment_share(kind: str, share: float, *, bound: bool) -> str:
    """Write what part of the published projects is difficult, or seasonal.

    Parameters
    ----------
    kind : str
        ``difficulty`` or ``seasonal``.
    bound : bool
        Whether masked cells make the share a lower bound.
    """
    judged = {"difficulty": "sont jugés difficiles", "seasonal": "sont saisonniers"}[kind]
    return typeset(
        f"Parmi les projets publiés, {_least(bound=bound)}{format_percent(share)} {judged}."
    )


def _least(*, bound: bool) -> str:
    return "au moins " if bound else ""


def _name(place: Beside) -> str:
    return name_reference(place.level, place.name)
