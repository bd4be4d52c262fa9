"""A page that no notebook made, as one tagged PDF: the same blocks, the same templates.

The page is lent a notebook in memory, so that what is true of the paper of notebooks is true of
it. Not done here: writing a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
from bs4 import BeautifulSoup, Tag

from spro_portraits.render.paper.exporter import load_pdf_exporter
from spro_portraits.render.payload import PAYLOAD_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping


def export_page(page: str, *, edition: str, label: str, paper: Mapping[str, Any]) -> bytes:
    """Make the PDF of a whole page of HTML: its header and what its ``main`` holds.

    Parameters
    ----------
    page : str
    edition, label : str
        Id and name of the edition, for the date and the foot of pages.
    paper : mapping
        ``layout``, and what it asks for, as in the payload of a notebook.

    Raises
    ------
    RenderError
        ``missing_pdf_package``, ``unknown_layout`` or ``failed_pdf``.
    """
    soup = BeautifulSoup(page, "html.parser")
    parts = [soup.select_one("header.spro-header"), soup.find("main")]
    shown = "".join(str(part) for part in parts if isinstance(part, Tag))
    payload = {"edition": edition, "edition_label": label, "paper": dict(paper)}
    shapes = ({"text/html": shown}, {PAYLOAD_TYPE: payload})
    cell: dict[str, Any] = {
        "cell_type": "code", "metadata": {}, "source": "", "execution_count": None,
        "outputs": [{"output_type": "display_data", "metadata": {}, "data": s} for s in shapes],
    }  # fmt: skip
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    )
    made, _ = load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})
    return made
