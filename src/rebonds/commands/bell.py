"""An event that a signal handler may set while its own thread waits on it."""

from __future__ import annotations

import queue


class Bell:
    """Stand in for `threading.Event` where a signal rings.

    `threading.Event.set` takes a lock that `Event.wait` holds for an instant when it wakes: a second signal that
    comes right then (``make`` forwards the one that its whole group got) would wait for itself for ever. Putting on
    a `queue.SimpleQueue` is reentrant, hence safe in a handler.
    """

    def __init__(self) -> None:
        self._rung = False
        self._queue: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """Ring."""
        self._rung = True
        self._queue.put(None)

    def clear(self) -> None:
        """Be quiet again."""
        self._rung = False

    def is_set(self) -> bool:
        """Tell whether it has rung since it was last cleared."""
        return self._rung

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it rings, or ``timeout`` seconds; tell whether it has."""
        while not self._rung:
            try:
                self._queue.get(timeout=timeout)
            except queue.Empty:
                break
        return self._rung
