"""A live vote: hundreds of phones, one wall, on this machine only.

    python -m benchmarks.live [--quick] [--people 300] [--seconds 60] [--workers 2]

Starts the workbench as `rebonds serve` does, with a folder of its own, brings participants in by the code, opens a
ballot, and lets each phone look every few seconds and answer once at a moment drawn at random. Says how long answers
took, whether any was lost or counted twice, and how late the wall was.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.live_phones import SEED, Browser, Phone, Reply, Workbench, answers_of

PHONE_EVERY, WALL_EVERY = 4.0, 1.0
SEEN = re.compile(r'mur/\?vu=([^"&]+)')
COUNT = re.compile(r'wall-count"><strong>(\d+)')

COUNTED = """
import json, sys
import django; django.setup()
from rebonds.rooms.deliberate.models import Ballot
ballot = Ballot.objects.get(uid=sys.argv[1])
print(json.dumps({"votes": [[v.mark, v.turn, v.answers] for v in ballot.votes.all()],
                  "tickets": ballot.tickets.count()}))
"""


@dataclass
class Figures:
    """What was measured."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    confirmed: list[tuple[float, str]] = field(default_factory=list)
    wall: list[tuple[float, int]] = field(default_factory=list)

    async def timed(self, what: str, asked: Any, good: tuple[int, ...] = (200,)) -> Reply | None:
        """Await an answer and keep how long it took."""
        begin = time.perf_counter()
        try:
            reply: Reply = await asked
        except (ConnectionError, asyncio.IncompleteReadError, OSError) as error:
            self.errors.append(f"{what}: {error!r}")
            return None
        self.times.setdefault(what, []).append(time.perf_counter() - begin)
        if reply.status not in good:
            self.errors.append(f"{what}: {reply.status}")
        return reply

    def percentile(self, what: str, share: float) -> float:
        """Return a percentile in milliseconds."""
        listed = sorted(self.times.get(what, [0.0]))
        return 1000 * listed[min(len(listed) - 1, int(share * len(listed)))]

    def lag(self) -> float:
        """Return the longest time, in seconds, before the wall showed an answer that was confirmed."""
        worst = 0.0
        for rank, (at, _) in enumerate(sorted(self.confirmed), start=1):
            seen = next((t for t, n in self.wall if n >= rank), None)
            worst = max(worst, (seen - at) if seen is not None else float("inf"))
        return worst


async def play(
    phone: Phone, seed: dict[str, str], figures: Figures, seconds: float, draw: random.Random
) -> None:
    """Live a minute: look every few seconds, answer once."""
    begin = time.perf_counter()
    answer_at = begin + draw.uniform(0.5, seconds - 1)
    tick, done = "0", False
    await asyncio.sleep(draw.uniform(0, min(PHONE_EVERY, seconds / 4)))
    while time.perf_counter() < begin + seconds:
        reply = await figures.timed("look", phone.ask(f"/vivant/{seed['session']}?vu={tick}"), (200, 204))
        if reply is not None and reply.status == 200:
            tick = re.search(r"vu=(\d+)", reply.body)[1]  # type: ignore[index]
            target = {"HX_Request": "true", "HX_Target": "maintenant"}
            await figures.timed("session", phone.ask(phone.here, **target))
        left = answer_at - time.perf_counter()
        if not done and left < PHONE_EVERY:
            await asyncio.sleep(max(0.0, left))
            await figures.timed("ballot", phone.open(seed))
            reply = await figures.timed("vote", phone.vote(1, answers_of(draw)))
            if reply is not None and reply.status == 200:
                figures.confirmed.append((time.perf_counter(), json.loads(reply.body)["receipt"]))
            done = True
        await asyncio.sleep(PHONE_EVERY)


async def watch(wall: Browser, seed: dict[str, str], figures: Figures, seconds: float) -> None:
    """Be the wall: look every second, keep the count that it shows."""
    path, mark = f"/espaces/{seed['space']}/ateliers/{seed['session']}/mur/", ""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        target = {"HX_Request": "true", "HX_Target": "mur"}
        reply = await figures.timed("wall", wall.ask(f"{path}?vu={mark}", **target), (200, 204))
        if reply is not None and reply.status == 200:
            mark = SEEN.search(reply.body)[1]  # type: ignore[index]
            found = COUNT.search(reply.body)
            if found:
                figures.wall.append((time.perf_counter(), int(found[1])))
        await asyncio.sleep(WALL_EVERY)


async def workshop(port: int, seed: dict[str, str], people: int, seconds: float) -> Figures:
    """Bring people in, then let them live."""
    figures, draw = Figures(), random.Random(1)  # noqa: S311 (moments of a load test)
    phones = [Phone(port) for _ in range(people)]

    async def come(rank: int, phone: Phone) -> None:
        await phone.join(seed, f"Personne {rank}")

    begin = time.perf_counter()
    for first in range(0, people, 20):
        await asyncio.gather(*(come(r, p) for r, p in enumerate(phones[first : first + 20], start=first)))
    figures.times["join"] = [(time.perf_counter() - begin) / people]
    wall = Browser(port, {"sessionid": seed["cookie"]})
    await asyncio.gather(
        watch(wall, seed, figures, seconds + 3),
        *(play(p, seed, figures, seconds, random.Random(draw.random())) for p in phones),  # noqa: S311
    )
    for one in (*phones, wall):
        one.leave()
    return figures


def measure(people: int, seconds: float, workers: int, data: Path | None = None) -> dict[str, Any]:
    """Play a workshop and return its figures: milliseconds, counts, and the seconds by which the wall was late."""
    with tempfile.TemporaryDirectory(prefix="rebonds-live-") as folder:
        bench = Workbench(Path(folder), data, workers)
        seed = bench.run(SEED)
        bench.start()
        try:
            before, began = bench.cpu_seconds(), time.perf_counter()
            figures = asyncio.run(workshop(bench.port, seed, people, seconds))
            used, lasted = bench.cpu_seconds() - before, time.perf_counter() - began
            counted = bench.run(COUNTED, seed["ballot"])
        finally:
            bench.stop()
    receipts = {receipt for _, receipt in figures.confirmed}
    stored = [mark[:10] for mark, _, _ in counted["votes"]]
    return {
        "people": people,
        "seconds": seconds,
        "requests": sum(len(v) for v in figures.times.values()),
        "vote_p50_ms": round(figures.percentile("vote", 0.5), 1),
        "vote_p95_ms": round(figures.percentile("vote", 0.95), 1),
        "vote_max_ms": round(figures.percentile("vote", 1.0), 1),
        "look_p95_ms": round(figures.percentile("look", 0.95), 1),
        "ballot_p95_ms": round(figures.percentile("ballot", 0.95), 1),
        "wall_p95_ms": round(figures.percentile("wall", 0.95), 1),
        "wall_lag_s": round(figures.lag(), 2),
        "server_cpu_share": round(used / lasted / (os.cpu_count() or 1), 2),
        "load_average": round(os.getloadavg()[0], 1),
        "errors": figures.errors,
        "confirmed": len(figures.confirmed),
        "lost": len(receipts - set(stored)),
        "double": len(stored) - len(set(stored)),
        "stored": len(stored),
        "tickets": counted["tickets"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="60 people in 15 seconds")
    parser.add_argument("--people", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--workers", type=int, default=2, help="2, as rebonds workshop")
    parser.add_argument("--data", type=Path, default=None, help="warehouse; by default the one that answers")
    given = parser.parse_args()
    people = given.people or (60 if given.quick else 300)
    seconds = given.seconds or (15.0 if given.quick else 60.0)
    print(json.dumps(measure(people, seconds, given.workers, given.data), indent=1))


if __name__ == "__main__":
    main()
