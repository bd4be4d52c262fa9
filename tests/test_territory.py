"""Territories: what they are made of, how they are found, what they are compared with."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from spro_portraits.errors import UsageError
from spro_portraits.store import compute_sha256
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import (
    LEVELS,
    Territory,
    build_peer,
    find_coverings,
    find_references,
    find_territory,
    list_own_faults,
    list_territories,
    search_territories,
)
from spro_portraits.territory.perimeters import load_perimeter_file, load_spro, split_members
from spro_portraits.territory.search import normalise

W = "\u00a0"
SPRO = (
    "cher", "chartres", "dreux", "chateaudun", "chateauroux", "issoudun", "brenne-boischaut-sud",
    "indre-et-loire", "loir-et-cher", "montargis-gien", "orleans", "pithiviers",
)  # fmt: skip
DEPARTEMENTS = ("18", "28", "36", "37", "41", "45")


@pytest.fixture(scope="module")
def inside(edition: Edition) -> set[str]:
    return set(edition.communes.index[edition.communes["region"] == "24"])


def _fail(edition: Edition, level: str, text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        find_territory(edition, level, text)
    assert caught.value.exit_status == 2
    return caught.value


# What there is


def test_the_twelve_spro_partition_the_region(edition: Edition, inside: set[str]) -> None:
    territories = list_territories(edition, "spro")
    assert tuple(t.code for t in territories) == SPRO
    counts = Counter(code for t in territories for code in t.communes)
    assert set(counts) == inside
    assert set(counts.values()) == {1}
    assert len(inside) == 1754


@pytest.mark.parametrize(
    ("level", "number", "whole"),
    [
        ("spro", 12, True),
        ("bassin", 22, True),
        ("zone_emploi", 19, False),
        ("arrondissement", 20, True),
        ("epci", 82, False),
        ("departement", 6, True),
        ("region", 1, True),
        ("commune", 1754, True),
    ],
)
def test_each_level_covers_the_region(
    edition: Edition,
    inside: set[str],
    level: str,
    number: int,
    whole: bool,  # noqa: FBT001
) -> None:
    territories = list_territories(edition, level)
    assert len(territories) == number
    assert len({t.code for t in territories}) == number
    assert {t.level for t in territories} == {level}
    counts = Counter(code for t in territories for code in t.communes)
    assert inside <= set(counts)
    assert set(counts.values()) == {1}
    if whole:
        assert set(counts) == inside
    assert all(t.communes == tuple(sorted(t.communes)) for t in territories)
    assert all(t.key == f"{level}-{t.code}" for t in territories)
    if level != "spro":
        assert [t.code for t in territories] == sorted(t.code for t in territories)


def test_names_are_names_and_not_codes(edition: Edition) -> None:
    for level in LEVELS:
        if level == "commune":
            continue
        for territory in list_territories(edition, level):
            assert any(c.isalpha() for c in territory.name), territory.key
            assert territory.name == territory.name.strip()


def test_perso_has_no_list_and_unknown_levels_are_refused(edition: Edition) -> None:
    assert list_territories(edition, "perso") == []
    with pytest.raises(UsageError) as caught:
        list_territories(edition, "canton")
    assert caught.value.kind == "unknown_level"
    assert "spro, bassin, zone_emploi" in str(caught.value)


def test_spro_with_their_assumptions(edition: Edition) -> None:
    spro = {t.code: t for t in list_territories(edition, "spro")}
    assert spro["brenne-boischaut-sud"].notes[0].startswith("Hypothèse")
    assert spro["chateaudun"].notes[0].startswith("Hypothèse")
    assert spro["cher"].notes == ()
    assert spro["montargis-gien"].name == "Montargis – Gien"


@pytest.mark.parametrize(
    ("code", "bassins"),
    [
        ("cher", "2401 2402 2403 2404"), ("chartres", "2405"), ("dreux", "2406"),
        ("chateaudun", "2407 2408"), ("chateauroux", "2410"), ("issoudun", "2411"),
        ("brenne-boischaut-sud", "2409"), ("indre-et-loire", "2412 2413 2414 2415"),
        ("loir-et-cher", "2416 2417 2418"), ("montargis-gien", "2419 2420"), ("orleans", "2421"),
        ("pithiviers", "2422"),
    ],
)  # fmt: skip
def test_every_spro_is_a_union_of_bassins(edition: Edition, code: str, bassins: str) -> None:
    assert find_territory(edition, "spro", code).bassins == tuple(bassins.split())


@pytest.mark.parametrize(
    ("level", "code", "same"),
    [
        ("spro", "cher", [("departement", "18")]),
        ("spro", "indre-et-loire", [("departement", "37")]),
        ("spro", "loir-et-cher", [("departement", "41")]),
        ("spro", "issoudun", [("bassin", "2411"), ("arrondissement", "364")]),
        ("spro", "montargis-gien", []),
        ("region", "24", [("region", "24")]),
        ("commune", "18033", [("commune", "18033")]),
        ("perso", "departement:36,departement:18", []),
        ("perso", "18033", [("commune", "18033")]),
        (
            "perso",
            "departement:18,departement:28,departement:36,departement:37,departement:41,departement:45",
            [("region", "24")],
        ),
    ],
)
def test_official_zones_with_the_same_communes(
    edition: Edition, level: str, code: str, same: list[tuple[str, str]]
) -> None:
    assert list(find_territory(edition, level, code).same_as) == same


def test_same_as_is_exact(edition: Edition) -> None:
    for level in ("spro", "bassin", "arrondissement", "departement"):
        for territory in list_territories(edition, level):
            for zone_level, code in territory.same_as:
                members = edition.communes.index[edition.communes[zone_level] == code]
                assert set(members) == set(territory.communes), territory.key


def test_a_commune_is_what_a_perimeter_of_it_alone_is(edition: Edition) -> None:
    """The short way of a commune and the way of any list of communes."""
    for code in (one.code for one in list_territories(edition, "commune")[::40]):
        one, other = (find_territory(edition, level, code) for level in ("commune", "perso"))
        same = {"level": "", "code": "", "name": ""}
        assert replace(one, **same) == replace(other, **same)


def test_a_union_of_bassins_is_recognised_and_nothing_else(edition: Edition) -> None:
    union = find_territory(edition, "perso", "bassin:2410,bassin:2411")
    assert union.bassins == ("2410", "2411")
    assert find_territory(edition, "departement", "18").bassins == ("2401", "2402", "2403", "2404")
    assert find_territory(edition, "perso", "bassin:2410,18033").bassins == ()
    assert find_territory(edition, "zone_emploi", "0057").bassins == ()


@pytest.mark.parametrize("first", [0, 1])
def test_a_bassin_given_by_its_communes_is_recognised(
    edition: Edition, tmp_path: Path, first: int
) -> None:
    path = tmp_path / "liste.txt"
    path.write_text(
        "\n".join(find_territory(edition, "bassin", "2411").communes[first:]), encoding="utf-8"
    )
    territory = find_territory(edition, "perso", str(path))
    assert territory.bassins == (("2411",) if first == 0 else ())


def test_a_long_list_on_the_command_line(edition: Edition) -> None:
    members = find_territory(edition, "bassin", "2411").communes
    assert len(members) == 49
    assert find_territory(edition, "perso", ",".join(members)).communes == members


def test_a_zone_that_crosses_the_border_is_whole(edition: Edition) -> None:
    dreux = find_territory(edition, "zone_emploi", "0057")
    assert dreux.name == "Dreux"
    assert (len(dreux.communes), dreux.total, dreux.is_partial) == (115, 115, False)
    assert dreux.departements == ("28", "27")
    assert dreux.regions == ("24", "28")
    for level in ("zone_emploi", "epci"):
        assert not any(t.is_partial for t in list_territories(edition, level))


def test_a_zone_of_which_the_edition_holds_no_commune_inside_is_not_listed(mini: Edition) -> None:
    assert find_territory(mini, "zone_emploi", "0060").communes == ("18004", "58001", "58002")
    assert [t.code for t in list_territories(mini, "bassin")] == ["2401", "2402", "2403", "2404"]
    assert [t.code for t in list_territories(mini, "departement")] == ["18", "45"]


def test_a_zone_that_is_held_in_part_says_so(mini: Edition, tmp_path: Path) -> None:
    """Bassin 2402 given a commune that the invented edition does not hold."""
    zones = pd.read_parquet(mini.folder / "tables" / "zone.parquet")
    zones.loc[zones["code"] == "2402", "communes"] += 1
    data = shutil.copytree(mini.folder, tmp_path / "data")
    zones.to_parquet(data / "tables" / "zone.parquet", index=False)
    document = json.loads((data / "edition.json").read_text(encoding="utf-8"))
    document["tables"]["tables/zone"]["sha256"] = compute_sha256(data / "tables" / "zone.parquet")
    (data / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    changed = load_edition(data)
    part = find_territory(changed, "bassin", "2402")
    assert (part.communes, part.total, part.is_partial) == (("18004",), 2, True)
    assert part.same_as == ()
    assert part.bassins == ()
    spro = find_territory(changed, "spro", "un")
    assert (len(spro.communes), spro.total, spro.is_partial, spro.bassins) == (3, 4, True, ())


def test_partial_follows_from_the_counts() -> None:
    territory = Territory("epci", "1", "X", ("18001",), 3, ("18",), ("24",))
    assert territory.is_partial
    assert territory.cells() == ("commune", ("18001",))
    assert not Territory("epci", "1", "X", ("18001",), 1, ("18",), ("24",)).is_partial


# Finding


@pytest.mark.parametrize(
    ("level", "text", "code"),
    [
        ("spro", "orleans", "orleans"),
        ("spro", "ORLÉANS", "orleans"),
        ("spro", "montargis gien", "montargis-gien"),
        ("spro", "Brenne – Boischaut Sud", "brenne-boischaut-sud"),
        ("bassin", "2411", "2411"),
        ("bassin", "chateauroux", "2410"),
        ("bassin", "SAINT AMAND MONTROND", "2404"),
        ("zone_emploi", "nogent le rotrou", "0061"),
        ("zone_emploi", "0057", "0057"),
        ("arrondissement", "la chatre", "363"),
        ("arrondissement", "Le Blanc", "361"),
        ("epci", "communaute de communes coeur de sologne", "200000800"),
        ("departement", "loiret", "45"),
        ("departement", "EURE ET LOIR", "28"),
        ("departement", "indre", "36"),
        ("region", "centre val de loire", "24"),
        ("region", "24", "24"),
        ("commune", "18033", "18033"),
        ("commune", "bourges", "18033"),
        ("commune", "chateauroux", "36044"),
        ("commune", "Saint-Amand-Montrond", "18197"),
        ("commune", "la chatre", "36046"),
        ("commune", "orléans", "45234"),
        ("commune", "L'Île-Bouchard", "37119"),
        ("commune", "l’ile bouchard", "37119"),
    ],
)
def test_find_by_code_or_name_without_accents_or_case(
    edition: Edition, level: str, text: str, code: str
) -> None:
    territory = find_territory(edition, level, text)
    assert (territory.level, territory.code) == (level, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Barmainville", "28319"),
        ("28025", "28319"),
        ("neuvy en beauce", "28319"),
        ("Lugny-Bourbonnais", "18173"),
        ("18131", "18173"),
        ("Saint-Loup-de-Gonois", "45307"),
    ],
)
def test_a_former_commune_leads_to_the_commune_of_today(
    edition: Edition, text: str, code: str
) -> None:
    assert find_territory(edition, "commune", text).code == code
    assert find_territory(edition, "perso", text).communes == (code,)


def test_a_former_commune_that_was_shared_out_is_ambiguous(edition: Edition) -> None:
    error = _fail(edition, "commune", "Blévy")
    assert error.kind == "ambiguous_territory"
    assert "(28226)" in str(error)
    assert "(28351)" in str(error)


@pytest.mark.parametrize(
    ("level", "text", "near"),
    [
        ("bassin", "Burges", "2401 (Bourges)"),
        ("spro", "isoudun", "issoudun (Issoudun)"),
        ("commune", "Vierzonn", "18279 (Vierzon)"),
        ("departement", "Loirey", "45 (Loiret)"),
        ("commune", "18O33", "18033 (Bourges)"),
        ("arrondissement", "Chinonn", "371 (Chinon)"),
    ],
)
def test_unknown_names_give_near_matches(
    edition: Edition, level: str, text: str, near: str
) -> None:
    error = _fail(edition, level, text)
    assert error.kind == "unknown_territory"
    assert near in str(error)
    assert f"Vouliez-vous dire{W}:" in str(error)
    assert f"--level {level}" in str(error)


@pytest.mark.parametrize(
    ("level", "text", "near"),
    [
        ("epci", "coeur de sologne", "200000800"),
        ("region", "centre", "24 (Centre-Val de Loire)"),
        ("epci", "bourges plus", "Bourges Plus"),
    ],
)
def test_a_part_of_a_name_gives_near_matches(
    edition: Edition, level: str, text: str, near: str
) -> None:
    assert near in str(_fail(edition, level, text))


@pytest.mark.parametrize("level", [level for level in LEVELS if level != "perso"])
@pytest.mark.parametrize("text", ["zzzzzz", "", "   ", "0", "'; drop table"])
def test_what_is_nothing_is_refused_at_every_level(edition: Edition, level: str, text: str) -> None:
    assert _fail(edition, level, text).kind == "unknown_territory"


def test_places_outside_the_region_are_no_territories(edition: Edition) -> None:
    assert _fail(edition, "departement", "58").kind == "unknown_territory"
    assert _fail(edition, "region", "27").kind == "unknown_territory"
    outside = edition.communes.index[edition.communes["region"] != "24"][0]
    assert _fail(edition, "commune", outside).kind == "unknown_territory"


def test_unknown_level(edition: Edition) -> None:
    error = _fail(edition, "canton", "x")
    assert error.kind == "unknown_level"


def test_search_all_levels(edition: Edition) -> None:
    found = {t.key for t in search_territories(edition, "ORLEANS")}
    assert {"spro-orleans", "bassin-2421", "zone_emploi-2410", "arrondissement-452",
            "epci-244500468", "commune-45234"} <= found  # fmt: skip
    assert {t.level for t in search_territories(edition, "vierzon", "bassin")} == {"bassin"}
    assert [t.key for t in search_territories(edition, "18033")] == ["commune-18033"]
    assert {t.code for t in search_territories(edition, "sologne", "epci")} >= {
        "200000800",
        "200000933",
    }
    assert search_territories(edition, "zzzz") == []
    with pytest.raises(UsageError):
        search_territories(edition, "x", "canton")


def test_search_finds_a_commune_by_one_of_the_past(edition: Edition) -> None:
    found = [t.key for t in search_territories(edition, "barmainville")]
    assert found == ["commune-28319"]
    assert [t.key for t in search_territories(edition, "28025", "commune")] == ["commune-28319"]
    assert search_territories(edition, "barmainville", "bassin") == []
    assert {t.code for t in search_territories(edition, "blevy", "commune")} == {"28226", "28351"}


def test_former_communes_lead_to_listed_communes_only(edition: Edition) -> None:
    listed = {t.code for t in list_territories(edition, "commune")}
    former = edition.former_communes
    outside = former[[not set(news.split()) & listed for news in former["successors"]]]
    for name in outside["name"].head(20):
        assert {t.code for t in search_territories(edition, name, "commune")} <= listed


@pytest.mark.parametrize("content", [b"\xe9;x", b"niveau;membre\nbassin;" + b"x" * 200_000])
def test_an_unreadable_perimeter_is_said_in_french(
    edition: Edition, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    error = _fail(edition, "perso", str(path))
    assert "codec" not in str(error)
    assert str(path) in str(error)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Île-Bouchard", "l ile bouchard"),
        ("Cœur", "coeur"),
        ("ÉÈÊË ÀÂ Ç ÎÏ ÔÖ ÙÛÜ", "eeee aa c ii oo uuu"),
        ("Æ", "ae"),
        ("  a  -  b ", "a b"),
        ("…", ""),
    ],
)
def test_normalise(text: str, folded: str) -> None:
    assert normalise(text) == folded
    assert normalise(folded) == folded


# Personal territories


def test_perso_from_a_list_has_a_code_that_does_not_depend_on_its_order(edition: Edition) -> None:
    one = find_territory(edition, "perso", "18033, 18001,bassin:2411")
    other = find_territory(edition, "perso", "bassin:2411,18033,18001,18033")
    assert one == other
    assert one.level == "perso"
    assert len(one.communes) == 2 + len(find_territory(edition, "bassin", "2411").communes)
    assert find_territory(edition, "perso", "18033").code != one.code


def test_perso_members_may_overlap_and_be_of_any_level(edition: Edition) -> None:
    cher = find_territory(edition, "departement", "18")
    union = find_territory(
        edition, "perso", "spro:cher,departement:18,bassin:2401,commune:18033,Bourges"
    )
    assert union.communes == cher.communes
    assert union.total == cher.total


def test_perso_from_a_csv_file(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "mon-territoire.csv"
    path.write_text(
        "\ufeffniveau;membre;remarque\n# nom : Sud du Cher\n# Fait à la main.\n"
        "bassin;2404;x\ncommune;18033;\n",
        encoding="utf-8",
    )
    territory = find_territory(edition, "perso", str(path))
    assert (territory.code, territory.name) == ("mon-territoire", "Sud du Cher")
    assert territory.notes == ("Fait à la main.",)
    expected = {*find_territory(edition, "bassin", "2404").communes, "18033"}
    assert set(territory.communes) == expected


def test_perso_from_a_text_file(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "liste.txt"
    path.write_text(
        "# Nom : Le Val\n# Hypothèse.\n\n18033\nVierzon\n  bassin : 2411 \nBarmainville\n",
        encoding="utf-8",
    )
    territory = find_territory(edition, "perso", str(path))
    assert (territory.code, territory.name) == ("liste", "Le Val")
    assert {"18033", "18279", "28319"} <= set(territory.communes)
    assert territory.notes == ("Hypothèse.",)
    assert load_perimeter_file(path).members == (
        ("commune", "18033"),
        ("commune", "Vierzon"),
        ("bassin", "2411"),
        ("commune", "Barmainville"),
    )


def test_perso_without_a_name_takes_the_name_of_its_file(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "liste.txt"
    path.write_text("18033\n", encoding="utf-8")
    assert find_territory(edition, "perso", str(path)).name == "liste"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "aucune commune"),
        (b"# nom : Rien\n", "« Rien » ne contient aucune commune"),
        (b"18033\n99999\n", "« 99999 »"),
        (b"niveau;code\nbassin;2411\n", "il manque la colonne membre"),
        (b"niveau;membre\ncanton;2411\n", "canton"),
        (b"# nom : \xe9t\xe9\n18033\n", "ne se lit pas"),
    ],
)
def test_damaged_perimeters(edition: Edition, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    error = _fail(edition, "perso", str(path))
    assert told in str(error).replace("\u00a0", " ")
    assert str(path) in str(error)


def test_a_damaged_perimeter_does_not_hide_the_others(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(tmp_path))
    folder = tmp_path / "data" / "perimeters" / "perso"
    folder.mkdir(parents=True)
    (folder / "bon.txt").write_text("# nom : Bon\n18033\n", encoding="utf-8")
    (folder / "latin.txt").write_bytes(b"# nom : \xe9t\xe9\n18033\n")
    (folder / "perdu.txt").write_text("18033\n99999\n", encoding="utf-8")
    assert [one.name for one in list_territories(edition, "perso")] == ["Bon"]
    assert find_territory(edition, "perso", "Bon").communes == ("18033",)
    faults = list_own_faults(edition)
    assert [path.name for path in faults] == ["latin.txt", "perdu.txt"]
    for path, fault in faults.items():
        assert str(path) in str(fault)
        assert "Le corriger" in str(fault)
    assert "99999" in str(faults[folder / "perdu.txt"])
    # Asked for by its name, it is not unknown: what is wrong is said.
    assert _fail(edition, "perso", "latin").kind == "unreadable_perimeter"


def test_perso_that_is_nothing(edition: Edition, tmp_path: Path) -> None:
    assert _fail(edition, "perso", "").kind == "empty_territory"
    assert _fail(edition, "perso", " , ,").kind == "empty_territory"
    assert _fail(edition, "perso", str(tmp_path / "absent.csv")).kind == "unreadable_perimeter"
    assert _fail(edition, "perso", "bassin:9999").kind == "unknown_territory"


def test_split_members() -> None:
    assert split_members(["18033", " epci : 1 ", "Le Blanc"]) == [
        ("commune", "18033"),
        ("epci", "1"),
        ("commune", "Le Blanc"),
    ]


def test_spro_perimeters_are_read_from_their_file(mini: Edition, tmp_path: Path) -> None:
    spro = load_spro(mini.folder)
    assert list(spro) == ["un", "deux"]
    assert spro["un"].members == (("bassin", "2401"), ("bassin", "2402"))
    assert spro["un"].notes == ("Hypothèse écrite.",)
    assert find_territory(mini, "spro", "un").communes == ("18001", "18002", "18004")
    with pytest.raises(UsageError) as caught:
        load_spro(tmp_path)
    assert caught.value.kind == "unreadable_perimeter"
    (tmp_path / "perimeters").mkdir()
    (tmp_path / "perimeters" / "spro.csv").write_text("spro;nom;niveau\n", encoding="utf-8")
    with pytest.raises(UsageError, match="il manque la colonne membre"):
        load_spro(tmp_path)


def test_a_spro_that_an_analyst_changes_follows(mini: Edition, tmp_path: Path) -> None:
    data = shutil.copytree(mini.folder, tmp_path / "data")
    with (data / "perimeters" / "spro.csv").open("a", encoding="utf-8") as stream:
        stream.write("trois;Trois;commune;45001;;\ntrois;Trois;zone_emploi;0060;;\n")
    territory = find_territory(load_edition(data), "spro", "trois")
    assert territory.communes == ("18004", "45001", "58001", "58002")


# Comparison


def test_references_of_a_spro(edition: Edition) -> None:
    issoudun = find_territory(edition, "spro", "issoudun")
    departement, region, france = find_references(edition, issoudun)
    assert (departement.role, departement.codes, departement.name) == (
        "departement",
        issoudun.departements,
        departement.name,
    )
    assert issoudun.departements[0] == "36"
    assert (region.role, region.level, region.codes) == ("region", "region", ("24",))
    assert region.same_as == (("region", "24"),)
    assert (france.role, france.codes, france.same_as) == (
        "france",
        ("france",),
        (("france", "france"),),
    )
    assert departement.cells()[0] == "departement"


def test_departements_come_largest_first(edition: Edition) -> None:
    weights = edition.find_figures("commune", "population", "2018")["value"]
    for level in ("spro", "bassin", "zone_emploi", "epci"):
        for territory in list_territories(edition, level):
            frame = weights.loc[list(territory.communes)]
            sums = frame.groupby(edition.communes["departement"]).sum()
            sums = sums[sums > 0].sort_values(ascending=False)
            assert territory.departements == tuple(sums.index), territory.key
            assert set(territory.regions) == set(
                edition.communes.loc[list(territory.communes), "region"]
            )


def test_several_departements_are_joined(edition: Edition) -> None:
    reference = find_references(edition, find_territory(edition, "zone_emploi", "0057"))[0]
    assert reference.codes == ("28", "27")
    assert reference.name == f"Eure-et-Loir et{W}Eure"
    assert reference.same_as == ()
    single = find_references(edition, find_territory(edition, "spro", "cher"))[0]
    assert single.same_as == (("departement", "18"),)


def test_a_peer_is_read_by_its_communes(edition: Edition) -> None:
    cher = find_territory(edition, "spro", "cher")
    peer = build_peer(find_territory(edition, "spro", "issoudun"), cher)
    assert peer.role == "peer"
    assert peer.level == "commune"
    assert len(peer.codes) == 286
    assert peer.same_as == (("departement", "18"),)
    assert peer.bassins == ("2401", "2402", "2403", "2404")
    assert not peer.is_territory
    assert build_peer(find_territory(edition, "departement", "18"), cher).is_territory


@pytest.mark.parametrize(
    ("level", "code", "roles"),
    [
        ("spro", "cher", ["departement"]),
        ("spro", "issoudun", []),
        ("region", "24", ["departement", "region"]),
        ("departement", "41", ["departement"]),
        ("zone_emploi", "0057", []),
        ("commune", "18033", []),
        ("perso", "departement:18,departement:36", ["departement"]),
    ],
)
def test_a_reference_that_is_the_territory_says_so(
    edition: Edition, level: str, code: str, roles: list[str]
) -> None:
    references = find_references(edition, find_territory(edition, level, code))
    assert [r.role for r in references if r.is_territory] == roles


# Zones that cover a territory


@pytest.mark.parametrize("level", ["bassin", "zone_emploi", "epci", "departement"])
def test_coverings_add_up_to_the_territory(edition: Edition, level: str) -> None:
    for territory in list_territories(edition, "spro"):
        coverings = find_coverings(edition, territory, level)
        assert sum(c.share for c in coverings) == pytest.approx(1, abs=1e-12)
        assert all(0 < c.share <= 1 for c in coverings)
        assert [c.share for c in coverings] == sorted((c.share for c in coverings), reverse=True)
        assert all(math.isnan(c.zone_share) or 0 < c.zone_share <= 1 for c in coverings)
        assert {c.level for c in coverings} == {level}


def test_coverings_of_a_union_are_whole(edition: Edition) -> None:
    coverings = find_coverings(edition, find_territory(edition, "spro", "cher"), "bassin")
    assert {c.code for c in coverings} == {"2401", "2402", "2403", "2404"}
    assert {c.zone_share for c in coverings} == {1.0}


def test_shares_by_hand(mini: Edition) -> None:
    """SPRO un: 18001 (1,000), 18002 (5,000), 18004 (4,000); zone 0060 also has 8,000 + 9,000."""
    coverings = find_coverings(mini, find_territory(mini, "spro", "un"), "zone_emploi")
    assert [(c.code, c.name, c.share, c.zone_share) for c in coverings] == [
        ("2401", "Alpha", 0.6, 1.0),
        ("0060", "Frontière", 0.4, 4000 / 21_000),
    ]


def test_the_share_of_a_zone_that_is_not_held_whole_is_unknown(mini: Edition) -> None:
    border = find_territory(mini, "zone_emploi", "0060")
    coverings = {c.code: c for c in find_coverings(mini, border, "bassin")}
    assert coverings["2701"].share == pytest.approx(17 / 21)
    assert math.isnan(coverings["2701"].zone_share)
    assert coverings["2402"].zone_share == 1.0


@pytest.mark.parametrize("level", ["bassin", "zone_emploi", "epci"])
def test_coverings_add_up_as_a_table_does(edition: Edition, level: str) -> None:
    people = edition.find_figures("commune", "population", "2018")["value"]
    zones = edition.communes[level]
    for territory in [*list_territories(edition, "spro"), *list_territories(edition, "epci")[::9]]:
        own = people[list(territory.communes)].groupby(zones).sum()
        shares = {code: number / own.sum() for code, number in own.items() if code}
        found = find_coverings(edition, territory, level)
        assert {zone.code: zone.share for zone in found} == shares
        assert [zone.share for zone in found] == sorted(shares.values(), reverse=True)
        for zone in found:
            if not math.isnan(zone.zone_share):
                assert (
                    zone.zone_share
                    == own[zone.code] / people[zones.index[zones == zone.code]].sum()
                )
