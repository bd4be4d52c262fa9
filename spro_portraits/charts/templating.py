"""The Jinja environment of HTML fragments: everything is escaped, nothing undefined passes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def load_templates(package: str) -> Environment:
    """Load the templates of a package: escaped, strict, without blank lines."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill_template(name: str, **values: Any) -> str:
    """Fill the template ``name`` (without ``.html``) with escaped values."""
    return (
        load_templates("spro_portraits.charts")
        .get_template(f"{name}.html")
        .render(**values)
        .strip()
        + "\n"
    )


def name_tips(texts: Sequence[str]) -> list[str]:
    """Name the definitions of a fragment: ids that no other fragment of the page has.

    A page is put together from fragments that do not know each other: a name comes from all
    the texts of its own.
    """
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]
    return [f"spro-tip-{digest}-{index}" for index in range(len(texts))]


@cache
def read_script(name: str) -> str:
    """Read the script ``name`` (without ``.js``) that goes with a template."""
    path = files("spro_portraits.charts").joinpath("templates", f"{name}.js")
    return path.read_text(encoding="utf-8").strip()
