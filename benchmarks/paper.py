"""What a PDF takes and weighs, beside those of nbconvert's ``webpdf`` and of WeasyPrint.

One executed portrait, its charts with fixed pictures (the others draw none), made into a PDF by
each in turn, round after round, each in a process of its own that stays warm:

    python benchmarks/paper.py [issoudun] [--level spro] [--rounds 5] [--keep FOLDER]
                               [--notebooks instantane flyer guide reseau]

- ours: ``nbconvert``'s exporter ``spro-pdf``; how much of it is drawing (charts by Vega, maps) and
  setting by Typst;
- webpdf: ``nbconvert``'s own, which starts a Chromium (``--chromium``, never downloaded), without a
  network;
- weasyprint: the page of ``spro-html``, set by WeasyPrint (``pip install weasyprint``); left out
  where it is not installed.

The other notebooks that become documents are made by ours alone, each a line; one that this copy
does not have is left out, and said so.

Prints milliseconds of the clock and of the processor (its own process and those it starts), medians
of the rounds; the first document, which loads fonts and scripts; bytes and pages.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import re
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

from spro_portraits import portrait
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

SHOWN = re.compile(r'\w+\.(?:section\("(?P<key>\w+)"\)|(?P<whole>header|publication))')
"""The last line of a cell that shows something."""
OPENERS = {
    "reseau": "open_network", "metiers": "open_occupations", "synthese": "open_synthesis",
}  # fmt: skip
"""Doors of :mod:`spro_portraits.portrait` that have another name than their notebook."""

Make = Callable[[Any], bytes]


@dataclass(frozen=True)
class Turn:
    """One document: its bytes, milliseconds of the clock and of the processor, our stages."""

    data: bytes
    wall: float
    processor: float
    stages: dict[str, float] = field(default_factory=dict)


def fill(name: str, opened: Any) -> Any:
    """Give a notebook its outputs, of what it opens, without a kernel."""
    notebook = load_notebook(load_settings().notebooks / f"{name}.ipynb")
    for cell in notebook.cells:
        found = SHOWN.fullmatch(cell.source.strip().split("\n")[-1])
        if cell.cell_type != "code" or not found:
            continue
        key, whole = found["key"], found["whole"]
        thing: Any = opened.section(key) if key else getattr(opened, whole)
        blocks = thing.blocks if isinstance(thing, Section) else (thing,)
        cell.outputs = [show(block) for block in blocks]
    return notebook


def fill_portrait(level: str, code: str) -> Any:
    """Make the executed notebook of a portrait."""
    edition = load_edition(load_settings().data)
    return fill("portrait", build_portrait(edition, find_territory(edition, level, code)))


def fill_other(name: str, level: str, code: str) -> Any:
    """Make the executed notebook of another document; None where this copy has none."""
    door = getattr(portrait, OPENERS.get(name, f"open_{name}"), None)
    if door is None or not (load_settings().notebooks / f"{name}.ipynb").is_file():
        return None
    return fill(name, door(level) if name == "synthese" else door(code, level))


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
    parser.add_argument(
        "--notebooks", nargs="*", default=["instantane", "flyer", "synthese", "guide", "reseau"]
    )
    asked = parser.parse_args()
    os.environ[PICTURES] = "1"
    notebook = nbformat.writes(fill_portrait(asked.level, asked.territory))
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
        report_others(makers["ours"], asked)
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


def report_others(ours: ProcessPoolExecutor, asked: argparse.Namespace) -> None:
    """Print a line for each other document: drawing, reading, setting, bytes, pages."""
    heads = "".join(f"{name:>9}" for name in STAGES)
    print(f"{'document':12}{'ms':>8}{heads}{'bytes':>12}{'pages':>7}")
    for name in asked.notebooks:
        notebook = fill_other(name, asked.level, asked.territory)
        if notebook is None:
            print(f"{name:12} skipped: no such notebook in this copy")
            continue
        written = nbformat.writes(notebook)
        turns = [ours.submit(take_turn, written).result() for _ in range(asked.rounds + 1)][1:]
        spent = {stage: statistics.median(turn.stages[stage] for turn in turns) for stage in STAGES}
        spent["reading"] -= spent["maps"]
        data = turns[-1].data
        print(
            f"{name:12}{statistics.median(turn.wall for turn in turns):8.0f}"
            f"{''.join(f'{one:9.0f}' for one in spent.values())}"
            f"{len(data):12,}{len(PdfReader(io.BytesIO(data)).pages):7}"
        )


if __name__ == "__main__":
    main()
