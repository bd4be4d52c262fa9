"""The French of *Depuis la dernière édition*: causes, first sentences, tables, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.typography import (
    NBSP,
    format_count,
    format_decimal,
    format_quarter,
    format_signed,
    typeset,
)

CAUSES = {
    "real": "évolution réelle",
    "revision": "révision du fichier",
    "geography": "communes ou périmètre",
    "method": "méthode",
}
"""What a step of a change is due to."""

REASONS = {
    key: typeset(text)
    for key, text in {
        "weak": "valeur trop fragile pour conclure",
        "bounds": "minimums : les cases non publiées peuvent tout changer",
        "imprecise": "dans la marge d’erreur du sondage",
        "small": "trop petit pour être commenté",
        "overlap": "les deux millésimes partagent des années d’enquête",
        "mixed": "causes non séparables",
        "absent": "millésimes non comparables",
        "count": "non comparé",
        "same": "même millésime",
    }.items()
}
"""Why nothing is said of a real change."""

DIRECTIONS = {1: "hausse", -1: "baisse"}

STATES = {
    "new": "nouveau",
    "gone": "abandonné",
    "known": "connu désormais",
    "lost": "n’est plus connu",
}
"""What became of a figure that stands on one side only."""

CHANGES = {"changed": "changé", "same": "identique"}
"""What became of the value of a figure that stands on both sides."""

KEY_FIGURES = {
    "real": "Évolutions réelles assurées",
    "other": "Changements à période égale",
    "entries": "Chiffres apparus ou disparus",
}
"""Labels of the figures of the index."""

FILES = {"other": "autre fichier", "new": "source nouvelle",
         "gone": "source abandonnée"}  # fmt: skip
"""What became of an official file."""

TITLES = {
    "real": "Chiffres d’un millésime plus récent",
    "other": "Chiffres du même millésime dont la valeur a changé",
    "entries": "Chiffres nouveaux, abandonnés, connus ou inconnus désormais",
    "editions": "Géographie et communes",
    "sources": "Fichiers officiels qui ne sont pas les mêmes",
}

COLUMNS = {
    "indicator": "Indicateur",
    "before": "Édition précédente",
    "after": "Cette édition",
    "real": "Évolution réelle",
    "reading": "Lecture",
    "others": "Autres causes",
    "gap": "Écart",
    "cause": "Cause",
    "state": "État",
    "name": "Édition",
    "geography": "Géographie",
    "communes": "Communes du territoire",
    "source": "Source",
    "file": "Fichier",
}

HEADERS = {
    "vintage_before": "Millésime précédent",
    "value_before": "Valeur de l’édition précédente",
    "change": "Écart total",
    "real": "Évolution réelle",
    "revision": "Révision du fichier",
    "geography_effect": "Communes ou périmètre",
    "method": "Méthode",
    "not_separable": "Non séparable",
    "causes": "Causes non séparables",
    "status": "État",
    "direction": "Sens retenu",
}
"""French heads of the columns that only this page has in ``indicators.csv``."""

NOTES = {
    key: typeset(text)
    for key, text in {
        "causes": (
            "Chaque écart est découpé en quatre parts, dont "
            "la somme est l'écart entier : la méthode "
            "(formule d'alors, formule d'aujourd'hui), les communes ou le périmètre (les données "
            "d'alors, additionnées sur les communes d'alors "
            "puis d'aujourd'hui), la révision (le même "
            "millésime dans les deux éditions) et l'évolution "
            "réelle (deux millésimes, tous deux pris "
            "dans cette édition). Une part qui ne peut pas "
            "être mesurée seule est dite non séparable."
        ),
        "reading": (
            "« hausse » et « baisse » : seulement si l'écart dépasse l'erreur de sondage et vaut "
            "d'être commenté, par la règle de comparaison des portraits. Deux millésimes du "
            "recensement à moins de cinq ans d'écart ont des années d'enquête communes : rien n'en "
            "est dit."
        ),
        "no_real": (
            "Aucun chiffre de ce territoire n'a de millésime plus récent que dans l'édition "
            "précédente : rien n'a pu réellement changer."
        ),
        "no_other": "Aucun chiffre n'a changé à millésime égal.",
        "no_entry": "Aucun chiffre n'apparaît ni ne disparaît.",
        "no_methods": (
            "L'édition précédente ne dit pas par quelles méthodes ses chiffres étaient calculés "
            "(fichier codebook.csv absent ou sans numéro de "
            "méthode) : l'ancienne valeur est calculée "
            "par la méthode d'aujourd'hui, au millésime le plus récent de cette édition-là, et un "
            "changement de méthode ne peut pas être vu."
        ),
        "restated": (
            "Méthode changée depuis : la valeur précédente est recalculée par la méthode "
            "d'aujourd'hui, elle peut différer de celle qui avait été publiée."
        ),
        "same_land": "Le territoire couvre les mêmes communes dans les deux éditions.",
        "same_files": "Les deux éditions sont faites des mêmes fichiers officiels.",
        "other_files": "Les autres fichiers officiels sont les mêmes dans les deux éditions.",
        "other_land": (
            "Les communes du territoire ne se retrouvent "
            "pas exactement dans l'édition précédente : "
            "l'effet de la géographie ne peut pas être mesuré seul."
        ),
    }.items()
}
"""Notes of the page, typeset."""

_LISTED = 8
"""Communes that a sentence names; the others are counted."""

EXPECTED_OTHER = typeset("le dossier d'une édition antérieure")
"""What the parameter ``previous`` must be; ends « attend … »."""


def write_title(title: str) -> str:
    """Write the title of the page."""
    return f"Depuis la dernière édition – {title}"


def write_subtitle(before: str, after: str) -> str:
    """Write the line under the title."""
    return typeset(f"De l'édition « {before} » à l'édition « {after} »")


def write_description(title: str, before: str, after: str) -> str:
    """Write the description of the page for search engines and the index."""
    return typeset(
        f"{title} : ce qui a réellement changé entre les éditions « {before} » et « {after} », et "
        f"ce qui tient à la géographie, à la méthode ou à une révision."
    )


def write_summary(count: int) -> str:
    """Say in one line what the page holds, for a terminal."""
    return f"{format_count(count)} {plural(count, 'chiffre comparé', 'chiffres comparés')}."


def describe_same_edition(name: str) -> str:
    """Say that an edition was compared with itself; ends « pas … »."""
    return typeset(f"la même édition ({name}) : d'une édition à elle-même, rien ne peut changer")


def describe_expected_territory(title: str) -> str:
    """Say which edition is expected; ends « attend … »."""
    return typeset(f"une édition qui contient le territoire « {title} »")


def describe_other_territory(name: str, label: str) -> str:
    """Say that an edition lacks the territory; ends « pas … »."""
    return typeset(f"l'édition {name} ({label}), où ce niveau et ce code sont inconnus")


def write_lede(compared: int, newer: int, meaningful: int, other: int) -> str:
    """First sentence of the page: how many figures changed, and by what.

    Parameters
    ----------
    compared : int
        Figures that have a value in both editions.
    newer : int
        Those whose value is another because the vintage is newer.
    meaningful : int
        Those, among them, whose real change may be said to be one.
    other : int
        Those whose value is another though the vintage is the same.
    """
    if not newer and not other:
        return typeset(
            f"Sur {format_count(compared)} {plural(compared, 'chiffre connu', 'chiffres connus')} "
            f"dans les deux éditions, aucun n'a changé."
        )
    first = (
        f"{_count(newer)} {plural(newer, 'décrit', 'décrivent')} une période plus récente"
        + (f", dont {_count(meaningful)} avec une évolution réelle assurée" if newer else "")
    )  # fmt: skip
    second = (
        f"{_count(other)} {plural(other, 'a', 'ont')} changé sans que la période soit plus récente"
    )
    return typeset(
        f"Sur {format_count(compared)} {plural(compared, 'chiffre connu', 'chiffres connus')} dans "
        f"les deux éditions, {first} ; {second} (révision, géographie ou méthode)."
    )


def _count(number: int) -> str:
    return "aucun" if number == 0 else format_count(number)


def write_real_change(
    label: str, after: str, before: str, gap: str, periods: tuple[str, str]
) -> str:
    """Write a real change: the value, that of the older vintage, and the difference.

    Parameters
    ----------
    after, before, gap : str
        As pages write them.
    periods : tuple of str
        Newer vintage, older vintage.
    """
    newer, older = (write_period(period) for period in periods)
    return typeset(f"{label} : {after} {newer}, contre {before} {older}, soit {gap}.")


def write_period(vintage: str) -> str:
    """Write when: ``au 4e trimestre 2025``, ``en 2018``, ``de 2013 à 2018``."""
    if "-T" in vintage:
        return f"au {format_quarter(vintage)}"
    first, dash, last = vintage.partition("-")
    return f"de {first} à {last}" if dash else f"en {first}"


def write_dated(text: str, vintage: str) -> str:
    """Write a value with its vintage, for a cell: ``8,0 % (2024-T4)``."""
    return f"{text} ({vintage})" if vintage else text


def format_gap(gap: float, unit: str) -> str:
    """Write a difference of two values of a unit, with its sign: ``+0,5 pt``, ``−340 €``."""
    if unit in {"%", "pt"}:
        return f"{format_signed(gap, 1)}{NBSP}pt"
    if unit == "%/an":
        return f"{format_signed(gap, 2)}{NBSP}pt"
    if unit in {"nombre", "solde"}:
        return format_signed(gap, 0)
    if unit in {"€", "km²"}:
        return f"{format_signed(gap, 0)}{NBSP}{unit}"
    if unit == "hab./km²":
        return f"{format_signed(gap, 1)}{NBSP}{unit}"
    return format_signed(gap, 1 if unit == "pour 100" else 2)


def name_causes(causes: Sequence[str]) -> str:
    """Name a cause, or several that are not separable."""
    if len(causes) == 1:
        return CAUSES[causes[0]]
    return typeset(f"non séparable ({join_words([CAUSES[cause] for cause in causes], 'ou')})")


def write_causes(parts: Iterable[tuple[Sequence[str], str]], *, restated: str = "") -> str:
    """Write what a change is due to: ``révision du fichier : +12 ; méthode : −3``.

    Parameters
    ----------
    parts : iterable
        Causes and the difference as pages write it.
    restated : str
        The two methods, where the value of then is computed by the method of today.
    """
    texts = [f"{name_causes(causes)} : {gap}" for causes, gap in parts]
    if restated:
        texts.append(f"méthode {restated}, effet non mesuré")
    return typeset(" ; ".join(texts))


def write_methods(before: int, after: int) -> str:
    """Write two numbers of method: ``no 1 puis no 2``."""
    return f"no{NBSP}{format_decimal(before, 0)} puis no{NBSP}{format_decimal(after, 0)}"


def write_land(joined: Sequence[str], left: Sequence[str], merged: Sequence[str]) -> str:
    """Say which communes joined the territory, left it, or merged.

    Parameters
    ----------
    joined, left, merged : sequence of str
        Names of communes.
    """
    said = (
        (joined, "commune a rejoint le territoire", "communes ont rejoint le territoire"),
        (left, "commune a quitté le territoire", "communes ont quitté le territoire"),
        (merged, "commune n'existe plus (fusion)", "communes n'existent plus (fusion)"),
    )
    parts = [
        f"{format_count(len(names))} {plural(len(names), one, many)} : {_list(names)}"
        for names, one, many in said
        if names
    ]
    return typeset(" ; ".join(parts) + ".") if parts else ""


def _list(names: Sequence[str]) -> str:
    shown = list(names[:_LISTED])
    others = len(names) - len(shown)
    if others:
        shown.append(f"{format_count(others)} {plural(others, 'autre')}")
    return join_words(shown)
