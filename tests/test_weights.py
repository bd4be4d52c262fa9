"""Each page as heavy as a telephone can take, and asking for nothing.

Bounds in bytes stand some 10 % above what was measured on 28 November 2026. A page that grows
past its bound is looked at before the bound is moved. Portraits are promised at two megabytes.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from access_products import products as products  # noqa: PLC0414 - a fixture

from spro_portraits.render import render_notebook
from spro_portraits.render.slides import load_slides_exporter
from spro_portraits.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

PROMISE = 2_000_000
"""What a portrait may weigh, whatever its territory."""

BOUNDS: Mapping[str, int] = {
    "panorama": 1_100_000,
    "reseau": 1_310_000,
    "guide": 145_000,
    "flyer": 127_000,
    "instantane": 480_000,
    "synthese": 475_000,
    "metiers": 735_000,
    "evolution": 757_000,
    "index": 113_000,
    "suivi": 102_000,
}
"""Most bytes of the products of the SPRO of Issoudun, and of the pages of an edition."""

LARGE: tuple[tuple[str, str, str, int], ...] = (
    ("portrait", "spro", "cher", PROMISE),
    ("portrait", "departement", "37", PROMISE),
    ("portrait", "region", "24", PROMISE),
    ("reseau", "departement", "18", 1_480_000),
    ("reseau", "region", "24", 1_880_000),
)
"""The heaviest: notebook, level, territory, most bytes. Cher has the most communes of a SPRO;
its portrait was measured at 1,560,151 bytes, that of the region at 1,702,594; the networks of
Cher and of the region at 1,341,102 and 1,709,741."""

DECK = 1_520_000
"""Most bytes of the deck of the portrait of Issoudun."""

_ASKING = re.compile(
    r"<(?:script|img|link|iframe|source|video|audio|object|embed)\b[^>]*?"
    r"\b(?:src|href|data|srcset)\s*=\s*[\"']?(?!data:|#|\")([^\"'\s>]+)"
    r"|url\(\s*[\"']?(?!data:|#)([^\"')]+)|@import\s",
    re.IGNORECASE,
)


def find_requests(page: str) -> list[str]:
    """Find what a browser would ask for as it opens a page, its scripts aside."""
    markup = re.sub(r"(<script\b[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    # The page of a map stands in an attribute of its frame.
    framed = re.findall(r'\ssrcdoc="([^"]*)"', markup)
    markup = re.sub(r'\ssrcdoc="[^"]*"', "", markup)
    asked = [found[0][:200] for found in _ASKING.finditer(markup)]
    return asked + [one for inner in framed for one in find_requests(unescape(inner))]


def weigh(page: Path, bound: int) -> None:
    size = page.stat().st_size
    assert size <= bound, f"{page.name}: {size:,} bytes"
    assert find_requests(page.read_text(encoding="utf-8")) == []


def test_requests_are_found() -> None:
    assert find_requests("<img src='data:x'><a href='https://exemple.test'>y</a>") == []
    assert find_requests('<script>x = "<img src=a.png>"</script>') == []
    for asking in (
        "<img alt='' src=a.png>", '<link rel="stylesheet" href="//exemple.test/a.css">',
        '<script src="a.js"></script>', "<style>b{background:url(a.png)}</style>",
        "<style>@import 'a.css'</style>", '<iframe srcdoc="&lt;img src=a.png&gt;"></iframe>',
    ):  # fmt: skip
        assert len(find_requests(asking)) == 1, asking


def test_a_portrait_is_light(products: Mapping[str, Path]) -> None:
    weigh(products["portrait"], PROMISE)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_page_does_not_grow_unseen(products: Mapping[str, Path], name: str) -> None:
    weigh(products[name], BOUNDS[name])


@pytest.mark.parametrize(("name", "level", "territory", "bound"), LARGE)
def test_the_largest_territories_stay_light(
    tmp_path: Path, name: str, level: str, territory: str, bound: int
) -> None:
    asked: dict[str, Any] = {"level": level, "territory": territory}
    render_notebook(name, asked, tmp_path, settings=load_settings())
    weigh(tmp_path / f"{name}.html", bound)


def test_a_deck_does_not_grow_unseen(products: Mapping[str, Path], tmp_path: Path) -> None:
    notebook = nbformat.read(products["portrait"].with_suffix(".ipynb"), 4)
    body, _ = load_slides_exporter().from_notebook_node(notebook, {"metadata": {"name": "deck"}})
    deck = tmp_path / "portrait.slides.html"
    deck.write_text(body, encoding="utf-8")
    weigh(deck, DECK)
