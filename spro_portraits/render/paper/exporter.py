"""nbconvert's exporter ``spro-pdf``: a notebook becomes one tagged PDF.

``jupyter nbconvert --to spro-pdf any.ipynb`` works on any executed notebook; ours come out as
documents of A4, any other as its headings, words, tables, charts and pictures in order. Not done
here: running the notebook.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from traitlets import default

from spro_portraits.render.notebooks import lend_notebook
from spro_portraits.render.page import PagePreprocessor
from spro_portraits.render.paper.document import build_document
from spro_portraits.render.paper.typeset import typeset_document

if TYPE_CHECKING:
    from nbformat import NotebookNode


class SproPdfExporter(Exporter):
    """A4, PDF/UA-1: made by Typst, without LaTeX and without a browser."""

    export_from_notebook = "SPRO (PDF)"
    output_mimetype = "application/pdf"
    preprocessors = [PagePreprocessor]  # noqa: RUF012 - a traitlets list

    @default("file_extension")
    def _choose_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters of files do so
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Export a notebook that was read already.

        ``resources["paper"]`` counts what stands in the document, and names the blocks that were
        kept as their words alone (``unread``).

        Raises
        ------
        RenderError
            ``missing_pdf_package`` or ``failed_pdf``.
        """
        copied, ready = super().from_notebook_node(lend_notebook(nb), resources, **kw)
        document, ready["paper"] = build_document(copied, ready)
        return typeset_document(document), ready


@cache
def load_pdf_exporter() -> SproPdfExporter:
    """Load the exporter as it is without any configuration; fonts are read once."""
    return SproPdfExporter()  # type: ignore[no-untyped-call]
