"""One notebook becomes one product: checked parameters, papermill, our nbconvert exporter.

Not done here: choosing territories (``batch``), what a portrait says (the notebook imports
``portrait``, this room does not).
"""

from spro_portraits.render.notebooks import DEFAULT_NOTEBOOK, find_notebook
from spro_portraits.render.parameters import (
    Parameter,
    check_parameters,
    find_parameters,
    parse_parameters,
)
from spro_portraits.render.payload import PAYLOAD_TYPE, Payload, TerritoryName
from spro_portraits.render.product import Product, ProductFiles, name_files, render_notebook

__all__ = [
    "DEFAULT_NOTEBOOK",
    "PAYLOAD_TYPE",
    "Parameter",
    "Payload",
    "Product",
    "ProductFiles",
    "TerritoryName",
    "check_parameters",
    "find_notebook",
    "find_parameters",
    "name_files",
    "parse_parameters",
    "render_notebook",
]
