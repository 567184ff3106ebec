"""One reading in the terminal, one page on the server, and all doughnuts as JSON.

The command line is timed as a user meets it: a new process each time, interpreter start-up included. The
page is timed inside the server (Django's test client), ring included, after one first request.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.common import PYTHON, ROOT, options, tell

TERRITORY = "200040715"


def command_seconds(repeat: int) -> float:
    """Return the median wall time of ``rebonds read`` in a new process."""
    program = shutil.which("rebonds", path=str(Path(PYTHON).parent)) or "rebonds"
    durations = []
    for turn in range(repeat + 1):
        started = time.perf_counter()
        subprocess.run([program, "read", TERRITORY], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        if turn:  # the first run may build the warehouse and warm the disk
            durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def page_milliseconds(repeat: int) -> float:
    """Return the median server time of a reading's page, in milliseconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebonds.web.settings")
    import django
    from django.test import Client
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    client = Client()
    address = f"/territoire/{TERRITORY}/"
    durations = []
    for turn in range(repeat + 2):
        started = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        if turn > 1:
            durations.append(time.perf_counter() - started)
    return statistics.median(durations) * 1000


def all_doughnuts() -> tuple[int, int, float]:
    """Return the count of doughnuts, their size as JSON, and the seconds it took to make them."""
    from rebonds import lenses
    from rebonds.warehouse import Warehouse

    started = time.perf_counter()
    warehouse = Warehouse.open()
    count = size = 0
    for reading in lenses.doughnut_all(warehouse, level="epci"):
        size += len(json.dumps(lenses.to_json(reading), ensure_ascii=False))
        count += 1
    return count, size, time.perf_counter() - started


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__)
    repeat = 5 if asked.quick else 15
    command = command_seconds(repeat)
    page = page_milliseconds(repeat * 3)
    count, size, seconds = all_doughnuts()
    tell(
        "reading",
        [
            ("rebonds read, warm, start-up included", f"{command:.2f} s", "under 0.5 s"),
            ("a reading's page, server time", f"{page:.0f} ms", "under 100 ms"),
            (f"{count} doughnuts as JSON ({size / 1e6:.1f} MB)", f"{seconds:.1f} s", "under 10 s"),
        ],
        {
            "read_s": round(command, 3),
            "page_ms": round(page, 1),
            "doughnuts": count,
            "doughnuts_s": round(seconds, 2),
        },
        as_json=asked.json,
    )


if __name__ == "__main__":
    main()
