"""Which modules the warm process may import, and what a notebook will ask for.

Only libraries that are known to be safe to import before a fork are taken without being asked:
they print nothing, start no thread that a fork would miss, and change nothing of each other.
polars, vl-convert and DuckDB are safe while nobody *uses* them, and nobody does here.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from typing import Any

KNOWN = frozenset({
    "altair", "branca", "bs4", "duckdb", "folium", "fontTools", "geopandas", "jinja2",
    "jsonschema", "lxml", "markupsafe", "narwhals", "numpy", "openpyxl", "pandas", "pandera",
    "PIL", "plotly", "polars", "pyarrow", "pydantic", "pyogrio", "pyproj", "rapidfuzz",
    "requests", "scipy", "shapely", "spro_portraits", "vl_convert", "xlsxwriter", "xyzservices",
    "yaml",
})  # fmt: skip

EXCUSED_THREADS = frozenset({
    "altair", "duckdb", "folium", "geopandas", "numpy", "pandas", "pandera", "polars", "pyarrow",
    "pyogrio", "pyproj", "scipy", "shapely", "spro_portraits", "vl_convert",
})  # fmt: skip
"""Libraries that may leave native threads (BLAS, Arrow): these restart in a fork by themselves."""

# A module that prints, opens a window or takes over the terminal is no library.
_NOT_STANDARD = frozenset({"this", "antigravity", "idlelib", "turtle", "turtledemo", "tkinter"})
_PLAIN_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+))", re.MULTILINE
)


def find_imports(notebook: Any) -> list[str]:
    """List the known modules that the code cells of a notebook import, in their order."""
    names: dict[str, None] = {}
    for cell in notebook.cells:
        if cell.get("cell_type") == "code":
            names.update(dict.fromkeys(_list_imports(str(cell.source))))
    return [name for name in names if is_known(name)]


def is_known(name: str) -> bool:
    """Whether a module may be imported before a fork without being asked for."""
    top = name.partition(".")[0]
    if name.startswith("spro_portraits.render.engine"):
        return False
    return top in KNOWN


def _list_imports(source: str) -> Iterable[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # magics: the lines that read like imports
        return [plain or other for plain, other in _PLAIN_IMPORT.findall(source)]
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return names


def find_learned(before: set[str]) -> list[str]:
    """List what was imported since, and could have been imported before a fork.

    Libraries import parts of themselves when they are first used; a child that ends tells them,
    and the next child finds them there.
    """
    standard = sysconfig.get_path("stdlib") + os.sep
    packages = os.sep + "site-packages" + os.sep
    learned = []
    for name, module in list(sys.modules.items()):
        if name in before or name == "__main__":
            continue
        spec = getattr(module, "__spec__", None)
        if spec is None or spec.name != name:
            continue
        top, origin = name.partition(".")[0], str(spec.origin)
        is_standard = (origin.startswith(standard) and packages not in origin) or spec.origin in {
            "built-in",
            "frozen",
        }
        if is_known(name) or (is_standard and top not in _NOT_STANDARD):
            learned.append(name)
    return learned


_stamps: dict[str, tuple[int, int]] = {}


def find_stale() -> str | None:
    """Find an imported module whose file has changed since, among those that people edit.

    Installed packages are left out: who replaces them starts anew anyway.
    """
    for name, module in list(sys.modules.items()):
        if not name.startswith("spro_portraits"):
            continue
        path = getattr(module, "__file__", None)
        if not path:
            continue
        try:
            found = os.stat(path)  # noqa: PTH116 - a hundred of them before each notebook
        except OSError:
            return name
        stamp = (found.st_mtime_ns, found.st_size)
        if _stamps.setdefault(name, stamp) != stamp:
            return name
    return None
