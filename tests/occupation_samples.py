"""Invented official files on occupations, for the invented world of ``conftest``."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Sequence
from pathlib import Path

SOURCES = {
    "fap_2021": ("dares/fap2021.csv", "fap_2021", 2021),
    "fap_2009": ("dares/passage.xls", "fap_2009", 2009),
    "rome_codes": ("ft/rome_codes.csv", "rome_codes", 2021),
    "rome_titles": ("ft/rome_titles.csv", "rome_titles", 2021),
    "fap_titles": ("dares/appellations.csv", "fap_titles", 2019),
    "job_seekers_a": ("dares/carte2.csv", "job_seekers", 2019),
    "job_seekers_abc": ("dares/carte3.csv", "job_seekers", 2019),
    "tension": ("ft/tension.csv", "tension", 2021),
}

FAP_2021_ROWS = (
    ("Code_FAP341", "Intitulé_FAP341", "Code_FAP228", "Intitulé_FAP228", "Code_FAP86",
     "Intitulé_FAP86", "Code_FAP22", "Intitulé_FAP22"),
    ("A0X40a", "Céréaliers", "A0X40", "Agriculteurs", "A0X", "Agriculteurs, éleveurs", "A",
     "Agriculture"),
    ("A0X40b", "Betteraviers", "A0X40", "Agriculteurs", "A0X", "Agriculteurs, éleveurs", "A",
     "Agriculture"),
    ("B1X20", "Maçons", "B1X20", "Maçons", "B1X", "Gros œuvre", "B", "Bâtiment"),
)  # fmt: skip
PASSAGE_COLUMNS = (
    "FAP", "Familles professionnelles", "PCS", "Professions et catégories socioprofessionnelles",
    "ROME", "Qualification", "Répertoire Opérationnel des Métiers et des Emplois",
)  # fmt: skip
# PCS and ROME codes of one line have nothing to do with each other; stars send to notes.
PASSAGE_ROWS = (
    PASSAGE_COLUMNS,
    ("", " FAP-2009", "", " PCS 2003", "", "", "ROME version 3"),
    ("A", "Agriculture *", "", "", "", "", ""),
    ("", "", "", "", "", "", ""),
    ("A0Z", "Agriculteurs, éleveurs", "", "", "", "", ""),
    ("A0Z40", "L'agriculteur**", "691e", "Ouvriers agricoles", "A1416", "Q_0123", "Polyculture"),
    ("", "", "691f", "Bûcherons", "", "", ""),
    ("", "", "", "", "A1101", "", "Conduite d'engins *"),
    ("  * (FAP A) Une note sur cette famille, sur toute la ligne.", "", "", "", "", "", ""),
    ("B", "Bâtiment", "", "", "", "", ""),
    ("B2Z", "Ouvriers du bâtiment", "", "", "", "", ""),
    ("B2Z40", "Maçons qualifiés", "632a", "Maçons", "F1703", "Q_0346", "Maçonnerie"),
    ("B2Z41", "Couvreurs", "632c", "Couvreurs", "F1610", "", "Couverture"),
)
ROME_ROWS = (
    ("code_rome", "code_fiche_em", "code_ogr", "libelle_rome", "statut"),
    ("A1416", "1", "1", "Polyculture, élevage", "1"),
    ("A1101", "2", "2", "Conduite d''engins agricoles", "1"),
    ("F1703", "3", "3", "Maçonnerie", "1"),
    ("F1610", "4", "4", "Pose de couvertures", "1"),
)
TITLE_ROWS = (
    ("code_ogr", "libelle_appellation_long", "libelle_appellation_court", "code_rome",
     "code_type_section_appellation", "libelle_type_section_appellation", "statut"),
    ("10", "Agriculteur / Agricultrice", "Agriculteur(trice)", "A1416", "1", "PRINCIPALE", "1"),
    ("11", "Éleveur / Éleveuse d''ovins", "Éleveur(se) d''ovins", "A1416", "1", "PRINCIPALE", "1"),
    ("12", "Conducteur / Conductrice d''engins agricoles", "Conducteur(trice) d''engins", "A1101",
     "1", "PRINCIPALE", "1"),
    ("13", "Maçon / Maçonne", "Maçon / Maçonne", "F1703", "1", "PRINCIPALE", "1"),
    ("14", "Cimentier / Cimentière", "Cimentier(ère)", "F1703", "1", "PRINCIPALE", "1"),
    ("15", "Couvreur / Couvreuse", "Couvreur(se)", "F1610", "1", "PRINCIPALE", "1"),
    ("16", "Animateur / Animatrice 2D", "Animateur(trice) 2D", "L1510", "1", "PRINCIPALE", "1"),
)  # fmt: skip
EVERYDAY_ROWS = (
    ("fap", "libelle_appellation_long"),
    ("A0Z40", "Éleveur / Éleveuse d'ovins,Betteravier / Betteravière, de plein champ"),
    ("B2Z40", "Maçon / Maçonne"),
)
TENSION_ROWS = (
    ("annee", "ROME", "cbassin", "oee", "defm_abc", "ind_tension_d", "ind_int_emb_d",
     "ind_main_oeuvre_d", "ind_dur_empl_d", "ind_cond_travail_d", "ind_mismatch_geo_d",
     "ind_specif_form_empl_d"),
    ("2021", "A1416", "2401", "12,5", "40,25", "5", "4", "3", "2", "1", "5", "4"),
    ("2021", "F1703", "2401", "8", "10", "4", "4", "4", "4", "4", "4", ""),
    ("2021", "F1610", "2403", "1,5", "2", "3", "3", "3", "3", "3", "3", "3"),
    ("2021", "F1703", "2403", "0", "0", "1", "1", "1", "1", "1", "1", "1"),
    # Outside the region.
    ("2021", "A1416", "2701", "3", "3", "2", "2", "2", "2", "2", "2", "2"),
)  # fmt: skip
JOB_SEEKER_ROWS = (
    ("code_reg", "fap_3", "emp_fap", "emp_region", "variable", "var_classe"),
    ("24", "A0Z", "30", "100", "30", "25 - 50"),
    ("24", "ZZZ", "70", "100", "70", "50 - 75"),
    ("27", "A0Z", "5", "5", "100", "75 - 100"),
)
HAND_ROWS = (
    ("metier_bmo", "metier", "liste", "code", "intitule", "remarque"),
    ("B1X20", "Maçons", "fap2009", "B2Z40", "Maçons qualifiés", "faute de FAP 2009 de même nom"),
    ("A0X40", "Agriculteurs", "rome", "A1101", "Conduite d'engins", "ligne d'essai : répétée"),
)


def write_old_book(path: Path, sheets: dict[str, Sequence[Sequence[str]]]) -> Path:
    """Write an .xls workbook: a bare stream of records of Excel 5, text cells only.

    No library writes this old form today; the reader takes a stream that no container holds.
    """

    def record(code: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", code, len(content)) + content

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0, 0))

    bodies = []
    for rows in sheets.values():
        cells = [
            record(0x0204, struct.pack("<HHHH", row, column, 0, len(text)) + text)
            for row, line in enumerate(rows)
            for column, text in ((i, cell.encode("cp1252")) for i, cell in enumerate(line))
            if text
        ]
        bodies.append(begin(0x0010) + b"".join(cells) + record(0x000A))
    names = [name.encode("cp1252") for name in sheets]
    head = begin(0x0005) + record(0x0042, struct.pack("<H", 1252))
    start = len(head) + sum(4 + 7 + len(name) for name in names) + 4
    directory = b""
    for name, body in zip(names, bodies, strict=True):
        directory += record(0x0085, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
        start += len(body)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + directory + record(0x000A) + b"".join(bodies))
    return path


def write_rows(path: Path, rows: Sequence[Sequence[str]], sep: str = ";") -> Path:
    """Write rows as a CSV file, every cell of the ROME files between quotes."""
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if sep == "," else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=sep, lineterminator="\n", quoting=quoting).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue().encode())
    return path


def write_occupations(source: Path, data: Path) -> None:
    """Write the invented files on occupations, and the hand-kept passage."""
    files = {key: source / record[0] for key, record in SOURCES.items()}
    write_rows(files["fap_2021"], FAP_2021_ROWS)
    write_old_book(files["fap_2009"], {"Titre": [("FAP - 2009",)], "Table": PASSAGE_ROWS})
    write_rows(files["rome_codes"], ROME_ROWS, ",")
    write_rows(files["rome_titles"], TITLE_ROWS, ",")
    # No quotes in this file: commas separate titles.
    files["fap_titles"].write_text(
        "".join(f"{fap};{titles}\n" for fap, titles in EVERYDAY_ROWS), encoding="utf-8"
    )
    write_rows(files["job_seekers_a"], JOB_SEEKER_ROWS)
    more = [(r, f, str(2 * int(n)), str(2 * int(t)), v, c) for r, f, n, t, v, c in
            JOB_SEEKER_ROWS[1:]]  # fmt: skip
    write_rows(files["job_seekers_abc"], [JOB_SEEKER_ROWS[0], *more])
    write_rows(files["tension"], TENSION_ROWS)
    write_rows(data / "occupations" / "passage.csv", HAND_ROWS)
