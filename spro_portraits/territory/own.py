"""Perimeters that a person draws up and keeps: saved under a name, found again by it.

They lie in one folder (``settings.personal``), one text file each, in the form that
:func:`~spro_portraits.territory.perimeters.load_perimeter_file` reads: an editor can change them,
and every command that takes a perimeter file takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spro_portraits.errors import UsageError
from spro_portraits.store import is_reserved, replace_file, slugify
from spro_portraits.territory.perimeters import Perimeter, load_perimeter_file
from spro_portraits.wording import describe_cause

SUFFIXES = (".txt", ".csv")


def list_own(folder: Path) -> dict[Path, Perimeter]:
    """Read the perimeters of a folder, by their files; those that cannot be read are left out."""
    return {path: one for path, one in _read_folder(folder).items() if isinstance(one, Perimeter)}


def list_unreadable(folder: Path) -> dict[Path, UsageError]:
    """List the files of a folder that cannot be read, each with its ``unreadable_perimeter``."""
    return {path: one for path, one in _read_folder(folder).items() if isinstance(one, UsageError)}


def find_own(folder: Path, text: str) -> Path | None:
    """Find the file of a perimeter by its code or its name; case and accents do not count.

    One that cannot be read is found by its code: whoever asks for it learns what is wrong.
    """
    wanted = slugify(text)
    for path, one in _read_folder(folder).items():
        names = {slugify(path.stem)}
        if isinstance(one, Perimeter):
            names |= {slugify(one.code), slugify(one.name)}
        if wanted and wanted in names:
            return path
    return None


def name_own(name: str) -> str:
    """Give the code of a territory of one's own, which is the name of its file."""
    code = slugify(name)
    return f"territoire-{code}" if is_reserved(code) else code


def _read_folder(folder: Path) -> dict[Path, Perimeter | UsageError]:
    if not folder.is_dir():
        return {}
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return {path: _read(path) for path in found}


def _read(path: Path) -> Perimeter | UsageError:
    try:
        return load_perimeter_file(path)
    except UsageError as error:
        return error


def write_own(
    folder: Path,
    name: str,
    members: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
    *,
    replace: bool = False,
) -> Path:
    """Save a perimeter as a file of its own; whole, or not at all.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    name : str
        French name; that of the file is made of it.
    members : sequence of (level, code)
        Communes and zones.
    notes : sequence of str
        Lines that the portrait shows beside the perimeter.
    replace : bool
        Whether an earlier file of this name may go.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        ``unnamed_perimeter``, ``empty_perimeter``, ``known_perimeter`` (there is one of this name
        and it may not go), or ``unwritable_folder``.
    """
    name = " ".join(name.split())
    if not slugify(name):
        raise UsageError("unnamed_perimeter", name=name)
    if not members:
        raise UsageError("empty_perimeter", name=name)
    path = folder / f"{name_own(name)}.txt"
    if path.exists() and not replace:
        raise UsageError("known_perimeter", name=name, file=path)
    lines = [f"# nom : {name}"]
    lines += [f"# {' '.join(note.split())}" for note in notes if note.strip()]
    lines += [code if level == "commune" else f"{level}:{code}" for level, code in members]
    try:
        with replace_file(path) as temporary:
            temporary.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        problem = describe_cause(error)
        raise UsageError("unwritable_folder", folder=folder, problem=problem) from error
    return path
