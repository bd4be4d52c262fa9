"""The official lists of occupations, joined: loaders, links, measures, passing from one to another.

The invented files are those of ``occupation_samples``: two occupations of the survey, one of
which has a family of the same name in the FAP 2009 (``L'agriculteur**``), the other not.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import occupation_samples as samples
import pandas as pd
import pytest
from conftest import BMO_COLUMNS, BMO_ROWS, World, write_book

from spro_portraits.errors import SourceError
from spro_portraits.indicators import occupations_join as join
from spro_portraits.tables import Edition, build_edition, load_edition, loaders
from spro_portraits.tables.names import FACTORS, LISTS
from spro_portraits.tables.occupations import (
    HAND_COLUMNS,
    JoinReport,
    fold_name,
    load_hand_links,
    measure_join,
)
from spro_portraits.wording.build import describe_join

N, W = "\u202f", "\u00a0"
Rows = Sequence[Sequence[str]]
Names = dict[tuple[str, str], str]


def _damage(rows: Rows, line: int, column: int, text: str) -> list[tuple[str, ...]]:
    """Write another text in one cell; lines from 1, as in a spreadsheet."""
    changed = [list(row) for row in rows]
    changed[line - 1][column] = text
    return [tuple(row) for row in changed]


def _fail(load: Callable[[], object], kind: str, *words: str) -> None:
    with pytest.raises(SourceError) as caught:
        load()
    assert caught.value.kind == kind, str(caught.value)
    for word in words:
        assert word in str(caught.value), str(caught.value)


def _list_links(edition: Edition, source: str, target: str) -> list[tuple[str, ...]]:
    links = edition.occupation_links
    wanted = links[(links["source_list"] == source) & (links["target_list"] == target)]
    columns = ["source_code", "target_code", "origin", "source", "remark"]
    return list(wanted[columns].itertuples(index=False, name=None))


# Loaders


def test_the_fap_2021_has_one_row_an_occupation(tmp_path: Path) -> None:
    path = samples.write_rows(tmp_path / "f.csv", samples.FAP_2021_ROWS)
    frame = loaders.load_fap_2021(path)
    # The two finest codes of farmers are one occupation of the level of 228.
    assert frame.to_dict("records") == [
        {"code": "A0X40", "name": "Agriculteurs", "family_87": "A0X",
         "family_87_name": "Agriculteurs, éleveurs", "family_22": "A",
         "family_22_name": "Agriculture"},
        {"code": "B1X20", "name": "Maçons", "family_87": "B1X", "family_87_name": "Gros œuvre",
         "family_22": "B", "family_22_name": "Bâtiment"},
    ]  # fmt: skip


def test_an_occupation_of_the_fap_2021_has_one_name(tmp_path: Path) -> None:
    rows = _damage(samples.FAP_2021_ROWS, 3, 3, "Cultivateurs")
    path = samples.write_rows(tmp_path / "f.csv", rows)
    _fail(lambda: loaders.load_fap_2021(path), "duplicate_key", "ligne 3", "A0X40")


def test_the_passage_is_read_block_by_block(tmp_path: Path) -> None:
    path = samples.write_old_book(tmp_path / "p.xls", {"Table": samples.PASSAGE_ROWS})
    frame = loaders.load_fap_2009(path)
    rows = {kind: [tuple(row)[1:] for row in part.to_numpy()] for kind, part in
            frame.groupby("kind")}  # fmt: skip
    assert rows["family"] == [
        ("", "A", "Agriculture", ""), ("A", "A0Z", "Agriculteurs, éleveurs", ""),
        ("A0Z", "A0Z40", "L'agriculteur", ""), ("", "B", "Bâtiment", ""),
        ("B", "B2Z", "Ouvriers du bâtiment", ""), ("B2Z", "B2Z40", "Maçons qualifiés", ""),
        ("B2Z", "B2Z41", "Couvreurs", ""),
    ]  # fmt: skip
    # 691f stands on a line of its own, beside no ROME code; A1101 beside no PCS.
    assert rows["pcs"] == [
        ("A0Z40", "691e", "Ouvriers agricoles", ""), ("A0Z40", "691f", "Bûcherons", ""),
        ("B2Z40", "632a", "Maçons", ""), ("B2Z41", "632c", "Couvreurs", ""),
    ]  # fmt: skip
    assert rows["rome"] == [
        ("A0Z40", "A1416", "Polyculture", "0123"), ("A0Z40", "A1101", "Conduite d'engins", ""),
        ("B2Z40", "F1703", "Maçonnerie", "0346"), ("B2Z41", "F1610", "Couverture", ""),
    ]  # fmt: skip


PASSAGE = samples.PASSAGE_ROWS


@pytest.mark.parametrize(
    ("sheets", "kind", "words"),
    [
        ({"Feuil1": PASSAGE}, "unreadable_file", ("pas de feuille", "Table")),
        ({"Table": []}, "unreadable_file", ("aucune ligne", "Table")),
        ({"Table": _damage(PASSAGE, 1, 4, "ROMÉ")}, "missing_column", ("ROME", "ROMÉ")),
        ({"Table": _damage(PASSAGE, 6, 4, "A146")}, "bad_value", ("ligne 6", "A146")),
        ({"Table": _damage(PASSAGE, 7, 2, "691")}, "bad_value", ("ligne 7", "PCS 2003", "691")),
        ({"Table": _damage(PASSAGE, 8, 4, "A1416")}, "duplicate_key", ("ligne 8", "A0Z40 A1416")),
        ({"Table": _damage(PASSAGE, 13, 0, "B2Z40")}, "duplicate_key", ("ligne 13", "B2Z40")),
        ({"Table": _damage(PASSAGE, 12, 5, "Q_a")}, "bad_value", ("ligne 12", "Q_a")),
        ({"Table": _damage(PASSAGE, 12, 6, "")}, "bad_value", ("ligne 12", "un intitulé")),
        # A ROME code before any family of five characters.
        ({"Table": _damage(PASSAGE, 5, 4, "A1416")}, "bad_value", ("ligne 5", "FAP 2009", "A0Z")),
        ({"Table": PASSAGE[:5]}, "unreadable_file", ("aucune ligne",)),
    ],
)
def test_damaged_passage(
    tmp_path: Path, sheets: dict[str, Rows], kind: str, words: Sequence[str]
) -> None:
    path = samples.write_old_book(tmp_path / "p.xls", sheets)
    _fail(lambda: loaders.load_fap_2009(path), kind, "p.xls", *words)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.95])
def test_a_cut_passage_is_a_foreseen_error(tmp_path: Path, share: float) -> None:
    path = samples.write_old_book(tmp_path / "p.xls", {"Table": PASSAGE})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(SourceError, match=r"p\.xls"):
        loaders.load_fap_2009(path)


def test_apostrophes_of_the_rome_are_mended(tmp_path: Path) -> None:
    codes = loaders.load_rome_codes(samples.write_rows(tmp_path / "c.csv", samples.ROME_ROWS, ","))
    assert dict(zip(codes["code"], codes["name"], strict=True))["A1101"] == (
        "Conduite d'engins agricoles"
    )
    path = samples.write_rows(tmp_path / "t.csv", samples.TITLE_ROWS, ",")
    titles = loaders.load_rome_titles(path).set_index("ogr")
    assert titles.loc["11"].to_dict() == {
        "code": "A1416", "title": "Éleveur / Éleveuse d'ovins", "short": "Éleveur(se) d'ovins",
        "kind": "principale",
    }  # fmt: skip


def test_a_title_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = samples.write_rows(tmp_path / "t.csv", _damage(samples.TITLE_ROWS, 3, 0, "10"), ",")
    _fail(lambda: loaders.load_rome_titles(path), "duplicate_key", "ligne 3", "code_ogr")


def test_everyday_titles_may_hold_a_comma(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "fap;libelle_appellation_long\nA0Z40;Éleveur,Betteravier, de plein champ\n"
    path.write_text(text, encoding="utf-8")
    frame = loaders.load_fap_titles(path)
    assert list(frame["title"]) == ["Éleveur", "Betteravier, de plein champ"]
    assert set(frame["code"]) == {"A0Z40"}


def test_tension_has_numbers_and_classes(tmp_path: Path) -> None:
    path = samples.write_rows(tmp_path / "t.csv", samples.TENSION_ROWS)
    first, second = loaders.load_tension(path).to_dict("records")[:2]
    assert first == {
        "bassin": "2401", "rome": "A1416", "period": "2021", "offers": 12.5, "job_seekers": 40.25,
        **dict(zip(FACTORS, (5, 4, 3, 2, 1, 5, 4), strict=True)),
    }  # fmt: skip
    assert math.isnan(second["training_link"])


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (1, "A14", ("ROME", "A14")), (2, "241", ("cbassin", "241")), (0, "21", ("annee",)),
        (3, "", ("oee", "un nombre")), (4, "-1", ("defm_abc", "au moins 0")),
        (5, "0", ("ind_tension_d", "de 1 à 5")), (11, "3,5", ("ind_specif_form_empl_d", "3,5")),
    ],
)  # fmt: skip
def test_damaged_tension(tmp_path: Path, column: int, text: str, words: Sequence[str]) -> None:
    rows = _damage(samples.TENSION_ROWS, 2, column, text)
    path = samples.write_rows(tmp_path / "t.csv", rows)
    _fail(lambda: loaders.load_tension(path), "bad_value", "t.csv", "ligne 2", *words)


@pytest.mark.parametrize(
    ("line", "column", "text", "words"),
    [
        # The second total of region 24 is not the first; a part is above its whole.
        (3, 3, "90", ("ligne 3", "région 24 (100)", "70, 90")),
        (2, 2, "130", ("ligne 2", "130, 100")),
        (2, 1, "A0", ("ligne 2", "fap_3")),
        (2, 2, "3x", ("ligne 2", "emp_fap", "3x")),
    ],
)
def test_damaged_job_seekers(
    tmp_path: Path, line: int, column: int, text: str, words: Sequence[str]
) -> None:
    rows = _damage(samples.JOB_SEEKER_ROWS, line, column, text)
    path = samples.write_rows(tmp_path / "d.csv", rows)
    _fail(lambda: loaders.load_job_seekers(path), "bad_value", "d.csv", *words)


# The join


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Agents de service hospitaliers", "agent service hospitalier"),
        ("Agents de services hospitaliers", "agent service hospitalier"),
        ("Assistants de la communication", "assistant communication"),
        ("Maîtres d’œuvre, délégués", "maitre oeuvre delegue"),
        # Nothing is left of a word made of s and x alone: it stays.
        ("XS", "xs"), ("", ""),
    ],
)  # fmt: skip
def test_names_are_compared_without_accents_plural_and_small_words(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_lists_of_the_invented_world(mini: Edition) -> None:
    lists = mini.occupation_lists.set_index(["list", "code"])
    assert set(mini.occupation_lists["list"]) == set(LISTS)
    # Parents: the family letter of the survey, the next larger family, the domain.
    expected = {
        ("bmo", "A0X40"): ("Agriculteurs", "Z"), ("fap2021", "B1X20"): ("Maçons", "B1X"),
        ("fap2021_87", "B1X"): ("Gros œuvre", "B"), ("fap2021_22", "B"): ("Bâtiment", ""),
        ("fap2009", "B2Z41"): ("Couvreurs", "B2Z"), ("fap2009_22", "A"): ("Agriculture", ""),
        ("rome", "A1101"): ("Conduite d'engins agricoles", "A11"), ("rome_domain", "A11"): ("", ""),
        ("pcs2003", "691f"): ("Bûcherons", ""),
        # It has a title, and the file of codes has not its name.
        ("rome", "L1510"): ("intitulé absent des fichiers", "L15"),
    }  # fmt: skip
    assert {key: tuple(lists.loc[key]) for key in expected} == expected


def test_links_from_the_survey(mini: Edition) -> None:
    same = "même intitulé dans les deux nomenclatures"
    by_hand = "faute de FAP 2009 de même nom"
    assert _list_links(mini, "bmo", "fap2021") == [
        ("A0X40", "A0X40", "official", "fap_2021", ""),
        ("B1X20", "B1X20", "official", "fap_2021", ""),
    ]
    assert _list_links(mini, "bmo", "fap2009") == [
        ("A0X40", "A0Z40", "official", "fap_2009", same),
        ("B1X20", "B2Z40", "hand", "hand", by_hand),
    ]
    # The hand repeats A0X40 → A1101, which the passage gives: it only adds its remark.
    assert _list_links(mini, "bmo", "rome") == [
        ("A0X40", "A1101", "official", "fap_2009",
         f"par la FAP 2009 A0Z40{N}; ligne d’essai{W}: répétée"),
        ("A0X40", "A1416", "official", "fap_2009",
         f"par la FAP 2009 A0Z40{N}; qualifications 0, 1, 2 et{W}3"),
        ("B1X20", "F1703", "hand", "hand",
         f"par la FAP 2009 B2Z40{N}; qualifications 0, 3, 4 et{W}6"),
    ]  # fmt: skip
    assert mini.occupation_links["weight"].isna().all()


def test_links_of_the_official_passage_stay_many_to_many(mini: Edition) -> None:
    assert [row[:3] for row in _list_links(mini, "fap2009", "rome")] == [
        ("A0Z40", "A1101", "official"), ("A0Z40", "A1416", "official"),
        ("B2Z40", "F1703", "official"), ("B2Z41", "F1610", "official"),
    ]  # fmt: skip
    assert [row[:2] for row in _list_links(mini, "fap2009", "pcs2003")] == [
        ("A0Z40", "691e"), ("A0Z40", "691f"), ("B2Z40", "632a"), ("B2Z41", "632c"),
    ]  # fmt: skip


def test_the_hand_may_name_rome_codes_itself(world: World) -> None:
    """Its ROME codes then stand in place of those that its families would give."""
    path = world.data / "occupations" / "passage.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("B1X20;Maçons;rome;F1610;Couverture;les couvreurs, non les maçons\n")
    build_edition(world.source, world.data)
    edition = load_edition(world.data)
    assert [row for row in _list_links(edition, "bmo", "rome") if row[0] == "B1X20"] == [
        ("B1X20", "F1610", "hand", "hand", "les couvreurs, non les maçons")
    ]
    assert join.list_romes(edition, "B1X20") == ("F1610",)


def test_a_survey_of_the_fap_2009_goes_straight_through_the_passage(world: World) -> None:
    """Its codes are the families of the passage; what the hand wrote for other codes is counted."""
    old = {
        "Code métier BMO": "code métier BMO", "Nom métier BMO": "nom_metier BMO",
        "Famille_met": "Famille_metier", "Lbl_fam_met": "Libellé de famille de métier",
        "BE24": "BE19", "NOMBE24": "NOMBE19",
    }  # fmt: skip
    jobs = {
        "A0X40": ("A0Z40", "L'agriculteur", "A0Z"),
        "B1X20": ("B2Z40", "Maçons qualifiés", "B2Z"),
    }
    rows = [
        (2019, *jobs[code], label, region, region, dep, dep, bassin, place, *cells)
        for code, _, _, label, region, dep, bassin, place, *cells in BMO_ROWS
    ]
    head = [old.get(name, name) for name in BMO_COLUMNS]
    write_book(world.source / "ft/bmo.xlsx", {"BMO": [head, *rows]})
    report = build_edition(world.source, world.data, accept=True)
    edition = load_edition(world.data)
    assert set(edition.recruitment["period"]) == {"2019"}
    assert [row[:4] for row in _list_links(edition, "bmo", "fap2009")] == [
        ("A0Z40", "A0Z40", "official", "fap_2009"), ("B2Z40", "B2Z40", "official", "fap_2009"),
    ]  # fmt: skip
    assert {row[:3] for row in _list_links(edition, "bmo", "rome")} == {
        ("A0Z40", "A1416", "official"), ("A0Z40", "A1101", "official"),
        ("B2Z40", "F1703", "official"),
    }  # fmt: skip
    assert _list_links(edition, "bmo", "fap2021") == []
    (line,) = [line for line in report.lines if "passage.csv" in line]
    assert "ne servent pas à cette enquête, dont les codes sont ceux de la FAP 2009" in line


def test_a_name_that_two_families_bear_links_nothing(world: World) -> None:
    rows = _damage(PASSAGE, 13, 1, "Agriculteurs")
    samples.write_old_book(world.source / "dares/passage.xls", {"Table": rows})
    build_edition(world.source, world.data, accept=True)
    edition = load_edition(world.data)
    assert [row[0] for row in _list_links(edition, "bmo", "fap2009")] == ["B1X20"]
    # What is left is the link of the hand, which repeats nothing any more.
    assert [row[:3] for row in _list_links(edition, "bmo", "rome") if row[0] == "A0X40"] == [
        ("A0X40", "A1101", "hand")
    ]


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    [
        ("A0X99;X;rome;F1703;;", "bad_value", ("metier_bmo", "un code de la liste BMO", "A0X99")),
        ("B1X20;X;rome;F9999;;", "bad_value", ("code", "un code du ROME", "F9999")),
        ("B1X20;X;fap2009;F1703;;", "bad_value", ("code", "un code de la FAP 2009", "F1703")),
        ("B1X20;X;pcs2003;632a;;", "bad_value", ("liste", "fap2009 ou rome", "pcs2003")),
        ("B1X20;X;fap2009;B2Z40;;", "duplicate_key", ("B1X20 fap2009 B2Z40",)),
    ],
)
def test_damaged_hand_links(world: World, row: str, kind: str, words: Sequence[str]) -> None:
    path = world.data / "occupations" / "passage.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")
    _fail(lambda: build_edition(world.source, world.data), kind, "passage.csv", "ligne 4", *words)
    assert not (world.data / "tables").exists()


def test_an_end_of_an_official_link_that_no_list_has_is_refused(world: World) -> None:
    rows = [row for row in samples.ROME_ROWS if row[0] != "F1610"]
    samples.write_rows(world.source / "ft/rome_codes.csv", rows, ",")
    titles = [row for row in samples.TITLE_ROWS if row[3] != "F1610"]
    samples.write_rows(world.source / "ft/rome_titles.csv", titles, ",")
    _fail(
        lambda: build_edition(world.source, world.data, accept=True),
        "failed_check", "occupation_link", "F1610 n’est pas un code du ROME",
    )  # fmt: skip


def test_tension_is_that_of_the_bassins_of_the_region(mini: Edition) -> None:
    table = mini.tension.set_index(["bassin", "rome"])
    assert list(table.index) == [
        ("2401", "A1416"), ("2401", "F1703"), ("2403", "F1610"), ("2403", "F1703"),
    ]  # fmt: skip
    assert {str(kind) for kind in table[FACTORS].dtypes} == {"Int64"}
    assert table.at[("2401", "A1416"), "working_conditions"] == 1
    assert table.at[("2401", "F1703"), "training_link"] is pd.NA


def test_job_seekers_of_both_categories(mini: Edition) -> None:
    table = mini.job_seekers_by_fap.set_index(["region", "fap87", "category"])
    assert table.loc[("24", "A0Z", "A")].to_dict() == {"job_seekers": 30, "all_job_seekers": 100}
    assert table.loc[("24", "A0Z", "ABC")].to_dict() == {"job_seekers": 60, "all_job_seekers": 200}
    assert len(table) == 6


# What the build measures


def test_what_finds_its_place_is_measured(mini: Edition) -> None:
    tables = {name: mini.load_table(name) for name in
              ("occupation", "occupation_link", "recruitment", "tension")}  # fmt: skip
    report = measure_join(tables, "24")
    # Published projects of the region: 110 of farmers (100 + 10), 80 of masons (50 + 30);
    # of France, 200 masons more. Only farmers go by official links.
    assert report.region == report.france == 100
    assert report.region_official == pytest.approx(100 * 110 / 190)
    assert report.france_official == pytest.approx(100 * 110 / 390)
    # Of four rows of tension, that of F1610 has no occupation of the survey.
    assert report.tension == 75
    assert report.unlinked == ()
    assert report.untied == ("F1610",)
    links = tables["occupation_link"]
    tables["occupation_link"] = links[links["origin"] == "official"]
    assert measure_join(tables, "24").unlinked == ("Maçons",)
    tables["tension"] = tables["tension"].iloc[:0]
    assert math.isnan(measure_join(tables, "24").tension)


def test_the_report_says_what_finds_its_place(world: World) -> None:
    lines = build_edition(world.source, world.data).lines
    assert (
        f"Métiers{W}: 100,0{W}% des projets BMO publiés de la région (100,0{W}% en France) "
        f"trouvent un code ROME, 57,9{W}% (28,2{W}%) par les seuls liens officiels."
    ) in lines
    assert (
        f"Tension{W}: 75,0{W}% des lignes de la région (bassin et code ROME) trouvent un métier "
        "BMO."
    ) in lines
    assert f"Codes ROME de la tension sans métier BMO{W}: F1610." in lines


def test_a_share_of_nothing_has_a_sign() -> None:
    report = JoinReport(50, 50, 0, 0, math.nan, ("Maçons", "Couvreurs"), ())
    lines = describe_join(
        region=report.region, france=report.france, region_official=report.region_official,
        france_official=report.france_official, tension=report.tension, unlinked=report.unlinked,
        untied=report.untied,
    )  # fmt: skip
    assert lines[1].startswith(f"Tension{W}: – des lignes")
    assert lines[2:] == [f"Métiers BMO sans code ROME{W}: Maçons, Couvreurs."]


# Passing from one list to another


def test_passing_between_the_survey_and_the_rome(mini: Edition) -> None:
    # « Agriculteur / Agricultrice » says the name of the occupation, « engins agricoles » does not.
    assert join.list_romes(mini, "A0X40") == ("A1416", "A1101")
    assert join.list_romes(mini, "B1X20") == ("F1703",)
    assert join.list_bmo(mini, "F1703") == ("B1X20",)
    assert join.list_bmo(mini, "F1610") == ()


@pytest.mark.parametrize("unknown", ["Z9Z99", "", "maçon"])
def test_an_unknown_code_has_nothing(mini: Edition, unknown: str) -> None:
    assert join.list_romes(mini, unknown) == ()
    assert join.list_bmo(mini, unknown) == ()
    assert join.list_close(mini, unknown) == ()
    assert join.find_everyday_titles(mini, unknown, 5) == ()


def test_everyday_titles_are_those_of_the_main_code_first(mini: Edition) -> None:
    # Main code A1416: first the title that Dares has too, then the other; then A1101.
    expected = (
        "Éleveur / Éleveuse d’ovins", "Agriculteur / Agricultrice",
        "Conducteur / Conductrice d’engins agricoles",
    )  # fmt: skip
    for count in range(4):
        kept = expected[: (count + 1) // 2] + expected[2:] + expected[(count + 1) // 2 : 2]
        assert join.find_everyday_titles(mini, "A0X40", count) == kept[:count]
    assert join.find_everyday_titles(mini, "A0X40", 9) == expected[:2] + expected[2:]


def test_close_occupations_share_a_domain(mini: Edition) -> None:
    assert join.list_close(mini, "A0X40") == ()


# The committed edition


@pytest.fixture(scope="session")
def names(edition: Edition) -> Names:
    return edition.occupation_lists.set_index(["list", "code"])["name"].to_dict()


def test_sizes_of_the_official_lists(edition: Edition) -> None:
    # FAP 2009 in 22, 87 and 225 families (Dares); FAP 2021 in 228; the file counts 86 between.
    # ROME: 531 codes named, and L1510, which only the titles know. PCS: as the passage has it.
    sizes = edition.occupation_lists.groupby("list").size().to_dict()
    assert (
        sizes.pop("rome_domain")
        == edition.occupation_lists.query("list == 'rome'")["parent"].nunique()
    )
    assert sizes == {
        "bmo": len(edition.occupations), "fap2021": 228, "fap2021_87": 86, "fap2021_22": 22,
        "fap2009": 225, "fap2009_87": 87, "fap2009_22": 22, "rome": 532, "pcs2003": 486,
    }  # fmt: skip
    titles = edition.occupation_titles
    assert titles.groupby("list").size().to_dict() == {"rome": 10_990, "fap2009": 15_832}
    assert not titles["title"].str.contains("''", regex=False).any()


def test_every_end_of_a_link_and_every_parent_is_in_its_list(
    edition: Edition, names: Names
) -> None:
    links = edition.occupation_links
    for end in ("source", "target"):
        keys = set(zip(links[f"{end}_list"], links[f"{end}_code"], strict=True))
        assert keys <= set(names)
    larger = {"fap2021": "fap2021_87", "fap2021_87": "fap2021_22", "fap2009": "fap2009_87",
              "fap2009_87": "fap2009_22", "rome": "rome_domain"}  # fmt: skip
    for name, above in larger.items():
        rows = edition.occupation_lists.query("list == @name")
        assert {(above, parent) for parent in rows["parent"]} <= set(names), name
    titles = edition.occupation_titles
    assert set(zip(titles["list"], titles["code"], strict=True)) <= set(names)
    assert set(edition.tension["rome"]) <= {code for list_, code in names if list_ == "rome"}
    # ZZZ: job-seekers of no family.
    families = set(edition.job_seekers_by_fap["fap87"])
    assert families - {code for list_, code in names if list_ == "fap2009_87"} == {"ZZZ"}
    sources = set(links["source"]) | set(titles["source"])
    assert sources <= {*edition.sources, "hand"}


def test_every_occupation_of_the_survey_finds_a_rome_code(edition: Edition) -> None:
    links = edition.occupation_links.query("source_list == 'bmo'")
    for target in ("rome", "fap2009", "fap2021"):
        found = set(links.loc[links["target_list"] == target, "source_code"])
        assert found == set(edition.occupations.index), target


def test_share_of_projects_by_official_links_alone(edition: Edition) -> None:
    links = edition.occupation_links.query("source_list == 'bmo' and target_list == 'rome'")
    official = set(links.loc[links["origin"] == "official", "source_code"])
    survey = edition.recruitment.query("level == 'region' and code == '24'")
    projects = survey.set_index("occupation")["projects"]
    share = projects[projects.index.isin(official)].sum() / projects.sum()
    assert share == pytest.approx(0.479, abs=0.001)


def test_tension_of_the_region(edition: Edition) -> None:
    inside = edition.communes.query("region == '24'")
    assert set(edition.tension["bassin"]) == set(inside["bassin"])
    assert (len(edition.tension), edition.tension["rome"].nunique()) == (1091, 198)


def test_job_seekers_are_the_sum_of_their_families(edition: Edition) -> None:
    table = edition.job_seekers_by_fap
    regions = table.groupby(["region", "category"])
    assert (regions["job_seekers"].sum() == regions["all_job_seekers"].min()).all()
    assert (regions["job_seekers"].sum() == regions["all_job_seekers"].max()).all()
    assert table["region"].nunique() == 13
    both = table.pivot_table(index=["region", "fap87"], columns="category", values="job_seekers")
    assert (both["A"] <= both["ABC"]).all()
    # One family has nobody in Corse: a sum over the regions lacks that cell.
    assert table.groupby(["category", "region"]).size().value_counts().to_dict() == {87: 24, 86: 2}


def test_names_of_the_hand_kept_file_are_those_of_the_lists(data_dir: Path, names: Names) -> None:
    frame = load_hand_links(data_dir)
    assert tuple(frame.columns) == HAND_COLUMNS
    for row in frame.itertuples():
        assert row.metier == names["bmo", str(row.metier_bmo)], row
        known = names[str(row.liste), str(row.code)]
        assert row.intitule in {known, ""}, row
        assert row.intitule or row.code == "L1510", row
    assert not frame.duplicated(["metier_bmo", "liste", "code"]).any()


def test_an_odd_official_link_is_kept_and_said(edition: Edition) -> None:
    links = edition.occupation_links.set_index(["source_list", "source_code", "target_code"])
    odd = links.loc[("bmo", "V0X60", "A1501")]
    assert odd["origin"] == "official"
    assert "ligne officielle inattendue" in odd["remark"]
    romes = join.list_romes(edition, "V0X60")
    assert (romes[0], romes[-1], set(romes)) == (
        "J1501", "A1501", {"A1501", "J1303", "J1304", "J1501", "K1301"}
    )  # fmt: skip
    titles = join.find_everyday_titles(edition, "V0X60", 20)
    assert titles[0] == "Aide-soignant / Aide-soignante"
    assert not any("étérinaire" in title for title in titles)


@pytest.mark.parametrize(
    ("code", "main", "title"),
    [
        ("S0X42", "D1102", "Boulanger-pâtissier / Boulangère-pâtissière"),
        ("B1X31", "F1703", "Maçon / Maçonne"),
        ("S2X61", "G1803", "Serveur / Serveuse de restaurant"),
        ("J3X43", "N4101", "Conducteur routier / Conductrice routière"),
        ("V1X80", "J1506", None),
        # Managers say « sécurité » as well, and have fewer offers.
        ("T3X61", "K2503", "Agent / Agente de surveillance et de sécurité"),
        ("S1X20", "G1603", "Employé polyvalent / Employée polyvalente de restauration"),
        ("R1X61", "D1212", "Vendeur / Vendeuse en équipement du foyer"),
    ],
)
def test_main_code_and_first_title(
    edition: Edition, code: str, main: str, title: str | None
) -> None:
    assert join.list_romes(edition, code)[0] == main
    titles = join.find_everyday_titles(edition, code, 6)
    if title:
        assert titles[0] == title
    assert len(set(titles)) == len(titles) == 6
    assert not any("ilitaire" in text or "'" in text for text in titles)


def test_there_and_back_again(edition: Edition) -> None:
    for code in ("V0X60", "T4X60", "S1X20", "T2A60"):
        for rome in join.list_romes(edition, code):
            assert code in join.list_bmo(edition, rome)


def test_close_occupations_of_the_region(edition: Edition) -> None:
    # Kitchen helps share G16 with cooks and chefs, and no other domain.
    assert join.list_close(edition, "S1X20") == ("S1X40", "S1X80")
    for code in ("V0X60", "A0X40", "T2A60"):
        close = join.list_close(edition, code)
        assert code not in close
        assert len(set(close)) == len(close)
        for other in close:
            assert code in join.list_close(edition, other)


# The official files


@pytest.mark.official
def test_rows_of_the_official_files_by_hand(edition: Edition, official: Path) -> None:
    with (official / "france-travail/tension_bassin_rome_2021.csv").open() as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    table = edition.tension.set_index(["bassin", "rome"])
    mine = [row for row in rows if (row[2], row[1]) in {("2401", "J1501"), ("2422", "G1602")}]
    assert len(mine) == 2
    for row in mine:
        kept = table.loc[(row[2], row[1])]
        assert kept["offers"] == float(row[3].replace(",", "."))
        assert [str(kept[name]) for name in FACTORS] == row[5:]
    with (official / "dares/psm_input_carte3.csv").open() as stream:
        line = next(row for row in csv.reader(stream, delimiter=";") if row[:2] == ["24", "V0Z"])
    seekers = edition.job_seekers_by_fap.set_index(["region", "fap87", "category"])
    assert seekers.loc[("24", "V0Z", "ABC"), "job_seekers"] == float(line[2])
    # The file's own percentage is the share of the family among the job-seekers of the region.
    assert float(line[4]) == pytest.approx(100 * float(line[2]) / float(line[3]), abs=1e-6)


@pytest.mark.official
def test_the_dictionary_says_that_they_are_job_seekers(official: Path) -> None:
    path = official / "dares/psm_Dictionnaire_variables_PSM.xlsx"
    book = pd.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl")
    text = " ".join(book.to_numpy().ravel())
    assert (
        "part de la fap dans la demande régionale de l'emploi de catégorie A pour la carte 2"
        in (text)
    )
