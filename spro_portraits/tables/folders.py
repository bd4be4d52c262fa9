"""Where editions lie: the embedded one in the data folder, the others in ``editions/``.

Names are those of the folders; nothing else of an edition is read here. What a killed build left
is cleared here too.
"""

from __future__ import annotations

import difflib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from spro_portraits.errors import EditionError
from spro_portraits.settings import EDITIONS
from spro_portraits.store.begun import list_abandoned
from spro_portraits.wording import describe_cause

DESCRIPTION: Final = "edition.json"
BEGUN: Final = ".begun-"
"""How the name of an edition begins that is being built beside the others."""
CHANGING: Final = ".edition-"
"""How the name of a folder begins that holds what takes the place of an edition."""
PARTS: Final = ("tables", "geo", DESCRIPTION)
"""What is replaced of an edition, in this order: where the last has been, all have."""
OLD: Final = "old"
"""Folder, in that of a replacement, that holds what was there."""


def load_description(folder: Path) -> dict[str, Any]:
    """Read what an edition says of itself.

    Raises
    ------
    EditionError
        ``missing_edition``, ``damaged_edition``.
    """
    try:
        document = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        _ = document["id"], document["label"], document["hash"], document["tables"].items()
    except FileNotFoundError as error:
        raise EditionError("missing_edition", folder=folder) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"{DESCRIPTION}, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=folder, problem=problem) from error
    return dict(document)


def list_folders(data_dir: Path) -> dict[str, Path]:
    """List the folders of the editions by name, the embedded one first.

    An embedded edition that does not read is left out: opening it says what is wrong.
    """
    found = {}
    with suppress(EditionError):
        found[str(load_description(data_dir)["id"])] = data_dir
    editions = data_dir / EDITIONS
    if editions.is_dir():
        for folder in sorted(editions.iterdir()):
            if folder.name[0] != "." and (folder / DESCRIPTION).is_file():
                found.setdefault(folder.name, folder)
    return found


def find_folder(data_dir: Path, name: str) -> Path:
    """Find the folder of an edition by its name; empty for the embedded one.

    Raises
    ------
    EditionError
        ``unknown_edition``, with the names that there are.
    """
    if not name:
        return data_dir
    folders = list_folders(data_dir)
    if not folders:
        load_description(data_dir)  # says what is wrong with it
    if name not in folders:
        near = difflib.get_close_matches(name, folders, n=3)
        raise EditionError("unknown_edition", name=name, known=list(folders), near=near)
    return folders[name]


def clear_abandoned(data_dir: Path) -> None:
    """Remove what killed builds left, and put an edition back that one half replaced.

    What a process is filling is not touched.
    """
    for folder in list_abandoned(data_dir / EDITIONS, BEGUN):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in list_abandoned(data_dir, CHANGING):
        with suppress(OSError):  # a file that another program has open: the next command
            if (folder / DESCRIPTION).is_file():
                put_back(folder, data_dir)
            shutil.rmtree(folder, ignore_errors=True)


def put_back(new: Path, data_dir: Path) -> None:
    """Put the edition back that a replacement had begun to move away."""
    for name in PARTS:
        old, target = new / OLD / name, data_dir / name
        if old.exists():
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink(missing_ok=True)
            old.rename(target)
