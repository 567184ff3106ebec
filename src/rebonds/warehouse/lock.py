"""One writer at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rebonds.text import Text
from rebonds.warehouse.errors import BusyError
from rebonds.warehouse.paths import Layout

_PAUSE = 0.1


@contextmanager
def writing(layout: Layout, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a warehouse while writing in it.

    The lock is the kernel's (``flock``) on a file that names its holder: when the holder dies, however it
    dies, the lock is free and the next writer takes it over, whatever process number the file still shows.

    Parameters
    ----------
    layout : Layout
    wait : float
        Seconds to wait for another writer to finish.

    Raises
    ------
    BusyError
        Another process is still writing after ``wait`` seconds.
    """
    layout.make()
    with layout.lock.open("a+", encoding="ascii") as stream:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise _busy(layout) from None
                time.sleep(_PAUSE)
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        try:
            yield
        finally:
            stream.seek(0)
            stream.truncate()
            fcntl.flock(stream, fcntl.LOCK_UN)


def _busy(layout: Layout) -> BusyError:
    holder = layout.lock.read_text(encoding="ascii").strip() or "?"
    return BusyError(
        Text(
            f"Une autre commande écrit en ce moment dans l'entrepôt {layout.root} (processus {holder}).",
            f"Another command is writing in the warehouse {layout.root} right now (process {holder}).",
        ),
        Text(
            "Attendez qu'elle se termine, puis relancez celle-ci.",
            "Wait until it ends, then run this one again.",
        ),
    )
