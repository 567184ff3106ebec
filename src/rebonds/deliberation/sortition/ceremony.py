"""The public draw: commit, reveal, verify.

Before: the organiser publishes a sheet that binds pool, quotas, lottery and a secret (its SHA-256). In public: numbers
that nobody commands are thrown (dice, balls). After: the secret is revealed; the seed is
``sha256(fingerprint of the sheet | secret | numbers)``. Nobody could choose the panel: not the organiser, whose secret
was bound before the numbers, nor whoever throws the numbers, who does not know the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any

import numpy as np

from rebonds.deliberation.sortition import drawing, lottery
from rebonds.deliberation.sortition.leximin import TICKETS, leximin
from rebonds.deliberation.sortition.records import Lottery, Problem, Sortition
from rebonds.errors import CheckError, DataError, UsageError
from rebonds.quiet import quiet
from rebonds.text import Text

FORMAT = "rebonds-sortition-ceremony-1"
_SAME = 1e-6  # probabilities worked out again on another machine


def fingerprint(content: Any) -> str:
    """Return the SHA-256 of a content as canonical JSON (sorted keys, no blanks, UTF-8)."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def fingerprints(ready: drawing.Prepared) -> dict[str, str]:
    """Return the fingerprints of the pool, of the quotas and of the lottery."""
    problem, lots = ready.problem, ready.lottery
    people = [[one.id, list(one.values), one.address] for one in problem.pool.candidates]
    return {
        "pool": fingerprint([list(problem.pool.categories), problem.pool.address_column, people]),
        "quotas": fingerprint(
            [problem.size, [[q.category, q.value, q.least, q.most] for q in problem.quotas]]
        ),
        "lottery": fingerprint(_lottery(lots)),
    }


def _lottery(lots: Lottery) -> dict[str, Any]:
    """Return a lottery as plain data: each composition by the kinds that it seats."""
    return {
        "tickets": list(lots.tickets),
        "compositions": [[[k, n] for k, n in enumerate(seats) if n] for seats in lots.compositions],
    }


def commit(ready: drawing.Prepared, panels: int = 0, secret: str | None = None) -> tuple[dict[str, Any], str]:
    """Return the sheet to publish before the draw, and the secret to keep until it.

    Parameters
    ----------
    ready : Prepared
    panels : int
        Numbered panels that the draw will list; 0 for none.
    secret : str, optional
        Drawn by the machine when not given.
    """
    secret = secret or secrets.token_hex(32)
    sheet = {
        "format": FORMAT,
        "size": ready.problem.size,
        "same_address": ready.problem.pool.address_column,
        "panels": panels,
        "fingerprints": fingerprints(ready),
        "secret_sha256": hashlib.sha256(secret.encode()).hexdigest(),
        "lottery": _lottery(ready.lottery),
    }
    return {**sheet, "fingerprint": fingerprint(sheet)}, secret


def seed_of(sheet: dict[str, Any], secret: str, numbers: str) -> str:
    """Return the seed: ``sha256(fingerprint | secret | numbers)``, blanks of the numbers reduced to one."""
    told = " ".join(numbers.split())
    return hashlib.sha256(f"{sheet['fingerprint']}|{secret}|{told}".encode()).hexdigest()


def reveal(
    ready: drawing.Prepared, sheet: dict[str, Any], secret: str, numbers: str
) -> tuple[dict[str, Any], Sortition]:
    """Draw with the public numbers, and return the complete sheet and the draw.

    Raises
    ------
    UsageError
        No number, or a sheet already drawn: a draw is not done twice.
    CheckError
        Anything that is not what was committed.
    """
    if not numbers.split():
        raise UsageError(
            Text(
                "Il faut les nombres tirés en public (--public).", "The public numbers are needed (--public)."
            )
        )
    if "draw" in sheet:
        raise UsageError(
            Text("Ce tirage a déjà eu lieu.", "This draw has taken place already."),
            Text("--verify le contrôle ; un autre tirage demande une autre feuille.",
                 "--verify checks it; another draw takes another sheet."),
        )  # fmt: skip
    told = " ".join(numbers.split())
    bound = _bound(ready, sheet)
    if not _equal(hashlib.sha256(secret.encode()).hexdigest(), str(sheet["secret_sha256"])):
        raise _differs(Text("le secret", "the secret"))
    found = _draw(bound, sheet, seed_of(sheet, secret, told))
    result = {
        "secret": secret,
        "public": told,
        "seed": found.seed,
        "ticket": found.ticket,
        "panel": [one.id for one in found.panel],
    }
    return {**sheet, "draw": {**result, "fingerprint": fingerprint(result)}}, found


def _draw(ready: drawing.Prepared, sheet: dict[str, Any], seed: str) -> Sortition:
    return drawing.drawn(ready, seed, int(sheet["panels"]))


def verify(problem: Problem, sheet: dict[str, Any]) -> tuple[drawing.Prepared, Sortition]:
    """Redo a ceremony from the pool, the quotas and its sheet.

    Checks the fingerprints, every composition against the quotas, the probabilities against those of LEXIMIN worked
    out again (they are unique), the secret, the seed and the panel.

    Raises
    ------
    CheckError
        Names the first thing that is not what was committed or drawn.
    """
    with quiet():
        again = leximin(problem)
    ready = _bound(drawing.Prepared(problem, again), sheet)
    seats = np.array(ready.lottery.compositions, dtype=float)
    rows = seats @ problem.rows.toarray().T
    fits = (rows >= problem.low).all() and (rows <= problem.high).all() and (seats <= problem.most).all()
    if (
        not fits
        or (seats < 0).any()
        or min(ready.lottery.tickets) < 1
        or sum(ready.lottery.tickets) != TICKETS
    ):
        raise _differs(
            Text("une composition de la loterie ne respecte pas les quotas, elle", "a composition")
        )
    published = np.array([a / b for a, b in lottery.shares(problem, ready.lottery)])
    if np.abs(published - np.array(again.optimum)).max() > _SAME:
        raise _differs(Text("la loterie publiée", "the published lottery"))
    draw = sheet.get("draw")
    if draw is None:
        panels = int(sheet["panels"])
        return ready, drawing.numbered(ready, panels) if panels else drawing.described(ready)
    result = {key: value for key, value in draw.items() if key != "fingerprint"}
    if not _equal(fingerprint(result), str(draw.get("fingerprint"))):
        raise _differs(Text("la partie « draw » de la feuille", "the part “draw” of the sheet"))
    if not _equal(hashlib.sha256(str(draw["secret"]).encode()).hexdigest(), str(sheet["secret_sha256"])):
        raise _differs(Text("le secret", "the secret"))
    if not _equal(seed_of(sheet, str(draw["secret"]), str(draw["public"])), str(draw["seed"])):
        raise _differs(Text("la graine", "the seed"))
    found = _draw(ready, sheet, str(draw["seed"]))
    if found.ticket != draw["ticket"] or [one.id for one in found.panel] != draw["panel"]:
        raise _differs(Text("le panel", "the panel"))
    return ready, found


def _bound(ready: drawing.Prepared, sheet: dict[str, Any]) -> drawing.Prepared:
    """Return the problem with the lottery of the sheet, once everything bound is what it was."""
    body = {key: value for key, value in sheet.items() if key not in ("fingerprint", "draw")}
    if not _equal(fingerprint(body), str(sheet["fingerprint"])):
        raise _differs(Text("la feuille publiée", "the published sheet"))
    problem = ready.problem
    try:
        compositions = []
        for pairs in sheet["lottery"]["compositions"]:
            seats = [0] * len(problem.kinds)
            for kind, count in pairs:
                seats[kind] = int(count)
            compositions.append(tuple(seats))
        tickets = tuple(int(t) for t in sheet["lottery"]["tickets"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _differs(Text("la loterie de la feuille", "the lottery of the sheet")) from error
    lots = Lottery(tuple(compositions), tickets, ready.lottery.optimum, ready.lottery.proof)
    bound = drawing.Prepared(problem, lots)
    names = {
        "pool": Text("le vivier", "the pool"),
        "quotas": Text("les quotas ou la taille", "the quotas or the size"),
        "lottery": Text("la loterie", "the lottery"),
    }
    for key, mark in fingerprints(bound).items():
        if not _equal(mark, str(sheet["fingerprints"].get(key))):
            raise _differs(names[key])
    return bound


def _equal(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


def _differs(what: Text) -> CheckError:
    return CheckError(
        Text(
            f"Vérification refusée : {what.fr} n'est pas ce qui a été annoncé.",
            f"Verification refused: {what.en} is not what was announced.",
        ),
        Text(
            "Reprenez les fichiers publiés, sans les modifier.", "Take the published files again, unchanged."
        ),
    )


def read(path: Path) -> dict[str, Any]:
    """Read a sheet.

    Raises
    ------
    DataError
        A file that is no sheet of a ceremony.
    """
    try:
        sheet = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(Text(f"{path} n'existe pas.", f"{path} does not exist.")) from error
    except (OSError, ValueError, RecursionError) as error:
        raise _no_sheet(path) from error
    keys = {
        "format",
        "size",
        "same_address",
        "panels",
        "fingerprints",
        "secret_sha256",
        "lottery",
        "fingerprint",
    }
    if not isinstance(sheet, dict) or sheet.get("format") != FORMAT or not keys <= set(sheet):
        raise _no_sheet(path)
    draw = sheet.get("draw")
    shaped = isinstance(sheet["size"], int) and isinstance(sheet["panels"], int)
    parts = {"secret", "public", "seed", "ticket", "panel", "fingerprint"}
    if not shaped or not isinstance(sheet["fingerprints"], dict) or not isinstance(sheet["lottery"], dict):
        raise _no_sheet(path)
    if draw is not None and not (isinstance(draw, dict) and parts <= set(draw)):
        raise _no_sheet(path)
    return sheet


def _no_sheet(path: Path) -> DataError:
    return DataError(
        Text(f"{path.name} n'est pas la feuille d'un tirage.", f"{path.name} is not the sheet of a draw."),
        Text("« --commit FICHIER » en écrit une.", "'--commit FILE' writes one."),
    )
