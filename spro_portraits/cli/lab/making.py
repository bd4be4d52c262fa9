"""Make a product from a notebook, through the plan and the batch of the command line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.cli.desk.views import Files
from spro_portraits.cli.making import Request, begin
from spro_portraits.errors import RenderError, UsageError
from spro_portraits.render import name_files
from spro_portraits.settings import load_settings
from spro_portraits.wording import desk as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.batch import BatchResult


def make_product(
    text: str,
    level: str,
    forms: Sequence[str],
    *,
    notebook: str = "portrait",
    out: str | Path = "",
    parameters: Mapping[str, Any] | None = None,
) -> Files:
    """Make one territory as ``spro-portraits render`` does, and say where its files are.

    Parameters
    ----------
    text, level : str
        As on the command line.
    forms : sequence of str
        ``html``, ``pdf``, ``slides``.
    notebook : str
        Name of a notebook.
    out : str or Path
        Folder of the reports; that of the settings by default.
    parameters : mapping, optional
        Other parameters of the notebook.

    Raises
    ------
    UsageError
        What cannot be: form, notebook, parameter.
    RenderError
        ``not_made``: the notebook failed, with the sentence of the batch.
    """
    assignments = tuple(f"{name}={_write(value)}" for name, value in (parameters or {}).items())
    request = Request(
        (text,), level, notebook, str(out) if out else None, assignments, forms=",".join(forms)
    )
    result = _run_apart(request, force=True)
    if not result.products:
        outcome = result.failures[0] if result.failures else None
        problem = outcome.problem if outcome else result.stop
        kind = UsageError if outcome and outcome.is_misuse else RenderError
        raise kind("not_made", problem=problem.rstrip("."))
    pages = tuple(Path(page) for page in result.products[0].pages)
    data = name_files(Path(notebook).stem, pages[0].parent).figures_xlsx
    return Files((*pages, *([data] if data.is_file() else [])))


def make_batch(
    texts: Sequence[str], level: str, forms: Sequence[str], *, out: str | Path = "",
    force: bool = False,
) -> Files:  # fmt: skip
    """Make several territories, or a whole level, as ``spro-portraits batch`` does.

    Parameters
    ----------
    texts : sequence of str
        Codes or names; none for the whole level.
    level : str
    forms : sequence of str
        ``html``, ``pdf``, ``slides``.
    out : str or Path
        Folder of the reports; that of the settings by default.
    force : bool
        Whether what is up to date is made again.

    Returns
    -------
    Files
        The page that leads to all of them, and what was made, in a sentence.

    Raises
    ------
    UsageError
        What cannot be.
    RenderError
        ``not_made``: some failed, each with its sentence; the others are made.
    """
    request = Request(
        tuple(texts), level, "portrait", str(out) if out else None, is_whole_level=not texts,
        forms=",".join(forms),
    )  # fmt: skip
    result = _run_apart(request, force=force)
    if result.failures or result.stop:
        told = [f"{one.territory.name} : {one.problem}" for one in result.failures]
        raise RenderError("not_made", problem=" ".join([*told, result.stop]).strip().rstrip("."))
    remark = words.describe_made(len(result.products), result.kept)
    return Files((Path(result.index),), remark)


def _run_apart(request: Request, *, force: bool) -> BatchResult:
    """Run in a thread of its own: the kernel has an event loop, and the notebook needs one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_run, request, force=force).result()


def _run(request: Request, *, force: bool) -> BatchResult:
    from spro_portraits.batch import Options, run_batch  # noqa: PLC0415 - as in the commands
    from spro_portraits.render import read_forms  # noqa: PLC0415

    read_forms(request.forms)  # refused before anything starts
    plan = begin(request, load_settings())
    return run_batch(plan, options=Options(force=force))


def _write(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    return str(value)
