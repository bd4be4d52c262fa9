"""The forms that an executed notebook is exported to, one record each, in their order.

A further form is a line of :data:`FORMS` and its words. Not done here: the exporters, which are
imported when they are first used; which forms a product has.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALL = "all"
"""Stands for all forms on the command line."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes
    ----------
    name : str
        As it is asked for.
    suffix : str
        What follows the name of the notebook in that of the file.
    exporter : str
        ``module:function`` that gives an nbconvert exporter, loaded once a process.
    package : str
        Distribution that only this form needs; empty for none.
    missing : str
        Kind of the error where that is not installed.
    """

    name: str
    suffix: str
    exporter: str
    package: str = ""
    missing: str = ""


_RENDER = "spro_portraits.render"
FORMS = {
    form.name: form
    for form in (
        Form("html", ".html", f"{_RENDER}.exporter:load_exporter"),
        Form(
            "slides",
            ".slides.html",
            f"{_RENDER}.slides:load_slides_exporter",
            package="sphinx-revealjs",
            missing="missing_slides_package",
        ),
        Form(
            "pdf",
            ".pdf",
            f"{_RENDER}.paper.exporter:load_pdf_exporter",
            package="typst",
            missing="missing_pdf_package",
        ),
    )
}
DEFAULT_FORMS = ("html",)


def read_forms(text: str) -> tuple[str, ...]:
    """Read the forms that were asked for: names between commas, or :data:`ALL`.

    Raises
    ------
    UsageError
        As :func:`find_forms`.
    """
    names = [name.strip().casefold() for name in text.split(",")]
    if ALL in names:
        names = [*FORMS, *(name for name in names if name != ALL)]
    return find_forms(names)


def find_forms(names: Iterable[str]) -> tuple[str, ...]:
    """Check that forms exist and can be made here; give them once each, in their order.

    Raises
    ------
    UsageError
        ``unknown_format``, with near matches, or the ``missing`` of a form.
    """
    asked = set()
    for name in names:
        if name not in FORMS:
            known = [*FORMS, ALL]
            near = difflib.get_close_matches(name, known)
            raise UsageError("unknown_format", name=name, near=near, known=known)
        if find_version(name) is None:
            raise UsageError(FORMS[name].missing, package=FORMS[name].package)
        asked.add(name)
    return order_forms(asked)


def order_forms(names: Iterable[str]) -> tuple[str, ...]:
    """Put known forms in their order, once each."""
    asked = set(names)
    return tuple(name for name in FORMS if name in asked)


def find_version(name: str) -> str | None:
    """Find the version of the package that a form needs: empty if it needs none, None without."""
    package = FORMS[name].package
    try:
        return metadata.version(package) if package else ""
    except metadata.PackageNotFoundError:
        return None


def find_form_versions(names: Iterable[str]) -> dict[str, str]:
    """Versions of the packages behind some forms, by package."""
    found = {FORMS[name].package: find_version(name) for name in order_forms(names)}
    return {package: version for package, version in found.items() if version}


def export_notebook(notebook: Any, form: str, stem: str, downloads: Sequence[Any]) -> bytes:
    """Export an executed notebook, which is left as it is.

    Parameters
    ----------
    notebook : NotebookNode
    form : str
        A key of :data:`FORMS`.
    stem : str
        Name of the notebook.
    downloads : sequence of (str, str)
        Names of the files beside the product, and their kinds for readers.
    """
    module, _, load = FORMS[form].exporter.partition(":")
    exporter = getattr(import_module(module), load)()
    resources = {"metadata": {"name": stem}, "downloads": list(downloads)}
    made, _ = exporter.from_notebook_node(notebook, resources)
    return made if isinstance(made, bytes) else str(made).encode()
