"""Territory portraits and network maps for the SPRO of Centre-Val de Loire and beyond.

In a notebook: ``import spro_portraits as spro``, then ``spro.territory("Dreux")``. The words of
that library (:mod:`spro_portraits.cli.desk`) are loaded when the first of them is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spro_portraits.cli.desk import (
        batch,
        indicators,
        metiers,
        perimeter,
        source,
        territories,
        territory,
    )

__version__ = "0.1.0"

__all__ = ["batch", "indicators", "metiers", "perimeter", "source", "territories", "territory"]

_DESK = "spro_portraits.cli.desk"


class _Library(ModuleType):
    """The package, whose words win over the rooms of the same name.

    Importing a room binds it to the package: ``territory`` and ``indicators`` are words of the
    library, too, and stay so. What they are asked for and do not know, they ask their room.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_DESK), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


sys.modules[__name__].__class__ = _Library
