"""What a map of the region by commune weighs and takes, beside those of folium and GeoPandas.

Five indicators of every commune of the edition, every point of its boundaries kept: our page,
``folium.Choropleth`` five times, ``GeoDataFrame.explore`` five times, each page opened by a
Chromium of its own, without a network, in turn:

    python benchmarks/maps.py [--rounds 3] [--keep FOLDER] [--only ours,folium,explore]

Prints bytes of the page and of its geometry, milliseconds to the first drawing (navigation to
the end of the first frame after ``load``) and to switch the indicator (click to the end of the
next frame, each switch of one tour), the heap of its scripts after a collection, and the most
memory that its process ever took. Times are medians of the rounds.

The scripts that the others fetch are files beside their pages, taken from the wheels
XStatic-Leaflet, XStatic-jQuery and XStatic-D3 (the last two are needed for the others only), and
whatever else they ask for (Bootstrap, fonts, icons) is taken out of them: no time of a network
counts against them. They are weighed as they were made. ``explore`` needs matplotlib and
mapclassify; without them it is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from spro_portraits.indicators import BY_KEY, list_commune_values
from spro_portraits.maps import MapLayer, draw_commune_map
from spro_portraits.portrait.ground import find_communes, find_departements, find_towns
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.wording import INDICATOR_WORDS

INDICATORS = (
    "population_growth_2013_2018", "unemployment_rate_census_2018", "density",
    "median_income_2021", "population",
)  # fmt: skip
PAGE, GEOMETRY, SHARE, PART = 900_000, 310_000, 10, 3
"""Targets: bytes of the page and of its geometry; our share of folium's bytes and times."""

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)  # fmt: skip
WHEELS = (
    (r"/leaflet(\.min)?\.js", "leaflet", "leaflet.js"),
    (r"/leaflet(\.min)?\.css", "leaflet", "leaflet.css"),
    (r"/jquery[-.\d]*(\.min)?\.js", "jquery", "jquery.min.js"),
    (r"/d3(\.min)?\.js", "d3", "d3.js"),
)
_FETCHED = re.compile(r'(?:src|href)="(https?://[^"]+)"')
_COORDINATES = re.compile(r'"coordinates": ?\[[][\d., e+-]*\]')
_OURS = re.compile(r'id="spro-land[-\w]*">.*?</script>', re.DOTALL)
_WATCH = """
window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => {
  window.firstDrawing = performance.now();
})));
"""
_CLICK = """
([off, on]) => new Promise((done) => {
  const all = [...document.querySelectorAll(
    "input[name=layer], .leaflet-control-layers-overlays input")];
  const begun = performance.now();
  if (all[off].type === "checkbox") all[off].click();
  all[on].click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})
"""


@dataclass
class Sample:
    """What was measured of one way of drawing; times in milliseconds, memory in bytes."""

    made: float
    page: int
    geometry: int
    first: list[float] = field(default_factory=list)
    switch: list[float] = field(default_factory=list)
    heap: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Facts:
    """The region: its communes with a column for each indicator."""

    edition: Edition
    frame: gpd.GeoDataFrame
    labels: dict[str, str]


def read_facts(edition: Edition) -> Facts:
    """Read the values of all indicators for every commune of the edition."""
    shapes = edition.shapes.sort_values("code", ignore_index=True)
    frame = shapes[["code", "name", "geometry"]].to_crs(4326)
    codes = tuple(map(str, frame["code"]))
    for key in INDICATORS:
        frame[key] = np.asarray(list_commune_values(edition, codes, BY_KEY[key]).value, float)
    return Facts(edition, frame, {key: INDICATOR_WORDS[key].label for key in INDICATORS})


def draw_ours(facts: Facts) -> str:
    """Draw with this library."""
    edition, codes = facts.edition, [str(code) for code in facts.frame["code"]]
    layers = []
    for key in INDICATORS:
        found = list_commune_values(edition, codes, BY_KEY[key])
        index = pd.Index(codes)
        layers.append(
            MapLayer(
                key=key,
                label=facts.labels[key],
                unit=BY_KEY[key].unit,
                values=pd.Series(found.value, index=index),
                reasons=pd.Series(found.reason, index=index, dtype=object),
                source=facts.edition.sources[BY_KEY[key].sources[0]].citation,
            )
        )
    departements = find_departements(edition)
    drawn = draw_commune_map(
        find_communes(edition, codes),
        layers,
        outlines=departements,
        context=departements,
        places=find_towns(edition, codes, facts.frame["population"]),
        title="Communes de la région",
        simplified=False,
    )
    return str(drawn.get_root().render())


def draw_folium(facts: Facts) -> str:
    """Draw with ``folium.Choropleth``, as its own guide does."""
    drawn = folium.Map(location=[47.5, 1.7], zoom_start=8, tiles=None)
    for rank, key in enumerate(INDICATORS):
        folium.Choropleth(
            geo_data=facts.frame[["code", "name", "geometry"]],
            data=facts.frame,
            columns=["code", key],
            key_on="feature.properties.code",
            fill_color="Blues",
            legend_name=facts.labels[key],
            name=facts.labels[key],
            show=rank == 0,
        ).add_to(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    return str(drawn.get_root().render())


def draw_explore(facts: Facts) -> str:
    """Draw with ``GeoDataFrame.explore``, a layer an indicator."""
    drawn = None
    for rank, key in enumerate(INDICATORS):
        drawn = facts.frame[["code", "name", key, "geometry"]].explore(
            key, m=drawn, tiles=None, cmap="Blues", scheme="quantiles", name=facts.labels[key],
            show=rank == 0,
        )  # fmt: skip
    folium.LayerControl(collapsed=False).add_to(drawn)
    return str(drawn.get_root().render())


WAYS: dict[str, Callable[[Facts], str]] = {
    "ours": draw_ours, "folium": draw_folium, "explore": draw_explore,
}  # fmt: skip


def weigh_geometry(page: str) -> int:
    """Count the bytes of a page that are coordinates, or tell which arcs make a shape."""
    found = (*_OURS.findall(page), *_COORDINATES.findall(page))
    return sum(len(text.encode()) for text in found)


def bring_home(page: str, folder: Path, missing: set[str]) -> str:
    """Put beside a page the files it fetches, from the wheels installed here; leave out others."""

    def find(match: re.Match[str]) -> str:
        url = match[1]
        for pattern, package, name in WHEELS:
            if re.search(pattern + r"$", url):
                content = files(f"xstatic.pkg.{package}").joinpath("data", name).read_bytes()
                (folder / name).write_bytes(content)
                return match[0].replace(url, name)
        missing.add(url)
        return ""

    return _FETCHED.sub(find, page)


@contextmanager
def start(playwright: Playwright) -> Iterator[Browser]:
    """Start a Chromium for one page."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    try:
        yield browser
    finally:
        browser.close()


def find_peak() -> int:
    """Give the most memory that a process of a page, started from here, ever took."""
    peaks = [0]
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
                peaks.append(int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024)
        except (psutil.NoSuchProcess, FileNotFoundError):
            continue
    return max(peaks)


def measure(playwright: Playwright, file: Path, sample: Sample, count: int) -> None:
    """Open a page once, and tour its indicators."""
    with start(playwright) as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        page: Page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(_WATCH)
        page.goto(file.as_uri(), wait_until="load", timeout=120_000)
        page.wait_for_function("window.firstDrawing > 0", timeout=120_000)
        drawn = page.locator("path.leaflet-interactive").count()
        if errors or drawn < count:
            raise SystemExit(f"{file.name}: {drawn} shapes of {count} drawn; {errors}")
        sample.first.append(float(page.evaluate("window.firstDrawing")))
        tour = range(len(INDICATORS))
        for off, on in zip(tour, (*tour[1:], 0), strict=True):
            sample.switch.append(float(page.evaluate(_CLICK, [off, on])))
        protocol = context.new_cdp_session(page)
        protocol.send("HeapProfiler.collectGarbage")
        protocol.send("Performance.enable")
        metrics: list[dict[str, Any]] = protocol.send("Performance.getMetrics")["metrics"]
        sample.heap.append(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize"))
        sample.peak.append(find_peak())


def report(samples: dict[str, Sample]) -> None:
    """Print the table and the targets."""
    print(f"{'':9}{'made s':>8}{'page kB':>10}{'geometry kB':>13}{'first ms':>10}"
          f"{'switch ms':>11}{'heap MB':>9}{'peak MB':>9}")  # fmt: skip
    middle = statistics.median
    for name, one in samples.items():
        print(f"{name:9}{one.made:8.2f}{one.page / 1e3:10.0f}{one.geometry / 1e3:13.1f}"
              f"{middle(one.first):10.0f}{middle(one.switch):11.1f}{middle(one.heap) / 1e6:9.1f}"
              f"{middle(one.peak) / 1e6:9.0f}")  # fmt: skip
        if one.missing:
            print(f"         left out: {len(one.missing)} files of "
                  f"{', '.join(sorted({url.split('/')[2] for url in one.missing}))}")  # fmt: skip
    if "ours" not in samples:
        return
    ours = samples["ours"]
    targets = [("page", ours.page, PAGE), ("geometry", ours.geometry, GEOMETRY)]
    if "folium" in samples:
        other = samples["folium"]
        targets += [
            ("page, of folium's", ours.page, other.page / SHARE),
            ("first drawing, of folium's", middle(ours.first), middle(other.first) / PART),
            ("switch, of folium's", middle(ours.switch), middle(other.switch) / PART),
        ]
    for name, found, most in targets:
        print(
            f"{'met' if found <= most else 'MISSED':7}{name}: {found:,.0f} of at most {most:,.0f}"
        )


def main() -> None:
    """Draw, open, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder for the pages and the measures")
    parser.add_argument("--only", default=",".join(WAYS))
    options = parser.parse_args()
    facts = read_facts(load_edition(load_settings().data))
    samples: dict[str, Sample] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name in options.only.split(","):
            begun = time.process_time()
            try:
                page = WAYS[name](facts)
            except ImportError as error:
                print(f"{name}: left out ({error})")
                continue
            made = time.process_time() - begun
            sample = Sample(made, len(page.encode()), weigh_geometry(page))
            home = page if name == "ours" else bring_home(page, folder, sample.missing)
            (folder / f"{name}.html").write_text(home, encoding="utf-8")
            samples[name] = sample
        for _ in range(options.rounds):
            for name, sample in samples.items():
                measure(playwright, folder / f"{name}.html", sample, len(facts.frame))
        report(samples)
        if options.keep:
            kept = {
                name: vars(sample) | {"missing": sorted(sample.missing)}
                for name, sample in samples.items()
            }
            (folder / "maps.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
