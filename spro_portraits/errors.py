"""One family of errors under :class:`SproError`; each carries facts.

The sentence a user reads is made by :mod:`spro_portraits.wording` from the kind
and the facts, so that it can be tested and stays French everywhere.
"""

from __future__ import annotations

from typing import Any, ClassVar

from spro_portraits.wording import describe_error


class SproError(Exception):
    """An error that we foresaw: a kind, facts, and an exit status.

    Parameters
    ----------
    kind : str
        Key of a message in :mod:`spro_portraits.wording.messages`.
    **facts
        What the message needs: table, file, column, row, territory, expected, got, near …
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, kind: str, **facts: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.facts = facts

    def __str__(self) -> str:
        """Say in French what is wrong, where, and what to do."""
        return describe_error(self.kind, self.facts)


class UsageError(SproError):
    """The user asked for something that does not exist or cannot be (exit status 2)."""

    exit_status: ClassVar[int] = 2


class SourceError(SproError):
    """An official file is missing, damaged or not the one that was declared."""


class EditionError(SproError):
    """The embedded edition is missing or does not hold what was asked of it."""


class RenderError(SproError):
    """A notebook failed, or a product could not be made from it."""
