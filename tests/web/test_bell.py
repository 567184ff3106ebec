"""What stops the server rings even from a signal that interrupts it as it wakes."""

from __future__ import annotations

import signal
import threading
import time

from rebonds.commands.bell import Bell


def test_it_rings_from_a_thread_and_from_a_signal() -> None:
    bell = Bell()
    assert not bell.wait(0.01)
    threading.Timer(0.02, bell.set).start()
    assert bell.wait(2) and bell.is_set()
    bell.clear()
    assert not bell.is_set() and not bell.wait(0.01)
    before = signal.signal(signal.SIGALRM, lambda *_: bell.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        assert bell.wait(2)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_signals_that_crowd_never_hold_it() -> None:
    bell, seen = Bell(), []
    before = signal.signal(signal.SIGALRM, lambda *_: bell.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
        started = time.monotonic()
        while len(seen) < 300 and time.monotonic() - started < 10:
            seen.append(bell.wait(1))
            bell.clear()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(seen) == 300 and all(seen)
