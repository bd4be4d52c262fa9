"""Words of the data package of an edition."""

from __future__ import annotations

from spro_portraits.wording.codebook import FIELDS as CODEBOOK_FIELDS
from spro_portraits.wording.typography import typeset

DESCRIPTION = typeset(
    "Tous les chiffres des portraits de l'édition, en une table longue : une ligne par territoire "
    "et indicateur, avec la raison de chaque absence et la fiabilité de chaque valeur. Décimales "
    "après un point, valeurs non arrondies, cases vides pour les absences."
)
RESOURCES = {
    "territories": "Territoires de l’édition",
    "codebook": "Dictionnaire des indicateurs",
    "indicators": "Chiffres de tous les territoires",
}
FIELDS = {
    **CODEBOOK_FIELDS,
    "key": "Clé de l’indicateur",
    "theme": "Partie du portrait",
    "record": "Fiche du dictionnaire",
    "code": "Code du territoire",
    "name": "Territoire",
    "communes": "Nombre de communes",
    "departements": "Codes des départements",
}
"""Titles of the fields that are not columns of ``indicators.csv``."""

_LICENCE_NAMES = {"Licence Ouverte 2.0 (Etalab)": "etalab-2.0"}


def describe_package(edition: str) -> str:
    """Title of the package."""
    return f"Portraits de territoire, édition {edition}"


def name_licence(licence: str) -> str:
    """Give the identifier of a licence (SPDX); one that we do not know is ``other``."""
    return _LICENCE_NAMES.get(licence, "other")
