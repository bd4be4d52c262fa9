"""The French words of the map of a network, and of « Qui peut me recevoir ? ».

Not done here: names of structures, of réseaux and of publics, which come from data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spro_portraits.wording import maps as map_words
from spro_portraits.wording.typography import NBSP, format_count, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

WHO = typeset("Qui peut me recevoir ?")
PUBLIC = "Je suis"
ALL_PUBLICS = "Tous les publics"
COMMUNE = "Ma commune"
RESET = "Effacer"
LIST = "Structures"
LIST_HELP = typeset("Flèches haut et bas : structure suivante. Entrée : la montrer sur la carte.")
LEGEND = "Réseaux"
EVERY = "Tous"
NONE = "Aucun"
HOLLOW = typeset("Signe creux : structure placée au milieu de sa commune")
GROUP = typeset("Plusieurs structures : cliquer pour les ouvrir")
COUNTED = "Nombre de structures voisines"
BOX = typeset("Structures voisines, réunies dans un cadre")
LEADING = "Coordonnateur"
ASSUMED_SIGN = "°"
ASSUMED = f"{ASSUMED_SIGN}{NBSP}Publics d’après la mission du réseau."
CREDIT = typeset("Carte : Leaflet, Leaflet.markercluster.")
PREVIOUS = "Public précédent"
NEXT = "Public suivant"
NOTE_HEADS = {
    "read": map_words.NOTE_HEADS["range"],
    "who": LIST,
    "about": "Publics",
    "placed": "Positions",
    "source": map_words.NOTE_HEADS["source"],
    "keys": map_words.NOTE_HEADS["keys"],
}
"""What the notes of who presents are about."""
KEYS = typeset(
    "→, espace ou page suivante : public suivant. ← : précédent. ↓ et ↑ : un seul réseau, puis le "
    "suivant ou le précédent. N : notes. F : plein écran. R ou Échap : quitter."
)
OUTSIDE_ONE = "1 structure est hors du cadre de l’image."
OUTSIDE_MANY = "{n} structures sont hors du cadre de l’image."
LOST_ONE = "1 structure n’a pas de position connue."
LOST_MANY = "{n} structures n’ont pas de position connue."

SCRIPT_WORDS = {
    **{
        key: map_words.SCRIPT_WORDS[key]
        for key in ("copied", "copy", "saved", "ours", "unsaved", "state", "reset")
    },
    "of_kind": "{count} ({kind})",
    "close": "Fermer",
    "group": "structures au même endroit",
    "and_more": "et {n} autres",
    "none": "aucune structure",
    "one": "1 structure",
    "many": "{n} structures",
    "lost_one": "dont 1 sans position connue",
    "lost_many": "dont {n} sans position connue",
    "counted": COUNTED,
    "outside_one": OUTSIDE_ONE,
    "outside_many": OUTSIDE_MANY,
    "for": f"{{public}}{NBSP}: {{count}}.",
    "all": "{count}.",
    "nearest": "Depuis {commune}, la plus proche est à {distance} à vol d’oiseau.",
    "unknown": map_words.COMMUNE_AREAS.unknown,
    "several": typeset("Plusieurs communes commencent ainsi : précisez le nom."),
    "km": f"{{n}}{NBSP}km",
    "under": f"moins de 1{NBSP}km",
    "under_short": f"<{NBSP}1{NBSP}km",
    "from": f"Depuis {{commune}}{NBSP}: {{distance}} à vol d’oiseau",
    "separator": f"{NBSP}· ",
    "comma": ", ",
    "assumed_sign": ASSUMED_SIGN,
    "assumed": "d’après la mission du réseau",
    "receives": "Reçoit",
    "no_publics": "publics non renseignés",
    "offers": "Propose",
    "address": "Adresse",
    "phone": "Téléphone",
    "site": "Site",
    "position": "Position",
    "middle": typeset("milieu de la commune ; l’adresse n’est pas placée"),
    "lost": "inconnue",
    "no_place": "position inconnue",
    "empty": typeset(
        "Aucune structure ne correspond : choisissez un autre public ou cochez d’autres réseaux."
    ),
}
"""What the script says; ``{…}`` is filled there."""


def name_twin(name: str, departement: str) -> str:
    """Tell a commune from another of the same name: ``Saint-Aubin (36)``."""
    return f"{name} ({departement})"


def name_source(source: str, boundaries: str) -> str:
    """Join the sources of the structures and of the boundaries, and the credit of the libraries."""
    parts = (part.rstrip(".") + "." for part in (source, boundaries) if part)
    return " ".join((*parts, CREDIT))


def write_left_out(lost: int, outside: int) -> list[tuple[str, str]]:
    """Say which structures a drawing counts and does not show, each beside an empty sign."""
    said = []
    for count, one, many in ((lost, LOST_ONE, LOST_MANY), (outside, OUTSIDE_ONE, OUTSIDE_MANY)):
        if count:
            said.append(("", one if count == 1 else many.format(n=format_count(count))))
    return said


def describe_network(title: str, lede: str, names: Sequence[str], counts: Sequence[int]) -> str:
    """Describe the map of structures in words, for who cannot see it."""
    held = ", ".join(
        f"{typeset(name)}{NBSP}{format_count(count)}"
        for name, count in zip(names, counts, strict=True)
    )
    return " ".join(part for part in (f"{title}.", lede, f"{held}." if held else "") if part)
