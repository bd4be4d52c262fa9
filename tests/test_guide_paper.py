"""The guide and the répertoire on paper: entries whole, an index that leads to the right page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from paper_samples import fill_notebook
from pdf_reading import MILLIMETRE, list_elements, list_words, open_pdf, read_pages, read_text

from spro_portraits.cli import main
from spro_portraits.errors import RenderError
from spro_portraits.network.internal import Contact, Repertoire, build_repertoire
from spro_portraits.portrait import build_guide, build_network_subject, open_network
from spro_portraits.portrait.guide import Guide
from spro_portraits.portrait.guide_index import list_index_parts
from spro_portraits.portrait.guide_sections import Entry, list_entries
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.repertoire import describe_paper, draw_repertoire
from spro_portraits.render.paper import typeset
from spro_portraits.render.paper.blocks import BlockReader
from spro_portraits.render.paper.exporter import load_pdf_exporter
from spro_portraits.render.paper.page import export_page
from spro_portraits.render.paper.wide import gather_wide
from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import guide as guide_words
from spro_portraits.wording import repertoire as words

pytest.importorskip("typst")

SIDE = 20 * MILLIMETRE
PLACES = (("spro", "cher"), ("spro", "issoudun"), ("region", "24"))
LINE = re.compile(r"^(\d{1,3}) (.+?) ?(?:\. ?)* (\d{1,2})$")

Paper = tuple[bytes, Guide]


def make_guide(edition: Edition, level: str, code: str) -> Guide:
    return build_guide(build_network_subject(edition, find_territory(edition, level, code)))


def export(notebook: Any) -> bytes:
    return load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "guide"}})[0]


@pytest.fixture(scope="module")
def paper_of(edition: Edition) -> Callable[[str, str], Paper]:
    @cache
    def make(level: str, code: str) -> Paper:
        guide = make_guide(edition, level, code)
        return export(fill_notebook("guide", guide)[0]), guide

    return make


@cache
def flatten(text: str) -> str:
    return "".join(text.split())


def read_index(pages: list[str], labels: list[str]) -> dict[str, list[tuple[str, int]]]:
    """Read an index from the words of its pages: label, then number and page of each line."""
    found: dict[str, list[tuple[str, int]]] = {label: [] for label in labels}
    label = head = held = ""
    for line in "\n".join(pages).split("\n"):
        said = line.strip()
        if said == "Sources et dates":
            break
        whole = LINE.match(f"{held} {said}".strip())
        if whole and whole[2].strip(" ."):
            if head:  # heads and feet of pages stand before some labels
                label = max((one for one in labels if head.endswith(one)), key=len)
            found[label].append((whole[1], int(whole[3])))
            head = held = ""
        elif held or re.match(r"\d{1,3} \S", said):
            held = f"{held} {said}".strip()
        else:
            head = (head + flatten(said)).removesuffix("(suite)")
    return found


def find_cards(pages: list[str], entries: list[Entry], end: int) -> dict[int, int]:
    """Find the page on which each entry stands, by its number and its name, before the index."""
    found = {}
    for entry in entries:
        letters = "".join(re.escape(letter) + r"\s*" for letter in flatten(entry.name))
        head = re.compile(rf"^{entry.number}\s+{letters}$", re.MULTILINE)
        on = [n for n, text in enumerate(pages[:end], 1) if n > 2 and head.search(text)]
        assert len(on) == 1, (entry.number, entry.name, on)
        found[entry.number] = on[0]
    return found


def find_index_page(pdf: bytes) -> int:
    """Give the number of the page where the index begins, by the bookmarks of the document."""
    reader = open_pdf(pdf)
    (mark,) = [m for m in reader.outline if not isinstance(m, list) and m.title == "Index"]
    return int(reader.get_destination_page_number(mark)) + 1  # type: ignore[operator]


# The index


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_every_structure_is_in_each_index_that_it_belongs_to(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    _, guide = paper_of(level, code)
    subject = guide.subject
    entries = list_entries(subject)
    parts = {part.key: part for part in list_index_parts(subject, entries)}
    assert list(parts) == ["commune", "public", "reseau"]
    held = {
        key: {line.label: [number for number, _ in line.entries] for line in part.lines}
        for key, part in parts.items()
    }
    for entry in entries:
        commune = subject.name_commune(entry.member.structure.commune) or "Commune à compléter"
        assert [k for k, v in held["commune"].items() if entry.number in v] == [commune]
        reseaux = [k for k, v in held["reseau"].items() if entry.number in v]
        assert [flatten(k) for k in reseaux] == [
            flatten(entry.member.reseau.name.replace("'", "’"))
        ]
        publics = {slugify(k) for k, v in held["public"].items() if entry.number in v}
        assert publics == {
            slugify(subject.directory.publics[code].name.replace("'", "’"))
            for code in entry.member.publics
        }
    labels = [line.label for line in parts["commune"].lines if line.label[0] != "C"]
    assert labels == sorted(labels, key=slugify)


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_pages_of_the_index_are_those_where_the_entries_stand(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    pdf, guide = paper_of(level, code)
    entries = list_entries(guide.subject)
    pages = read_pages(pdf)
    index = find_index_page(pdf)
    cards = find_cards(pages, entries, index - 1)
    expected: dict[str, list[tuple[str, int]]] = {}
    for part in list_index_parts(guide.subject, entries):
        for line in part.lines:
            expected.setdefault(flatten(line.label), []).extend(
                (str(number), cards[number]) for number, _ in line.entries
            )
    assert read_index(pages[index - 1 :], list(expected)) == expected


def test_the_summary_of_publics_gives_the_page_of_the_index(
    paper_of: Callable[[str, str], Paper],
) -> None:
    pdf, guide = paper_of("region", "24")
    pages = read_pages(pdf)
    index = find_index_page(pdf)
    summary = flatten(pages[1])
    by_code = {
        flatten(line.label): line
        for part in list_index_parts(guide.subject, list_entries(guide.subject))
        if part.key == "public"
        for line in part.lines
    }
    assert len(by_code) == 9
    for label, line in by_code.items():
        on = next(
            n for n, text in enumerate(pages, 1)
            if n >= index and re.search(rf"{label}\d", flatten(text.replace("(suite)", "!")))
        )  # fmt: skip
        assert re.search(rf"{label}\D+{len(line.entries)}{on}(?!\d)", summary), label


def test_lines_of_the_index_are_links_to_entries(paper_of: Callable[[str, str], Paper]) -> None:
    pdf, guide = paper_of("spro", "issoudun")
    reader = open_pdf(pdf)
    entries = list_entries(guide.subject)
    cards = find_cards(read_pages(pdf), entries, find_index_page(pdf) - 1)
    links = [
        note.get_object()
        for note in reader.pages[find_index_page(pdf) - 1].get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    lines = sum(
        len(line.entries)
        for part in list_index_parts(guide.subject, entries)
        for line in part.lines
    )
    targets = [note.get("/Dest") or note["/A"]["/D"] for note in links]
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}  # type: ignore[union-attr]
    led = {numbers[target[0].idnum] for target in targets if isinstance(target, list)}
    assert len(links) >= 2 * lines  # the name, and the page
    assert led <= set(cards.values())


# The pages


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_no_entry_is_cut_and_each_says_all_that_the_page_says(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    pdf, guide = paper_of(level, code)
    pages = read_pages(pdf)
    entries = list_entries(guide.subject)
    cards = find_cards(pages, entries, find_index_page(pdf) - 1)
    for entry in entries:
        text = flatten(pages[cards[entry.number] - 1])
        said = (
            entry.role, entry.address, entry.town, entry.position, entry.phone, entry.site,
            entry.publics, entry.seen, entry.remark,
        )  # fmt: skip
        assert [part for part in said if flatten(part) not in text] == [], entry.number
        assert text.count(flatten(entry.name)) >= 1


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_nothing_leaves_its_page_and_no_page_is_empty(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    for number, page in enumerate(open_pdf(paper_of(level, code)[0]).pages, start=1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        assert (round(width), round(height)) == (595, 842)
        placed = list_words(page)
        outside = [
            word for word in placed
            if word.left < SIDE - 1 or word.right > width - SIDE + 3 or word.baseline < 20
            or word.baseline > height - 25
        ]  # fmt: skip
        assert outside == [], number
        body = [word for word in placed if 17 * MILLIMETRE < word.baseline < height - SIDE]
        assert len(body) > 12, number
        assert min(body, key=lambda word: word.baseline).size < 12.4, "it ends with a heading"


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_columns_of_the_index_do_not_meet(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    """No word of a column begins before the one on its left, on the same line, has ended."""
    pdf, _ = paper_of(level, code)
    for page in open_pdf(pdf).pages[find_index_page(pdf) - 1 :]:
        lines: dict[int, list[Any]] = {}
        for word in list_words(page):
            lines.setdefault(round(word.baseline), []).append(word)
        for line in lines.values():
            line.sort(key=lambda word: word.left)
            for left, right in pairwise(line):
                assert left.right <= right.left + 1


def test_it_is_tagged_and_its_contents_name_the_reseaux(
    paper_of: Callable[[str, str], Paper],
) -> None:
    pdf, guide = paper_of("spro", "cher")
    reader = open_pdf(pdf)
    facts = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part>1<" in facts
    assert "pdfaid:part>2<" in facts
    kinds = [element["/S"] for element in list_elements(reader)]
    assert kinds.count("/H1") == 1 + 5  # the contents, and the sections
    assert kinds.count("/H2") >= len(guide.subject.reseaux) + 3
    cover = flatten(read_pages(pdf)[0])
    for reseau in guide.subject.reseaux:
        assert flatten(reseau.name.replace("'", "’")) in cover


def test_same_notebook_same_bytes(edition: Edition) -> None:
    notebook = fill_notebook("guide", make_guide(edition, "spro", "issoudun"))[0]
    first = export(notebook)
    typeset.load_compiler.cache_clear()
    assert export(notebook) == first


def test_a_territory_without_structure_is_a_document_too(edition: Edition) -> None:
    bare = next(
        code for code in edition.communes.index
        if not build_network_subject(
            edition, find_territory(edition, "commune", code)
        ).network.members
    )  # fmt: skip
    said = read_text(export(fill_notebook("guide", make_guide(edition, "commune", bare))[0]))
    assert said.count(guide_words.NOBODY) >= 3


# Blocks


def test_an_index_is_read_as_labels_and_numbers() -> None:
    (heading, index) = BlockReader().read(
        '<div class="spro-guide-index"><section class="spro-index"><h3 id="i">Par commune</h3><dl>'
        '<div><dt id="a">L’Âge</dt><dd><a href="#fiche-3" title="CIO &amp; #x">3</a>, '
        '<a href="#fiche-12" title="PIJ">12</a></dd></div></dl></section></div>'
    )
    assert (heading["level"], heading["runs"], heading["slug"]) == (2, ["Par commune"], "i")
    assert index == {
        "kind": "index",
        "items": [{
            "slug": "a", "label": "L’Âge", "count": "", "who": "",
            "refs": [
                {"number": "3", "name": "CIO & #x", "target": "fiche-3"},
                {"number": "12", "name": "PIJ", "target": "fiche-12"},
            ],
        }],
    }  # fmt: skip


def test_an_entry_is_read_whole(edition: Edition) -> None:
    guide = make_guide(edition, "spro", "issoudun")
    html = "".join(block.html for block in guide.section("reseaux").blocks)  # type: ignore[union-attr]
    blocks = BlockReader().read(html)
    groups = [block for block in blocks if block["kind"] == "entries"]
    assert len(groups) == len(guide.subject.reseaux)
    read = [entry for group in groups for entry in group["entries"]]
    known = list_entries(guide.subject)
    assert [(e["number"], e["name"]) for e in read] == [(str(k.number), [k.name]) for k in known]
    assert [e["slug"] for e in read] == [f"fiche-{k.number}" for k in known]
    assert all(entry["persons"] == [] for entry in read)


def test_blocks_of_a_guide_in_another_notebook_make_a_document(edition: Edition) -> None:
    """Someone shows the sections of a guide in a notebook that asks for no layout."""
    notebook = fill_notebook("guide", make_guide(edition, "spro", "issoudun"))[0]
    del notebook.cells[-1]
    said = read_text(export(notebook))
    assert "Points relais conseil en VAE" in said
    assert "Par commune" in said


# The répertoire


PERSON = "Zwéphirine ŒXQVARTMONK"
MAIL = "zwephirine+spro@fuite-wqxkorbel.invalid"


def make_repertoire(edition: Edition, level: str, code: str) -> tuple[NetworkSubject, Repertoire]:
    subject = build_network_subject(edition, find_territory(edition, level, code))
    contacts = [
        Contact(
            member.structure.code, f"{PERSON} {rank}-{n}", "Psychologue" if n else "",
            f"02 00 00 {rank % 100:02} 0{n}", MAIL if n else "", "Réunion", "2026-10-01", "",
        )
        for rank, member in enumerate(subject.network.members)
        for n in range(rank % 4)
    ]  # fmt: skip
    return subject, build_repertoire(subject.network, tuple(contacts))


@pytest.fixture(scope="module", params=PLACES, ids=[code for _, code in PLACES])
def internal(edition: Edition, request: pytest.FixtureRequest) -> tuple[bytes, str, Repertoire]:
    subject, repertoire = make_repertoire(edition, *request.param)
    page = draw_repertoire(subject, repertoire)
    return (
        export_page(
            page, edition=edition.id, label=edition.label, paper=describe_paper(subject)
        ),
        page,
        repertoire,
    )  # fmt: skip


def test_every_page_of_the_repertoire_says_internal_use_three_times(
    internal: tuple[bytes, str, Repertoire],
) -> None:
    pages = read_pages(internal[0])
    assert len(pages) >= 3
    for text in pages:
        flat = flatten(text)
        assert flat.count(flatten(words.PAPER_MARK)) == 2, "above and below"
        assert flatten(words.PAPER_TAB).upper() in flat, "in the margin"
    reader = open_pdf(internal[0])
    assert str(reader.metadata.title).startswith("INTERNE – Répertoire")  # type: ignore[union-attr]
    facts = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part>1<" in facts


def test_the_repertoire_on_paper_says_what_its_page_says(
    internal: tuple[bytes, str, Repertoire],
) -> None:
    pdf, page, repertoire = internal
    said = flatten("".join(read_pages(pdf)))
    main_part = BeautifulSoup(page, "html.parser").main
    assert isinstance(main_part, Tag)
    for hidden in main_part.select(".spro-hidden, thead"):
        hidden.decompose()
    lines = {flatten(text) for text in main_part.strings} - {""}
    assert {line for line in lines if line not in said and line != ","} == set()
    assert len(repertoire.contacts) > 3
    for contact in repertoire.contacts:
        assert said.count(flatten(contact.person)) == 1


def test_persons_stand_with_their_structure(internal: tuple[bytes, str, Repertoire]) -> None:
    pdf, _, repertoire = internal
    pages = [flatten(text) for text in read_pages(pdf)]
    for number, member in enumerate(repertoire.network.members, start=1):
        name = flatten(member.structure.name.replace("'", "’"))
        for contact in repertoire.contacts:
            if contact.structure != member.structure.code:
                continue
            (on,) = [text for text in pages if flatten(contact.person) in text]
            assert f"{number}{name}" in on


def test_no_person_is_in_the_guide(paper_of: Callable[[str, str], Paper]) -> None:
    for level, code in PLACES:
        pdf, _ = paper_of(level, code)
        said = "".join(read_pages(pdf))
        assert "@" not in said
        assert "interne –" not in said.casefold()
        links = [
            str(note.get_object().get("/A", {}).get("/URI", ""))
            for page in open_pdf(pdf).pages
            for note in page.get("/Annots", [])
        ]
        assert not [link for link in links if link.startswith("mailto:")]


def test_without_typst_nothing_is_written(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, repertoire = make_repertoire(edition, "spro", "issoudun")
    typeset.load_compiler.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(RenderError) as caught:
        export_page(
            draw_repertoire(subject, repertoire), edition=edition.id, label=edition.label,
            paper=describe_paper(subject),
        )  # fmt: skip
    assert caught.value.kind == "missing_pdf_package"
    typeset.load_compiler.cache_clear()


def test_an_unknown_format_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "internes"
    assert main(["network", "repertoire", "issoudun", "--format", "pfd", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "« pfd »".replace(" ", "\u00a0") in said
    assert "pdf" in said
    assert not out.exists()


# A drawing laid flat


def test_a_wide_drawing_takes_its_heading_and_its_words_along() -> None:
    def block(kind: str, width: float = 0.0) -> dict[str, Any]:
        return {"kind": kind, "width": width, "height": 500.0}

    wide, narrow = block("picture", 700.0), block("picture", 600.0)
    heading, lede, note = block("heading"), block("lede"), block("note")
    assert gather_wide([note, heading, lede, wide, note]) == [
        note, {"kind": "sheet", "blocks": [heading, lede], "figure": wide}, note,
    ]  # fmt: skip
    flat, upright = ({"kind": "table", "wide": is_wide} for is_wide in (True, False))
    # Of a table in parts, the first takes them along.
    assert gather_wide([heading, flat, flat, upright]) == [
        {"kind": "sheet", "blocks": [heading], "figure": flat}, flat, upright,
    ]  # fmt: skip
    for blocks in ([heading, lede, narrow], [lede, wide], [heading, lede, note, note, wide]):
        assert gather_wide(blocks) == blocks


def test_the_circles_of_a_network_are_on_the_page_of_their_heading() -> None:
    pdf = export(fill_notebook("reseau", open_network("issoudun", "spro"))[0])
    (flat,) = [page for page in open_pdf(pdf).pages if page.mediabox.width > 800][:1]
    said = flat.extract_text()
    assert "Le territoire au centre" in said
    assert "SPRO" in said
