"""Keep what a solver's C++ prints off the standard output, where answers go."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_depth = 0
_kept = -1


@contextmanager
def quiet() -> Iterator[None]:
    """Send the standard output nowhere while a solver works.

    The standard output belongs to the whole process: several threads may ask at once, and the last one to
    end brings it back.
    """
    global _depth, _kept  # noqa: PLW0603 - file descriptor 1 is global too
    with _lock:
        if _depth == 0:
            sys.stdout.flush()
            _kept = os.dup(1)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.close(nowhere)
        _depth += 1
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                os.dup2(_kept, 1)
                os.close(_kept)
