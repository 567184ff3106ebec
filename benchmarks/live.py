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
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
START = 40
PHONE_EVERY, WALL_EVERY = 4.0, 1.0
TURN = re.compile(r'name="turn" value="(\d+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'mur/\?vu=([^"&]+)')
COUNT = re.compile(r'wall-count"><strong>(\d+)')

SEED = """
import json, sys
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from importlib import import_module
from django.conf import settings
from rebonds.rooms.people import changes, joining
from rebonds.rooms.people.models import Account, Invitation
from rebonds.rooms.deliberate import attending, closing, live
from rebonds.rooms.deliberate.models import Ballot, Session
account = Account.objects.create_user("desk@example.org", None, "Desk")
member = joining.open_workspace(account, "Load", "workshop", purpose="Load test.")
session = Session(title="Load"); changes.save(session, member)
code = attending.open_doors(session, member)
Invitation.objects.filter(pk=code.pk).update(max_uses=100_000)
grades = [{"fr": g, "en": g} for g in ("mauvais", "passable", "bien", "excellent")]
ballot = Ballot(session=session, question="Que faire ?", method="majority-judgment", settings={"grades": grades},
                options=[{"id": f"o{n}", "fr": f"Option {n}", "en": f"Option {n}"} for n in range(1, 6)])
changes.save(ballot, member); ballot = closing.open_ballot(ballot, member); live.show(session, ballot)
store = import_module(settings.SESSION_ENGINE).SessionStore()
store["_auth_user_id"] = str(account.pk)
store["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
store["_auth_user_hash"] = account.get_session_auth_hash(); store.save()
print(json.dumps({"space": member.workspace.slug, "session": session.uid, "code": code.code, "ballot": ballot.uid,
                  "cookie": store.session_key}))
"""

COUNTED = """
import json, sys
import django; django.setup()
from rebonds.rooms.deliberate.models import Ballot
ballot = Ballot.objects.get(uid=sys.argv[1])
print(json.dumps({"votes": [[v.mark, v.turn, v.answers] for v in ballot.votes.all()],
                  "tickets": ballot.tickets.count()}))
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


class Workbench:
    """A workbench on this machine, in a folder of its own."""

    def __init__(self, home: Path, data: Path | None = None, workers: int = 1) -> None:
        self.home, self.port, self.workers = home, free_port(), workers
        self.env = os.environ | {"REBONDS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebonds.web.settings"}
        for name in ("HOST", "DATABASE_URL", "REBONDS_HOSTS", "REBONDS_HTTPS", "SECRET_KEY", "PORT"):
            self.env.pop(name, None)
        if data is not None:
            self.env["REBONDS_DATA"] = str(data)
        self.program: subprocess.Popen[bytes] | None = None

    def run(self, code: str, *arguments: str) -> Any:
        """Run a piece of code with the workbench's settings; return the JSON that it prints."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout.strip().splitlines()[-1])

    def start(self) -> None:
        """Serve, in a group of processes of its own, until `kill` or `stop`."""
        code = f"from rebonds.commands.serve import serve; serve(port={self.port}, workers={self.workers})"
        self.program = subprocess.Popen(
            [sys.executable, "-c", code], env=self.env, start_new_session=True, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START
        while True:
            try:
                urllib.request.urlopen(f"http://{HOST}:{self.port}/sante", timeout=5).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.program.poll() is not None:
                    self.kill()
                    raise
                time.sleep(0.1)

    def cpu_seconds(self) -> float:
        """Return the processor time that it and its workers have used (Linux)."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if self.program is not None and int(fields[2]) == self.program.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill it and its workers, at once: no handler runs, nothing is flushed."""
        if self.program is not None:
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
            self.program = None

    def stop(self) -> None:
        """Stop it as Ctrl+C does."""
        if self.program is None:
            return
        self.program.send_signal(signal.SIGINT)
        try:
            self.program.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
        self.program = None


@dataclass
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Browser:
    """A browser of one person: one connection kept open, cookies, and nothing else."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    reader: Any = None
    writer: Any = None
    closed: bool = True

    async def ask(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Reply:
        """Ask for a page, or post a form; the connection is opened again where the server closed it."""
        fresh = self.closed
        try:
            return await self._ask(path, data, headers)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed = True
            if fresh or data is not None:
                raise
            return await self._ask(path, data, headers)

    async def _ask(self, path: str, data: dict[str, str] | None, headers: dict[str, str]) -> Reply:
        if self.closed:
            self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
            self.closed = False
        body = urlencode(data).encode() if data is not None else b""
        lines = [f"{'POST' if data is not None else 'GET'} {path} HTTP/1.1", f"Host: {HOST}:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if data is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        got: dict[str, str] = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
            elif name:
                got[name.lower()] = value
        if "content-length" in got:
            content = await self.reader.readexactly(int(got["content-length"]))
        elif got.get("transfer-encoding") == "chunked":
            content = b""
            while size := int((await self.reader.readuntil(b"\r\n")).strip(), 16):
                content += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        else:
            content = b""
        if got.get("connection") == "close":
            self.closed = True
        return Reply(status, got, content.decode())

    def leave(self) -> None:
        """Close the connection."""
        if self.writer is not None:
            self.writer.close()
        self.closed = True


class Phone(Browser):
    """A participant's phone."""

    async def join(self, seed: dict[str, str], name: str) -> None:
        """Come in by the code."""
        door = f"/a/{seed['code']}/"
        page = await self.ask(door)
        reply = await self.ask(door, {"csrfmiddlewaretoken": TOKEN.search(page.body)[1], "name": name})  # type: ignore[index]
        if reply.status != 302:
            raise RuntimeError(f"the door answered {reply.status}")
        self.here = reply.headers["location"]

    async def open(self, seed: dict[str, str]) -> Reply:
        """Open the ballot; keep what its form carries."""
        self.ballot = f"/espaces/{seed['space']}/votes/{seed['ballot']}/"
        page = await self.ask(self.ballot)
        found = TOKEN.search(page.body)
        self.token = found[1] if found else ""
        turn = TURN.search(page.body)
        self.turn = int(turn[1]) if turn else 1
        return page

    async def vote(self, turn: int, answers: dict[str, str]) -> Reply:
        """Send an answer as our script does."""
        data = {"csrfmiddlewaretoken": self.token, "turn": str(turn), **answers}
        return await self.ask(f"{self.ballot}voter/", data, Accept="application/json")


def answers_of(draw: random.Random) -> dict[str, str]:
    """Draw an answer."""
    return {f"o-o{n}": str(draw.randrange(4)) for n in range(1, 6)}


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
