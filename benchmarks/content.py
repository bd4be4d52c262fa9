"""What the content of portraits costs without a notebook: the floor of any engine.

Makes the same measures, drawings, pages and files as ``spro-portraits render`` makes of
``notebooks/portrait.ipynb``, in one warm process, with no kernel, no papermill and no executed
notebook, and prints the milliseconds of CPU a portrait, by stage and round:

    python benchmarks/content.py [--levels spro,bassin] [--count 34] [--rounds 2]
    python benchmarks/content.py --profile 40    # the costliest functions of the last round
    python benchmarks/content.py --check 2       # pages equal those of render_notebook, to the byte

Charts carry no fixed pictures, as in products; ``SPRO_PORTRAITS_PICTURES=1`` adds them. The first
round fills what an edition keeps; the last one is what a portrait of a long batch
costs.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from spro_portraits.portrait import Portrait, Section, build_portrait
from spro_portraits.portrait import subject as subjects
from spro_portraits.render import DEFAULT_FORMS, name_files, product, render_notebook
from spro_portraits.render.notebooks import find_notebook, load_notebook
from spro_portraits.render.payload import find_payload
from spro_portraits.settings import PICTURES, Settings, load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import Territory, list_territories

STAGES = ("figures", "drawings", "display", "export", "write")
_SHOWN = re.compile(r"^portrait\.(?:section\(\"(?P<key>\w+)\"\)|(?P<name>\w+))$", re.MULTILINE)


class Clock:
    """CPU seconds of this process, by stage."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of what runs inside to a stage."""
        start = time.process_time()
        try:
            yield
        finally:
            self.spent[name] += time.process_time() - start


def show(block: Any) -> Any:
    """Make the output of one block, through JSON as a kernel does."""
    if hasattr(block, "_repr_mimebundle_"):
        data = block._repr_mimebundle_()
    else:
        data = {"text/html": block._repr_html_(), "text/plain": repr(block)}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return nbformat.from_dict(json.loads(json.dumps(output, sort_keys=True)))


def fill(source: Any, portrait: Portrait) -> Any:
    """Give the notebook the outputs that running it gives."""
    for cell in source.cells:
        if cell.cell_type == "code" and (match := _SHOWN.search(cell.source)):
            thing = portrait.section(match["key"]) if match["key"] else portrait
            thing = thing if match["key"] else getattr(portrait, match["name"])
            blocks = thing.blocks if isinstance(thing, Section) else (thing,)
            cell.outputs = [show(block) for block in blocks]
    return source


def make_content(
    edition: Edition, territory: Territory, folder: Path, notebook: Path, clock: Clock
) -> None:
    """Make the page and the files of one portrait."""
    made = name_files(notebook.stem, folder)
    compute = subjects.compute_measures

    def timed(*args: Any, **options: Any) -> Any:
        with clock.stage("figures"):
            return compute(*args, **options)

    before = clock.spent["figures"]
    subjects.compute_measures = timed
    try:
        with clock.stage("drawings"):
            portrait = build_portrait(edition, territory)
    finally:
        subjects.compute_measures = compute
    clock.spent["drawings"] -= clock.spent["figures"] - before
    with clock.stage("display"):
        executed = fill(load_notebook(notebook), portrait)
    with clock.stage("write"):
        payload = find_payload(executed)
        figures = product._write_figures(payload, made) if payload else ()  # noqa: SLF001
    with clock.stage("export"):
        broken = product._export(executed, made.forms, DEFAULT_FORMS, figures)  # noqa: SLF001
    if broken:
        raise SystemExit(str(broken))


def run_round(
    edition: Edition, territories: list[Territory], folder: Path, notebook: Path
) -> dict[str, float]:
    """Make all portraits; give milliseconds of CPU a portrait, by stage."""
    clock = Clock()
    for territory in territories:
        place = folder / territory.key
        place.mkdir(exist_ok=True)
        make_content(edition, territory, place, notebook, clock)
    return {stage: 1000 * spent / len(territories) for stage, spent in clock.spent.items()}


def check(territories: list[Territory], folder: Path, settings: Settings) -> None:
    """Compare pages and files with those that come of running the notebook."""
    for territory in territories:
        asked = {"territory": territory.code, "level": territory.level}
        rendered = render_notebook(
            "portrait", asked, folder / f"{territory.key}-nb", settings=settings
        )
        made = name_files("portrait", folder / territory.key)
        for name in ("page", "indicators", "figures_csv", "figures_xlsx"):
            one, other = getattr(rendered.files, name), getattr(made, name)
            same = one.read_bytes() == other.read_bytes()
            print(f"{territory.key} {other.name}: {'same bytes' if same else 'DIFFERENT'}")


def main() -> None:
    """Print a line a round."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--levels", default="spro,bassin")
    parser.add_argument("--count", type=int, default=0, help="territories; 0 for all")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", type=int, default=0, help="functions to list")
    parser.add_argument("--check", type=int, default=0, help="territories to run as notebooks")
    asked = parser.parse_args()
    os.environ.setdefault(PICTURES, "0")
    settings = load_settings()
    notebook = find_notebook("portrait", settings)
    edition = load_edition(settings.data)
    territories = [
        territory
        for level in asked.levels.split(",")
        for territory in list_territories(edition, level)
    ][: asked.count or None]
    print(f"{len(territories)} territories; ms of CPU a portrait")
    print(f"{'round':>6}" + "".join(f"{stage:>10}" for stage in (*STAGES, "all")))
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as made_in:
        folder = Path(made_in)
        for turn in range(1, asked.rounds + 1):
            if asked.profile and turn == asked.rounds:
                profile.enable()
            spent = run_round(edition, territories, folder, notebook)
            profile.disable()
            values = (*spent.values(), sum(spent.values()))
            print(f"{turn:>6}" + "".join(f"{value:>10.1f}" for value in values), flush=True)
        check(territories[: asked.check], folder, settings)
    if asked.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(asked.profile)


if __name__ == "__main__":
    main()
