"""One declared table per data set, its loader, and the edition that holds them all.

Not done here: ratios, labels, French.
"""

from spro_portraits.tables.edition import Edition, load_edition, open_editions

__all__ = ["BuildReport", "Edition", "build_edition", "load_edition", "open_editions"]


def __getattr__(name: str) -> object:
    # Building needs pandera, which costs more than reading an edition: import it on demand.
    if name in {"BuildReport", "build_edition"}:
        from spro_portraits.tables import build  # noqa: PLC0415 - see above

        return getattr(build, name)
    raise AttributeError(name)
