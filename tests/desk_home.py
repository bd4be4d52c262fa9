"""A home of its own for tests that save: the data of the checkout, where they may write."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def copy_home(folder: Path) -> Path:
    """Copy what a checkout holds: nothing that a test saves reaches the real one."""
    for name in ("data", "notebooks"):
        ignored = shutil.ignore_patterns("internal", "perso", "sources-locales", ".*")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    return folder
