"""Draws of a convention: announced with every chance, drawn with numbers said in public, verified by anyone."""

from __future__ import annotations

import csv
import functools
import io
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from rebonds.deliberation.sortition import ceremony, drawing, kinds, pool, quotas
from rebonds.deliberation.sortition.drawing import Prepared
from rebonds.deliberation.sortition.records import Pool, Problem, Quota
from rebonds.errors import RebondsError
from rebonds.rooms.kits.models import Draw, Sheet
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.models import Member
from rebonds.sources.sheet import Given
from rebonds.text import Text

POOL, QUOTAS, SHEET = "vivier.csv", "quotas.csv", "feuille.json"
HELD = 4  # lotteries kept in memory


class DrawError(RebondsError):
    """A draw that cannot be done; nothing was changed."""


def _table(heads: list[str], rows: list[list[Any]]) -> str:
    out = io.StringIO()
    written = csv.writer(out, delimiter=";", lineterminator="\n")
    written.writerow(heads)
    written.writerows(rows)
    return out.getvalue()


def _read(pool_file: Given, quotas_file: Given, same_address: str) -> tuple[Pool, tuple[Quota, ...]]:
    # The readers only ask a table for its name and its bytes: a file that was sent is one.
    known = quotas.read(quotas_file)  # type: ignore[arg-type]
    return pool.read(pool_file, known, same_address), known  # type: ignore[arg-type]


def pool_text(found: Pool) -> str:
    """Return the pool with the only columns that the draw needs: nothing else that was sent is kept."""
    address = [found.address_column] if found.address_column else []
    rows = [[one.id, one.name, *one.values, *([one.address] if address else [])] for one in found.candidates]
    return _table(["id", "name", *found.categories, *address], rows)


def quotas_text(known: tuple[Quota, ...]) -> str:
    """Return quotas as a table."""
    return _table(
        ["category", "value", "min", "max"], [[q.category, q.value, q.least, q.most] for q in known]
    )


def problem_of(draw: Draw) -> Problem:
    """Return the pool under its quotas.

    Raises
    ------
    DrawError
        The pool was erased at its term.
    """
    if not draw.pool:
        raise DrawError(
            Text("Le vivier a été effacé à son terme.", "The pool was erased at its term."),
            Text("La feuille publiée et le panel restent.", "The published sheet and the panel stay."),
        )
    people, known = _read(
        Given(POOL, draw.pool.encode()), Given(QUOTAS, draw.quotas.encode()), draw.same_address
    )
    return kinds.problem(people, known, draw.size)


def ready_of(draw: Draw) -> Prepared:
    """Return the problem and its lottery, worked out once per process."""
    problem = problem_of(draw)
    return _ready(draw.pool, draw.quotas, draw.size, _Held(problem))


class _Held:
    """A problem on its way to the cache: equal to any other, so that its texts alone are the key."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=HELD)
def _ready(pool: str, quotas: str, size: int, held: _Held) -> Prepared:
    problem = held.problem
    return drawing.prepare(problem.pool, problem.quotas, size)


@transaction.atomic
def announce(
    convention: Sheet,
    member: Member,
    title: str,
    size: int,
    same_address: str,
    files: tuple[Given, Given],
    secret: str | None = None,
) -> Draw:
    """Work out the lottery and publish its sheet: chances, fingerprints, the hash of the secret.

    Parameters
    ----------
    files : (Given, Given)
        Pool and quotas.
    secret : str, optional
        Drawn by the machine when not given, as it must be for a real draw.

    Raises
    ------
    RebondsError
        A table that cannot be read, quotas that no panel meets (with the smallest relaxations), a pool too large.
    """
    people, known = _read(*files, same_address)
    most = parameter("convention", "most_candidates")
    if len(people.candidates) > most:
        raise DrawError(
            Text(f"Le vivier dépasse {most} personnes.", f"The pool has more than {most} people."),
            Text(
                "« rebonds sortition » tire dans de plus grands viviers.",
                "“rebonds sortition” draws from larger pools.",
            ),
        )
    made = Draw(
        workspace=convention.workspace,
        convention=convention,
        title=title,
        size=size,
        same_address=same_address,
        pool=pool_text(people),
        quotas=quotas_text(known),
        candidates=len(people.candidates),
        expires_on=timezone.localdate() + timedelta(days=parameter("convention", "pool_days")),
    )
    ready = ready_of(made)
    made.published, made.secret = ceremony.commit(ready, secret=secret)
    made.chances = [
        [one.id, " · ".join(one.values), one.probability, one.tickets, one.out_of]
        for one in drawing.described(ready).chances
    ]
    changes.save(made, member)
    thread.link(made, convention, member)
    return made


@transaction.atomic
def reveal(draw: Draw, member: Member, numbers: str) -> Draw:
    """Draw with the numbers said in public, once.

    Raises
    ------
    RebondsError
        No numbers, a draw done already, or anything that is not what was announced.
    """
    live = Draw.objects.select_for_update().get(pk=draw.pk)
    complete, _found = ceremony.reveal(ready_of(live), live.published, live.secret, numbers[:400])
    live.published = complete
    live.drawn_at = timezone.now()
    changes.save(live, member)
    return live


@functools.lru_cache(maxsize=HELD)
def _verified(fingerprints: str, held: _Checked) -> bool:
    ceremony.verify(problem_of(held.draw), held.draw.published)
    return True


class _Checked(_Held):
    """A draw on its way to the cache; see `_Held`."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw


def verify(draw: Draw) -> None:
    """Redo the whole draw from the pool, the quotas and the published sheet; a good answer is kept in memory.

    Raises
    ------
    RebondsError
        The first thing that is not what was announced.
    """
    key = ceremony.fingerprint([draw.published, draw.pool, draw.quotas, draw.size, draw.same_address])
    _verified(key, _Checked(draw))


def names_of(draw: Draw) -> dict[str, str]:
    """Return who is who in the pool, while it is kept."""
    if not draw.pool:
        return {}
    return {row["id"]: row["name"] for row in csv.DictReader(io.StringIO(draw.pool), delimiter=";")}


def purge(now: Any) -> int:
    """Erase the pools whose term has come, here and in the history; the published sheet stays."""
    old = Draw.objects.filter(expires_on__lt=timezone.localdate(now)).exclude(pool="")
    keys = list(old.values_list("pk", flat=True))
    old.update(pool="")
    Draw.history.filter(id__in=keys).update(pool="")
    return len(keys)
