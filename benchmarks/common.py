"""What every benchmark shares: the machine, medians, memory of a child, how results are told."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


def machine() -> dict[str, Any]:
    """Describe the machine: processor, cores, memory, Python and the versions that matter."""
    model = "?"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    versions = {name: importlib.metadata.version(name) for name in ("duckdb", "numpy", "pandas", "django")}
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 1e9, 1),
        "python": platform.python_version(),
        **versions,
    }


def options(description: str | None) -> argparse.Namespace:
    """Parse the options that every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, under a minute")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args()


def median_seconds(action: Callable[[], object], repeat: int) -> float:
    """Return the median duration of ``action`` over ``repeat`` runs, in seconds."""
    durations = []
    for _ in range(repeat):
        started = time.perf_counter()
        action()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def run_module(module: str, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Run a child that prints one JSON line last, and add its wall time and peak memory.

    Memory is the peak resident set of the child alone (``ru_maxrss`` of the awaited process), so that
    what the parent holds does not count.
    """
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            [PYTHON, "-m", module, *arguments], cwd=ROOT, stdout=out, env={**os.environ, **(env or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        out.seek(0)
        lines = out.read().decode().strip().splitlines()
    if process.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed with {process.returncode}")
    result: dict[str, Any] = json.loads(lines[-1])
    result["wall_s"] = wall
    result["peak_mb"] = usage.ru_maxrss / 1024
    return result


def tell(name: str, rows: list[tuple[str, str, str]], results: dict[str, Any], *, as_json: bool) -> None:
    """Print a small table (what, measured, target), then the JSON line when asked."""
    state = machine()
    print(f"{name}\n{', '.join(f'{k} {v}' for k, v in state.items())}\n")
    width = max(len(row[0]) for row in rows)
    middle = max(len(row[1]) for row in rows)
    for what, measured, target in rows:
        print(f"  {what:<{width}}  {measured:>{middle}}  {target}")
    if as_json:
        print(json.dumps({"benchmark": name, "machine": state, **results}))
