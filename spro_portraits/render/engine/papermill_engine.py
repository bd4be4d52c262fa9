"""The engine that papermill finds under the name ``spro``.

papermill's and nbclient's own code run the notebook, time it, save it and judge its errors;
here a child of the warm process takes the place of a kernel, or, where there can be none, the
stock engine takes the place of this one and the log says so once.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from spro_portraits.render.engine.connection import CannotForkError, Warmth
from spro_portraits.render.engine.modules import find_imports
from spro_portraits.render.engine.notebook_child import NotebookChild
from spro_portraits.render.engine.warmth import complete_options, find_command, find_warmth

_LOG = logging.getLogger("papermill")
_said: set[str] = set()

OWN_OPTIONS = ("notebook_timeout", "max_memory", "kernel_is_quiet", "save_every", "take_notebook")


class SproEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine with warm children for kernels.

    Options beside those of the stock engine: ``notebook_timeout`` (seconds for all cells
    together), ``max_memory`` (bytes a notebook may take beyond the warm process),
    ``kernel_is_quiet`` (nothing that it writes to its file descriptors reaches this terminal),
    ``save_every`` (seconds between two saves while it runs; papermill saves twice a cell, which
    is most of the time of a notebook with large outputs; it is saved at the end in any case),
    ``take_notebook`` (called with the notebook before its first cell: who takes it has the outputs
    also of a run that fails, and needs no file of it: papermill's ``output_path`` may be None).
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Run all cells; see papermill's own engine for what happens to the notebook."""
        own = {name: options.pop(name, None) for name in OWN_OPTIONS}
        if own["take_notebook"] is not None:
            own["take_notebook"](nb_man.nb)
        with _save_seldom(nb_man, own["save_every"]):
            return cls._execute(nb_man, kernel_name, own, options)

    @classmethod
    def _execute(
        cls, nb_man: Any, kernel_name: str, own: dict[str, Any], options: dict[str, Any]
    ) -> Any:
        try:
            command = _find_kernel(kernel_name, options)
            extra = complete_options([*command[1], *options.get("extra_arguments", [])])
            warmth = find_warmth(
                command[0],
                extra,
                dict(os.environ),
                find_imports(nb_man.nb),
                deadline=float(options.get("start_timeout") or 60),
            )
            if shadow := warmth.find_shadow(os.getcwd()):  # noqa: PTH109
                raise CannotForkError(  # noqa: TRY301 - one place where the stock engine takes over
                    f"the folder has a module of its own named {shadow}"
                )
            client = _make_client(nb_man, kernel_name, warmth, command[1], own, options)
            return client.execute(cleanup_kc=True)
        except CannotForkError as problem:
            _say_once(str(problem))
            return super().execute_managed_notebook(nb_man, kernel_name, **options)


@contextlib.contextmanager
def _save_seldom(nb_man: Any, seconds: float | None) -> Iterator[None]:
    """Let most saves of the block pass; the one after it, at the end, is papermill's own."""
    if seconds is None:
        yield
        return
    save, last = nb_man.save, time.monotonic()

    def save_if_due(**arguments: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            save(**arguments)
            last = time.monotonic()

    nb_man.save = save_if_due
    try:
        yield
    finally:
        del nb_man.save


def _find_kernel(kernel_name: str, options: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Find how the kernel is started, if a fork can stand for it."""
    if sys.platform == "win32" or not hasattr(os, "fork"):
        raise CannotForkError("this system cannot fork")
    manager: Any = options.get("kernel_manager_class")
    if hasattr(manager, "find_fork_command"):
        found: tuple[list[str], list[str]] = manager.find_fork_command()
        return found
    if manager or options.get("km"):
        raise CannotForkError("a kernel manager was given")
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel as error:
        raise CannotForkError(f"no kernel is named {kernel_name}") from error
    if spec.language.lower() != "python" or spec.interrupt_mode != "signal":
        raise CannotForkError(f"the kernel {kernel_name} is not Python's")
    command = find_command(spec.argv)
    if command is None or spec.env or spec.metadata.get("kernel_provisioner"):
        raise CannotForkError(f"the kernel {kernel_name} is not this Python's")
    return command


def _make_client(
    nb_man: Any,
    kernel_name: str,
    warmth: Warmth,
    kernel_arguments: Sequence[str],
    own: dict[str, Any],
    options: dict[str, Any],
) -> WarmNotebookClient:
    kwargs = remove_args(["input_path", "kernel_manager_class"], **options)
    start_timeout = kwargs.pop("start_timeout", 60)
    execution_timeout = kwargs.pop("execution_timeout", None)
    final = merge_kwargs(
        remove_args(["timeout", "startup_timeout"], **kwargs),
        timeout=execution_timeout or kwargs.get("timeout"),
        startup_timeout=start_timeout,
        kernel_name=kernel_name,
        log=logger,
    )
    child = NotebookChild(
        warmth,
        list(kernel_arguments),
        max_memory=own["max_memory"],
        is_quiet=bool(own["kernel_is_quiet"]),
    )
    return WarmNotebookClient(nb_man, km=child, notebook_timeout=own["notebook_timeout"], **final)


class WarmNotebookClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with a deadline for the notebook as a whole."""

    def __init__(
        self, nb_man: Any, km: Any = None, notebook_timeout: float | None = None, **options: Any
    ) -> None:
        super().__init__(nb_man, km=km, **options)
        self._notebook_timeout = notebook_timeout
        self._end = None if notebook_timeout is None else time.monotonic() + notebook_timeout

    def _get_timeout(self, cell: Any) -> Any:
        timeout = super()._get_timeout(cell)
        if self._end is None or cell is None:
            return timeout
        left = self._end - time.monotonic()
        return max(left, 0.001) if timeout is None else max(min(timeout, left), 0.001)

    async def _async_handle_timeout(self, timeout: Any, cell: Any = None) -> Any:  # noqa: ASYNC109
        if self._end is not None and time.monotonic() >= self._end:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "The notebook as a whole timed out", math.ceil(self._notebook_timeout or 0), cell
            )
        return await super()._async_handle_timeout(timeout, cell)


def _say_once(problem: str) -> None:
    if problem not in _said:
        _said.add(problem)
        _LOG.warning("Engine spro: %s; the stock engine runs the notebook.", problem)
