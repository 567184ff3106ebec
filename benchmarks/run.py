"""Time from ``make run`` to a served page: cold (no environment, no data) and warm.

The checkout is cloned afresh with a clean HOME. "Cold" lays the environment from the lock (packages come from
the machine's package index or its cache), builds the embedded warehouse, prints a reading and serves.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.common import ROOT, options, tell

LIMIT_S = 240


def free_port() -> int:
    """Return a port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_served(checkout: Path, home: Path) -> float:
    """Run ``make run`` until its first page answers, stop it, and return the seconds it took."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "REBONDS_DATA")}
    env |= {"HOME": str(home), "PORT": str(port), "XDG_DATA_HOME": str(home / "data")}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=checkout, env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while time.perf_counter() - started < LIMIT_S:
            if process.poll() is not None:
                raise RuntimeError(f"make run stopped with {process.returncode}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - started
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"no page after {LIMIT_S} s")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        checkout, home = Path(folder) / "rebonds", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
        cold = until_served(checkout, home)
        warm = sorted(until_served(checkout, home) for _ in range(1 if asked.quick else 3))
    warm_s = warm[len(warm) // 2]
    tell(
        "make run",
        [
            ("cold, to a served page", f"{cold:.1f} s", "under 60 s"),
            ("warm, to a served page", f"{warm_s:.1f} s", "under 10 s"),
        ],
        {"cold_s": round(cold, 2), "warm_s": round(warm_s, 2)},
        as_json=asked.json,
    )


if __name__ == "__main__":
    main()
