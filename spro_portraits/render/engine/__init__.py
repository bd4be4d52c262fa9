"""A papermill engine: each notebook runs in a fresh child forked from a warm process.

Not done here: choosing notebooks, parameters, pages. The stock engine of papermill stays the
judge: what differs from it is written in ``docs/engine.md``.

Nothing heavy is imported here: papermill loads this module whenever it is imported itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spro_portraits.render.engine.connection import Door, Warmth
    from spro_portraits.render.engine.papermill_engine import SproEngine
    from spro_portraits.render.engine.warmth import cool_down, share_warmth, start_warmth, warm_up

__all__ = ["Door", "SproEngine", "Warmth", "cool_down", "share_warmth", "start_warmth", "warm_up"]


def __getattr__(name: str) -> Any:
    if name == "SproEngine":
        from spro_portraits.render.engine import papermill_engine  # noqa: PLC0415

        return papermill_engine.SproEngine
    if name in {"Door", "Warmth"}:
        from spro_portraits.render.engine import connection  # noqa: PLC0415

        return getattr(connection, name)
    if name in __all__:
        from spro_portraits.render.engine import warmth  # noqa: PLC0415

        return getattr(warmth, name)
    raise AttributeError(name)
