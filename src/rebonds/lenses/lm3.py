"""The local multiplier of three rounds (LM3), from a survey of who spends what where.

``LM3 = (R1 + R2 + R3) / R1``: R1 is what comes in, R2 the part of it that those who receive it spend in the territory,
R3 the part of R2 that those who receive it in turn spend there again (Sacks 2002, New Economics Foundation: a reference
recalled, to be checked). Who did not answer widens the bounds: nothing of theirs, then all of it, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rebonds.errors import UsageError
from rebonds.sources import sheet
from rebonds.sources.sheet import Given
from rebonds.text import Text

#: Columns, and the other names that they may bear.
COLUMNS = {
    "respondent": ("respondent", "repondant", "répondant", "qui"),
    "round": ("round", "tour"),
    "kind": ("kind", "nature", "type"),
    "amount": ("amount", "montant", "montant_eur"),
    "local_share": ("local_share", "part_locale", "part_locale_pct"),
}
#: A sum over fewer answers than this would tell what one of them said.
LEAST = 3
_MOST = 20_000
_CENT = 0.01
_HINT = Text(
    "« rebonds lm3 --template DOSSIER » écrit un questionnaire et un tableau à remplir.",
    "'rebonds lm3 --template FOLDER' writes a questionnaire and a table to fill in.",
)
_wrong = partial(sheet.wrong, hint=_HINT)
#: Invented answers: they say so.
EXAMPLE = """respondent;round;kind;amount;local_share
Cantine inventée;1;;100000;55
Salariée A (inventée);2;salaires;14000;60
Salarié B (inventé);2;salaires;11000;45
Salariée C (inventée);2;salaires;10000;
Maraîchère (inventée);2;fournisseurs;9000;70
Boulangerie (inventée);2;fournisseurs;4000;40
Plombier (inventé);2;fournisseurs;2000;50
"""


@dataclass(frozen=True)
class Answer:
    """What one respondent said: euros received, and the percentage of them spent again in the territory."""

    name: str
    round: int
    kind: str
    amount: float
    share: float | None


@dataclass(frozen=True)
class Bounded:
    """A figure, and its ends: nobody of those who did not answer, then all of them, spend in the territory."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """Answers of one kind in the second round; ``None`` as name stands for kinds too small to be told."""

    kind: str | None
    answers: int
    amount: float
    local: float


@dataclass(frozen=True)
class Lm3Reading:
    """The multiplier and its rounds.

    Attributes
    ----------
    lm3 : Bounded
        (R1 + R2 + R3) / R1.
    first : float
        R1, EUR.
    second, third : Bounded
        R2 and R3, EUR.
    asked, answered : int
        Respondents, and those who gave a share.
    covered : float
        Share of R2 whose spending was told.
    groups : tuple of Group
    sources : tuple of str
    """

    lm3: Bounded
    first: float
    second: Bounded
    third: Bounded
    asked: int
    answered: int
    covered: float
    groups: tuple[Group, ...]
    sources: tuple[str, ...]


def multiplier(local_shares: tuple[float, float]) -> float:
    """Return the local multiplier of three rounds, ``(R1 + R2 + R3) / R1 = 1 + p1 + p1 p2``.

    Parameters
    ----------
    local_shares : tuple of float
        Part of a first-round euro spent again in the territory, then of a second-round one (0-1). The same part p
        twice gives ``1 + p + p^2`` (0.4 gives 1.56).

    Raises
    ------
    ValueError
        A share outside [0, 1].
    """
    first, second = local_shares
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise ValueError("local shares lie between 0 and 1")
    return 1 + first + first * second


def answers_of(given: Given | Path) -> tuple[Answer, ...]:
    """Read the answers: a line per respondent.

    Raises
    ------
    DataError
        A missing column; a round that is neither 1 nor 2, an amount that is not positive, a share outside 0-100.
    """
    given = Given.of(given) if isinstance(given, Path) else given
    found = []
    for line, row in sheet.rows(given, COLUMNS, ("respondent", "round", "amount", "local_share"), _MOST):
        place = sheet.where(given.name, line)
        if row["round"] not in {"1", "2"}:
            raise _wrong(
                place,
                Text(
                    f"tour « {row['round']} » : 1 (reçoit l'argent de départ) ou 2 (en reçoit du premier)",
                    f"round “{row['round']}”: 1 (receives the first money) or 2 (receives it from the first)",
                ),
            )
        amount = sheet.number(row["amount"], place, "amount", _HINT)
        if amount <= 0:
            raise _wrong(place, Text("le montant doit être positif", "the amount must be positive"))
        share = None
        if row["local_share"]:
            share = sheet.number(row["local_share"].rstrip("% \u00a0\u202f"), place, "local_share", _HINT)
            if not 0 <= share <= 100:
                raise _wrong(place, Text("part locale : de 0 à 100 %", "local share: from 0 to 100%"))
        found.append(Answer(row["respondent"], int(row["round"]), row.get("kind", ""), amount, share))
    return tuple(found)


def lm3(answers: Sequence[Answer], sources: Sequence[str] = ()) -> Lm3Reading:
    """Return the multiplier of a survey, with bounds for what was not answered.

    Parameters
    ----------
    answers : sequence of Answer
        Round 1: those who receive the first money. Round 2: those whom they pay in the territory (people, suppliers),
        with what they receive of it.
    sources : sequence of str

    Raises
    ------
    UsageError
        Nobody in a round, nobody who answered in it, or a second round that receives more than the first can spend here.
    """
    one, two = ([a for a in answers if a.round == r] for r in (1, 2))
    for rank, listed in ((1, one), (2, two)):
        if not any(a.share is not None for a in listed):
            raise UsageError(
                Text(f"Personne n'a répondu au tour {rank}.", f"Nobody answered in round {rank}."), _HINT
            )
    first = sum(a.amount for a in one)
    told_one, local_one = _told(one)
    second = Bounded(local_one / told_one * first, local_one, local_one + first - told_one)
    received = sum(a.amount for a in two)
    if received > second.high + _CENT:
        raise UsageError(
            Text(
                f"Le tour 2 reçoit {received:.0f} €, plus que le tour 1 ne dépense ici ({second.high:.0f} € au plus).",
                f"Round 2 receives {received:.0f} €, more than round 1 spends here ({second.high:.0f} € at most).",
            ),
            Text(
                "Au tour 2, ne comptez que ce que chacun reçoit du tour 1.",
                "In round 2, count only what each receives from round 1.",
            ),
        )
    # What round 2 received was surely spent here: it lifts the low end and the figure.
    second = Bounded(max(second.value, received), max(second.low, received), second.high)
    told_two, local_two = _told(two)
    third = Bounded(local_two / told_two * second.value, local_two, local_two + second.high - told_two)
    ends = ((second.value, third.value), (second.low, third.low), (second.high, third.high))
    value, low, high = ((first + r2 + r3) / first for r2, r3 in ends)
    return Lm3Reading(
        lm3=Bounded(value, low, high),
        first=first,
        second=second,
        third=third,
        asked=len(answers),
        answered=sum(a.share is not None for a in answers),
        covered=told_two / second.value if second.value else 0.0,
        groups=_groups([a for a in two if a.share is not None]),
        sources=tuple(sources),
    )


def _told(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the euros whose spending was told, and those of them that stay."""
    known = [(a.amount, a.share) for a in answers if a.share is not None]
    return sum(amount for amount, _ in known), sum(amount * share / 100 for amount, share in known)


def _groups(answers: Sequence[Answer]) -> tuple[Group, ...]:
    """Return the second round by kind, small kinds together so that subtraction tells nobody's answer."""
    kinds: dict[str, list[Answer]] = {}
    for a in answers:
        kinds.setdefault(a.kind, []).append(a)
    shown = sorted((k for k, own in kinds.items() if len(own) >= LEAST), key=lambda k: (-len(kinds[k]), k))
    small = [a for k, own in kinds.items() if k not in shown for a in own]
    while 0 < len(small) < LEAST and shown:
        small += kinds[shown.pop()]
    if len(answers) < LEAST:
        return ()
    parts: list[tuple[str | None, list[Answer]]] = [(k, kinds[k]) for k in shown]
    if small:
        parts.append((None, small))
    return tuple(Group(kind, len(own), *_told(own)) for kind, own in parts)
