"""Every notebook of the corpus gives the same with papermill's stock engine and with ours."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import engine_corpus
import nbformat
import psutil
import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

# The plain suite runs those that are each another point (a stock kernel takes a second of
# processor time); the variable adds the variants.
ALL = os.environ.get("SPRO_ALL_NOTEBOOKS", "") == "1"
NAMES = [name for name in engine_corpus.CASES if ALL or name not in engine_corpus.VARIANTS]
STOCK_AT_ONCE = 2
STOCK_ATTEMPTS = 3
STOCK_DEADLINE = 20
"""Seconds after which a stock process must have made a notebook more; the longest takes 5."""

# What two runs of one engine do not share either: (where it stands, what replaces it).
NOT_EQUAL = [
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "0xADDRESS"),
    (re.compile(r"ipykernel_\d+/"), "ipykernel_PID/"),
    (re.compile(r"\bpid: \d+"), "pid: PID"),
    (re.compile(r"kernel-[0-9a-f-]{36}\.json"), "kernel-ID.json"),
    (re.compile(r"altair-viz-[0-9a-f]{32}"), "altair-viz-ID"),
    (re.compile(r"skipping similar frames: (.*?) \(\d+ times\)"), r"skipping similar frames: \1"),
    (re.compile(r"((?:CPU|Wall) times?:).*"), r"\1 TIME"),
    (re.compile(r"[\d.]+ [nμµm]?s ± [\d.]+ [nμµm]?s per loop"), "TIME per loop"),
    (re.compile(r"\(\d+\) (in thread|bash|sh|python)"), r"(PID) \1"),
]
LONG = 1_000_000
TIMES = {"start_time", "end_time", "duration", "input_path", "output_path"}


def start(engine: str, folder: Path, names: list[str]) -> subprocess.Popen[bytes]:
    """Run notebooks in a process of its own, outside pytest and its capture."""
    folder.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment["IPYTHONDIR"] = str(folder.parent / "ipython")
    with (folder.parent / f"{engine}.log").open("a", encoding="utf-8") as log:
        return subprocess.Popen(
            [sys.executable, engine_corpus.__file__, engine, str(folder), *names],
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=environment,
        )


def list_waiting(folder: Path, names: list[str]) -> list[str]:
    return [name for name in names if not (folder / f"{name}.json").exists()]


def run_stock(folder: Path, names: list[str]) -> None:
    """Run notebooks with the stock engine; one that hangs it is run again, three times at most.

    Its kernel and its client meet over ports: now and then a message is lost, and both wait.
    """
    hung: Counter[str] = Counter()
    while waiting := list_waiting(folder, names):
        if not finish(start("stock", folder, waiting), folder, waiting):
            name = list_waiting(folder, waiting)[0]
            hung[name] += 1
            assert hung[name] < STOCK_ATTEMPTS, f"{name} hangs the stock engine"
            shutil.rmtree(folder / name)


def finish(run: subprocess.Popen[bytes], folder: Path, names: list[str]) -> bool:
    """Wait for a process; end it, with what it started, once it makes no notebook more."""
    left: list[str] = []
    while True:
        try:
            assert run.wait(timeout=STOCK_DEADLINE) == 0, folder
        except subprocess.TimeoutExpired:
            before, left = left, list_waiting(folder, names)
            if left != before:
                continue
            process = psutil.Process(run.pid)
            for one in [*process.children(recursive=True), process]:
                one.kill()
            run.wait()
            return False
        return True


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both engines have run all notebooks; stock in two processes at once, ours in one."""
    folder = tmp_path_factory.mktemp("parity")
    # Slow notebooks are spread: each process takes every second one.
    ours = start("spro", folder / "spro", NAMES)
    with ThreadPoolExecutor(STOCK_AT_ONCE) as pool:
        shares = [NAMES[n::STOCK_AT_ONCE] for n in range(STOCK_AT_ONCE)]
        list(pool.map(lambda names: run_stock(folder / "stock", names), shares))
    assert ours.wait(timeout=600) == 0, folder
    return folder


def normalise(thing: Any, folder: Path) -> Any:
    """Replace what cannot be equal, in all texts but the very long."""
    if isinstance(thing, dict):
        return {key: normalise(value, folder) for key, value in thing.items()}
    if isinstance(thing, list):
        return [normalise(value, folder) for value in thing]
    if not isinstance(thing, str) or len(thing) > LONG:
        return thing
    thing = thing.replace(str(folder), "FOLDER")
    for pattern, replacement in NOT_EQUAL:
        thing = pattern.sub(replacement, thing)
    return thing


def load(folder: Path, name: str) -> dict[str, Any]:
    """What came of a notebook, without times and what cannot be equal."""
    outcome: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    if outcome["error"] and "RecursionError" in outcome["error"][1]:
        outcome["error"][1] = sorted(set(outcome["error"][1].splitlines()))
    if (folder / f"{name}.ipynb").is_file():
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        without_times(notebook.metadata)
        for cell in notebook.cells:
            if not cell.id.startswith("cell-"):
                cell.id = "made by papermill"
            without_times(cell.metadata)
            if "execution" in cell.metadata:
                cell.metadata["execution"] = sorted(cell.metadata["execution"])
            if cell.cell_type == "code":
                cell.outputs = join_streams(cell.outputs)
                for output in cell.outputs:
                    if output.get("ename") == "RecursionError":  # frames below the cell count
                        output["traceback"] = [k for k, _ in itertools.groupby(output["traceback"])]
        outcome["notebook"] = notebook
    normal: dict[str, Any] = normalise(outcome, folder)
    return normal


def without_times(metadata: Any) -> None:
    for key in TIMES & set(metadata.get("papermill", {})):
        metadata["papermill"].pop(key)


def join_streams(outputs: list[Any]) -> list[Any]:
    """One stream comes in pieces that depend on the clock: neighbours are one."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == "stream" == last.output_type
            and output.name == last.name
        ):
            last["text"] += output.text
        else:
            joined.append(output)
    return joined


def test_the_corpus_is_large() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_give_the_same(results: Path, name: str) -> None:
    stock, ours = load(results / "stock", name), load(results / "spro", name)
    assert shorten(ours) == shorten(stock)
    is_same = ours == stock  # outside the assertion: pytest would explain 50 MB
    assert is_same


def shorten(thing: Any) -> Any:
    """Cut long texts, so that a difference can be read."""
    if isinstance(thing, dict):
        return {key: shorten(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [shorten(value) for value in thing]
    return thing[:3000] if isinstance(thing, str) else thing


def test_only_what_must_falls_back(results: Path) -> None:
    """Parity would be cheap if the stock engine ran all of them."""
    said = (results / "spro.log").read_text(encoding="utf-8")
    fell = [line for line in said.splitlines() if "the stock engine runs" in line]
    assert len(fell) == 2
    assert any("folium" in line for line in fell)
    assert any("no-such-kernel" in line for line in fell)
