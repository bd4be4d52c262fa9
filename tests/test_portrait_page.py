"""One real portrait, from the command line to a browser without a network."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from spro_portraits.settings import load_settings

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCRIPT = Path(sys.executable).with_name("spro-portraits")
MOST_BYTES = 2_500_000
KEYS = {
    "population": 32694,
    "population_2018": 33760,
    "jobs_2018": 12655.6576,
    "unemployed_census_2018": 1683.775,
    "labour_force_2018": 14833.38252,
    "recruitment_projects": 773,
    "recruitment_difficulty": 100 * 613 / 773,
}
"""Figures of Issoudun: sums of the official files, made apart from this program."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reports")
    command = [str(SCRIPT), "render", "issoudun", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*/spro-issoudun"))


def test_the_products_are_there(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "portrait.html",
        "portrait.ipynb",
        "indicators.csv",
        "portrait-chiffres.csv",
        "portrait-chiffres.xlsx",
        "provenance.json",
    }
    assert (folder.parent / "index.html").is_file()
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    edition = json.loads((load_settings().data / "edition.json").read_text(encoding="utf-8"))
    assert edition["hash"] in json.dumps(provenance)


def test_the_page_is_one_light_file(folder: Path) -> None:
    page = (folder / "portrait.html").read_text(encoding="utf-8")
    assert len(page.encode()) <= MOST_BYTES
    assert '<html lang="fr">' in page
    assert "<title>Portrait de territoire – SPRO d’Issoudun</title>" in page
    assert '<meta name="description"' in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "portrait.section(" not in page, "code is not for readers"


def test_the_file_of_indicators(folder: Path) -> None:
    raw = (folder / "indicators.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines(), delimiter=";"))
    assert list(rows[0])[:14] == [
        "territory", "level", "indicator", "label", "value", "unit", "numerator", "denominator",
        "vintage", "source", "reason", "departement", "region", "france",
    ]  # fmt: skip
    assert {(row["territory"], row["level"]) for row in rows} == {("issoudun", "spro")}
    values = {row["indicator"]: row for row in rows}
    for key, expected in KEYS.items():
        assert float(values[key]["value"]) == pytest.approx(expected, rel=1e-6), key
    assert values["unemployment_rate"]["value"] == ""
    assert values["unemployment_rate"]["reason"] == "non_diffuse"
    assert float(values["population"]["region"]) == 2573303


def test_papermill_and_nbconvert_alone_make_it(tmp_path: Path) -> None:
    """Without our command line: papermill runs the notebook, stock nbconvert exports it."""
    source, executed = load_settings().notebooks / "portrait.ipynb", tmp_path / "dreux.ipynb"
    run = [
        sys.executable,
        "-m",
        "papermill",
        str(source),
        str(executed),
        "-p",
        "territory",
        "dreux",
    ]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    notebook = nbformat.read(executed, as_version=4)
    shown = json.dumps(notebook)
    assert "SPRO de Dreux" in shown
    assert "image/svg+xml" in shown, "JupyterLab shows charts without a network"
    export = [sys.executable, "-m", "nbconvert", "--to", "html", str(executed)]
    done = subprocess.run(export, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "SPRO de Dreux" in (tmp_path / "dreux.html").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (/usr/bin/chromium)")
@pytest.mark.parametrize("width", [400, 1920])
def test_the_page_lives_without_a_network(folder: Path, width: int) -> None:
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((folder / "portrait.html").as_uri())
        charts = page.locator(".spro-chart").count()
        page.wait_for_function(
            "n => document.querySelectorAll('.spro-chart svg').length === n", arg=charts
        )
        frame = page.frame_locator("iframe")
        frame.locator("path.leaflet-interactive").first.wait_for()
        communes = frame.locator("path.leaflet-interactive").count()
        wide = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))]
    assert outside == []
    assert said == []
    assert charts >= 8
    assert communes >= 49
    assert wide <= width
