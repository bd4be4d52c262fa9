"""Words that people say for an occupation and that no official title holds, kept by hand."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from spro_portraits.errors import SourceError
from spro_portraits.tables.raw import read_csv, require_unique

EVERYDAY_FILE = "occupations/mots_courants.csv"
"""Under the data folder."""

EVERYDAY_COLUMNS = ("mot", "rome", "appellation", "source", "remarque")
"""``appellation`` is for the reader: an official title of the code that the word stands for."""


def load_everyday_words(data_dir: Path, romes: Collection[str]) -> list[tuple[str, str]]:
    """Read the hand table as ``word, ROME code``; a word may stand for several codes.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    romes : collection of str
        The codes that exist.

    Raises
    ------
    SourceError
        The file is absent or unreadable, lacks a column, holds an empty word, a code that does
        not exist, or a row that stands twice.
    """
    path = data_dir / EVERYDAY_FILE
    frame = read_csv(path, sep=";", columns=EVERYDAY_COLUMNS)
    require_unique(path, frame, ["mot", "rome"])
    found = []
    for row, word, code in zip(frame.index, frame["mot"], frame["rome"], strict=True):
        for column, text, expected, fits in (
            ("mot", word, "un mot", bool(word.strip())),
            ("rome", code, "un code ROME de la liste", code in romes),
        ):
            if not fits:
                raise SourceError(
                    "bad_value", file=path.name, row=row, column=column, expected=expected, got=text
                )
        found.append((word.strip(), code))
    return found
