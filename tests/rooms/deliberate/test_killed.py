"""The server is killed with SIGKILL while people vote: what was confirmed is there once, and a retry counts once."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from benchmarks.live_phones import SEED, Phone, Workbench, answers_of
from tests.installed import warehouse_folder

__all__ = ["warehouse_folder"]

PEOPLE, TURNS = 8, 40


async def vote_until_cut(phone: Phone, seed: dict, draw: random.Random, state: dict) -> None:
    """Vote, then change one's mind again and again, until the server is gone."""
    await phone.open(seed)
    for turn in range(phone.turn, phone.turn + TURNS):
        answers = answers_of(draw)
        state["sent"] = (turn, answers)
        try:
            reply = await asyncio.wait_for(phone.vote(turn, answers), 20)
        except (ConnectionError, asyncio.IncompleteReadError, OSError, TimeoutError):
            return
        assert reply.status == 200, reply.body[:200]
        told = json.loads(reply.body)
        state["confirmed"] = (told["turn"], answers, told["receipt"])


async def until_killed(
    bench: Workbench, seed: dict, phones: list[Phone], states: list[dict], after: float
) -> None:
    draw = random.Random(after)  # noqa: S311
    tasks = [
        asyncio.create_task(vote_until_cut(phone, seed, random.Random(draw.random()), state))  # noqa: S311
        for phone, state in zip(phones, states, strict=True)
    ]
    await asyncio.sleep(after)
    await asyncio.to_thread(bench.kill)
    await asyncio.wait_for(asyncio.gather(*tasks), 30)
    for phone in phones:
        phone.leave()


async def join_all(port: int, seed: dict) -> list[Phone]:
    phones = [Phone(port) for _ in range(PEOPLE)]
    for rank, phone in enumerate(phones):
        await phone.join(seed, f"P{rank}")
        phone.leave()
    return phones


async def retry_all(seed: dict, phones: list[Phone], states: list[dict]) -> None:
    """Send again, twice, what each phone sent last."""
    for phone, state in zip(phones, states, strict=True):
        if "sent" not in state:
            continue
        await phone.open(seed)
        for _ in range(2):  # as a phone does that never heard of the first
            reply = await phone.vote(*state["sent"])
            assert reply.status == 200
            assert json.loads(reply.body)["counted"]
        phone.leave()


def short(answers: dict) -> dict:
    return {name.removeprefix("o-"): int(value) for name, value in answers.items()}


def counted(home: Path) -> dict[str, tuple[int, dict]]:
    """Read votes as the file holds them: receipt -> (turn, answers); as many tickets, or the test fails."""
    with closing(sqlite3.connect(home / "workbench.sqlite3")) as base:
        votes = base.execute("SELECT mark, turn, answers FROM deliberate_vote").fetchall()
        tickets = base.execute("SELECT count(*) FROM deliberate_ticket").fetchone()[0]
    found = {mark[:10]: (turn, json.loads(answers)) for mark, turn, answers in votes}
    assert len(found) == len(votes) == tickets
    return found


def test_no_confirmed_vote_is_lost_and_none_counts_twice(warehouse_folder, tmp_path):
    bench = Workbench(tmp_path, warehouse_folder)
    seed = bench.run(SEED)
    bench.start()
    states: list[dict] = [{} for _ in range(PEOPLE)]
    try:
        phones = asyncio.run(join_all(bench.port, seed))
        for after in (0.9 + random.Random(time.time_ns()).random(), 0.7):  # noqa: S311
            asyncio.run(until_killed(bench, seed, phones, states, after))
            stored = counted(tmp_path)
            for state in states:
                if "confirmed" not in state:
                    continue
                turn, answers, receipt = state["confirmed"]
                kept_turn, kept = stored[receipt]
                # Confirmed, or what was sent after it and written before the answer was lost.
                assert kept_turn >= turn
                if kept_turn == turn:
                    assert kept == short(answers)
                else:
                    assert kept == short(state["sent"][1])
            bench.start()
            asyncio.run(retry_all(seed, phones, states))
            stored = counted(tmp_path)
            voters = sum("sent" in state for state in states)
            assert len(stored) == voters
            for state in states:
                if "confirmed" in state:
                    assert stored[state["confirmed"][2]][1] == short(state["sent"][1])
            for state in states:
                state.pop("confirmed", None)
        assert voters >= PEOPLE // 2
    finally:
        bench.kill()
