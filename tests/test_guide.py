"""The guide of structures: what it says, what it escapes, what it prints."""

from __future__ import annotations

import base64
import csv
import io
import math
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest

from spro_portraits.network.model import Directory, Membership, Public, Reseau, Structure
from spro_portraits.portrait import build_guide, build_network_subject
from spro_portraits.portrait.guide import Guide
from spro_portraits.portrait.guide_sections import find_link, list_entries, make_sheet
from spro_portraits.portrait.templating import write_css_string
from spro_portraits.store import build_csv
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import guide as words
from spro_portraits.wording.dates import write_as_of, write_date

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = "ML <script>alert(1)</script> {{ 7 * 7 }} & {%raw%}"
ISSOUDUN = "36088"

FACT = {"source": "Annuaire d'essai", "date": "2024-09-01", "remark": ""}
PLACE = Structure(
    code="mission_locale-issoudun", name="Mission locale d'Issoudun", reseau="mission_locale",
    address="1 rue d'Essai", postcode="36100", commune=ISSOUDUN, latitude=46.95, longitude=1.99,
    phone="02 00 00 00 01", site="https://www.exemple.invalid/ml/", publics=(), services=(),
    identifiers=(), **FACT,
)  # fmt: skip


def make_directory(*structures: Structure) -> Directory:
    publics = [Public(code=code, name=name, **FACT) for code, name in (
        ("jeunes", "Jeunes de 16 à 25 ans"), ("demandeurs", "Demandeurs d'emploi"),
        ("cadres", "Cadres"),
    )]  # fmt: skip
    reseaux = [
        Reseau(code=code, name=name, short=name, family="Essai", color="#D55E00", shape=shape,
               publics=served, services=("Accueil", "Conseil"), former=former, **FACT)
        for code, name, shape, served, former in (
            ("cio", "CIO", "carre", (), ""),
            ("mission_locale", "Missions locales", "disque", ("jeunes",), "PAIO"),
        )
    ]  # fmt: skip
    memberships = (
        Membership(spro="issoudun", structure=PLACE.code, role="coordonnateur", start="", end="",
                   act="", reference="", source="Compte rendu", date="2016-06-30", remark=""),
    )  # fmt: skip
    return Directory(
        reseaux=MappingProxyType({one.code: one for one in reseaux}),
        publics=MappingProxyType({one.code: one for one in publics}),
        structures=MappingProxyType({one.code: one for one in structures}),
        memberships=tuple(m for m in memberships if m.structure in {s.code for s in structures}),
        tools=(), events=(), initiatives=(), hash="0" * 64,
    )  # fmt: skip


BARE = replace(
    PLACE, code="cio-issoudun", name=HOSTILE, reseau="cio", address="", postcode="", phone="39 36",
    latitude=math.nan, longitude=math.nan, site="javascript:alert(1)",
)  # fmt: skip
OWN = replace(
    PLACE, code="cio-autre", name="=CIO autre", reseau="cio", commune=ISSOUDUN, phone="", site="",
    publics=("demandeurs",), services=("Bilan",), remark="Sur rendez-vous ?",
)  # fmt: skip


@pytest.fixture(scope="module")
def guide(edition: Edition) -> Guide:
    territory = find_territory(edition, "spro", "issoudun")
    directory = make_directory(PLACE, BARE, OWN)
    return build_guide(build_network_subject(edition, territory, "2024-09-01", directory))


def read(guide: Guide, key: str) -> str:
    return "\n".join(block.html for block in guide.section(key).blocks)  # type: ignore[union-attr]


def read_text(guide: Guide, key: str) -> str:
    html = re.sub(r"<style>.*?</style>", "", read(guide, key), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_order_is_that_of_the_network_and_numbers_follow(guide: Guide) -> None:
    entries = list_entries(guide.subject)
    assert [(e.number, e.member.structure.code) for e in entries] == [
        (1, "cio-autre"), (2, "cio-issoudun"), (3, "mission_locale-issoudun"),
    ]  # fmt: skip
    assert [e.position for e in entries] == [
        "Position\u00a0: à l’adresse", "Position\u00a0: milieu de la commune",
        "Position\u00a0: à l’adresse",
    ]  # fmt: skip


def test_the_front_says_what_a_spro_is_and_who_coordinated_last(guide: Guide) -> None:
    text = read_text(guide, "about")
    assert "Le SPRO d’Issoudun : 3 structures connues, de 2 réseaux." in text
    assert "Le service public régional de l’orientation (SPRO)" in text
    assert "Dernier coordonnateur connu (2015-2016) : Mission locale d’Issoudun." in text


def test_each_public_lists_those_who_receive_it_with_their_numbers(guide: Guide) -> None:
    html = read(guide, "publics")
    lists = re.findall(r'<section class="spro-guide-public">(.*?)</section>', html, re.DOTALL)
    named = {
        re.search(r"<h3 id=\"[^\"]+\">(.*?) <span", one)[1]: re.findall(r'href="#fiche-(\d+)"', one)  # type: ignore[index]
        for one in lists
    }
    assert named == {
        "Jeunes de 16 à 25 ans": ["3"],
        "Demandeurs d’emploi": ["1"],
        "Publics à compléter": ["2"],
    }
    assert "Aucune structure de ce guide n’est connue pour recevoir : cadres." in read_text(
        guide, "publics"
    )


def test_each_public_names_the_reseaux_that_receive_it(guide: Guide) -> None:
    who = re.findall(r'<p class="spro-guide-who">(.*?)</p>', read(guide, "publics"))
    assert who == ["Missions locales", "CIO", "CIO"]


def test_the_index_gives_the_numbers_by_commune_public_and_reseau(guide: Guide) -> None:
    parts = re.findall(
        r'<h3 id="index-(\w+)">(.*?)</h3>(.*?)</section>', read(guide, "index"), re.DOTALL
    )
    read_parts = {
        key: {
            label: re.findall(r"fiche-(\d+)", numbers)
            for label, numbers in re.findall(r"<dt[^>]*>(.*?)</dt>(.*?)</div>", inside, re.DOTALL)
        }
        for key, _, inside in parts
    }
    assert [title for _, title, _ in parts] == ["Par commune", "Par public", "Par réseau"]
    assert read_parts == {
        "commune": {"Issoudun": ["1", "2", "3"]},
        "public": {
            "Jeunes de 16 à 25 ans": ["3"], "Demandeurs d’emploi": ["1"],
            "Publics à compléter": ["2"],
        },
        "reseau": {"CIO": ["1", "2"], "Missions locales": ["3"]},
    }  # fmt: skip
    assert 'title="ML &lt;script&gt;alert(1)&lt;/script&gt;' in read(guide, "index")


def test_every_number_leads_to_one_card(guide: Guide) -> None:
    linked = re.findall(r'href="#(fiche-\d+)"', read(guide, "publics") + read(guide, "index"))
    cards = re.findall(r'<tr id="(fiche-\d+)">', read(guide, "reseaux"))
    assert sorted(cards) == ["fiche-1", "fiche-2", "fiche-3"]
    assert set(linked) == set(cards)


def test_what_is_not_known_is_said(guide: Guide) -> None:
    cards = re.findall(
        r'<tr id="fiche-\d+">(.*?)</tr>', read(guide, "reseaux"), re.DOTALL
    )  # fmt: skip
    missing = [re.findall(r"<em>(.*?)</em>", card) for card in cards]
    assert missing == [
        ["téléphone à compléter", "site à compléter"],
        ["adresse à compléter", "publics à compléter"],
        [],
    ]
    assert "selon la structure" in cards[0]
    assert "selon la structure" not in cards[2]
    assert "Remarque\u00a0: Sur rendez-vous\u202f?" in cards[0]
    for card in cards:
        assert "Annuaire d’essai, 1er\u00a0septembre\u00a02024" in card


def test_html_and_jinja_in_a_name_are_text(guide: Guide) -> None:
    for key in ("publics", "reseaux"):
        html = read(guide, key)
        assert "<script" not in html
        assert "ML &lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} &amp; {%raw%}" in html
    assert 'href="javascript' not in read(guide, "reseaux")
    assert "javascript:alert(1)" in read(guide, "reseaux")


def test_links_call_and_open_what_is_safe(guide: Guide) -> None:
    html = read(guide, "reseaux")
    assert '<a href="tel:+33200000001">02\u00a000\u00a000\u00a000\u00a001</a>' in html
    assert 'href="https://www.exemple.invalid/ml/"' in html
    assert ">www.exemple.invalid/ml</a>" in html
    assert 'href="tel:39' not in html


@pytest.mark.parametrize(
    ("site", "link"),
    [
        ("www.exemple.invalid", "https://www.exemple.invalid"),
        ("http://exemple.invalid/a?b=c", "http://exemple.invalid/a?b=c"),
        ("HTTPS://Exemple.invalid", "https://Exemple.invalid"),
        ("javascript://exemple.invalid/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("moi@exemple.invalid", ""),
        ("à compléter", ""),
        ("http://[exemple.invalid", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_links(site: str, link: str) -> None:
    assert find_link(site) == link


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0200000001", "02\u00a000\u00a000\u00a000\u00a001"),
        ("+33 2 00 00 00 01", "02\u00a000\u00a000\u00a000\u00a001"),
        ("+33 (0)2.00.00.00.01", "02\u00a000\u00a000\u00a000\u00a001"),
        ("39 49", "39 49"),
        ("", ""),
    ],
)
def test_numbers_are_written_by_pairs(written: str, shown: str) -> None:
    assert words.write_phone(written) == shown


def test_dates_are_as_precise_as_they_are_known() -> None:
    assert write_date("2026-11-01") == "1er\u00a0novembre\u00a02026"
    assert write_date("2016-04") == "avril\u00a02016"
    assert write_date("vers 2016") == "vers 2016"
    assert [write_as_of(d) for d in ("2026-11-24", "2016-04", "2016")] == [
        "au 24\u00a0novembre\u00a02026", "en avril\u00a02016", "en 2016",
    ]  # fmt: skip


def test_a_date_that_the_source_says_is_not_said_twice() -> None:
    assert words.write_seen("Annuaire, octobre 2019", "2019-10") == "Annuaire, octobre 2019"
    assert words.write_seen("Liste 2019-2020", "2020") == "Liste 2019-2020"
    assert words.write_seen("Liste", "2020") == "Liste, 2020"


def test_a_css_string_cannot_be_ended() -> None:
    text = write_css_string('a"b</style>\\\n}é')
    assert text.startswith('"')
    assert text.endswith('"')
    assert not set(text[1:-1]) & set('"<>}\n')
    assert "é" in text


def test_the_table_to_download(guide: Guide) -> None:
    text = build_csv(make_sheet(guide.subject)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert tuple(rows[0]) == words.COLUMNS
    assert [row["N°"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["Structure"] == "'=CIO autre", "no formula for a spreadsheet"
    assert rows[1]["Structure"] == HOSTILE
    assert rows[2]["Commune"] == "Issoudun"
    assert rows[2]["Code commune"].strip('="') == ISSOUDUN
    assert rows[2]["Latitude"] == "46,95"
    assert (rows[1]["Position"], rows[1]["Adresse"]) == ("commune", "")
    assert [row["Publics d’après"] for row in rows] == ["structure", "", "mission du réseau"]
    assert rows[2]["Rôle"] == "Membre", "a coordinator of 2015-2016 is a member in 2024"


def test_the_links_hold_the_same_table(guide: Guide) -> None:
    files = dict(
        re.findall(r'href="data:[^;]+;base64,([^"]+)" download="([^"]+)"', read(guide, "about"))
    )
    by_name = {name: base64.b64decode(content) for content, name in files.items()}
    assert by_name["spro-issoudun-structures.csv"] == build_csv(make_sheet(guide.subject))
    book = openpyxl.load_workbook(io.BytesIO(by_name["spro-issoudun-structures.xlsx"]))
    first = book.worksheets[0]
    assert [cell.value for cell in first[1]] == list(words.COLUMNS)
    assert first.max_row == 4
    assert ["Source", "Annuaire d’essai"] in [
        [cell.value for cell in row] for row in book.worksheets[1].iter_rows()
    ]


def test_the_publication_is_for_the_index_and_gives_no_figures(guide: Guide) -> None:
    content = guide.publication.content
    assert content["territory"]["code"] == "issoudun"
    assert content["territory"]["name"] == "SPRO d’Issoudun"
    assert (content["columns"], content["indicators"]) == ([], [])
    assert [figure["text"] for figure in content["key_figures"]] == ["3", "2", "2 sur\u00a03"]
    assert content["sources"][0]["sha256"] == "0" * 64


def test_the_source_table_counts_structures(guide: Guide) -> None:
    assert "Annuaire d’essai 3 1er septembre 2024" in read_text(guide, "sources")


def test_a_territory_without_structure_says_so(edition: Edition) -> None:
    territory = find_territory(edition, "spro", "dreux")
    empty = build_guide(build_network_subject(edition, territory, "2024", make_directory(PLACE)))
    for key in empty.sections:
        assert "Aucune structure n’est connue dans ce territoire." in read_text(empty, key)
    assert "download=" not in read(empty, "about")


def test_same_facts_same_bytes(guide: Guide) -> None:
    again = build_guide(guide.subject)
    assert all(read(again, key) == read(guide, key) for key in guide.sections)


@pytest.mark.parametrize("level", ["bassin", "departement", "region", "commune", "epci"])
def test_other_levels_have_a_guide(edition: Edition, level: str) -> None:
    code = {"bassin": "2411", "departement": "36", "region": "24", "commune": ISSOUDUN}.get(level)
    code = code or next(z for z in edition.communes.loc[[ISSOUDUN], "epci"])
    territory = find_territory(edition, level, code)
    made = build_guide(build_network_subject(edition, territory, "2024", make_directory(PLACE)))
    assert [e.member.structure.code for e in list_entries(made.subject)] == [PLACE.code]
    assert "coordonnateur connu" not in read_text(made, "about")


# On paper


def print_page(html: str, folder: Path) -> Any:
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        opened = browser.new_context(offline=True).new_page()
        opened.goto(page.as_uri())
        opened.pdf(path=str(folder / "page.pdf"), prefer_css_page_size=True)
        browser.close()
    return pypdf.PdfReader(folder / "page.pdf")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine")
def test_printed_heads_come_back_pages_are_numbered_and_no_card_is_cut(
    edition: Edition, tmp_path: Path
) -> None:
    count = 45
    many = [
        replace(PLACE, code=f"mission_locale-{i}", name=f"ML numéro {i:02}", remark=f"rem-{i:02}")
        for i in range(count)
    ]
    territory = find_territory(edition, "spro", "issoudun")
    made = build_guide(build_network_subject(edition, territory, "2024", make_directory(*many)))
    from spro_portraits.style import page_css  # noqa: PLC0415

    body = "".join(read(made, key) for key in made.sections)
    html = f"<meta charset=utf-8><style>{page_css()}</style><div class='spro-page'><main>{body}"
    pages = print_page(html, tmp_path).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert 4 <= len(texts) <= 8, "45 structures of one réseau: about ten a page"
    for number, text in enumerate(texts, start=1):
        assert f"{number} / {len(texts)}" in text
        assert "SPRO d’Issoudun · Guide des structures" in text.replace("\u202f", " ")
    for page in pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    holding = [
        next(i for i, text in enumerate(texts) if f"rem-{n:02}" in text) for n in range(count)
    ]
    for n, page in enumerate(holding):
        assert re.search(rf"\b{n + 1} ML numéro {n:02}", texts[page]), "a card is on one page"
    for page in set(holding):
        assert "Missions locales" in texts[page]
        assert "Téléphone et site" in texts[page]
