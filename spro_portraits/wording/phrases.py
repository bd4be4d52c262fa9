"""How each indicator is told in « Ce qu’il faut retenir »: its subject, a statement, a noun."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """How an indicator is said: its subject, a statement with blanks, the noun that is ranked.

    The noun has its article, so that its gender is known: ``la part``, ``le taux``.
    """

    head: str
    told: str
    noun: str = "la part"
    high: str = "élevé"
    low: str = "faible"


_POPULATION = "La population"
_PEOPLE_15 = "des habitants de 15 ans ou plus en {end}"
PHRASES = {
    "population_growth_2013_2018": Phrase(
        _POPULATION, "de {start} à {end}, la population {trend}", "l’évolution", low="bas"
    ),
    "population_growth_2018_2021": Phrase(
        _POPULATION, "de {start} à {end}, la population {trend}", "l’évolution", low="bas"
    ),
    "density": Phrase("La densité", "la densité est de {value} en {end}", "la valeur"),
    "household_size_2018": Phrase(
        "Les ménages", "on compte {value} {inhabitants} par ménage en {end}", "la valeur"
    ),
    "vacancy_rate_2018": Phrase(
        "Les logements vacants", "parmi les logements, {value} sont vacants en {end}"
    ),
    "second_home_share_2018": Phrase(
        "Les résidences secondaires",
        "les résidences secondaires et occasionnelles comptent pour {value} des logements en {end}",
    ),
    "owner_share_2018": Phrase(
        "Les propriétaires",
        "en {end}, {value} des résidences principales sont occupées par leur propriétaire",
    ),
    "unemployment_rate_census_2018": Phrase(
        "Le chômage déclaré",
        "au recensement de {end}, {value} des actifs de 15 à 64 ans se déclarent au chômage",
    ),
    "employment_rate_2018": Phrase(
        "L’emploi des habitants", "en {end}, {value} des 15-64 ans ont un emploi", "le taux"
    ),
    "activity_rate_2018": Phrase(
        "L’activité",
        "les actifs, en emploi ou au chômage, forment {value} des 15-64 ans en {end}",
        "le taux",
    ),
    "unemployment_rate": Phrase(
        "Le chômage", "au {end}, le taux de chômage localisé est de {value}", "le taux"
    ),
    "unemployment_rate_change_1y": Phrase(
        "L’évolution du chômage",
        "au {end}, le taux de chômage localisé {trend} en un an",
        "l’évolution",
        low="bas",
    ),
    "jobs_growth_2013_2018": Phrase(
        "L’emploi sur place",
        "de {start} à {end}, le nombre d’emplois {trend}",
        "l’évolution",
        low="bas",
    ),
    "job_concentration_2018": Phrase(
        "Les emplois et les actifs",
        "le territoire offre {value} emplois pour 100 actifs en emploi qui y résident en {end}",
        "le rapport",
    ),
    "salaried_share_2018": Phrase(
        "L’emploi salarié", "les emplois salariés forment {value} des emplois en {end}"
    ),
    "residents_group_1_share_2022": Phrase(
        "Les agriculteurs", f"les agriculteurs exploitants forment {{value}} {_PEOPLE_15}"
    ),
    "residents_group_2_share_2022": Phrase(
        "Les indépendants",
        f"les artisans, commerçants et chefs d’entreprise représentent {{value}} {_PEOPLE_15}",
    ),
    "residents_group_3_share_2022": Phrase(
        "Les cadres",
        "les cadres et professions intellectuelles supérieures représentent {value} " + _PEOPLE_15,
    ),
    "residents_group_4_share_2022": Phrase(
        "Les professions intermédiaires",
        f"les professions intermédiaires représentent {{value}} {_PEOPLE_15}",
    ),
    "residents_group_5_share_2022": Phrase(
        "Les employés", f"les employés représentent {{value}} {_PEOPLE_15}"
    ),
    "residents_group_6_share_2022": Phrase(
        "Les ouvriers", f"les ouvriers représentent {{value}} {_PEOPLE_15}"
    ),
    "residents_group_7_share_2022": Phrase(
        "Les retraités", f"les retraités représentent {{value}} {_PEOPLE_15}"
    ),
    "median_income_2021": Phrase(
        "Le niveau de vie", "le niveau de vie médian est de {value} par an en {end}", "le montant"
    ),
    "poverty_rate_2021": Phrase(
        "La pauvreté", "le taux de pauvreté est de {value} en {end}", "le taux"
    ),
    "young_not_in_work_share_2018": Phrase(
        "Les jeunes", "en {end}, {value} des 15-24 ans ne sont ni en emploi ni en études"
    ),
    "recruitment_difficulty": Phrase(
        "Les recrutements difficiles",
        "pour {end}, {value} des projets de recrutement publiés sont jugés difficiles par les "
        "employeurs",
    ),
    "recruitment_seasonal_share": Phrase(
        "Les recrutements saisonniers",
        "pour {end}, {value} des projets de recrutement publiés sont saisonniers",
    ),
}
"""By the key of the indicator; blanks in braces are filled by :mod:`~.findings`."""
