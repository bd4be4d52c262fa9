"""A real JupyterLab for the tests, started by our own command on a copy of data and notebooks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk_home import copy_home

TOKEN = "essai"  # noqa: S105 - of a server that lives for a test
_LONGEST_START = 60.0


@dataclass(frozen=True)
class Lab:
    """A server that runs: its address, its folder, what it has written."""

    address: str
    home: Path
    log: Path


def find_port() -> int:
    """Find a port that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def make_environment(home: Path, own: Path) -> dict[str, str]:
    """Make the variables of a process that works on a copy, and sees no settings of a person."""
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {
        **os.environ,
        "SPRO_PORTRAITS_HOME": str(home),
        "JUPYTER_TOKEN": TOKEN,
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        **{name: str(own / name.lower()) for name in folders},
    }


@contextmanager
def open_lab(folder: Path) -> Iterator[Lab]:
    """Start ``spro-portraits lab`` and wait until it answers; stop it, and all it started."""
    home, log, port = copy_home(folder / "home"), folder / "lab.log", find_port()
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    with log.open("wb") as written:
        started = subprocess.Popen(
            [sys.executable, "-c", code, "lab", "--no-browser", "--port", str(port)],
            env=make_environment(home, folder / "own"), stdout=written, stderr=written,
            start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, started, log)
            yield Lab(address, home, log)
        finally:
            stop_group(started)


def stop_group(started: subprocess.Popen[bytes]) -> None:
    """Stop a process of ours with all its children, by its own session."""
    import psutil  # noqa: PLC0415

    process = psutil.Process(started.pid)
    family = [*process.children(recursive=True), process]
    for one in family:
        one.terminate()
    _, alive = psutil.wait_procs(family, timeout=10)
    for one in alive:
        one.kill()
    started.wait(timeout=10)


def _wait(address: str, started: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _LONGEST_START
    while time.monotonic() < end:
        if started.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5):  # noqa: S310 - ours
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])
