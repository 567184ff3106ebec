"""Several products of matrices side by side, each on one processor.

The threads of a BLAS wait for one another actively: on a machine that does anything else (a server with two
requests), small products then take ten times longer on two processors than on one. Classes of decay are fitted and
applied apart, which is all the parallelism that these need.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped, unused-ignore]

T = TypeVar("T")

_lock = threading.Lock()
_inside = 0
_limit: Any = None


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, "rebonds-flows")


def _take_over() -> None:
    """Let this thread set the limit: BLAS otherwise obeys the first thread that did; ours are counted together."""
    for one in _controller().lib_controllers:
        clear = getattr(one, "clear_controlling_thread", None)
        if clear is not None:
            clear(force=True)


@contextmanager
def one_each() -> Iterator[None]:
    """Keep BLAS to one thread; the last to leave gives it back what it had (the limit is the process's)."""
    global _inside, _limit  # noqa: PLW0603 - so is its count
    with _lock:
        _inside += 1
        if _inside == 1:
            _take_over()
            _limit = _controller().limit(limits=1, user_api="blas")
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _take_over()
                _limit.restore_original_limits()


def each(tasks: Sequence[Callable[[], T]], *, worth: bool = True) -> list[T]:
    """Run tasks side by side, BLAS on one thread in each; return what they return, in order.

    Parameters
    ----------
    tasks : sequence of callable
        None may call `each` in its turn. The last ones start last: put the longest first.
    worth : bool
        False to run them one after the other: a task under a tenth of a millisecond costs more to hand over.
    """
    with one_each():
        if not worth or len(tasks) < 2 or (os.cpu_count() or 1) < 2:
            return [task() for task in tasks]
        return list(_pool().map(lambda task: task(), tasks))
