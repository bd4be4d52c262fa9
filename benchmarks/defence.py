"""What it costs a portrait to grade, rank and word its figures.

Runs each part of a portrait side by side with the whole, in one process, and prints ratios:

    python benchmarks/defence.py [territory] [level] [rounds]

The whole is what the kernel does for a notebook: opening the portrait and making every
output. The added parts are timed inside it: grading (``grade_reliability``), the difference
rule (``compute_difference``), peers and ranks (``build_peers``), findings and their sentences
(``build_retain`` and the openings of sections). Each is counted once, the outermost.
"""

from __future__ import annotations

import functools
import statistics
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from spro_portraits.indicators import measures
from spro_portraits.portrait import assemble, open_portrait, openings, retain, subject

ADDED: tuple[tuple[ModuleType, str], ...] = (
    (measures, "grade_reliability"),
    (subject, "compute_difference"),
    (subject, "build_peers"),
    (retain, "list_retained"),
    (openings, "list_told"),
)


class Clock:
    """Adds up the time spent in some functions; a call inside another is not counted twice."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.depth = 0

    def watch(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that does the same and is timed."""

        @functools.wraps(call)
        def timed(*args: Any, **options: Any) -> Any:
            self.depth += 1
            start = time.perf_counter()
            try:
                return call(*args, **options)
            finally:
                self.depth -= 1
                if self.depth == 0:
                    self.spent += time.perf_counter() - start

        return timed


def run(territory: str, level: str) -> None:
    """Open a portrait and make each of its outputs, as a notebook does."""
    shell = InteractiveShell.instance()
    portrait = open_portrait(territory, level)
    for section in portrait.sections.values():
        for block in section.blocks:
            shell.display_formatter.format(block)
    shell.display_formatter.format(portrait.publication)


def main(territory: str = "issoudun", level: str = "spro", rounds: str = "5") -> None:
    """Print the share of the time that the added parts take, by round and in the middle."""
    clock = Clock()
    for module, name in ADDED:
        setattr(module, name, clock.watch(getattr(module, name)))
    # The section itself is named in a tuple, made when the module was imported.
    assemble.SECTIONS = tuple(
        clock.watch(build) if build is retain.build_retain else build for build in assemble.SECTIONS
    )
    run(territory, level)  # imports and caches
    shares = []
    for turn in range(int(rounds)):
        clock.spent, start = 0.0, time.perf_counter()
        run(territory, level)
        whole = time.perf_counter() - start
        shares.append(clock.spent / (whole - clock.spent))
        print(f"round {turn + 1}: {whole:.2f} s, of which added {clock.spent:.2f} s "
              f"(+{shares[-1]:.1%})")  # fmt: skip
    print(f"median: +{statistics.median(shares):.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
