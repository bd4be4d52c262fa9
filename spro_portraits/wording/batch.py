"""Words of the index of an edition."""

from __future__ import annotations

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.typography import NBSP, format_count, format_decimal, typeset

LANGUAGE = "fr"
TITLE = "Portraits de territoire"
SEARCH = "Rechercher un territoire"
SEARCH_HINT = "Nom ou code, sans souci des accents"
NOTHING_FOUND = typeset("Aucun territoire ne correspond à cette recherche.")
PANORAMAS = "Côte à côte"
FAILURES = "À reprendre"
FAILURES_NOTE = typeset(
    "Ces carnets se sont arrêtés sur une erreur : leur page n'est pas publiée. "
    "Le carnet exécuté, gardé, montre où."
)
PRODUCTS = "Lire et télécharger"
SLIDES = "Diapositives"
FORMS = {"slides": SLIDES, "pdf": "PDF"}
"""Links to what a notebook is exported to besides its page, by the name of the form."""
PAGES = {
    "portrait": "Portrait",
    "instantane": "Instantané du territoire",
    "panorama": "Panorama",
    "synthese": "Synthèse en deux pages",
    "metiers": "Métiers clés",
    "reseau": "Réseau de l’orientation",
    "guide": "Guide des structures",
    "flyer": "Plaquette",
    "flyer_a5": "Plaquette (A5)",
    "evolution": "Ce qui a changé",
}
"""Names of what the notebooks give, in the order of a card."""
FILES = "Chiffres, carnet et provenance"
FIGURES_XLSX = "Chiffres (XLSX)"
FIGURES_CSV = "Chiffres (CSV)"
INDICATORS = "Indicateurs"
NOTEBOOK = "Carnet exécuté"
KEPT_NOTEBOOK = "Carnet exécuté, avec l’erreur"
PROVENANCE = "Provenance"
FILE_TYPES = {
    "slides": "HTML",
    "pdf": "PDF",
    "figures_xlsx": "XLSX",
    "figures_csv": "CSV pour Excel",
    "indicators": "CSV",
    "notebook": "ipynb",
    "provenance": "JSON",
}
DATA_TITLE = "Données de l’édition"
DATA_NOTE = typeset(
    "Les chiffres de tous les territoires de cette page, leurs définitions et la description des "
    "tables (paquet de données Frictionless ; CSV en UTF-8, séparateur point-virgule, décimales "
    "après un point) :"
)
EMPTY = typeset("Cette édition ne contient encore aucun portrait.")
ABOUT_FORMS = {
    "slides": (
        SLIDES,
        typeset(
            "une idée par diapositive, à projeter depuis un navigateur, sans connexion : flèches "
            "pour avancer, S pour la fenêtre de l'orateur, N pour ses notes"
        ),
    ),
    "pdf": (
        FORMS["pdf"],
        typeset("le même contenu, mis en page pour l'impression, lisible par tous (PDF/UA)"),
    ),
}
ABOUT_FILES = (
    (
        "Chiffres",
        typeset(
            "toutes les valeurs du portrait, en français, pour un tableur : classeur XLSX, ou CSV "
            "à décimales après une virgule"
        ),
    ),
    (
        "Indicateurs",
        typeset(
            "toutes les valeurs du portrait avec leurs comparaisons, leur millésime et leur source "
            "(CSV en UTF-8, séparateur point-virgule, décimales après un point)"
        ),
    ),
    (
        "Carnet exécuté",
        typeset("le carnet Jupyter qui a produit la page, à rouvrir dans JupyterLab"),
    ),
    (
        "Provenance",
        typeset("les paramètres, les versions des logiciels et les empreintes des données"),
    ),
)
ABOUT_FILES_TITLE = "Les fichiers"


def describe_edition(edition: str) -> str:
    """Name the edition under the title."""
    return f"Édition {edition}"


def describe_title(edition: str) -> str:
    """Title of the page for tabs and search engines."""
    return f"{TITLE} – édition {edition}"


def describe_collection(count: int, failures: int) -> str:
    """Say how many portraits there are, how they can be used, and what is missing."""
    territories = f"{format_count(count)} {plural(count, 'territoire')}"
    text = (
        f"{territories}. Chaque portrait se lit sans connexion, s'imprime et se partage ; "
        "ses chiffres se téléchargent."
    )
    if failures:
        text += f" {format_count(failures)} {plural(failures, 'portrait')} à reprendre."
    return typeset(text)


def describe_found() -> dict[str, str]:
    """Words of the live count beside the search box, completed by the page's script."""
    return {"none": NOTHING_FOUND, "one": "territoire trouvé", "many": "territoires trouvés"}


def name_page(notebook: str, *, only: bool) -> str:
    """Name the page of a notebook; alone, one that has no name need not be told apart."""
    if notebook in PAGES:
        return PAGES[notebook]
    return "Lire la page" if only else f"Lire la page ({notebook})"


def describe_level(level: str) -> str:
    """Title of a group: ``Bassins d’emploi``."""
    words = LEVEL_WORDS.get(level)
    name = words.plural if words else level
    return name[:1].upper() + name[1:]


def describe_link(what: str, territory: str) -> str:
    """Name a link for who hears it out of context."""
    return f"{what}{NBSP}: {territory}"


def name_document(document: str, territory: str, *, only: bool) -> str:
    """Name a document of a territory: ``Guide des structures, SPRO de Dreux``."""
    return territory if only else f"{document}, {territory}"


def format_size(size: int) -> str:
    """Write the size of a file: ``12 ko``, ``1,4 Mo``."""
    if size < 1_000_000:  # noqa: PLR2004 - bytes in a megabyte
        return f"{format_count(max(1, round(size / 1000)))}{NBSP}ko"
    return f"{format_decimal(size / 1_000_000, 1)}{NBSP}Mo"
