"""Who publishes what, and when: one record a source, read from ``data/registry.toml``.

Where series break is read from ``data/breaks.toml``.

Not done here: downloading, reading the files themselves, knowing what day it is.
"""

from spro_portraits.sources.breaks import Agreement, Break, BreakTable, find_end, load_breaks
from spro_portraits.sources.calendar import count_missed, find_standing
from spro_portraits.sources.model import Release, Source, read_field
from spro_portraits.sources.registry import REGISTRY, load_registry
from spro_portraits.sources.renewal import find_changes

__all__ = [
    "REGISTRY",
    "Agreement",
    "Break",
    "BreakTable",
    "Release",
    "Source",
    "count_missed",
    "find_changes",
    "find_end",
    "find_standing",
    "load_breaks",
    "load_registry",
    "read_field",
]
