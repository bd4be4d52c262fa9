"""How a batch is made. Nothing heavy is imported: a command has options before all else."""

from __future__ import annotations

from dataclasses import dataclass, field

from spro_portraits.render.watch import Limits

MANY = 4
"""Tasks of one notebook and one level that are worth a preparation."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is made.

    Attributes
    ----------
    force : bool
        Make also what is still true.
    limits : Limits
        What each notebook may take.
    is_elsewhere : bool
        Whether the executor's processes may be on other machines: each task then carries its
        notebook, and checks the program and the data that it finds.
    data_address : str
        Where such processes fetch the data; empty: they see the same folders as this one.
    """

    force: bool = False
    limits: Limits = field(default_factory=Limits)
    is_elsewhere: bool = False
    data_address: str = ""
