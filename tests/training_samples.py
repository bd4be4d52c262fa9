"""Invented official files on training, for the invented world of ``conftest``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from occupation_samples import write_rows

SOURCES = {
    "training_affelnet": ("education/affelnet.csv", "training_affelnet", 2022),
    "training_parcoursup": ("education/parcoursup.csv", "training_parcoursup", 2024),
    "training_outcomes": ("education/inserjeunes.csv", "training_outcomes", 2024),
    "diplomas": ("education/diplomes.csv", "diplomas", 2023),
    "training_families": ("education/familles.csv", "training_families", 2023),
    "schools": ("education/annuaire.parquet", "schools", 2024),
}

MASON, SALES = "23220023431", "32221031211"
AFFELNET_ROWS = (
    ("Etablissement d'accueil", "MEF STAT 11", "mef_stat_terminale", "Famille de métiers",
     "Capacité carte scolaire", "Demandes vœux 1", "Statut Offre de formation",
     "Voeu de recensement O/N"),
    ("0180001A", MASON, MASON, "", "12", "9", "ST", "N"),
    # A first year in common, and a speciality of the same family in its second year.
    ("0180001A", "23810031001", "", "Vente", "30", "20", "ST", "N"),
    ("0450001B", "23820031204", "23830031204", "Vente", "15", "8", "ST", "N"),
)  # fmt: skip
PARCOURSUP_ROWS = (
    ("UAI", "MEFSTAT11", "LIBELLÉFORMATION", "STATUT", "CAPACITEPSUP", "NB_VOEUX_CONFIRMES"),
    ("0450001B", SALES, "BTS - Services - Commerce", "Scolaire", "24", "100"),
)
OUTCOME_ROWS = (
    ("code_region", "millesime", "voie", "cfd", "mefstat11", "nb_sortant", "taux_emploi_6_mois",
     "taux_emploi_12_mois", "taux_emploi_24_mois", "taux_poursuite_etudes"),
    ("24", "2021_2022", "scolaire", "", MASON, "40", "50", "60", "", "30"),
)  # fmt: skip
DIPLOMA_ROWS = (
    ("Code diplôme", "Intitulé de la spécialité (et options)", "Commentaire", "Dernière session"),
    ("500-23431", "Maçon", "", ""),
)
FAMILY_ROWS = (
    ("MEFSTAT11_COMMUN", "FAMILLE", "MEFSTAT11_SPECIALITE", "SPECIALITE"),
    ("23830031001", "Métiers de la vente", "23830031204", "Vente"),
)
LINK_ROWS = (
    ("mefstat11", "formation", "rome", "remarque"),
    (MASON, "Maçon", "F1703", ""),
    (SALES, "Commerce", "", "regardé, sans code"),
    ("23830031204", "Vente", "A1101", "invention"),
)


def write_training(source: Path, data: Path) -> None:
    """Write the invented files on training, and the hand-kept tables."""
    files = {key: source / record[0] for key, record in SOURCES.items()}
    write_rows(files["training_affelnet"], AFFELNET_ROWS)
    write_rows(files["training_parcoursup"], PARCOURSUP_ROWS)
    write_rows(files["training_outcomes"], OUTCOME_ROWS)
    write_rows(files["diplomas"], DIPLOMA_ROWS)
    write_rows(files["training_families"], FAMILY_ROWS)
    schools = [("0180001A", "Lycée Alpha", "18001"), ("0450001B", "Lycée des Deltas", "45001")]
    columns = ["identifiant_de_l_etablissement", "nom_etablissement", "code_commune"]
    pd.DataFrame(schools, columns=columns).to_parquet(files["schools"])
    write_rows(data / "occupations" / "formations.csv", LINK_ROWS)
    centres = (("uai", "nom", "commune", "source"), ("0180009Z", "CFA Alpha", "18001", "page"))
    write_rows(data / "occupations" / "cfa.csv", centres)
