"""The Jinja environment of HTML fragments: everything is escaped, nothing undefined passes."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("spro_portraits.charts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill_template(name: str, **values: Any) -> str:
    """Fill the template ``name`` (without ``.html``) with escaped values."""
    return _environment().get_template(f"{name}.html").render(**values).strip() + "\n"
