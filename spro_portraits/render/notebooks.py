"""Which notebooks there are, by the name of their file.

Not done here: reading their cells (``parameters``), running them (``execution``).
"""

from __future__ import annotations

import copy
import difflib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import nbformat
from nbformat.v4.rwbase import split_lines, strip_transient

from spro_portraits.errors import RenderError, UsageError
from spro_portraits.wording import render as words

if TYPE_CHECKING:
    from spro_portraits.settings import Settings

DEFAULT_NOTEBOOK = "portrait"
"""Its products have the short names ``indicators.csv`` and ``provenance.json``."""

_KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}


class _LentNotebook(nbformat.NotebookNode):
    """A notebook whose copies share the JSON in its outputs."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for cell in self.get("cells", []):
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                memo.update((id(data[name]), data[name]) for name in data if "json" in name)
        return super().__deepcopy__(memo)  # type: ignore[no-untyped-call]


def find_notebook(name: str | Path, settings: Settings) -> Path:
    """Find a notebook by its name, or take the path that was given.

    Parameters
    ----------
    name : str or Path
        ``"portrait"``, ``"portrait.ipynb"``, or the path of a notebook anywhere.
    settings : Settings
        Names are looked up in ``settings.notebooks``.

    Returns
    -------
    Path
        An existing file.

    Raises
    ------
    UsageError
        ``unknown_notebook``, with near matches and the known names.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    known = {found.stem: found for found in sorted(settings.notebooks.glob("*.ipynb"))}
    if (wanted := str(name).removesuffix(".ipynb")) in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known)
    raise UsageError(
        "unknown_notebook", name=str(name), near=near, known=list(known) or words.NO_NOTEBOOK
    )


def load_notebook(path: Path) -> Any:
    """Read a notebook in the current format, with a Python kernel named if it names none.

    Raises
    ------
    RenderError
        ``unreadable_notebook``: not JSON, or not a notebook.
    """
    try:
        notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, json.JSONDecodeError) as error:
        raise RenderError(
            "unreadable_notebook", file=path.name, problem=type(error).__name__
        ) from error
    except (AttributeError, KeyError) as error:  # JSON, but no notebook
        raise RenderError("unreadable_notebook", file=path.name, problem=str(error)) from error
    notebook.metadata.setdefault("kernelspec", dict(_KERNELSPEC))
    return notebook


def lend_notebook(notebook: Any) -> Any:
    """Lend a notebook to a library that copies it before it changes it.

    The copy shares the JSON in the outputs (charts, figures), which takes long to copy and which
    neither writing nor exporting changes.
    """
    return _LentNotebook(notebook)  # type: ignore[no-untyped-call]


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook to the very bytes of ``nbformat.write``, in a third of its time.

    What takes long there is Python's indented JSON.
    """
    split = strip_transient(split_lines(copy.deepcopy(lend_notebook(notebook))))  # type: ignore[no-untyped-call]
    compact = json.dumps(split, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(msgspec.json.format(compact.encode(), indent=1) + b"\n")
