"""Who publishes what, and when: one record a source, read from ``data/registry.toml``.

Not done here: downloading, reading the files themselves, knowing what day it is.
"""

from spro_portraits.sources.calendar import count_missed, find_standing
from spro_portraits.sources.model import Release, Source
from spro_portraits.sources.registry import REGISTRY, load_registry

__all__ = [
    "REGISTRY",
    "Release",
    "Source",
    "count_missed",
    "find_standing",
    "load_registry",
]
