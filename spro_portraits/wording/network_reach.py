"""Sentences on how far the structures of a network are: who is far, where one more would help."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.coverage import write_threshold
from spro_portraits.wording.grammar import at, count_of, de, join_words, plural
from spro_portraits.wording.places import of_place, subject_territory
from spro_portraits.wording.typography import format_count, format_percent, typeset


def of_inhabitants(level: str, name: str) -> str:
    """Write whose inhabitants: ``du SPRO d’Issoudun``, ``de la région``."""
    return "de la région" if level == "region" else de(subject_territory(level, name))


def write_coverage(
    name: str,
    threshold: str,
    whose: str,
    own: tuple[float, bool],
    region: tuple[float, bool] | None,
) -> str:
    """First sentence of the coverage: who is far from a réseau, here and in the region.

    Parameters
    ----------
    own, region : (float, bool)
        Share of inhabitants beyond the threshold, 0–100, and whether it is only a maximum.
    """
    head = _write_most(*own)
    text = (
        f"{head[:1].upper()}{head[1:]} des habitants {whose} sont à plus de {threshold} de la "
        f"structure la plus proche du réseau « {name} »"
    )
    if region is None:
        return typeset(f"{text}.")
    return typeset(f"{text}, contre {_write_most(*region)} dans la région.")


def _write_most(share: float, is_most: bool) -> str:  # noqa: FBT001 - the two parts of a bound
    return f"au plus {format_percent(share)}" if is_most else format_percent(share)


def write_no_coverage(name: str, *, is_empty: bool) -> str:
    """Say why nothing is measured: no structure at all, or no known distance to one."""
    if is_empty:
        return typeset(f"Aucune structure du réseau « {name} » n'est dans l'annuaire.")
    return typeset(f"Aucune distance n'est connue jusqu'à une structure du réseau « {name} ».")


def write_beyond_column(value: float, unit: str) -> str:
    """Head of a column: ``Au-delà de 20 km``."""
    return f"Au-delà de {write_threshold(value, unit)}"


def write_layer(name: str, unit: str) -> str:
    """Name a layer of the map of distances."""
    what = "Distance" if unit == "km" else "Temps de trajet"
    return typeset(f"{what} à la structure la plus proche : {name}")


def write_permanences(
    name: str, places: Sequence[str], gain: float, threshold: str, before: float, after: float
) -> str:
    """First sentence of the permanences, where some commune would bring anyone."""
    there = join_words([at(place) for place in places])
    return typeset(
        f"Une permanence du réseau « {name} » {there} mettrait "
        f"{count_of(gain, 'habitant')} de plus à {threshold} au plus : "
        f"{format_percent(before)} des habitants aujourd'hui, {format_percent(after)} alors."
    )


def write_no_permanence(name: str, threshold: str, least: int, *, is_known: bool) -> str:
    """Say why no permanence is proposed."""
    if not is_known:
        return typeset("Aucune distance n'est connue : rien n'est calculé.")
    return typeset(
        f"Aucune commune de {format_count(least)} habitants ou plus ne mettrait plus d'habitants à "
        f"{threshold} au plus d'une structure du réseau « {name} »."
    )


def write_left_out(count: int) -> str:
    """Say how many communes a choice leaves out."""
    noun = plural(count, "commune est laissée", "communes sont laissées")
    return typeset(f"{format_count(count)} {noun} de côté : leur distance n'est pas connue.")


def write_missing(name: str, lacking: Sequence[str]) -> str:
    """First sentence of the réseaux: which have no known structure in the territory."""
    if not lacking:
        return typeset(f"Tous les réseaux ont une structure connue {name}.")
    count = len(lacking)
    head = (
        "Un réseau n'a aucune structure connue"
        if count == 1
        else f"{format_count(count)} réseaux n'ont aucune structure connue"
    )
    return typeset(f"{head} {name} : {join_words(lacking)}.")


def write_distance_map_title(level: str, name: str, unit: str) -> str:
    """Title of the map of distances."""
    what = "Distance" if unit == "km" else "Temps de trajet"
    return typeset(f"{what} aux structures, communes {of_place(level, name)}")


def write_far_title(limit: str) -> str:
    """Title of the dot plot."""
    return typeset(f"Habitants à plus de {limit} de la structure la plus proche, par réseau")


def write_public_row(name: str) -> str:
    """Head of the row of a public: any structure that receives these people."""
    return typeset(f"Public : {name[:1].lower()}{name[1:]}")


def write_within_column(value: float, unit: str) -> str:
    """Head of a column: ``À 20 km au plus``."""
    return f"À {write_threshold(value, unit)} au plus"


def write_spro_title(name: str) -> str:
    """Caption of the table that sets SPRO side by side."""
    return typeset(f"{name} : part des habitants à portée, par SPRO")


def write_beyond_title(name: str, limit: str) -> str:
    """Caption of the list of communes beyond a threshold."""
    return typeset(f"{name} : les communes les plus peuplées à plus de {limit}")


def write_permanence_title(name: str, limit: str) -> str:
    """Caption of the table of places."""
    return typeset(f"{name} : communes qui mettraient le plus d'habitants à {limit} au plus")
