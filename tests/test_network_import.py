"""Directories read, matched and merged: what changes is shown first, nothing is lost."""

from __future__ import annotations

import csv
import itertools
import json
import math
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest
import shapely

from spro_portraits.cli import main
from spro_portraits.errors import SourceError, UsageError
from spro_portraits.network import Directory, Structure, load_directory, write_structures
from spro_portraits.network.directories import (
    DIRECTORIES,
    Candidate,
    DirectorySource,
    Reading,
    find_format,
    load_sources,
    open_scope,
    read_directory,
)
from spro_portraits.network.directories.fields import find_phone, normalise_site
from spro_portraits.network.directories.gazetteer import Gazetteer
from spro_portraits.network.matching import is_same_address, is_same_name
from spro_portraits.network.merge import ImportPlan, plan_import
from spro_portraits.network.provenance import read_origins, write_source
from spro_portraits.tables import Edition
from spro_portraits.wording.structure_names import (
    repair_text,
    write_address,
    write_cio_name,
    write_mission_name,
    write_public_name,
    write_vae_name,
)

DATE = "2026-03"
FILES = (
    "dila_annuaire_2019_CVL_sans_courriels.csv",
    "pole_emploi_agencies.csv",
    "passemploi_referentiel_structures_milo.json",
    "annuaire_ecoles_france_mini.parquet",
    "espaces_vae_cvl.tsv",
)
NAN = math.nan


# A small network, and issues of two invented directories -----------------------------------------

OLD = DirectorySource("dila", "Annuaire ancien", "", "", "octobre 2019", "2019-10", True, "", "a")
NEW = DirectorySource("ecoles", "Annuaire récent", "", "", "2024-2025", "2024", True, "", "b")
SEATS = DirectorySource("milo", "Liste de sièges", "", "", "2022", "2022", False, "", "c")
ISSUES = (OLD, NEW, SEATS)
NAMES = {"37261": "Tours", "37122": "Joué-lès-Tours", "18033": "Bourges", "28085": "Chartres",
         "28218": "Lucé"}  # fmt: skip


def offer(issue: DirectorySource, identifier: str, name: str, **values: object) -> Candidate:
    """Make a row of an issue; a CIO in Bourges unless told."""
    row = Candidate(
        directory=issue.key, identifier=identifier, reseau="cio", name=name, date=issue.date,
        source=issue.text, commune="18033", located=issue.located,
    )  # fmt: skip
    row = replace(row, **values)  # type: ignore[arg-type]
    return replace(row, place=NAMES.get(row.commune, row.place))


def hold(structures: Sequence[Structure]) -> Directory:
    """Make a directory of these structures alone."""
    return Directory(
        reseaux=MappingProxyType({}), publics=MappingProxyType({}),
        structures=MappingProxyType({one.code: one for one in structures}),
        memberships=(), tools=(), events=(), initiatives=(), hash="",
    )  # fmt: skip


def write_by_hand(code: str, name: str, **values: object) -> Structure:
    """Make a row that a person wrote."""
    row = Structure(
        source="Appel au CIO", date="2025-01-10", remark="", code=code, name=name, reseau="cio",
        address="", postcode="", commune="18033", latitude=NAN, longitude=NAN, phone="", site="",
        publics=(), services=(), identifiers=(),
    )  # fmt: skip
    return replace(row, **values)  # type: ignore[arg-type]


def plan(known: Sequence[Structure], *candidates: Candidate) -> ImportPlan:
    return plan_import(hold(known), candidates, ISSUES, NAMES)


def add(*candidates: Candidate) -> tuple[Structure, ...]:
    return plan((), *candidates).structures


# Texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Centre dinformation et dorientation", "Centre d’information et d’orientation"),
        ("prix dun appel", "prix d’un appel"),
        ("Centre des uvres universitaires", "Centre des œuvres universitaires"),
        ("6 avenue du 8-Mai-01945", "6 avenue du 8-Mai-1945"),
        ("rue de l¿ancienne  Fonderie", "rue de l’ancienne Fonderie"),
        ("une dune, la lune, un manœuvre", "une dune, la lune, un manœuvre"),
    ],
)
def test_broken_texts_are_mended(text: str, expected: str) -> None:
    assert repair_text(text) == expected
    assert repair_text(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 RUE D AQUITAINE", "2 rue d’Aquitaine"),
        ("1 PLACE DU MARECHAL LECLERC", "1 place du Maréchal Leclerc"),
        ("4 avenue Francois Mitterrand", "4 avenue François Mitterrand"),
        ("27 Avenue Gambetta", "27 avenue Gambetta"),
        ("Avenue d'Issoudun - CS 70237", "Avenue d’Issoudun"),
        ("Artisanat Cher15 Rue Henri Dunant", "Artisanat Cher - 15 rue Henri Dunant"),
        ("56, rue Nationale", "56, rue Nationale"),
        ("36-42 route de Saint Avertin", "36-42 route de Saint Avertin"),
        ("", ""),
    ],
)
def test_addresses_are_written_as_people_write_them(text: str, expected: str) -> None:
    assert write_address(text) == expected
    assert write_address(expected) == expected


def spell(text: str) -> str:
    return {"Joué-les-Tours": "Joué-lès-Tours"}.get(text, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Centre dinformation et dorientation (CIO) - Orléans", "CIO d’Orléans"),
        ("Bureau information jeunesse - Blois 41018-02", "BIJ de Blois"),
        ("Point information jeunesse - Tours - Nord", "PIJ de Tours – Nord"),
        ("Centre régional information jeunesse - Orléans", "CRIJ d’Orléans"),
        ("Chambre de commerce et d'industrie (CCI) - Cher", "CCI du Cher"),
        ("Chambre de commerce et d'industrie (CCI) - Touraine", "CCI de Touraine"),
        ("Chambre d'agriculture - Indre", "Chambre d’agriculture de l’Indre"),
        ("Greta - Val-de-Loire - Blois", "Greta Val de Loire – Blois"),
        ("Greta - Berry - Bourges 18033-01", "Greta Berry – Bourges"),
        ("Association pour l'emploi des cadres (Apec) d'Orléans", "Apec d’Orléans"),
        ("Service universitaire d'information et d'orientation (SUIO) - Université Tours",
         "SUIO – Université de Tours"),
        (("Mission locale pour l'insertion professionnelle et sociale des jeunes (16-25 ans) - "
         "Joué-les-Tours (Touraine - antenne Sud)"),
         "Mission locale de Joué-lès-Tours (Touraine – antenne Sud)"),
        ("Mission locale pour l'insertion (16-25 ans) - Le Blanc (Indre Sud)",
         "Mission locale du Blanc (Indre Sud)"),
        ("Autre chose", "Autre chose"),
    ],
)  # fmt: skip
def test_long_names_become_readable(text: str, expected: str) -> None:
    assert write_public_name(text, spell, {"Cher", "Indre"}) == expected


@pytest.mark.parametrize(
    ("text", "commune", "expected"),
    [
        ("Centre d'information et d'orientation de Romorantin", "Romorantin-Lanthenay",
         "CIO de Romorantin-Lanthenay"),
        ("Centre d'information et d'orientation formapole d'Issoudun", "Issoudun",
         "CIO d’Issoudun"),
        ("Centre d'information et d'orientation du Blanc", "Le Blanc", "CIO du Blanc"),
        ("Centre d'information et d'orientation de Nogent-Le-Rotrou", "Nogent-le-Rotrou",
         "CIO de Nogent-le-Rotrou"),
        ("Centre d'information et d'orientation de Tours", "Joué-lès-Tours", "CIO de Tours"),
        ("Délégation de l'Onisep", "Orléans", None),
    ],
)  # fmt: skip
def test_the_name_of_a_cio(text: str, commune: str, expected: str | None) -> None:
    assert write_cio_name(text, commune) == expected


@pytest.mark.parametrize(
    ("text", "commune", "expected"),
    [
        ("18-MISSION LOCALE JEUNES", "Bourges", "Mission locale de Bourges"),
        ("MISSION LOCALE JEUNES DE CHATEAUROUX", "Châteauroux",
         "Mission locale jeunes de Châteauroux"),
        ("ROMORANTIN LANTHENAY", "Romorantin-Lanthenay", "Mission locale de Romorantin-Lanthenay"),
        ("MISSION LOCALE DU VENDOMOIS", "Vendôme", "Mission locale du Vendômois"),
        ("MISSION LOCALE OUEST ET SUD EURE ET LOIR", "Nogent-le-Rotrou",
         "Mission locale Ouest et Sud Eure-et-Loir"),
        ("MISSION LOCALE DE L'ARRONDISSEMENT D'ISSOUDUN", "Issoudun",
         "Mission locale de l’arrondissement d’Issoudun"),
        ("971-ML LES ABYMES (siège)", "Les Abymes", "Mission locale les Abymes"),
    ],
)  # fmt: skip
def test_the_name_of_a_mission_locale(text: str, commune: str, expected: str) -> None:
    known = {"chateauroux": "Châteauroux"}
    assert write_mission_name(text, commune, known, ["Eure-et-Loir", "Cher"]) == expected


def test_the_name_of_an_advice_point_has_its_article() -> None:
    assert [write_vae_name(name) for name in ("Cher", "Indre", "Eure-et-Loir")] == [
        "Espace conseil VAE du Cher",
        "Espace conseil VAE de l’Indre",
        "Espace conseil VAE d’Eure-et-Loir",
    ]


@pytest.mark.parametrize(
    ("text", "phone", "reasons"),
    [
        ("08 00 11 10 09 / Numéro vert : service et appel gratuits.", "08 00 11 10 09", []),
        ("0248653997", "02 48 65 39 97", []),
        ("+33 2 48 65 39 97", "02 48 65 39 97", []),
        ("06 64 66 53 24", "", ["mobile"]),
        ("07.64.66.53.24 ou 02.38.49.35.35", "02 38 49 35 35", []),
        ("39 49", "39 49", []),
        ("accueil du lundi au vendredi", "", []),
        ("", "", []),
    ],
)
def test_a_telephone_is_a_public_number_and_nothing_else(
    text: str, phone: str, reasons: list[str]
) -> None:
    found, left_out = find_phone(text, "PIJ")
    assert (found, [one.reason for one in left_out]) == (phone, reasons)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("http://www.univ-tours.frmoip", ""),
        ("http://www.chartres.frvotre-mairie/bureau", ""),
        ("javascript:alert(1)", ""),
        ("www.cc-perche.fr", "http://www.cc-perche.fr"),
        ("HTTPS://Www.Exemple.FR/", "https://www.exemple.fr"),
        ("http://a.fr/Un/Chemin?x=1", "http://a.fr/Un/Chemin?x=1"),
    ],
)
def test_a_site_can_be_opened_or_is_left_out(text: str, site: str) -> None:
    found, left_out = normalise_site(text, "CIO")
    assert found == site
    assert [one.reason for one in left_out] == ([] if site else ["broken_site"])


# Places -------------------------------------------------------------------------------------------

PLACES = Gazetteer(
    names={"18197": "Saint-Amand-Montrond", "37003": "Amboise", "28134": "Dreux", "41001": "Ivry",
           "45001": "Ivry", "45191": "Le Malesherbois", "97411": "Saint-Denis", "2A004": "Ajaccio"},
    former={"45190": ("Malesherbes", "45191")},
    departements={"18": "Cher"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "postcode", "code"),
    [
        ("ST AMAND MONTROND", "18200", "18197"),
        ("Dreux Cedex 2", "28104", "28134"),
        ("Amboise", "41400", "37003"),  # a postcode across the border of the département
        ("Ivry", "45210", "45001"),
        ("Ivry", "18000", ""),  # two, and none is near
        ("Malesherbes", "45330", "45191"),
        ("SAINT DENIS", "97400", "97411"),
        ("AJACCIO", "20000", "2A004"),
        ("Nulle-Part", "18000", ""),
    ],
)
def test_a_commune_is_found_by_name_and_postcode(place: str, postcode: str, code: str) -> None:
    assert PLACES.find_commune(place, postcode) == code


# Readers on small files ---------------------------------------------------------------------------


@pytest.fixture
def network(tmp_path: Path, data_dir: Path) -> Path:
    """Copy the folder of the network, without any structure and what refers to them."""
    folder = tmp_path / "data" / "network"
    shutil.copytree(data_dir / "network", folder)
    empty(folder, "structures.csv", "memberships.csv", "tools.csv")
    return folder


def empty(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.write_bytes(path.read_bytes().partition(b"\r\n")[0] + b"\r\n")


Read = Callable[..., Reading]


@pytest.fixture
def read(network: Path, edition: Edition) -> Read:
    """Read a file as the command does."""

    def read_file(path: Path, *, region: str = "", date: str = DATE) -> Reading:
        directory = load_directory(network)
        scope = open_scope(path, network, directory, edition, region=region, date=date)
        return read_directory(path, scope)

    return read_file


def write_table(path: Path, rows: Sequence[Sequence[str]], sep: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=sep).writerows(rows)
    return path


DILA = ("pivot", "id_dila", "code_insee_dans_id", "nom", "adresse", "telephone", "site")
AGENCIES = ("REFERENCE_PE", "NOM", "CODE_SAFIR", "TYPE_SITE", "REGION", "LIBELLE_REGION",
            "COMPLEMENT_ADRESSE", "DC_COMPLEMENTADRSITEPHYSIQUE", "ADRESSE", "CODE_POSTAL",
            "COMMUNE", "DN_LATITUDE", "DN_LONGITUDE")  # fmt: skip


def test_dila_gives_addresses_and_counts_what_it_leaves(tmp_path: Path, read: Read) -> None:
    path = write_table(tmp_path / "a.csv", [
        DILA,
        ("cio", "cio-18033-01", "18033", "Centre dinformation et dorientation (CIO) - Bourges",
         "1 A rue Charles-VII - CS 12, 18022, Bourges Cedex", "02 38 83 49 13", "www.a.fr"),
        ("cij", "cij-41164-01", "41164", "Point information jeunesse - Noyers-sur-Cher",
         "56, rue Nationale, 41140,Noyers-sur-Cher", "06 73 21 05 62", "http://www.b.frx-y"),
        ("cij", "cij-45234-09", "45234", "Point information jeunesse - Orléans", "Mairie", "", ""),
        ("msap", "msap-18033-01", "18033", "Maison", "x, 18000, Bourges", "", ""),
        ("cio", "cio-75056-01", "75056", "Centre", "x, 75001, Paris", "", ""),
    ], ",")  # fmt: skip
    reading = read(path)
    bourges, noyers, orleans = reading.candidates
    assert (bourges.name, bourges.address, bourges.postcode, bourges.commune, bourges.site) == (
        "CIO de Bourges", "1 A rue Charles-VII", "18022", "18033", "http://www.a.fr",
    )  # fmt: skip
    assert (bourges.source, bourges.date) == (
        "Annuaire de l’administration, base locale (DILA), 2026-03", "2026-03",
    )  # fmt: skip
    assert (noyers.address, noyers.commune, noyers.phone, noyers.site, noyers.located) == (
        "56, rue Nationale", "41164", "", "", True,
    )  # fmt: skip
    assert (orleans.commune, orleans.located) == ("45234", False)
    assert Counter((one.reason, one.subject) for one in reading.left_out) == {
        ("mobile", "PIJ de Noyers-sur-Cher"): 1, ("broken_site", "PIJ de Noyers-sur-Cher"): 1,
        ("pivot", "msap"): 1, ("region", "cio-75056-01"): 1,
    }  # fmt: skip


def test_agencies_are_places_and_directions_are_not(tmp_path: Path, read: Read) -> None:
    def row(key: str, name: str, kind: str, region: str, *rest: str) -> tuple[str, ...]:
        return (key, name, "1", kind, region, "", *rest)

    path = write_table(tmp_path / "a.csv", [
        AGENCIES,
        row("A1", "APE Orleans Sud", "ALE", "24", "NULL", "LE FORMAPOLE", "18 RUE D¿OR", "45100",
            "ORLEANS", "47,836674", "1,932538"),
        row("A2", "DT 37 INDRE & LOIRE/APE ST P DES CORPS", "ALE", "24", "NULL", "NULL", "1 rue A",
            "37700", "ST PIERRE DES CORPS", "", ""),
        row("A3", "APE ROMORANTIN", "ALE", "24", "NULL", "NULL", "1 rue A", "41200",
            "ROMORANTIN LANTHENAY", "47,3", "1,7"),
        row("A4", "POLE EMPLOI LUCE", "DDA", "24", "NULL", "NULL", "1 rue A", "28110", "LUCE",
            "48,4", "1,4"),
        row("A5", "APE DE SAINTE ROSE", "ALE", "1", "NULL", "NULL", "1 rue A", "97115",
            "STE ROSE", "16,31452", "-61,7"),
    ], ",")  # fmt: skip
    reading = read(path)
    assert [(one.name, one.commune, one.address) for one in reading.candidates] == [
        ("France Travail Orléans Sud", "45234", "Le Formapole - 18 rue d’Or"),
        ("France Travail Saint-Pierre-des-Corps", "37233", "1 rue A"),
        ("France Travail Romorantin", "41194", "1 rue A"),
    ]
    assert reading.candidates[0].latitude == pytest.approx(47.836674)
    assert math.isnan(reading.candidates[1].latitude)
    assert Counter(one.reason for one in reading.left_out) == {"direction": 1, "region": 1}
    (overseas,) = read(path, region="01").candidates
    assert (overseas.name, overseas.commune, overseas.place, overseas.longitude) == (
        "France Travail Sainte Rose", "", "Ste Rose", -61.7,
    )  # fmt: skip


def test_seats_have_a_commune_and_no_address(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.json"
    row = {"nom_officiel": "18-ML CHER SUD", "nom_usuel": None, "code_region": "24"}
    rows = [
        {"id": "18197S00", **row},
        {"id": "97411S00", **row, "code_region": "04"},
        {"id": "XXXXXS00", **row},
        {"id": "18033S01", **row, "nom_officiel": "Essai"},
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    reading = read(path)
    (seat,) = reading.candidates
    assert (seat.name, seat.commune, seat.place, seat.address, seat.located) == (
        "Mission locale Cher Sud", "18197", "Saint-Amand-Montrond", "", False,
    )  # fmt: skip
    assert Counter(one.reason for one in reading.left_out) == {
        "region": 1, "no_commune": 1, "kind": 1,
    }  # fmt: skip
    assert [one.commune for one in read(path, region="04").candidates] == ["97411"]


def write_schools(path: Path, rows: Sequence[tuple[str, str, str, str, str, object]]) -> Path:
    columns = ("identifiant_de_l_etablissement", "nom_etablissement", "type_etablissement",
               "code_commune", "nom_commune", "code_region", "geometry")  # fmt: skip
    frame = pd.DataFrame([(*row[:4], "X", *row[4:]) for row in rows], columns=list(columns))
    frame.to_parquet(path)
    return path


def test_schools_give_the_position_of_guidance_centres(tmp_path: Path, read: Read) -> None:
    name, kind = "Centre d'information et d'orientation de Chartres", "Information et orientation"
    point = shapely.to_wkb(shapely.Point(1.4738126727, 48.4592878403))
    path = write_schools(tmp_path / "a.parquet", [
        ("0280046Y", name, kind, "28085", "24", point),
        ("0280047Y", "Délégation", kind, "28085", "24", point),
        ("0280048Y", "Collège", "Collège", "28085", "24", point),
        ("0750001A", name, kind, "75056", "11", None),
    ])  # fmt: skip
    reading = read(path)
    (chartres,) = reading.candidates
    assert (chartres.name, chartres.latitude, chartres.longitude) == (
        "CIO de Chartres", 48.459288, 1.473813,
    )  # fmt: skip
    assert Counter(one.reason for one in reading.left_out) == {
        "region": 1, "kind": 1, "school": 1,
    }  # fmt: skip
    broken = write_schools(tmp_path / "b.parquet", [("0280046Y", name, kind, "28085", "24", b"x")])
    with pytest.raises(SourceError, match="geometry"):
        read(broken)


def test_advice_points_have_their_address_in_one_text(tmp_path: Path, read: Read) -> None:
    head = ("departement", "nom", "adresse", "telephone")
    path = write_table(tmp_path / "a.tsv", [
        head,
        ("18", "Espace VAE 18", "CIBC chez l’Artisanat Cher15 Rue Dunant, 18000 Bourges",
         "02 48 65 46 83"),
        ("36", "Espace VAE 36", "chez ADECCO CHATEAUROUX 388 av de la Châtre 36000 CHATEAUROUX",
         "06 64 66 53 24"),
        ("75", "Espace VAE 75", "1 rue A 75001 Paris", ""),
    ], "\t")  # fmt: skip
    reading = read(path)
    assert [(one.name, one.address, one.commune, one.phone) for one in reading.candidates] == [
        ("Espace conseil VAE du Cher", "CIBC chez l’Artisanat Cher - 15 rue Dunant", "18033",
         "02 48 65 46 83"),
        ("Espace conseil VAE de l’Indre", "Chez Adecco Châteauroux - 388 avenue de la Châtre",
         "36044", ""),
    ]  # fmt: skip
    assert Counter(one.reason for one in reading.left_out) == {"mobile": 1, "region": 1}
    with pytest.raises(SourceError, match="ligne 2, colonne « adresse »".replace(" »", "\u00a0»")
                       .replace("« ", "«\u00a0")):  # fmt: skip
        read(write_table(tmp_path / "b.tsv", [head, ("18", "X", "Bourges", "")], "\t"))


def test_a_list_of_a_colleague_says_its_own_source(tmp_path: Path, read: Read) -> None:
    head = ("code;nom;reseau;adresse;code_postal;commune;nom_commune;latitude;longitude;telephone;"
            "site;publics;services;identifiants;source;date;remarque\r\n")  # fmt: skip
    body = ("cio-bourges;CIO de Bourges;cio;1 rue A;18000;18033;;47,1;2,4;0612345678;;jeunes;"
            "Écoute|Ateliers;ecoles:0180044A;Visite;10/01/2026;vu\r\n"
            "cio-paris;CIO de Paris;cio;;;75101;;;;;;;;;Visite;2026;\r\n")  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_bytes((head + body).encode("cp1252"))
    reading = read(path, date="")
    (bourges,) = reading.candidates
    assert (bourges.code, bourges.source, bourges.date, bourges.publics, bourges.keys) == (
        "cio-bourges", "Visite", "2026-01-10", ("jeunes",), ("ecoles:0180044A",),
    )  # fmt: skip
    assert (bourges.latitude, bourges.phone, bourges.services) == (47.1, "", ("Écoute", "Ateliers"))
    assert Counter(one.reason for one in reading.left_out) == {"mobile": 1, "region": 1}


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "structures.txt"
    path.write_text("departement\tnom\tadresse\ttelephone\n", encoding="utf-8")
    assert find_format(path) == "vae"
    assert find_format(path, "dila") == "dila"
    path.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    with pytest.raises(SourceError, match="annuaire connu"):
        find_format(path)
    with pytest.raises(UsageError, match="ecoles") as caught:
        find_format(path, "ecole")
    assert caught.value.exit_status == 2
    with pytest.raises(SourceError, match="fichier absent"):
        find_format(tmp_path / "rien.csv")


def test_a_file_that_is_not_described_needs_its_date(
    tmp_path: Path, network: Path, edition: Edition
) -> None:
    path = write_table(tmp_path / "a.csv", [DILA, ("cg", "x", "18033", "", "", "", "")], ",")
    directory = load_directory(network)
    with pytest.raises(UsageError, match="--date"):
        open_scope(path, network, directory, edition)
    with pytest.raises(UsageError, match="Date mal écrite"):
        open_scope(path, network, directory, edition, date="hier")
    with pytest.raises(UsageError, match="Région inconnue"):
        open_scope(path, network, directory, edition, date="2026", region="99")
    assert open_scope(path, network, directory, edition, date="03/2026").issue.date == "2026-03"


# Matching -----------------------------------------------------------------------------------------


def test_names_are_the_same_but_for_their_spelling() -> None:
    assert is_same_name("CIO de Château-du-Loir", "CIO Chateau du Loir")
    assert is_same_name("CIO de Vierzon", "CIO de Vierson")
    assert not is_same_name("CIO de Tours", "CIO de Joué-lès-Tours")
    assert not is_same_name("Antenne Nord", "Antenne Sud")


def test_addresses_are_the_same_with_the_same_numbers() -> None:
    assert is_same_address("15 avenue de Vendôme", "15 avenue Vendôme")
    assert is_same_address("Formapôle - Rue Georges-Brassens", "Rue Georges Brassens")
    assert not is_same_address("15 avenue de Vendôme", "16 avenue de Vendôme")
    assert not is_same_address("5 mail Flandres-Dunkerque", "5 rue Flandres-Dunkerque, Maison")
    assert not is_same_address("", "")


def reasons(found: ImportPlan) -> list[str]:
    return [one.reason for one in found.merged]


def test_an_identifier_comes_first_whatever_else_differs() -> None:
    known = add(offer(OLD, "1", "CIO de Bourges", address="1 rue A"))
    found = plan(known, offer(OLD, "1", "Tout autre nom", commune="28085", address="9 rue Z"))
    assert (len(found.structures), found.added, reasons(found)) == (1, (), [])
    assert {(one.block, one.reason) for one in found.differences} == {
        ("name", "date"), ("place", "date"),
    }  # fmt: skip


def test_the_same_address_phone_or_name_is_one_structure() -> None:
    known = add(offer(OLD, "1", "CIO", address="1 rue A", phone="02 48 00 00 01"))
    assert reasons(plan(known, offer(NEW, "2", "Orientation", address="1, rue A"))) == ["address"]
    assert reasons(plan(known, offer(NEW, "2", "Autre", phone="02 48 00 00 01"))) == ["phone"]
    assert reasons(plan(known, offer(NEW, "2", "CIO", latitude=47.0, longitude=2.0))) == ["name"]


def test_two_addresses_are_two_structures() -> None:
    known = add(offer(OLD, "1", "CIO", address="1 rue A", phone="02 48 00 00 01"))
    other = offer(NEW, "2", "CIO", address="7 place B", phone="02 48 00 00 01")
    assert len(plan(known, other).added) == 1
    assert len(plan(known, replace(other, address="1 rue A", reseau="greta")).added) == 1


def test_one_directory_that_lists_an_address_twice() -> None:
    twin = offer(OLD, "1", "BIJ", address="15 avenue de Vendôme", phone="02 54 78 54 87")
    (one,) = add(twin, replace(twin, identifier="2", address="15 avenue Vendôme"))
    assert one.identifiers == ("dila:1", "dila:2")
    assert len(add(twin, replace(twin, identifier="2", name="Autre service"))) == 2
    assert len(add(twin, replace(twin, identifier="2", phone="02 54 00 00 00"))) == 2


def test_a_seat_without_address_is_the_only_one_of_its_commune() -> None:
    antennas = add(
        offer(OLD, "1", "Antenne Nord", address="1 rue A"),
        offer(OLD, "2", "Antenne Sud", address="2 rue B"),
    )
    found = plan(antennas, offer(SEATS, "18033S00", "Mission locale du Berry"))
    assert [one.reason for one in found.left_out] == ["ambiguous"]
    assert found.is_empty
    assert reasons(plan(antennas[:1], offer(SEATS, "18033S00", "Autre nom"))) == ["alone"]
    # A person decides by writing the identifier.
    decided = (replace(antennas[0], identifiers=("dila:1", "milo:18033S00")), antennas[1])
    assert plan(decided, offer(SEATS, "18033S00", "Du Berry")).changes[0].code == antennas[0].code


def test_a_seat_is_known_by_the_commune_inside_the_identifiers() -> None:
    """Its address is in Lucé, its identifier says Chartres: the address stays."""
    known = add(offer(OLD, "cio-28085-01", "CIO", address="2 rue N", commune="28218"))
    found = plan(known, offer(SEATS, "28085S00", "CIO du Pays chartrain", commune="28085"))
    (one,) = found.structures
    assert (one.commune, one.address, one.name) == ("28218", "2 rue N", "CIO du Pays chartrain")
    back = plan(add(offer(SEATS, "28085S00", "CIO du Pays chartrain", commune="28085")),
                offer(OLD, "cio-28085-01", "CIO", address="2 rue N", commune="28218"))  # fmt: skip
    assert [(one.commune, one.address, one.name, one.remark) for one in back.structures] == [
        ("28218", "2 rue N", "CIO du Pays chartrain", ""),
    ]


def test_a_row_that_a_person_began_is_filled() -> None:
    begun = write_by_hand("cio-bourges", "CIO (SPRO du Cher)", commune="")
    found = plan([begun], offer(OLD, "1", "CIO de Bourges", address="1 rue A", phone="02"))
    (one,) = found.structures
    assert (one.code, one.name, one.address, one.commune) == (
        "cio-bourges", "CIO (SPRO du Cher)", "1 rue A", "18033",
    )  # fmt: skip
    assert one.source == "Appel au CIO ; Annuaire ancien, octobre 2019 : adresse, téléphone"
    assert one.date == "2025-01-10"
    assert [(d.block, d.reason) for d in found.differences] == [("name", "hand")]


# Merging ------------------------------------------------------------------------------------------


def test_address_and_position_keep_their_own_sources() -> None:
    known = add(offer(OLD, "1", "CIO de Bourges", address="1 rue A", phone="02"))
    found = plan(known, offer(NEW, "2", "CIO de Bourges", latitude=47.0, longitude=2.0))
    (one,) = found.structures
    assert (one.address, one.phone, one.latitude, one.date) == ("1 rue A", "02", 47.0, "2024")
    assert one.identifiers == ("dila:1", "ecoles:2")
    assert one.source == (
        "Annuaire ancien, octobre 2019 : adresse, téléphone ; "
        "Annuaire récent, 2024-2025 : nom, position"
    )
    origins = read_origins(one, ISSUES)
    assert {block: origin.date for block, origin in origins.items()} == {
        "name": "2024", "place": "2019-10", "position": "2024", "phone": "2019-10",
    }  # fmt: skip
    assert write_source(origins) == one.source


def test_a_newer_directory_replaces_and_an_older_one_does_not() -> None:
    old = offer(OLD, "1", "CIO", address="1 rue A", phone="02 48 00 00 01")
    new = offer(NEW, "2", "CIO", address="1 rue A", phone="02 48 00 00 02")
    forward, back = plan(add(old), new), plan(add(new), old)
    assert [one.phone for one in forward.structures] == ["02 48 00 00 02"]
    assert forward.differences == ()
    assert [one.phone for one in back.structures] == ["02 48 00 00 02"]
    assert [(d.block, d.kept, d.offered, d.reason) for d in back.differences] == [
        ("phone", "02 48 00 00 02", "02 48 00 00 01", "date"),
    ]


def test_what_a_person_wrote_is_never_replaced() -> None:
    known = write_by_hand("cio-bourges", "CIO", address="1 rue A", commune="18033",
                          date="2010", phone="02 48 00 00 01")  # fmt: skip
    found = plan([known], offer(NEW, "2", "CIO", phone="02 48 00 00 02", address="1 rue A"))
    (one,) = found.structures
    assert (one.phone, one.identifiers) == ("02 48 00 00 01", ("ecoles:2",))
    assert (one.source, one.date) == ("Appel au CIO", "2010")
    assert [(d.block, d.reason) for d in found.differences] == [("phone", "hand")]


def test_a_position_is_never_that_of_another_address() -> None:
    """CIO de Tours: an older address in Tours, a newer position in Joué-lès-Tours."""
    old = offer(OLD, "1", "CIO de Tours", commune="37261", address="64 bis boulevard Béranger",
                postcode="37000", phone="02")  # fmt: skip
    new = offer(NEW, "2", "CIO de Tours", commune="37122", latitude=47.35, longitude=0.66)
    told = "Autre adresse connue : 64 bis boulevard Béranger, 37000 Tours (Annuaire ancien, octobre 2019)."  # noqa: E501
    for first, second in itertools.permutations((old, new)):
        found = plan(add(first), second)
        (one,) = found.structures
        assert reasons(found) == ["moved"]
        assert (one.commune, one.address, one.postcode, one.latitude) == ("37122", "", "", 47.35)
        assert told in one.remark
        assert one.phone == "02"
        again = plan(found.structures, second)
        assert again.is_empty
        assert again.structures == found.structures


def test_a_new_address_takes_the_position_of_the_old_one_away() -> None:
    old = offer(OLD, "1", "CIO", address="1 rue A", latitude=47.0, longitude=2.0)
    moved = offer(NEW, "1", "CIO", address="7 place B", identifiers=("dila:1",))
    (one,) = plan(add(old), moved).structures
    assert (one.address, math.isnan(one.latitude), math.isnan(one.longitude)) == (
        "7 place B", True, True,
    )  # fmt: skip
    (placed,) = plan(add(old), replace(moved, latitude=47.5, longitude=2.5)).structures
    assert (placed.latitude, placed.longitude) == (47.5, 2.5)


def test_a_colleague_replaces_what_a_directory_gave_and_says_so() -> None:
    known = add(offer(OLD, "1", "CIO", address="1 rue A", phone="02 48 00 00 01"))
    (row,) = known
    told = Candidate(
        directory="structures", identifier="", reseau="cio", name="CIO", date="2026-02-01",
        source="Appel du 1er février", address="1 rue A", commune="18033", code=row.code,
        phone="02 48 00 00 02", publics=("jeunes",), identifiers=row.identifiers,
    )  # fmt: skip
    (one,) = plan(known, told).structures
    assert (one.phone, one.publics, one.date) == ("02 48 00 00 02", ("jeunes",), "2026-02-01")
    assert one.source == "Appel du 1er février"
    assert plan([one], told).is_empty
    # The same list that still gives the directory as its source changes nothing that it gave.
    same = replace(told, source=row.source, publics=())
    found = plan(known, same)
    assert found.is_empty
    assert [(d.block, d.reason) for d in found.differences] == [("phone", "date")]


def test_a_list_that_was_exported_changes_nothing(
    tmp_path: Path, edition: Edition, data_dir: Path
) -> None:
    path = shutil.copy(data_dir / "network" / "structures.csv", tmp_path / "liste.csv")
    folder = data_dir / "network"
    directory = load_directory(folder)
    scope = open_scope(path, folder, directory, edition)
    reading = read_directory(path, scope)
    found = plan_import(directory, reading.candidates, scope.sources.issues, scope.gazetteer.names)
    assert len(reading.candidates) == len(directory.structures)
    assert reading.left_out == ()
    assert found.is_empty
    assert found.differences == ()


def test_a_source_with_odd_marks_is_all_by_hand() -> None:
    row = write_by_hand("cio-x", "CIO", source="Dit par tel ; et : tel", phone="02")
    assert {origin.by_hand for origin in read_origins(row, ISSUES).values()} == {True}
    near = replace(row, source="Annuaire ancien, octobre 2019 : photo")
    assert {origin.by_hand for origin in read_origins(near, ISSUES).values()} == {True}
    issue = replace(row, source="Annuaire ancien, 2027-03")
    assert {origin.date for origin in read_origins(issue, ISSUES).values()} == {"2027-03"}


def test_codes_say_what_tells_neighbours_apart() -> None:
    def code(*names: str) -> list[str]:
        rows = [offer(OLD, str(n), name, address=f"{n} rue A") for n, name in enumerate(names, 1)]
        return [one.code for one in add(*rows)]

    assert code("CIO") == ["cio-bourges"]
    assert code("CIO Nord", "CIO Sud", "CIO") == ["cio-bourges-nord", "cio-bourges-sud",
                                                  "cio-bourges"]  # fmt: skip
    assert code("CIO", "CIO") == ["cio-bourges", "cio-bourges-2"]
    known = write_by_hand("cio-bourges", "CIO", address="9 rue Z")
    found = plan([known], offer(OLD, "1", "CIO", address="1 rue A"))
    assert [one.code for one in found.added] == ["cio-bourges-2"]


# The real files -----------------------------------------------------------------------------------


def import_all(
    network: Path, edition: Edition, folder: Path, files: Sequence[str]
) -> dict[str, tuple[Reading, ImportPlan]]:
    found = {}
    for file in files:
        path = folder / "structures" / file
        directory = load_directory(network)
        scope = open_scope(path, network, directory, edition)
        reading = read_directory(path, scope)
        names = scope.gazetteer.names
        done = plan_import(directory, reading.candidates, scope.sources.issues, names)
        write_structures(network / "structures.csv", done.structures, names)
        found[scope.issue.key] = (reading, done)
    return found


@pytest.fixture
def by_hand(network: Path, data_dir: Path) -> Path:
    """Copy the folder with the rows of no directory alone."""
    lines = (data_dir / "network" / "structures.csv").read_bytes().splitlines(keepends=True)
    head = lines[0].decode("utf-8-sig").strip().split(";")
    place = head.index("identifiants")
    rows = [next(csv.reader([line.decode()], delimiter=";")) for line in lines[1:]]
    kept = [line for line, row in zip(lines[1:], rows, strict=True) if not row[place]]
    (network / "structures.csv").write_bytes(b"".join([lines[0], *kept]))
    return network


@pytest.mark.official
def test_the_committed_structures_are_the_hand_rows_and_five_imports(
    by_hand: Path, edition: Edition, official: Path, data_dir: Path
) -> None:
    found = import_all(by_hand, edition, official, FILES)
    made = (by_hand / "structures.csv").read_bytes()
    assert made == (data_dir / "network" / "structures.csv").read_bytes()
    read_rows = {key: len(reading.candidates) for key, (reading, _) in found.items()}
    assert read_rows == {"dila": 119, "agences": 34, "milo": 20, "ecoles": 22, "vae": 6}
    merged = {key: len(done.merged) for key, (_, done) in found.items()}
    assert merged == {"dila": 1, "agences": 0, "milo": 18, "ecoles": 20, "vae": 0}
    left = Counter(one.reason for reading, done in found.values()
                   for one in (*reading.left_out, *done.left_out))  # fmt: skip
    assert left == {
        "pivot": 115, "broken_site": 4, "mobile": 3, "direction": 5, "ambiguous": 1,
        "region": 920 + 430 + 397, "school": 68_373,
    }  # fmt: skip
    again = import_all(by_hand, edition, official, FILES)
    assert all(done.is_empty for _, done in again.values())
    assert (by_hand / "structures.csv").read_bytes() == made


@pytest.mark.official
def test_any_order_of_imports_keeps_every_identifier(
    by_hand: Path, edition: Edition, official: Path
) -> None:
    """Only a seat that may be several antennas depends on who comes first."""
    sets = []
    for files in (FILES, FILES[::-1]):
        shutil.copy(by_hand / "structures.csv", by_hand / "kept.csv")
        found = import_all(by_hand, edition, official, files)
        left = {one.subject for _, done in found.values() for one in done.left_out}
        structures = load_directory(by_hand).structures.values()
        sets.append({key for one in structures for key in one.identifiers})
        assert left <= {"Mission locale de Touraine"}
        shutil.copy(by_hand / "kept.csv", by_hand / "structures.csv")
    assert sets[0] <= sets[1]
    assert sets[1] - sets[0] <= {"milo:37261S00"}


def test_the_committed_structures_hold_no_mobile_and_no_mail(data_dir: Path) -> None:
    structures = load_directory(data_dir / "network").structures.values()
    assert len(structures) > 150
    for one in structures:
        assert not one.phone.startswith(("06", "07")), one.code
        assert "@" not in f"{one.name} {one.address} {one.site} {one.remark}", one.code
        assert math.isnan(one.latitude) or one.commune, one.code


def test_directories_are_described(data_dir: Path) -> None:
    sources = load_sources(data_dir / "network")
    assert {issue.key for issue in sources.issues} == set(DIRECTORIES) - {"structures"}
    assert sum(len(own) for own in sources.regions.values()) == 101
    assert sources.find_region("2A") == "94"
    assert all("vérifier" in issue.licence for issue in sources.issues)


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def home(network: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work on a copy of the network, with the tables of the checkout."""
    data = network.parent
    for item in data_dir.iterdir():
        if item.name != "network":
            (data / item.name).symlink_to(item)
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(data.parent))
    return data.parent


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    return write_table(tmp_path / "points.tsv", [
        ("departement", "nom", "adresse", "telephone"),
        ("18", "Espace VAE 18", "15 rue Dunant, 18000 Bourges", "02 48 65 46 83"),
    ], "\t")  # fmt: skip


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["network", "import", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_shows_and_writes_nothing_unless_told(
    home: Path, small_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "data" / "network" / "structures.csv"
    before = path.read_bytes()
    status, out, _ = run(capsys, small_file, "--date", DATE)
    assert status == 0
    assert "vae-bourges – Espace conseil VAE du Cher (Bourges)" in out
    assert "Rien n’a été écrit" in out
    assert path.read_bytes() == before
    status, out, _ = run(capsys, small_file, "--date", DATE, "--apply")
    assert status == 0
    assert "1 structure." in out
    after = path.read_bytes()
    assert b"02 48 65 46 83" in after
    status, out, _ = run(capsys, small_file, "--date", DATE, "--apply")
    assert (status, path.read_bytes()) == (0, after)
    assert "Rien ne change" in out


@pytest.mark.parametrize(
    ("content", "options", "status", "words"),
    [
        (b"PAR1 coupe", ["--date", DATE], 1, "Parquet"),
        (b'[{"id": "18033S00", "nom_officiel": ', ["--date", DATE], 1, "JSON"),
        (b"departement\tnom\tadresse\ttelephone\n18\tA\n", ["--date", DATE], 1, "ligne 2"),
        (b"n'importe quoi", [], 1, "annuaire"),
        (b"departement\tnom\tadresse\ttelephone\n", [], 2, "--date"),
        (b"n'importe quoi", ["--format", "dilla"], 2, "dila"),
    ],
)
def test_a_damaged_file_is_told_and_nothing_is_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    content: bytes, options: list[str], status: int, words: str,
) -> None:  # fmt: skip
    path = home / "data" / "network" / "structures.csv"
    before = path.read_bytes()
    file = tmp_path / "fichier"
    file.write_bytes(content)
    got, _, err = run(capsys, file, *options, "--apply")
    assert got == status
    assert words in err
    assert "Traceback" not in err
    assert path.read_bytes() == before
