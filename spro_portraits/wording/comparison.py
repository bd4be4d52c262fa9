"""Words of the comparison of a territory with its peers: ranks, and those most like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.labels import INDICATOR_WORDS, LEVEL_WORDS
from spro_portraits.wording.places import abbreviate_name, of_place, subject_territory
from spro_portraits.wording.typography import format_count, format_decimal, typeset

RANKS_TITLE = typeset("Rang et répartition parmi les territoires du même niveau")
TABLE_TITLE = typeset("Le territoire et ceux qui lui ressemblent le plus")
ALONE_TITLE = typeset("Le territoire et ses références")
NO_RANK = typeset("rang non établi")

RANK_NOTE = typeset(
    "Rang 1 : la valeur la plus élevée, qu'elle soit favorable ou non. Les valeurs fragiles ou "
    "absentes ne sont pas classées ; deux valeurs égales ont le même rang."
)
MARK_NOTE = typeset(
    "▲ ▼ : valeur plus élevée, plus basse que celle du territoire, avec un écart significatif "
    "(voir méthodes). Sans signe, rien n'est dit : l'écart est petit, tient aux aléas d'une "
    "enquête ou à des valeurs non publiées."
)
SHORT_NAMES = typeset(
    "CC : communauté de communes ; CA : communauté d'agglomération ; CU : communauté urbaine."
)

_NO_RANK = {
    "absent": "Rang non établi, faute de valeur publiée : {}.",
    "weak": "Rang non établi, valeur fragile : {}.",
    "bounds": "Rang non établi, une partie des valeurs n'étant pas publiée : {}.",
    "few": "Rang non établi, trop peu de territoires ayant une valeur sûre : {}.",
}

_FEMININE = {"zone_emploi", "commune", "region"}

_NO_LIKENESS = {
    "perso": (
        "Un territoire composé pour l'occasion n'a pas de pairs : ni rang, ni territoires "
        "ressemblants."
    ),
    "alone": "Ce territoire est seul de son niveau : ni rang, ni territoires ressemblants.",
    "unsound": (
        "Une des valeurs qui mesurent la ressemblance manque ou est fragile pour ce territoire : "
        "aucun territoire ressemblant n'est désigné."
    ),
}


def write_rank(rank: int, count: int) -> str:
    """Write a rank: ``1er sur 12``, ``3e sur 12``."""
    return f"{'1er' if rank == 1 else f'{rank}e'} sur {format_count(count)}"


def describe_group(level: str, count: int) -> str:
    """Say among whom: ``12 SPRO``, ``253 communes``."""
    words = LEVEL_WORDS[level]
    return f"{format_count(count)} {plural(count, words.singular, words.plural)}"


def describe_peers_note(level: str, count: int) -> str:
    """Say who the peers are."""
    if level == "commune":
        return typeset(
            f"Comparaison parmi {describe_group(level, count)} : celles de la région qui ont 2 000 "
            f"habitants ou plus, et la commune elle-même."
        )
    return typeset(f"Comparaison parmi {describe_group(level, count)}.")


def name_other_peers(level: str) -> str:
    """Name the peers in the key of the strip: ``Autres SPRO``."""
    return f"Autres {LEVEL_WORDS[level].plural}"


def explain_no_ranks(reasons: Mapping[str, str]) -> str:
    """Say why ranks are missing: the label of an indicator and the reason of each."""
    groups: dict[str, list[str]] = {}
    for label, reason in reasons.items():
        groups.setdefault(reason, []).append(_uncapitalise(label))
    sentences = [_NO_RANK[reason].format(" ; ".join(found)) for reason, found in groups.items()]
    return typeset(" ".join(sentences))


def write_alike(level: str, name: str, alike: Sequence[str]) -> str:
    """First sentence: the territories whose profile is nearest, the nearest first."""
    subject = subject_territory(level, name)
    if level == "epci":
        others = [f"à {subject_territory(level, other)}" for other in alike]
        return typeset(f"Par son profil, {subject} ressemble le plus {join_words(others)}.")
    those = "celles" if level in _FEMININE else "ceux"
    if len(alike) == 1:
        those = "celle" if level in _FEMININE else "celui"
    places = join_words([of_place(level, other) for other in alike])
    return typeset(f"Par son profil, {subject} ressemble le plus à {those} {places}.")


def explain_likeness(level: str, alike: Sequence[tuple[str, float]], keys: Sequence[str]) -> str:
    """Say how likeness is measured, and the distances found."""
    listed = " ; ".join(_uncapitalise(INDICATOR_WORDS[key].short) for key in keys)
    found = " ; ".join(
        f"{abbreviate_name(level, name)} {format_decimal(distance, 2)}" for name, distance in alike
    )
    return typeset(
        f"Ressemblance : moyenne (quadratique) des écarts sur {len(keys)} indicateurs, chacun "
        f"compté en écarts types entre les territoires de ce niveau, pour qu'aucun ne pèse plus "
        f"par son unité : {listed} (la densité en logarithme). Plus le nombre est petit, plus les "
        f"profils se ressemblent : {found}."
    )


def explain_no_likeness(reason: str) -> str:
    """Say why no territory is named: ``perso``, ``alone`` or ``unsound``."""
    return typeset(_NO_LIKENESS[reason])


def _uncapitalise(label: str) -> str:
    """Lower the first letter of a label, acronyms kept."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
