"""What a batch of portraits takes, beside the other ways to run notebooks and make their pages.

Each alternative starts cold, as whole processes; all of them run in turn in each round:

    python benchmarks/batch.py                       # 24 portraits of EPCI, all alternatives
    python benchmarks/batch.py --sample 6            # papermill and ploomber: 6 of 24, scaled
    python benchmarks/batch.py --many 300 --level commune   # and 300 portraits
    python benchmarks/batch.py --any                 # 24 copies of a notebook that is not ours
    python benchmarks/batch.py --all-communes        # every commune of the region, ours alone

``command``: ``papermill``, then ``jupyter nbconvert --to html``, one process after the other.
``pool``: ``papermill.execute_notebook``, stock engine, and nbconvert's API; 2 processes.
``ploomber``: ploomber-engine, no isolation, and nbconvert's API; one process.
``floor``: the same figures, drawings and files with no notebook (``content.py``), one process.
``ours``: ``spro-portraits batch --jobs 2``; with ``--any``, ``pool`` with the engine ``spro``.

Charts carry no fixed pictures in any of them (``SPRO_PORTRAITS_PICTURES=0``, as products by
default). CPU seconds are of all processes. Memory is sampled over their tree: the sum of resident
pages (shared ones count in each process; 4 times a second), of proportional ones (shared ones
count once; once a second). A row with ≈ was run for some pages only: each other one is counted as
those that followed the first of its process, so that no cold start is paid twice. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import functools
import importlib.util
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import psutil

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: what outlives its parent is waited for here, and counted
TICK, MIB = 0.25, 2**20
BIN = Path(sys.executable).parent
NO_PAGES = {"index", "suivi", "panorama"}  # those of a whole batch
HAS_PLOOMBER, HAS_PLOTLY = map(importlib.util.find_spec, ("ploomber_engine", "plotly"))
ANY_CELLS = """import folium, numpy as np, pandas as pd
---
random = np.random.default_rng(7)
table = pd.DataFrame(random.normal(size=(200, 4)), columns=list("abcd"))
table["group"] = np.arange(200) % 5
table.groupby("group").agg(["mean", "std", "min", "max"])
---
map_ = folium.Map((47.4, 1.7), zoom_start=8)
for row in table.itertuples():
    folium.CircleMarker((47.4 + row.a / 3, 1.7 + row.b / 3), popup=f"{row.d:.2f}").add_to(map_)
map_"""
PLOTLY_CELLS = """
---
import plotly.express as px, plotly.io
plotly.io.renderers.default = "notebook_connected"
px.scatter(table, x="a", y="b", color="group", size=table.c.abs(), hover_data=["d"])"""

load_exporter = functools.cache(lambda: importlib.import_module("nbconvert").HTMLExporter())


@dataclass(frozen=True)
class Run:
    """What one alternative took; ``ends``: seconds at which pages were there; samples: bytes."""

    seconds: float
    cpu: float
    jobs: int
    ends: list[float]
    samples: list[tuple[float, float, float]]
    size: int
    is_scaled: bool = False

    def scale(self, count: int) -> Run:
        """Tell what ``count`` pages would have taken at the pace after the first of each job."""
        done = len(self.ends)
        if done >= count:
            return self
        known = self.jobs if done > self.jobs else 0
        pace = (self.ends[-1] - (self.ends[known - 1] if known else 0)) / (done - known)
        seconds = self.seconds + (count - done) * pace
        return replace(self, seconds=seconds, cpu=self.cpu * seconds / self.seconds, is_scaled=True)

    def find_peak(self, kind: int, start: float = 0, end: float = 1) -> float:
        """MiB of resident (1) or proportional (2) pages at most, in a part of the run."""
        part = [s[kind] for s in self.samples if start <= s[0] / self.samples[-1][0] <= end]
        return max(part, default=0) / MIB


def watch_memory(samples: list[tuple[float, float, float]], ended: threading.Event) -> None:
    """Sample all that this process has started: resident pages, each fourth time the others."""
    start, me = time.perf_counter(), psutil.Process()
    while not ended.wait(TICK):
        resident = proportional = 0
        for process in me.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                resident += process.memory_info().rss
                proportional += 0 if len(samples) % 4 else process.memory_full_info().pss
        samples.append((time.perf_counter() - start, resident, proportional))


def run_alternative(way: str, tasks: list[dict[str, Any]]) -> Run:
    """Run the commands of an alternative in a new folder; all pages must be there."""
    with tempfile.TemporaryDirectory(prefix="batch-") as place:
        out, log = Path(place, "out"), Path(place, "log")
        out.mkdir()
        commands = build_commands(way, tasks, out)
        env = os.environ | {"PLOOMBER_STATS_ENABLED": "false", "SPRO_PORTRAITS_PICTURES": "0"}
        samples: list[tuple[float, float, float]] = []
        ended = threading.Event()
        thread = threading.Thread(target=watch_memory, args=(samples, ended))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start, started = time.perf_counter(), time.time()
        thread.start()
        with log.open("wb") as told:
            for command in commands:
                done = subprocess.run(command, stdout=told, stderr=told, env=env, check=False)
                if done.returncode:
                    break
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        seconds = time.perf_counter() - start
        ended.set()
        thread.join()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        pages = [page for page in out.rglob("*.html") if page.stem not in NO_PAGES]
        if done.returncode or len(pages) != len(tasks):
            raise SystemExit(f"{way}: {len(pages)} pages, {done.args}\n{log.read_text()[-2000:]}")
        return Run(
            seconds=seconds,
            cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            jobs=2 if way in {"pool", "ours"} else 1,
            ends=sorted(page.stat().st_mtime - started for page in pages),
            samples=samples,
            size=sum(path.stat().st_size for path in out.rglob("*") if path.is_file()),
        )


def build_commands(way: str, tasks: list[dict[str, Any]], out: Path) -> list[list[str]]:
    """Build the commands of an alternative: two a page, the package's own, or this script."""
    given = tasks[0]["given"]
    if way == "command":
        commands = []
        for task in tasks:
            notebook = f"{out}/{task['key']}.ipynb"
            raw = [text for pair in task["given"].items() for text in ("-r", *pair)]  # codes: texts
            commands.append([f"{BIN}/papermill", task["notebook"], notebook, *raw])
            commands.append([f"{BIN}/jupyter", "nbconvert", "--to", "html", notebook])
        return commands
    if way == "ours" and given:
        only = ",".join(task["given"]["territory"] for task in tasks)
        batch = [f"{BIN}/spro-portraits", "batch", "--level", given["level"], "--jobs", "2"]
        return [[*batch, "--out", str(out), *([] if tasks[0]["whole"] else ["--only", only])]]
    asked = out.parent / "tasks.json"
    asked.write_text(json.dumps(tasks))
    return [[sys.executable, __file__, "--work", way, str(asked), str(out)]]


def make_page(way: str, task: dict[str, Any], out: Path) -> None:
    """Run a notebook through the API of an engine, and make its page."""
    engine = importlib.import_module("ploomber_engine" if way == "ploomber" else "papermill")
    options = {"engine_name": "spro"} if way.startswith("ours") else {}
    notebook = out / f"{task['key']}.ipynb"
    engine.execute_notebook(
        task["notebook"], str(notebook), parameters=task["given"], progress_bar=False, **options
    )
    page, _ = load_exporter().from_filename(str(notebook))
    notebook.with_suffix(".html").write_text(page, encoding="utf-8")


def work(way: str, tasks: list[dict[str, Any]], out: Path) -> None:
    """Make all pages of an alternative: what the new interpreter does."""
    if way == "floor":
        import content  # noqa: PLC0415

        level, codes = tasks[0]["given"]["level"], {task["given"]["territory"] for task in tasks}
        edition = content.load_edition(content.load_settings().data)
        chosen = [one for one in content.list_territories(edition, level) if one.code in codes]
        content.run_round(edition, chosen, out, Path(tasks[0]["notebook"]))
    elif way in {"pool", "ours"}:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            for done in [pool.submit(make_page, way, task, out) for task in tasks]:
                done.result()
    else:
        for task in tasks:
            make_page(way, task, out)


def list_portraits(level: str, count: int) -> list[dict[str, Any]]:
    """List portraits of ``count`` territories, spread over a level; of all where it has fewer."""
    import content  # noqa: PLC0415 - the workers of other alternatives do not pay for it

    settings = content.load_settings()
    listed = content.list_territories(content.load_edition(settings.data), level)
    count = min(count, len(listed))
    chosen = [listed[number * len(listed) // count] for number in range(count)]
    rest = {"notebook": f"{settings.notebooks}/portrait.ipynb", "whole": count == len(listed)}
    return [{"key": t.key, "given": {"territory": t.code, "level": level}, **rest} for t in chosen]


def list_copies(folder: Path, count: int) -> list[dict[str, Any]]:
    """Write the notebook that is not ours; list as many tasks of it."""
    import nbformat  # noqa: PLC0415

    spec = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": spec})
    cells = ANY_CELLS + (PLOTLY_CELLS if HAS_PLOTLY else "")
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells.split("\n---\n")]
    nbformat.write(notebook, folder / "any.ipynb")
    rest = {"given": {}, "notebook": f"{folder}/any.ipynb"}
    return [{"key": f"copy-{number}", **rest} for number in range(count)]


def show_table(title: str, count: int, rounds: list[dict[str, Run]]) -> None:
    """Print a markdown table: medians of the rounds, ratios to ours with least and most."""
    print(f"\n{count} {title}, {len(rounds)} round(s)\n")
    print("| alternative | seconds | CPU seconds | peak MiB, resident / proportional | ÷ ours |")
    print("|---|---|---|---|---|")
    for name in rounds[0]:
        runs = [turn[name] for turn in rounds]
        ratios = [turn[name].seconds / turn["ours"].seconds for turn in rounds]
        sign = "≈ " if runs[0].is_scaled else ""
        spent = f"{median(r.seconds for r in runs):.1f} | {sign}{median(r.cpu for r in runs):.1f}"
        peak = " / ".join(f"{median(r.find_peak(kind) for r in runs):.0f}" for kind in (1, 2))
        spread = f"{sign}{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"| {name} | {sign}{spent} | {peak} | {spread} |")
    run = rounds[-1]["ours"]
    quarters = " ".join(f"{run.find_peak(1, i / 4, (i + 1) / 4):.0f}" for i in range(4))
    print(f"\nours: {1000 * run.seconds / count:.1f} ms a page, {run.size:,} bytes, peak resident "
          f"MiB by quarter of the run {quarters} (last round)")  # fmt: skip


def compare(title: str, parts: list[tuple[int, list[Any]]], rounds: int) -> None:
    """Run (way, tasks) of all parts in turn; the first part stands for what others do not run."""
    kept: list[list[dict[str, Run]]] = [[] for _ in parts]
    for number in range(rounds):
        first: dict[str, Run] = {}
        for turns, (count, listed) in zip(kept, parts, strict=True):
            turns.append({way: run.scale(count) for way, run in first.items()})
            for way, tasks in listed:
                run = run_alternative(way, tasks)
                print(f"{number + 1}: {way}, {len(tasks)}: {run.seconds:.1f} s", file=sys.stderr)
                turns[-1][way] = run.scale(count)
                first.setdefault(way, run)
    for turns, (count, _) in zip(kept, parts, strict=True):
        show_table(title, count, turns)


def main() -> None:
    """Measure what was asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=24, help="portraits, or copies")
    parser.add_argument("--level", default="epci", help="level of the territories")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=None, help="run only so many, and scale")
    parser.add_argument("--many", type=int, default=0, help="and so many, with floor and ours")
    parser.add_argument("--any", action="store_true", help="a notebook that is not ours")
    parser.add_argument("--all-communes", action="store_true", help="ours alone")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work[0], json.loads(Path(asked.work[1]).read_text()), Path(asked.work[2]))
        return
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    others = ["command", "pool", *(["ploomber"] if HAS_PLOOMBER else [])]
    print("" if HAS_PLOOMBER else "ploomber: not installed")
    with tempfile.TemporaryDirectory() as folder:
        if asked.all_communes:
            others, ours, title = [], ["ours"], "communes"
            tasks = list_portraits("commune", 10**6)
        elif asked.any:
            ours, title = ["ours, 1 process", "ours"], "copies of a notebook with folium, pandas"
            title += ", plotly" if HAS_PLOTLY else " (plotly: not installed)"
            tasks = list_copies(Path(folder), asked.count)
        else:
            ours, title = ["floor", "ours"], f"portraits of level {asked.level}"
            tasks = list_portraits(asked.level, asked.count)
        few = tasks[: asked.sample]
        listed = [*((way, few) for way in others), *((way, tasks) for way in ours)]
        parts = [(len(tasks), listed)]
        if asked.many and not asked.any:
            many = list_portraits(asked.level, asked.many)
            parts.append((len(many), [(way, many) for way in ours]))
        compare(title, parts, asked.rounds)


if __name__ == "__main__":
    main()
