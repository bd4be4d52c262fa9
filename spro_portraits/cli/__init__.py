"""The command line: arguments in, French messages and an exit status out.

Statuses: 0 fine, 1 a run failed, 2 wrong use. Heavy libraries are imported inside the commands,
so that ``--help`` answers at once.
"""

from spro_portraits.cli.entry import main

__all__ = ["main"]
