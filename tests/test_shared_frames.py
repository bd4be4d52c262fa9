"""What the frames of one page share is written once, and each frame gets its whole page back."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from access_products import products as products  # noqa: PLC0414 - a fixture
from browsers import CHROMIUM
from nbformat.v4 import new_code_cell, new_notebook, new_output
from test_maps import grid, layer

from spro_portraits.maps import draw_commune_map
from spro_portraits.maps.offline import leaflet_css, leaflet_script
from spro_portraits.render.exporter import SproHTMLExporter
from spro_portraits.render.shared_frames import LEAST, share_frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

LONG = "/* é « \u202f” 'a' \"b\" & &amp; &lt; \\u003c $& */\n" * 40
OTHER = "let autre = 1;\n" * 60
CALL = "<script>sproWhole(document.currentScript)</script>"


def make_frame(page: str, title: str = "Carte") -> str:
    return f'<iframe title="{title}" srcdoc="{escape(page)}" style="border:0">Rien</iframe>'


def make_page(*scripts: str, words: str = "") -> str:
    written = "".join(f"<script>{script}</script>\n" for script in scripts)
    return f"<!DOCTYPE html>\n<head>{written}</head><body>{words}</body>"


def read_frames(html: str) -> list[str]:
    """Give the pages of the frames of a page back, as its script does."""
    stored = r'<script type="text/plain" id="spro-part-(\w{16})">(.*?)</script>'
    parts = dict(re.findall(stored, html, re.DOTALL))
    pages = []
    for quoted in re.findall(r"<iframe\b[^>]*? srcdoc=(\"[^\"]*\"|'[^']*')", html):
        written = unescape(quoted[1:-1])
        whole = re.sub(r"/\*spro-part-(\w{16})\*/", lambda f: parts[f[1]], written)
        pages.append(whole.replace('<script type="spro/later"', "<script"))
    return pages


def share(*pages: str) -> str:
    shared = share_frames([make_frame(page) for page in pages])
    assert len(shared) == len(pages)
    html = "".join(shared)
    assert read_frames(html) == list(pages)
    return html


def test_a_script_of_two_frames_is_written_once() -> None:
    first, second = make_page(LONG, "const un = 1;"), make_page("const deux = 2;", OTHER, LONG)
    html = share(first, second)
    assert html.count("$&") == 40
    assert html.count("let autre") == 60
    # Before the first frame that needs it, and as it is: nothing of it is a reference.
    assert html.index(f">{LONG}</script>") < html.index("<iframe")
    assert html.count("function sproWhole") == 1
    assert html.count("</iframe>" + CALL) == html.count("<iframe") == 2
    # No script of a frame runs before the frame is whole.
    assert html.count('<script type="spro/later">') == 5


def test_three_frames_share_what_any_two_of_them_have() -> None:
    third = "/* trois */" * 60
    html = share(make_page(LONG, OTHER), make_page(OTHER, third), make_page(LONG, third, "x"))
    assert [html.count(text) for text in ("$&", "let autre", "/* trois */")] == [40, 60, 60]
    assert html.count('type="text/plain"') == 3
    assert share(make_page(LONG), make_page("x"), make_page(LONG)).count(CALL) == 2


def test_the_same_frame_twice() -> None:
    page = make_page(LONG, LONG, "x")
    html = share(page, page)
    assert html.count("$&") == 40
    # Both in one output.
    (one,) = share_frames([make_frame(page) + "<p>et</p>" + make_frame(page)])
    assert read_frames(one) == [page, page]
    assert one.count("$&") == 40
    assert "<p>et</p>" in one


def test_what_stands_alone_is_left_as_it_is() -> None:
    page = make_page(LONG)
    alone = make_frame(page)
    assert share_frames([alone, "<p>srcdoc</p>", ""]) == [alone, "<p>srcdoc</p>", ""]
    short = make_page("x" * (LEAST - 1))
    for first, second in ((page, make_page(OTHER)), (short, short)):
        before = [make_frame(first), make_frame(second)]
        assert share_frames(before) == before
    assert share_frames([]) == []


def test_a_style_sheet_moves_only_where_it_says_so() -> None:
    css = "p { color: #123456 }\n" * 40
    dress, scripted = f"<style>{css}</style>", f"<style data-scripted>{css.upper()}</style>"
    html = share(make_page(LONG, words=dress + scripted), make_page(LONG, words=scripted + dress))
    assert html.count("p { color: #123456 }") == 80
    assert html.count("P { COLOR: #123456 }") == 40


@pytest.mark.parametrize(
    "script",
    [
        "const a = '<!-- ';" + LONG,
        "a\rb" + LONG,
        "a\0b" + LONG,
    ],
    ids=["comment", "carriage return", "nothing"],
)
def test_what_a_script_element_would_not_give_back_stays(script: str) -> None:
    before = [make_frame(make_page(script)), make_frame(make_page(script))]
    assert share_frames(before) == before


@pytest.mark.parametrize(
    "odd",
    [
        "/*spro-part-0123456789abcdef*/",
        '<script type="spro/later">1</script>',
        "<SCRIPT>1</SCRIPT>",
    ],
)
def test_a_frame_with_words_of_ours_is_left_alone(odd: str) -> None:
    frames = [make_frame(make_page(LONG, words=word)) for word in (odd, "", "")]
    shared = share_frames(frames)
    assert shared[0] == frames[0]
    assert "".join(shared[1:]).count("$&") == 40


def test_a_frame_that_is_not_ours_to_read_is_left_alone() -> None:
    page = make_page(LONG)
    odd = make_frame(page).replace("&amp;lt;", "&notit;")
    single = make_frame(page).replace('srcdoc="', "srcdoc='").replace('" style', "' style")
    source = '<iframe src="a.html"></iframe>'
    assert share_frames([odd, single, source, make_frame(page)]) == [
        odd, single, source, make_frame(page),
    ]  # fmt: skip


def test_what_only_speaks_of_frames_is_stepped_over() -> None:
    page = make_page(LONG)
    spoken = make_frame(page)
    words = f"<!-- {spoken} --><script>`{spoken.replace('</', '<')}`</script>"
    shared = share_frames([words, make_frame(page, title="a > b"), make_frame(page)])
    assert shared[0] == words
    assert "".join(shared[1:]).count("$&") == 40


def test_awkward_texts_come_back_to_the_byte() -> None:
    words = "</p> ]]> {{ 7 }} \u2028 \U0001f9ed “‘’” é ' \" &amp;quot; <!-- </textarea> --> `${a}`"
    tail = "<script>last('" + words.replace("<!--", "") + "')"
    share(
        make_page(LONG, "a</scripty>b", words=words + "<script src=x></script>"),
        make_page(LONG, words=words + tail),
        make_page(words="<style media='(a > b)'>x</style><scripture>" + LONG),
    )


def export(*htmls: str) -> str:
    cells = [
        new_code_cell(outputs=[new_output("display_data", data={"text/html": html})])
        for html in htmls
    ]
    page: str = SproHTMLExporter().from_notebook_node(new_notebook(cells=cells))[0]
    return page


def test_two_maps_of_one_ground_are_written_once() -> None:
    """Leaflet, our scripts and the boundaries; whatever lines one of the maps draws above."""
    communes = grid()
    maps = [
        draw_commune_map(communes, [layer(communes)], title="Une carte"),
        draw_commune_map(
            communes, [layer(communes)], title="Une autre", outlines=communes.iloc[:7]
        ),
    ]
    htmls = [drawn._repr_html_() for drawn in maps]
    page = export(*htmls)
    assert read_frames(page) == [drawn.get_root().render(alone=False) for drawn in maps]
    assert page.count(leaflet_script()) == page.count(leaflet_css()) == 1
    for name in ("sproFrame(map", "sproChoropleth(map", "sproPicture(room", "sproNumbers(text)"):
        assert page.count(f"function {name}") == 1, name
    assert len(page) < len(export(htmls[0])) + 60_000
    assert export(*htmls) == page
    assert htmls[0] in export(htmls[0])


def test_boundaries_are_the_same_text_whatever_is_drawn_above() -> None:
    communes = grid(12, 12)
    land = re.compile(r'<script type="text/plain" id="spro-land">(.*?)</script>', re.DOTALL)
    rows = {"outlines": communes.iloc[:40], "context": None}
    plain, lined = (
        draw_commune_map(communes, [layer(communes)], title="Essai", **facts).get_root().render()
        for facts in ({}, rows)
    )
    assert land.findall(plain) == land.findall(lined)
    assert len(land.findall(plain)[0]) >= LEAST


def count_shared(page: str) -> Mapping[str, int]:
    return {
        "leaflet": page.count("Leaflet 1.9"),
        "boundaries": len(re.findall(r">[?-~]{9000,}\n[?-~]+</script>", page)),
        "frames": page.count("<iframe"),
    }


DRAWN = "document.querySelectorAll('.leaflet-overlay-pane path').length > 30"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here")
def test_the_maps_of_a_network_are_drawn(
    browser: Browser, products: Mapping[str, Path], tmp_path: Path
) -> None:
    """Also in a sandbox, where a frame may not reach for the page around it."""
    path = products["reseau"]
    written = path.read_text(encoding="utf-8")
    assert count_shared(written) == {"leaflet": 1, "boundaries": 1, "frames": 2}
    box = tmp_path / "box.html"
    box.write_text(f'<iframe sandbox="allow-scripts" src="{path.as_uri()}"></iframe>')
    context = browser.new_context(offline=True)
    for address, around in ((path.as_uri(), 1), (box.as_uri(), 2)):
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))  # noqa: B023 - read at once
        page.on("console", lambda message: said.append(message.text))  # noqa: B023 - read at once
        page.goto(address)
        frames = page.frames[around:]
        assert len(frames) == 2
        for frame, whole in zip(frames, read_frames(written), strict=True):
            frame.wait_for_function(DRAWN)
            assert frame.evaluate("document.scripts.length") == whole.count("</script>")
        if around == 1:
            held = page.eval_on_selector_all("iframe", "all => all.map((one) => one.srcdoc)")
            assert held == read_frames(written)
            assert page.evaluate("history.length") == 2
        assert said == []
        page.close()
    context.close()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here")
def test_without_scripts_a_frame_says_its_words(
    browser: Browser, products: Mapping[str, Path]
) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(products["reseau"].as_uri())
    for frame in page.frames[1:]:
        heading = frame.locator("h1")
        assert heading.bounding_box()
        assert frame.locator("footer").bounding_box()
    context.close()
