"""One warm process for several: who enters, what each owns, what makes it unfit."""

# ruff: noqa: SLF001 - what is kept is looked at

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from test_engine import run, texts

from spro_portraits.render.engine import (
    Door,
    Warmth,
    cool_down,
    share_warmth,
    start_warmth,
    warm_process,
    warmth,
)
from spro_portraits.render.engine.connection import CannotForkError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Warmth, Door]]:
    """A warm process that another program could have started, and its door."""
    monkeypatch.setattr(warmth, "_wishes", warmth._Wishes())
    cool_down()
    door = start_warmth([sys.executable], [])
    assert door is not None
    owner = warmth._kept.pop(door.key)
    owner.wait_ready(60)
    yield owner, door
    cool_down()
    warmth._doors.clear()
    owner.close()


def enter(door: Door) -> Warmth:
    warm = Warmth.enter(door)
    warm.wait_ready(60)
    return warm


def kill(owner: Warmth) -> None:
    assert owner._process is not None
    owner._process.kill()
    owner._process.wait()


def fork(warm: Warmth, folder: Path) -> tuple[int, socket.socket]:
    """Have a child forked; give its number and the end of its socket."""
    ours, theirs = socket.socketpair()
    note: dict[str, Any] = {
        "folder": str(folder),
        "environment": {},
        "arguments": ["x"],
        "memory": None,
    }
    with theirs, (folder / "printed").open("wb") as out:
        return warm.fork([theirs.fileno(), out.fileno(), out.fileno()], note, 10), ours


def test_notebooks_enter_through_a_door(shared: tuple[Warmth, Door], tmp_path: Path) -> None:
    owner, door = shared
    share_warmth(door)
    for _ in range(2):
        done = run(tmp_path, "import os\nos.getppid()")
        assert texts(done) == [str(owner._process.pid)]  # type: ignore[union-attr]
    assert door.socket.fileno() == -1, "who has entered needs no door"


def test_children_end_with_the_connection_that_asked_for_them(
    shared: tuple[Warmth, Door], tmp_path: Path
) -> None:
    _, door = shared
    one, other = enter(door), enter(door)
    (mine, my_end), (theirs, their_end) = fork(one, tmp_path), fork(other, tmp_path)
    process = psutil.Process(mine)
    one.close()
    process.wait(timeout=10)
    assert other.find_end(theirs) is None
    assert psutil.pid_exists(theirs)
    other.close()
    my_end.close()
    their_end.close()


def test_what_was_refused_is_told_to_all(shared: tuple[Warmth, Door]) -> None:
    """What it left stays in the process: from then on it is fit for nobody."""
    owner, door = shared
    assert set(owner.import_modules([], ["builtins:print loud"])) == {"builtins:print loud"}
    other = enter(door)
    assert set(other.import_modules(["json"], [])) == {"builtins:print loud"}
    other.close()


def test_a_loader_is_called_once_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loader.py").write_text(
        "def load(path):\n    with open(path, 'a') as file: file.write('x')\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    cool_down()
    call = f"loader:load {tmp_path / 'calls'}"
    door = start_warmth([sys.executable], [], calls=[call])  # at once, nobody waits
    assert door is not None
    others = [enter(door), enter(door)]
    assert [other.import_modules([], [call]) for other in others] == [{}, {}]
    assert (tmp_path / "calls").read_text(encoding="utf-8") == "x"
    for other in others:
        other.close()
    cool_down()


@pytest.mark.parametrize("reason", ["stale", "environment", "ended"])
def test_who_finds_it_unfit_has_its_own(
    shared: tuple[Warmth, Door], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    owner, door = shared
    share_warmth(door)
    path = Path(sys.modules["spro_portraits"].__file__ or "")
    then = path.stat()
    if reason == "environment":
        monkeypatch.setenv("SPRO_TEST_VARIABLE", "x")
    elif reason == "ended":
        kill(owner)
    else:
        owner.import_modules(["spro_portraits.wording"], [])
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns + 1))
    try:
        done: Any = run(tmp_path, "import os, spro_portraits.wording\nos.getppid()")
    finally:
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    [kept] = warmth._kept.values()
    assert texts(done) == [str(kept._process.pid)]  # type: ignore[union-attr]
    assert kept is not owner


def test_nobody_enters_what_has_ended(shared: tuple[Warmth, Door]) -> None:
    owner, door = shared
    kill(owner)
    with pytest.raises(CannotForkError):
        enter(door)


def test_what_is_not_ready_ends_at_once() -> None:
    cool_down()
    door = start_warmth([sys.executable], [])
    assert door is not None
    process = psutil.Process(warmth._kept[door.key]._process.pid)  # type: ignore[union-attr]
    cool_down()
    assert not process.is_running()


def test_what_is_at_work_ends_at_once_with_its_children(
    shared: tuple[Warmth, Door], tmp_path: Path
) -> None:
    """It sleeps in a call, as in a long import; the child of another connection runs."""
    owner, door = shared
    other = enter(door)
    pid, end = fork(other, tmp_path)
    child = psutil.Process(pid)
    owner.ask([], ["time:sleep 60"])
    owner.ask([], ["builtins:print loud"])
    begun = time.monotonic()
    owner.close()
    assert time.monotonic() - begun < 4
    child.wait(timeout=10)
    other.close()
    end.close()


def test_a_child_that_leads_no_group_yet_is_not_left_behind() -> None:
    """Between its fork and its first own step; the one that leads a group takes it along."""
    ours, theirs = socket.socketpair()
    caller = warm_process._Caller(theirs)
    asleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    children = [subprocess.Popen(asleep, start_new_session=leads) for leads in (False, True)]
    caller.children |= {child.pid for child in children}
    caller.leave()
    assert [child.wait(timeout=10) for child in children] == [-signal.SIGKILL] * 2
    ours.close()
