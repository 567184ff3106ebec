"""Paper: what is printed, and what is typed in from it, one row a sheet, beside the votes of phones."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rebonds.deliberation.ballots import tidy
from rebonds.reporting.paper import Paper, Question
from rebonds.rooms.deliberate.answers import (
    CONSENT,
    OBJECTION,
    PAIRS,
    AnswerError,
    Answers,
    duels,
    read,
    refused,
)
from rebonds.rooms.deliberate.counting import said
from rebonds.rooms.deliberate.models import Ballot, Vote
from rebonds.rooms.deliberate.parameters import parameter, way
from rebonds.rooms.deliberate.shown import how, offers, priced
from rebonds.rooms.deliberate.voting import VoteError, locked

TICKS = {"1", "x", "oui", "yes", "o", "y", "✓"}
BLANKS = {"", "0", "non", "no", "n", "-"}
PAPER_SEED = "paper"  # every sheet has the same pairs


@dataclass(frozen=True)
class Column:
    """A column of the grid: an option, or a pair; ``offers`` are the answers, numbered from 1."""

    ident: str
    label: str
    offers: tuple[tuple[str, str], ...]


def columns(ballot: Ballot, lang: str) -> list[Column]:
    """Return what a sheet answers, in the order in which it is printed."""
    if way(ballot.method).widget == "duels":
        place = {one["id"]: rank for rank, one in enumerate(ballot.options)}
        out = []
        for pair in duels(ballot, PAPER_SEED):
            a, b = sorted(pair, key=lambda one: place[one["id"]])
            both = tuple((one["id"], said(one, lang)) for one in (a, b))
            out.append(Column(f"d-{a['id']}-{b['id']}", f"{both[0][1]} / {both[1][1]}", both))
        return out
    return [
        Column(f"o-{one['id']}", said(one, lang), tuple(offers(ballot, one, lang))) for one in ballot.options
    ]


def printed(ballot: Ballot, lang: str, address: str = "", qr: str = "") -> Paper:
    """Return a ballot ready to print."""
    found, given = way(ballot.method), columns(ballot, lang)
    duel = found.widget == "duels"
    shared = given[0].offers if given and found.widget in ("grades", "stances", "argued") else ()
    return Paper(
        title=ballot.question,
        details=ballot.details,
        how=how(ballot, lang),
        widget=found.widget,
        secret=ballot.secret,
        options=tuple(
            Question(priced(ballot, one, lang), tuple(said(c, lang) for c in one.get("choices", ())))
            for one in ballot.options
        ),
        scale=tuple(label for _value, label in shared),
        pairs=tuple((one.offers[0][1], one.offers[1][1]) for one in given) if duel else (),
        address=address,
        qr=qr,
    )


def answers_of(ballot: Ballot, cells: Sequence[str], lang: str) -> Answers | None:
    """Return the answers of a row of the grid; nothing where it is blank.

    A cell is the number of an answer as it is printed (from 1), or its name; dots and sliders are numbers; ``x``
    or 1 ticks; an objection is ``2 its reason``, or ``objection: its reason``.

    Raises
    ------
    AnswerError
        A cell that says nothing the ballot offers: which one.
    """
    form: dict[str, str] = {}
    widget = way(ballot.method).widget
    given = columns(ballot, lang)
    if not any(tidy(cell) for cell in cells):
        return None
    for column, raw in zip(given, cells, strict=False):
        cell = tidy(raw)
        if not cell:
            continue
        if widget == "check":
            form[column.ident] = _tick(column, cell)
        elif widget == "argued":
            form |= _argued(column, cell)
        elif column.offers:
            form[column.ident] = _offered(column, cell)
        else:
            form[column.ident] = cell
    if widget == "check" and not any(form.values()):
        form["none"] = "1"
    return read(ballot, form)


def _wrong(column: Column, cell: str) -> AnswerError:
    return refused(
        f"« {cell[:30]} » ne se lit pas, colonne « {column.label[:40]} ».",
        f"“{cell[:30]}” cannot be read, column “{column.label[:40]}”.",
    )


def _tick(column: Column, cell: str) -> str:
    if cell.casefold() in TICKS:
        return "1"
    if cell.casefold() in BLANKS:
        return ""
    raise _wrong(column, cell)


def _offered(column: Column, cell: str) -> str:
    if cell.isascii() and cell.isdigit() and 1 <= int(cell) <= len(column.offers):
        return column.offers[int(cell) - 1][0]
    folded = cell.casefold().replace("'", "’")
    for value, label in column.offers:
        if folded == label.casefold().replace("'", "’"):
            return value
    raise _wrong(column, cell)


def _argued(column: Column, cell: str) -> dict[str, str]:
    word, _space, reason = cell.partition(" ")
    if word.rstrip(":").casefold() in ("2", OBJECTION, "o"):
        return {column.ident: OBJECTION, f"r-{column.ident[2:]}": reason.lstrip(": ")}
    if cell.casefold() in ("1", CONSENT, "c", "consentement"):
        return {column.ident: CONSENT}
    raise _wrong(column, cell)


def cells_of(ballot: Ballot, vote: Vote, lang: str) -> list[str]:
    """Return a sheet as its row of the grid."""
    widget, out = way(ballot.method).widget, []
    won = {frozenset(pair): pair[0] for pair in vote.answers.get(PAIRS, ())}
    for column in columns(ballot, lang):
        if widget == "duels":
            first, second = (value for value, _label in column.offers)
            value = won.get(frozenset((first, second)))
        else:
            value = vote.answers.get(column.ident[2:])
        if value is None or value == "":
            out.append("")
        elif widget == "argued":
            word, _colon, reason = str(value).partition(": ")
            out.append("1" if word == CONSENT else f"2 {reason}")
        elif column.offers:
            places = {offered: n for n, (offered, _label) in enumerate(column.offers, start=1)}
            out.append(str(places.get(str(value), "")))
        else:
            out.append(str(value))
    return out


@transaction.atomic(durable=True)
def keep(ballot: Ballot, sheet: int, answers: Answers | None) -> None:
    """Write a sheet, replace it, or take it away where its row is blank. When this returns, it is on disk.

    Raises
    ------
    VoteError
        The ballot is not open, or there is no such sheet.
    """
    typed(ballot, sheet, answers)


def typed(ballot: Ballot, sheet: int, answers: Answers | None) -> None:
    """Write a sheet within the transaction of whoever asks: as `keep`, but on disk only when that one ends."""
    live = locked(ballot)
    if not live.is_open:
        raise VoteError(
            "Ce vote est clos : cette feuille n'est pas comptée.",
            "This vote is closed: this sheet is not counted.",
        )
    if not 1 <= sheet <= parameter("paper", "most_sheets"):
        raise VoteError("Ce numéro de feuille n'existe pas.", "There is no such sheet.")
    kept = Vote.objects.filter(ballot=live, paper=sheet)
    if answers is None:
        kept.delete()
    elif not kept.update(answers=answers):
        Vote.objects.create(ballot=live, paper=sheet, mark=secrets.token_hex(32), answers=answers)


def legend(ballot: Ballot, lang: str) -> list[Any]:
    """Return what the numbers stand for, above the grid."""
    widget = way(ballot.method).widget
    if widget == "check":
        return [("x", _("coché"))]
    given = columns(ballot, lang)
    if widget in ("grades", "stances", "argued") and given:
        return [(str(n), label) for n, (_value, label) in enumerate(given[0].offers, start=1)]
    if widget == "duels":
        return [("1", _("le premier de la paire")), ("2", _("le second"))]
    return []
