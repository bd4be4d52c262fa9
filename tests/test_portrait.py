"""The portrait: what its sections hold, what it publishes, and that both agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from spro_portraits.charts import Drawing
from spro_portraits.errors import EditionError, UsageError
from spro_portraits.indicators import INDICATORS
from spro_portraits.maps import OfflineMap
from spro_portraits.portrait import COLUMNS, Html, Portrait, build_portrait, open_portrait
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import INDICATOR_WORDS, REASON_WORDS, format_measure
from spro_portraits.wording.places import bare_name, title_territory
from spro_portraits.wording.portrait import write_covering_note
from spro_portraits.wording.portrait_terms import SECTION_TITLES

PLACES = [
    ("spro", "issoudun"),
    ("spro", "cher"),
    ("spro", "montargis-gien"),
    ("bassin", "2402"),
    ("zone_emploi", "0056"),
    ("arrondissement", "284"),
    ("epci", "200066462"),
    ("departement", "36"),
    ("region", "24"),
    ("commune", "18033"),
    ("commune", "28319"),
    ("perso", "18033,bassin:2402"),
]


@pytest.fixture(scope="module")
def portraits(portrait_of: Callable[[str, str], Portrait]) -> dict[tuple[str, str], Portrait]:
    return {(level, code): portrait_of(level, code) for level, code in PLACES}


class _Text(HTMLParser):
    """Text of a fragment, styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - its signature
        self._hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return " ".join(" ".join(parser.parts).replace("\n", " ").split(" "))


@pytest.mark.parametrize("place", PLACES)
def test_every_section_stands_and_is_sourced(
    portraits: dict[tuple[str, str], Portrait], place: tuple[str, str]
) -> None:
    portrait = portraits[place]
    assert list(portrait.sections) == list(SECTION_TITLES)
    for section in portrait.sections.values():
        assert section.blocks, section.key
        for block, after in zip(section.blocks, [*section.blocks[1:], None], strict=True):
            if isinstance(block, Drawing):
                assert isinstance(after, Html)
                assert "spro-source" in after.html, f"{section.key}: a chart without its source"
            if isinstance(block, Html) and "<table" in block.html and section.key != "sources":
                assert "spro-source" in block.html, f"{section.key}: a table without its source"
    assert sum(isinstance(b, OfflineMap) for b in portrait.section("map").blocks) == 1


@pytest.mark.parametrize("place", PLACES)
def test_text_is_typeset_french(
    portraits: dict[tuple[str, str], Portrait], place: tuple[str, str]
) -> None:
    for section in portraits[place].sections.values():
        for block in section.blocks:
            if not isinstance(block, Html):
                continue
            text = text_of(block.html)
            assert not re.search(r" [;:!?%€»]", text), text
            assert not re.search(r"\w'\w", text), text
            assert not re.search(r"\d \d{3}\b", text), text
            assert not re.search(r"\b(nan|None|NaN)\b", text), text


@pytest.mark.parametrize("place", PLACES)
def test_published_rows_are_the_measures(
    portraits: dict[tuple[str, str], Portrait], place: tuple[str, str]
) -> None:
    portrait = portraits[place]
    content = portrait.publication.content
    assert content["columns"] == list(COLUMNS)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in content["indicators"]]
    assert [r["indicator"] for r in rows[: len(INDICATORS)]] == [i.key for i in INDICATORS]
    for row in rows:
        assert (row["value"] is None) == (row["reason"] != ""), row
        assert row["reason"] == "" or row["reason"] in REASON_WORDS
        assert row["label"]
        assert row["source"]
    for row in rows[: len(INDICATORS)]:
        measure = portrait.measures[row["indicator"]]
        assert row["value"] == measure.value
        assert row["label"] == INDICATOR_WORDS[row["indicator"]].label
        if row["numerator"] is not None and row["unit"] == "%":
            assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])


def test_cards_show_the_rounded_measures(portraits: dict[tuple[str, str], Portrait]) -> None:
    portrait = portraits["spro", "issoudun"]
    text = text_of(
        "".join(b.html for b in portrait.section("identity").blocks if isinstance(b, Html))
    )
    for key in ("population", "jobs_2018", "job_concentration_2018", "employment_rate_2018"):
        measure = portrait.measures[key]
        assert format_measure(measure.value, measure.indicator.unit) in text
    assert "≥\u00a0773" in text  # published projects of Issoudun, BMO 2024


def test_a_departement_wide_spro_is_not_compared_with_itself(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    assert portraits["spro", "cher"].subject.shown == ("region", "france")
    assert portraits["spro", "issoudun"].subject.shown == ("departement", "region", "france")
    assert portraits["region", "24"].subject.shown == ("france",)


def test_no_unemployment_rate_is_made_for_a_territory_that_is_no_zone(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    rows = {
        row[COLUMNS.index("indicator")]: row
        for row in portraits["spro", "issoudun"].publication.content["indicators"]
    }
    assert rows["unemployment_rate"][COLUMNS.index("value")] is None
    assert rows["unemployment_rate"][COLUMNS.index("reason")] == "non_diffuse"
    assert rows["unemployment_rate_zone_2405"][COLUMNS.index("value")] == 7.3
    zone = portraits["zone_emploi", "0056"].measures["unemployment_rate"]
    assert zone.value is not None


def test_a_cross_border_zone_says_what_its_map_lacks(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    zone = portraits["zone_emploi", "0056"]
    assert len(zone.subject.territory.communes) == 119
    html = "".join(b.html for b in zone.section("map").blocks if isinstance(b, Html))
    assert "88\u00a0communes" in html.replace(" communes", "\u00a0communes")


def test_a_territory_that_is_no_union_of_bassins_has_no_recruitment(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    commune = portraits["commune", "18033"]
    assert commune.measures["recruitment_projects"].value is None
    html = "".join(b.html for b in commune.section("recruitment").blocks if isinstance(b, Html))
    assert "Bourges (100,0\u00a0%)" in html


def test_a_peer_can_be_compared(edition: Edition) -> None:
    territory = find_territory(edition, "spro", "issoudun")
    portrait = build_portrait(edition, territory, ["region", "spro:chateauroux"])
    assert portrait.subject.shown == ("region", "peer:spro-chateauroux")
    peer = portrait.measures["recruitment_projects"].references["peer:spro-chateauroux"]
    assert peer.value == 4212
    table = "".join(b.html for b in portrait.section("population").blocks if isinstance(b, Html))
    assert "Châteauroux" in table


def test_same_territory_same_content(edition: Edition) -> None:
    def content() -> str:
        portrait = build_portrait(edition, find_territory(edition, "spro", "pithiviers"))
        parts = [portrait.header.html]
        for section in portrait.sections.values():
            for block in section.blocks:
                if isinstance(block, Drawing):
                    parts.append(str(block.spec()))
                else:
                    parts.append(block._repr_html_())
        return "".join(parts)

    assert content() == content()


@pytest.mark.parametrize(
    ("arguments", "kind", "near"),
    [
        (("isoudun",), "unknown_territory", "issoudun"),
        (("issoudun", "spros"), "unknown_level", "spro"),
        (("issoudun", "spro", "", ["regoin"]), "unknown_comparison", "region"),
    ],
)
def test_wrong_arguments_are_named(arguments: tuple[object, ...], kind: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_portrait(*arguments)  # type: ignore[arg-type]
    assert caught.value.kind == kind
    assert near in str(caught.value)
    assert caught.value.exit_status == 2


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(EditionError, match="Édition inconnue"):
        open_portrait("issoudun", "spro", "cvl-1999")


def test_the_notebook_asks_for_every_section() -> None:
    notebook = (load_settings().notebooks / "portrait.ipynb").read_text(encoding="utf-8")
    asked = re.findall(r'portrait\.section\(\\"(\w+)\\"\)', notebook)
    assert asked == list(SECTION_TITLES)
    assert Path(load_settings().notebooks / "portrait.ipynb").stat().st_size < 10_000


def test_a_tiny_share_is_not_written_as_nil(portraits: dict[tuple[str, str], Portrait]) -> None:
    commune = portraits["commune", "28319"]
    html = "".join(b.html for b in commune.section("identity").blocks if isinstance(b, Html))
    assert "moins de 0,1\u00a0% du Centre-Val de Loire" in html
    assert "0,0\u00a0% du" not in html


def read_lede(portrait: Portrait, key: str) -> str:
    """Read the sentences that open a section; empty without any."""
    html = "".join(b.html for b in portrait.section(key).blocks if isinstance(b, Html))
    found = re.search(r'<p class="spro-lede">(.*?)</p>', html)
    return found[1] if found else ""


def test_a_section_opens_with_what_has_not_been_told(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    """Workers are told first at Issoudun: the section says how many are retired."""
    lede = read_lede(portraits["spro", "issoudun"], "groups")
    assert lede == (
        "Parmi les 15 ans ou plus, 38,2\u00a0% sont retraités en 2022, contre 31,9\u00a0% en "
        "Centre-Val de Loire."
    )
    cher = read_lede(portraits["spro", "cher"], "groups")
    assert cher == (
        "Parmi les 15 ans ou plus, 15,2\u00a0% sont employés en 2022 (Centre-Val de "
        "Loire\u00a0: 15,1\u00a0%)."
    ), "no difference may be worded"


def test_a_region_is_not_compared_with_itself(portraits: dict[tuple[str, str], Portrait]) -> None:
    region = portraits["region", "24"]
    assert "(France\u00a0: 15,3\u00a0%)" in read_lede(region, "groups")
    for section in region.sections.values():
        lede = read_lede(region, section.key)
        assert "Centre-Val de Loire\u00a0:" not in lede
        assert "en Centre-Val de Loire" not in lede


def test_a_small_commune_has_no_sentence_on_weak_values(
    portraits: dict[tuple[str, str], Portrait],
) -> None:
    """Seven hundred inhabitants: no rank, no group, no rate of young people, few jobs."""
    portrait = portraits["commune", "28319"]
    assert read_lede(portrait, "groups") == ""
    assert read_lede(portrait, "activity") == ""
    retained = "".join(getattr(b, "html", "") for b in portrait.section("retain").blocks)
    assert "communes de 2" not in retained
    assert retained.count("<li>") == 2


def test_zones_of_a_range_are_each_elided() -> None:
    several = "Zones d’emploi d’Orléans et\u00a0de Pithiviers"
    assert write_covering_note(["Orléans", "Pithiviers"]) == several
    assert write_covering_note(["Issoudun"]) == "Zone d’emploi d’Issoudun"


@pytest.mark.parametrize(
    ("level", "name", "bare"),
    [
        ("spro", "Indre-et-Loire", "Indre-et-Loire"),
        ("spro", "Cher", "Cher"),
        ("departement", "Indre", "Indre"),
        ("bassin", "Vierzon", "Vierzon"),
        ("commune", "Le Blanc", "Blanc"),
        (
            "epci",
            "Communauté de communes Cœur de Sologne",
            "Communauté de communes Cœur de Sologne",
        ),
    ],
)
def test_titles_sort_by_the_name_in_them(level: str, name: str, bare: str) -> None:
    assert bare_name(level, title_territory(level, name)) == bare
