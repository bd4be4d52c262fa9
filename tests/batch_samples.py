"""What the tests of long batches share: a quick notebook, a program to kill, trees to compare."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat.v4 import new_code_cell, new_markdown_cell
from render_samples import build_settings, parameters_cell, write_cells

from spro_portraits.batch import JOURNAL, BatchPlan, Options, Target, plan_batch, run_batch
from spro_portraits.batch.make import Outcome
from spro_portraits.batch.pool import open_pool
from spro_portraits.render import TerritoryName

if TYPE_CHECKING:
    from spro_portraits.batch import Task
    from spro_portraits.settings import Settings

CODES = ("a1", "b2", "c3", "d4")

WORK = """\
import os, time
if territory == "boucle":
    while True:
        time.sleep(0.01)
if territory == "memoire":
    held = bytearray(400_000_000)
    held[::4096] = b"x" * len(held[::4096])
    time.sleep(20)
if territory == "lent":
    time.sleep(60)
payload = {
    "title": territory, "description": territory, "edition": "2026", "edition_label": "Essai",
    "territory": {"level": level, "code": territory, "name": territory.upper()},
    "columns": ["territory", "level", "indicator", "value"],
    "indicators": [[territory, level, "population", ord(territory[0])]], "sources": [],
}
display({"application/vnd.spro-portraits+json": payload, "text/plain": "fin"}, raw=True)
"""

CODEBOOK = "key;label\npopulation;Population\n"


def write_quick(path: Path) -> Path:
    """A notebook with one cell of work."""
    parameters = parameters_cell('territory: str = "a1"\nlevel: str = "spro"\nrows: int = 10\n')
    return write_cells(path, [parameters, new_markdown_cell("# Essai"), new_code_cell(WORK)])


def make_home(root: Path) -> Settings:
    """An installation with the quick notebook and data that it does not read."""
    settings = build_settings(root)
    if not settings.notebooks.exists():
        write_quick(settings.notebooks / "portrait.ipynb")
        (settings.data / "tables").mkdir(parents=True)
        (settings.data / "tables" / "census.parquet").write_bytes(b"1")
        (settings.data / "edition.json").write_text("{}", encoding="utf-8")
    return settings


def target(code: str) -> Target:
    return Target(TerritoryName("spro", code, code.upper()), code)


def make_plan(settings: Settings, out: Path | str, codes: tuple[str, ...] = CODES) -> BatchPlan:
    targets = [target(code) for code in codes]
    return plan_batch(targets, out_dir=out, settings=settings, codebook=CODEBOOK)


def load_lines(out: Path) -> list[dict[str, Any]]:
    """Entries of a ledger, in the order in which they were written; torn lines are left out."""
    entries = []
    for line in (out / JOURNAL).read_bytes().splitlines():
        try:
            entries.append(json.loads(line).get("entry"))
        except ValueError:
            continue
    return [entry for entry in entries if entry]


def load_tree(out: Path) -> dict[str, Any]:
    """All files below a folder by their path: bytes, and of a notebook what is not a time.

    The ledger and its page say times: they are left out.
    """
    tree: dict[str, Any] = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or name in {JOURNAL, "suivi.html"}:
            continue
        if path.suffix == ".ipynb":
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["metadata"].pop("papermill")
            for cell in notebook["cells"]:
                cell["metadata"].pop("papermill", None)
                cell["metadata"].pop("execution", None)
                cell.pop("id", None)
            tree[name] = notebook
        else:
            tree[name] = path.read_bytes()
    return tree


def die_or_make(task: Task, settings: Settings, conditions: object) -> Outcome:
    """In place of ``make_task``: the process of one territory dies, the others are noted."""
    assert settings
    assert conditions
    with (task.folder.parent / "runs.txt").open("a", encoding="utf-8") as runs:
        runs.write(task.territory.code + "\n")
    if task.territory.code == "c3":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(task.territory, pages=("page.html",))


if __name__ == "__main__":  # a batch to be killed: ROOT JOBS CODES
    _root, _jobs, _codes = sys.argv[1:]
    _settings = make_home(Path(_root))
    with open_pool(int(_jobs)) as _pool:
        run_batch(
            make_plan(_settings, _settings.reports / "2026", tuple(_codes.split(","))),
            _pool,
            options=Options(),
        )
