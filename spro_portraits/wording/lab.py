"""Words of JupyterLab: the explorer, the command that opens it, the welcome."""

from __future__ import annotations

from typing import Protocol

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import NBSP, format_count, typeset


class Standing(Protocol):
    """A rank among so many; ``indicators.standing`` has one, above this room."""

    @property
    def rank(self) -> int:
        """From 1, the highest."""

    @property
    def count(self) -> int:
        """How many are ranked."""


TITLE = "Explorer un territoire"
LEDE = typeset(
    "Trouver un territoire, ou en dessiner un ; choisir une donnée ; emporter le portrait ou les "
    "chiffres. Rien n'est demandé au réseau."
)
FIND_TAB = "Trouver"
DRAW_TAB = "Dessiner le sien"
LEVEL = "Niveau"
SEARCH = "Chercher"
SEARCH_HINT = typeset("un nom, un bout de nom, un code")
FOUND = "Territoires"
MEMBER_LEVEL = typeset("Membres parmi")
MEMBERS_FOUND = typeset("Proposés")
MEMBERS = typeset("Choisis")
PART = "Département"
PICK = typeset("Cliquer sur la carte pour ajouter ou retirer.")
PICK_LEGEND = (("chosen", "choisi"), ("covered", typeset("déjà compris dans un autre membre")))
PICK_WORDS = {
    "label": typeset("Carte à cliquer ; au clavier, les listes font la même chose"),
    "zoom_in": "Agrandir",
    "zoom_out": typeset("Réduire"),
    "chosen": typeset("choisi ; cliquer pour le retirer"),
}
COVERED = typeset("déjà compris : {member}")
BY_LIST = typeset("Ou par la liste")
ADD = "Ajouter"
REMOVE = "Retirer"
PASTE = "Coller une liste"
PASTE_HINT = typeset("noms ou codes, un par ligne ou séparés par des virgules ; bassin:Vierzon")
ADD_LIST = "Ajouter la liste"
NAME = "Nom"
NAME_HINT = typeset("par exemple : Sologne et Vierzonnais")
NOTE = "Hypothèse"
NOTE_HINT = typeset("paraît dans le portrait ; facultatif")
REPLACE = typeset("remplacer celui du même nom")
TRY = "Regarder"
SAVE = "Enregistrer"
INDICATOR = "Donnée"
MAP_TAB = "Carte"
TABLE_TAB = "Comparaison"
RANK_TAB = "Rangs"
TEXT_TAB = "En phrases"
MAKE_HTML = "Portrait, page web"
MAKE_PDF = "Portrait, PDF"
DATA_XLSX = "Données, Excel"
DATA_CSV = "Données, CSV"
SHOW_CODE = "Montrer le code"
HIDE_CODE = "Cacher le code"
WORKING = typeset("Production en cours : quelques secondes…")
NO_PEERS = typeset(
    "Un territoire à soi n'a pas de pairs : il n'est classé parmi aucun niveau. Il est comparé à "
    "son département, à la région et à la France dans l'onglet Comparaison."
)
SINGLE_LEVEL = typeset("Ce niveau ne compte qu'un territoire : il n'y a pas de rang.")
NOTHING_CHOSEN = typeset("Choisir un territoire dans la liste.")
RANK = "Rang"
VALUE = "Valeur"
_NO_RANK = typeset(
    "rang non établi : la valeur manque, est fragile, ou une partie n'en est pas publiée."
)
CODE_INTRO = typeset("Le même travail en quelques lignes, à coller :")
IN_A_CELL = "# dans une cellule"
IN_A_TERMINAL = "# dans un terminal"
WHERE = typeset("Fichiers écrits (cliquer pour ouvrir) :")

COMMAND_HELP = typeset(
    "Ouvre JupyterLab sur les carnets : l'explorateur de territoires, le tutoriel et les carnets "
    "des portraits. Sans réseau."
)
NO_BROWSER_HELP = typeset("Ne pas ouvrir le navigateur ; l'adresse est écrite dans le terminal.")
PORT_HELP = typeset("Port de l'adresse. Sans cette option, 8888 ou le premier qui est libre.")
PORT_METAVAR = "PORT"
DRY_RUN_HELP = typeset("Dire le dossier et la commande, sans rien ouvrir.")
OPENING = typeset("JupyterLab s'ouvre sur {folder}. Pour l'arrêter : Ctrl-C dans cette fenêtre.")


def count_found(shown: int, found: int) -> str:
    """Say how many territories a search gives, and how many are listed."""
    text = f"{format_count(found)}{NBSP}{plural(found, 'résultat')}"
    if shown < found:
        return typeset(f"{text}, {format_count(shown)} listés : préciser le nom")
    return text


def count_members(members: int, communes: int, people: float | None) -> str:
    """Say what the territory being drawn holds."""
    parts = [f"{format_count(members)}{NBSP}{plural(members, 'membre')}"]
    if members:
        parts.append(f"{format_count(communes)}{NBSP}{plural(communes, 'commune')}")
        if people is not None:
            parts.append(f"{format_count(people)}{NBSP}habitants")
    return ", ".join(parts)


def describe_copied(count: int, folder: object) -> str:
    """Say that notebooks were copied to a person's folder."""
    files = f"{format_count(count)}{NBSP}{plural(count, 'fichier')}"
    verb = plural(count, "copié", "copiés")
    text = typeset(" dans {folder} ; ce qui y était n'a pas été touché.")
    return f"{files} {verb}" + text.format(folder=folder)


def count_unranked(count: int) -> str:
    """Say how many rows of the list have no rank; empty for none."""
    if not count:
        return ""
    number = f"{format_count(count)}{NBSP}{plural(count, 'territoire')}"
    verb = plural(count, "n'a", "n'ont")
    return typeset(f"{number} {verb} pas de rang : valeur absente, fragile ou en partie masquée.")


def write_standing(title: str, standing: Standing | None) -> str:
    """Write the rank of a territory: ``SPRO de Dreux : 2e sur 12, du plus élevé au plus bas.``."""
    if standing is None:
        return typeset(f"{title} : {_NO_RANK}")
    ordinal = "1er" if standing.rank == 1 else f"{format_count(standing.rank)}e"
    return typeset(
        f"{title} : {ordinal} sur{NBSP}{format_count(standing.count)}, du plus élevé au plus bas."
    )
