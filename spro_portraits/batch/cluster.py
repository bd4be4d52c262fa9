"""The processes of a cluster, through Dask distributed: any that Dask can start.

Not done here: starting a cluster on SLURM, Kubernetes or office machines: Dask's own
deployments do, and give an address (``docs/cluster.md``).
"""

from __future__ import annotations

import logging
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import RenderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCAL = "local"
"""In place of an address: start workers on this machine."""

_PATIENCE = 10
"""Seconds to wait for a scheduler."""

_AHEAD = 20
"""Tasks given at once for each thread of the cluster, at least."""

_LEAST_WINDOW = 100


class ClusterExecutor(Executor):
    """A cluster as an executor.

    Attributes
    ----------
    window : int
        How many tasks are worth being given at once.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        # The same task may well be asked for twice: a run forced again is not a result kept.
        self._executor: Executor = client.get_executor(pure=False)
        self.window = max(_LEAST_WINDOW, _AHEAD * sum(client.nthreads().values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a task to the cluster."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the library
        """Wait for the tasks, or drop those that have not begun."""
        self._executor.shutdown(wait=wait and not cancel_futures)

    def stop(self) -> None:
        """Drop all tasks."""
        self._executor.shutdown(wait=False)


@contextmanager
def open_cluster(address: str, jobs: int | None = None) -> Iterator[ClusterExecutor]:
    """Reach a scheduler, or start one here.

    Parameters
    ----------
    address : str
        ``tcp://host:8786``, a file of ``dask scheduler --scheduler-file``, or ``local``.
    jobs : int, optional
        Workers that ``local`` starts; by default Dask's choice.

    Raises
    ------
    UsageError
        ``no_dask``: Dask distributed is not installed.
    RenderError
        ``no_cluster``: nobody answers at the address.
    """
    try:
        import distributed  # noqa: PLC0415 - of the extra ``grappe``
    except ImportError as error:
        raise UsageError("no_dask") from error
    dask: Any = distributed
    if address == LOCAL:
        with (
            dask.LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.ERROR,
            ) as cluster,
            dask.Client(cluster) as client,
        ):
            yield from _yield_executor(client)
        return
    named = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    try:
        client = dask.Client(**named, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise RenderError("no_cluster", address=address) from error
    with client:
        yield from _yield_executor(client)


def _yield_executor(client: Any) -> Iterator[ClusterExecutor]:
    executor = ClusterExecutor(client)
    try:
        yield executor
    except BaseException:
        executor.stop()
        raise
