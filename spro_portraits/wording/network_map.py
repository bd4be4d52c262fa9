"""The French words of the map of a network, and of « Qui peut me recevoir ? ».

Not done here: names of structures, of réseaux and of publics, which come from data.
"""

from __future__ import annotations

from spro_portraits.wording.maps import COMMUNE_AREAS
from spro_portraits.wording.typography import NBSP, typeset

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
LEADING = "Coordonnateur"
ASSUMED_SIGN = "°"
ASSUMED = f"{ASSUMED_SIGN}{NBSP}Publics d’après la mission du réseau."
CREDIT = typeset("Carte : Leaflet, Leaflet.markercluster.")

SCRIPT_WORDS = {
    "reset": "Revenir au territoire entier",
    "close": "Fermer",
    "group": "structures au même endroit",
    "and_more": "et {n} autres",
    "none": "aucune structure",
    "one": "1 structure",
    "many": "{n} structures",
    "lost_one": "dont 1 sans position connue",
    "lost_many": "dont {n} sans position connue",
    "for": f"{{public}}{NBSP}: {{count}}.",
    "all": "{count}.",
    "nearest": "Depuis {commune}, la plus proche est à {distance} à vol d’oiseau.",
    "unknown": COMMUNE_AREAS.unknown,
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


def name_source(boundaries: str) -> str:
    """Join the source of the boundaries and the credit of the libraries."""
    parts = (boundaries.rstrip(".") + "." if boundaries else "", CREDIT)
    return " ".join(part for part in parts if part)
