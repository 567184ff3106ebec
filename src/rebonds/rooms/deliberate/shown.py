"""A ballot as a form, field by field: what templates show, whatever the method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rebonds.rooms.deliberate.answers import CONSENT, OBJECTION, PAIRS, STANCES, Answers, duels, spent
from rebonds.rooms.deliberate.counting import said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.deliberate.parameters import parameter, way
from rebonds.text import number


@dataclass(frozen=True)
class Choice:
    """One answer offered."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """An option (or a pair) with the answers offered; ``value`` is what was answered.

    ``added`` is the identifier of a statement that came from the room during the vote.
    """

    name: str
    label: str
    value: str = ""
    choices: list[Choice] = field(default_factory=list)
    reason: str = ""
    reason_name: str = ""
    added: str = ""


@dataclass(frozen=True)
class Form:
    """Everything that a template needs to show a ballot."""

    widget: str
    about: str
    how: str
    fields: list[Field]
    settings: dict[str, Any]
    none: bool
    one_by_one: bool
    longest_reason: int
    spent: int


def form_of(ballot: Ballot, answers: Answers | None, lang: str, seed: str = "") -> Form:
    """Return a ballot as a form, filled in with what was answered."""
    found = way(ballot.method)
    given = answers or {}
    if found.widget == "duels":
        fields = _pairs(ballot, given, lang, seed)
    else:
        fields = [_field(ballot, one, given.get(one["id"]), lang) for one in ballot.options]
    return Form(
        widget="radio" if any(one.choices for one in fields) else found.widget,
        about=found.about.to(lang),
        how=how(ballot, lang),
        fields=fields,
        settings=ballot.settings,
        none=found.widget == "check" and answers is not None and not any(given.values()),
        one_by_one=found.widget in ("stances", "duels", "choices"),
        longest_reason=parameter("ballot", "longest_reason"),
        spent=spent(ballot, given) if found.widget == "dots" and given else 0,
    )


def _field(ballot: Ballot, one: dict[str, Any], value: Any, lang: str) -> Field:
    widget, name = way(ballot.method).widget, f"o-{one['id']}"
    text = "" if value is None else str(value)
    reason = ""
    if widget == "argued":
        word, _colon, reason = text.partition(": ")
        text = word
    offered = [Choice(v, label, v == text) for v, label in offers(ballot, one, lang)]
    return Field(
        name,
        priced(ballot, one, lang),
        "1" if widget == "check" and value else "" if widget == "check" else text,
        offered,
        reason,
        f"r-{one['id']}" if widget == "argued" else "",
        one["id"] if one.get("added") else "",
    )


def priced(ballot: Ballot, one: dict[str, Any], lang: str) -> str:
    """Return how an option is called on a ballot: with its cost, where a budget is shared out."""
    cost = ballot.settings.get("costs", {}).get(one["id"])
    return said(one, lang) if cost is None else f"{said(one, lang)} ({number(float(cost), lang)})"


def how(ballot: Ballot, lang: str) -> str:
    """Return how to fill in a ballot, with the sum to share out where there is one."""
    told = way(ballot.method).how.to(lang)
    if not ballot.settings.get("costs"):
        return told
    budget = number(float(ballot.settings["budget"]), lang)
    return f"{told} {_('Somme à répartir : %(sum)s ; entre parenthèses, ce que chaque projet coûte.') % {'sum': budget}}"


def offers(ballot: Ballot, one: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """Return the answers that an option is offered: (value, label); none where a number is asked for."""
    widget = way(ballot.method).widget
    if "choices" in one:
        return [(str(n), said(c, lang)) for n, c in enumerate(one["choices"])]
    if widget == "grades":
        grades = list(enumerate(ballot.settings.get("grades", [])))
        best_first = reversed(grades) if ballot.method == "majority-judgment" else grades
        return [(str(n), said(c, lang)) for n, c in best_first]
    if widget == "stances":
        return list(zip(STANCES, (_("D’accord"), _("Je passe"), _("Pas d’accord")), strict=True))
    if widget == "argued":
        return [(CONSENT, _("Je consens")), (OBJECTION, _("J’ai une objection"))]
    return []


def _pairs(ballot: Ballot, given: Answers, lang: str, seed: str) -> list[Field]:
    won = {tuple(pair): pair[0] for pair in given.get(PAIRS, ())}
    place = {one["id"]: rank for rank, one in enumerate(ballot.options)}
    out = []
    for a, b in duels(ballot, seed):
        first, second = sorted((a, b), key=lambda one: place[one["id"]])
        chosen = won.get((first["id"], second["id"])) or won.get((second["id"], first["id"])) or ""
        out.append(
            Field(
                f"d-{first['id']}-{second['id']}",
                _("Lequel ?"),
                chosen,
                [Choice(one["id"], said(one, lang), one["id"] == chosen) for one in (a, b)],
            )
        )
    return out
