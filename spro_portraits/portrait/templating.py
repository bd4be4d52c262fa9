"""Templates of whole blocks of pages, and the style sheets that go with them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from spro_portraits.charts.templating import load_templates

_PACKAGE = "spro_portraits.portrait"


def fill_template(name: str, **values: Any) -> str:
    """Fill the template ``name`` (without ``.html``) with escaped values."""
    return load_templates(_PACKAGE).get_template(f"{name}.html").render(**values).strip() + "\n"


@cache
def read_style(name: str) -> str:
    """Read the style sheet ``name`` (without ``.css``) that goes with a template."""
    path = files(_PACKAGE).joinpath("templates", f"{name}.css")
    return path.read_text(encoding="utf-8").strip()


def write_css_string(text: str) -> str:
    r"""Write a text as a CSS string that nothing can end: all but letters and digits escaped."""
    escaped = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{escaped}"'
