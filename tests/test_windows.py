"""What Windows lacks or does otherwise, as far as it can be tried elsewhere.

Nothing here has run on Windows. What it has not (processes that fork, modules of Unix) is taken
away from real processes; what it does to files is looked for in the code.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from spro_portraits.cli.entry import let_french_through, main
from spro_portraits.errors import UsageError
from spro_portraits.tables.editions import place_beside
from spro_portraits.territory import find_own, name_own, write_own

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "spro_portraits").rglob("*.py"))
UNIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}

WITHOUT = f"""
import builtins, os, select
given = builtins.__import__
def refuse(name, globals=None, *rest, **more):
    asks = (globals or {{}}).get("__name__", "")
    if name in {sorted(UNIX)} and asks.startswith("spro_portraits"):
        raise ModuleNotFoundError(name)
    return given(name, globals, *rest, **more)
builtins.__import__ = refuse
for name in ("fork", "forkpty", "killpg", "setsid", "waitid"):
    delattr(os, name)
del select.poll
"""
"""Run by every Python that finds it: what Windows has not is not there, for this package."""

PAYLOAD = {"title": "T", "description": "D", "key_figures": [], "indicators": [], "sources": []}
CELLS = (
    'import os\nterritory: str = ""\nlevel: str = "spro"',
    'assert not hasattr(os, "fork")\nprint("sans fork")',
)


def test_a_notebook_runs_where_processes_cannot_fork(tmp_path: Path) -> None:
    """The real command and the real kernel, by the slower way that Windows takes."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    first, *rest = (new_code_cell(text) for text in CELLS)
    first.metadata["tags"] = ["parameters"]
    show = new_code_cell(
        "from IPython.display import display\n"
        f"display({{'application/vnd.spro-portraits+json': {PAYLOAD!r}}}, raw=True)"
    )
    notebook = tmp_path / "essai.ipynb"
    nbformat.write(new_notebook(cells=[first, *rest, show]), notebook)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "cp1252"}
    arguments = ["render", "issoudun", "--notebook", str(notebook), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", "from spro_portraits.cli import main; raise SystemExit(main())",
         *arguments],
        env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("cp1252")
    page = Path(done.stdout.decode("cp1252").split("\xa0: ")[1].strip())
    executed = json.loads(page.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert "sans fork" in str(executed["cells"][-2]["outputs"])


def test_no_module_needs_unix_to_be_read_and_no_text_has_the_line_ends_of_the_system() -> None:
    faults: list[tuple[object, ...]] = []
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        if not _CONCERNED.search(text):
            continue
        tree = ast.parse(text)
        for node in tree.body:
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            faults += [(module.name, name) for name in names if name.partition(".")[0] in UNIX]
        faults += [
            (module.name, node.lineno, ast.unparse(node.func))
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _writes_text(node) and not _is_exact(node)
        ]
    assert faults == []


_CONCERNED = re.compile(
    rf"write_text\(|open\(|^(?:import|from) (?:{'|'.join(UNIX)})\b", re.MULTILINE
)


def _writes_text(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    modes = [one.value for one in call.args if isinstance(one, ast.Constant)]
    writes = any(isinstance(mode, str) and mode in {"w", "a", "x", "wt", "at"} for mode in modes)
    # ``write_text`` is also a word of drawings, which has no encoding.
    return (name == "write_text" and len(call.args) == 1) or (name == "open" and writes)


def _is_exact(call: ast.Call) -> bool:
    return {"encoding", "newline"} <= {one.arg for one in call.keywords}


@pytest.mark.parametrize("asked", ["", "cp1252"])
def test_french_leaves_by_a_stream_of_windows(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", asked)
    kept = io.BytesIO()
    stream = io.TextIOWrapper(kept, encoding="cp1252", newline="\n")
    let_french_through(stream, None)
    print("12\u202f345 → œ −4", file=stream, flush=True)
    expected = "12?345 ? œ ?4".encode("cp1252") if asked else "12\u202f345 → œ −4".encode()
    assert kept.getvalue() == expected + b"\n"


def test_a_name_that_windows_keeps_is_no_file(tmp_path: Path) -> None:
    path = write_own(tmp_path, "Aux", [("commune", "36088")])
    assert path.name == "territoire-aux.txt"
    assert path.stem == name_own("Aux")
    assert find_own(tmp_path, "aux") == path
    for name in ("con", "lpt1.2026"):
        with pytest.raises(UsageError) as caught:
            place_beside(_never, tmp_path, name=name)
        assert caught.value.kind == "bad_edition_name"


def _never(_: Path) -> Any:
    raise AssertionError


def test_a_file_that_another_program_holds_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Windows refuses the move onto a workbook that is open."""

    def hold(*_: object, **__: object) -> None:
        raise PermissionError(13, "Access is denied", ".x.tmp", 5, "classeur.xlsx")

    monkeypatch.setattr("spro_portraits.cli.entry.app", hold)
    assert main(["data", "list"]) == 1
    said = capsys.readouterr().err
    assert "classeur.xlsx (ouvert dans un autre programme" in said
