"""The end of a notebook's process: all that Python owes it, without taking the house down.

Tearing down an interpreter in which hundreds of modules are loaded takes ten times as long as
the rest of an end, and touches, hence copies, all the memory that was shared. What a notebook
may rely on is done here by hand, in Python's order: threads are waited for, exit functions run,
its variables die (and with them what they hold), open files are flushed.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn


def end_process(namespace: dict[str, Any], last_words: Callable[[], None]) -> NoReturn:
    """End this process.

    Parameters
    ----------
    namespace : dict
        The variables of the notebook.
    last_words : callable
        What is to be said after all that the notebook does.
    """
    for step in (
        _wait_for_threads,
        atexit._run_exitfuncs,  # noqa: SLF001 - what Python itself calls at this point
        lambda: _let_die(namespace),
        _flush_files,
        last_words,
    ):
        with contextlib.suppress(BaseException):
            step()
    os._exit(0)


def _wait_for_threads() -> None:
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - as above


def _let_die(namespace: dict[str, Any]) -> None:
    namespace.clear()
    sys.last_value = sys.last_traceback = None
    gc.collect()


def _flush_files() -> None:
    # Objects of before the fork are frozen, and are not in this list.
    for thing in gc.get_objects():
        if isinstance(thing, io.IOBase):
            with contextlib.suppress(Exception):
                if not thing.closed:
                    thing.flush()
