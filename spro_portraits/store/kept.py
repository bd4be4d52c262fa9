"""Texts that many pages hold and that take long to make, above all the fonts.

They come from installed packages and are the same until one of these changes, so they are kept
where Python keeps its compiled modules, and by its rules: not where it may not write, not with
``PYTHONDONTWRITEBYTECODE``. Deleting them costs two seconds.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from spro_portraits.store.files import replace_file
from spro_portraits.style import font_css, fonts

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def load_font_css() -> str:
    """Load the ``@font-face`` rules of :func:`spro_portraits.style.font_css`."""
    code = Path(fonts.__file__).read_bytes().hex()
    return keep_text(
        "fonts.css", name_versions("font-source-sans-pro", "fonttools", "brotli") + code, font_css
    )


def name_versions(*packages: str) -> str:
    """Name installed packages with their versions: what a text was made from."""
    return " ".join(f"{name}-{metadata.version(name)}" for name in packages)


def keep_text(name: str, made_from: str, make: Callable[[], str]) -> str:
    """Read a text made from the same things before, or make it and keep it if possible.

    The first line of a file says what its text was made from, and the hash of the text.
    """
    origin = hashlib.sha256(made_from.encode()).hexdigest()
    path = Path(util.cache_from_source(__file__)).with_name(f"spro-{name}")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        head, _, text = path.read_bytes().decode().partition("\n")
        if head == _write_head(origin, text):
            return text
    text = make()
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replace_file(path) as new:
                new.write_bytes(f"{_write_head(origin, text)}\n{text}".encode())
    return text


def _write_head(origin: str, text: str) -> str:
    return f"/* {origin} {hashlib.sha256(text.encode()).hexdigest()} */"
