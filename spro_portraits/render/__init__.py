"""One notebook becomes one product: checked parameters, papermill, our nbconvert exporter.

Not done here: choosing territories (``batch``), what a portrait says (the notebook imports
``portrait``, this room does not).

The names are imported when they are first asked for: papermill loads the engine of this room
whenever it is imported itself, and the process of a notebook has no use for the exporter.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spro_portraits.render.forms import DEFAULT_FORMS, FORMS, find_forms, read_forms
    from spro_portraits.render.notebooks import DEFAULT_NOTEBOOK, find_notebook
    from spro_portraits.render.parameters import (
        Parameter,
        check_parameters,
        find_parameters,
        parse_parameters,
    )
    from spro_portraits.render.payload import PAYLOAD_TYPE, Payload, TerritoryName
    from spro_portraits.render.product import (
        Product,
        ProductFiles,
        add_forms,
        name_files,
        render_notebook,
    )

__all__ = [
    "DEFAULT_FORMS",
    "DEFAULT_NOTEBOOK",
    "FORMS",
    "PAYLOAD_TYPE",
    "Parameter",
    "Payload",
    "Product",
    "ProductFiles",
    "TerritoryName",
    "add_forms",
    "check_parameters",
    "find_forms",
    "find_notebook",
    "find_parameters",
    "name_files",
    "parse_parameters",
    "read_forms",
    "render_notebook",
]

_PLACES = {
    "forms": ("DEFAULT_FORMS", "FORMS", "find_forms", "read_forms"),
    "notebooks": ("DEFAULT_NOTEBOOK", "find_notebook"),
    "parameters": ("Parameter", "check_parameters", "find_parameters", "parse_parameters"),
    "payload": ("PAYLOAD_TYPE", "Payload", "TerritoryName"),
    "product": ("Product", "ProductFiles", "add_forms", "name_files", "render_notebook"),
}


def __getattr__(name: str) -> Any:
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
