"""The house holds: rooms, levels, sizes, thin notebooks, nothing that asks the network."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "spro_portraits"
EXPLORER = ROOT / "notebooks" / "explorer.ipynb"
NOTEBOOKS = sorted(set((ROOT / "notebooks").glob("*.ipynb")) - {EXPLORER})
"""Those that make products."""
READ = [EXPLORER, *sorted((ROOT / "notebooks" / "tutoriel").glob("*.ipynb"))]
"""Those that people run in JupyterLab."""
MOST_ROOMS = 16
MOST_LINES = 400

MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "_bundle" not in p.parts)
TEXTS = sorted(
    p
    for p in PACKAGE.rglob("*")
    if p.suffix in {".py", ".toml", ".css", ".js", ".html", ".j2", ".json", ".svg"}
    and not {"_bundle", "__pycache__"} & set(p.parts)
)


def name_module(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def find_room(path: Path) -> str:
    """Room of a file; empty for ``spro_portraits/__init__.py``, the words of the library."""
    first = path.relative_to(PACKAGE).parts[0]
    room = first.removesuffix(".py")
    return "" if room == "__init__" else room


def list_rooms() -> set[str]:
    return {find_room(path) for path in MODULES} - {""}


def read_table() -> dict[str, int]:
    """Rooms and levels of the table of ``docs/architecture.md``."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.partition("## Rooms")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| .+ \| .+ \|$", section, re.MULTILINE)
    rooms = [room for _, room in rows]
    assert len(rooms) == len(set(rooms)), "a room stands twice in the table"
    return {room: int(level) for level, room in rows}


@cache
def read_module(path: Path) -> tuple[str, list[ast.AST]]:
    """Docstring and all nodes of use here of a module; each is parsed once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = (ast.Import, ast.ImportFrom, ast.Call)
    return ast.get_docstring(tree) or "", [n for n in ast.walk(tree) if isinstance(n, kept)]


def list_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import of the package, wherever it stands in the module."""
    package = ["spro_portraits", *path.relative_to(PACKAGE).parent.parts]
    for node in read_module(path)[1]:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            kept = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*kept, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "spro_portraits" and len(parts) > 1 and parts[1] != "__version__":
                yield node.lineno, parts[1]


def test_the_files_of_tests_that_come_first_exist() -> None:
    assert len(set(LONG)) == len(LONG)
    assert [name for name in LONG if not (ROOT / "tests" / f"test_{name}.py").is_file()] == []


def test_the_table_lists_the_rooms_that_exist() -> None:
    assert set(read_table()) == list_rooms()
    assert len(list_rooms()) <= MOST_ROOMS


def test_imports_are_seen_wherever_they_stand() -> None:
    """The reader of imports itself: a late import and one for types count."""
    commands = set(dict.fromkeys(room for _, room in list_imports(PACKAGE / "cli/commands.py")))
    assert {"batch", "errors", "render", "settings", "tables", "territory"} <= commands


def test_imports_go_strictly_down() -> None:
    levels = read_table()
    wrong = [
        f"{name_module(path)}:{line}: {room or 'the package'} imports {other}"
        for path, room in [(path, find_room(path)) for path in MODULES]
        for line, other in list_imports(path)
        # The package names the words of its highest room, for those who check types.
        if other != room and (other != "cli" if not room else levels[other] >= levels[room])
    ]
    assert wrong == []


def test_the_ground_floor_imports_nothing_and_no_level_is_empty() -> None:
    levels = read_table()
    imported: dict[str, set[str]] = {room: set() for room in levels}
    for path in MODULES:
        imported.setdefault(find_room(path), set()).update(room for _, room in list_imports(path))
    assert sorted(set(levels.values())) == list(range(max(levels.values()) + 1))
    for room, others in imported.items():
        if not room:
            continue
        assert (levels[room] == 0) == (not others - {room}), f"{room}: level 0 imports nothing"


def test_render_knows_nothing_of_what_a_portrait_says() -> None:
    forbidden = {"portrait", "charts", "maps", "indicators", "territory", "tables"}
    for room, path in product(("render", "batch"), MODULES):
        if find_room(path) == room:
            assert not forbidden & {other for _, other in list_imports(path)}, path


def test_a_module_is_short() -> None:
    lines = {name_module(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert len(lines) > 300
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_a_module_says_what_it_is() -> None:
    assert [name_module(path) for path in MODULES if not read_module(path)[0]] == []


def test_nothing_is_printed_outside_the_command_line() -> None:
    for path in MODULES:
        if find_room(path) == "cli":
            continue
        for node in read_module(path)[1]:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{name_module(path)}:{node.lineno}"


def test_only_the_store_knows_the_network() -> None:
    asking = {"requests", "pooch", "urllib3", "httpx", "aiohttp", "http"}
    for path in MODULES:
        if find_room(path) == "store":
            continue
        for node in read_module(path)[1]:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not asking & {name.split(".")[0] for name in names}, path


# The names of the languages SVG and Vega-Lite, which browsers never ask for.
NAMES_THAT_ARE_NO_ADDRESS = ("http://www.w3.org/", "https://vega.github.io/schema/vega-lite/")
# Asked only when a reader presses the button « Fond de carte IGN »: one address, in one module.
ASKED_BY_A_PRESS = {"spro_portraits/maps/basemap.py": "https://data.geopf.fr/wmts?"}
ADDRESS = re.compile(r"(?:https?:|url\(['\"]?|(?:src|href)=['\"])//[^\s\"'<>)]+|https?://\S+")


def test_no_address_in_the_package() -> None:
    found = {name_module(path): list_addresses(path) for path in TEXTS}
    assert {name: told for name, told in found.items() if told}.keys() == ASKED_BY_A_PRESS.keys()
    for name, asked in ASKED_BY_A_PRESS.items():
        assert len(found[name]) == 1
        assert found[name][0].startswith(asked)


def list_addresses(path: Path) -> list[str]:
    return [
        match[0]
        for match in ADDRESS.finditer(path.read_text(encoding="utf-8"))
        if not match[0].startswith(NAMES_THAT_ARE_NO_ADDRESS)
    ]


def test_words_do_not_depend_on_tables() -> None:
    heavy = {"pandas", "numpy", "geopandas", "altair", "folium"}
    for path in MODULES:
        if find_room(path) != "wording":
            continue
        for node in read_module(path)[1]:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not heavy & {name.split(".")[0] for name in names}, path


def read_cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def join_source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


THICK = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor,
    ast.While, ast.If, ast.IfExp, ast.With, ast.Try, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.BinOp,
)  # fmt: skip


def test_there_is_a_portrait() -> None:
    assert "portrait.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_module)
def test_a_notebook_is_thin(path: Path) -> None:
    imports = []
    for cell in read_cells(path):
        if cell["cell_type"] != "code":
            continue
        source = join_source(cell)
        assert "pandas" not in source
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, THICK), source
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                imports.append(ast.unparse(node))
    assert len(imports) == 1, imports
    assert imports[0].startswith("from spro_portraits.")


@pytest.mark.parametrize("path", READ, ids=name_module)
def test_a_notebook_to_read_has_short_cells(path: Path) -> None:
    cells = read_cells(path)
    assert cells[0]["cell_type"] == "markdown"
    for cell in cells:
        if cell["cell_type"] == "code" and not join_source(cell).startswith(("!", "%%")):
            statements = ast.parse(join_source(cell)).body
            assert len(statements) <= 3
            assert not any(isinstance(n, THICK) for s in statements for n in ast.walk(s))


@pytest.mark.parametrize("path", [*NOTEBOOKS, *READ], ids=name_module)
def test_a_notebook_keeps_no_output(path: Path) -> None:
    for cell in read_cells(path):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    assert "papermill" not in json.loads(path.read_text(encoding="utf-8"))["metadata"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_module)
def test_parameters_are_typed_and_commented_in_french(path: Path) -> None:
    tagged = [c for c in read_cells(path) if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    source = join_source(tagged[0])
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    statements = ast.parse(source).body
    assert len(lines) == len(statements), "one line a parameter"
    for line, statement in zip(lines, statements, strict=True):
        assert isinstance(statement, ast.AnnAssign), line
        assert statement.value is not None, line
        assert re.search(r"  # \S", line), f"no comment: {line}"
    names = [ast.unparse(s.target) for s in statements if isinstance(s, ast.AnnAssign)]
    # A panorama and its synthèse are about a level, every other notebook about one territory.
    of_level = path.stem in {"panorama", "synthese"}
    first = ["level", "edition"] if of_level else ["territory", "level"]
    assert names[:2] == first
