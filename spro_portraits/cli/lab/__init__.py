"""JupyterLab: the explorer of ``notebooks/explorer.ipynb``, and the command that opens it.

Not done here: figures, drawings, pages (``cli.desk`` asks the other rooms for them).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spro_portraits.cli.lab.explorer import Explorer, explore

__all__ = ["Explorer", "explore"]


def __getattr__(name: str) -> Any:
    # ipywidgets is no dependency of the program: only the explorer asks for it.
    if name in __all__:
        return getattr(import_module(f"{__name__}.explorer"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
