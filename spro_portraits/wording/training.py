"""Words on training: diplomas, paths, why an outcome is absent, what the places leave out."""

from __future__ import annotations

from spro_portraits.wording.typography import typeset

DIPLOMA_WORDS = {
    key: typeset(text)
    for key, text in {
        "cap": "CAP",
        "cap_one_year": "CAP en un an",
        "cap_agricole": "CAP agricole",
        "seconde_commune": "bac professionnel, seconde commune à une famille de métiers",
        "bac_pro": "bac professionnel",
        "bac_pro_agricole": "bac professionnel agricole",
        "mention": "mention complémentaire",
        "specialisation": "certificat de spécialisation",
        "specialisation_agricole": "certificat de spécialisation agricole",
        "bts": "BTS",
        "bts_agricole": "BTS agricole",
        "fcil": "formation complémentaire d'initiative locale",
        "other": "autre diplôme professionnel",
    }.items()
}
"""Kind of diploma → its words; none is empty."""

PATH_WORDS = {"scolaire": "voie scolaire", "apprentissage": "apprentissage"}
"""Path of a training → its words."""

OUTCOME_REASONS = {
    key: typeset(text)
    for key, text in {
        "options": "première année commune : le devenir se lit par spécialité",
        "hors_champ": "élèves de l'enseignement agricole, absents de ce fichier d'InserJeunes",
        "non_diffuse": "moins de vingt jeunes concernés : le producteur ne publie pas de taux",
        "non_disponible": "aucun devenir publié dans la région pour ce diplôme et cette voie",
    }.items()
}
"""Why a training has no outcome."""

OTHER_VERSION = typeset(
    "taux d'une autre version du diplôme, dont il a pris la suite ou qui la prend"
)
"""Said beside an outcome that is another version's."""

UNKNOWN_SCHOOL = typeset("établissement absent de l'annuaire")
"""In the place of the name of a school that no list has."""

PLACES_NOTE = typeset(
    "Places d'entrée connues, un minimum : Affelnet et BTS de Parcoursup ; "
    "l'apprentissage n'y est qu'en partie, les écoles de santé, le privé hors contrat et la "
    "formation des adultes n'y sont pas. Une formation peut mener à plusieurs métiers : les places "
    "ne s'additionnent pas d'un métier à l'autre."
)
"""Said once beside the places."""

RATES_NOTE = typeset(
    "Taux de la région (InserJeunes), jamais ceux d'un établissement : part des sortants en emploi "
    "salarié 6, 12 et 24 mois après leur sortie, deux années de sortants réunies. Être en emploi "
    "n'est pas exercer le métier préparé ; l'emploi non salarié et l'emploi à l'étranger ne sont "
    "pas vus."
)
"""Said once beside the rates."""
