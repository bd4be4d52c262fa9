"""The flyer: who can help me, where, for what, on one sheet of A4 or A5, whatever the territory."""

from __future__ import annotations

import html
import json
import math
import re
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from paper_samples import fill_notebook
from pdf_reading import list_elements, list_words, open_pdf, read_text

from spro_portraits.errors import UsageError
from spro_portraits.network.load import load_directory
from spro_portraits.network.model import Directory
from spro_portraits.portrait import build_flyer, build_network_subject, open_flyer
from spro_portraits.portrait.flyer import find_paper
from spro_portraits.portrait.flyer_codes import LARGEST_VERSION, QUIET_ZONE, make_code
from spro_portraits.portrait.guide_sections import find_link
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import find_territory, list_territories
from spro_portraits.wording import flyer as words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytest.importorskip("typst", reason="typst is not installed")
pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
zxing = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")

DATA = load_settings().data
POINTS = 72 / 25.4
SIZES = {"a4": (210, 297, 9.0, 18.0), "a5": (148, 210, 8.0, 14.0)}
"""Width and height in mm, least size of type in points, least side of a code in mm."""
OTHERS = re.compile(r"(un|\d+) (?:autres? )?lieux? : voir le guide")


@dataclass(frozen=True)
class Sheet:
    """A flyer as it was made: its page as one HTML, and its PDF."""

    page: str
    pdf: bytes

    @property
    def said(self) -> str:
        """The words of the PDF, a space where a line may be broken."""
        return read_once(self.pdf)


@cache
def read_once(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", read_text(pdf))


def make_sheet(
    edition: Edition, level: str, code: str, paper: str, directory: Directory | None = None
) -> Sheet:
    from spro_portraits.render.paper.exporter import load_pdf_exporter  # noqa: PLC0415 - an extra

    territory = find_territory(edition, level, code)
    flyer = build_flyer(build_network_subject(edition, territory, "", directory), paper)
    notebook, _ = fill_notebook("flyer", flyer)
    page = "".join(
        output["data"].get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )
    pdf, resources = load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "f"}})
    assert resources["paper"]["unread"] == []
    return Sheet(page, pdf)


@cache
def load_embedded() -> Edition:
    return load_edition(DATA)


@cache
def make_embedded(level: str, code: str, paper: str) -> Sheet:
    return make_sheet(load_embedded(), level, code, paper)


def list_all() -> list[tuple[str, str]]:
    found = load_embedded()
    return [
        (one.level, one.code) for at in ("spro", "bassin") for one in list_territories(found, at)
    ]


TERRITORIES = list_all()
ALL = pytest.mark.parametrize(
    ("level", "code"), TERRITORIES, ids=[f"{level}-{code}" for level, code in TERRITORIES]
)
PAPERS = pytest.mark.parametrize("paper", SIZES)


def squeeze(text: str) -> str:
    """Take out what a line may be broken at."""
    return re.sub(r"[\s\u00a0\u202f\-]", "", text)


def list_names(page: str) -> list[str]:
    return [
        html.unescape(name)
        for name in re.findall(r'<p class="spro-flyer-name"[^>]*>(.*?)</p>', page)
    ]


def list_reseaux(page: str) -> set[str]:
    return {html.unescape(one) for one in re.findall(r'data-reseau="([^"]+)"', page)}


def list_links(page: str) -> set[str]:
    found = re.findall(r'<p class="spro-flyer-site"><a href="([^"]+)"', page)
    return {html.unescape(link) for link in found}


def count_others(pdf: bytes) -> int:
    return sum(1 if found == "un" else int(found) for found in OTHERS.findall(read_once(pdf)))


def check_sheet(sheet: Sheet, paper: str) -> None:
    width, height, least, _ = SIZES[paper]
    reader = open_pdf(sheet.pdf)
    assert 1 <= len(reader.pages) <= 2
    side = 12.5 if paper == "a4" else 8.5
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(width * POINTS, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(height * POINTS, abs=0.1)
        written = list_words(page)
        assert len(written) > 5, "a blank page"
        for word in written:
            assert word.left > side * POINTS
            assert word.right < (width - side) * POINTS
            assert 3 * POINTS < word.baseline < (height - 5) * POINTS
        sizes: dict[float, float] = {}
        for word in written:
            sizes[round(word.size, 2)] = sizes.get(round(word.size, 2), 0) + word.right - word.left
        assert max(sizes, key=lambda size: sizes[size]) >= least
        # Badges are of 0.9; the foot, and the names of the map, of a size of their own.
        assert min(sizes) >= (7.5 if paper == "a4" else 6.9)


def check_names(sheet: Sheet) -> None:
    said = squeeze(sheet.said)
    names = list_names(sheet.page)
    unsaid = [name for name in names if squeeze(name) not in said]
    assert len(unsaid) <= count_others(sheet.pdf)
    assert bool(count_others(sheet.pdf)) >= bool(unsaid)


@ALL
@PAPERS
def test_all_of_it_stands_on_one_sheet(level: str, code: str, paper: str) -> None:
    sheet = make_embedded(level, code, paper)
    check_sheet(sheet, paper)
    check_names(sheet)
    assert not re.search(r"\d[\s\u00a0\u202f]*%", sheet.said)
    seen = re.sub(r"<style>.*?</style>", "", sheet.page, flags=re.DOTALL)
    assert not re.search(r"\d[\s\u00a0\u202f]*%", re.sub(r"<[^>]+>", " ", seen))


@ALL
def test_a4_names_every_place(level: str, code: str) -> None:
    sheet = make_embedded(level, code, "a4")
    said = squeeze(sheet.said)
    assert [name for name in list_names(sheet.page) if squeeze(name) not in said] == []
    assert count_others(sheet.pdf) == 0


@ALL
def test_every_number_of_the_list_is_on_the_map(level: str, code: str) -> None:
    page = make_embedded(level, code, "a4").page
    drawn = re.findall(r'<tspan font-weight="700"[^>]*>([^<]+)</tspan>', page)
    spread: list[int] = []
    for text in drawn:
        for part in text.split(", "):
            first, _, last = part.partition("–")
            spread += range(int(first), int(last or first) + 1)
    towns = re.findall(
        r'<section class="spro-flyer-town">\s*<h3>(.*?)</h3>(.*?)</section>', page, re.DOTALL
    )
    listed = [
        int(number)
        for head, inside in towns
        if head != words.NO_TOWN
        for number in re.findall(r'id="lieu-(\d+)"', inside)
    ]
    assert sorted(spread) == sorted(listed)


# Codes


def decode(pdf: bytes) -> Iterator[tuple[str, float]]:
    """Read the codes of rendered pages: what each says, and its side in mm, quiet zone left out."""
    scale = 200 / 72
    for page in pdfium.PdfDocument(pdf):
        image = page.render(scale=scale).to_numpy()
        for found in zxing.read_barcodes(image, formats=zxing.BarcodeFormat.QRCode):
            place = found.position
            side = math.dist(
                (place.top_left.x, place.top_left.y), (place.top_right.x, place.top_right.y)
            )
            yield found.text, side / scale / POINTS


@pytest.mark.parametrize(
    ("level", "code", "paper"),
    [
        ("spro", "indre-et-loire", "a4"), ("spro", "indre-et-loire", "a5"),
        ("spro", "issoudun", "a4"), ("spro", "issoudun", "a5"), ("spro", "orleans", "a4"),
        ("spro", "loir-et-cher", "a5"), ("bassin", "2416", "a4"),
    ],
)  # fmt: skip
def test_codes_of_the_printed_page_open_published_sites(level: str, code: str, paper: str) -> None:
    sheet = make_embedded(level, code, paper)
    published = {
        find_link(one.site) for one in load_directory(DATA / "network").structures.values()
    }
    alts = [alt for alt in list_alts(sheet.pdf) if alt.startswith(words.CODE)]
    read = list(decode(sheet.pdf))
    assert len(read) == len(alts) > 0
    said = {text for text, _ in read}
    assert said <= list_links(sheet.page) <= published - {""}
    if count_others(sheet.pdf) == 0:
        assert said == list_links(sheet.page)
    whole = SIZES[paper][3]
    for text, side in read:
        made = make_code(text)
        assert made is not None
        modules = made.side - 2 * QUIET_ZONE
        assert side * made.side / modules >= whole


def list_alts(pdf: bytes) -> list[str]:
    return [str(e.get("/Alt", "")) for e in list_elements(open_pdf(pdf)) if e["/S"] == "/Figure"]


def test_a_code_has_its_quiet_zone_and_its_modules() -> None:
    code = make_code("https://www.exemple.test")
    assert code is not None
    assert code.side == 25 + 2 * 4  # 24 letters at level M: version 2
    strokes = [tuple(map(int, s)) for s in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path)]
    dark = {(x + step, y) for x, y, length in strokes for step in range(length)}
    assert min(x for x, _ in dark) == min(y for _, y in dark) == 4
    assert max(x for x, _ in dark) == max(y for _, y in dark) == 28
    # The three finders: a dark ring of seven modules around a square of three.
    for left, top in ((4, 4), (22, 4), (4, 22)):
        ring = {(left + a, top + b) for a in range(7) for b in range(7)
                if max(abs(a - 3), abs(b - 3)) != 2}  # fmt: skip
        assert ring <= dark


def test_a_code_too_fine_to_be_printed_is_none() -> None:
    assert make_code("https://exemple.test/" + "a" * 190) is not None  # 213 bytes are version 10
    assert make_code("https://exemple.test/" + "a" * 200) is None
    assert make_code("https://exemple.test/" + "a" * 5000) is None
    assert LARGEST_VERSION == 10


# Awkward directories


def invent(count: int, reseaux: int, *, sites: bool) -> Directory:
    """Make a directory of structures with long names, all in the communes of Issoudun."""
    real = load_directory(DATA / "network")
    territory = find_territory(load_embedded(), "spro", "issoudun")
    kinds = list(real.reseaux)[:reseaux]
    sample = next(iter(real.structures.values()))
    structures = {}
    for rank in range(count):
        code = f"essai-{rank:03d}"
        structures[code] = replace(
            sample, code=code, reseau=kinds[rank % reseaux], commune=territory.communes[rank % 30],
            name=f"Structure {rank:03d} d’accueil, d’information, d’orientation et "
            "d’accompagnement vers l’emploi et la formation du territoire",
            address=f"Bâtiment {rank}, centre d’affaires et de services, {rank} bis avenue du "
            "Général-de-Longue-Adresse", latitude=math.nan, longitude=math.nan,
            phone=f"02 54 00 {rank // 100:02d} {rank % 100:02d}" if rank % 3 else "",
            site=f"https://www.structure-{rank:03d}-au-nom-long.exemple.test" if sites else "",
        )  # fmt: skip
    return replace(real, structures=MappingProxyType(structures), memberships=())


@PAPERS
@pytest.mark.parametrize(("count", "reseaux"), [(80, 3), (80, 15)])
def test_eighty_places_with_long_names_still_stand_on_one_sheet(
    edition: Edition, paper: str, count: int, reseaux: int
) -> None:
    sheet = make_sheet(edition, "spro", "issoudun", paper, invent(count, reseaux, sites=True))
    check_sheet(sheet, paper)
    names = list_names(sheet.page)
    assert len(names) == count
    said = squeeze(sheet.said)
    cards = [name for name in names if squeeze(name) in said]
    assert len(cards) + count_others(sheet.pdf) >= count
    kinds = [kind for kind in list_reseaux(sheet.page) if squeeze(kind) in said]
    assert len(kinds) == reseaux
    assert count_others(sheet.pdf) > 0


def test_nothing_known_is_no_flyer(edition: Edition) -> None:
    sheet = make_sheet(edition, "spro", "issoudun", "a4", invent(0, 1, sites=False))
    said = sheet.said
    assert re.sub(r"\s+", " ", words.NOBODY) in said
    assert "data/network/structures.csv" in said
    assert words.SECTION_TITLES["publics"] not in said
    assert len(open_pdf(sheet.pdf).pages) == 1
    assert re.sub(r"\s+", " ", words.NOBODY) in re.sub(r"\s+", " ", sheet.page)


def test_texts_of_the_directory_are_no_markup(edition: Edition) -> None:
    hostile = "ML <script>alert(1)</script> {{ 7 * 7 }} #set page()"
    one = invent(2, 1, sites=False)
    structures = {
        code: replace(s, name=hostile, site="javascript:alert(1)")
        for code, s in one.structures.items()
    }
    sheet = make_sheet(
        edition, "spro", "issoudun", "a4", replace(one, structures=MappingProxyType(structures))
    )
    assert "<script" not in sheet.page
    assert "javascript:" not in sheet.page
    assert squeeze(hostile) in squeeze(sheet.said)
    assert list(decode(sheet.pdf)) == []


# What it opens, and what it is


def test_no_internal_table_is_opened() -> None:
    opened: list[str] = []
    is_watching = True

    def watch(event: str, arguments: Sequence[Any]) -> None:
        if is_watching and event == "open" and isinstance(arguments[0], str | Path):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        open_flyer("issoudun")
    finally:
        is_watching = False
    assert any(Path(name).name == "structures.csv" for name in opened)
    assert [name for name in opened if "internal" in Path(name).parts or "contacts" in name] == []


def test_the_same_flyer_has_the_same_bytes(edition: Edition) -> None:
    first = make_embedded("bassin", "2405", "a4")
    again = make_sheet(edition, "bassin", "2405", "a4")
    assert again.pdf == first.pdf


def test_the_title_of_the_document_names_the_territory() -> None:
    reader = open_pdf(make_embedded("spro", "issoudun", "a5").pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == "Qui peut m’aider près de chez moi\u202f? – SPRO d’Issoudun"


def test_the_other_notebook_differs_by_its_paper_alone() -> None:
    folder = load_settings().notebooks
    one, other = (
        nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in ("flyer", "flyer_a5")
    )
    texts = [[(cell.cell_type, cell.source) for cell in book.cells] for book in (one, other)]
    mended = json.loads(
        json.dumps(texts[0]).replace('paper: str = \\"a4\\"', 'paper: str = \\"a5\\"')
        .replace("--notebook flyer ", "--notebook flyer_a5 ")
    )  # fmt: skip
    assert [tuple(cell) for cell in mended] == texts[1]
    assert texts[0] != texts[1]
    titles = [c.source.removeprefix("## ") for c in one.cells if c.cell_type == "markdown"]
    assert titles == list(words.SECTION_TITLES.values())


@pytest.mark.parametrize(("given", "found"), [("a4", "a4"), (" A5 ", "a5")])
def test_a_size_of_paper_is_found(given: str, found: str) -> None:
    assert find_paper(given) == found


def test_another_size_of_paper_is_refused_with_what_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        open_flyer("issoudun", paper="a6")
    assert caught.value.exit_status == 2
    assert "Format de papier inconnu\u00a0: «\u00a0a6\u00a0»" in str(caught.value)
    assert "a4, a5" in str(caught.value)


# Words


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((3,), "3"), ((1, 2), "1, 2"), ((1, 2, 3), "1–3"), ((9, 1, 2, 3, 7), "1–3, 7, 9"),
        ((), ""),
    ],
)  # fmt: skip
def test_numbers_in_a_row_are_a_range(numbers: tuple[int, ...], text: str) -> None:
    assert words.write_numbers(numbers) == text


def test_a_public_speaks_for_itself_unless_it_was_renamed() -> None:
    assert words.say_public("Demandeurs d'emploi") == "Je cherche un emploi"
    assert words.say_public("Jeunes de 15 à 29 ans") == "Jeunes de 15 à 29 ans"
    known = {public.name for public in load_directory(DATA / "network").publics.values()}
    assert {words.say_public(name) for name in known} == set(words.SAID.values())


def test_services_make_one_list_and_abbreviations_keep_their_capitals() -> None:
    assert words.write_services(("Formation professionnelle", "VAE")) == (
        "formation professionnelle et\u00a0VAE"
    )


def test_a_long_site_is_its_host() -> None:
    assert words.write_site("www.la-meli.fr") == "www.la-meli.fr"
    assert (
        words.write_site("www.amilly.com/tout-age/jeunesse-12-20-ans/point") == "www.amilly.com/…"
    )
    long_host = "www." + "a" * 40 + ".test"
    assert words.write_site(long_host) == long_host
