"""What the engine ``spro`` takes, beside papermill's stock engine.

``python benchmarks/engine.py`` compares both on one small notebook and on one portrait, in one
run, one after the other in turn. ``python benchmarks/engine.py soak [N]`` runs a notebook a
thousand times and prints what it leaves: memory, open files, children.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import papermill
import psutil

from spro_portraits.render.engine import cool_down
from spro_portraits.settings import PICTURES, load_settings

ROUNDS = 12
PORTRAITS = 4
SOAK = 1000
KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
CELLS = (
    "import pandas as pd",
    "table = pd.DataFrame({'x': range(5)})\ntable",
    "print(table.x.sum())",
    "table.x.max()",
)


def write_small(folder: Path) -> Path:
    """Write the small fixed notebook."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    path = folder / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path)
    return path


def run_small(engine: str | None, source: Path) -> None:
    """Run it through papermill's function."""
    out = source.with_suffix(".out.ipynb")
    papermill.execute_notebook(source, out, engine_name=engine, progress_bar=False)


def run_portrait(engine: str) -> None:
    """Run the cells of one portrait through papermill's function."""
    with tempfile.TemporaryDirectory() as folder:
        papermill.execute_notebook(
            load_settings().notebooks / "portrait.ipynb",
            Path(folder) / "portrait.ipynb",
            {"territory": "issoudun", "level": "spro"},
            engine_name=engine,
            progress_bar=False,
        )


def measure(call: Callable[[], None]) -> tuple[float, float]:
    """Wall time, and processor time of this process and of the children it has buried."""

    def processor() -> float:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return own.ru_utime + own.ru_stime

    wall, cpu = time.perf_counter(), processor()
    call()
    return time.perf_counter() - wall, processor() - cpu


def compare(title: str, stock: Callable[[], None], ours: Callable[[], None], rounds: int) -> None:
    """Run both in turn and print medians, the ratio and its spread."""
    cold, _ = measure(ours)
    ours()  # the modules that a first run had to import are warm from the second on
    pairs = [(measure(stock), measure(ours)) for _ in range(rounds)]
    ratios = sorted(a[0] / b[0] for a, b in pairs)
    print(f"{title}, {rounds} runs in turn, in milliseconds (median, least, most)")
    for name, times in (("stock", [a[0] for a, _ in pairs]), ("spro", [b[0] for _, b in pairs])):
        print(
            f"  {name:6}{statistics.median(times) * 1000:8.0f}"
            f"{min(times) * 1000:8.0f}{max(times) * 1000:8.0f}"
        )
    print(f"  spro, first run of all: {cold * 1000:.0f}")
    print(f"  of spro, in papermill's own process: {pairs[-1][1][1] * 1000:.0f} of processor time")
    print(
        f"  stock / spro: {statistics.median(ratios):.1f}"
        f" (middle half {ratios[len(ratios) // 4]:.1f} to {ratios[-len(ratios) // 4 or -1]:.1f})"
    )


def soak(source: Path, runs: int) -> None:
    """Run one notebook many times; print what grows."""
    me = psutil.Process()
    print(
        f"{'runs':>6}{'s':>8}{'caller MiB':>12}{'warm MiB':>10}{'files':>7}"
        f"{'children':>9}{'zombies':>9}"
    )
    started, slowest = time.perf_counter(), 0.0
    for number in range(runs + 1):
        before = time.perf_counter()
        run_small("spro", source)
        slowest = max(slowest, time.perf_counter() - before if number else 0.0)
        if number % max(1, runs // 10) == 0:
            family = me.children(recursive=True)
            warm = sum(child.memory_info().rss for child in family)
            zombies = sum(child.status() == psutil.STATUS_ZOMBIE for child in family)
            print(
                f"{number:6}{time.perf_counter() - started:8.1f}"
                f"{me.memory_info().rss / 2**20:12.1f}{warm / 2**20:10.1f}"
                f"{me.num_fds():7}{len(family):9}{zombies:9}",
                flush=True,
            )
    print(f"slowest run: {slowest * 1000:.0f} ms")


def main() -> None:
    """Compare, or soak."""
    os.environ.setdefault(PICTURES, "0")  # as in products
    with tempfile.TemporaryDirectory() as folder:
        source = write_small(Path(folder))
        if sys.argv[1:2] == ["soak"]:
            soak(source, int(sys.argv[2]) if len(sys.argv) > 2 else SOAK)  # noqa: PLR2004
        else:
            compare(
                "A small notebook (pandas, four cells)",
                partial(run_small, None, source),
                partial(run_small, "spro", source),
                ROUNDS,
            )
            compare(
                "The cells of one portrait",
                partial(run_portrait, "nbclient"),
                partial(run_portrait, "spro"),
                PORTRAITS,
            )
    cool_down()


if __name__ == "__main__":
    main()
