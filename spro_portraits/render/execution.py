"""papermill runs a notebook; what stopped it is told in one sentence.

Not done here: checking parameters (``parameters``), exporting (``exporter``), moving files.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import PapermillExecutionError, execute_notebook
from papermill.engines import papermill_engines
from papermill.execute import ERROR_MARKER_TAG, raise_for_execution_errors

from spro_portraits import errors
from spro_portraits.render.kernel import KERNEL_NAME, InterpreterKernelManager
from spro_portraits.render.notebooks import load_notebook
from spro_portraits.settings import PICTURES
from spro_portraits.wording import render as words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Without a handler of the application's, papermill's warnings would go to stderr.
logging.getLogger("papermill").addHandler(logging.NullHandler())

_ENGINE = "spro"

_OURS = {
    name
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, errors.SproError)
}


@dataclass(frozen=True, slots=True)
class Execution:
    """What came of a run.

    Attributes
    ----------
    notebook : NotebookNode
        The executed notebook, as far as it went; no path of this machine in its metadata.
    problem : str or None
        What stopped it: the sentence of our own errors, else ``Type: message``; None if all
        cells ran.
    is_misuse : bool
        Whether it asked for something that cannot be (a parameter only it can judge).
    """

    notebook: Any
    problem: str | None = None
    is_misuse: bool = False


def run_notebook(
    notebook_path: Path,
    parameters: Mapping[str, Any],
    *,
    pictures: bool = True,
) -> Execution:
    """Run all cells in a fresh kernel of this interpreter; nothing is written.

    The engine ``spro`` forks a warm process and takes papermill's own where that cannot be.
    Nothing is raised for a cell that fails: the caller decides what a failure means.

    Parameters
    ----------
    notebook_path : Path
        The notebook; it is not changed.
    parameters : mapping
        Checked values, injected after the cell tagged ``parameters``.
    pictures : bool
        Whether charts carry fixed pictures beside their specifications.
    """
    source = load_notebook(notebook_path)
    taken = [source]  # then the copy that papermill runs, as far as it goes
    problem, is_misuse = None, False
    try:
        with _ask_for_pictures(pictures):
            # papermill's own steps: in one call, it would write the result once more.
            ready = execute_notebook(
                source,
                None,
                parameters=dict(parameters),
                kernel_name=KERNEL_NAME,
                language="python",
                engine_name=_ENGINE,
                prepare_only=True,
            )
            done = papermill_engines.execute_notebook_with_engine(
                _ENGINE,
                ready,
                kernel_name=KERNEL_NAME,
                progress_bar=False,
                log_output=False,
                kernel_manager_class=InterpreterKernelManager,
                kernel_is_quiet=True,
                take_notebook=taken.append,
            )
            raise_for_execution_errors(done, None)
    except PapermillExecutionError as error:
        message = str(error.evalue).strip()
        problem = message if error.ename in _OURS else f"{error.ename}: {message}"
        is_misuse = error.ename == errors.UsageError.__name__
    except (DeadKernelError, CellTimeoutError) as error:
        problem = f"{type(error).__name__}: {error}".strip()
    finally:
        _close_worker_loop()
    # As if it had been written and read: keys in their order.
    read = json.loads(json.dumps(taken[-1], sort_keys=True))
    executed = nbformat.from_dict(read)  # type: ignore[no-untyped-call]
    return Execution(_tidy(executed, notebook_path.name), problem, is_misuse)


@contextmanager
def _ask_for_pictures(wanted: bool) -> Iterator[None]:  # noqa: FBT001 - the one thing asked
    """Say it to the notebook's process, which reads the environment of its start.

    Threads have one environment: who wants the other answer waits for those at work, and the
    last one puts back what was there.
    """
    text = "1" if wanted else "0"
    with _answer:
        _answer.wait_for(lambda: not _asked or _asked[0] == text)
        if not _asked:
            _before[:] = [os.environ[PICTURES]] if PICTURES in os.environ else []
            os.environ[PICTURES] = text
        _asked.append(text)
    try:
        yield
    finally:
        with _answer:
            _asked.pop()
            if not _asked and _before:
                os.environ[PICTURES] = _before[0]
            elif not _asked:
                del os.environ[PICTURES]
            _answer.notify_all()


_answer = threading.Condition()
_asked: list[str] = []
_before: list[str] = []


def _close_worker_loop() -> None:
    """Close the event loop that jupyter_core opened in a worker thread and would leave open."""
    if threading.current_thread() is not threading.main_thread():
        loop = ensure_event_loop()
        if not loop.is_running():
            loop.close()


def _escape(path: Path) -> str:
    # papermill formats paths: braces in them are doubled.
    return str(path).replace("{", "{{").replace("}", "}}")


def _tidy(notebook: Any, name: str) -> Any:
    """Leave no path of this machine in the metadata, and no English in the error notes."""
    papermill = notebook.metadata.get("papermill", {})
    papermill.update(input_path=name, output_path=name)
    marks = [cell for cell in notebook.cells if ERROR_MARKER_TAG in cell.metadata.get("tags", [])]
    for cell, text in zip(marks, (words.FAILED_AT, words.FAILED_HERE), strict=False):
        anchored = text is words.FAILED_HERE
        cell.source = f'<a id="papermill-error-cell"></a>**{text}**' if anchored else f"**{text}**"
    return notebook
