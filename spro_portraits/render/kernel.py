"""The kernel that runs a notebook: this very interpreter.

A ``python3`` kernelspec registered by somebody may point to another Python, or there may
be none; neither matters here. Messages go through files instead of ports where the system
has such sockets: kernels started side by side do not race for ports.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from spro_portraits.render.watch import follow_process

KERNEL_NAME = "python3"

_ARGUMENTS = ("--HistoryManager.enabled=False",)

# A socket's path holds about 104 characters on the strictest system; jupyter_client adds
# "-ipc-5", and the name of the connection file itself is about 50 long.
_LONGEST_FOLDER = 45


class InterpreterKernelManager(AsyncKernelManager):
    """Start ipykernel with ``sys.executable``, whatever kernelspecs are registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The specification of this interpreter's own kernel, without command history."""
        if self._kernel_spec is None:
            self._kernel_spec = KernelSpec(**get_kernel_dict(extra_arguments=list(_ARGUMENTS)))
        return self._kernel_spec

    @classmethod
    def find_fork_command(cls) -> tuple[list[str], list[str]]:
        """Give the engine ``spro`` the same kernel: interpreter, and the kernel's options."""
        return [sys.executable], list(_ARGUMENTS)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        # What the notebook prints comes as messages; the process's own chatter at its end
        # is not for the user's terminal.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **(quiet | kw))
        follow_process(getattr(self.provisioner, "pid", None))

    @default("shutdown_wait_time")
    def _choose_shutdown_wait_time(self) -> float:
        # The interrupt that is sent first may swallow the request that follows; all cells
        # have run by then, and nothing is lost by not waiting long.
        return 1.0

    @default("transport")
    def _choose_transport(self) -> str:
        short = len(tempfile.gettempdir()) <= _LONGEST_FOLDER
        return "ipc" if os.name == "posix" and short else "tcp"

    @default("connection_file")
    def _choose_connection_file(self) -> Any:
        handle, name = tempfile.mkstemp(prefix="spro-kernel-", suffix=".json")
        os.close(handle)
        Path(name).unlink()  # jupyter_client writes it itself, readable by its owner alone
        return name
