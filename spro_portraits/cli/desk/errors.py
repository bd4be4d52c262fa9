"""Errors we foresaw, in a notebook: the French sentence, without the pages of a traceback.

Only where this library is used: a notebook that makes a product keeps its tracebacks.
"""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import SproError
from spro_portraits.wording import cli as words

if TYPE_CHECKING:
    from types import TracebackType

_STYLE = "border-left:4px solid #9a3412;padding:.4em .8em;background:#fdf3ee;color:#1f2933"


def install_french_errors() -> None:
    """Have IPython show our errors as one sentence; nothing outside of IPython."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython  # noqa: PLC0415 - heavy

    shell: Any = get_ipython()
    if shell is not None:
        shell.set_custom_exc((SproError,), _show)


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    _traceback: TracebackType | None,
    tb_offset: int | None = None,  # noqa: ARG001 - IPython gives it by name
) -> list[str]:
    """Show the sentence; give IPython the lines that a front end without colours writes."""
    lines = [f"{words.PROBLEM} {error}"]
    shell._showtraceback(kind, error, lines)  # noqa: SLF001 - the hook that IPython documents
    return lines


def draw_error(error: BaseException) -> str:
    """Draw an error as a fragment of HTML, for the explorer."""
    return f'<div role="alert" style="{_STYLE}">{escape(f"{words.PROBLEM} {error}")}</div>'
