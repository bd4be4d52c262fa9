"""nbconvert's exporter ``spro-slides``: a notebook becomes one self-contained deck of slides.

``jupyter nbconvert --to spro-slides any.ipynb`` works on any executed notebook. reveal.js comes
from the installed package ``sphinx-revealjs``, of which nothing else is used nor imported.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from traitlets import default

from spro_portraits.errors import RenderError
from spro_portraits.render.exporter import SproHTMLExporter
from spro_portraits.render.page import PagePreprocessor
from spro_portraits.render.shared_frames import SharedFramesPreprocessor
from spro_portraits.render.slides_deck import DeckPreprocessor
from spro_portraits.wording import slides as words

_PACKAGE = "sphinx-revealjs"
_FOLDER = "sphinx_revealjs/_static/revealjs"
_TEMPLATE = Path(__file__).parent / "templates" / "spro_slides"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


class SproSlidesExporter(SproHTMLExporter):
    """Slides of 16:9: arrow keys, space, a remote; maps alive, notes for the speaker."""

    export_from_notebook = "SPRO (diapositives)"
    preprocessors = [  # noqa: RUF012 - a traitlets list
        PagePreprocessor,
        DeckPreprocessor,
        SharedFramesPreprocessor,
    ]

    @default("template_name")
    def _choose_template(self) -> str:
        return "spro_slides"

    @default("file_extension")
    def _choose_extension(self) -> str:
        return ".slides.html"

    @default("template_extension")
    def _choose_template_extension(self) -> str:
        return ".html.j2"

    def _init_resources(self, resources: dict[str, Any] | None) -> dict[str, Any]:
        ready = super()._init_resources(resources)
        texts = {name: text for name, text in vars(words).items() if name.isupper()}
        ready.update(
            slide_words=texts,
            deck_locale=json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c"),
            styles=[*ready["styles"][:2], read_reveal("dist/reveal.css"), _read("deck.css")],
            reveal_script=read_reveal("dist/reveal.js"),
            deck_script=f"{_read('deck_maps.js')}\n{_read('deck.js')}",
            frame_sheet=json.dumps(_read("deck_frame.css")).replace("<", "\\u003c"),
        )
        return ready


@cache
def read_reveal(name: str) -> str:
    """Read a file of reveal.js (MIT, notice kept) from the package that carries it.

    Raises
    ------
    RenderError
        ``missing_slides_package``, or ``missing_package_file``.
    """
    try:
        package = metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise RenderError("missing_slides_package", package=_PACKAGE) from error
    path = Path(str(package.locate_file(f"{_FOLDER}/{name}")))
    try:
        return _SOURCE_MAP.sub("", path.read_text(encoding="utf-8")).strip()
    except FileNotFoundError as error:
        raise RenderError("missing_package_file", package=_PACKAGE, file=name) from error


@cache
def load_slides_exporter() -> SproSlidesExporter:
    """Load the exporter as it is without any configuration: its templates compile once."""
    return SproSlidesExporter()  # type: ignore[no-untyped-call]


@cache
def _read(name: str) -> str:
    return (_TEMPLATE / name).read_text(encoding="utf-8")
