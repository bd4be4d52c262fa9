"""Words of the tables that readers download: headers, notes, links, formats of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.evolution import HEADERS as EVOLUTION_HEADERS
from spro_portraits.wording.labels import LEVEL_WORDS, REASON_WORDS
from spro_portraits.wording.typography import NBSP, NNBSP, typeset

DOWNLOAD = "Télécharger les données"
DOWNLOAD_PICTURE = "Télécharger le dessin"
READ_TABLE = "Lire les chiffres en tableau"
KINDS = {"csv": "CSV", "svg": "SVG", "xlsx": "XLSX"}
FIGURES = "chiffres"
"""End of the names of the files that hold all figures of a page."""
ALL_FIGURES = "Tous les chiffres de cette page"
NOTES_TAB = "Lisez-moi"
FIGURES_TAB = "Chiffres"

LABEL = "Libellé"
PLACE = "Lieu"
PERIOD = "Période"
VALUE = "Valeur"
UNIT = "Unité"
DETAIL = "Champ et année"
COMPARISON = "Comparaison"
CAUTION = "Précaution"
REMARK = "Remarque"
SOURCE = "Source"
INDICATOR = "Indicateur"

HEADERS = {
    "territory": "Code du territoire",
    "level": "Niveau",
    "indicator": "Clé de l’indicateur",
    "label": "Indicateur",
    "value": "Valeur",
    "unit": "Unité",
    "numerator": "Numérateur",
    "denominator": "Dénominateur",
    "vintage": "Millésime",
    "source": "Source",
    "reason": "Raison de l’absence",
    "departement": "Département(s)",
    "region": "Région",
    "france": "France",
    "territory_name": "Territoire",
    "universe": "Champ",
    "geography": "Communes au 1er janvier",
    "upper": "Valeur la plus haute possible",
    "masked": "Cases non publiées",
    "reliability": "Fiabilité",
    "reliability_reason": "Raison de la fiabilité",
} | EVOLUTION_HEADERS
"""French heads of the columns of ``indicators.csv``; another column keeps its own name."""

ORDER = (
    "territory_name", "level", "territory", "label", "value", "unit", "departement", "region",
    "france", "reason", "reliability", "reliability_reason", "vintage", "universe", "source",
    "geography", "numerator", "denominator", "upper", "masked", "indicator",
)  # fmt: skip
"""Columns as a reader wants them; others come after."""

NUMBER_PATTERNS = {
    "nombre": "#,##0",
    "%": '0.0"\u00a0%"',
    "%/an": '+0.00"\u00a0%";-0.00"\u00a0%";0.00"\u00a0%"',
    "pt": '+0.0"\u00a0pt";-0.0"\u00a0pt";0.0"\u00a0pt"',
    "€": '#,##0"\u00a0€"',
    "km": '0.0"\u00a0km"',
    "min": '#,##0"\u00a0min"',
    "km²": '#,##0"\u00a0km²"',
    "hab./km²": '#,##0.0"\u00a0hab./km²"',
    "indice": "0.00",
    "pour 100": "#,##0.0",
    "personnes": "0.00",
    "solde": "+#,##0;-#,##0;0",
}
"""How a workbook shows a number, by unit; Excel writes separators as its country does."""

RELIABILITY_GRADES = {
    "bonne": "bonne",
    "minimum": "minimum",
    "prudence": "à lire avec prudence",
    "fragile": "fragile",
}

NOTE_TITLE, NOTE_TERRITORY, NOTE_EDITION = "Contenu", "Territoire", "Édition"
NOTE_SOURCE, NOTE_LICENCE = "Source", "Licence"
NOTE_GEOGRAPHY, NOTE_SIGNS, NOTE_FIGURES = "Géographie", "Signes et absences", "Nombres"

SIGNS = typeset(
    "Une case vide est une valeur absente ; la colonne « Remarque » ou « Raison de l'absence » dit "
    "pourquoi. « Minimum » (≥ sur la page) : une partie des valeurs n'est pas publiée. « À lire "
    "avec prudence » et « fragile » (◊ sur la page) : la valeur porte sur trop peu de cas."
)
FULL_VALUES = typeset(
    "Les nombres sont entiers, tels qu'ils ont été calculés ; seul l'affichage les arrondit. Les "
    "pourcentages sont sur 100."
)


def write_header(label: str, unit: str) -> str:
    """Head a column of numbers: ``Part (%)``."""
    return f"{label} ({unit})" if unit else label


def name_key_figures(section: str) -> str:
    """Name the table behind the cards of a section."""
    return f"Chiffres clés{NBSP}: {section}"


def write_level(level: str) -> str:
    """Write a level in full; an unknown one stays as it is."""
    return LEVEL_WORDS[level].singular if level in LEVEL_WORDS else level


def write_reason(reason: str) -> str:
    """Write a reason of absence in full; an unknown one stays as it is."""
    return REASON_WORDS.get(reason, reason)


def join_sources(citations: Iterable[str]) -> str:
    """Join the citations of a figure."""
    return f"{NNBSP}; ".join(citations)


def write_grade(grade: str) -> str:
    """Write a grade of reliability as readers know it; an unknown one stays as it is."""
    return RELIABILITY_GRADES.get(grade, grade)


def write_remark(remarks: Sequence[tuple[str, str]]) -> str:
    """Join what is said of the cells of a row, each cell by the head of its column."""
    grouped: dict[str, list[str]] = {}
    for head, text in remarks:
        grouped.setdefault(text.rstrip("."), []).append(head)
    parts = [f"{', '.join(heads)}{NBSP}: {text}" for text, heads in grouped.items()]
    return f"{NNBSP}; ".join(parts)


def write_geography(year: int) -> str:
    """Say which communes the figures are about."""
    return f"Communes au 1er janvier {year}"


def name_link(what: str, title: str, kind: str) -> str:
    """Name a link for who hears it out of context."""
    return f"{what}{NBSP}: {title}, {KINDS[kind]}"


def write_notes(
    *,
    title: str,
    territory: str,
    edition: str,
    sources: Iterable[str],
    licences: Iterable[str],
    geography: int | None,
) -> list[tuple[str, str]]:
    """Write the tab of notes: what, where from, under which licence, how to read it."""
    notes = [(NOTE_TITLE, title), (NOTE_TERRITORY, territory), (NOTE_EDITION, edition)]
    notes += [(NOTE_SOURCE, source) for source in sources]
    notes += [(NOTE_LICENCE, licence) for licence in dict.fromkeys(licences)]
    if geography is not None:
        notes.append((NOTE_GEOGRAPHY, write_geography(geography)))
    notes += [(NOTE_SIGNS, SIGNS), (NOTE_FIGURES, FULL_VALUES)]
    return [(name, text) for name, text in notes if text]
