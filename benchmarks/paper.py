"""What a PDF takes and weighs, beside those of nbconvert's ``webpdf`` and of WeasyPrint.

One executed portrait, its charts with fixed pictures (the others draw none), made into a PDF by
each in turn, round after round, each in a process of its own that stays warm:

    python benchmarks/paper.py [issoudun] [--level spro] [--rounds 5] [--keep FOLDER]

- ours: ``nbconvert``'s exporter ``spro-pdf``; how much of it is drawing (charts by Vega, maps) and
  setting by Typst;
- webpdf: ``nbconvert``'s own, which starts a Chromium (``--chromium``, never downloaded), without a
  network;
- weasyprint: the page of ``spro-html``, set by WeasyPrint (``pip install weasyprint``); left out
  where it is not installed.

Prints milliseconds of the clock and of the processor (its own process and those it starts), medians
of the rounds; the first document, which loads fonts and scripts; bytes and pages.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbconvert.exporters import WebPDFExporter
from playwright import async_api
from pypdf import PdfReader

from spro_portraits.portrait import Section, build_portrait
from spro_portraits.render.exporter import load_exporter
from spro_portraits.render.notebooks import load_notebook
from spro_portraits.render.paper import document, exporter
from spro_portraits.settings import PICTURES, load_settings
from spro_portraits.tables import load_edition
from spro_portraits.territory import find_territory

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
"""No name is found: what the stock template would fetch fails at once."""
TRIES = 40
"""Times that Chromium is asked to start."""
STAGES = ("charts", "maps", "reading", "typst")
TIMES, BYTES = 10, 1_500_000
"""Targets: how many times faster than either; the most a portrait may weigh."""

NAMES = ("ours", "webpdf", "weasyprint")

Make = Callable[[Any], bytes]


@dataclass(frozen=True)
class Turn:
    """One document: its bytes, milliseconds of the clock and of the processor, our stages."""

    data: bytes
    wall: float
    processor: float
    stages: dict[str, float] = field(default_factory=dict)


def fill(level: str, code: str) -> Any:
    """Make the executed notebook of a portrait, without a kernel."""
    settings = load_settings()
    edition = load_edition(settings.data)
    portrait = build_portrait(edition, find_territory(edition, level, code))
    notebook = load_notebook(settings.notebooks / "portrait.ipynb")
    for cell in notebook.cells:
        last = cell.source.strip().split("\n")[-1]
        if last.startswith('portrait.section("'):
            thing: Any = portrait.section(last.split('"')[1])
        elif last in {"portrait.header", "portrait.publication"}:
            thing = getattr(portrait, last.partition(".")[2])
        else:
            continue
        blocks = thing.blocks if isinstance(thing, Section) else (thing,)
        cell.outputs = [show(block) for block in blocks]
    return notebook


def show(block: Any) -> Any:
    """Make the output of one block."""
    if hasattr(block, "_repr_mimebundle_"):
        data = block._repr_mimebundle_()
    else:
        data = {"text/html": block._repr_html_(), "text/plain": repr(block)}
    return nbformat.from_dict({"output_type": "display_data", "metadata": {}, "data": data})


SPENT = dict.fromkeys(STAGES, 0.0)


def watch(owner: Any, name: str, stage: str) -> None:
    """Add the time of a function to a stage."""
    made = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return made(*given, **named)
        finally:
            SPENT[stage] += 1000 * (time.perf_counter() - start)

    setattr(owner, name, timed)


def make_ours(notebook: Any) -> bytes:
    """Make our PDF."""
    return exporter.load_pdf_exporter().from_notebook_node(
        notebook, {"metadata": {"name": "portrait"}}
    )[0]


def make_webpdf(chromium: str) -> Make:
    """Make nbconvert's own PDF; its Chromium is the one that is given."""
    launch = async_api.BrowserType.launch

    async def launch_ours(self: Any, **named: Any) -> Any:
        asked = {**named, "executable_path": chromium, "args": list(ARGUMENTS)}
        for _ in range(TRIES - 1):
            try:
                return await launch(self, **asked)
            except async_api.Error:  # a busy machine
                await asyncio.sleep(0.05)
        return await launch(self, **asked)

    async_api.BrowserType.launch = launch_ours  # type: ignore[method-assign]
    made = WebPDFExporter(exclude_input=True)  # type: ignore[no-untyped-call]
    return lambda notebook: bytes(made.from_notebook_node(notebook)[0])


def make_weasyprint() -> Make:
    """Make WeasyPrint's PDF of our page.

    Raises
    ------
    ImportError
        Where it is not installed.
    """
    from weasyprint import HTML  # noqa: PLC0415 - perhaps not installed

    def make(notebook: Any) -> bytes:
        page, _ = load_exporter().from_notebook_node(notebook, {"metadata": {"name": "portrait"}})
        return bytes(HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"))

    return make


MAKER: list[Make] = []
"""What the process of a maker makes documents with."""


def open_maker(name: str, chromium: str) -> None:
    """Ready the process of one maker."""
    if name == "ours":
        watch(document, "draw_chart", "charts")
        watch(document.BlockReader, "_read_frame", "maps")
        watch(document.BlockReader, "read", "reading")
        watch(exporter, "typeset_document", "typst")
    made = {"ours": lambda: make_ours, "webpdf": lambda: make_webpdf(chromium)}
    MAKER[:] = [made.get(name, make_weasyprint)()]


def read_processor() -> float:
    """Read the seconds of the processor, of this process and of those that it waited for."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def take_turn(notebook: str) -> Turn:
    """Make one document, in the process of its maker."""
    read = nbformat.reads(notebook, 4)
    SPENT.update(dict.fromkeys(STAGES, 0.0))
    begun, start = read_processor(), time.perf_counter()
    data = MAKER[0](read)
    wall = 1000 * (time.perf_counter() - start)
    return Turn(data, wall, 1000 * (read_processor() - begun), dict(SPENT))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("territory", nargs="?", default="issoudun")
    parser.add_argument("--level", default="spro")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    os.environ[PICTURES] = "1"
    notebook = nbformat.writes(fill(asked.level, asked.territory))
    context = get_context("spawn")  # what one maker loads is no concern of the others
    turns: dict[str, list[Turn]] = {name: [] for name in NAMES}
    with ExitStack() as stack:
        makers = {
            name: stack.enter_context(
                ProcessPoolExecutor(
                    1, context, initializer=open_maker, initargs=(name, asked.chromium)
                )
            )
            for name in NAMES
        }
        for _ in range(asked.rounds + 1):
            for name, maker in makers.items():
                try:
                    turns[name].append(maker.submit(take_turn, notebook).result())
                except BrokenProcessPool:  # not installed
                    continue
    report(turns)
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        for name, taken in turns.items():
            if taken:
                (asked.keep / f"{name}.pdf").write_bytes(taken[-1].data)


def report(turns: dict[str, list[Turn]]) -> None:
    """Print what was measured, and whether the targets are met."""
    print(f"{'':12}{'first ms':>10}{'ms':>8}{'cpu ms':>9}{'bytes':>12}{'pages':>7}")
    middle = {
        name: statistics.median(turn.wall for turn in taken[1:])
        for name, taken in turns.items()
        if taken
    }
    for name, taken in turns.items():
        if not taken:
            print(f"{name:12} not installed")
            continue
        data = taken[-1].data
        pages = len(PdfReader(io.BytesIO(data)).pages)
        spent = statistics.median(turn.processor for turn in taken[1:])
        print(
            f"{name:12}{taken[0].wall:10.0f}{middle[name]:8.0f}{spent:9.0f}{len(data):12,}{pages:7}"
        )
    ours = turns["ours"]
    parts = {name: statistics.median(turn.stages[name] for turn in ours[1:]) for name in STAGES}
    parts["reading"] -= parts["maps"]
    print("ours, ms:", ", ".join(f"{name} {spent:.0f}" for name, spent in parts.items()))
    for name in set(middle) - {"ours"}:
        ratio = middle[name] / middle["ours"]
        heavier = len(turns[name][-1].data) / len(ours[-1].data)
        print(f"{name}: {ratio:.1f} times our time (target {TIMES}), {heavier:.1f} times our bytes")
    print(f"portrait: {len(ours[-1].data):,} bytes (target at most {BYTES:,})")


if __name__ == "__main__":
    main()
