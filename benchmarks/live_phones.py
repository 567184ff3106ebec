"""What a live vote is made of, on this machine only: a workbench of its own, and browsers that vote."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
START = 90
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TURN = re.compile(r'name="turn" value="(\d+)"')

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
