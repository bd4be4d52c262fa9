"""Words of the synthèse: the region and its territories on two pages, for elected people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spro_portraits.wording.coverage import GREAT_CIRCLE, REGION_EDGE, write_threshold
from spro_portraits.wording.dates import write_as_of
from spro_portraits.wording.findings import Sentence
from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.labels import INDICATOR_WORDS, LEVEL_WORDS
from spro_portraits.wording.places import in_place, subject_territory
from spro_portraits.wording.typography import NBSP, format_count, format_percent, typeset

NAME = "Synthèse"

KEY_FRANCE = "France"
OCCUPATION_HEADS = ("Métier", "Projets", "Jugés difficiles")
NO_OCCUPATIONS = typeset(
    "L'enquête sur les besoins en main-d'œuvre ne publie aucun projet pour la région."
)
NOTHING_RETAINED = typeset(
    "Aucun chiffre sûr ne distingue nettement la région de la France, ni un territoire des autres."
)
NO_NETWORK = typeset(
    "Aucune structure d'accueil n'est connue dans la région : annuaire à compléter."
)
DISTANCES = f"{GREAT_CIRCLE} {REGION_EDGE}"

READING = typeset(
    "▲ et ▼ : l'écart avec chacun des autres territoires est significatif ; sans signe, rien n'est "
    "dit du rang. Les barres partent de zéro ; les évolutions n'en ont pas."
)
ENDS = typeset(
    "Sous chaque échelle : la valeur la plus basse, la plus élevée, et les territoires dont "
    "l'écart avec elle n'est pas significatif."
)
_FEMININE = {"zone_emploi", "epci"}
_MOST_NAMES = 2
_HIGHEST = {1: "la valeur la plus élevée", -1: "la valeur la plus basse"}
_LEVELS = {1: "Niveau le plus élevé", -1: "Niveau le plus bas"}


@dataclass(frozen=True, slots=True)
class Trait:
    """A figure in which a territory stands apart from all others: the highest, the lowest.

    Attributes
    ----------
    key, value, region : str
        Key of the indicator; the value and that of the region, written (the latter may be empty).
    sign : int
        +1 for the highest, −1 for the lowest.
    """

    key: str
    value: str
    region: str
    sign: int


def write_title(region: str, level: str, counts: tuple[int, int, int] | None, period: str) -> str:
    """Write the title, which says how many territories grow and how many shrink.

    Parameters
    ----------
    counts : (int, int, int) or None
        Territories that gained inhabitants, that lost some, of how many; None where that is not
        known.
    period : str
        ``2013-2018``.
    """
    if counts is None:
        return typeset(f"{region} : la région et ses {LEVEL_WORDS[level].plural}")
    won, lost, count = counts
    start, _, end = period.partition("-")
    nouns = LEVEL_WORDS[level]
    among = f"{plural(max(won, 1), nouns.singular, nouns.plural)} sur {format_count(count)}"
    gained = f"{_count(won, level)} {among} {plural(won, 'a', 'ont')} gagné des habitants"
    shrunk = f"{_count(lost, level)} en {plural(lost, 'a', 'ont')} perdu"
    if not won:
        gained = f"{_none(level)} {nouns.singular} sur {format_count(count)} n'a gagné d'habitants"
    if not lost:
        shrunk = f"{_none(level)} n'en a perdu"
    return typeset(f"De {start} à {end}, {gained} et {shrunk}")


def _count(count: int, level: str) -> str:
    if count == 1:
        return "une" if level in _FEMININE else "un"
    return format_count(count)


def _none(level: str) -> str:
    return "aucune" if level in _FEMININE else "aucun"


def explain_title(least: str) -> str:
    """Say what it takes to gain or to lose inhabitants in the title."""
    return typeset(
        f"Titre : un territoire gagne ou perd des habitants quand l'évolution atteint {least} par "
        f"an et dépasse la marge d'erreur du recensement ; les autres ne sont pas comptés."
    )


def write_subtitle(region: str, level: str, count: int, edition: str) -> str:
    """Write the line under the title: what the two pages are about."""
    return typeset(f"{NAME} · {region} et {_those(level, count)} · édition {edition}")


def _those(level: str, count: int) -> str:
    return f"ses {format_count(count)}{NBSP}{LEVEL_WORDS[level].plural}"


def write_page_title(region: str, level: str, count: int) -> str:
    """Write the title of the page for tabs."""
    return typeset(f"{NAME} – {region} et {_those(level, count)}")


def write_link(level: str, count: int) -> str:
    """Name the page in a list: ``Synthèse : la région et ses 12 SPRO``."""
    return typeset(f"{NAME} : la région et {_those(level, count)}")


def write_description(level: str, count: int, edition: str) -> str:
    """Write the description of the page for search engines and the index."""
    return typeset(
        f"La région et {_those(level, count)} en deux pages : chiffres clés, carte, ce qu'il faut "
        f"retenir, tableau, métiers qui recrutent, réseau. Édition {edition}."
    )


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"Synthèse : {format_count(count)} {plural(count, 'source')}.")


def name_one(level: str) -> str:
    """Name the marks of territories in the key: ``un SPRO``."""
    return f"{'une' if level in _FEMININE else 'un'} {LEVEL_WORDS[level].singular}"


def write_end(names: Sequence[str], level: str) -> str:
    """Write who is at an end of a scale: two names have room, more are counted."""
    if len(names) > _MOST_NAMES:
        return f"{format_count(len(names))}{NBSP}{LEVEL_WORDS[level].plural}"
    return join_words(names)


def write_france(text: str) -> str:
    """Write the value of France under a figure."""
    return typeset(f"France : {text}")


def describe_scale(region: str, own: str, france: str, ends: Sequence[str]) -> str:
    """Say what a scale shows to who does not see it."""
    said = f"{region} : {own}. France : {france}." if own else f"France : {france}."
    if len(ends) > 1:
        said += f" Territoires : de {ends[0]} à {ends[-1]}."
    return typeset(said)


def write_standout(
    level: str, name: str, count: int, traits: Sequence[Trait], ends: Mapping[int, int]
) -> Sentence:
    """Say of the territory that stands apart most, in what.

    Parameters
    ----------
    count : int
        Territories of the level.
    traits : sequence of Trait
        Those that are told, the strongest first.
    ends : mapping
        Sign → how many indicators it is at that end of.
    """
    parts = []
    for sign in (1, -1):
        told = [trait for trait in traits if trait.sign == sign]
        if not told:
            continue
        number = format_count(ends[sign]) if ends[sign] > 1 else "un"
        link = "," if ends[sign] > len(told) else f"{NBSP}:"
        what = f"{number} {plural(ends[sign], 'indicateur')}{link}"
        if ends[sign] > len(told):
            what += " dont"
        parts.append(f"{_HIGHEST[sign]} pour {what} {join_words([_tell(one) for one in told])}")
    subject = subject_territory(level, name)
    among = f"des {format_count(count)}{NBSP}{LEVEL_WORDS[level].plural}"
    parts[0] = parts[0].replace(" pour ", f" {among} pour ", 1)
    text = f"{subject[:1].upper()}{subject[1:]} a {' ; et '.join(parts)}."
    return Sentence(typeset(f"{name} se distingue le plus"), traits[0].value, typeset(text))


def _tell(trait: Trait) -> str:
    """Tell a figure beside the region's: ``densité (178,0 hab./km² ; région : 65,7 hab./km²)``."""
    label = INDICATOR_WORDS[trait.key].short
    name = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    beside = f" ; région{NBSP}:{NBSP}{trait.region}" if trait.region else ""
    return f"{name} ({trait.value}{beside})"


def write_others(others: Sequence[tuple[str, Trait]]) -> Sentence:
    """Say of other territories the figure that sets each apart."""
    parts = []
    for sign in (1, -1):
        told = [f"{name}, {_tell(trait)}" for name, trait in others if trait.sign == sign]
        if told:
            parts.append(f"{_LEVELS[sign]} : {' ; '.join(told)}.")
    first = next(trait for sign in (1, -1) for _, trait in others if trait.sign == sign)
    head = plural(len(others), "Un autre trait net", "D'autres traits nets")
    return Sentence(typeset(head), first.value, typeset(" ".join(parts)))


def write_occupations_caption(count: int, period: str) -> str:
    """Say what the table of occupations shows."""
    what = plural(count, "Le métier qui a", f"Les {format_count(count)} métiers qui ont")
    return typeset(f"{what} le plus de projets de recrutement publiés dans la région, {period}")


def write_structures(structures: int, reseaux: int, day: str) -> str:
    """Say how many structures are known, of how many réseaux."""
    return typeset(
        f"{format_count(structures)} {plural(structures, 'structure')} d'accueil de "
        f"{format_count(reseaux)} {plural(reseaux, 'réseau', 'réseaux')} "
        f"{plural(structures, 'est connue', 'sont connues')} dans la région, état "
        f"{write_as_of(day)}."
    )


def write_far(
    reseau: str,
    threshold: float,
    share: tuple[float, bool],
    ends: tuple[tuple[str, str, float], tuple[str, str, float]] | None,
) -> str:
    """Say who is far from a réseau in the region, and in which territory most.

    Parameters
    ----------
    share : (float, bool)
        Inhabitants beyond the threshold, 0–100, and whether it is only a maximum.
    ends : pair of (level, name, share) or None
        Territories with the highest and the lowest share; None where none may be named.
    """
    whole = format_percent(share[0])
    head = f"Au plus {whole}" if share[1] else whole
    told = (
        f"{head} des habitants vivent à plus de {write_threshold(threshold, 'km')} de la structure "
        f"la plus proche du réseau « {reseau} »"
    )
    if ends is None:
        return typeset(f"{told}.")
    most, least = (f"{format_percent(v)} {in_place(level, name)}" for level, name, v in ends)
    return typeset(f"{told} : de {least} à {most}.")


def write_sources(level: str) -> str:
    """Say where the rest is, and whose the perimeters are."""
    told = (
        "Chaque figure porte sa source. Les mêmes chiffres, et d'autres, sont dans le panorama de "
        "la même édition ; les règles de calcul et de comparaison, dans ses méthodes."
    )
    if level == "spro":
        told += " Périmètres des SPRO : ceux de l'édition, composés de bassins d'emploi entiers."
    return typeset(told)
