"""nbconvert's exporter ``spro-html``: a notebook becomes one self-contained French page.

``jupyter nbconvert --to spro-html any.ipynb`` works on any notebook. The page asks no other
host for anything; the same notebook gives the same bytes. Not done here: running the notebook,
what an HTML output asks for by itself.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nbformat.validator
from nbconvert.exporters import HTMLExporter, TemplateExporter
from traitlets import Bool, Int, default

from spro_portraits import __version__
from spro_portraits.render.assets import load_vega_bundle
from spro_portraits.render.notebooks import lend_notebook
from spro_portraits.render.page import PagePreprocessor
from spro_portraits.render.shared_frames import SharedFramesPreprocessor
from spro_portraits.store import load_font_css
from spro_portraits.style import NUMBER_LOCALE, page_css
from spro_portraits.wording import render as words

_TEMPLATES = Path(__file__).parent / "templates"


class SproHTMLExporter(HTMLExporter):
    """One page: no code, no prompt, a table of contents, charts drawn by one embedded script."""

    export_from_notebook = "SPRO (HTML)"
    preprocessors = [  # noqa: RUF012 - a traitlets list, read once per instance
        PagePreprocessor,
        SharedFramesPreprocessor,
    ]

    optimistic_validation = Bool(default_value=True).tag(config=True)
    exclude_input = Bool(default_value=True).tag(config=True)
    exclude_input_prompt = Bool(default_value=True).tag(config=True)
    exclude_output_prompt = Bool(default_value=True).tag(config=True)
    static_charts_limit = Int(
        250_000,
        help="Bytes of SVG that a page may spend on charts for browsers without JavaScript; "
        "above, they get the descriptions.",
    ).tag(config=True)

    @default("template_name")
    def _choose_template(self) -> str:
        return "spro"

    @default("extra_template_basedirs")
    def _choose_template_folders(self) -> list[str]:
        return [str(_TEMPLATES)]

    @default("language_code")
    def _choose_language(self) -> str:
        return words.LANGUAGE

    def from_notebook_node(  # type: ignore[override]  # as HTMLExporter itself does
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook that was read already.

        ``HTMLExporter`` would parse the finished page again, to give English alternative
        texts to images; ours have French ones, and outputs stay as they were emitted.
        """
        result: tuple[str, dict[str, Any]] = TemplateExporter.from_notebook_node(
            self, lend_notebook(nb), resources, **kw
        )
        return result

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run the preprocessors on the copy that nbconvert made: it would make two more."""
        if any("id" not in cell for cell in nb.cells):
            _, nb = nbformat.validator.normalize(nb)
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        self._validate_preprocessor(nb, self)  # type: ignore[no-untyped-call]
        return nb, resources

    def _init_resources(self, resources: dict[str, Any] | None) -> dict[str, Any]:
        ready: dict[str, Any] = super()._init_resources(resources)  # type: ignore[no-untyped-call]
        ready.update(
            words={name: text for name, text in vars(words).items() if name.isupper()},
            generator=f"spro-portraits {__version__}",
            styles=[load_font_css(), page_css(), _read("page.css")],
            page_script=_read("page.js") + _read("tables.js"),
            chart_script=_read("vega.js") + _read("charts.js"),
            vega_script=_read("vega.js"),
            vega_bundle=load_vega_bundle,
            locale=_write_locale(),
            static_charts_limit=self.static_charts_limit,
        )
        return ready


@cache
def load_exporter() -> SproHTMLExporter:
    """Load the exporter as it is without any configuration: its templates compile once."""
    return SproHTMLExporter()  # type: ignore[no-untyped-call]


@lru_cache
def _read(name: str) -> str:
    return (_TEMPLATES / "spro" / name).read_text(encoding="utf-8")


@cache
def _write_locale() -> str:
    facts = {
        "number": NUMBER_LOCALE,
        "time": words.TIME_LOCALE,
        "chart": words.CHART,
        "failed": words.CHART_FAILED,
    }
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
